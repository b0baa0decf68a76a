//! The ticket lock: who comes takes a number, who leaves calls the next.
//!
//! Two counters of 32 bits, `next` and `serving`, begin equal. `lock` takes the old value of `next` and waits until
//! `serving` shows it; `unlock` adds one to `serving`, which only the holder writes. So the lock is first come, first
//! served, and costs one atomic read-modify-write and one store.
//!
//! The counters are two atomics and not the halves of one word, because accesses of different sizes to one place are
//! outside of Rust's memory model. `try_lock` therefore reads `serving` first and then moves `next` on from the same
//! value: if that succeeds, the number drawn was being served. It is so still, unless 2^32 tickets were drawn in between;
//! so it looks again, which costs a load, and in that case waits like everybody else.
//!
//! All waiters spin on one line, which each unlock takes from all of them: for more than a few waiters a queued lock is
//! better. 2^32 - 1 may wait, which is more than there can be.
//!
//! Source: Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", ACM
//! TOCS 9(1), 1991, section 2.2; Linux used it until 4.2.

use crate::platform::Platform;
use crate::primitive::{self, AtomicU32, Ordering};
use crate::raw::RawLock;

/// A first-come, first-served spinlock of eight bytes.
#[derive(Debug)]
pub struct Ticket {
    next: AtomicU32,
    serving: AtomicU32,
}

impl Ticket {
    crate::constant! {
        /// A free lock.
        #[must_use]
        pub const fn new() -> Ticket {
            Ticket { next: AtomicU32::new(0), serving: AtomicU32::new(0) }
        }
    }

    #[cold]
    fn wait<P: Platform>(&self, ticket: u32) {
        let mut turn = 0;
        while self.serving.load(Ordering::Acquire) != ticket {
            P::relax(turn);
            turn = turn.saturating_add(1);
        }
    }
}

impl Default for Ticket {
    fn default() -> Ticket {
        Ticket::new()
    }
}

// SAFETY: each number is drawn once and served once, by the store of who was served before; the store is a release and
// the load that sees it an acquire.
unsafe impl RawLock for Ticket {
    #[cfg(not(loom))]
    const INIT: Ticket = Ticket::new();

    #[cfg(loom)]
    fn init() -> Ticket {
        Ticket::new()
    }

    #[inline]
    fn lock<P: Platform>(&self) {
        let ticket = self.next.fetch_add(1, Ordering::Relaxed);
        if self.serving.load(Ordering::Acquire) != ticket {
            self.wait::<P>(ticket);
        }
    }

    #[inline]
    fn try_lock(&self) -> bool {
        let serving = self.serving.load(Ordering::Relaxed);
        let after = serving.wrapping_add(1);
        if self.next.compare_exchange(serving, after, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return false;
        }
        while self.serving.load(Ordering::Acquire) != serving {
            primitive::pause();
        }
        true
    }

    #[inline]
    unsafe fn unlock(&self) {
        let serving = self.serving.load(Ordering::Relaxed);
        self.serving.store(serving.wrapping_add(1), Ordering::Release);
    }

    #[inline]
    fn is_locked(&self) -> bool {
        self.next.load(Ordering::Relaxed) != self.serving.load(Ordering::Relaxed)
    }

    #[inline]
    fn is_contended(&self) -> bool {
        let waiting = self.next.load(Ordering::Relaxed).wrapping_sub(self.serving.load(Ordering::Relaxed));
        waiting > 1
    }
}
