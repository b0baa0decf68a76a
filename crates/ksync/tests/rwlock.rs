//! The locks with readers and writers: rwlock, big-reader lock, rw semaphore.
#![cfg(not(loom))]

mod support;

use ksync::platform::Std;
use ksync::{BigReaderLock, IrqDisabled, NoGuard, Platform, RwLock, RwSemaphore};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use support::{LONG, Pair, THREADS, TURNS, together, within};

/// Readers see no half of a write, writers exclude each other, and readers are together.
macro_rules! excludes {
    ($name:ident, $lock:expr) => {
        #[test]
        fn $name() {
            within(LONG, || {
                let lock = $lock(Pair::default());
                let readers = AtomicU32::new(0);
                together(THREADS, |thread| {
                    for turn in 0..TURNS {
                        if (thread + turn) % 8 == 0 {
                            let guard = lock.write();
                            assert_eq!(readers.load(Ordering::Relaxed), 0, "a reader is beside a writer");
                            guard.add();
                        } else {
                            let guard = lock.read();
                            readers.fetch_add(1, Ordering::Relaxed);
                            guard.get();
                            readers.fetch_sub(1, Ordering::Relaxed);
                        }
                    }
                });
                let writes = (0..THREADS).flat_map(|thread| (0..TURNS).map(move |turn| thread + turn));
                assert_eq!(lock.read().get(), writes.filter(|n| n % 8 == 0).count() as u64);
            });
        }
    };
}

excludes!(an_rwlock_excludes, RwLock::<Pair, IrqDisabled>::new);
excludes!(a_big_reader_lock_excludes, BigReaderLock::<Pair, NoGuard>::new);
excludes!(an_rw_semaphore_excludes, <RwSemaphore<Pair>>::new);

macro_rules! readers_share {
    ($name:ident, $lock:expr) => {
        #[test]
        fn $name() {
            within(LONG, || {
                let lock = $lock(());
                let inside = AtomicUsize::new(0);
                together(THREADS, |_| {
                    let _guard = lock.read();
                    inside.fetch_add(1, Ordering::Relaxed);
                    while inside.load(Ordering::Relaxed) < THREADS {
                        thread::yield_now();
                    }
                });
            });
        }
    };
}

readers_share!(readers_of_an_rwlock_share_it, RwLock::<(), NoGuard>::new);
readers_share!(readers_of_a_big_reader_lock_share_it, BigReaderLock::<(), NoGuard>::new);
readers_share!(readers_of_an_rw_semaphore_share_it, <RwSemaphore<()>>::new);

#[test]
fn attempts_answer_truly() {
    let lock: RwLock<u32> = RwLock::new(1);
    let read = lock.read();
    assert!(lock.try_read().is_some() && lock.try_write().is_none());
    drop(read);
    let write = lock.write();
    assert!(lock.try_read().is_none() && lock.try_write().is_none() && lock.is_locked());
    drop(write);
    assert!(!lock.is_locked());

    let sem: RwSemaphore<u32> = RwSemaphore::new(1);
    let read = sem.read();
    assert!(sem.try_read().is_some() && sem.try_write().is_none());
    drop(read);
    let write = sem.write();
    assert!(sem.try_read().is_none() && sem.try_write().is_none() && sem.is_locked());
    drop(write);
    assert!(!sem.is_locked());
}

/// A writer that waits keeps later readers out.
#[test]
fn a_waiting_writer_is_not_overtaken_by_readers() {
    within(LONG, || {
        let lock: RwLock<u32, NoGuard> = RwLock::new(0);
        let first = lock.read();
        thread::scope(|scope| {
            scope.spawn(|| *lock.write() = 1);
            while lock.try_read().is_some() {
                thread::yield_now();
            }
            let late = scope.spawn(|| *lock.read());
            thread::sleep(Duration::from_millis(5));
            drop(first);
            assert_eq!(late.join().unwrap(), 1);
        });
    });
    within(LONG, || {
        let sem: RwSemaphore<u32> = RwSemaphore::new(0);
        let first = sem.read();
        thread::scope(|scope| {
            scope.spawn(|| *sem.write() = 1);
            while !sem.is_contended() {
                thread::yield_now();
            }
            assert!(sem.try_read().is_none(), "a writer waits");
            let late = scope.spawn(|| *sem.read());
            thread::sleep(Duration::from_millis(5));
            drop(first);
            assert_eq!(late.join().unwrap(), 1);
        });
        assert!(!sem.is_contended());
    });
}

#[test]
fn a_downgrade_lets_readers_in_and_writers_not() {
    within(LONG, || {
        let sem: RwSemaphore<u32> = RwSemaphore::new(0);
        let mut write = sem.write();
        *write = 7;
        thread::scope(|scope| {
            let reader = scope.spawn(|| *sem.read());
            while !sem.is_contended() {
                thread::yield_now();
            }
            let read = write.downgrade();
            assert_eq!(reader.join().unwrap(), 7, "the reader does not wait for the one that reads");
            assert!(sem.try_write().is_none());
            drop(read);
        });
        assert_eq!(*sem.try_write().unwrap(), 7);
    });
}

/// Threads that write in a tight loop do not starve one that sleeps for it.
#[test]
fn a_sleeping_writer_gets_its_turn() {
    within(LONG, || {
        let sem: RwSemaphore<u64> = RwSemaphore::new(0);
        let done = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while done.load(Ordering::Relaxed) == 0 {
                        *sem.write() += 1;
                    }
                });
            }
            for _ in 0..if cfg!(miri) { 2 } else { 100 } {
                *sem.write() += 1;
            }
            done.store(1, Ordering::Relaxed);
        });
    });
}

#[test]
fn the_bias_comes_back_after_a_writer() {
    let lock: BigReaderLock<u32> = BigReaderLock::new(0);
    for turn in 0..10 {
        for _ in 0..100 {
            assert_eq!(*lock.read(), turn);
        }
        *lock.write() += 1;
    }
    assert_eq!(Std::preempt_depth(), 0);
}

/// Locks whose addresses have the same remainder share a slot; the second one goes by the lock below.
#[test]
fn many_big_reader_locks_are_read_at_once() {
    const LOCKS: u32 = if cfg!(miri) { 10 } else { 40 };
    let locks: Vec<BigReaderLock<u32>> = (0..LOCKS).map(BigReaderLock::new).collect();
    let guards: Vec<_> = locks.iter().map(BigReaderLock::read).collect();
    assert_eq!(guards.iter().map(|guard| **guard).sum::<u32>(), (0..LOCKS).sum());
    drop(guards);
    for lock in &locks {
        *lock.write() += 1;
    }
}

#[test]
fn a_panic_gives_the_lock_back() {
    let lock: RwLock<u32> = RwLock::new(1);
    let sem: RwSemaphore<u32> = RwSemaphore::new(1);
    let brl: BigReaderLock<u32> = BigReaderLock::new(1);
    let unwind = |action: &dyn Fn()| std::panic::catch_unwind(std::panic::AssertUnwindSafe(action));
    let write: &dyn Fn() = &|| {
        let _guards = (lock.write(), sem.read(), brl.write());
        assert!(!lock.is_locked(), "while the locks are held");
    };
    let read: &dyn Fn() = &|| {
        let _guards = (lock.read(), sem.write(), brl.read());
        assert!(!lock.is_locked(), "while the locks are held");
    };
    for action in [write, read] {
        assert!(unwind(action).is_err());
        assert!(lock.try_write().is_some() && sem.try_write().is_some());
        *brl.write() += 1;
    }
    assert_eq!(Std::preempt_depth(), 0);
}
