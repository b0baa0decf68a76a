//! Read-copy update, in user space.
//!
//! Readers of a structure take no lock and write nothing that other CPUs read: they say, each in a record of its own, that
//! they are reading. Writers put a copy in the place of what they change, and free the old one after a *grace period*: when
//! everybody who was reading when it was replaced has stopped. [`RcuPtr`] is such a place, [`Retired`] what was in it.
//!
//! # The algorithm
//!
//! A counter, the *period*, starts at one and only grows. A reader's record holds, while it reads, the period at which it
//! began, else a mark that it does not. [`synchronize`] makes everything before it visible (1), adds one to the period (2),
//! waits until each record is idle or holds the period of (2) (3), and orders what it saw before what follows (4).
//!
//! * A record that holds the period of (2) belongs to a reader that read it from the counter, by an acquire, after (2), which
//!   is a release; so it sees the replacement, which came before (1).
//! * A record that is idle belongs to a reader that has ended, whose accesses come before its store that says so, a release,
//!   which (3) acquired; or to one that has not begun as seen by (3). Its accesses come after the replacement if its store
//!   to the record and its load of the pointer cannot be seen the other way round. That is the order that processors do not
//!   give: it needs a full barrier in both sides.
//! * The counter has 47 bits and does not come round, so that one wait is enough: a reader that read the period and
//!   was stopped before it wrote its record holds an old one, and later periods wait for it.
//!
//! The reader's barrier is the expensive one. Where Linux has `membarrier(2)`, (1) and (4) make the kernel execute one on
//! each CPU that runs a thread of this process, so that readers do without: they only keep the compiler from reordering.
//! Elsewhere both sides execute `fence(SeqCst)`. Which it is, is decided before the first record exists, and stands in the
//! counter's word, which readers load anyway.
//!
//! Whoever waits while a whole later grace period passes by the hand of somebody else waits no further.
//!
//! # Contexts and costs
//!
//! [`read_lock`] nests, may be called in every thread, and never waits; three loads, a store and two predicted branches, and
//! a load and a store at its end. The first call of a thread registers it, which allocates once for each thread that lives
//! at the same time. [`synchronize`] blocks; two system calls, and the wait. Readers must not call it, nor wait for
//! somebody who does: the first is a panic, the second a deadlock. A guard that is forgotten is a reader that never ends.
//! In the child of a `fork` the records of threads that are no more may seem to read: let it exec.
//!
//! [`qsbr`] is a flavour whose readers cost nothing, for threads that say now and then that they read nothing.
//!
//! Source: McKenney and Slingwine, "Read-Copy Update: Using Execution History to Solve Concurrency Problems", PDCS 1998;
//! Desnoyers, McKenney, Stern, Dagenais and Walpole, "User-Level Implementations of Read-Copy Update", IEEE TPDS 23(2),
//! 2012; Documentation/RCU/whatisRCU.rst. The single wait, with a counter that does not come round, is ours.

mod call;
mod grace;
mod ptr;
pub mod qsbr;
mod record;

use alloc::boxed::Box;
use core::cell::Cell;
use core::marker::PhantomData;
use core::ptr::null;
use std::sync::Once;
use std::thread_local;

use crate::primitive::{Ordering, fence};
use call::Queue;
use grace::{FENCE, NEST, PERIOD, Periods};
use record::{Record, Records};

pub use grace::Cookie;
pub use ptr::{RcuPtr, Retired};

// The first reader's word: depth 1, fences, period 1.
static PERIODS: Periods = Periods::new(PERIOD | FENCE | 1, PERIOD);
static RECORDS: Records = Records::new();
static QUEUE: Queue = Queue::new("rcu", synchronize);

thread_local! {
    /// invariant: null, or a record that this thread has taken and not given back.
    static READER: Cell<*const Record> = const { Cell::new(null()) };
    static LEASE: Lease = const { Lease };
}

/// Gives the thread's record back when the thread ends.
struct Lease;

impl Drop for Lease {
    fn drop(&mut self) {
        let reader = READER.replace(null());
        // SAFETY: the invariant of `READER`; records live for ever.
        let record = unsafe { reader.as_ref() };
        // A guard that is still alive, in another variable of the thread, goes on with the record.
        if let Some(record) = record
            && record.word.load(Ordering::Relaxed) & NEST == 0
        {
            RECORDS.give_back(record);
        }
    }
}

/// Readers announce themselves by [`read_lock`]; the flavour that is meant where none is named.
#[derive(Debug)]
pub enum Memb {}

/// A way for readers to say that they read.
pub trait Flavour: 'static {
    /// Waits for a grace period.
    fn synchronize();
    /// Has a function called after a grace period.
    fn call(function: impl FnOnce() + Send + 'static);
}

/// A value that exists only while the thread reads.
///
/// # Safety
///
/// As long as the value is borrowed, no grace period of the flavour `F` ends that begins after the value was made.
pub unsafe trait ReadSide<F: Flavour> {}

impl Flavour for Memb {
    fn synchronize() {
        synchronize();
    }
    fn call(function: impl FnOnce() + Send + 'static) {
        call(function);
    }
}

/// A read section of the calling thread; it ends when the guard is dropped.
#[derive(Debug)]
#[must_use = "the read section ends when the guard is dropped"]
pub struct ReadGuard {
    record: &'static Record,
    /// The record is the thread's.
    not_send: PhantomData<*const ()>,
}

// SAFETY: the record is not idle while there is a guard, and holds the period of its outermost one.
unsafe impl ReadSide<Memb> for ReadGuard {}

/// Begins a read section, `rcu_read_lock`. What it loads from [`RcuPtr`]s stays until the end.
///
/// ```
/// use ksync::rcu::{self, RcuPtr};
///
/// static LIMITS: RcuPtr<(u32, u32)> = RcuPtr::null();
/// drop(LIMITS.replace(Some(Box::new((1, 10)))));
///
/// let reading = rcu::read_lock();
/// let (low, high) = *LIMITS.load(&reading).unwrap();
/// drop(reading);
/// assert_eq!((low, high), (1, 10));
/// ```
///
/// # Panics
///
/// If read sections of one thread are nested more than 65,535 times.
#[inline]
pub fn read_lock() -> ReadGuard {
    // SAFETY: the invariant of `READER`; records live for ever.
    let record = unsafe { READER.get().as_ref() };
    let record = match record {
        Some(record) => record,
        None => register(),
    };
    PERIODS.enter(record);
    ReadGuard { record, not_send: PhantomData }
}

impl Drop for ReadGuard {
    #[inline]
    fn drop(&mut self) {
        Periods::leave(self.record);
    }
}

/// `rcu_read_lock_held`: whether the calling thread is in a read section.
#[must_use]
pub fn read_lock_held() -> bool {
    // SAFETY: the invariant of `READER`; records live for ever.
    unsafe { READER.get().as_ref() }.is_some_and(|record| record.word.load(Ordering::Relaxed) & NEST != 0)
}

#[cold]
fn register() -> &'static Record {
    decide();
    let record = RECORDS.take();
    // A thread whose variables are being dropped already has nobody to give the record back. It stays taken.
    let _ = LEASE.try_with(|_| ());
    READER.set(record);
    record
}

/// Finds out whether readers need fences, once, before there are any.
fn decide() {
    static DECIDED: Once = Once::new();
    DECIDED.call_once(|| {
        if membarrier::register() {
            PERIODS.word.fetch_and(!FENCE, Ordering::Relaxed);
        }
    });
}

/// A full barrier on this CPU, and one on each other's that runs a thread of this process, unless readers have their own.
fn barrier_everywhere() {
    fence(Ordering::SeqCst);
    if PERIODS.word.load(Ordering::Relaxed) & FENCE == 0 {
        membarrier::execute();
    }
}

/// `synchronize_rcu`: waits until every read section that has begun before the call has ended. What was done before the
/// call is seen by sections that begin later; what those that have ended did is seen after it.
///
/// # Panics
///
/// In a read section of the calling thread, whose end it would wait for.
pub fn synchronize() {
    synchronize_unless(|| false);
}

fn synchronize_unless(passed: impl FnOnce() -> bool) {
    assert!(!read_lock_held(), "synchronize() in a read section waits for itself: drop the guard first");
    if passed() {
        return;
    }
    decide();
    PERIODS.pass(&RECORDS, barrier_everywhere, |word| word & NEST == 0);
}

/// `get_state_synchronize_rcu`: a mark of this moment, by which [`poll_state`] tells whether a grace period has passed
/// since. Costs a fence and a load.
///
/// ```
/// use ksync::rcu;
///
/// let removed = rcu::get_state();
/// assert!(!rcu::poll_state(removed));
/// rcu::cond_synchronize(removed); // waits only if nobody else has meanwhile
/// assert!(rcu::poll_state(removed));
/// ```
#[must_use]
pub fn get_state() -> Cookie {
    PERIODS.cookie()
}

/// `poll_state_synchronize_rcu`: whether a whole grace period has passed since the mark was made. An acquire if so.
#[must_use]
pub fn poll_state(cookie: Cookie) -> bool {
    PERIODS.passed(cookie)
}

/// `cond_synchronize_rcu`: waits for a grace period unless one has passed since the mark was made.
///
/// # Panics
///
/// In a read section of the calling thread.
pub fn cond_synchronize(cookie: Cookie) {
    synchronize_unless(|| poll_state(cookie));
}

/// `call_rcu`: has a function called after a grace period, in the thread `rcu`, one after the other in the order of calls.
/// The function may read, wait and call; if it panics, the others are called all the same. Never waits; allocates, and the
/// first call starts the thread. May be called in a read section. What is not called when the process ends is not called.
///
/// ```
/// use ksync::rcu;
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// static CALLED: AtomicBool = AtomicBool::new(false);
/// rcu::call(|| CALLED.store(true, Ordering::Relaxed));
/// rcu::barrier();
/// assert!(CALLED.load(Ordering::Relaxed));
/// ```
pub fn call(function: impl FnOnce() + Send + 'static) {
    QUEUE.push(Box::new(function));
}

/// `rcu_barrier`: waits until every function that the caller, or who happened before, has given to [`call`] has been called.
///
/// # Panics
///
/// In a read section of the calling thread, and in a function given to [`call`], which would wait for itself.
pub fn barrier() {
    assert!(!read_lock_held(), "barrier() in a read section waits for itself: drop the guard first");
    QUEUE.barrier();
}

#[cfg(all(target_os = "linux", not(any(miri, loom))))]
mod membarrier {
    const PRIVATE_EXPEDITED: i32 = 1 << 3;
    const REGISTER_PRIVATE_EXPEDITED: i32 = 1 << 4;

    fn membarrier(command: i32) -> bool {
        // SAFETY: it takes numbers only.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }

    /// Says that this process uses it; false where Linux does not have it.
    pub fn register() -> bool {
        membarrier(REGISTER_PRIVATE_EXPEDITED)
    }

    /// A full barrier on each CPU that runs a thread of this process.
    pub fn execute() {
        // The registration belongs to the address space, and a new one after a fork may need it again.
        let done = membarrier(PRIVATE_EXPEDITED) || register() && membarrier(PRIVATE_EXPEDITED);
        assert!(
            done,
            "failed to execute membarrier(2), which worked before: does a seccomp filter forbid it?"
        );
    }
}

#[cfg(not(all(target_os = "linux", not(any(miri, loom)))))]
mod membarrier {
    pub fn register() -> bool {
        false
    }
    pub fn execute() {}
}

#[cfg(all(test, not(loom)))]
mod tests;
