//! The feature `lockdep`: `cargo test -p ksync --features lockdep --test lockdep`.
#![cfg(all(feature = "lockdep", not(loom)))]

use ksync::platform::Std;
use ksync::{IrqDisabled, Mutex, NoGuard, RwLock, RwSemaphore, SpinLock, validate};
use std::sync::{Mutex as Turn, PoisonError};
use std::thread;

/// The validator is one for the whole program, so one test at a time uses it.
static TURN: Turn<()> = Turn::new(());

/// The reports of what an action does.
fn reports(action: impl FnOnce()) -> Vec<String> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    drop(validate::reports());
    action();
    validate::reports()
}

#[test]
fn two_orders_of_two_mutexes_are_a_circle() {
    let (a, b) = (<Mutex<u32>>::named("first", 0), <Mutex<u32>>::named("second", 0));
    let found = reports(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                let _a = a.lock();
                let _b = b.lock();
            });
        });
        thread::scope(|scope| {
            scope.spawn(|| {
                let _b = b.lock();
                let _a = a.lock();
            });
        });
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("WARNING: possible circular locking dependency detected\n"));
    for part in
        ["wants (first)", "holds (second)", "took (second)", "while it held (first)", "tests/lockdep.rs:"]
    {
        assert!(found[0].contains(part), "{part} in {}", found[0]);
    }
}

#[test]
fn one_order_is_none() {
    let (a, b) = (<Mutex<u32>>::new(0), <SpinLock<u32>>::new(0));
    let found = reports(|| {
        for _ in 0..3 {
            let _a = a.lock();
            drop(b.lock());
            let _b = b.try_lock();
        }
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn locks_that_are_made_in_one_place_are_one_class() {
    let locks: Vec<Mutex<u32>> = (0..2).map(Mutex::new).collect();
    let found = reports(|| {
        let _one = locks[0].lock();
        let _two = locks[1].lock();
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("WARNING: possible recursive locking detected\n"));
}

#[test]
fn a_lock_of_an_interrupt_is_not_held_with_interrupts_on() {
    let lock: SpinLock<u32, NoGuard> = SpinLock::named("line", 0);
    let found = reports(|| {
        // The handler.
        validate::hardirqs_off::<Std>();
        validate::hardirq_enter::<Std>();
        drop(lock.lock());
        validate::hardirq_exit::<Std>();
        validate::hardirqs_on::<Std>();
        // A task.
        drop(lock.lock());
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("WARNING: inconsistent lock state\n"));
}

#[test]
fn with_interrupts_off_it_is() {
    let lock: SpinLock<u32, IrqDisabled> = SpinLock::new(0);
    let found = reports(|| {
        validate::hardirqs_off::<Std>();
        validate::hardirq_enter::<Std>();
        drop(lock.lock());
        validate::hardirq_exit::<Std>();
        validate::hardirqs_on::<Std>();
        drop(lock.lock());
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_mutex_is_not_taken_under_a_spinlock() {
    let (spin, mutex) = (<SpinLock<u32>>::new(0), <Mutex<u32>>::new(0));
    let found = reports(|| {
        let _spin = spin.lock();
        drop(mutex.lock());
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("[ BUG: Invalid wait context ]\n"));
}

#[test]
fn readers_and_writers_are_seen() {
    let (a, b) = (<RwSemaphore<u32>>::new(0), <RwSemaphore<u32>>::new(0));
    let found = reports(|| {
        {
            let read = a.write().downgrade();
            drop(b.write());
            drop(read);
        }
        let _b = b.read();
        let _a = a.write();
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("WARNING: possible circular locking dependency detected\n"));
    let lock: RwLock<u32> = RwLock::new(0);
    let found = reports(|| {
        let _one = lock.read();
        let _two = lock.read();
    });
    assert!(found[0].starts_with("WARNING: possible recursive locking detected\n"), "{found:?}");
}
