use crate::identity::Identity;
use crate::runner;
use std::ops::Deref;
use std::panic::Location;

/// A counted pointer, which orders what its owners did before they dropped it before its last owner's drop of the value.
/// The count is no step: nobody can look at it.
///
/// `std::sync::Arc` may be used as well, if the value's destructor needs no such order.
#[derive(Debug)]
pub struct Arc<T: ?Sized>(std::sync::Arc<Shared<T>>);

#[derive(Debug)]
struct Shared<T: ?Sized> {
    identity: Identity,
    value: T,
}

// SAFETY: the number is read and given by the one thread of the computer that runs the execution.
unsafe impl<T: ?Sized + Sync> Sync for Shared<T> {}

impl<T> Arc<T> {
    /// A value with one owner.
    pub fn new(value: T) -> Arc<T> {
        Arc(std::sync::Arc::new(Shared { identity: Identity::new(), value }))
    }
}

impl<T: ?Sized> Arc<T> {
    /// Whether both own the same value.
    pub fn ptr_eq(this: &Arc<T>, other: &Arc<T>) -> bool {
        std::sync::Arc::ptr_eq(&this.0, &other.0)
    }

    /// The value, if there is no other owner.
    pub fn get_mut(this: &mut Arc<T>) -> Option<&mut T> {
        this.order();
        std::sync::Arc::get_mut(&mut this.0).map(|shared| &mut shared.value)
    }

    fn order(&self) {
        if runner::is_running() {
            let object = self.0.identity.get(Location::caller());
            runner::with(|world, me| world.order(me, object));
        }
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    fn clone(&self) -> Arc<T> {
        Arc(self.0.clone())
    }
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        self.order();
    }
}
