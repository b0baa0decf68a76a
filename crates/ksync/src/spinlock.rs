//! A value under a spinlock.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use crate::class::{Class, Sort, Taken};
use crate::context::{Context, PreemptDisabled};
use crate::primitive::Payload;
use crate::raw::RawLock;
use crate::ticket::Ticket;

/// A value that one CPU at a time can reach, and for which the others spin.
///
/// `G` says what is off on the holder's CPU ([`Context`]), `R` which algorithm it is ([`RawLock`]). It may be taken in
/// every context that `G` keeps out while it is held, and nothing may sleep while it is held. Taking it twice on one CPU
/// is a deadlock.
///
/// ```
/// use ksync::{IrqDisabled, SpinLock};
///
/// struct Device {
///     pending: SpinLock<Vec<u8>, IrqDisabled>,
/// }
///
/// let device = Device { pending: SpinLock::new(Vec::new()) };
/// device.pending.lock().push(1);
/// assert_eq!(device.pending.lock().pop(), Some(1));
/// ```
///
/// # Ordering and cost
///
/// `lock` is an acquire, the drop of the guard a release. Without contention it costs what `R` costs: for [`Ticket`], one
/// read-modify-write and one store; with [`NoGuard`](crate::NoGuard) nothing is added to it.
pub struct SpinLock<T: ?Sized, G: Context = PreemptDisabled, R: RawLock = Ticket> {
    context: PhantomData<fn() -> G>,
    class: Class,
    raw: R,
    data: Payload<T>,
}

// SAFETY: the value moves between CPUs, one at a time: the raw lock excludes and orders (the contract of `RawLock`).
unsafe impl<T: ?Sized + Send, G: Context, R: RawLock + Send> Send for SpinLock<T, G, R> {}
// SAFETY: as above; `&SpinLock` gives `&mut T`, never two `&T` at once, so `T: Sync` is not needed.
unsafe impl<T: ?Sized + Send, G: Context, R: RawLock + Sync> Sync for SpinLock<T, G, R> {}

impl<T, G: Context, R: RawLock> SpinLock<T, G, R> {
    crate::constant! {
        /// A free lock around a value. The features `lockdep` and `lock_stat` take all locks that are made here for one
        /// class.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn new(value: T) -> Self {
            Self::of_class(Class::new(Sort::Spins), value)
        }

        /// A free lock around a value, with a name for the features `lockdep` and `lock_stat`.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn named(name: &'static str, value: T) -> Self {
            Self::of_class(Class::named(Sort::Spins, name), value)
        }

        /// A lock of an algorithm of this crate, which the features do not look at.
        pub(crate) const fn hidden(value: T) -> Self {
            Self::of_class(Class::new(Sort::Hidden), value)
        }
    }

    #[cfg(not(loom))]
    const fn of_class(class: Class, value: T) -> Self {
        SpinLock { context: PhantomData, class, raw: R::INIT, data: Payload::new(value) }
    }

    #[cfg(loom)]
    fn of_class(class: Class, value: T) -> Self {
        SpinLock { context: PhantomData, class, raw: R::init(), data: Payload::new(value) }
    }

    /// The value, of which nobody else knows any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized, G: Context, R: RawLock> SpinLock<T, G, R> {
    /// Takes the lock, spinning while another CPU holds it.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn lock(&self) -> SpinLockGuard<'_, T, G, R> {
        G::enter();
        let (try_now, wait) = (|| self.raw.try_lock(), || self.raw.lock::<G::Platform>());
        self.class.take::<G::Platform>(Taken::Exclusive, try_now, wait);
        SpinLockGuard { lock: self, not_send: PhantomData }
    }

    /// Takes the lock if it is free. In any context: it never waits.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn try_lock(&self) -> Option<SpinLockGuard<'_, T, G, R>> {
        G::enter();
        if self.class.try_take::<G::Platform>(Taken::Exclusive, || self.raw.try_lock()) {
            return Some(SpinLockGuard { lock: self, not_send: PhantomData });
        }
        G::leave();
        None
    }

    /// Whether somebody holds the lock at this moment; orders nothing.
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// Whether somebody waits for the lock at this moment; orders nothing.
    pub fn is_contended(&self) -> bool {
        self.raw.is_contended()
    }

    /// The value, which nobody else can reach meanwhile; takes no lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }
}

impl<T: ?Sized + fmt::Debug, G: Context, R: RawLock> fmt::Debug for SpinLock<T, G, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_lock() {
            Some(guard) => f.debug_struct("SpinLock").field("data", &&*guard).finish_non_exhaustive(),
            None => {
                f.debug_struct("SpinLock").field("data", &format_args!("<locked>")).finish_non_exhaustive()
            }
        }
    }
}

impl<T: Default, G: Context, R: RawLock> Default for SpinLock<T, G, R> {
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    fn default() -> Self {
        SpinLock::new(T::default())
    }
}

/// The right to use the value of a [`SpinLock`]; gives it back when it is dropped. It stays on its CPU, so it is not
/// `Send`. Guards may be dropped in any order.
#[must_use = "a lock whose guard is not kept is released at once"]
pub struct SpinLockGuard<'a, T: ?Sized, G: Context = PreemptDisabled, R: RawLock = Ticket> {
    lock: &'a SpinLock<T, G, R>,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: ?Sized + Sync, G: Context, R: RawLock + Sync> Sync for SpinLockGuard<'_, T, G, R> {}

impl<T: ?Sized, G: Context, R: RawLock> Deref for SpinLockGuard<'_, T, G, R> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized, G: Context, R: RawLock> DerefMut for SpinLockGuard<'_, T, G, R> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock, and is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized, G: Context, R: RawLock> Drop for SpinLockGuard<'_, T, G, R> {
    #[inline]
    fn drop(&mut self) {
        self.lock.class.release::<G::Platform>();
        // SAFETY: the guard holds the lock, and ends here.
        unsafe { self.lock.raw.unlock() };
        G::leave();
    }
}

impl<T: ?Sized + fmt::Debug, G: Context, R: RawLock> fmt::Debug for SpinLockGuard<'_, T, G, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
