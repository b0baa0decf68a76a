use std::io;
use std::mem::{needs_drop, size_of};
use std::ops::Deref;
use std::ptr::{self, NonNull};
use std::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    AtomicUsize,
};

/// Types that several processes may use at a time: made of atomic integers.
///
/// # Safety
/// Every pattern of bytes must be a valid value, and all of it must be atomics: another process, which may have run
/// foreign code, writes there. So no pointers, and no `AtomicBool`.
pub unsafe trait Share: Sync {}

macro_rules! share {
    ($($t:ty)*) => {
        $(
            // SAFETY: every pattern of bytes is an integer.
            unsafe impl Share for $t {}
        )*
    };
}
share! {
    AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize
}

// SAFETY: an array is made of what its elements are made of.
unsafe impl<T: Share, const N: usize> Share for [T; N] {}
// SAFETY: a tuple is made of what its fields are made of.
unsafe impl<T: Share, U: Share> Share for (T, U) {}

/// A `T` on pages of its own which this process and its children, forked afterwards, use together. All zero at first.
///
/// invariant: `value` points to such pages, mapped by this value, with room for a `T`.
pub struct Shared<T> {
    value: NonNull<T>,
}

impl<T: Share> Shared<T> {
    /// Maps it.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn new() -> io::Result<Shared<T>> {
        const { assert!(size_of::<T>() > 0 && align_of::<T>() <= 4096 && !needs_drop::<T>()) };
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
        // SAFETY: without MAP_FIXED a mapping replaces no other.
        let value = unsafe { libc::mmap(ptr::null_mut(), size_of::<T>(), access, flags, -1, 0) };
        if value == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let value = NonNull::new(value.cast()).ok_or_else(|| io::Error::from_raw_os_error(libc::EINVAL))?;
        Ok(Shared { value })
    }

    /// Keeps it mapped for ever.
    pub fn leak(self) -> &'static T {
        let value = self.value;
        std::mem::forget(self);
        // SAFETY: the invariant of this type, and nobody unmaps it any more.
        unsafe { value.as_ref() }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the invariant of this type; it was made for a `T: Share`, of which zero bytes are a value.
        unsafe { self.value.as_ref() }
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: the pages are this value's; no reference outlives it, and a `T: Share` needs no drop.
        unsafe { libc::munmap(self.value.as_ptr().cast(), size_of::<T>()) };
    }
}

// SAFETY: it is an owned place for a `T: Sync` made of atomics; any thread may use and unmap it.
unsafe impl<T: Share> Send for Shared<T> {}
// SAFETY: sharing it shares a `T`, which is `Sync`.
unsafe impl<T: Share> Sync for Shared<T> {}
