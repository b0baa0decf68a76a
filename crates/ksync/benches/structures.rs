//! The data structures against their peers; `cargo bench -p ksync --bench structures`.
//!
//! An argument is a part of a table's title: only those tables are made. liburcu is measured where its headers and gcc are.

use std::collections::{BTreeMap, VecDeque};
use std::hint::{black_box, spin_loop};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, Ordering};
use std::time::Instant;

use harness::{Table, alone, both};
use ksync::kfifo::{Consumer, Producer};
use ksync::rcu::{self, RcuPtr, qsbr};
use ksync::{
    Kfifo, LList, LListNode, List, ListHead, PerCpuCounter, RbNode, RbTree, Ring, adapter, rbtree::Keyed,
};
use ringbuf::traits::{Consumer as _, Producer as _, Split as _};

mod harness;

const MILLION: usize = 1_000_000;
/// The room in each queue.
const ROOM: usize = 1024;
/// What batch operations carry.
const BATCH: usize = 64;

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    type Make = fn(&str);
    let tables: [(&str, Make); 8] = [
        ("kfifo, one value at a time, two threads", kfifo_single),
        ("kfifo, 64 values at a time, two threads", kfifo_batched),
        ("ring, two threads, each puts and takes", ring),
        ("counter, one thread", counter_alone),
        ("counter, two threads, aggregate", counter_both),
        ("RCU read side, one thread", read_alone),
        ("RCU read side, two threads, aggregate", read_both),
        ("lists, add and take", lists),
    ];
    for (title, table) in tables {
        if wanted.is_empty() || wanted.iter().any(|part| title.contains(part.as_str())) {
            table(title);
        }
    }
    for size in [1_000, 100_000] {
        for part in ["insert", "find", "iterate", "remove"] {
            let title = format!("rbtree of {size}, {part}, one element");
            if wanted.is_empty() || wanted.iter().any(|wanted| title.contains(wanted.as_str())) {
                rbtree(&title, size, part);
            }
        }
    }
}

/// Turns until a function gives something.
fn until<T>(mut run: impl FnMut() -> Option<T>) -> T {
    loop {
        match run() {
            Some(value) => return value,
            None => spin_loop(),
        }
    }
}

fn kfifo_single(title: &str) {
    const COUNT: usize = 2 * MILLION;
    Table::new(title)
        .candidate("ksync::Kfifo", || {
            let fifo = Box::new(Kfifo::<u64, ROOM>::new());
            let (mut producer, mut consumer) = (fifo.producer().unwrap(), fifo.consumer().unwrap());
            both(
                COUNT,
                move || (0..COUNT as u64).for_each(|i| until(|| producer.put(i).ok())),
                move || (0..COUNT as u64).for_each(|i| assert_eq!(until(|| consumer.get()), i)),
            )
        })
        .candidate("ksync::Kfifo in an Arc", || {
            let fifo = Arc::new(Kfifo::<u64, ROOM>::new());
            let mut producer = Producer::claim(fifo.clone()).unwrap();
            let mut consumer = Consumer::claim(fifo).unwrap();
            both(
                COUNT,
                move || (0..COUNT as u64).for_each(|i| until(|| producer.put(i).ok())),
                move || (0..COUNT as u64).for_each(|i| assert_eq!(until(|| consumer.get()), i)),
            )
        })
        .candidate("rtrb", || {
            let (mut producer, mut consumer) = rtrb::RingBuffer::<u64>::new(ROOM);
            both(
                COUNT,
                move || (0..COUNT as u64).for_each(|i| until(|| producer.push(i).ok())),
                move || (0..COUNT as u64).for_each(|i| assert_eq!(until(|| consumer.pop().ok()), i)),
            )
        })
        .candidate("ringbuf", || {
            let (producer, consumer) = ringbuf::HeapRb::<u64>::new(ROOM).split();
            let (mut producer, mut consumer) = (producer, consumer);
            both(
                COUNT,
                move || (0..COUNT as u64).for_each(|i| until(|| producer.try_push(i).ok())),
                move || (0..COUNT as u64).for_each(|i| assert_eq!(until(|| consumer.try_pop()), i)),
            )
        })
        .candidate("crossbeam ArrayQueue", || {
            let queue = crossbeam_queue::ArrayQueue::<u64>::new(ROOM);
            let count = COUNT / 10;
            both(
                count,
                || (0..count as u64).for_each(|i| until(|| queue.push(i).ok())),
                || (0..count as u64).for_each(|i| assert_eq!(until(|| queue.pop()), i)),
            )
        })
        .candidate("std sync_channel", || {
            let (sender, receiver) = std::sync::mpsc::sync_channel::<u64>(ROOM);
            let count = COUNT / 10;
            both(
                count,
                move || (0..count as u64).for_each(|i| until(|| sender.try_send(i).ok())),
                move || (0..count as u64).for_each(|i| assert_eq!(until(|| receiver.try_recv().ok()), i)),
            )
        })
        .at_most(1.0, "ksync::Kfifo", "rtrb")
        .run();
}

fn kfifo_batched(title: &str) {
    const COUNT: usize = 4 * MILLION / BATCH * BATCH;
    Table::new(title)
        .candidate("ksync::Kfifo, slices", || {
            let fifo = Box::new(Kfifo::<u64, ROOM>::new());
            let (mut producer, mut consumer) = (fifo.producer().unwrap(), fifo.consumer().unwrap());
            let (from, mut to) = ([7; BATCH], [0; BATCH]);
            both(
                COUNT,
                move || {
                    let mut left = COUNT;
                    while left > 0 {
                        left -= producer.put_slice(&black_box(&from)[..BATCH.min(left)]);
                    }
                },
                move || {
                    let mut left = COUNT;
                    while left > 0 {
                        left -= consumer.get_slice(&mut to);
                        black_box(&to);
                    }
                },
            )
        })
        .candidate("ksync::Kfifo, in place", || {
            let fifo = Box::new(Kfifo::<u64, ROOM>::new());
            let (mut producer, mut consumer) = (fifo.producer().unwrap(), fifo.consumer().unwrap());
            both(
                COUNT,
                move || {
                    let mut next = 0;
                    while next < COUNT {
                        next += producer.put_iter((next as u64..COUNT as u64).take(BATCH));
                    }
                },
                move || {
                    let (mut left, mut sum) = (COUNT, 0);
                    while left > 0 {
                        let ready = consumer.linear();
                        let count = ready.len().min(BATCH);
                        sum += ready[..count].iter().sum::<u64>();
                        left -= consumer.skip(count);
                    }
                    assert_eq!(sum, (COUNT as u64 - 1) * COUNT as u64 / 2);
                },
            )
        })
        .candidate("rtrb, chunks", || {
            let (mut producer, mut consumer) = rtrb::RingBuffer::<u64>::new(ROOM);
            both(
                COUNT,
                move || {
                    let mut next = 0;
                    while next < COUNT {
                        if let Ok(chunk) = producer.write_chunk_uninit(BATCH.min(COUNT - next)) {
                            next += chunk.fill_from_iter(next as u64..);
                        }
                    }
                },
                move || {
                    let (mut left, mut sum) = (COUNT, 0);
                    while left > 0 {
                        if let Ok(chunk) = consumer.read_chunk(BATCH.min(left)) {
                            left -= chunk.len();
                            let (a, b) = chunk.as_slices();
                            sum += a.iter().sum::<u64>() + b.iter().sum::<u64>();
                            chunk.commit_all();
                        }
                    }
                    assert_eq!(sum, (COUNT as u64 - 1) * COUNT as u64 / 2);
                },
            )
        })
        .candidate("ringbuf, slices", || {
            let (mut producer, mut consumer) = ringbuf::HeapRb::<u64>::new(ROOM).split();
            let (from, mut to) = ([7; BATCH], [0; BATCH]);
            both(
                COUNT,
                move || {
                    let mut left = COUNT;
                    while left > 0 {
                        left -= producer.push_slice(&black_box(&from)[..BATCH.min(left)]);
                    }
                },
                move || {
                    let mut left = COUNT;
                    while left > 0 {
                        left -= consumer.pop_slice(&mut to);
                        black_box(&to);
                    }
                },
            )
        })
        .at_most_ns(1.4, "ksync::Kfifo, in place")
        .at_most(1.0, "ksync::Kfifo, in place", "rtrb, chunks")
        .at_most(1.0, "ksync::Kfifo, slices", "ringbuf, slices")
        .run();
}

fn ring(title: &str) {
    const COUNT: usize = MILLION / 10;
    Table::new(title)
        .candidate("ksync::Ring", || {
            let ring = Box::new(Ring::<u64, ROOM>::new());
            let work = || {
                for i in 0..COUNT as u64 {
                    until(|| ring.push(i).ok());
                    black_box(until(|| ring.pop()));
                }
            };
            both(2 * COUNT, work, work)
        })
        .candidate("crossbeam ArrayQueue", || {
            let queue = crossbeam_queue::ArrayQueue::<u64>::new(ROOM);
            let work = || {
                for i in 0..COUNT as u64 {
                    until(|| queue.push(i).ok());
                    black_box(until(|| queue.pop()));
                }
            };
            both(2 * COUNT, work, work)
        })
        .candidate("Mutex<VecDeque>", || {
            let queue = std::sync::Mutex::new(VecDeque::<u64>::with_capacity(ROOM));
            let work = || {
                for i in 0..COUNT as u64 {
                    queue.lock().unwrap().push_back(i);
                    black_box(until(|| queue.lock().unwrap().pop_front()));
                }
            };
            both(2 * COUNT, work, work)
        })
        .at_most(1.0, "ksync::Ring", "crossbeam ArrayQueue")
        .run();
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod by_hand {
    //! The shortest loop that adds by a restartable sequence.

    #[repr(align(128))]
    pub struct Word(#[allow(dead_code)] pub i64);

    /// Adds one to the word of the caller's CPU, `count` times; nothing where there is no area.
    pub fn add(words: &mut [Word], count: usize) {
        // SAFETY: the name is a string; glibc declares it as `const ptrdiff_t`.
        let offset = unsafe {
            let symbol = libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_offset".as_ptr());
            if symbol.is_null() {
                return;
            }
            symbol.cast::<isize>().read()
        };
        // SAFETY: the area is where glibc says; the numbers of CPUs are below the number of words.
        unsafe {
            core::arch::asm!(
                ".pushsection __rseq_cs, \"aw\"",
                ".balign 32",
                "66:",
                ".long 0, 0",
                ".quad 62f, 63f - 62f, 64f",
                ".popsection",
                ".balign 32",
                "65:",
                "lea {at}, [rip + 66b]",
                "mov fs:[{offset} + 8], {at}",
                "62:",
                "mov {at:e}, fs:[{offset} + 4]",
                "shl {at}, 7",
                "inc qword ptr [{words} + {at}]",
                "63:",
                "dec {count}",
                "jnz 65b",
                ".pushsection __rseq_failure, \"ax\"",
                ".byte 0x0f, 0xb9, 0x3d",
                ".long 0x53053053",
                "64:",
                "jmp 65b",
                ".popsection",
                offset = in(reg) offset,
                words = in(reg) words.as_mut_ptr(),
                count = inout(reg) count => _,
                at = out(reg) _,
                options(nostack),
            );
        }
    }
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn by_hand(count: usize) -> impl FnOnce() + Send {
    move || {
        let mut words: Vec<_> = (0..ksync::percpu::num_possible_cpus()).map(|_| by_hand::Word(0)).collect();
        by_hand::add(&mut words, count);
        black_box(words);
    }
}

fn counter_alone(title: &str) {
    let (counter, shared) = (PerCpuCounter::new(), AtomicI64::new(0));
    let table = Table::new(title)
        .candidate("ksync::PerCpuCounter", || alone(MILLION, || (0..MILLION).for_each(|_| counter.inc())))
        .candidate("fetch_add, shared", || {
            alone(MILLION, || (0..MILLION).for_each(|_| _ = shared.fetch_add(1, Ordering::Relaxed)))
        });
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    let table = table.candidate("rseq assembly", || alone(MILLION, by_hand(MILLION)));
    table.at_most(1.1, "ksync::PerCpuCounter", "rseq assembly").run();
}

fn counter_both(title: &str) {
    let (counter, shared) = (PerCpuCounter::new(), AtomicI64::new(0));
    let table = Table::new(title)
        .candidate("ksync::PerCpuCounter", || {
            let work = || (0..MILLION).for_each(|_| counter.inc());
            both(2 * MILLION, work, work)
        })
        .candidate("fetch_add, shared", || {
            let work = || (0..MILLION).for_each(|_| _ = shared.fetch_add(1, Ordering::Relaxed));
            both(2 * MILLION, work, work)
        });
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    let table = table.candidate("rseq assembly", || both(2 * MILLION, by_hand(MILLION), by_hand(MILLION)));
    table.at_most(1.1, "ksync::PerCpuCounter", "rseq assembly").run();
}

/// The program that measures liburcu, compiled where that is installed.
struct Urcu {
    program: std::path::PathBuf,
}

impl Urcu {
    fn compile() -> Option<Urcu> {
        let program = std::env::temp_dir().join(format!("ksync-bench-urcu-{}", std::process::id()));
        let source = program.with_extension("c");
        std::fs::write(&source, include_str!("peers/urcu.c")).ok()?;
        let gcc = std::process::Command::new("gcc")
            .args(["-O2", "-o"])
            .args([&program, &source])
            .args(["-lurcu-memb", "-lpthread"])
            .stderr(std::process::Stdio::null())
            .status();
        std::fs::remove_file(&source).ok();
        if !gcc.is_ok_and(|status| status.success()) {
            println!("\n(liburcu is not measured: it takes gcc and the package liburcu-dev)");
            return None;
        }
        Some(Urcu { program })
    }

    /// Nanoseconds for one read section, of `threads` threads together.
    fn measure(&self, threads: usize) -> f64 {
        let arguments = [MILLION.to_string(), threads.to_string()];
        let output =
            std::process::Command::new(&self.program).args(arguments).output().expect("failed to start it");
        let ns: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("it prints nanoseconds");
        ns / (MILLION * threads) as f64
    }
}

impl Drop for Urcu {
    fn drop(&mut self) {
        std::fs::remove_file(&self.program).ok();
    }
}

type Loop = Box<dyn Fn() + Send + Sync>;

/// The loops that read, by name.
fn readers() -> Vec<(&'static str, Loop)> {
    let place: &'static RcuPtr<u64> = Box::leak(Box::new(RcuPtr::new(1)));
    let quiescent: &'static RcuPtr<u64, qsbr::Qsbr> = Box::leak(Box::new(RcuPtr::new(1)));
    let epoch: &'static crossbeam_epoch::Atomic<u64> = Box::leak(Box::new(crossbeam_epoch::Atomic::new(1)));
    let counted: &'static Arc<u64> = Box::leak(Box::new(Arc::new(1)));
    let plain: &'static AtomicPtr<u64> = Box::leak(Box::new(AtomicPtr::new(Box::leak(Box::new(1)))));
    vec![
        (
            "ksync::rcu",
            Box::new(|| {
                let mut sum = 0;
                for _ in 0..MILLION {
                    let reading = rcu::read_lock();
                    sum += *place.load(&reading).unwrap();
                }
                black_box(sum);
            }),
        ),
        (
            "ksync::rcu::qsbr, a quiescent state in 64",
            Box::new(|| {
                let (mut reader, mut sum) = (qsbr::Reader::register(), 0);
                for _ in 0..MILLION / 64 {
                    for _ in 0..64 {
                        sum += *quiescent.load(&reader.read_lock()).unwrap();
                    }
                    reader.quiescent_state();
                }
                black_box(sum);
            }),
        ),
        (
            "crossbeam-epoch",
            Box::new(|| {
                let mut sum = 0;
                for _ in 0..MILLION {
                    let guard = crossbeam_epoch::pin();
                    // SAFETY: nobody replaces the value.
                    sum += *unsafe { epoch.load(Ordering::Acquire, &guard).deref() };
                }
                black_box(sum);
            }),
        ),
        (
            "Arc clone and drop",
            Box::new(|| {
                let mut sum = 0;
                for _ in 0..MILLION {
                    sum += **black_box(&counted.clone());
                }
                black_box(sum);
            }),
        ),
        (
            "a load without any protection",
            Box::new(|| {
                let mut sum = 0;
                for _ in 0..MILLION {
                    // SAFETY: nobody replaces the value.
                    sum += unsafe { *plain.load(Ordering::Acquire) };
                }
                black_box(sum);
            }),
        ),
    ]
}

fn read_alone(title: &str) {
    let mut table = Table::new(title);
    for (name, work) in readers() {
        table = table.candidate(name, move || alone(MILLION, &work));
    }
    if let Some(urcu) = Urcu::compile() {
        table = table.candidate("liburcu memb", move || urcu.measure(1));
    }
    table
        .at_most(1.15, "ksync::rcu", "liburcu memb")
        .at_most_ns(0.3, "ksync::rcu::qsbr, a quiescent state in 64")
        .run();

    let stop = AtomicBool::new(false);
    std::thread::scope(|s| {
        s.spawn(|| {
            harness::bind(1);
            while !stop.load(Ordering::Relaxed) {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let samples: Vec<f64> = (0..1000)
            .map(|_| {
                let start = Instant::now();
                rcu::synchronize();
                start.elapsed().as_nanos() as f64
            })
            .collect();
        stop.store(true, Ordering::Relaxed);
        let mut samples = samples;
        samples.sort_by(f64::total_cmp);
        println!("  synchronize() without readers: median {:.0} ns", samples[500]);
    });
}

fn read_both(title: &str) {
    let mut table = Table::new(title);
    for (name, work) in readers() {
        table = table.candidate(name, move || both(2 * MILLION, &work, &work));
    }
    if let Some(urcu) = Urcu::compile() {
        table = table.candidate("liburcu memb", move || urcu.measure(2));
    }
    table.at_most(1.15, "ksync::rcu", "liburcu memb").run();
}

struct Item {
    list: ListHead,
    _key: u64,
}

struct Lockless {
    lockless: LListNode,
    _key: u64,
}

struct Node {
    tree: RbNode,
    key: u64,
}

adapter! {
    ByList = Box<Item> { list: ListHead }
    ByLockless = Box<Lockless> { lockless: LListNode }
    ByKey = Box<Node> { tree: RbNode }
}

impl Keyed for ByKey {
    type Key = u64;
    fn key(node: &Node) -> &u64 {
        &node.key
    }
}

mod peers {
    //! The same elements with the links of intrusive-collections.

    use intrusive_collections::{KeyAdapter, LinkedListLink, RBTreeLink, intrusive_adapter};

    pub struct Item {
        pub list: LinkedListLink,
        pub _key: u64,
    }

    pub struct Node {
        pub tree: RBTreeLink,
        pub key: u64,
    }

    intrusive_adapter!(pub ByList = Box<Item>: Item { list => LinkedListLink });
    intrusive_adapter!(pub ByKey = Box<Node>: Node { tree => RBTreeLink });

    impl<'a> KeyAdapter<'a> for ByKey {
        type Key = u64;
        fn get_key(&self, node: &'a Node) -> u64 {
            node.key
        }
    }
}

fn lists(title: &str) {
    const COUNT: usize = 1_000;
    const ROUNDS: usize = 1_000;
    Table::new(title)
        .candidate("ksync::List", || {
            let mut items: Vec<_> =
                (0..COUNT as u64).map(|key| Box::new(Item { list: ListHead::new(), _key: key })).collect();
            alone(COUNT * ROUNDS, || {
                let mut list = List::<ByList>::new();
                for _ in 0..ROUNDS {
                    items.drain(..).for_each(|item| list.add_tail(item));
                    items.extend(std::iter::from_fn(|| list.pop_front()));
                }
            })
        })
        .candidate("ksync::LList", || {
            let mut items: Vec<_> = (0..COUNT as u64)
                .map(|key| Box::new(Lockless { lockless: LListNode::new(), _key: key }))
                .collect();
            alone(COUNT * ROUNDS, || {
                let list = LList::<ByLockless>::new();
                for _ in 0..ROUNDS {
                    items.drain(..).for_each(|item| _ = list.add(item));
                    items.extend(list.del_all());
                }
            })
        })
        .candidate("intrusive-collections LinkedList", || {
            let item = |key| Box::new(peers::Item { list: Default::default(), _key: key });
            let mut items: Vec<_> = (0..COUNT as u64).map(item).collect();
            alone(COUNT * ROUNDS, || {
                let mut list = intrusive_collections::LinkedList::new(peers::ByList::new());
                for _ in 0..ROUNDS {
                    items.drain(..).for_each(|item| list.push_back(item));
                    items.extend(std::iter::from_fn(|| list.pop_front()));
                }
            })
        })
        .at_most(1.0, "ksync::List", "intrusive-collections LinkedList")
        .run();
}

/// Numbers in an order that looks random, each once: the finaliser of MurmurHash3 is a permutation.
fn scrambled(i: u64) -> u64 {
    let i = (i ^ (i >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let i = (i ^ (i >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    i ^ (i >> 33)
}

fn rbtree(title: &str, size: usize, part: &str) {
    let repeats = (200_000 / size).max(1);
    let operations = size * repeats;
    let mut lives = 0;
    // Other keys in each life, so that no branch is learnt by heart; looked for and removed in another order.
    let keys = move || -> (Vec<u64>, Vec<u64>) {
        lives += 1;
        let keys: Vec<u64> = (0..size as u64).map(|i| scrambled(lives << 32 | i)).collect();
        let order = (0..size).map(|i| keys[i * 7919 % size]).collect();
        (keys, order)
    };
    let keys = std::cell::RefCell::new(keys);
    let keys = || keys.borrow_mut()();
    /// Measures one part of a life: all of it is done, one part is timed.
    macro_rules! life {
        ($tree:ident, $keys:ident, $order:ident = $new:expr, $insert:expr, $find:expr, $iterate:expr, $remove:expr) => {
            || {
                let mut ns = 0.0;
                for _ in 0..repeats {
                    let ($keys, $order) = keys();
                    alone(1, || {
                        let mut $tree = $new;
                        let mut time = |name: &str, run: &mut dyn FnMut()| {
                            let start = Instant::now();
                            run();
                            if name == part {
                                ns += start.elapsed().as_nanos() as f64;
                            }
                        };
                        let insert = &mut || $insert;
                        time("insert", insert);
                        let find = &mut || $find;
                        time("find", find);
                        let iterate = &mut || $iterate;
                        time("iterate", iterate);
                        let remove = &mut || $remove;
                        time("remove", remove);
                    });
                }
                ns / operations as f64
            }
        };
    }
    let table = Table::new(title)
        .candidate(
            "ksync::RbTree",
            life!(
                tree,
                keys,
                order = {
                    let items: Vec<_> =
                        keys.iter().map(|&key| Box::new(Node { tree: RbNode::new(), key })).collect();
                    (RbTree::<ByKey>::new(), items)
                },
                tree.1.drain(..).for_each(|item| tree.0.add(item)),
                order.iter().for_each(|key| assert!(tree.0.find(key).is_some())),
                assert_ne!(tree.0.iter().map(|item| item.key).fold(0, u64::wrapping_add), 1),
                order.iter().for_each(|key| _ = black_box(tree.0.remove(key)).is_some())
            ),
        )
        .candidate(
            "intrusive-collections RBTree",
            life!(
                tree,
                keys,
                order = {
                    let items: Vec<_> = keys
                        .iter()
                        .map(|&key| Box::new(peers::Node { tree: Default::default(), key }))
                        .collect();
                    (intrusive_collections::RBTree::new(peers::ByKey::new()), items)
                },
                tree.1.drain(..).for_each(|item| _ = tree.0.insert(item)),
                order.iter().for_each(|key| assert!(!tree.0.find(key).is_null())),
                assert_ne!(tree.0.iter().map(|item| item.key).fold(0, u64::wrapping_add), 1),
                order.iter().for_each(|key| _ = black_box(tree.0.find_mut(key).remove()).is_some())
            ),
        )
        .candidate(
            "BTreeMap, which moves its elements",
            life!(
                tree,
                keys,
                order = BTreeMap::<u64, u64>::new(),
                keys.iter().for_each(|&key| _ = tree.insert(key, key)),
                order.iter().for_each(|key| assert!(tree.contains_key(key))),
                assert_ne!(tree.values().copied().fold(0, u64::wrapping_add), 1),
                order.iter().for_each(|key| _ = black_box(tree.remove(key)).is_some())
            ),
        );
    table.at_most(1.0, "ksync::RbTree", "intrusive-collections RBTree").run();
}
