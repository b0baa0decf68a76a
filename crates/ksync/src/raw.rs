//! A lock without data.

use crate::platform::Platform;

/// An algorithm for mutual exclusion by spinning.
///
/// # Safety
///
/// Between a `lock`, or a `try_lock` that returned true, and the matching `unlock`, no other `lock` returns and no other
/// `try_lock` returns true; and what happens before an `unlock` happens before what follows the next `lock`.
pub unsafe trait RawLock: Sized {
    /// A free lock.
    #[cfg(not(loom))]
    #[allow(clippy::declare_interior_mutable_const, reason = "it is a constructor")]
    const INIT: Self;

    /// A free lock.
    #[cfg(loom)]
    fn init() -> Self;

    /// Takes the lock, spinning while it is held. An acquire.
    fn lock<P: Platform>(&self);

    /// Takes the lock if it is free. An acquire if it does.
    fn try_lock(&self) -> bool;

    /// Gives the lock back. A release.
    ///
    /// # Safety
    ///
    /// The caller, or who handed the lock to it, holds it.
    unsafe fn unlock(&self);

    /// Whether somebody holds the lock at this moment; orders nothing.
    fn is_locked(&self) -> bool;

    /// Whether somebody waits for the lock at this moment; orders nothing.
    fn is_contended(&self) -> bool;
}
