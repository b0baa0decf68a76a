//! The reader-writer semaphore: readers together or one writer, and the others sleep.
//!
//! ```text
//!   state = readers << 3 | HANDOFF | WAITERS | WRITER
//! ```
//!
//! * Who finds neither a holder in the way nor WAITERS takes it in one atomic operation. A writer may also take it past
//!   those who wait, if it is free and HANDOFF is not set; a reader never, so that writers are not starved by readers.
//! * Who has to wait enters the list and sets WAITERS, the two under the list's lock, and looks once more.
//! * Who leaves it free, or turns it from writing to reading, and sees WAITERS, serves the list, under its lock: if readers
//!   stand at its head, all readers up to the next writer are counted, taken off and woken, and have it when they wake. If
//!   a writer stands there it is woken and has to take it itself; if it was woken in vain for a few milliseconds it sets
//!   HANDOFF, and then nobody else can.
//! * WAITERS and HANDOFF change only under the list's lock.
//!
//! Source: Documentation/locking/locktypes.rst and the comments' published summaries (LWN, "rwsem: performance
//! optimizations", 2019): hand-off to the first writer, phases of readers, writers that steal.

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};

use crate::class::{Class, Sort, Taken};
use crate::platform::{Host, Platform};
use crate::primitive::{AtomicU32, Ordering, Payload};
use crate::waiters::{Kind, List, Place, Waiter, Waiters, Wakes};

const WRITER: u32 = 1;
const WAITERS: u32 = 2;
const HANDOFF: u32 = 4;
const READER: u32 = 8;
/// Set when there are half as many readers as can be counted.
const CROWDED: u32 = 1 << 31;
const HELD: u32 = !(WAITERS | HANDOFF);

/// How long a first writer competes before others are kept out, in nanoseconds.
const PATIENCE: u64 = if cfg!(any(loom, all(test, lockstep))) { 0 } else { 4_000_000 };

/// Rounds that who comes spins before it enters the list.
const ROUNDS: u32 = if cfg!(any(loom, all(test, lockstep))) { 0 } else { 10 };

/// A value that many tasks at a time can read or one can change, and for which the others sleep.
///
/// For tasks only; its holders may sleep. Nobody may take it again while holding it, readers included.
///
/// ```
/// use ksync::RwSemaphore;
///
/// let names: RwSemaphore<Vec<&str>> = RwSemaphore::new(vec!["init"]);
/// let mut write = names.write();
/// write.push("kthreadd");
/// let read = write.downgrade();
/// assert_eq!(names.read().len(), read.len());
/// ```
///
/// # Ordering and cost
///
/// Taking it is an acquire, giving it back a release; one read-modify-write each when nobody waits.
pub struct RwSemaphore<T: ?Sized, P: Platform = Host> {
    state: AtomicU32,
    class: Class,
    waiters: Waiters<P>,
    data: Payload<T>,
}

// SAFETY: a semaphore that nobody holds is its value.
unsafe impl<T: ?Sized + Send, P: Platform> Send for RwSemaphore<T, P> {}
// SAFETY: readers share the value (`Sync`), writers have it to themselves (`Send`).
unsafe impl<T: ?Sized + Send + Sync, P: Platform> Sync for RwSemaphore<T, P> {}

impl<T, P: Platform> RwSemaphore<T, P> {
    crate::constant! {
        /// A free semaphore around a value. The features `lockdep` and `lock_stat` take all that are made here for one class.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn new(value: T) -> RwSemaphore<T, P> {
            Self::of_class(Class::new(Sort::Sleeps), value)
        }

        /// A free semaphore around a value, with a name for the features `lockdep` and `lock_stat`.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn named(name: &'static str, value: T) -> RwSemaphore<T, P> {
            Self::of_class(Class::named(Sort::Sleeps, name), value)
        }

        const fn of_class(class: Class, value: T) -> RwSemaphore<T, P> {
            RwSemaphore { state: AtomicU32::new(0), class, waiters: Waiters::new(()), data: Payload::new(value) }
        }
    }

    /// The value, of which nobody else knows any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized, P: Platform> RwSemaphore<T, P> {
    /// Takes it for reading (`down_read`), waiting for writers that hold it or came before.
    ///
    /// # Panics
    ///
    /// If 2^28 guards of readers exist.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn read(&self) -> RwSemaphoreReadGuard<'_, T, P> {
        self.class.take::<P>(
            Taken::Shared,
            || self.take_read(),
            || {
                if !self.take_read() {
                    self.read_slow();
                }
            },
        );
        RwSemaphoreReadGuard { sem: self, not_send: PhantomData }
    }

    /// Takes it for reading if no writer has it and nobody waits (`down_read_trylock`).
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn try_read(&self) -> Option<RwSemaphoreReadGuard<'_, T, P>> {
        self.class
            .try_take::<P>(Taken::Shared, || self.take_read())
            .then(|| RwSemaphoreReadGuard { sem: self, not_send: PhantomData })
    }

    /// Takes it for writing (`down_write`), waiting for all others that hold it or, mostly, came before.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn write(&self) -> RwSemaphoreWriteGuard<'_, T, P> {
        let try_now = || self.state.compare_exchange(0, WRITER, Ordering::Acquire, Ordering::Relaxed).is_ok();
        self.class.take::<P>(Taken::Exclusive, try_now, || {
            if !try_now() {
                self.write_slow();
            }
        });
        RwSemaphoreWriteGuard { sem: self, not_send: PhantomData }
    }

    /// Takes it for writing if it is free (`down_write_trylock`).
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn try_write(&self) -> Option<RwSemaphoreWriteGuard<'_, T, P>> {
        self.class
            .try_take::<P>(Taken::Exclusive, || self.take_write(0))
            .then(|| RwSemaphoreWriteGuard { sem: self, not_send: PhantomData })
    }

    /// Whether anybody holds it at this moment; orders nothing.
    pub fn is_locked(&self) -> bool {
        self.state.load(Ordering::Relaxed) & HELD != 0
    }

    /// Whether somebody sleeps for it at this moment; orders nothing.
    pub fn is_contended(&self) -> bool {
        self.state.load(Ordering::Relaxed) & WAITERS != 0
    }

    /// The value, which nobody else can reach meanwhile; takes no lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    #[inline]
    fn take_read(&self) -> bool {
        let mut state = self.state.load(Ordering::Relaxed);
        while state & (WRITER | WAITERS | HANDOFF | CROWDED) == 0 {
            match self.state.compare_exchange_weak(
                state,
                state + READER,
                Ordering::Acquire,
                Ordering::Relaxed,
            ) {
                Ok(_) => return true,
                Err(actual) => state = actual,
            }
        }
        false
    }

    /// Takes it for writing if nobody holds it, and if only the allowed ones of WAITERS and HANDOFF are set.
    fn take_write(&self, allowed: u32) -> bool {
        let mut state = self.state.load(Ordering::Relaxed);
        while state & !(WAITERS | allowed) == 0 {
            let new = (state | WRITER) & !HANDOFF;
            match self.state.compare_exchange_weak(state, new, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(actual) => state = actual,
            }
        }
        false
    }

    #[cold]
    fn read_slow(&self) {
        if spin::<P>(|| self.take_read()) {
            return;
        }
        assert!(
            self.state.load(Ordering::Relaxed) & CROWDED == 0,
            "2^28 guards of readers exist: some are forgotten again and again"
        );
        let waiter = Waiter::new(Kind::Shared);
        let waiters = self.waiters.lock();
        // SAFETY: who serves it removes it before waking it, and it waits without a limit.
        unsafe { waiters.list.enter(&waiter, Place::Last) };
        let before = self.state.fetch_or(WAITERS, Ordering::Relaxed);
        // If it is held, who leaves it sees the flag. If it was free it may have been left before that.
        let wakes = if before & WRITER == 0 { self.serve(&waiters.list) } else { Wakes::new() };
        drop(waiters);
        wakes.now::<P>();
        waiter.park::<P>(None);
    }

    #[cold]
    fn write_slow(&self) {
        if spin::<P>(|| self.take_write(0)) {
            return;
        }
        let waiter = Waiter::new(Kind::Exclusive);
        let since = P::now();
        let mut woken = false;
        let mut waiters = self.waiters.lock();
        // SAFETY: it is removed below, before this function returns.
        unsafe { waiters.list.enter(&waiter, Place::Last) };
        self.state.fetch_or(WAITERS, Ordering::Relaxed);
        loop {
            let first = waiters.list.first().is_some_and(|first| first.is(&waiter));
            if self.take_write(if first { HANDOFF } else { 0 }) {
                break;
            }
            if first && woken && P::now() - since >= PATIENCE {
                let before = self.state.fetch_or(HANDOFF, Ordering::Relaxed);
                if before & HELD == 0 {
                    continue;
                }
            }
            waiter.rearm();
            drop(waiters);
            waiter.park::<P>(None);
            woken = true;
            waiters = self.waiters.lock();
        }
        waiters.list.remove(&waiter);
        if waiters.list.is_empty() {
            self.state.fetch_and(!WAITERS, Ordering::Relaxed);
        }
    }

    /// Serves the head of the list, which is locked. Readers get it if no writer has it; a writer is told to try.
    fn serve(&self, list: &List) -> Wakes {
        let mut wakes = Wakes::new();
        let Some(first) = list.first() else { return wakes };
        if first.kind() == Kind::Exclusive {
            wakes.add::<P>(first.rouse());
            return wakes;
        }
        let readers = core::iter::successors(Some(first), |waiter| waiter.next());
        let readers = readers.take_while(|waiter| waiter.kind() == Kind::Shared).count() as u32;
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            // A writer that has come first serves the list when it leaves.
            if state & WRITER != 0 {
                return wakes;
            }
            // The readers read what the last writer has written, also if they learn of it through us.
            match self.state.compare_exchange_weak(
                state,
                state + readers * READER,
                Ordering::Acquire,
                Ordering::Relaxed,
            ) {
                Ok(_) => break,
                Err(actual) => state = actual,
            }
        }
        for _ in 0..readers {
            wakes.add::<P>(list.release_first());
        }
        if list.is_empty() {
            self.state.fetch_and(!WAITERS, Ordering::Relaxed);
        }
        wakes
    }

    #[cold]
    fn serve_waiters(&self) {
        let waiters = self.waiters.lock();
        let wakes = self.serve(&waiters.list);
        drop(waiters);
        wakes.now::<P>();
    }

    #[inline]
    fn unlock_read(&self) {
        let before = self.state.fetch_sub(READER, Ordering::Release);
        if before & WAITERS != 0 && before & HELD == READER {
            self.serve_waiters();
        }
    }

    #[inline]
    fn unlock_write(&self) {
        if self.state.fetch_sub(WRITER, Ordering::Release) & WAITERS != 0 {
            self.serve_waiters();
        }
    }

    fn downgrade(&self) {
        if self.state.fetch_add(READER - WRITER, Ordering::Release) & WAITERS != 0 {
            self.serve_waiters();
        }
    }
}

fn spin<P: Platform>(mut take: impl FnMut() -> bool) -> bool {
    for round in 0..ROUNDS {
        if take() {
            return true;
        }
        for turn in 0..1 << round.min(6) {
            P::relax(turn);
        }
    }
    false
}

impl<T: ?Sized + fmt::Debug, P: Platform> fmt::Debug for RwSemaphore<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_read() {
            Some(guard) => f.debug_struct("RwSemaphore").field("data", &&*guard).finish_non_exhaustive(),
            None => {
                f.debug_struct("RwSemaphore").field("data", &format_args!("<locked>")).finish_non_exhaustive()
            }
        }
    }
}

/// The right to read the value of an [`RwSemaphore`]; gives it back when it is dropped.
#[must_use = "a semaphore whose guard is not kept is released at once"]
pub struct RwSemaphoreReadGuard<'a, T: ?Sized, P: Platform = Host> {
    sem: &'a RwSemaphore<T, P>,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: ?Sized + Sync, P: Platform> Sync for RwSemaphoreReadGuard<'_, T, P> {}

impl<T: ?Sized, P: Platform> Deref for RwSemaphoreReadGuard<'_, T, P> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds it for reading.
        unsafe { &*self.sem.data.get() }
    }
}

impl<T: ?Sized, P: Platform> Drop for RwSemaphoreReadGuard<'_, T, P> {
    #[inline]
    fn drop(&mut self) {
        self.sem.class.release::<P>();
        self.sem.unlock_read();
    }
}

/// The right to change the value of an [`RwSemaphore`]; gives it back when it is dropped.
#[must_use = "a semaphore whose guard is not kept is released at once"]
pub struct RwSemaphoreWriteGuard<'a, T: ?Sized, P: Platform = Host> {
    sem: &'a RwSemaphore<T, P>,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: ?Sized + Sync, P: Platform> Sync for RwSemaphoreWriteGuard<'_, T, P> {}

impl<'a, T: ?Sized, P: Platform> RwSemaphoreWriteGuard<'a, T, P> {
    /// Goes on with reading (`downgrade_write`): nobody writes in between, and readers that wait may join.
    pub fn downgrade(self) -> RwSemaphoreReadGuard<'a, T, P> {
        let this = ManuallyDrop::new(self);
        this.sem.class.downgrade::<P>();
        this.sem.downgrade();
        RwSemaphoreReadGuard { sem: this.sem, not_send: PhantomData }
    }
}

impl<T: ?Sized, P: Platform> Deref for RwSemaphoreWriteGuard<'_, T, P> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds it.
        unsafe { &*self.sem.data.get() }
    }
}

impl<T: ?Sized, P: Platform> DerefMut for RwSemaphoreWriteGuard<'_, T, P> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds it for writing, and is borrowed exclusively.
        unsafe { &mut *self.sem.data.get() }
    }
}

impl<T: ?Sized, P: Platform> Drop for RwSemaphoreWriteGuard<'_, T, P> {
    #[inline]
    fn drop(&mut self) {
        self.sem.class.release::<P>();
        self.sem.unlock_write();
    }
}
