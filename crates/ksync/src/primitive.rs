//! The one door to atomics, fences, cells and spin hints.
//!
//! Every algorithm of this crate takes them from here and from nowhere else, so that a model checker can put its own in
//! their place: under `cfg(loom)` they are loom's, and in the crate's own tests under `cfg(lockstep)` those of the crate
//! `model`. Two things differ there, and are hidden here: an atomic of loom's has
//! no constant constructor (see [`constant!`](crate::constant)), and a loop that waits has to give way to the others.

#[cfg(not(any(loom, all(test, lockstep))))]
pub use core::sync::atomic::{
    AtomicBool, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    AtomicUsize, fence,
};
#[cfg(loom)]
pub use loom::sync::atomic::{
    AtomicBool, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    AtomicUsize, fence,
};

#[cfg(all(test, lockstep))]
pub use model::atomic::{
    AtomicBool, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    AtomicUsize, fence,
};

pub use core::sync::atomic::{Ordering, compiler_fence};

/// What a lock protects. The algorithm under test orders the accesses to it; a test finds out whether it does by
/// putting a race-checked cell of the checker's into it.
#[allow(clippy::unsafe_removed_from_name, reason = "the name says what it is for")]
pub use core::cell::UnsafeCell as Payload;

/// A cell whose accesses the checker sees, each within a closure: for what an algorithm itself shares without atomics.
#[cfg(loom)]
pub use loom::cell::UnsafeCell;
#[cfg(all(test, lockstep))]
pub use model::cell::UnsafeCell;

/// A cell whose accesses the checker sees, each within a closure: for what an algorithm itself shares without atomics.
#[cfg(not(any(loom, all(test, lockstep))))]
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct UnsafeCell<T: ?Sized>(core::cell::UnsafeCell<T>);

#[cfg(not(any(loom, all(test, lockstep))))]
impl<T> UnsafeCell<T> {
    /// A cell with a value.
    pub const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

#[cfg(not(any(loom, all(test, lockstep))))]
impl<T: ?Sized> UnsafeCell<T> {
    /// Reads through a pointer, which must not be kept. Nobody may write meanwhile.
    #[inline(always)]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        f(self.0.get())
    }

    /// Writes through a pointer, which must not be kept. Nobody may read or write meanwhile.
    #[inline(always)]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}

/// Tells the processor that this is a loop that waits (x86's `pause`); under a checker, lets the others move.
#[inline(always)]
pub fn pause() {
    #[cfg(not(any(loom, all(test, lockstep))))]
    core::hint::spin_loop();
    #[cfg(all(test, lockstep))]
    model::hint::spin_loop();
    #[cfg(loom)]
    loom::thread::yield_now();
}

/// Declares functions that are `const` wherever the atomics have constant constructors.
#[macro_export]
#[doc(hidden)]
macro_rules! constant {
    ($($(#[$meta:meta])* $vis:vis const fn $name:ident($($arg:ident : $type:ty),* $(,)?) -> $ret:ty $body:block)*) => {$(
        #[cfg(not(loom))]
        $(#[$meta])*
        $vis const fn $name($($arg: $type),*) -> $ret $body
        #[cfg(loom)]
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) -> $ret $body
    )*};
}
