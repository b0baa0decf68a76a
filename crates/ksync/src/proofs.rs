//! The locks under the workspace's own checker, the crate `model`: all interleavings of two threads that differ.
//!
//! `RUSTFLAGS="--cfg lockstep" cargo test -p ksync --lib --target-dir target/model proofs`
//!
//! The checker takes the place of the atomics (`primitive.rs`), and its cells notice accesses that nothing orders. Values
//! are sequentially consistent there; what only a store buffer shows is loom's to find (`tests/loom.rs`).

use model::atomic::AtomicU32;
use model::cell::UnsafeCell;
use model::{Builder, thread};
use std::sync::Arc;
use std::vec::Vec;

use crate::cpu::CpuState;
use crate::primitive::Ordering;
use crate::{
    BigReaderLock, Completion, Mcs, Mutex, NoGuard, Once, Platform, Queued, RawLock, RwLock, RwSemaphore,
    Semaphore, SpinLock, Ticket, WaitQueue,
};

/// Threads of the checker. A number for each, which it gives at the beginning.
enum Checked {}

const CPUS: usize = 4;

static STATE: [CpuState; CPUS] = [const { CpuState::new() }; CPUS];
static PARK: (model::sync::Mutex<()>, model::sync::Condvar) =
    (model::sync::Mutex::new(()), model::sync::Condvar::new());

std::thread_local! {
    /// The checker's threads and their numbers; they all run on one thread of the computer.
    static NUMBERS: std::cell::RefCell<Vec<(thread::ThreadId, usize)>> = const { std::cell::RefCell::new(Vec::new()) };
}

impl Checked {
    fn start(number: usize) {
        let id = thread::current().id();
        NUMBERS.with_borrow_mut(|numbers| {
            numbers.retain(|(known, _)| *known != id);
            numbers.push((id, number));
        });
    }
}

// SAFETY: the tests give different numbers to the threads of an execution.
unsafe impl Platform for Checked {
    const CPUS: usize = CPUS;

    fn per_cpu() -> &'static [CpuState] {
        &STATE
    }
    fn cpu() -> usize {
        let id = thread::current().id();
        NUMBERS
            .with_borrow(|numbers| numbers.iter().find(|(known, _)| *known == id).expect("it was started").1)
    }
    fn task() -> u32 {
        Self::cpu() as u32 + 1
    }
    fn preempt_disable() {}
    fn preempt_enable() {}
    fn preempt_depth() -> u32 {
        0
    }
    fn bh_disable() {}
    fn bh_enable() {}
    fn bh_depth() -> u32 {
        0
    }
    fn irq_disable() {}
    fn irq_enable() {}
    fn irq_depth() -> u32 {
        0
    }
    fn park(word: &AtomicU32, expected: u32, _until: Option<u64>) {
        let mut guard = PARK.0.lock().unwrap();
        if word.load(Ordering::Relaxed) == expected {
            guard = PARK.1.wait(guard).unwrap();
        }
        drop(guard);
    }
    fn wake(_word: *const AtomicU32, _count: u32) {
        let guard = PARK.0.lock().unwrap();
        PARK.1.notify_all();
        drop(guard);
    }
    fn now() -> u64 {
        0
    }
}

/// A counter whose accesses the checker sees.
struct Count(UnsafeCell<u32>);

impl Count {
    fn new() -> Count {
        Count(UnsafeCell::new(0))
    }
    fn add(&self) {
        // SAFETY: the checker reports accesses that nothing orders.
        self.0.with_mut(|count| unsafe { *count += 1 });
    }
    fn get(&self) -> u32 {
        // SAFETY: as above.
        self.0.with(|count| unsafe { *count })
    }
}

type Plain = NoGuard<Checked>;

/// Two threads that do something to a shared state, and a look at it afterwards: all interleavings that differ.
fn prove<S: Send + Sync + 'static>(
    make: impl Fn() -> S + Send + Sync + 'static,
    action: impl Fn(&S, usize) + Send + Sync + Copy + 'static,
    end: impl Fn(&S) + Send + Sync + 'static,
) {
    let verdict = Builder::new().differing().explore(move || {
        Checked::start(0);
        let state = Arc::new(make());
        let other = {
            let state = state.clone();
            thread::spawn(move || {
                Checked::start(1);
                action(&state, 1);
            })
        };
        action(&state, 0);
        other.join().unwrap();
        end(&state);
    });
    std::println!("{verdict}");
    assert!(verdict.found.is_none(), "{verdict}");
}

/// How often each thread takes a spinlock.
const TURNS: u32 = 3;

fn excludes<R: RawLock + Send + Sync + 'static>() {
    prove(
        || SpinLock::<Count, Plain, R>::new(Count::new()),
        |lock, _| (0..TURNS).for_each(|_| lock.lock().add()),
        |lock| assert_eq!(lock.lock().get(), 2 * TURNS),
    );
    prove(
        || (SpinLock::<Count, Plain, R>::new(Count::new()), AtomicU32::new(0)),
        |(lock, taken), _| {
            if let Some(guard) = lock.try_lock() {
                guard.add();
                taken.fetch_add(1, Ordering::Relaxed);
            }
        },
        |(lock, taken)| assert_eq!(lock.lock().get(), taken.load(Ordering::Relaxed)),
    );
}

#[test]
fn ticket() {
    excludes::<Ticket>();
}

#[test]
fn mcs() {
    excludes::<Mcs>();
}

#[test]
fn queued() {
    excludes::<Queued>();
}

#[test]
fn rwlock() {
    prove(
        || RwLock::<Count, Plain>::new(Count::new()),
        |lock, number| {
            if number == 0 {
                lock.write().add();
            } else {
                assert!(lock.read().get() <= 1);
            }
        },
        |lock| assert_eq!(lock.write().get(), 1),
    );
    prove(
        || RwLock::<Count, Plain>::new(Count::new()),
        |lock, _| lock.write().add(),
        |lock| assert_eq!(lock.read().get(), 2),
    );
}

#[test]
fn big_reader_lock() {
    prove(
        || BigReaderLock::<Count, Plain>::new(Count::new()),
        |lock, number| {
            if number == 0 {
                lock.write().add();
            } else {
                assert!(lock.read().get() <= 1);
            }
        },
        |lock| assert_eq!(lock.write().get(), 1),
    );
}

#[test]
fn mutex() {
    prove(
        || Mutex::<Count, Checked>::new(Count::new()),
        |mutex, _| mutex.lock().add(),
        |mutex| assert_eq!(mutex.lock().get(), 2),
    );
}

#[test]
fn rw_semaphore() {
    prove(
        || RwSemaphore::<Count, Checked>::new(Count::new()),
        |sem, number| {
            if number == 0 {
                sem.write().add();
            } else {
                assert!(sem.read().get() <= 1);
            }
        },
        |sem| assert_eq!(sem.write().get(), 1),
    );
}

#[test]
fn semaphore() {
    prove(
        || (Semaphore::<Checked>::new(1), Count::new()),
        |(sem, count), _| {
            sem.down();
            count.add();
            sem.up();
        },
        |(_, count)| assert_eq!(count.get(), 2),
    );
}

#[test]
fn completion() {
    prove(
        || (Completion::<Checked>::new(), Count::new()),
        |(done, count), number| {
            if number == 0 {
                count.add();
                done.complete();
            } else {
                done.wait();
                assert_eq!(count.get(), 1);
            }
        },
        |(done, _)| assert!(!done.is_done()),
    );
}

#[test]
fn wait_queue() {
    prove(
        || (WaitQueue::<Checked>::new(), AtomicU32::new(0)),
        |(queue, ready), number| {
            if number == 0 {
                ready.store(1, Ordering::Relaxed);
                queue.wake_up();
            } else {
                queue.wait(|| ready.load(Ordering::Relaxed) == 1);
            }
        },
        |(queue, _)| assert!(!queue.has_sleeper()),
    );
}

#[test]
fn once() {
    prove(
        || (Once::<(), Checked>::new(), Count::new()),
        |(once, count), _| {
            once.call_once(|| count.add());
            assert_eq!(count.get(), 1);
        },
        |(_, count)| assert_eq!(count.get(), 1),
    );
}

/// A lock whose unlock publishes nothing: the checker has to say so, or the proofs prove nothing.
#[test]
fn a_lock_that_publishes_nothing_is_found() {
    let verdict = Builder::new().differing().explore(|| {
        let state = Arc::new((AtomicU32::new(0), Count::new()));
        let add = |state: &(AtomicU32, Count)| {
            while state.0.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
                model::hint::spin_loop();
            }
            state.1.add();
            state.0.store(0, Ordering::Relaxed);
        };
        let other = {
            let state = state.clone();
            thread::spawn(move || add(&state))
        };
        add(&state);
        other.join().unwrap();
    });
    assert!(verdict.found.is_some_and(|found| found.title.contains("with nothing to order them")));
}
