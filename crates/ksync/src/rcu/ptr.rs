//! A place that readers read while writers replace what is in it.

use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::{NonNull, null_mut};

use super::{Flavour, Memb, ReadSide};
use crate::primitive::{AtomicPtr, Ordering};

/// A pointer to a value, or null, that is read under RCU.
///
/// ```
/// use ksync::rcu::{self, RcuPtr};
///
/// struct Route { via: &'static str, hops: u32 }
///
/// let route = RcuPtr::new(Route { via: "eth0", hops: 3 });
/// std::thread::scope(|s| {
///     s.spawn(|| {
///         let reading = rcu::read_lock();
///         let seen = route.load(&reading).unwrap();
///         assert!((seen.via, seen.hops) == ("eth0", 3) || (seen.via, seen.hops) == ("eth1", 2));
///     });
///     let old = route.replace(Some(Box::new(Route { via: "eth1", hops: 2 })));
///     assert_eq!(old.unwrap().wait().via, "eth0"); // when nobody reads it any more, it is ours
/// });
/// ```
pub struct RcuPtr<T: Send + 'static, F: Flavour = Memb> {
    /// invariant: null, or from `Box::into_raw` and not freed.
    pointer: AtomicPtr<T>,
    flavour: PhantomData<(T, fn() -> F)>,
}

// SAFETY: it owns its value.
unsafe impl<T: Send, F: Flavour> Send for RcuPtr<T, F> {}
// SAFETY: readers share the value, and who takes it out gets it from another thread.
unsafe impl<T: Send + Sync, F: Flavour> Sync for RcuPtr<T, F> {}

impl<T: Send, F: Flavour> RcuPtr<T, F> {
    crate::constant! {
        /// Null.
        #[must_use]
        pub const fn null() -> Self {
            RcuPtr { pointer: AtomicPtr::new(null_mut()), flavour: PhantomData }
        }
    }

    /// `RCU_INITIALIZER`: a pointer to a value. Allocates.
    #[must_use]
    pub fn new(value: T) -> Self {
        RcuPtr { pointer: AtomicPtr::new(Box::into_raw(Box::new(value))), flavour: PhantomData }
    }

    /// `rcu_dereference`: the value, which stays as long as the read section. An acquire; a load.
    ///
    /// The value does not outlive the guard:
    ///
    /// ```compile_fail
    /// use ksync::rcu::{self, RcuPtr};
    ///
    /// let place = RcuPtr::<i32>::new(1);
    /// let value = place.load(&rcu::read_lock()).unwrap();
    /// println!("{value}");
    /// ```
    #[inline]
    pub fn load<'g, G: ReadSide<F>>(&'g self, _reading: &'g G) -> Option<&'g T> {
        // SAFETY: it was not retired before the section began, so that the grace period of who retires it does not end
        // before the section does, which does not end before 'g.
        unsafe { self.pointer.load(Ordering::Acquire).as_ref() }
    }

    fn retire(old: *mut T) -> Option<Retired<T, F>> {
        NonNull::new(old).map(|value| Retired { value, owns: PhantomData })
    }

    fn into_raw(new: Option<Box<T>>) -> *mut T {
        new.map_or(null_mut(), Box::into_raw)
    }

    /// `rcu_replace_pointer`: puts another value, or null, in the place, and returns the one that was there. A release for
    /// readers of the new one. May be called in read sections.
    #[inline]
    pub fn replace(&self, new: Option<Box<T>>) -> Option<Retired<T, F>> {
        Self::retire(self.pointer.swap(Self::into_raw(new), Ordering::AcqRel))
    }

    /// Replaces the value if it is `current`, the very same and not an equal one. A release if so.
    ///
    /// # Errors
    ///
    /// `new`, if the value is another.
    pub fn compare_exchange(
        &self,
        current: Option<&T>,
        new: Option<Box<T>>,
    ) -> Result<Option<Retired<T, F>>, Option<Box<T>>> {
        let current = current.map_or(null_mut(), |value| core::ptr::from_ref(value).cast_mut());
        let new = Self::into_raw(new);
        match self.pointer.compare_exchange(current, new, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(old) => Ok(Self::retire(old)),
            // SAFETY: it comes from `into_raw`, and nobody else has seen it.
            Err(_) => Err((!new.is_null()).then(|| unsafe { Box::from_raw(new) })),
        }
    }

    /// Replaces the value by what `copy` makes of it, again and again until nobody interferes, and returns the old one.
    ///
    /// ```
    /// use ksync::rcu::{self, RcuPtr};
    ///
    /// let names = RcuPtr::<Vec<&str>>::null();
    /// let add = |name| {
    ///     names.update(&rcu::read_lock(), |old| {
    ///         let mut new = old.cloned().unwrap_or_default();
    ///         new.push(name);
    ///         Some(Box::new(new))
    ///     });
    /// };
    /// add("lo");
    /// add("eth0");
    /// assert_eq!(names.load(&rcu::read_lock()).unwrap(), &["lo", "eth0"]);
    /// ```
    pub fn update<G: ReadSide<F>>(
        &self,
        reading: &G,
        mut copy: impl FnMut(Option<&T>) -> Option<Box<T>>,
    ) -> Option<Retired<T, F>> {
        loop {
            let current = self.load(reading);
            if let Ok(old) = self.compare_exchange(current, copy(current)) {
                return old;
            }
        }
    }

    /// The value, of a pointer that nobody else knows of.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        // SAFETY: the invariant of `pointer`; readers borrow the place.
        unsafe { self.pointer.load(Ordering::Relaxed).as_mut() }
    }

    /// The value, without the pointer, which nobody else knows of.
    #[must_use]
    pub fn into_inner(self) -> Option<Box<T>> {
        let this = ManuallyDrop::new(self);
        let pointer = this.pointer.load(Ordering::Relaxed);
        // SAFETY: the invariant of `pointer`; readers borrow the place, and it is not used any more.
        (!pointer.is_null()).then(|| unsafe { Box::from_raw(pointer) })
    }
}

impl<T: Send, F: Flavour> Default for RcuPtr<T, F> {
    fn default() -> Self {
        Self::null()
    }
}

impl<T: Send, F: Flavour> Drop for RcuPtr<T, F> {
    fn drop(&mut self) {
        let pointer = self.pointer.load(Ordering::Relaxed);
        if !pointer.is_null() {
            // SAFETY: the invariant of `pointer`; readers borrow the place.
            drop(unsafe { Box::from_raw(pointer) });
        }
    }
}

impl<T: Send, F: Flavour> fmt::Debug for RcuPtr<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RcuPtr").field(&self.pointer.load(Ordering::Relaxed)).finish()
    }
}

/// A value that is not in its place any more, and that some may still read. Dropping it is `kfree_rcu`: it is freed after
/// a grace period, by the thread that calls what was given to [`call`](super::call).
#[must_use = "dropping it frees the value after a grace period; wait() gives it back"]
pub struct Retired<T: Send + 'static, F: Flavour = Memb> {
    /// invariant: from `Box::into_raw`, and reached by nobody who begins to read after it was retired. It is no `Box`,
    /// because that would say that nobody reads it.
    value: NonNull<T>,
    owns: PhantomData<(T, fn() -> F)>,
}

// SAFETY: the value may be sent, and nothing else can be done with it.
unsafe impl<T: Send, F: Flavour> Send for Retired<T, F> {}
// SAFETY: `&Retired` gives nothing.
unsafe impl<T: Send, F: Flavour> Sync for Retired<T, F> {}

impl<T: Send, F: Flavour> Retired<T, F> {
    /// Waits for a grace period, and gives the value back.
    ///
    /// # Panics
    ///
    /// In a read section of the calling thread, whose end it would wait for.
    #[must_use]
    pub fn wait(self) -> Box<T> {
        F::synchronize();
        let this = ManuallyDrop::new(self);
        // SAFETY: the invariant of `value`, and a grace period has passed since it was retired.
        unsafe { Box::from_raw(this.value.as_ptr()) }
    }
}

impl<T: Send, F: Flavour> Drop for Retired<T, F> {
    fn drop(&mut self) {
        struct Last<T>(NonNull<T>);
        // SAFETY: the value may be sent.
        unsafe impl<T: Send> Send for Last<T> {}
        impl<T> Last<T> {
            fn free(self) {
                // SAFETY: the invariant of `Retired::value`, and a grace period has passed since it was retired.
                drop(unsafe { Box::from_raw(self.0.as_ptr()) });
            }
        }
        let last = Last(self.value);
        F::call(move || last.free());
    }
}

impl<T: Send, F: Flavour> fmt::Debug for Retired<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Retired").field(&self.value).finish()
    }
}
