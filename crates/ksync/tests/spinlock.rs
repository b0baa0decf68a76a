//! Mutual exclusion, order of service and contexts of the spinlocks, by threads.
#![cfg(not(loom))]

mod support;

use ksync::platform::Std;
use ksync::{
    BhDisabled, Context, IrqDisabled, Mcs, NoGuard, Platform, PreemptDisabled, Queued, RawLock, SpinLock,
    Ticket,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use support::{LONG, Pair, THREADS, TURNS, together, within};

fn excludes<G: Context, R: RawLock + Sync + Send>() {
    within(LONG, || {
        let pair = Pair::default();
        let lock: SpinLock<&Pair, G, R> = SpinLock::new(&pair);
        together(THREADS, |_| {
            for _ in 0..TURNS {
                lock.lock().add();
            }
        });
        assert_eq!(lock.lock().get(), (THREADS * TURNS) as u64);
        assert!(!lock.is_locked());
        assert!(!lock.is_contended());
    });
}

#[test]
fn a_ticket_lock_excludes() {
    excludes::<NoGuard, Ticket>();
    excludes::<PreemptDisabled, Ticket>();
}

#[test]
fn an_mcs_lock_excludes() {
    excludes::<NoGuard, Mcs>();
    excludes::<BhDisabled, Mcs>();
}

#[test]
fn a_queued_lock_excludes() {
    excludes::<NoGuard, Queued>();
    excludes::<IrqDisabled, Queued>();
}

fn tries_exclude<R: RawLock + Sync + Send>() {
    within(LONG, || {
        let pair = Pair::default();
        let lock: SpinLock<&Pair, NoGuard, R> = SpinLock::new(&pair);
        let successes = AtomicUsize::new(0);
        together(THREADS, |thread| {
            for _ in 0..TURNS {
                if thread % 2 == 0 {
                    lock.lock().add();
                } else if let Some(guard) = lock.try_lock() {
                    guard.add();
                } else {
                    continue;
                }
                successes.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert_eq!(lock.lock().get(), successes.into_inner() as u64);
    });
}

#[test]
fn attempts_exclude_too() {
    tries_exclude::<Ticket>();
    tries_exclude::<Mcs>();
    tries_exclude::<Queued>();
}

fn answers_truly<R: RawLock + Sync + Send>() {
    let lock: SpinLock<u32, NoGuard, R> = SpinLock::new(7);
    let guard = lock.lock();
    assert!(lock.is_locked() && !lock.is_contended());
    assert!(lock.try_lock().is_none());
    thread::scope(|scope| {
        let waiter = scope.spawn(|| *lock.lock());
        while !lock.is_contended() {
            thread::yield_now();
        }
        drop(guard);
        assert_eq!(waiter.join().unwrap(), 7);
    });
    assert!(!lock.is_locked() && lock.try_lock().is_some());
}

#[test]
fn a_lock_says_whether_it_is_held_and_waited_for() {
    answers_truly::<Ticket>();
    answers_truly::<Mcs>();
    answers_truly::<Queued>();
}

/// Waiters that come one after the other are served in that order.
fn serves_in_order<R: RawLock + Sync + Send>() {
    within(LONG, || {
        let lock: SpinLock<Vec<usize>, NoGuard, R> = SpinLock::new(Vec::new());
        let coming = AtomicUsize::new(0);
        let guard = lock.lock();
        thread::scope(|scope| {
            for number in 0..THREADS {
                let (lock, coming) = (&lock, &coming);
                scope.spawn(move || {
                    coming.store(number + 1, Ordering::Relaxed);
                    lock.lock().push(number);
                });
                while coming.load(Ordering::Relaxed) <= number {
                    thread::yield_now();
                }
                // From here to the queue it is a few instructions, which the locks do not tell of; so time has to.
                thread::sleep(Duration::from_millis(if cfg!(miri) { 200 } else { 30 }));
            }
            drop(guard);
        });
        assert_eq!(lock.into_inner(), (0..THREADS).collect::<Vec<_>>());
    });
}

#[test]
fn waiters_are_served_in_the_order_of_coming() {
    serves_in_order::<Ticket>();
    serves_in_order::<Mcs>();
    serves_in_order::<Queued>();
}

#[test]
fn more_locks_are_held_at_once_than_a_cpu_has_nodes() {
    fn nest<R: RawLock + Sync + Send>() {
        let locks: [SpinLock<u64, NoGuard, R>; 12] = std::array::from_fn(|_| SpinLock::new(0));
        within(LONG, || {
            together(THREADS, |_| {
                for _ in 0..TURNS / 20 {
                    let mut guards: Vec<_> = locks.iter().map(SpinLock::lock).collect();
                    guards.iter_mut().for_each(|guard| **guard += 1);
                }
            });
        });
        assert!(locks.into_iter().all(|lock| lock.into_inner() == (THREADS * (TURNS / 20)) as u64));
    }
    nest::<Ticket>();
    nest::<Mcs>();
    nest::<Queued>();
}

#[test]
fn contexts_count_their_depths() {
    let spin: SpinLock<()> = SpinLock::new(());
    let bh: SpinLock<(), BhDisabled> = SpinLock::new(());
    let irq: SpinLock<(), IrqDisabled> = SpinLock::new(());
    let none: SpinLock<(), NoGuard> = SpinLock::new(());
    let depths = || (Std::preempt_depth(), Std::bh_depth(), Std::irq_depth());
    assert_eq!(depths(), (0, 0, 0));
    let guards = (spin.lock(), bh.lock(), irq.lock(), none.lock());
    assert_eq!(depths(), (3, 1, 1));
    assert!(irq.try_lock().is_none(), "an attempt in vain");
    assert_eq!(depths(), (3, 1, 1), "leaves the depths as they were");
    drop(guards);
    assert_eq!(depths(), (0, 0, 0));
}

#[test]
fn guards_may_be_dropped_in_any_order() {
    let one: SpinLock<(), IrqDisabled> = SpinLock::new(());
    let two: SpinLock<(), IrqDisabled> = SpinLock::new(());
    let outer = one.lock();
    let inner = two.lock();
    drop(outer);
    assert_eq!(Std::irq_depth(), 1, "interrupts stay off while a lock is held");
    drop(inner);
    assert_eq!(Std::irq_depth(), 0);
}

#[test]
fn a_panic_gives_the_lock_back_and_nothing_is_poisoned() {
    fn unwinds<R: RawLock + Sync + Send>() {
        let lock: SpinLock<u32, IrqDisabled, R> = SpinLock::new(1);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            *lock.lock() = 2;
            let _guard = lock.lock();
            panic!("while the lock is held");
        }));
        assert!(result.is_err());
        assert_eq!(Std::irq_depth(), 0);
        assert_eq!(*lock.lock(), 2);
    }
    unwinds::<Ticket>();
    unwinds::<Mcs>();
    unwinds::<Queued>();
}

#[test]
fn a_forgotten_guard_leaves_the_lock_held_wherever_it_is_moved() {
    fn forgets<R: RawLock + Sync + Send>() {
        let lock: SpinLock<u32, NoGuard, R> = SpinLock::new(1);
        std::mem::forget(lock.lock());
        let mut moved = Box::new(lock);
        assert!(moved.is_locked() && moved.try_lock().is_none());
        assert_eq!(*moved.get_mut(), 1);
        assert_eq!(moved.into_inner(), 1);
    }
    forgets::<Ticket>();
    forgets::<Mcs>();
    forgets::<Queued>();
}

#[test]
fn threads_that_come_and_go_reuse_their_numbers() {
    let highest = AtomicUsize::new(0);
    for _ in 0..if cfg!(miri) { 5 } else { 200 } {
        together(2, |_| {
            highest.fetch_max(Std::cpu(), Ordering::Relaxed);
        });
    }
    // The other tests have a few threads each.
    assert!(highest.into_inner() < 100);
}

#[test]
fn a_queued_lock_is_four_bytes() {
    assert_eq!(size_of::<Queued>(), 4);
    assert_eq!(size_of::<Ticket>(), 8);
    assert_eq!(size_of::<Mcs>(), 2 * size_of::<usize>());
}
