//! A record for each 8 bytes of the region.
//!
//! The records are pages of zeroes which the operating system commits when they are first written, so a shadow of any
//! size costs what is used of it. A record of zeroes must mean "nothing is known"; users keep a generation number in
//! the record, so that an execution begins with a fresh shadow in constant time, and call [`Shadow::clear`] only when
//! the generations run out.

use crate::anonymous::Anonymous;
use crate::layout::{self, GRANULE};
use std::io;
use std::marker::PhantomData;
use std::mem::size_of;
use std::ops::Range;
use std::slice;

/// Types that zero bytes are a value of.
///
/// # Safety
/// A value whose bytes are all zero must be valid.
pub unsafe trait Zeroed: Copy {}

macro_rules! zeroed {
    ($($t:ty)*) => {
        $(
            // SAFETY: every pattern of bytes is an integer.
            unsafe impl Zeroed for $t {}
        )*
    };
}
zeroed! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

// SAFETY: an array of zero bytes is an array of elements of zero bytes.
unsafe impl<T: Zeroed, const N: usize> Zeroed for [T; N] {}
// SAFETY: the same for the fields of a tuple; bytes between them may be anything.
unsafe impl<T: Zeroed, U: Zeroed> Zeroed for (T, U) {}

/// One `T` for each granule of a range of the region, zero at first.
///
/// invariant: the mapping has room for `count` aligned values of `T`, each of which is zero or was stored by
/// [`Shadow::get_mut`].
pub struct Shadow<T> {
    mapping: Anonymous,
    first: usize,
    count: usize,
    records: PhantomData<T>,
}

impl<T: Zeroed> Shadow<T> {
    /// The shadow of the whole region.
    ///
    /// # Errors
    /// If the operating system does not map it.
    pub fn new() -> io::Result<Shadow<T>> {
        Shadow::for_range(layout::BASE..layout::BASE + layout::SIZE)
    }

    /// The shadow of some addresses of the region, which tests keep small.
    ///
    /// # Errors
    /// If the operating system does not map it; `InvalidInput` if the range is empty or not in the region.
    pub fn for_range(range: Range<usize>) -> io::Result<Shadow<T>> {
        const { assert!(size_of::<T>() > 0 && align_of::<T>() <= layout::PAGE) };
        let inside = layout::BASE <= range.start && range.end <= layout::BASE + layout::SIZE;
        if range.is_empty() || !inside {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let first = layout::granule(range.start);
        let count = layout::granule(range.end + GRANULE - 1) - first;
        let size = count.checked_mul(size_of::<T>()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Shadow { mapping: Anonymous::anywhere(size)?, first, count, records: PhantomData })
    }

    /// The record of a granule, as [`layout::granule`] numbers them.
    ///
    /// # Panics
    /// If the granule is outside of the range.
    #[inline(always)]
    pub fn get(&self, granule: usize) -> &T {
        // SAFETY: the invariant of this type; shared access for as long as `self` is shared.
        let records = unsafe { slice::from_raw_parts(self.mapping.start().cast().as_ptr(), self.count) };
        &records[granule.wrapping_sub(self.first)]
    }

    /// The record of a granule, to be changed.
    ///
    /// # Panics
    /// If the granule is outside of the range.
    #[inline(always)]
    pub fn get_mut(&mut self, granule: usize) -> &mut T {
        // SAFETY: the invariant of this type; access is exclusive for as long as `self` is.
        let records = unsafe { slice::from_raw_parts_mut(self.mapping.start().cast().as_ptr(), self.count) };
        &mut records[granule.wrapping_sub(self.first)]
    }

    /// Makes every record zero and gives the memory back.
    ///
    /// # Panics
    /// If the operating system refuses, which it does not for pages like these.
    pub fn clear(&mut self) {
        // SAFETY: `&mut self`, so there is no reference to a record; zero is a `T`.
        unsafe { self.mapping.clear() }.expect("anonymous pages can be given back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{ARENA, BASE, SIZE, granule};

    #[test]
    fn records_are_zero_until_written_and_after_clearing() {
        let mut shadow = Shadow::<[u64; 4]>::new().expect("the shadow is mapped");
        for at in [BASE, ARENA.start + 4096, BASE + SIZE - 1] {
            assert_eq!(*shadow.get(granule(at)), [0; 4]);
            shadow.get_mut(granule(at))[1] = at as u64;
        }
        assert_eq!(shadow.get(granule(ARENA.start + 4096 + 7))[1], ARENA.start as u64 + 4096);
        assert_eq!(shadow.get(granule(ARENA.start + 4096 + 8))[1], 0);
        shadow.clear();
        assert_eq!(*shadow.get(granule(BASE + SIZE - 1)), [0; 4]);
    }

    #[test]
    fn a_small_shadow_covers_its_range() {
        let mut shadow =
            Shadow::<u8>::for_range(ARENA.start..ARENA.start + 20).expect("the shadow is mapped");
        *shadow.get_mut(granule(ARENA.start + 19)) = 3;
        assert_eq!(*shadow.get(granule(ARENA.start + 16)), 3);
        assert!(Shadow::<u8>::for_range(0..8).is_err());
        assert!(Shadow::<u8>::for_range(BASE..BASE).is_err());
    }

    #[test]
    #[should_panic(expected = "out of bounds")]
    fn a_granule_outside_of_the_range_is_refused() {
        let shadow = Shadow::<u8>::for_range(ARENA.start..ARENA.start + 64).expect("the shadow is mapped");
        shadow.get(granule(ARENA.start - 1));
    }
}
