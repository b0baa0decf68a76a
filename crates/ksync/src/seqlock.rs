//! A value under a sequence count, with a spinlock for its writers.
//!
//! The value is stored and loaded word by word with relaxed atomics ([`SeqCount`] says why that is enough), always by the
//! same words, so that no access is a data race and none overlaps another in part. What is read becomes a value of its type
//! only when the count has said that it is of one piece.

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use crate::context::{Context, PreemptDisabled};
use crate::seqcount::SeqCount;
use crate::spinlock::SpinLock;

/// Values that are their bytes: a copy of the bytes is a copy of the value, and all of them are initialised.
///
/// [`plain!`](crate::plain) declares structures that are.
///
/// # Safety
///
/// The type has no padding, no pointers, and no interior mutability.
pub unsafe trait Plain: Copy + 'static {}

macro_rules! plain_numbers {
    ($($name:ty)*) => {$(
        // SAFETY: a number is all its bytes.
        unsafe impl Plain for $name {}
    )*};
}
plain_numbers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char);

// SAFETY: it has no bytes.
unsafe impl Plain for () {}

// SAFETY: there is nothing between the elements of an array.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}

/// Declares a structure of [`Plain`] fields that is plain itself. Padding is an error of the compiler's.
///
/// ```
/// use ksync::{SeqLock, plain};
///
/// plain! {
///     /// Seconds and nanoseconds.
///     pub struct Time {
///         pub seconds: u64,
///         pub nanoseconds: u64,
///     }
/// }
///
/// let clock: SeqLock<Time> = SeqLock::new(Time { seconds: 0, nanoseconds: 0 });
/// clock.update(|time| time.seconds += 1);
/// assert_eq!(clock.read().seconds, 1);
/// ```
///
/// ```compile_fail
/// ksync::plain! {
///     pub struct Padded {
///         pub one: u8,
///         pub two: u64,
///     }
/// }
/// ```
#[macro_export]
macro_rules! plain {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[repr(C)]
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),+ }

        const _: () = {
            const fn is_plain<T: $crate::Plain>() {}
            $(is_plain::<$type>();)+
            assert!(
                ::core::mem::size_of::<$name>() == 0 $(+ ::core::mem::size_of::<$type>())+,
                "the structure has padding: name it as a field, or order the fields by size"
            );
        };

        // SAFETY: its fields are plain, and there is nothing between them, as is asserted above.
        unsafe impl $crate::Plain for $name {}
    };
}

/// Room for a value, aligned so that it can be accessed by words.
#[repr(C, align(8))]
struct Words<T>(UnsafeCell<MaybeUninit<T>>);

impl<T: Plain> Words<T> {
    const WORDS: usize = size_of::<T>() / 8;
    const BYTES: usize = size_of::<T>();

    fn word(&self, index: usize) -> &AtomicU64 {
        debug_assert!(index < Self::WORDS);
        // SAFETY: the room is aligned and long enough, and is accessed by these words alone.
        unsafe { AtomicU64::from_ptr(self.0.get().cast::<u64>().add(index)) }
    }

    fn byte(&self, index: usize) -> &AtomicU8 {
        debug_assert!(index < Self::BYTES);
        // SAFETY: the room is long enough, and its last bytes, which make no word, are accessed by these bytes alone.
        unsafe { AtomicU8::from_ptr(self.0.get().cast::<u8>().add(index)) }
    }

    #[inline(always)]
    fn load(&self) -> MaybeUninit<T> {
        let mut copy = MaybeUninit::<T>::uninit();
        for index in 0..Self::WORDS {
            let word = self.word(index).load(Ordering::Relaxed);
            // SAFETY: within the copy, which may be less aligned than a word.
            unsafe { copy.as_mut_ptr().cast::<u64>().add(index).write_unaligned(word) };
        }
        for index in Self::WORDS * 8..Self::BYTES {
            let byte = self.byte(index).load(Ordering::Relaxed);
            // SAFETY: within the copy.
            unsafe { copy.as_mut_ptr().cast::<u8>().add(index).write(byte) };
        }
        copy
    }

    #[inline(always)]
    fn store(&self, value: &T) {
        let from = core::ptr::from_ref(value);
        for index in 0..Self::WORDS {
            // SAFETY: within the value, all of whose bytes are initialised.
            let word = unsafe { from.cast::<u64>().add(index).read_unaligned() };
            self.word(index).store(word, Ordering::Relaxed);
        }
        for index in Self::WORDS * 8..Self::BYTES {
            // SAFETY: as above.
            let byte = unsafe { from.cast::<u8>().add(index).read() };
            self.byte(index).store(byte, Ordering::Relaxed);
        }
    }
}

/// A small value that is read by copying it, without a lock, and changed under one.
///
/// Readers write nothing, so any number of them cost each other nothing; a reader that meets a writer reads again. For
/// values of a few words that are [`Plain`].
///
/// ```
/// use ksync::SeqLock;
///
/// static MEANS: SeqLock<[u64; 2]> = SeqLock::new([0, 0]);
///
/// MEANS.write([3, 4]);
/// assert_eq!(MEANS.read(), [3, 4]);
/// MEANS.update(|means| means[0] += 1);
/// assert_eq!(MEANS.read()[0], 4);
/// ```
///
/// # Ordering, contexts and cost
///
/// What happens before a value is written happens before what follows a [`read`](SeqLock::read) that returns it. Writers
/// exclude each other by a spinlock in the context `G`, which must keep out the contexts in which there are readers on
/// the same CPU. A read without a writer is two loads of the count and the copy.
pub struct SeqLock<T: Plain, G: Context = PreemptDisabled> {
    count: SeqCount,
    writers: SpinLock<(), G>,
    value: Words<T>,
}

// SAFETY: the value is plain and is accessed by atomics alone.
unsafe impl<T: Plain + Send, G: Context> Send for SeqLock<T, G> {}
// SAFETY: as above; readers get copies.
unsafe impl<T: Plain + Send, G: Context> Sync for SeqLock<T, G> {}

impl<T: Plain, G: Context> SeqLock<T, G> {
    crate::constant! {
        /// A value that nobody reads or writes.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn new(value: T) -> SeqLock<T, G> {
            let value = Words(UnsafeCell::new(MaybeUninit::new(value)));
            SeqLock { count: SeqCount::new(), writers: SpinLock::new(()), value }
        }
    }

    /// A copy of the value; waits while it is written.
    #[inline]
    #[must_use]
    pub fn read(&self) -> T {
        loop {
            let start = self.count.read_begin_on::<G::Platform>();
            let copy = self.value.load();
            if !self.count.read_retry(start) {
                // SAFETY: nobody has written while it was copied, so these are the bytes of one value.
                return unsafe { copy.assume_init() };
            }
        }
    }

    /// Replaces the value.
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn write(&self, value: T) {
        self.update(|old| *old = value);
    }

    /// Changes the value. No other writer comes in between; if `change` panics the value stays as it was.
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let writer = self.writers.lock();
        // SAFETY: writers exclude each other, so that this is the value that the last one has left.
        let mut value = unsafe { self.value.load().assume_init() };
        let result = change(&mut value);
        self.count.write_begin();
        self.value.store(&value);
        self.count.write_end();
        drop(writer);
        result
    }

    /// The value, of which nobody else knows any more.
    pub fn into_inner(self) -> T {
        self.read()
    }
}

impl<T: Plain + fmt::Debug, G: Context> fmt::Debug for SeqLock<T, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeqLock").field("value", &self.read()).finish_non_exhaustive()
    }
}
