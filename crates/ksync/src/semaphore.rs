//! The counting semaphore.
//!
//! A count and a list of waiters under a spinlock. `down` takes a unit if there is one and else waits in the list; `up`
//! gives its unit to the first waiter, and adds it to the count only if nobody waits. So a unit that is given to a waiter
//! can be taken by nobody else, and waiters are served in the order of coming.
//!
//! A waiter whose time comes while it is being served finds itself off the list and has its unit.
//!
//! Source: Linux's `down`, `up` and relatives, as include/linux/semaphore.h documents them.

use core::fmt;

use crate::platform::{Host, Platform};
use crate::waiters::{Kind, Place, Waiter, Waiters};

/// A count of units that tasks take and anybody gives.
///
/// ```
/// use ksync::Semaphore;
/// use std::thread;
///
/// static SLOTS: Semaphore = Semaphore::new(2);
///
/// thread::scope(|s| {
///     for _ in 0..8 {
///         s.spawn(|| {
///             SLOTS.down();
///             // At most two are here.
///             SLOTS.up();
///         });
///     }
/// });
/// assert!(SLOTS.try_down() && SLOTS.try_down() && !SLOTS.try_down());
/// ```
///
/// # Ordering, contexts and cost
///
/// What happens before an `up` happens before what follows the `down` that takes its unit. `down` may sleep; `up` and
/// `try_down` may be called from interrupts. Each is a spinlock taken and given back, and a wake-up if there is a waiter.
pub struct Semaphore<P: Platform = Host> {
    waiters: Waiters<P, u32>,
}

impl<P: Platform> Semaphore<P> {
    crate::constant! {
        /// A semaphore with so many units.
        #[must_use]
        pub const fn new(units: u32) -> Semaphore<P> {
            Semaphore { waiters: Waiters::new(units) }
        }
    }

    /// Takes a unit, waiting for one.
    pub fn down(&self) {
        let _ = self.down_until(None);
    }

    /// Takes a unit, waiting for one for so many nanoseconds. Whether it has.
    #[must_use]
    pub fn down_timeout(&self, nanoseconds: u64) -> bool {
        self.down_until(Some(P::now().saturating_add(nanoseconds)))
    }

    fn down_until(&self, until: Option<u64>) -> bool {
        let mut waiters = self.waiters.lock();
        if waiters.state > 0 {
            waiters.state -= 1;
            return true;
        }
        let waiter = Waiter::new(Kind::Exclusive);
        // SAFETY: `up` removes it before it wakes it, or it is removed below.
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

    /// Takes a unit if there is one. Whether it has. (Linux's `down_trylock` returns the opposite.)
    #[must_use]
    pub fn try_down(&self) -> bool {
        let mut waiters = self.waiters.lock();
        let any = waiters.state > 0;
        waiters.state -= u32::from(any);
        any
    }

    /// Gives a unit.
    ///
    /// # Panics
    ///
    /// If there are 2^32 - 1 already.
    pub fn up(&self) {
        let mut waiters = self.waiters.lock();
        if waiters.list.is_empty() {
            waiters.state = waiters.state.checked_add(1).expect("a semaphore has at most 2^32 - 1 units");
            return;
        }
        let wake = waiters.list.release_first();
        drop(waiters);
        wake.now::<P>();
    }
}

impl<P: Platform> fmt::Debug for Semaphore<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore").field("units", &self.waiters.lock().state).finish_non_exhaustive()
    }
}
