//! Cells whose plain accesses are checked for races.
//!
//! An access is no step: if it can be overtaken, nothing orders it, and that is found wherever it happens.

use crate::identity::Identity;
use crate::runner;
use std::panic::Location;

/// A cell that threads share, and whose accesses they have to order themselves.
///
/// Its shape is that of loom's: the pointer is given to a closure, and must not be kept. It is an access when the closure
/// begins, and once more when it ends.
#[derive(Debug)]
pub struct UnsafeCell<T: ?Sized> {
    identity: Identity,
    value: std::cell::UnsafeCell<T>,
}

// SAFETY: accesses are made by the one thread of the computer that runs the execution; that they are ordered in the
// execution is what is checked, and an execution in which they are not ends there.
unsafe impl<T: ?Sized + Send> Sync for UnsafeCell<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Send for UnsafeCell<T> {}

impl<T> UnsafeCell<T> {
    /// A cell with a value.
    pub const fn new(value: T) -> UnsafeCell<T> {
        UnsafeCell { identity: Identity::new(), value: std::cell::UnsafeCell::new(value) }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Reads through a pointer. Nobody may write meanwhile.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        let at = Location::caller();
        self.access(false, at);
        let result = f(self.value.get());
        self.access(false, at);
        result
    }

    /// Writes through a pointer. Nobody may read or write meanwhile.
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        let at = Location::caller();
        self.access(true, at);
        let result = f(self.value.get());
        self.access(true, at);
        result
    }

    /// The value; who has the cell alone need not ask.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// A pointer; what is done through it is not checked.
    pub const fn get(&self) -> *mut T {
        self.value.get()
    }

    fn access(&self, writes: bool, at: crate::object::At) {
        let object = self.identity.get(at);
        runner::with(|world, me| world.access(me, object, writes, at));
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    fn default() -> UnsafeCell<T> {
        UnsafeCell::new(T::default())
    }
}

/// A cell of values that are copied in and out, by any thread: a plain variable of C.
#[derive(Debug, Default)]
pub struct Cell<T>(UnsafeCell<T>);

impl<T: Copy> Cell<T> {
    /// A cell with a value.
    pub const fn new(value: T) -> Cell<T> {
        Cell(UnsafeCell::new(value))
    }

    /// A plain load.
    #[track_caller]
    pub fn get(&self) -> T {
        let at = Location::caller();
        self.0.access(false, at);
        // SAFETY: the one thread of the computer that runs the execution is here.
        unsafe { *self.0.value.get() }
    }

    /// A plain store.
    #[track_caller]
    pub fn set(&self, value: T) {
        let at = Location::caller();
        self.0.access(true, at);
        // SAFETY: as in `get`.
        unsafe { *self.0.value.get() = value }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}
