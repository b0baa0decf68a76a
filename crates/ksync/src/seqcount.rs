//! Sequence counts: readers that never wait for each other and never make a writer wait.
//!
//! A count that is odd while somebody writes. A reader notes it, reads, and looks again: if the count was odd or has
//! changed, what it has read may be of two ages, and it reads once more.
//!
//! The data are read while they may be written, so reader and writer must use atomics for them, relaxed ones; then nothing
//! is a data race. In the words of the memory model:
//!
//! * `read_begin` is an acquire: the data are read after it.
//! * `read_retry` has an acquire fence before it looks: if the reader has read a datum that a writer stored after its release
//!   fence in `write_begin`, then the odd count, stored before that fence, is seen, or a later one.
//! * `write_end` is a release: who begins at its count sees the data.
//!
//! Source: Documentation/locking/seqlock.rst; Boehm, "Can Seqlocks Get Along With Programming Language Memory Models?",
//! MSPC 2012, whose fences these are.

use crate::platform::Platform;
use crate::primitive::{AtomicU32, Ordering, fence};

/// A count that tells readers whether there was a writer.
///
/// ```
/// use ksync::SeqCount;
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
///
/// let count = SeqCount::new();
/// let (low, high) = (AtomicU64::new(0), AtomicU64::new(0));
///
/// // One writer at a time, which something else sees to.
/// count.write_begin();
/// low.store(1, Relaxed);
/// high.store(1, Relaxed);
/// count.write_end();
///
/// let pair = loop {
///     let start = count.read_begin();
///     let pair = (low.load(Relaxed), high.load(Relaxed));
///     if !count.read_retry(start) {
///         break pair;
///     }
/// };
/// assert_eq!(pair, (1, 1));
/// ```
///
/// # Contexts
///
/// A reader must not interrupt a writer on the same CPU, which it would wait for in vain; so writers keep out the contexts
/// in which there are readers.
#[derive(Debug)]
pub struct SeqCount {
    count: AtomicU32,
}

impl SeqCount {
    crate::constant! {
        /// Nobody writes.
        #[must_use]
        pub const fn new() -> SeqCount {
            SeqCount { count: AtomicU32::new(0) }
        }
    }

    /// Begins to read; waits while somebody writes (`read_seqcount_begin`).
    #[inline]
    #[must_use]
    pub fn read_begin(&self) -> u32 {
        self.read_begin_on::<crate::Host>()
    }

    /// As [`read_begin`](SeqCount::read_begin), on a platform that is named.
    #[inline]
    #[must_use]
    pub fn read_begin_on<P: Platform>(&self) -> u32 {
        let start = self.count.load(Ordering::Acquire);
        if start & 1 == 0 { start } else { self.await_writer::<P>() }
    }

    #[cold]
    fn await_writer<P: Platform>(&self) -> u32 {
        let mut turn = 0;
        loop {
            let start = self.count.load(Ordering::Acquire);
            if start & 1 == 0 {
                return start;
            }
            P::relax(turn);
            turn = turn.saturating_add(1);
        }
    }

    /// Whether what has been read since `start` has to be read again (`read_seqcount_retry`).
    #[inline]
    #[must_use]
    pub fn read_retry(&self, start: u32) -> bool {
        fence(Ordering::Acquire);
        self.count.load(Ordering::Relaxed) != start
    }

    /// Begins to write. There is one writer at a time (`write_seqcount_begin`).
    #[inline]
    pub fn write_begin(&self) {
        let count = self.count.load(Ordering::Relaxed);
        self.count.store(count.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
    }

    /// Ends to write (`write_seqcount_end`).
    #[inline]
    pub fn write_end(&self) {
        let count = self.count.load(Ordering::Relaxed);
        self.count.store(count.wrapping_add(1), Ordering::Release);
    }

    /// Makes all readers that are reading read again, without writing (`write_seqcount_invalidate`).
    #[inline]
    pub fn invalidate(&self) {
        let count = self.count.load(Ordering::Relaxed);
        self.count.store(count.wrapping_add(2), Ordering::Relaxed);
        fence(Ordering::Release);
    }
}

impl Default for SeqCount {
    fn default() -> SeqCount {
        SeqCount::new()
    }
}
