//! Functions whose machine code `tests/cost.rs` compares: taking and giving back locks with their guards, and the
//! bare algorithms.

use ksync::{Mutex, NoGuard, Queued, RawLock, SpinLock, Ticket, platform::Std};
use std::cell::UnsafeCell;

/// An algorithm with nothing around it.
#[repr(C)]
pub struct Bare<R> {
    raw: R,
    value: UnsafeCell<u64>,
}

/// Adds one under a lock with its guard.
#[unsafe(no_mangle)]
#[inline(never)]
pub fn probe_ticket_guard(lock: &SpinLock<u64, NoGuard, Ticket>) {
    *lock.lock() += 1;
}

/// Adds one under the algorithm alone.
#[unsafe(no_mangle)]
#[inline(never)]
pub fn probe_ticket_alone(lock: &Bare<Ticket>) {
    lock.raw.lock::<Std>();
    // SAFETY: the lock is held, and given back once.
    unsafe {
        *lock.value.get() += 1;
        lock.raw.unlock();
    }
}

/// Adds one under a lock with its guard.
#[unsafe(no_mangle)]
#[inline(never)]
pub fn probe_queued_guard(lock: &SpinLock<u64, NoGuard, Queued>) {
    *lock.lock() += 1;
}

/// Adds one under the algorithm alone.
#[unsafe(no_mangle)]
#[inline(never)]
pub fn probe_queued_alone(lock: &Bare<Queued>) {
    lock.raw.lock::<Std>();
    // SAFETY: the lock is held, and given back once.
    unsafe {
        *lock.value.get() += 1;
        lock.raw.unlock();
    }
}

fn main() {
    let lock = SpinLock::new(0);
    probe_ticket_guard(&lock);
    let bare = Bare { raw: Ticket::new(), value: UnsafeCell::new(0) };
    probe_ticket_alone(&bare);
    let queued = SpinLock::new(0);
    probe_queued_guard(&queued);
    let bare_queued = Bare { raw: Queued::new(), value: UnsafeCell::new(0) };
    probe_queued_alone(&bare_queued);
    // SAFETY: nobody else knows them.
    let values = unsafe { (*bare.value.get(), *bare_queued.value.get()) };
    let sizes =
        (size_of::<SpinLock<u64, NoGuard, Ticket>>(), size_of::<Bare<Ticket>>(), size_of::<Mutex<u64>>());
    println!("{} {} {values:?} {sizes:?}", lock.into_inner(), queued.into_inner());
}
