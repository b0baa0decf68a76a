//! A value for each CPU, for whom nobody has to wait.
//!
//! Who is on a CPU, and has turned off what could come between, has the CPU's value to itself. What is turned off may not
//! be enough (an interrupt that uses the lock in the context [`PreemptDisabled`]), or the same code may ask twice; since
//! that would be two references to one value, each has a mark that says that it is in use, which is not shared and costs a
//! load and two stores.
//!
//! Source: Documentation/locking/locktypes.rst, "local_lock".

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use crate::context::{Context, PreemptDisabled};
use crate::platform::Platform;
use crate::primitive::{AtomicBool, Ordering, Payload, compiler_fence};

/// One CPU's value.
#[repr(align(128))]
struct Copy<T> {
    used: AtomicBool,
    value: Payload<T>,
}

/// A value for each of `N` CPUs, of which each reaches its own.
///
/// ```
/// use ksync::LocalLock;
///
/// static CACHE: LocalLock<Vec<u32>, 64> = LocalLock::new([const { Vec::new() }; 64]);
///
/// CACHE.lock().push(1);
/// assert_eq!(CACHE.lock().pop(), Some(1));
/// ```
///
/// # Ordering, contexts and cost
///
/// Nothing is ordered and nothing is waited for: only its own CPU uses a value. With threads for CPUs each thread has a
/// number of its own, the lowest that is free, and finds what the last thread of its number has left. It may be taken in
/// the contexts that `G` keeps out while it is held.
pub struct LocalLock<T, const N: usize, G: Context = PreemptDisabled> {
    copies: [Copy<T>; N],
    context: PhantomData<fn() -> G>,
}

// SAFETY: a value is used by one CPU at a time (the contract of `Platform`), so by references that no two have.
unsafe impl<T: Send, const N: usize, G: Context> Sync for LocalLock<T, N, G> {}

impl<T, const N: usize, G: Context> LocalLock<T, N, G> {
    /// The values of the CPUs, by number.
    #[cfg(not(loom))]
    #[must_use]
    pub const fn new(values: [T; N]) -> LocalLock<T, N, G> {
        let mut copies = [const { core::mem::MaybeUninit::<Copy<T>>::uninit() }; N];
        let values = core::mem::ManuallyDrop::new(values);
        let mut index = 0;
        while index < N {
            // SAFETY: each value is read once and forgotten where it was.
            let value = unsafe { core::ptr::from_ref(&values).cast::<T>().add(index).read() };
            copies[index].write(Copy { used: AtomicBool::new(false), value: Payload::new(value) });
            index += 1;
        }
        // SAFETY: all are initialised; an array of `MaybeUninit` is laid out as the array.
        let copies = unsafe { core::ptr::from_ref(&copies).cast::<[Copy<T>; N]>().read() };
        LocalLock { copies, context: PhantomData }
    }

    /// The values of the CPUs, by number.
    #[cfg(loom)]
    pub fn new(values: [T; N]) -> LocalLock<T, N, G> {
        let copies = values.map(|value| Copy { used: AtomicBool::new(false), value: Payload::new(value) });
        LocalLock { copies, context: PhantomData }
    }

    /// The value of this CPU.
    ///
    /// # Panics
    ///
    /// If it is in use on this CPU, or if the CPU's number is not below `N`.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> LocalLockGuard<'_, T, N, G> {
        match self.try_lock() {
            Some(guard) => guard,
            None => panic!("CPU {} has no value here, or uses it already", G::Platform::cpu()),
        }
    }

    /// The value of this CPU, if there is one and it is not in use.
    #[inline]
    pub fn try_lock(&self) -> Option<LocalLockGuard<'_, T, N, G>> {
        G::enter();
        // Under `NoGuard` the caller might be moved between CPUs while it holds the guard.
        G::Platform::preempt_disable();
        if let Some(copy) = self.copies.get(G::Platform::cpu())
            && !copy.used.load(Ordering::Relaxed)
        {
            copy.used.store(true, Ordering::Relaxed);
            compiler_fence(Ordering::Acquire);
            return Some(LocalLockGuard { copy, context: PhantomData });
        }
        G::Platform::preempt_enable();
        G::leave();
        None
    }

    /// All values, which nobody uses meanwhile.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.copies.iter_mut().map(|copy| copy.value.get_mut())
    }
}

impl<T, const N: usize, G: Context> fmt::Debug for LocalLock<T, N, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalLock").field("copies", &N).finish_non_exhaustive()
    }
}

/// The right to use a CPU's value of a [`LocalLock`]; gives it back when it is dropped. It stays on its CPU.
#[must_use = "a lock whose guard is not kept is released at once"]
pub struct LocalLockGuard<'a, T, const N: usize, G: Context = PreemptDisabled> {
    copy: &'a Copy<T>,
    context: PhantomData<*mut G>,
}

impl<T, const N: usize, G: Context> Deref for LocalLockGuard<'_, T, N, G> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the mark is ours, and this CPU's alone.
        unsafe { &*self.copy.value.get() }
    }
}

impl<T, const N: usize, G: Context> DerefMut for LocalLockGuard<'_, T, N, G> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the mark is ours, and this CPU's alone; the guard is borrowed exclusively.
        unsafe { &mut *self.copy.value.get() }
    }
}

impl<T, const N: usize, G: Context> Drop for LocalLockGuard<'_, T, N, G> {
    #[inline]
    fn drop(&mut self) {
        compiler_fence(Ordering::Release);
        self.copy.used.store(false, Ordering::Relaxed);
        G::Platform::preempt_enable();
        G::leave();
    }
}
