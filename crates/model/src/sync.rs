//! Locks, with the shapes of `std::sync`: nothing is ever poisoned, because a panic ends the execution.
//!
//! `atomic` is here, too, where those look for it who come from `std`.

mod arc;
mod condvar;
mod mutex;
mod once;
mod rwlock;

pub use crate::atomic;
pub use arc::Arc;
pub use condvar::Condvar;
pub use mutex::{Mutex, MutexGuard};
pub use once::Once;
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use std::sync::{LockResult, TryLockError, TryLockResult};
