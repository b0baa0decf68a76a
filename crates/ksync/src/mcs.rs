//! The lock of Mellor-Crummey and Scott, with nodes that live while one waits.
//!
//! Waiters form a list, each spinning on its own node, so that an unlock disturbs one of them. In the variant that is
//! used here, that of the K42 system, a node is needed while its owner waits and no longer: who gets the lock takes its
//! node out of the queue and notes its successor in the lock. So the node is a local variable, guards may be dropped in
//! any order, on any CPU, and there is no limit to how many locks one holds.
//!
//! ```text
//!   tail:  0           free
//!          HELD        held, nobody waits
//!          a node      held, and this one is the last to wait
//!   next:  the first waiter, written by itself if the tail was HELD, and else by its predecessor when that got the lock
//! ```
//!
//! * `lock`: 0 becomes HELD, and that is all; else the tail becomes the own node, and the predecessor (the node that was
//!   the tail, or the lock) is told its `next`. When the node is granted, its owner has the lock: if it is still the
//!   tail, the tail becomes HELD; else its `next` is, or is about to be, written, and becomes that of the lock.
//! * `unlock`: if there is no `next`, HELD becomes 0, unless somebody has just come, whose announcement is awaited. Else
//!   the `next` is granted the lock.
//!
//! Sources: Mellor-Crummey and Scott, 1991 (see [`Queued`](crate::Queued)); Scott, "Shared-Memory Synchronization", 2013,
//! section 4.3.1, for the K42 variant (which stores the lock's own address where HELD is here: an address would go stale
//! if a lock whose guard was forgotten is moved).

use core::ptr;

use crate::platform::Platform;
use crate::primitive::{self, AtomicBool, AtomicPtr, Ordering};
use crate::raw::RawLock;

/// A waiter, on its own stack.
#[derive(Debug)]
#[repr(align(64))]
struct Node {
    next: AtomicPtr<Node>,
    granted: AtomicBool,
}

/// What the tail is while the lock is held and nobody waits: the address of no node, for those are aligned.
const HELD: *mut Node = ptr::without_provenance_mut(1);

/// A first-come, first-served spinlock of two words, whose waiters do not disturb each other; it needs no per-CPU state.
#[derive(Debug)]
pub struct Mcs {
    tail: AtomicPtr<Node>,
    next: AtomicPtr<Node>,
}

// SAFETY: the pointers lead to nodes of threads that wait in `lock` and are used as the essay says.
unsafe impl Send for Mcs {}
// SAFETY: as above.
unsafe impl Sync for Mcs {}

impl Mcs {
    crate::constant! {
        /// A free lock.
        #[must_use]
        pub const fn new() -> Mcs {
            Mcs { tail: AtomicPtr::new(ptr::null_mut()), next: AtomicPtr::new(ptr::null_mut()) }
        }
    }

    #[cold]
    fn lock_slow<P: Platform>(&self) {
        let node = Node { next: AtomicPtr::new(ptr::null_mut()), granted: AtomicBool::new(false) };
        let this = ptr::from_ref(&node).cast_mut();
        let mut tail = self.tail.load(Ordering::Relaxed);
        loop {
            let (new, success) =
                if tail.is_null() { (HELD, Ordering::Acquire) } else { (this, Ordering::AcqRel) };
            match self.tail.compare_exchange(tail, new, success, Ordering::Relaxed) {
                Ok(_) if tail.is_null() => return,
                Ok(_) => break,
                Err(actual) => tail = actual,
            }
        }
        if tail == HELD {
            self.next.store(this, Ordering::Release);
        } else {
            // SAFETY: a node that was the tail is not left by its owner before it has read its `next`.
            unsafe { &*tail }.next.store(this, Ordering::Release);
        }
        let mut turn = 0;
        while !node.granted.load(Ordering::Acquire) {
            P::relax(turn);
            turn = turn.saturating_add(1);
        }
        // The lock's `next`, which named this node, is cleared before the tail says that nobody waits: who sees that
        // writes to it.
        self.next.store(ptr::null_mut(), Ordering::Relaxed);
        if self.tail.compare_exchange(this, HELD, Ordering::Release, Ordering::Relaxed).is_ok() {
            return;
        }
        let next = await_next(&node.next);
        self.next.store(next, Ordering::Relaxed);
    }
}

/// Waits for one who has become the tail to say so.
fn await_next(next: &AtomicPtr<Node>) -> *mut Node {
    loop {
        let node = next.load(Ordering::Acquire);
        if !node.is_null() {
            return node;
        }
        primitive::pause();
    }
}

impl Default for Mcs {
    fn default() -> Mcs {
        Mcs::new()
    }
}

// SAFETY: the tail goes from 0 to HELD for one at a time, and a node is granted by the holder alone; each grant and each
// return to 0 is a release that the next holder's acquire reads.
unsafe impl RawLock for Mcs {
    #[cfg(not(loom))]
    const INIT: Mcs = Mcs::new();

    #[cfg(loom)]
    fn init() -> Mcs {
        Mcs::new()
    }

    #[inline]
    fn lock<P: Platform>(&self) {
        if !self.try_lock() {
            self.lock_slow::<P>();
        }
    }

    #[inline]
    fn try_lock(&self) -> bool {
        self.tail.compare_exchange(ptr::null_mut(), HELD, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[inline]
    unsafe fn unlock(&self) {
        let mut next = self.next.load(Ordering::Acquire);
        if next.is_null() {
            let free =
                self.tail.compare_exchange(HELD, ptr::null_mut(), Ordering::Release, Ordering::Relaxed);
            if free.is_ok() {
                return;
            }
            next = await_next(&self.next);
        }
        // SAFETY: the node's owner leaves it only when it has been granted.
        let granted = unsafe { &raw const (*next).granted };
        // SAFETY: as above; from this store on the node may be gone.
        unsafe { &*granted }.store(true, Ordering::Release);
    }

    #[inline]
    fn is_locked(&self) -> bool {
        !self.tail.load(Ordering::Relaxed).is_null()
    }

    #[inline]
    fn is_contended(&self) -> bool {
        let tail = self.tail.load(Ordering::Relaxed);
        !tail.is_null() && tail != HELD
    }
}
