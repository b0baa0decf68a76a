use crate::identity::Identity;
use crate::object::At;
use crate::op::{Op, Side};
use crate::runner;
use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{LockResult, TryLockError, TryLockResult};

/// A lock that readers share. A reader gets it also while a writer waits.
#[derive(Debug)]
pub struct RwLock<T: ?Sized> {
    identity: Identity,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached through guards; the world gives one writer's or several readers' at a time.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}

/// The lock is held with other readers.
#[derive(Debug)]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    at: At,
    _stays: PhantomData<*const ()>,
}

/// The lock is held alone.
#[derive(Debug)]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    at: At,
    _stays: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives shared access to the value.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// A free lock.
    pub const fn new(value: T) -> RwLock<T> {
        RwLock { identity: Identity::new(), value: UnsafeCell::new(value) }
    }

    /// The value.
    ///
    /// # Errors
    /// Never.
    pub fn into_inner(self) -> LockResult<T> {
        Ok(self.value.into_inner())
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock with other readers.
    ///
    /// # Errors
    /// Never.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        runner::operate(Op::Take(self.identity.get(at), Side::Shared), at);
        Ok(RwLockReadGuard { lock: self, at, _stays: PhantomData })
    }

    /// Takes the lock alone.
    ///
    /// # Errors
    /// Never.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        runner::operate(Op::Take(self.identity.get(at), Side::Alone), at);
        Ok(RwLockWriteGuard { lock: self, at, _stays: PhantomData })
    }

    /// Takes the lock with other readers, if no writer has it.
    ///
    /// # Errors
    /// `WouldBlock` if one has.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        match runner::operate(Op::TryTake(self.identity.get(at), Side::Shared), at).1 {
            true => Ok(RwLockReadGuard { lock: self, at, _stays: PhantomData }),
            false => Err(TryLockError::WouldBlock),
        }
    }

    /// Takes the lock alone, if nobody has it.
    ///
    /// # Errors
    /// `WouldBlock` if somebody has.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        match runner::operate(Op::TryTake(self.identity.get(at), Side::Alone), at).1 {
            true => Ok(RwLockWriteGuard { lock: self, at, _stays: PhantomData }),
            false => Err(TryLockError::WouldBlock),
        }
    }

    /// The value; who has the lock alone need not take it.
    ///
    /// # Errors
    /// Never.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        Ok(self.value.get_mut())
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lock is held, so there is no writer.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lock is held alone.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held alone, and this guard is borrowed alone.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        runner::operate(Op::Give(self.lock.identity.get(self.at), Side::Shared), self.at);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        runner::operate(Op::Give(self.lock.identity.get(self.at), Side::Alone), self.at);
    }
}
