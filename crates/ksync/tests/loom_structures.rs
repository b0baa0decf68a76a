//! The data structures under the checker loom: every interleaving of a few threads, under the memory model of C11.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p ksync --release --test loom_structures --target-dir target/loom`
//!
//! What the structures hold, and the slots that they hold it in, are loom's own cells, which notice two accesses that
//! nothing orders.
#![cfg(loom)]

use ksync::kfifo::{Consumer, Kfifo, Producer};
use ksync::{AtomicT, LList, LListNode, Refcount, Ring, adapter, bitops};
use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::sync::atomic::AtomicUsize;
use loom::thread;
use std::sync::Arc;

/// A value that notices accesses that nothing orders.
struct Seen(UnsafeCell<u32>);

// SAFETY: loom reports it if it is not.
unsafe impl Send for Seen {}
// SAFETY: as above.
unsafe impl Sync for Seen {}

impl Seen {
    fn new(value: u32) -> Seen {
        let seen = Seen(UnsafeCell::new(0));
        seen.set(value);
        seen
    }
    fn set(&self, value: u32) {
        // SAFETY: loom reports accesses that nothing orders.
        self.0.with_mut(|seen| unsafe { *seen = value });
    }
    fn get(&self) -> u32 {
        // SAFETY: as above.
        self.0.with(|seen| unsafe { *seen })
    }
}

/// Explores a closure with at most so many preemptions.
fn explore(preemptions: usize, run: impl Fn() + Send + Sync + 'static) {
    let mut model = Builder::new();
    model.max_branches = 100_000;
    model.preemption_bound = Some(preemptions);
    model.check(run);
}

#[test]
fn kfifo_hands_over_what_was_written_and_slots_only_when_they_were_read() {
    explore(3, || {
        let fifo = Arc::new(Kfifo::<Seen, 2>::new());
        let mut producer = Producer::claim(fifo.clone()).unwrap();
        let mut consumer = Consumer::claim(fifo).unwrap();
        let writer =
            thread::spawn(move || (0..3).take_while(|&value| producer.put(Seen::new(value)).is_ok()).count());
        let mut taken = 0;
        for _ in 0..3 {
            if let Some(value) = consumer.get() {
                assert_eq!(value.get(), taken);
                taken += 1;
            }
        }
        let written = writer.join().unwrap() as u32;
        while let Some(value) = consumer.get() {
            assert_eq!(value.get(), taken);
            taken += 1;
        }
        assert_eq!(written, taken);
        assert!(written == 3 || written == 2);
    });
}

#[test]
fn kfifo_moves_its_counter_once_for_a_batch() {
    explore(3, || {
        let fifo = Arc::new(Kfifo::<u32, 4>::new());
        let mut producer = Producer::claim(fifo.clone()).unwrap();
        let mut consumer = Consumer::claim(fifo).unwrap();
        let writer = thread::spawn(move || producer.put_slice(&[0, 1, 2]) + producer.put_iter(3..6));
        let (mut seen, mut taken) = ([0; 4], 0);
        for turn in 0..3 {
            let got = consumer.get_slice(&mut seen);
            assert!(turn > 0 || got == 0 || got >= 3, "a batch was seen in part");
            assert!(seen[..got].iter().copied().eq(taken..taken + got as u32));
            taken += got as u32;
        }
        let written = writer.join().unwrap() as u32;
        taken += consumer.skip(4) as u32;
        assert_eq!(written, taken);
    });
}

#[test]
fn an_end_of_a_kfifo_passes_from_thread_to_thread() {
    explore(3, || {
        let fifo = Arc::new(Kfifo::<Seen, 2>::new());
        let threads = [1, 2].map(|value| {
            let fifo = fifo.clone();
            thread::spawn(move || {
                let end = Producer::claim(fifo);
                end.is_some_and(|mut end| end.put(Seen::new(value)).is_ok())
            })
        });
        let written = threads.map(|thread| thread.join().unwrap()).iter().filter(|&&written| written).count();
        let mut consumer = Consumer::claim(fifo).unwrap();
        let mut taken = 0;
        while let Some(value) = consumer.get() {
            assert!(value.get() == 1 || value.get() == 2);
            taken += 1;
        }
        assert_eq!(written, taken);
    });
}

#[test]
fn a_ring_gives_each_value_to_one_consumer() {
    explore(2, || {
        let ring = Arc::new(Ring::<Seen, 2>::new());
        let consumers = [(); 2].map(|()| {
            let ring = ring.clone();
            thread::spawn(move || ring.pop().map(|value| value.get()))
        });
        assert!(ring.push(Seen::new(1)).is_ok());
        assert!(ring.push(Seen::new(2)).is_ok());
        // Room is there again if a consumer has finished.
        let third = ring.push(Seen::new(3)).is_ok();
        let mut seen: Vec<u32> = consumers.into_iter().filter_map(|thread| thread.join().unwrap()).collect();
        while let Some(value) = ring.pop() {
            seen.push(value.get());
        }
        seen.sort_unstable();
        assert!(seen.iter().copied().eq(1..=if third { 3 } else { 2 }));
        assert!(
            ring.push(Seen::new(4)).is_ok() && ring.push(Seen::new(5)).is_ok(),
            "all slots are free again"
        );
    });
}

#[test]
fn a_ring_takes_each_value_of_several_producers() {
    explore(2, || {
        let ring = Arc::new(Ring::<Seen, 2>::new());
        let producers = [1, 2].map(|value| {
            let ring = ring.clone();
            thread::spawn(move || ring.push(Seen::new(value)).is_ok())
        });
        let mut seen: Vec<u32> = ring.pop().into_iter().map(|value| value.get()).collect();
        assert!(producers.into_iter().all(|thread| thread.join().unwrap()));
        while let Some(value) = ring.pop() {
            seen.push(value.get());
        }
        seen.sort_unstable();
        assert_eq!(seen, [1, 2]);
    });
}

struct Item {
    value: Seen,
    link: LListNode,
}

adapter!(All = Box<Item> { link: LListNode });

fn item(value: u32) -> Box<Item> {
    Box::new(Item { value: Seen::new(value), link: LListNode::new() })
}

#[test]
fn an_llist_loses_nothing_between_those_who_add_and_those_who_take_all() {
    explore(3, || {
        let list = Arc::new(LList::<All>::new());
        let adders = [1, 2].map(|value| {
            let list = list.clone();
            thread::spawn(move || list.add(item(value)))
        });
        let mut seen: Vec<u32> = list.del_all().reverse_order().map(|item| item.value.get()).collect();
        let was_empty = adders.into_iter().map(|thread| thread.join().unwrap());
        let was_empty = was_empty.filter(|&empty| empty).count();
        assert!(was_empty >= 1);
        seen.extend(list.del_all().map(|item| item.value.get()));
        seen.sort_unstable();
        assert_eq!(seen, [1, 2]);
    });
}

#[test]
fn the_taker_of_an_llist_takes_the_first_while_others_add() {
    explore(3, || {
        // The threads end before the list does, which loom's `spawn` cannot know.
        let list: &'static mut LList<All> = Box::leak(Box::new(LList::new()));
        let whole = std::ptr::from_mut(list);
        let (adder, mut taker) = list.split();
        adder.add(item(1));
        let adders = [2, 3].map(|value| thread::spawn(move || _ = adder.add(item(value))));
        let mut seen: Vec<u32> =
            (0..2).filter_map(|_| taker.del_first()).map(|item| item.value.get()).collect();
        adders.into_iter().for_each(|thread| thread.join().unwrap());
        seen.extend(std::iter::from_fn(|| taker.del_first()).map(|item| item.value.get()));
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3]);
        // SAFETY: it comes from a box, and its ends are not used any more.
        drop(unsafe { Box::from_raw(whole) });
    });
}

#[test]
fn who_takes_the_last_reference_sees_what_the_others_did() {
    explore(3, || {
        let shared = Arc::new((Refcount::new(2), [Seen::new(0), Seen::new(0)]));
        let give = |shared: &(Refcount, [Seen; 2]), own: usize| {
            shared.1[own].set(7);
            let last = shared.0.dec_and_test();
            if last {
                assert_eq!(shared.1[1 - own].get(), 7);
            }
            last
        };
        let other = shared.clone();
        let thread = thread::spawn(move || give(&other, 1));
        let last = give(&shared, 0);
        assert!(last ^ thread.join().unwrap());
    });
}

#[test]
fn nobody_gets_a_reference_that_is_gone() {
    explore(3, || {
        let shared = Arc::new(Refcount::new(1));
        let other = shared.clone();
        let thread = thread::spawn(move || other.inc_not_zero());
        let last = shared.dec_and_test();
        let got = thread.join().unwrap();
        assert_ne!(last, got);
        assert_eq!(shared.read(), i32::from(got));
    });
}

#[test]
fn a_bit_is_a_lock() {
    explore(3, || {
        let shared = Arc::new(([AtomicUsize::new(0)], Seen::new(0)));
        let add = |shared: &([AtomicUsize; 1], Seen)| {
            let free = !bitops::test_and_set_bit_lock(3, &shared.0);
            if free {
                shared.1.set(shared.1.get() + 1);
                bitops::clear_bit_unlock(3, &shared.0);
            }
            u32::from(free)
        };
        let other = shared.clone();
        let thread = thread::spawn(move || add(&other));
        let added = add(&shared) + thread.join().unwrap();
        assert!(added >= 1);
        assert_eq!(shared.1.get(), added);
    });
}

#[test]
fn an_operation_with_a_result_is_a_full_barrier() {
    explore(3, || {
        let shared = Arc::new((AtomicT::new(0), AtomicT::new(0), [AtomicT::new(0), AtomicT::new(0)]));
        let other = shared.clone();
        let thread = thread::spawn(move || {
            other.0.set(1);
            other.2[0].inc_return();
            other.1.read()
        });
        shared.1.set(1);
        shared.2[1].inc_return();
        let seen = shared.0.read();
        assert!(seen == 1 || thread.join().unwrap() == 1, "each read before the other's write");
    });
}
