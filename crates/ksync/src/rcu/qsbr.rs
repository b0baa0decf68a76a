//! RCU by quiescent states: readers do nothing, and say now and then that they read nothing.
//!
//! A thread that reads has a [`Reader`]. Its read sections are borrows of it, and its quiescent states need it exclusively:
//! that no reference is kept over one is checked by the compiler. In between the thread counts as reading; so each grace
//! period waits for every reader to pass a quiescent state, to go [`offline`](Reader::offline) or to end. Event loops
//! pass one in each turn.
//!
//! The record of a reader holds the period at its last quiescent state, or 0 while it is offline. Grace periods are those
//! of [`rcu`](super), with fences on both sides: the reader's stand in the quiescent state.
//!
//! ```
//! use ksync::rcu::{RcuPtr, qsbr};
//!
//! let table = RcuPtr::<[u32; 3], qsbr::Qsbr>::new([1, 2, 3]);
//! let mut reader = qsbr::Reader::register();
//! for _ in 0..10 {
//!     let reading = reader.read_lock();
//!     assert_eq!(table.load(&reading).unwrap()[1], 2);
//!     reader.quiescent_state();
//! }
//! let old = table.replace(None).unwrap();
//! assert_eq!(*reader.offline(|| old.wait()), [1, 2, 3]);
//! ```
//!
//! A reference does not survive a quiescent state:
//!
//! ```compile_fail
//! use ksync::rcu::{RcuPtr, qsbr};
//!
//! let table = RcuPtr::<[u32; 3], qsbr::Qsbr>::new([1, 2, 3]);
//! let mut reader = qsbr::Reader::register();
//! let reading = reader.read_lock();
//! let row = table.load(&reading).unwrap();
//! reader.quiescent_state();
//! assert_eq!(row[1], 2);
//! ```

use alloc::boxed::Box;
use core::cell::Cell;
use core::marker::PhantomData;
use std::thread_local;

use super::call::Queue;
use super::grace::Periods;
use super::record::{Record, Records};
use super::{Flavour, ReadSide};
use crate::primitive::{Ordering, fence};

const OFFLINE: u64 = 0;

static PERIODS: Periods = Periods::new(1, 1);
static RECORDS: Records = Records::new();
static QUEUE: Queue = Queue::new("rcu_qsbr", synchronize);

thread_local! {
    /// How many readers of this thread are online.
    static ONLINE: Cell<usize> = const { Cell::new(0) };
}

/// Readers are threads with a [`Reader`].
#[derive(Debug)]
pub enum Qsbr {}

impl Flavour for Qsbr {
    fn synchronize() {
        synchronize();
    }
    fn call(function: impl FnOnce() + Send + 'static) {
        call(function);
    }
}

/// A thread that reads. One that is forgotten is a reader that never passes a quiescent state: grace periods do not end.
#[derive(Debug)]
pub struct Reader {
    record: &'static Record,
    /// The record and `ONLINE` are the thread's.
    not_send: PhantomData<*const ()>,
}

/// A read section: a borrow of the [`Reader`].
#[derive(Clone, Copy, Debug)]
pub struct ReadGuard<'a>(PhantomData<&'a Reader>);

// SAFETY: the reader is borrowed, so that it passes no quiescent state and stays online.
unsafe impl ReadSide<Qsbr> for ReadGuard<'_> {}

impl Reader {
    /// `rcu_register_thread`: counts the thread among those that read, from now on. Never waits; may allocate.
    #[must_use]
    pub fn register() -> Reader {
        let reader = Reader { record: RECORDS.take(), not_send: PhantomData };
        reader.enter();
        reader
    }

    /// `rcu_read_lock`: begins a read section. Costs nothing.
    #[inline(always)]
    #[must_use]
    pub fn read_lock(&self) -> ReadGuard<'_> {
        ReadGuard(PhantomData)
    }

    /// `rcu_quiescent_state`: says that the thread reads nothing at this moment. Two loads, and two fences if a grace period
    /// has begun since the last one.
    #[inline]
    pub fn quiescent_state(&mut self) {
        let period = PERIODS.word.load(Ordering::Acquire);
        if self.record.word.load(Ordering::Relaxed) != period {
            fence(Ordering::SeqCst);
            self.record.word.store(period, Ordering::Release);
            fence(Ordering::SeqCst);
        }
    }

    /// `rcu_thread_offline`, and `rcu_thread_online` at the end: runs a function that does not read, during which nobody
    /// waits for this thread: for what blocks.
    pub fn offline<R>(&mut self, function: impl FnOnce() -> R) -> R {
        struct Back<'a>(&'a Reader);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.enter();
            }
        }
        self.leave();
        let _back = Back(self);
        function()
    }

    fn enter(&self) {
        ONLINE.set(ONLINE.get() + 1);
        self.record.word.store(PERIODS.word.load(Ordering::Acquire), Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    fn leave(&self) {
        ONLINE.set(ONLINE.get() - 1);
        self.record.word.store(OFFLINE, Ordering::Release);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.leave();
        RECORDS.give_back(self.record);
    }
}

/// `synchronize_rcu`: waits until every reader has passed a quiescent state or is offline.
///
/// # Panics
///
/// In a thread that is online, which it would wait for: [`Reader::offline`] is for that.
pub fn synchronize() {
    assert!(
        ONLINE.get() == 0,
        "synchronize() in a thread that is online waits for itself: use Reader::offline"
    );
    PERIODS.pass(&RECORDS, || fence(Ordering::SeqCst), |word| word == OFFLINE);
}

/// `call_rcu`: has a function called after a grace period, in the thread `rcu_qsbr`, as [`rcu::call`](super::call) does.
pub fn call(function: impl FnOnce() + Send + 'static) {
    QUEUE.push(Box::new(function));
}

/// `rcu_barrier`: waits until every function that the caller, or who happened before, has given to [`call`] has been called.
///
/// # Panics
///
/// In a thread that is online, and in a function given to [`call`], which would wait for itself.
pub fn barrier() {
    assert!(ONLINE.get() == 0, "barrier() in a thread that is online waits for itself: use Reader::offline");
    QUEUE.barrier();
}
