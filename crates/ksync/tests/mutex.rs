//! The mutex, by threads.
#![cfg(not(loom))]

mod support;

use ksync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use support::{LONG, Pair, THREADS, TURNS, together, within};

#[test]
fn a_mutex_excludes() {
    within(LONG, || {
        let mutex: Mutex<Pair> = Mutex::new(Pair::default());
        together(THREADS, |_| {
            for _ in 0..TURNS {
                mutex.lock().add();
            }
        });
        assert_eq!(mutex.lock().get(), (THREADS * TURNS) as u64);
        assert!(!mutex.is_locked() && !mutex.is_contended());
    });
}

#[test]
fn a_mutex_excludes_holders_that_sleep() {
    within(LONG, || {
        let mutex: Mutex<Pair> = Mutex::new(Pair::default());
        let turns = if cfg!(miri) { 3 } else { 100 };
        together(THREADS, |_| {
            for turn in 0..turns {
                let guard = mutex.lock();
                guard.add();
                if turn % 4 == 0 {
                    thread::sleep(Duration::from_micros(300));
                }
            }
        });
        assert_eq!(mutex.lock().get(), (THREADS * turns) as u64);
    });
}

#[test]
fn attempts_answer_truly() {
    let mutex: Mutex<u32> = Mutex::new(1);
    let guard = mutex.lock();
    thread::scope(|scope| {
        scope.spawn(|| assert!(mutex.try_lock().is_none()));
    });
    assert!(mutex.try_lock().is_none() && mutex.is_locked());
    drop(guard);
    assert_eq!(*mutex.try_lock().unwrap(), 1);
    assert!(!mutex.is_locked());
}

/// Others that take the mutex again as soon as they have given it back do not starve one that sleeps for it: it is
/// handed over after a few milliseconds. (Linux schedules in slices of milliseconds, so the limit is far from that.)
#[test]
fn a_mutex_is_handed_to_who_starves() {
    within(LONG, || {
        let mutex: Mutex<u64> = Mutex::new(0);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        let mut guard = mutex.lock();
                        *guard += 1;
                        let begin = Instant::now();
                        while begin.elapsed() < Duration::from_micros(50) {
                            std::hint::spin_loop();
                        }
                    }
                });
            }
            let turns = if cfg!(miri) { 1 } else { 30 };
            for _ in 0..turns {
                *mutex.lock() += 1;
            }
            done.store(true, Ordering::Relaxed);
        });
        assert!(!mutex.is_locked() && !mutex.is_contended());
    });
}

#[test]
fn a_mutex_that_is_locked_twice_says_so() {
    let mutex: Mutex<u32> = Mutex::new(1);
    let guard = mutex.lock();
    let twice = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(mutex.lock())));
    let text = *twice.unwrap_err().downcast::<&str>().unwrap();
    assert_eq!(text, "a task locks a mutex that it holds");
    drop(guard);
    assert_eq!(*mutex.lock(), 1);
}

#[test]
fn a_panic_gives_the_mutex_back_and_nothing_is_poisoned() {
    let mutex: Mutex<u32> = Mutex::new(1);
    thread::scope(|scope| {
        let panics = scope.spawn(|| {
            let mut guard = mutex.lock();
            *guard = 2;
            panic!("while the mutex is held");
        });
        assert!(panics.join().is_err());
    });
    assert_eq!(*mutex.lock(), 2);
}

#[test]
fn a_forgotten_guard_leaves_the_mutex_locked() {
    let mut mutex: Mutex<u32> = Mutex::new(1);
    std::mem::forget(mutex.lock());
    assert!(mutex.try_lock().is_none());
    assert_eq!(*mutex.get_mut(), 1);
}

/// A mutex may go as soon as the last user has given it back, wherever the others are in giving it back before.
#[test]
fn a_mutex_may_be_freed_by_its_last_user() {
    within(LONG, || {
        for _ in 0..if cfg!(miri) { 5 } else { 500 } {
            let mutex: std::sync::Arc<Mutex<u64>> = std::sync::Arc::default();
            let threads: Vec<_> = (0..3)
                .map(|_| {
                    let mutex = mutex.clone();
                    thread::spawn(move || *mutex.lock() += 1)
                })
                .collect();
            drop(mutex);
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        }
    });
}
