//! Completions: something has been done, and whoever waits for it may go on.
//!
//! A count of what is done and not yet waited for, and a list of waiters, under a spinlock. `complete` adds one and wakes
//! the first waiter, who takes it; `complete_all` makes the count infinite, which it stays until `reinit`.
//!
//! As in the kernel a completion is given to a waiter by taking the waiter off the list, so that nobody who comes later
//! can take it away.
//!
//! Source: Documentation/scheduler/completion.rst.

use core::fmt;

use crate::platform::{Host, Platform};
use crate::waiters::{Kind, Place, Waiter, Waiters};

/// More than any number of calls to `complete`.
const ALL: u32 = u32::MAX;

/// Something that will be done, once, often, or for all.
///
/// ```
/// use ksync::Completion;
/// use std::thread;
///
/// static READY: Completion = Completion::new();
///
/// thread::spawn(|| READY.complete());
/// READY.wait();
/// assert!(!READY.is_done(), "it has been taken");
/// ```
///
/// # Ordering, contexts and cost
///
/// What happens before a `complete` happens before what follows the `wait` that it ends. Waiting may sleep; completing
/// may be done from interrupts. Each is a spinlock taken and given back, and a wake-up if there is a waiter.
pub struct Completion<P: Platform = Host> {
    waiters: Waiters<P, u32>,
}

impl<P: Platform> Completion<P> {
    crate::constant! {
        /// Nothing is done.
        #[must_use]
        pub const fn new() -> Completion<P> {
            Completion { waiters: Waiters::new(0) }
        }
    }

    /// Waits until it is done (`wait_for_completion`).
    pub fn wait(&self) {
        let _ = self.wait_until(None);
    }

    /// Waits until it is done for so many nanoseconds. Whether it is.
    #[must_use]
    pub fn wait_timeout(&self, nanoseconds: u64) -> bool {
        self.wait_until(Some(P::now().saturating_add(nanoseconds)))
    }

    fn wait_until(&self, until: Option<u64>) -> bool {
        let mut waiters = self.waiters.lock();
        if take(&mut waiters.state) {
            return true;
        }
        let waiter = Waiter::new(Kind::Exclusive);
        // SAFETY: who completes removes it before waking it, or it is removed below.
        unsafe { waiters.list.enter(&waiter, Place::Last) };
        drop(waiters);
        if waiter.park::<P>(until) {
            return true;
        }
        let waiters = self.waiters.lock();
        let served = !waiter.is_listed();
        waiters.list.remove(&waiter);
        served
    }

    /// Takes a completion if there is one (`try_wait_for_completion`). Whether it has.
    #[must_use]
    pub fn try_wait(&self) -> bool {
        take(&mut self.waiters.lock().state)
    }

    /// Whether there is a completion that nobody has waited for (`completion_done`).
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.waiters.lock().state > 0
    }

    /// It is done, for one waiter.
    pub fn complete(&self) {
        let mut waiters = self.waiters.lock();
        if waiters.list.is_empty() {
            waiters.state = waiters.state.saturating_add(1);
            return;
        }
        let wake = waiters.list.release_first();
        drop(waiters);
        wake.now::<P>();
    }

    /// It is done, for all waiters, those to come included, until [`reinit`](Completion::reinit).
    pub fn complete_all(&self) {
        self.waiters.lock().state = ALL;
        // One at a time, so that interrupts are never off for long.
        loop {
            let waiters = self.waiters.lock();
            if waiters.list.is_empty() {
                return;
            }
            let wake = waiters.list.release_first();
            drop(waiters);
            wake.now::<P>();
        }
    }

    /// It is to be done again.
    pub fn reinit(&self) {
        self.waiters.lock().state = 0;
    }
}

fn take(done: &mut u32) -> bool {
    if *done > 0 && *done != ALL {
        *done -= 1;
        return true;
    }
    *done == ALL
}

impl<P: Platform> fmt::Debug for Completion<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").field("done", &self.waiters.lock().state).finish_non_exhaustive()
    }
}

impl<P: Platform> Default for Completion<P> {
    fn default() -> Self {
        Completion::new()
    }
}
