//! What the features `lockdep` and `lock_stat` know about a lock.
//!
//! A lock's class is the place where it was made, and its name the one it was given, or that place. Without the features
//! a class has no size and its functions do nothing but what they are given to do; `tests/cost.rs` compares the machine
//! code.

#[cfg(any(feature = "lockdep", feature = "lock_stat"))]
pub(crate) use tracked::Class;
#[cfg(not(any(feature = "lockdep", feature = "lock_stat")))]
pub(crate) use untracked::Class;

/// How a lock waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(not(feature = "lockdep"), allow(dead_code, reason = "the validator needs it"))]
pub(crate) enum Sort {
    /// A spinlock.
    Spins,
    /// A lock that is taken under spinlocks of the algorithms' own, and is not looked at.
    Hidden,
    /// A mutex or rw semaphore.
    Sleeps,
}

/// As what a lock is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Taken {
    /// Alone.
    Exclusive,
    /// As a reader that waits behind writers.
    Shared,
    /// As a reader who overtakes waiting writers in interrupts.
    Rwlock,
}

#[cfg(not(any(feature = "lockdep", feature = "lock_stat")))]
#[allow(clippy::extra_unused_type_parameters, reason = "the other implementation uses them")]
mod untracked {
    use super::{Sort, Taken};
    use crate::platform::Platform;

    /// Nothing.
    #[derive(Debug)]
    pub(crate) struct Class;

    impl Class {
        #[inline(always)]
        pub const fn new(_sort: Sort) -> Class {
            Class
        }

        #[inline(always)]
        pub const fn named(_sort: Sort, _name: &'static str) -> Class {
            Class
        }

        #[inline(always)]
        pub fn take<P: Platform>(&self, _: Taken, _try_now: impl FnOnce() -> bool, wait: impl FnOnce()) {
            wait();
        }

        #[inline(always)]
        pub fn try_take<P: Platform>(&self, _: Taken, try_now: impl FnOnce() -> bool) -> bool {
            try_now()
        }

        #[inline(always)]
        pub fn release<P: Platform>(&self) {}

        #[inline(always)]
        pub fn downgrade<P: Platform>(&self) {}
    }
}

#[cfg(any(feature = "lockdep", feature = "lock_stat"))]
mod tracked {
    use core::panic::Location;
    #[cfg(feature = "lock_stat")]
    use core::sync::atomic::AtomicUsize;

    use super::{Sort, Taken};
    use crate::platform::Platform;
    use crate::track;

    /// The class of a lock, and what is noted with the lock itself.
    #[derive(Debug)]
    pub(crate) struct Class {
        pub sort: Sort,
        pub name: Option<&'static str>,
        pub made: &'static Location<'static>,
        /// Where it was last taken: an address of a `Location`, 0 if it never was.
        #[cfg(feature = "lock_stat")]
        pub last: AtomicUsize,
        /// One more than the CPU on which it was last taken.
        #[cfg(feature = "lock_stat")]
        pub cpu: AtomicUsize,
    }

    impl Class {
        #[track_caller]
        pub const fn new(sort: Sort) -> Class {
            Class {
                sort,
                name: None,
                made: Location::caller(),
                #[cfg(feature = "lock_stat")]
                last: AtomicUsize::new(0),
                #[cfg(feature = "lock_stat")]
                cpu: AtomicUsize::new(0),
            }
        }

        #[track_caller]
        pub const fn named(sort: Sort, name: &'static str) -> Class {
            let class = Class::new(sort);
            Class { name: Some(name), ..class }
        }

        #[track_caller]
        pub fn take<P: Platform>(&self, taken: Taken, try_now: impl FnOnce() -> bool, wait: impl FnOnce()) {
            let site = Location::caller();
            if self.sort == Sort::Hidden {
                return wait();
            }
            track::wanted::<P>(self, taken, site);
            if try_now() {
                return track::taken::<P>(self, taken, site, None);
            }
            let since = P::now();
            track::contended::<P>(self, site);
            wait();
            track::taken::<P>(self, taken, site, Some(P::now() - since));
        }

        #[track_caller]
        pub fn try_take<P: Platform>(&self, taken: Taken, try_now: impl FnOnce() -> bool) -> bool {
            let site = Location::caller();
            let success = try_now();
            if self.sort != Sort::Hidden {
                track::tried::<P>(self, taken, site, success);
            }
            success
        }

        #[track_caller]
        pub fn release<P: Platform>(&self) {
            if self.sort != Sort::Hidden {
                track::released::<P>(self, Location::caller());
            }
        }

        #[track_caller]
        pub fn downgrade<P: Platform>(&self) {
            track::downgraded::<P>(self, Location::caller());
        }
    }
}
