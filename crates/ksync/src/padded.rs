//! A value on cache lines of its own.

use core::ops::{Deref, DerefMut};

/// A value that shares no cache line with anything else, `____cacheline_aligned_in_smp`. Lines are taken to be of 128
/// bytes, because processors that fetch lines of 64 fetch them in pairs.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(128))]
pub struct Padded<T>(pub T);

impl<T> Deref for Padded<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Padded<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
