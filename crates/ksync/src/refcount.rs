//! `refcount_t`: a count of references that saturates instead of wrapping.
//!
//! A count that wraps frees an object that is in use. This one, once it has left the range `1..=i32::MAX` by a mistake,
//! is put to [`SATURATED`], in the middle of the negative numbers, and stays near there: what may be used after its end
//! is leaked instead. Each update is one atomic instruction, and the check of its result comes after it; so racing
//! updates may each move the count a little before one of them puts it back to [`SATURATED`], which is why that value is
//! 2^30 steps from either end.
//!
//! Order, from Documentation/core-api/refcount-vs-atomic.rst: increments have none, since whoever may increment holds a
//! reference already. A decrement is a release; the one that reaches zero is followed by an acquire, so that the owner
//! of the corpse sees everything that others did to it.
//!
//! Every operation may be used in every context, never waits, and costs one locked instruction and a well-predicted
//! branch.

use core::sync::atomic::AtomicPtr;

use crate::primitive::{AtomicI32, Ordering, fence};
use crate::{Context, Mutex, MutexGuard, Platform, RawLock, SpinLock, SpinLockGuard};

/// `REFCOUNT_SATURATED`: where a count stays that has left its range.
pub const SATURATED: i32 = i32::MIN / 2;

/// What is wrong with the use of a [`Refcount`]; the texts are the kernel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// `inc_not_zero` or `add_not_zero` ran over.
    AddNotZeroOverflow,
    /// `inc` or `add` ran over.
    AddOverflow,
    /// `inc` or `add` found zero: the object is gone.
    AddUseAfterFree,
    /// `dec_and_test` or `sub_and_test` went below zero.
    SubUseAfterFree,
    /// `dec` reached zero or less, and nobody will free the object.
    DecLeak,
}

impl core::fmt::Display for Misuse {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Misuse::AddNotZeroOverflow | Misuse::AddOverflow => "refcount_t: saturated; leaking memory.",
            Misuse::AddUseAfterFree => "refcount_t: addition on 0; use-after-free.",
            Misuse::SubUseAfterFree => "refcount_t: underflow; use-after-free.",
            Misuse::DecLeak => "refcount_t: decrement hit 0; leaking memory.",
        })
    }
}

/// The function that is told of misuse, null for none.
/// invariant: null, or a `fn(Misuse)`.
static ON_MISUSE: AtomicPtr<()> = AtomicPtr::new(core::ptr::null_mut());

/// Has `tell` called whenever a count is misused, in the context of who misuses it, instead of whom was called before.
/// Nobody is told until then; the count saturates in any case.
pub fn on_misuse(tell: fn(Misuse)) {
    ON_MISUSE.store(tell as *mut (), Ordering::Release);
}

#[cold]
fn tell_of(misuse: Misuse) {
    let tell = ON_MISUSE.load(Ordering::Acquire);
    if !tell.is_null() {
        // SAFETY: the invariant of `ON_MISUSE`.
        let tell = unsafe { core::mem::transmute::<*mut (), fn(Misuse)>(tell) };
        tell(misuse);
    }
}

/// A count of references; what it counts is freed by who brings it to zero.
///
/// ```
/// use ksync::Refcount;
///
/// let count = Refcount::new(1);
/// count.inc();
/// assert!(!count.dec_and_test());
/// assert!(count.dec_and_test()); // the last: free the object
/// assert!(!count.inc_not_zero()); // who finds it by a lookup comes too late
///
/// count.inc(); // a mistake: from here on the object is leaked, not freed twice
/// assert_eq!(count.read(), ksync::refcount::SATURATED);
/// assert!(!count.dec_and_test());
/// ```
#[derive(Debug)]
#[repr(transparent)]
pub struct Refcount(AtomicI32);

impl Refcount {
    crate::constant! {
        /// `REFCOUNT_INIT`: a count of `n`.
        #[must_use]
        pub const fn new(n: i32) -> Refcount {
            Refcount(AtomicI32::new(n))
        }
    }

    /// Sets the count, of an object that nobody else uses. No order.
    pub fn set(&self, n: i32) {
        self.0.store(n, Ordering::Relaxed);
    }

    /// The count; below zero if it is saturated. No order.
    pub fn read(&self) -> i32 {
        self.0.load(Ordering::Relaxed)
    }

    #[cold]
    fn saturate(&self, misuse: Misuse) {
        self.set(SATURATED);
        tell_of(misuse);
    }

    /// Adds `i`, which is positive, to the count unless it is zero, and says whether it was not. No order.
    #[inline]
    pub fn add_not_zero(&self, i: i32) -> bool {
        let mut old = self.read();
        loop {
            if old == 0 {
                return false;
            }
            let (relaxed, new) = (Ordering::Relaxed, old.wrapping_add(i));
            match self.0.compare_exchange_weak(old, new, relaxed, relaxed) {
                Ok(_) => break,
                Err(is) => old = is,
            }
        }
        if old < 0 || old.wrapping_add(i) < 0 {
            self.saturate(Misuse::AddNotZeroOverflow);
        }
        true
    }

    /// Adds a reference unless there is none, and says whether there was one. No order; what follows is ordered after it
    /// by the control dependency only.
    #[inline]
    pub fn inc_not_zero(&self) -> bool {
        self.add_not_zero(1)
    }

    /// Adds `i`, which is positive, to a count that is not zero. No order.
    #[inline]
    pub fn add(&self, i: i32) {
        let old = self.0.fetch_add(i, Ordering::Relaxed);
        if old == 0 {
            self.saturate(Misuse::AddUseAfterFree);
        } else if old < 0 || old.wrapping_add(i) < 0 {
            self.saturate(Misuse::AddOverflow);
        }
    }

    /// Adds a reference; the caller has one. No order.
    #[inline]
    pub fn inc(&self) {
        self.add(1);
    }

    /// Subtracts `i`, which is positive, and says whether zero comes out. A release, and an acquire if it does.
    #[inline]
    #[must_use = "who brings the count to zero has to free the object"]
    pub fn sub_and_test(&self, i: i32) -> bool {
        let old = self.0.fetch_sub(i, Ordering::Release);
        if old > 0 && old == i {
            fence(Ordering::Acquire);
            return true;
        }
        if old <= 0 || old.wrapping_sub(i) < 0 {
            self.saturate(Misuse::SubUseAfterFree);
        }
        false
    }

    /// Gives a reference back, and says whether it was the last. A release, and an acquire if it was.
    #[inline]
    #[must_use = "who brings the count to zero has to free the object"]
    pub fn dec_and_test(&self) -> bool {
        self.sub_and_test(1)
    }

    /// Gives a reference back that is not the last. A release.
    #[inline]
    pub fn dec(&self) {
        if self.0.fetch_sub(1, Ordering::Release) <= 1 {
            self.saturate(Misuse::DecLeak);
        }
    }

    /// Brings the count from one to zero, and says whether it was one. A release if it was; the one who frees the object
    /// knows that nobody else uses it by other means.
    #[inline]
    #[must_use = "who brings the count to zero has to free the object"]
    pub fn dec_if_one(&self) -> bool {
        self.0.compare_exchange(1, 0, Ordering::Release, Ordering::Relaxed).is_ok()
    }

    /// `refcount_dec_and_mutex_lock`: gives a reference back, and returns the mutex, locked, if it was the last: what is
    /// found through what the mutex protects can then be taken out of it before anybody finds it again. The mutex is not
    /// touched unless this may be the last reference. Tasks only; may sleep.
    ///
    /// ```
    /// use ksync::{Mutex, Refcount};
    ///
    /// let names: Mutex<_> = Mutex::new(vec!["eth0"]);
    /// let users = Refcount::new(2);
    /// assert!(users.dec_and_mutex_lock(&names).is_none());
    /// if let Some(mut names) = users.dec_and_mutex_lock(&names) {
    ///     names.clear(); // the last has gone, and nobody looks meanwhile
    /// }
    /// assert!(names.lock().is_empty());
    /// ```
    pub fn dec_and_mutex_lock<'a, T: ?Sized, P: Platform>(
        &self,
        mutex: &'a Mutex<T, P>,
    ) -> Option<MutexGuard<'a, T, P>> {
        if self.dec_not_one() {
            return None;
        }
        let guard = mutex.lock();
        self.dec_and_test().then_some(guard)
    }

    /// `refcount_dec_and_lock`, and with a lock of that context `refcount_dec_and_lock_irqsave`: as
    /// [`dec_and_mutex_lock`](Refcount::dec_and_mutex_lock), with a spinlock. Any context that the lock allows.
    pub fn dec_and_lock<'a, T: ?Sized, G: Context, R: RawLock>(
        &self,
        lock: &'a SpinLock<T, G, R>,
    ) -> Option<SpinLockGuard<'a, T, G, R>> {
        if self.dec_not_one() {
            return None;
        }
        let guard = lock.lock();
        self.dec_and_test().then_some(guard)
    }

    /// Gives a reference back unless it is the last, and says whether it did. A release if it did. A saturated count
    /// stays as it is, and the answer is true: the object is never freed. So is the answer
    /// for a count of zero, which is a mistake that is told and changes nothing.
    #[inline]
    pub fn dec_not_one(&self) -> bool {
        let mut old = self.read();
        loop {
            if old == SATURATED {
                return true;
            }
            if old == 1 {
                return false;
            }
            if old == 0 {
                tell_of(Misuse::SubUseAfterFree);
                return true;
            }
            match self.0.compare_exchange_weak(old, old.wrapping_sub(1), Ordering::Release, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(is) => old = is,
            }
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{string::ToString, vec::Vec};

    #[test]
    fn a_count_that_ran_over_stays_saturated() {
        let count = Refcount::new(i32::MAX);
        count.inc();
        assert_eq!(count.read(), SATURATED);
        count.inc();
        assert_eq!(count.read(), SATURATED);
        assert!(count.inc_not_zero());
        assert_eq!(count.read(), SATURATED);
        count.dec();
        assert_eq!(count.read(), SATURATED);
        assert!(!count.dec_and_test());
        assert!(count.dec_not_one());
        assert!(!count.dec_if_one());
        assert_eq!(count.read(), SATURATED);
    }

    #[test]
    fn a_dead_count_is_not_revived() {
        let count = Refcount::new(0);
        assert!(!count.inc_not_zero());
        assert_eq!(count.read(), 0);
        count.inc();
        assert_eq!(count.read(), SATURATED);
        let count = Refcount::new(0);
        assert!(!count.dec_and_test());
        assert_eq!(count.read(), SATURATED);
        let count = Refcount::new(0);
        assert!(count.dec_not_one());
        assert_eq!(count.read(), 0);
        let count = Refcount::new(1);
        count.dec();
        assert_eq!(count.read(), SATURATED);
        let count = Refcount::new(2);
        assert!(!count.sub_and_test(3));
        assert_eq!(count.read(), SATURATED);
    }

    #[test]
    fn the_last_reference_is_kept_where_asked() {
        let count = Refcount::new(2);
        assert!(!count.dec_if_one());
        assert!(count.dec_not_one());
        assert!(!count.dec_not_one());
        assert_eq!(count.read(), 1);
        assert!(count.dec_if_one());
        assert_eq!(count.read(), 0);
    }

    #[test]
    fn who_takes_the_last_reference_has_the_lock() {
        let rounds = if cfg!(miri) { 5 } else { 300 };
        for _ in 0..rounds {
            let (count, table) = (Refcount::new(2), SpinLock::<_>::new(true));
            let (count, table) = (&count, &table);
            let last: usize = std::thread::scope(|s| {
                let give = move || {
                    let guard = count.dec_and_lock(table);
                    guard.map_or(0, |mut there| usize::from(core::mem::replace(&mut *there, false)))
                };
                // Who looks under the lock finds the object with references, or does not find it.
                let look = s.spawn(move || {
                    let there = table.lock();
                    assert!(!*there || count.read() > 0);
                });
                let threads = [s.spawn(give), s.spawn(give)];
                look.join().unwrap();
                threads.map(|thread| thread.join().unwrap()).iter().sum()
            });
            assert_eq!(last, 1);
        }
    }

    #[test]
    fn misuse_is_told_in_the_kernels_words() {
        static TOLD: std::sync::Mutex<Vec<std::string::String>> = std::sync::Mutex::new(Vec::new());
        on_misuse(|misuse| {
            if misuse == Misuse::DecLeak {
                TOLD.lock().unwrap().push(misuse.to_string());
            }
        });
        let count = Refcount::new(1);
        count.dec();
        assert!(TOLD.lock().unwrap().contains(&"refcount_t: decrement hit 0; leaking memory.".to_string()));
    }

    proptest! {
        #[test]
        fn used_well_it_is_a_number(steps in proptest::collection::vec(0..6, 1..200)) {
            let (count, mut model) = (Refcount::new(1), 1_i32);
            for step in steps {
                match step {
                    0 if model > 0 => { count.inc(); model += 1; }
                    1 => { prop_assert_eq!(count.inc_not_zero(), model > 0); model += i32::from(model > 0); }
                    2 if model > 0 => { model -= 1; prop_assert_eq!(count.dec_and_test(), model == 0); }
                    3 if model > 1 => { count.dec(); model -= 1; }
                    4 if model > 0 => { prop_assert_eq!(count.dec_not_one(), model > 1); model -= i32::from(model > 1); }
                    5 => { let one = model == 1; prop_assert_eq!(count.dec_if_one(), one); model -= i32::from(one); }
                    _ => {}
                }
                prop_assert_eq!(count.read(), model);
            }
        }

        #[test]
        fn once_out_of_range_it_never_frees(start in prop_oneof![Just(0), Just(i32::MAX), Just(SATURATED)],
                                            steps in proptest::collection::vec(0..5, 1..200)) {
            let count = Refcount::new(start);
            count.inc();
            for step in steps {
                match step {
                    0 => count.inc(),
                    1 => { prop_assert!(count.inc_not_zero()); }
                    2 => { prop_assert!(!count.dec_and_test()); }
                    3 => count.dec(),
                    _ => { prop_assert!(count.dec_not_one()); }
                }
                prop_assert_eq!(count.read(), SATURATED);
            }
        }
    }

    #[test]
    fn racing_overflows_end_saturated() {
        let count = Refcount::new(i32::MAX - 10);
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| (0..1_000).for_each(|_| count.inc()));
            }
        });
        assert!((SATURATED..SATURATED + 4).contains(&count.read()));
    }

    #[test]
    fn only_one_thread_sees_the_last_reference_go() {
        for _ in 0..200 {
            let count = Refcount::new(4);
            let last: usize = std::thread::scope(|s| {
                let threads: Vec<_> = (0..4).map(|_| s.spawn(|| usize::from(count.dec_and_test()))).collect();
                threads.into_iter().map(|t| t.join().unwrap()).sum()
            });
            assert_eq!(last, 1);
        }
    }
}
