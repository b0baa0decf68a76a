//! The queued reader-writer spinlock.
//!
//! One word counts the readers, and says whether there is a writer and whether one waits; those who have to wait do so
//! in a queue, which is a spinlock.
//!
//! ```text
//!   state = readers << 2 | WAITING | WRITING
//! ```
//!
//! * `read` adds a reader, and has the lock if no writer was there or waited: one atomic operation, as is giving it back.
//!   Else it takes the addition back, queues, adds itself again, which from then on keeps writers out, and waits for the
//!   writer that may have the lock to leave; then it leaves the queue to the next.
//! * `write` makes 0 WRITING. Else it queues, sets WAITING, so that no more readers come, and waits for the state to be
//!   WAITING alone, which it makes WRITING.
//!
//! So whoever queues is served in the order of coming, neighbouring readers together. Readers in an interrupt do not
//! queue: the one that they interrupted may be a reader, for whom a writer waits in the queue.
//!
//! A reader whose guard is forgotten is counted for ever; that many of them overflow the count is noticed (a panic) long
//! before it happens.
//!
//! Source: after the description of Linux's queued rwlocks (3.16; LWN, "Linux 3.16: queue rwlock"), in the line of
//! Mellor-Crummey and Scott, "Scalable Reader-Writer Synchronization for Shared-Memory Multiprocessors", PPoPP 1991.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use crate::class::{Class, Sort, Taken};
use crate::context::{Context, PreemptDisabled};
use crate::platform::Platform;
use crate::primitive::{AtomicU32, Ordering, Payload};
use crate::queued::Queued;
use crate::raw::RawLock;

const WRITING: u32 = 1;
const WAITING: u32 = 2;
const READER: u32 = 4;
/// Set when there are half as many readers as can be counted.
const CROWDED: u32 = 1 << 31;

/// The algorithm without data.
#[derive(Debug)]
pub(crate) struct RawRwLock {
    state: AtomicU32,
    queue: Queued,
}

impl RawRwLock {
    crate::constant! {
        pub const fn new() -> RawRwLock {
            RawRwLock { state: AtomicU32::new(0), queue: Queued::new() }
        }
    }

    #[inline]
    pub fn read<P: Platform>(&self) {
        if self.state.fetch_add(READER, Ordering::Acquire) & (WRITING | WAITING | CROWDED) != 0 {
            self.read_slow::<P>();
        }
    }

    #[cold]
    fn read_slow<P: Platform>(&self) {
        if P::in_interrupt() {
            return self.await_writer::<P>();
        }
        self.state.fetch_sub(READER, Ordering::Relaxed);
        self.queue.lock::<P>();
        let before = self.state.fetch_add(READER, Ordering::Acquire);
        if before & WRITING != 0 {
            self.await_writer::<P>();
        }
        // SAFETY: it was locked above.
        unsafe { self.queue.unlock() };
        if before & CROWDED != 0 {
            self.state.fetch_sub(READER, Ordering::Relaxed);
            panic!("2^29 guards of readers exist: some are forgotten again and again");
        }
    }

    fn await_writer<P: Platform>(&self) {
        let mut turn = 0;
        while self.state.load(Ordering::Acquire) & WRITING != 0 {
            P::relax(turn);
            turn = turn.saturating_add(1);
        }
    }

    #[inline]
    pub fn try_read(&self) -> bool {
        let state = self.state.load(Ordering::Relaxed);
        if state & (WRITING | WAITING | CROWDED) != 0 {
            return false;
        }
        let before = self.state.fetch_add(READER, Ordering::Acquire);
        if before & (WRITING | WAITING | CROWDED) != 0 {
            self.state.fetch_sub(READER, Ordering::Relaxed);
            return false;
        }
        true
    }

    #[inline]
    pub fn read_unlock(&self) {
        self.state.fetch_sub(READER, Ordering::Release);
    }

    #[inline]
    pub fn write<P: Platform>(&self) {
        if !self.try_write() {
            self.write_slow::<P>();
        }
    }

    #[cold]
    fn write_slow<P: Platform>(&self) {
        self.queue.lock::<P>();
        if !self.try_write() {
            self.state.fetch_or(WAITING, Ordering::Relaxed);
            let mut turn = 0;
            while self.state.load(Ordering::Relaxed) != WAITING
                || self
                    .state
                    .compare_exchange(WAITING, WRITING, Ordering::Acquire, Ordering::Relaxed)
                    .is_err()
            {
                P::relax(turn);
                turn = turn.saturating_add(1);
            }
        }
        // SAFETY: it was locked above.
        unsafe { self.queue.unlock() };
    }

    #[inline]
    pub fn try_write(&self) -> bool {
        self.state.compare_exchange(0, WRITING, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[inline]
    pub fn write_unlock(&self) {
        // Not a store: readers that will take their addition back may be counted at this moment.
        self.state.fetch_sub(WRITING, Ordering::Release);
    }

    pub fn is_locked(&self) -> bool {
        self.state.load(Ordering::Relaxed) & !WAITING != 0
    }

    pub fn is_contended(&self) -> bool {
        self.queue.is_locked()
    }
}

/// A value that many CPUs at a time can read or one can change, and for which the others spin.
///
/// Who waits is served in the order of coming. Reading costs two atomic operations on a line that all readers share; where
/// reading is frequent and changing rare see [`BigReaderLock`](crate::BigReaderLock) and [`SeqLock`](crate::SeqLock).
///
/// A reader must not read again while it reads: a writer that came in between waits for the first, and the second for the
/// writer. Only readers in interrupts may.
///
/// ```
/// use ksync::RwLock;
///
/// let routes: RwLock<Vec<u32>> = RwLock::new(vec![1]);
/// {
///     let (one, two) = (routes.read(), routes.try_read().unwrap());
///     assert_eq!(*one, *two);
///     assert!(routes.try_write().is_none());
/// }
/// routes.write().push(2);
/// assert_eq!(routes.read().len(), 2);
/// ```
///
/// # Ordering and contexts
///
/// Taking it is an acquire, giving it back a release. Readers are not ordered among each other. It may be taken in every
/// context that `G` keeps out while it is held; nothing may sleep while it is held.
pub struct RwLock<T: ?Sized, G: Context = PreemptDisabled> {
    context: PhantomData<fn() -> G>,
    class: Class,
    raw: RawRwLock,
    data: Payload<T>,
}

// SAFETY: a lock that nobody holds is its value.
unsafe impl<T: ?Sized + Send, G: Context> Send for RwLock<T, G> {}
// SAFETY: readers share the value (`Sync`), writers have it to themselves on whatever CPU (`Send`).
unsafe impl<T: ?Sized + Send + Sync, G: Context> Sync for RwLock<T, G> {}

impl<T, G: Context> RwLock<T, G> {
    crate::constant! {
        /// A free lock around a value. The features `lockdep` and `lock_stat` take all locks that are made here for one
        /// class.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn new(value: T) -> RwLock<T, G> {
            let class = Class::new(Sort::Spins);
            RwLock { context: PhantomData, class, raw: RawRwLock::new(), data: Payload::new(value) }
        }

        /// A free lock around a value, with a name for the features `lockdep` and `lock_stat`.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn named(name: &'static str, value: T) -> RwLock<T, G> {
            let class = Class::named(Sort::Spins, name);
            RwLock { context: PhantomData, class, raw: RawRwLock::new(), data: Payload::new(value) }
        }
    }

    /// The value, of which nobody else knows any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized, G: Context> RwLock<T, G> {
    /// Takes the lock for reading, spinning while there is a writer or one waits.
    ///
    /// # Panics
    ///
    /// If 2^29 guards of readers exist.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn read(&self) -> RwLockReadGuard<'_, T, G> {
        G::enter();
        let (try_now, wait) = (|| self.raw.try_read(), || self.raw.read::<G::Platform>());
        self.class.take::<G::Platform>(Taken::Rwlock, try_now, wait);
        RwLockReadGuard { lock: self, not_send: PhantomData }
    }

    /// Takes the lock for reading if no writer has it or waits for it.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T, G>> {
        G::enter();
        if self.class.try_take::<G::Platform>(Taken::Rwlock, || self.raw.try_read()) {
            return Some(RwLockReadGuard { lock: self, not_send: PhantomData });
        }
        G::leave();
        None
    }

    /// Takes the lock for writing, spinning while anybody else has it.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn write(&self) -> RwLockWriteGuard<'_, T, G> {
        G::enter();
        let (try_now, wait) = (|| self.raw.try_write(), || self.raw.write::<G::Platform>());
        self.class.take::<G::Platform>(Taken::Exclusive, try_now, wait);
        RwLockWriteGuard { lock: self, not_send: PhantomData }
    }

    /// Takes the lock for writing if it is free.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T, G>> {
        G::enter();
        if self.class.try_take::<G::Platform>(Taken::Exclusive, || self.raw.try_write()) {
            return Some(RwLockWriteGuard { lock: self, not_send: PhantomData });
        }
        G::leave();
        None
    }

    /// Whether anybody holds the lock at this moment; orders nothing.
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// Whether somebody waits in the lock's queue at this moment; orders nothing.
    pub fn is_contended(&self) -> bool {
        self.raw.is_contended()
    }

    /// Where the value is.
    pub(crate) fn data(&self) -> *mut T {
        self.data.get()
    }

    /// The value, which nobody else can reach meanwhile; takes no lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }
}

impl<T: ?Sized + fmt::Debug, G: Context> fmt::Debug for RwLock<T, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_read() {
            Some(guard) => f.debug_struct("RwLock").field("data", &&*guard).finish_non_exhaustive(),
            None => f.debug_struct("RwLock").field("data", &format_args!("<locked>")).finish_non_exhaustive(),
        }
    }
}

/// The right to read the value of an [`RwLock`]; gives it back when it is dropped. It stays on its CPU.
#[must_use = "a lock whose guard is not kept is released at once"]
pub struct RwLockReadGuard<'a, T: ?Sized, G: Context = PreemptDisabled> {
    lock: &'a RwLock<T, G>,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: ?Sized + Sync, G: Context> Sync for RwLockReadGuard<'_, T, G> {}

impl<T: ?Sized, G: Context> Deref for RwLockReadGuard<'_, T, G> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock for reading.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized, G: Context> Drop for RwLockReadGuard<'_, T, G> {
    #[inline]
    fn drop(&mut self) {
        self.lock.class.release::<G::Platform>();
        self.lock.raw.read_unlock();
        G::leave();
    }
}

/// The right to change the value of an [`RwLock`]; gives it back when it is dropped. It stays on its CPU.
#[must_use = "a lock whose guard is not kept is released at once"]
pub struct RwLockWriteGuard<'a, T: ?Sized, G: Context = PreemptDisabled> {
    lock: &'a RwLock<T, G>,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: ?Sized + Sync, G: Context> Sync for RwLockWriteGuard<'_, T, G> {}

impl<T: ?Sized, G: Context> Deref for RwLockWriteGuard<'_, T, G> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized, G: Context> DerefMut for RwLockWriteGuard<'_, T, G> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock for writing, and is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized, G: Context> Drop for RwLockWriteGuard<'_, T, G> {
    #[inline]
    fn drop(&mut self) {
        self.lock.class.release::<G::Platform>();
        self.lock.raw.write_unlock();
        G::leave();
    }
}
