//! `atomic_t`, `atomic64_t` and `atomic_long_t`: the kernel's operations on core's atomics.
//!
//! The order of an operation is in its name, as in Documentation/atomic_t.txt:
//!
//! | form | order |
//! |---|---|
//! | `read`, `set`, and operations without a result (`add`, `inc`, `or`, ...) | none (relaxed) |
//! | operations with a result (`add_return`, `fetch_or`, `xchg`, `dec_and_test`, ...) | full: everything before it happens before everything after it |
//! | `..._acquire`, `..._release`, `..._relaxed` | that one |
//! | a conditional operation that fails (`add_unless` on the value, `cmpxchg` on another value) | none |
//!
//! *Full* is more than `SeqCst` on the operation itself, which orders it only among other `SeqCst` operations. Where the
//! instruction is a full barrier by itself (x86) nothing is added; elsewhere it stands between two `SeqCst` fences, as
//! `smp_mb__before_atomic` and `smp_mb__after_atomic` would do.
//!
//! Overflow wraps, in two's complement. Every operation may be used in every context, and never waits. A read or a write
//! costs a `mov`; an operation that changes the value costs one locked instruction where the processor has it, else a
//! loop around compare-and-exchange.

use crate::primitive::{AtomicI32, AtomicI64, AtomicIsize, Ordering};

/// Runs a read-modify-write operation between full barriers.
#[inline(always)]
pub(crate) fn full<R>(operation: impl FnOnce() -> R) -> R {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "x86"), not(any(miri, loom))))]
    {
        core::sync::atomic::compiler_fence(Ordering::SeqCst);
        let result = operation();
        core::sync::atomic::compiler_fence(Ordering::SeqCst);
        result
    }
    #[cfg(not(all(any(target_arch = "x86_64", target_arch = "x86"), not(any(miri, loom)))))]
    {
        crate::primitive::fence(Ordering::SeqCst);
        let result = operation();
        crate::primitive::fence(Ordering::SeqCst);
        result
    }
}

/// The four forms of an operation with a result.
macro_rules! ordered {
    ($(#[$doc:meta])* $full:ident $relaxed:ident $acquire:ident $release:ident
     ($self:ident $(, $arg:ident: $ty:ty)*) -> $ret:ty, |$order:ident| $body:expr) => {
        $(#[$doc])*
        ///
        /// Fully ordered.
        #[inline]
        pub fn $full(&$self $(, $arg: $ty)*) -> $ret {
            let $order = Ordering::SeqCst;
            full(|| $body)
        }
        #[doc = concat!("[`", stringify!($full), "`](Self::", stringify!($full), ") without any order.")]
        #[inline]
        pub fn $relaxed(&$self $(, $arg: $ty)*) -> $ret {
            let $order = Ordering::Relaxed;
            $body
        }
        #[doc = concat!("[`", stringify!($full), "`](Self::", stringify!($full), ") with acquire order.")]
        #[inline]
        pub fn $acquire(&$self $(, $arg: $ty)*) -> $ret {
            let $order = Ordering::Acquire;
            $body
        }
        #[doc = concat!("[`", stringify!($full), "`](Self::", stringify!($full), ") with release order.")]
        #[inline]
        pub fn $release(&$self $(, $arg: $ty)*) -> $ret {
            let $order = Ordering::Release;
            $body
        }
    };
}

/// The order of the load of a compare-and-exchange that fails: the kernel gives it none.
const FAILED: Ordering = Ordering::Relaxed;

macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident, $inner:ident, $int:ident) => {
        $(#[$doc])*
        #[derive(Default)]
        #[repr(transparent)]
        pub struct $name($inner);

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.read())
            }
        }

        impl $name {
            /// `ATOMIC_INIT`.
            #[cfg(not(loom))]
            #[inline]
            pub const fn new(value: $int) -> Self {
                Self($inner::new(value))
            }
            /// `ATOMIC_INIT`.
            #[cfg(loom)]
            pub fn new(value: $int) -> Self {
                Self($inner::new(value))
            }

            /// The value. Relaxed, like `READ_ONCE`.
            #[inline]
            pub fn read(&self) -> $int {
                self.0.load(Ordering::Relaxed)
            }
            /// The value, with acquire order.
            #[inline]
            pub fn read_acquire(&self) -> $int {
                self.0.load(Ordering::Acquire)
            }
            /// Sets the value. Relaxed, like `WRITE_ONCE`.
            #[inline]
            pub fn set(&self, value: $int) {
                self.0.store(value, Ordering::Relaxed)
            }
            /// Sets the value, with release order.
            #[inline]
            pub fn set_release(&self, value: $int) {
                self.0.store(value, Ordering::Release)
            }

            /// Adds. Relaxed.
            #[inline]
            pub fn add(&self, value: $int) {
                self.0.fetch_add(value, Ordering::Relaxed);
            }
            /// Subtracts. Relaxed.
            #[inline]
            pub fn sub(&self, value: $int) {
                self.0.fetch_sub(value, Ordering::Relaxed);
            }
            /// Adds one. Relaxed.
            #[inline]
            pub fn inc(&self) {
                self.add(1)
            }
            /// Subtracts one. Relaxed.
            #[inline]
            pub fn dec(&self) {
                self.sub(1)
            }
            /// Clears the bits that are not in the mask. Relaxed.
            #[inline]
            pub fn and(&self, mask: $int) {
                self.0.fetch_and(mask, Ordering::Relaxed);
            }
            /// Sets the bits of the mask. Relaxed.
            #[inline]
            pub fn or(&self, mask: $int) {
                self.0.fetch_or(mask, Ordering::Relaxed);
            }
            /// Flips the bits of the mask. Relaxed.
            #[inline]
            pub fn xor(&self, mask: $int) {
                self.0.fetch_xor(mask, Ordering::Relaxed);
            }
            /// Clears the bits of the mask. Relaxed.
            #[inline]
            pub fn andnot(&self, mask: $int) {
                self.0.fetch_and(!mask, Ordering::Relaxed);
            }

            ordered! {
                /// Adds, and returns what comes out.
                add_return add_return_relaxed add_return_acquire add_return_release
                (self, value: $int) -> $int, |order| self.0.fetch_add(value, order).wrapping_add(value)
            }
            ordered! {
                /// Subtracts, and returns what comes out.
                sub_return sub_return_relaxed sub_return_acquire sub_return_release
                (self, value: $int) -> $int, |order| self.0.fetch_sub(value, order).wrapping_sub(value)
            }
            ordered! {
                /// Adds one, and returns what comes out.
                inc_return inc_return_relaxed inc_return_acquire inc_return_release
                (self) -> $int, |order| self.0.fetch_add(1, order).wrapping_add(1)
            }
            ordered! {
                /// Subtracts one, and returns what comes out.
                dec_return dec_return_relaxed dec_return_acquire dec_return_release
                (self) -> $int, |order| self.0.fetch_sub(1, order).wrapping_sub(1)
            }
            ordered! {
                /// Adds, and returns what was there before.
                fetch_add fetch_add_relaxed fetch_add_acquire fetch_add_release
                (self, value: $int) -> $int, |order| self.0.fetch_add(value, order)
            }
            ordered! {
                /// Subtracts, and returns what was there before.
                fetch_sub fetch_sub_relaxed fetch_sub_acquire fetch_sub_release
                (self, value: $int) -> $int, |order| self.0.fetch_sub(value, order)
            }
            ordered! {
                /// Adds one, and returns what was there before.
                fetch_inc fetch_inc_relaxed fetch_inc_acquire fetch_inc_release
                (self) -> $int, |order| self.0.fetch_add(1, order)
            }
            ordered! {
                /// Subtracts one, and returns what was there before.
                fetch_dec fetch_dec_relaxed fetch_dec_acquire fetch_dec_release
                (self) -> $int, |order| self.0.fetch_sub(1, order)
            }
            ordered! {
                /// Clears the bits that are not in the mask, and returns what was there before.
                fetch_and fetch_and_relaxed fetch_and_acquire fetch_and_release
                (self, mask: $int) -> $int, |order| self.0.fetch_and(mask, order)
            }
            ordered! {
                /// Sets the bits of the mask, and returns what was there before.
                fetch_or fetch_or_relaxed fetch_or_acquire fetch_or_release
                (self, mask: $int) -> $int, |order| self.0.fetch_or(mask, order)
            }
            ordered! {
                /// Flips the bits of the mask, and returns what was there before.
                fetch_xor fetch_xor_relaxed fetch_xor_acquire fetch_xor_release
                (self, mask: $int) -> $int, |order| self.0.fetch_xor(mask, order)
            }
            ordered! {
                /// Clears the bits of the mask, and returns what was there before.
                fetch_andnot fetch_andnot_relaxed fetch_andnot_acquire fetch_andnot_release
                (self, mask: $int) -> $int, |order| self.0.fetch_and(!mask, order)
            }
            ordered! {
                /// Sets the value, and returns what was there before.
                xchg xchg_relaxed xchg_acquire xchg_release
                (self, value: $int) -> $int, |order| self.0.swap(value, order)
            }
            ordered! {
                /// Sets the value to `new` if it is `old`, and returns what was there before. No order if it was not `old`.
                cmpxchg cmpxchg_relaxed cmpxchg_acquire cmpxchg_release
                (self, old: $int, new: $int) -> $int,
                |order| match self.0.compare_exchange(old, new, order, FAILED) { Ok(was) | Err(was) => was }
            }
            ordered! {
                /// Sets the value to `new` if it is `*old`, and says whether it did; if not, `*old` becomes what was there
                /// instead. No order if it did not.
                try_cmpxchg try_cmpxchg_relaxed try_cmpxchg_acquire try_cmpxchg_release
                (self, old: &mut $int, new: $int) -> bool,
                |order| match self.0.compare_exchange(*old, new, order, FAILED) {
                    Ok(_) => true,
                    Err(was) => {
                        *old = was;
                        false
                    }
                }
            }

            /// Subtracts, and says whether zero comes out. Fully ordered.
            #[inline]
            pub fn sub_and_test(&self, value: $int) -> bool {
                self.fetch_sub(value) == value
            }
            /// Subtracts one, and says whether zero comes out. Fully ordered.
            #[inline]
            pub fn dec_and_test(&self) -> bool {
                self.sub_and_test(1)
            }
            /// Adds one, and says whether zero comes out. Fully ordered.
            #[inline]
            pub fn inc_and_test(&self) -> bool {
                self.fetch_add(1) == -1
            }
            ordered! {
                /// Adds, and says whether what comes out is negative.
                add_negative add_negative_relaxed add_negative_acquire add_negative_release
                (self, value: $int) -> bool, |order| self.0.fetch_add(value, order).wrapping_add(value) < 0
            }

            /// Replaces the value by what `change` makes of it until nobody interferes; `None` leaves it as it is. Returns
            /// what was there, as `Ok` if it was replaced. Fully ordered if it was, else relaxed.
            #[inline(always)]
            fn change(&self, change: impl Fn($int) -> Option<$int>) -> Result<$int, $int> {
                let mut old = self.read();
                loop {
                    let Some(new) = change(old) else { return Err(old) };
                    if self.try_cmpxchg(&mut old, new) {
                        return Ok(old);
                    }
                }
            }
            /// Adds unless the value is `unless`, and returns what was there before. Fully ordered if it added.
            #[inline]
            pub fn fetch_add_unless(&self, value: $int, unless: $int) -> $int {
                match self.change(|old| (old != unless).then(|| old.wrapping_add(value))) { Ok(old) | Err(old) => old }
            }
            /// Adds unless the value is `unless`, and says whether it did. Fully ordered if it did.
            #[inline]
            pub fn add_unless(&self, value: $int, unless: $int) -> bool {
                self.fetch_add_unless(value, unless) != unless
            }
            /// Adds one unless the value is zero, and says whether it did. Fully ordered if it did.
            #[inline]
            pub fn inc_not_zero(&self) -> bool {
                self.add_unless(1, 0)
            }
            /// Adds one unless the value is negative, and says whether it did. Fully ordered if it did.
            #[inline]
            pub fn inc_unless_negative(&self) -> bool {
                self.change(|old| (old >= 0).then(|| old.wrapping_add(1))).is_ok()
            }
            /// Subtracts one unless the value is positive, and says whether it did. Fully ordered if it did.
            #[inline]
            pub fn dec_unless_positive(&self) -> bool {
                self.change(|old| (old <= 0).then(|| old.wrapping_sub(1))).is_ok()
            }
            /// Subtracts one if what comes out is not negative. Returns the value less one either way: it is negative if
            /// nothing was done. Fully ordered if it subtracted.
            #[inline]
            pub fn dec_if_positive(&self) -> $int {
                let less = |old: $int| old.wrapping_sub(1);
                match self.change(|old| (less(old) >= 0).then(|| less(old))) { Ok(old) | Err(old) => less(old) }
            }
        }
    };
}

atomic! {
    /// `atomic_t`: 32 bits, signed.
    ///
    /// ```
    /// use ksync::AtomicT;
    ///
    /// let users = AtomicT::new(1);
    /// assert!(users.inc_not_zero()); // somebody else comes
    /// assert!(!users.dec_and_test()); // and goes,
    /// assert!(users.dec_and_test()); // we go: the last one is told so
    /// assert!(!users.inc_not_zero()); // and nobody comes any more
    ///
    /// let units = AtomicT::new(1);
    /// assert_eq!(units.dec_if_positive(), 0);
    /// assert_eq!(units.dec_if_positive(), -1); // nothing was left, nothing was taken
    /// assert_eq!(units.read(), 0);
    /// ```
    AtomicT, AtomicI32, i32
}
atomic! {
    /// `atomic64_t`: 64 bits, signed.
    ///
    /// ```
    /// use ksync::Atomic64T;
    ///
    /// let highest = Atomic64T::new(7);
    /// let mut seen = highest.read();
    /// while seen < 9 && !highest.try_cmpxchg_relaxed(&mut seen, 9) {}
    /// assert_eq!(highest.read(), 9);
    /// ```
    Atomic64T, AtomicI64, i64
}
atomic! {
    /// `atomic_long_t`: as wide as a pointer, signed.
    ///
    /// ```
    /// use ksync::AtomicLongT;
    ///
    /// let flags = AtomicLongT::new(0b1011);
    /// assert_eq!(flags.fetch_andnot(0b0010), 0b1011);
    /// assert_eq!(flags.read(), 0b1001);
    /// ```
    AtomicLongT, AtomicIsize, isize
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn conditions_are_those_of_the_kernel() {
        let a = AtomicT::new(3);
        assert!(a.add_unless(2, 4) && a.read() == 5);
        assert!(!a.add_unless(2, 5) && a.read() == 5);
        assert_eq!(a.fetch_add_unless(1, 0), 5);
        assert!(!a.sub_and_test(5) && a.read() == 1);
        assert!(a.dec_and_test());
        assert!(!a.inc_not_zero());
        assert!(a.inc_unless_negative() && a.read() == 1);
        assert!(!a.dec_unless_positive() && a.read() == 1);
        assert_eq!(a.dec_if_positive(), 0);
        assert_eq!(a.dec_if_positive(), -1);
        assert_eq!(a.read(), 0);
        assert!(a.dec_unless_positive() && a.read() == -1);
        assert_eq!(a.dec_if_positive(), -2);
        assert!(!a.inc_unless_negative());
        assert!(a.inc_and_test());
        assert!(a.add_negative(-1) && !a.add_negative(1));
    }

    #[test]
    fn overflow_wraps() {
        let a = AtomicT::new(i32::MAX);
        assert_eq!(a.inc_return(), i32::MIN);
        assert_eq!(a.dec_return(), i32::MAX);
        a.set(i32::MIN);
        // The value less one is positive here, by wrapping, as in the kernel.
        assert_eq!(a.dec_if_positive(), i32::MAX);
    }

    #[test]
    fn an_exchange_that_fails_tells_what_is_there() {
        let a = Atomic64T::new(5);
        let mut old = 4;
        assert!(!a.try_cmpxchg(&mut old, 9));
        assert_eq!(old, 5);
        assert!(a.try_cmpxchg(&mut old, 9));
        assert_eq!(a.cmpxchg(5, 1), 9);
        assert_eq!(a.cmpxchg(9, 1), 9);
        assert_eq!(a.xchg(2), 1);
    }

    proptest! {
        #[test]
        fn arithmetic_is_that_of_plain_integers(start: i64, value: i64) {
            let a = Atomic64T::new(start);
            prop_assert_eq!(a.add_return(value), start.wrapping_add(value));
            prop_assert_eq!(a.fetch_sub_acquire(value), start.wrapping_add(value));
            prop_assert_eq!(a.sub_return_release(value), start.wrapping_sub(value));
            a.set(start);
            prop_assert_eq!(a.fetch_andnot(value), start);
            prop_assert_eq!(a.read(), start & !value);
            a.andnot(start);
            prop_assert_eq!(a.read(), 0);
            a.or(start);
            a.xor(value);
            prop_assert_eq!(a.fetch_and_relaxed(value), start ^ value);
            prop_assert_eq!(a.read(), (start ^ value) & value);
            a.set(start);
            prop_assert_eq!(a.add_negative(value), start.wrapping_add(value) < 0);
            a.set(start);
            prop_assert_eq!(a.sub_and_test(value), start == value);
        }
    }

    #[test]
    fn no_increment_is_lost_and_only_one_thread_takes_the_last() {
        let (count, last) = (AtomicLongT::new(0), AtomicT::new(0));
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    for _ in 0..5_000 {
                        count.inc();
                    }
                    for _ in 0..5_000 {
                        if count.dec_and_test() {
                            last.inc();
                        }
                    }
                });
            }
        });
        assert_eq!(count.read(), 0);
        assert!(last.read() >= 1);
        let units = AtomicT::new(1_000);
        let taken = AtomicT::new(0);
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    while units.dec_if_positive() >= 0 {
                        taken.inc();
                    }
                });
            }
        });
        assert_eq!((units.read(), taken.read()), (0, 1_000));
    }
}
