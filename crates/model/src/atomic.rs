//! The types of `core::sync::atomic`, whose every operation is a step.
//!
//! Constructors are `const`, so that they may be statics. A static, or what the closure has captured, has its first value
//! again at the beginning of each execution. Fences are no steps.

use crate::identity::{Identity, Known};
use crate::object::At;
use crate::op::{Exchange, Op, Word};
use crate::runner;
use std::cell::UnsafeCell;
use std::panic::Location;

pub use core::sync::atomic::{Ordering, compiler_fence};

/// A memory fence.
///
/// # Panics
/// If `order` is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed fence");
    runner::with(|world, me| world.fence(me, order));
}

/// What an atomic may hold.
trait Value: Copy + PartialEq {
    fn bits(self) -> u64;
    fn of(bits: u64) -> Self;
}

macro_rules! value {
    ($($type:ty as $unsigned:ty),*) => {$(
        impl Value for $type {
            fn bits(self) -> u64 {
                self as $unsigned as u64
            }
            fn of(bits: u64) -> Self {
                bits as $unsigned as $type
            }
        }
    )*};
}

value!(u8 as u8, u16 as u16, u32 as u32, u64 as u64, usize as usize);
value!(i8 as u8, i16 as u16, i32 as u32, i64 as u64, isize as usize);

impl Value for bool {
    fn bits(self) -> u64 {
        self.into()
    }
    fn of(bits: u64) -> bool {
        bits != 0
    }
}

impl<T> Value for *mut T {
    fn bits(self) -> u64 {
        self.expose_provenance() as u64
    }
    fn of(bits: u64) -> *mut T {
        std::ptr::with_exposed_provenance_mut(bits as usize)
    }
}

/// An atomic of any type.
struct Inner<T> {
    value: UnsafeCell<T>,
    first: T,
    identity: Identity,
}

impl<T: Value> Inner<T> {
    const fn new(value: T) -> Inner<T> {
        Inner { value: UnsafeCell::new(value), first: value, identity: Identity::new() }
    }

    /// Its memory.
    fn word(&self, at: At) -> Word {
        let (object, known) = self.identity.number(at);
        let word = Word { at: self.value.get().cast(), size: size_of::<T>() as u8, object };
        if known == Known::Elsewhere {
            word.store(self.first.bits());
        }
        word
    }

    fn operate(&self, at: At, op: impl FnOnce(Word) -> Op) -> (T, bool) {
        let (bits, done) = runner::operate(op(self.word(at)), at);
        (T::of(bits), done)
    }

    fn update(&self, operand: T, order: Ordering, f: fn(u64, u64) -> u64, at: At) -> T {
        self.operate(at, |word| Op::Update(word, order, f, operand.bits())).0
    }

    fn exchange(&self, values: [T; 2], orders: [Ordering; 2], weak: bool, at: At) -> Result<T, T> {
        load_order(orders[1]);
        let [expected, new] = values.map(T::bits);
        let [success, failure] = orders;
        let op = |word| Op::Exchange(Exchange { word, expected, new, success, failure, weak });
        match self.operate(at, op) {
            (value, true) => Ok(value),
            (value, false) => Err(value),
        }
    }
}

/// # Panics
/// If a load cannot have this order.
#[track_caller]
fn load_order(order: Ordering) {
    let can = !matches!(order, Ordering::Release | Ordering::AcqRel);
    assert!(can, "there is no such thing as a load with {order:?} ordering");
}

/// # Panics
/// If a store cannot have this order.
#[track_caller]
fn store_order(order: Ordering) {
    let can = !matches!(order, Ordering::Acquire | Ordering::AcqRel);
    assert!(can, "there is no such thing as a store with {order:?} ordering");
}

macro_rules! atomic {
    ($(#[$meta:meta])* $name:ident<$($generic:ident)?>, $type:ty) => {
        $(#[$meta])*
        pub struct $name$(<$generic>)?(Inner<$type>);

        // SAFETY: operations are performed one at a time by the one thread of the computer that runs the execution, and
        // refused (`runner::with` panics) on any other.
        unsafe impl$(<$generic>)? Sync for $name$(<$generic>)? {}
        // SAFETY: as above; what it holds can be sent.
        unsafe impl$(<$generic>)? Send for $name$(<$generic>)? {}

        impl$(<$generic>)? $name$(<$generic>)? {
            /// An atomic with this value.
            pub const fn new(value: $type) -> Self {
                Self(Inner::new(value))
            }

            /// The value; others cannot see it, so this is no step.
            pub fn get_mut(&mut self) -> &mut $type {
                if runner::is_running() {
                    self.0.word(Location::caller());
                }
                self.0.value.get_mut()
            }

            /// The value; no step either.
            pub fn into_inner(mut self) -> $type {
                *self.get_mut()
            }

            /// Where the value is. What is done through the pointer is no step, and not checked.
            pub const fn as_ptr(&self) -> *mut $type {
                self.0.value.get()
            }

            /// A load.
            ///
            /// # Panics
            /// If `order` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $type {
                load_order(order);
                self.0.operate(Location::caller(), |word| Op::Load(word, order)).0
            }

            /// A store.
            ///
            /// # Panics
            /// If `order` is `Acquire` or `AcqRel`.
            #[track_caller]
            pub fn store(&self, value: $type, order: Ordering) {
                store_order(order);
                self.0.operate(Location::caller(), |word| Op::Store(word, order, value.bits()));
            }

            /// Leaves a value; what was there.
            #[track_caller]
            pub fn swap(&self, value: $type, order: Ordering) -> $type {
                self.0.update(value, order, |_, new| new, Location::caller())
            }

            /// Leaves `new` if `current` is there.
            ///
            /// # Errors
            /// What is there instead.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.0.exchange([current, new], [success, failure], false, Location::caller())
            }

            /// The same, but it may fail for no reason, as often as [`Builder::weak_failures`](crate::Builder) says.
            ///
            /// # Errors
            /// What is there.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.0.exchange([current, new], [success, failure], true, Location::caller())
            }

            /// Loads, and leaves what `f` makes of it, until nobody has come between.
            ///
            /// # Errors
            /// What is there, if `f` returns nothing.
            ///
            /// # Panics
            /// If `fetch_order` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn fetch_update<F>(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: F,
            ) -> Result<$type, $type>
            where
                F: FnMut($type) -> Option<$type>,
            {
                let mut previous = self.load(fetch_order);
                while let Some(next) = f(previous) {
                    match self.compare_exchange_weak(previous, next, set_order, fetch_order) {
                        Ok(value) => return Ok(value),
                        Err(value) => previous = value,
                    }
                }
                Err(previous)
            }
        }

        impl$(<$generic>)? std::fmt::Debug for $name$(<$generic>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // The value would be a step.
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl$(<$generic>)? From<$type> for $name$(<$generic>)? {
            fn from(value: $type) -> Self {
                Self::new(value)
            }
        }
    };
}

macro_rules! fetch {
    ($($(#[$meta:meta])* $name:ident($type:ty) = $f:expr;)*) => {$(
        $(#[$meta])*
        /// The result is what was there.
        #[track_caller]
        pub fn $name(&self, value: $type, order: Ordering) -> $type {
            self.0.update(
                value,
                order,
                |a, b| {
                    let f: fn($type, $type) -> $type = $f;
                    f(<$type>::of(a), <$type>::of(b)).bits()
                },
                Location::caller(),
            )
        }
    )*};
}

macro_rules! integer {
    ($($name:ident $type:ident),*) => {$(
        atomic! {
            /// An atomic integer.
            $name<>, $type
        }

        impl $name {
            fetch! {
                /// Adds, wrapping around.
                fetch_add($type) = $type::wrapping_add;
                /// Subtracts, wrapping around.
                fetch_sub($type) = $type::wrapping_sub;
                /// Leaves the bits that both have.
                fetch_and($type) = |a, b| a & b;
                /// Leaves the bits that not both have.
                fetch_nand($type) = |a, b| !(a & b);
                /// Leaves the bits that either has.
                fetch_or($type) = |a, b| a | b;
                /// Leaves the bits that one has.
                fetch_xor($type) = |a, b| a ^ b;
                /// Leaves the greater one.
                fetch_max($type) = |a, b| a.max(b);
                /// Leaves the lesser one.
                fetch_min($type) = |a, b| a.min(b);
            }
        }

        impl Default for $name {
            fn default() -> $name {
                $name::new(0)
            }
        }
    )*};
}

integer!(AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize);
integer!(AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize);

atomic! {
    /// An atomic truth value.
    AtomicBool<>, bool
}

impl AtomicBool {
    fetch! {
        /// Leaves whether both are true.
        fetch_and(bool) = |a, b| a & b;
        /// Leaves whether not both are true.
        fetch_nand(bool) = |a, b| !(a & b);
        /// Leaves whether either is true.
        fetch_or(bool) = |a, b| a | b;
        /// Leaves whether one is true.
        fetch_xor(bool) = |a, b| a ^ b;
    }

    /// Leaves the opposite; what was there.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}

impl Default for AtomicBool {
    fn default() -> AtomicBool {
        AtomicBool::new(false)
    }
}

atomic! {
    /// An atomic pointer.
    AtomicPtr<T>, *mut T
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> AtomicPtr<T> {
        AtomicPtr::new(std::ptr::null_mut())
    }
}
