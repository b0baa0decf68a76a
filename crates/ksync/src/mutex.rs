//! The mutex: a word that names its owner, spinning while the owner runs, sleeping, and hand-off against starvation.
//!
//! ```text
//!   owner = task << 2 | HANDOFF | WAITERS
//!
//!   0               --lock-->    task                      one atomic operation
//!   task            --unlock-->  0                         one atomic operation
//!   task | WAITERS  --unlock-->  WAITERS                   and the first waiter is woken; whoever comes first has it
//!   task | WAITERS | HANDOFF  --unlock-->  WAITERS | HANDOFF      and the first waiter is woken; nobody else can have it
//! ```
//!
//! 1. *Optimism.* Who finds the mutex held spins for a while, as long as the owner runs: the owner will mostly be done
//!    sooner than going to sleep and waking up take. Spinners try when no task is named.
//! 2. *Sleep.* A waiter enters the list, sets WAITERS (the two under the list's lock), and parks until it is woken. Only
//!    the first waiter is ever woken. It tries like everybody else, and if somebody was quicker waits again.
//! 3. *Hand-off.* A first waiter that has waited for a millisecond and was woken in vain sets HANDOFF. From then on the
//!    mutex is not free for others, though it names nobody; the first waiter clears the flag when it takes it.
//!
//! No wake-up is lost: WAITERS is set before a waiter tries for the last time and parks; so if that fails, the owner that
//! it met will see WAITERS in its unlock, lock the list after the waiter has unlocked it, and find it there.
//!
//! Source: Documentation/locking/mutex-design.rst; the patience of a millisecond is of the order of parking_lot's.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use crate::class::{Class, Sort, Taken};
use crate::platform::{Host, Platform};
use crate::primitive::{AtomicU32, Ordering, Payload};
use crate::waiters::{Kind, Listed, Place, Waiter, Waiters, Wake};

const WAITERS: u32 = 1;
const HANDOFF: u32 = 2;
const FLAGS: u32 = WAITERS | HANDOFF;
/// Where the task's number begins.
const SHIFT: u32 = 2;

/// How long a first waiter competes before it asks for the mutex to be handed to it, in nanoseconds.
const PATIENCE: u64 = if cfg!(any(loom, all(test, lockstep))) { 0 } else { 1_000_000 };

/// Rounds of optimistic spinning; the pauses double each round, up to 2^4.
const ROUNDS: u32 = if cfg!(any(loom, all(test, lockstep))) { 0 } else { 32 };

/// A value that one task at a time can reach, and for which the others sleep.
///
/// For tasks only, not for interrupts; its holder may sleep. It is given back by the task that took it, so guards are not
/// `Send`.
///
/// ```
/// use ksync::Mutex;
///
/// static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
///
/// LOG.lock().push("mounted".into());
/// assert_eq!(LOG.lock().len(), 1);
/// ```
///
/// # Ordering and cost
///
/// `lock` is an acquire, the drop of the guard a release; one read-modify-write each when nobody waits.
pub struct Mutex<T: ?Sized, P: Platform = Host> {
    owner: AtomicU32,
    class: Class,
    waiters: Waiters<P>,
    data: Payload<T>,
}

// SAFETY: a mutex that nobody holds is its value.
unsafe impl<T: ?Sized + Send, P: Platform> Send for Mutex<T, P> {}
// SAFETY: one task at a time has the value.
unsafe impl<T: ?Sized + Send, P: Platform> Sync for Mutex<T, P> {}

impl<T, P: Platform> Mutex<T, P> {
    crate::constant! {
        /// A free mutex around a value. The features `lockdep` and `lock_stat` take all mutexes that are made here for one
        /// class.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn new(value: T) -> Mutex<T, P> {
            Self::of_class(Class::new(Sort::Sleeps), value)
        }

        /// A free mutex around a value, with a name for the features `lockdep` and `lock_stat`.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn named(name: &'static str, value: T) -> Mutex<T, P> {
            Self::of_class(Class::named(Sort::Sleeps, name), value)
        }

        const fn of_class(class: Class, value: T) -> Mutex<T, P> {
            Mutex { owner: AtomicU32::new(0), class, waiters: Waiters::new(()), data: Payload::new(value) }
        }
    }

    /// The value, of which nobody else knows any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized, P: Platform> Mutex<T, P> {
    /// Takes the mutex, waiting while another task holds it.
    ///
    /// # Panics
    ///
    /// If the calling task holds it already, which would be a deadlock.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn lock(&self) -> MutexGuard<'_, T, P> {
        let task = P::task() << SHIFT;
        let try_now = || self.owner.compare_exchange(0, task, Ordering::Acquire, Ordering::Relaxed).is_ok();
        self.class.take::<P>(Taken::Exclusive, try_now, || {
            if !try_now() {
                self.lock_slow(task);
            }
        });
        MutexGuard { mutex: self, task, not_send: PhantomData }
    }

    /// Takes the mutex if it is free.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T, P>> {
        let task = P::task() << SHIFT;
        let taken = self.class.try_take::<P>(Taken::Exclusive, || self.take(task));
        taken.then(|| MutexGuard { mutex: self, task, not_send: PhantomData })
    }

    /// Whether a task holds the mutex at this moment; orders nothing.
    pub fn is_locked(&self) -> bool {
        self.owner.load(Ordering::Relaxed) & !FLAGS != 0
    }

    /// Whether a task sleeps for the mutex at this moment; orders nothing.
    pub fn is_contended(&self) -> bool {
        self.owner.load(Ordering::Relaxed) & WAITERS != 0
    }

    /// The value, which nobody else can reach meanwhile; takes no lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// Takes the mutex if no task is named and none is to be.
    fn take(&self, task: u32) -> bool {
        let mut owner = self.owner.load(Ordering::Relaxed);
        while owner & !WAITERS == 0 {
            match self.owner.compare_exchange_weak(owner, task | owner, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(actual) => owner = actual,
            }
        }
        false
    }

    /// Takes the mutex for the first waiter: also if it asked for it to be handed over.
    fn take_first(&self, task: u32) -> bool {
        let mut owner = self.owner.load(Ordering::Relaxed);
        while owner & !FLAGS == 0 {
            let mine = task | WAITERS;
            match self.owner.compare_exchange_weak(owner, mine, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(actual) => owner = actual,
            }
        }
        false
    }

    #[cold]
    fn lock_slow(&self, task: u32) {
        assert!(self.owner.load(Ordering::Relaxed) & !FLAGS != task, "a task locks a mutex that it holds");
        if !self.spin::<P>(|| self.take(task)) {
            self.sleep(task);
        }
    }

    /// Rule 1.
    fn spin<Q: Platform>(&self, mut take: impl FnMut() -> bool) -> bool {
        for round in 0..ROUNDS {
            if take() {
                return true;
            }
            let owner = self.owner.load(Ordering::Relaxed);
            if owner & HANDOFF != 0 || owner & !FLAGS != 0 && !Q::is_running(owner >> SHIFT) {
                return false;
            }
            for turn in 0..1 << round.min(4) {
                Q::relax(turn);
            }
        }
        false
    }

    /// Rules 2 and 3.
    fn sleep(&self, task: u32) {
        let waiter = Waiter::new(Kind::Exclusive);
        let since = P::now();
        let mut waiters = self.waiters.lock();
        // SAFETY: it is removed below, before this function returns.
        unsafe { waiters.list.enter(&waiter, Place::Last) };
        self.owner.fetch_or(WAITERS, Ordering::Relaxed);
        let mut woken = false;
        loop {
            let first = waiters.list.first().is_some_and(|first| first.is(&waiter));
            if if first { self.take_first(task) } else { self.take(task) } {
                break;
            }
            if first && woken && P::now() - since >= PATIENCE {
                self.owner.fetch_or(HANDOFF, Ordering::Relaxed);
                // An owner that left before it could see the flag named nobody.
                if self.take_first(task) {
                    break;
                }
            }
            waiter.rearm();
            drop(waiters);
            waiter.park::<P>(None);
            woken = true;
            // Only the first waiter is woken.
            let taken = self.spin::<P>(|| self.take_first(task));
            waiters = self.waiters.lock();
            if taken {
                break;
            }
        }
        waiters.list.remove(&waiter);
        if waiters.list.is_empty() {
            self.owner.fetch_and(!WAITERS, Ordering::Relaxed);
        }
    }

    #[inline]
    fn unlock(&self, task: u32) {
        if self.owner.fetch_sub(task, Ordering::Release) & FLAGS != 0 {
            self.wake_first();
        }
    }

    #[cold]
    fn wake_first(&self) {
        let waiters = self.waiters.lock();
        let wake = waiters.list.first().map_or(Wake::NOBODY, Listed::rouse);
        drop(waiters);
        wake.now::<P>();
    }
}

impl<T: ?Sized + fmt::Debug, P: Platform> fmt::Debug for Mutex<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_lock() {
            Some(guard) => f.debug_struct("Mutex").field("data", &&*guard).finish_non_exhaustive(),
            None => f.debug_struct("Mutex").field("data", &format_args!("<locked>")).finish_non_exhaustive(),
        }
    }
}

impl<T: Default, P: Platform> Default for Mutex<T, P> {
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

/// The right to use the value of a [`Mutex`]; gives it back when it is dropped, by the task that took it.
#[must_use = "a mutex whose guard is not kept is released at once"]
pub struct MutexGuard<'a, T: ?Sized, P: Platform = Host> {
    mutex: &'a Mutex<T, P>,
    /// The task, where the owner's word has it: what giving back takes from that.
    task: u32,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: ?Sized + Sync, P: Platform> Sync for MutexGuard<'_, T, P> {}

impl<T: ?Sized, P: Platform> Deref for MutexGuard<'_, T, P> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the mutex.
        unsafe { &*self.mutex.data.get() }
    }
}

impl<T: ?Sized, P: Platform> DerefMut for MutexGuard<'_, T, P> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the mutex, and is borrowed exclusively.
        unsafe { &mut *self.mutex.data.get() }
    }
}

impl<T: ?Sized, P: Platform> Drop for MutexGuard<'_, T, P> {
    #[inline]
    fn drop(&mut self) {
        self.mutex.class.release::<P>();
        self.mutex.unlock(self.task);
    }
}

impl<T: ?Sized + fmt::Debug, P: Platform> fmt::Debug for MutexGuard<'_, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
