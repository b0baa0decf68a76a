//! Bits in arrays of words, as in `asm/bitops.h` and `linux/find.h`.
//!
//! Bit `nr` is bit `nr % usize::BITS` of word `nr / usize::BITS`. The atomic operations work on `[AtomicUsize]`, their
//! twins with two underscores on a `&mut [usize]` that nobody else sees. Searches work on both; on atomics they read
//! each word once, relaxed, and what they find may have changed.
//!
//! Order, from Documentation/atomic_bitops.txt: operations without a result have none; those that test have full order
//! ([`full`](crate::atomic) is explained there), except that [`test_and_set_bit_lock`] is an acquire only, and
//! [`clear_bit_unlock`] a release. Every operation may be used in every context and never waits. A bit beyond the end of
//! the array is a panic, as any index is.

use crate::atomic::full;
use crate::primitive::{AtomicUsize, Ordering};

const BITS: usize = usize::BITS as usize;

/// `BITS_TO_LONGS`: how many words hold so many bits.
#[must_use]
pub const fn bits_to_longs(bits: usize) -> usize {
    bits.div_ceil(BITS)
}

/// `BIT_MASK`: the bit within its word.
#[inline]
#[must_use]
pub const fn bit_mask(nr: usize) -> usize {
    1 << (nr % BITS)
}

/// `BIT_WORD`: the word of a bit.
#[inline]
#[must_use]
pub const fn bit_word(nr: usize) -> usize {
    nr / BITS
}

/// Sets a bit. Relaxed.
#[inline]
pub fn set_bit(nr: usize, words: &[AtomicUsize]) {
    words[bit_word(nr)].fetch_or(bit_mask(nr), Ordering::Relaxed);
}

/// Clears a bit. Relaxed.
#[inline]
pub fn clear_bit(nr: usize, words: &[AtomicUsize]) {
    words[bit_word(nr)].fetch_and(!bit_mask(nr), Ordering::Relaxed);
}

/// Flips a bit. Relaxed.
#[inline]
pub fn change_bit(nr: usize, words: &[AtomicUsize]) {
    words[bit_word(nr)].fetch_xor(bit_mask(nr), Ordering::Relaxed);
}

/// Sets or clears a bit. Relaxed.
#[inline]
pub fn assign_bit(nr: usize, words: &[AtomicUsize], value: bool) {
    if value { set_bit(nr, words) } else { clear_bit(nr, words) }
}

/// Whether a bit is set. Relaxed.
#[inline]
#[must_use]
pub fn test_bit(nr: usize, words: &[AtomicUsize]) -> bool {
    words[bit_word(nr)].load(Ordering::Relaxed) & bit_mask(nr) != 0
}

/// Whether a bit is set, with acquire order.
#[inline]
#[must_use]
pub fn test_bit_acquire(nr: usize, words: &[AtomicUsize]) -> bool {
    words[bit_word(nr)].load(Ordering::Acquire) & bit_mask(nr) != 0
}

/// Sets a bit, and says whether it was set. Fully ordered.
#[inline]
pub fn test_and_set_bit(nr: usize, words: &[AtomicUsize]) -> bool {
    full(|| words[bit_word(nr)].fetch_or(bit_mask(nr), Ordering::SeqCst)) & bit_mask(nr) != 0
}

/// Clears a bit, and says whether it was set. Fully ordered.
#[inline]
pub fn test_and_clear_bit(nr: usize, words: &[AtomicUsize]) -> bool {
    full(|| words[bit_word(nr)].fetch_and(!bit_mask(nr), Ordering::SeqCst)) & bit_mask(nr) != 0
}

/// Flips a bit, and says whether it was set. Fully ordered.
#[inline]
pub fn test_and_change_bit(nr: usize, words: &[AtomicUsize]) -> bool {
    full(|| words[bit_word(nr)].fetch_xor(bit_mask(nr), Ordering::SeqCst)) & bit_mask(nr) != 0
}

/// Takes a bit as a lock, and says whether it was held: false means that the caller has it. An acquire if so. It looks
/// before it writes, so that who finds it held takes no line from the holder.
#[inline]
#[must_use = "false means that the bit is the caller's"]
pub fn test_and_set_bit_lock(nr: usize, words: &[AtomicUsize]) -> bool {
    let (word, mask) = (&words[bit_word(nr)], bit_mask(nr));
    word.load(Ordering::Relaxed) & mask != 0 || word.fetch_or(mask, Ordering::Acquire) & mask != 0
}

/// Gives back a bit that was taken as a lock. A release.
#[inline]
pub fn clear_bit_unlock(nr: usize, words: &[AtomicUsize]) {
    words[bit_word(nr)].fetch_and(!bit_mask(nr), Ordering::Release);
}

/// Flips the bits of a mask in one word, among them the lock bit of the caller, and says whether the word's bit 7 was
/// set: whether somebody waits. A release.
#[inline]
pub fn xor_unlock_is_negative_byte(mask: usize, word: &AtomicUsize) -> bool {
    word.fetch_xor(mask, Ordering::Release) & (1 << 7) != 0
}

/// Sets a bit of an array that nobody else sees.
#[inline]
pub fn __set_bit(nr: usize, words: &mut [usize]) {
    words[bit_word(nr)] |= bit_mask(nr);
}

/// Clears a bit of an array that nobody else sees.
#[inline]
pub fn __clear_bit(nr: usize, words: &mut [usize]) {
    words[bit_word(nr)] &= !bit_mask(nr);
}

/// Flips a bit of an array that nobody else sees.
#[inline]
pub fn __change_bit(nr: usize, words: &mut [usize]) {
    words[bit_word(nr)] ^= bit_mask(nr);
}

/// Sets or clears a bit of an array that nobody else sees.
#[inline]
pub fn __assign_bit(nr: usize, words: &mut [usize], value: bool) {
    if value { __set_bit(nr, words) } else { __clear_bit(nr, words) }
}

/// Whether a bit of an array is set that nobody else writes.
#[inline]
#[must_use]
pub fn __test_bit(nr: usize, words: &[usize]) -> bool {
    words[bit_word(nr)] & bit_mask(nr) != 0
}

/// Sets a bit of an array that nobody else sees, and says whether it was set.
#[inline]
pub fn __test_and_set_bit(nr: usize, words: &mut [usize]) -> bool {
    let was = __test_bit(nr, words);
    __set_bit(nr, words);
    was
}

/// Clears a bit of an array that nobody else sees, and says whether it was set.
#[inline]
pub fn __test_and_clear_bit(nr: usize, words: &mut [usize]) -> bool {
    let was = __test_bit(nr, words);
    __clear_bit(nr, words);
    was
}

/// Flips a bit of an array that nobody else sees, and says whether it was set.
#[inline]
pub fn __test_and_change_bit(nr: usize, words: &mut [usize]) -> bool {
    let was = __test_bit(nr, words);
    __change_bit(nr, words);
    was
}

/// An array in which bits can be searched: `[usize]` or `[AtomicUsize]`.
pub trait Bits {
    /// The word with this number.
    fn word(&self, index: usize) -> usize;
    /// How many words there are.
    fn words(&self) -> usize;
}

impl Bits for [usize] {
    #[inline]
    fn word(&self, index: usize) -> usize {
        self[index]
    }
    #[inline]
    fn words(&self) -> usize {
        self.len()
    }
}

impl Bits for [AtomicUsize] {
    #[inline]
    fn word(&self, index: usize) -> usize {
        self[index].load(Ordering::Relaxed)
    }
    #[inline]
    fn words(&self) -> usize {
        self.len()
    }
}

/// The first bit from `start` on, below `size`, of the words that `word` gives; else `size`.
#[inline]
fn find(size: usize, start: usize, word: impl Fn(usize) -> usize) -> usize {
    if start >= size {
        return size;
    }
    let mut index = bit_word(start);
    let mut bits = word(index) & (usize::MAX << (start % BITS));
    loop {
        if bits != 0 {
            return size.min(index * BITS + bits.trailing_zeros() as usize);
        }
        index += 1;
        if index * BITS >= size {
            return size;
        }
        bits = word(index);
    }
}

/// The first bit that is set; `size` if none below it is. Costs a load for each word it looks at.
#[inline]
#[must_use]
pub fn find_first_bit<B: Bits + ?Sized>(bits: &B, size: usize) -> usize {
    find_next_bit(bits, size, 0)
}

/// The first bit that is not set; `size` if all below it are.
#[inline]
#[must_use]
pub fn find_first_zero_bit<B: Bits + ?Sized>(bits: &B, size: usize) -> usize {
    find_next_zero_bit(bits, size, 0)
}

/// The first bit from `offset` on that is set; `size` if none below it is.
#[inline]
#[must_use]
pub fn find_next_bit<B: Bits + ?Sized>(bits: &B, size: usize, offset: usize) -> usize {
    find(size, offset, |index| bits.word(index))
}

/// The first bit from `offset` on that is not set; `size` if all below it are.
#[inline]
#[must_use]
pub fn find_next_zero_bit<B: Bits + ?Sized>(bits: &B, size: usize, offset: usize) -> usize {
    find(size, offset, |index| !bits.word(index))
}

/// The first bit that is set in both.
#[inline]
#[must_use]
pub fn find_first_and_bit<A: Bits + ?Sized, B: Bits + ?Sized>(a: &A, b: &B, size: usize) -> usize {
    find_next_and_bit(a, b, size, 0)
}

/// The first bit from `offset` on that is set in both.
#[inline]
#[must_use]
pub fn find_next_and_bit<A: Bits + ?Sized, B: Bits + ?Sized>(
    a: &A,
    b: &B,
    size: usize,
    offset: usize,
) -> usize {
    find(size, offset, |index| a.word(index) & b.word(index))
}

/// The last bit below `size` that is set; `size` if none is.
#[must_use]
pub fn find_last_bit<B: Bits + ?Sized>(bits: &B, size: usize) -> usize {
    for index in (0..bits_to_longs(size)).rev() {
        let valid = if (index + 1) * BITS > size { bit_mask(size) - 1 } else { usize::MAX };
        let word = bits.word(index) & valid;
        if word != 0 {
            return index * BITS + word.ilog2() as usize;
        }
    }
    size
}

/// `for_each_set_bit`: the bits below `size` that are set, in order.
///
/// ```
/// use ksync::bitops::{__set_bit, for_each_set_bit};
///
/// let mut ready = [0_usize; 2];
/// __set_bit(3, &mut ready);
/// __set_bit(70, &mut ready);
/// assert_eq!(for_each_set_bit(&ready[..], 128).collect::<Vec<_>>(), [3, 70]);
/// ```
pub fn for_each_set_bit<B: Bits + ?Sized>(bits: &B, size: usize) -> impl Iterator<Item = usize> {
    each(size, move |offset| find_next_bit(bits, size, offset))
}

/// `for_each_clear_bit`: the bits below `size` that are not set, in order.
pub fn for_each_clear_bit<B: Bits + ?Sized>(bits: &B, size: usize) -> impl Iterator<Item = usize> {
    each(size, move |offset| find_next_zero_bit(bits, size, offset))
}

fn each(size: usize, next: impl Fn(usize) -> usize) -> impl Iterator<Item = usize> {
    let mut offset = 0;
    core::iter::from_fn(move || {
        let bit = next(offset);
        offset = bit.saturating_add(1);
        (bit < size).then_some(bit)
    })
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{collections::BTreeSet, vec, vec::Vec};

    const SIZE: usize = 200;

    fn atomics() -> Vec<AtomicUsize> {
        (0..bits_to_longs(SIZE)).map(|_| AtomicUsize::new(0)).collect()
    }

    proptest! {
        #[test]
        fn an_array_of_bits_is_a_set_of_numbers(steps in proptest::collection::vec((0..7, 0..SIZE), 1..200),
                                                size in 0..=SIZE, offset in 0..SIZE) {
            let (shared, mut own, mut model) = (atomics(), vec![0; bits_to_longs(SIZE)], BTreeSet::new());
            for (step, nr) in steps {
                let was = model.contains(&nr);
                prop_assert_eq!(test_bit(nr, &shared), was);
                match step {
                    0 => { set_bit(nr, &shared); __set_bit(nr, &mut own); model.insert(nr); }
                    1 => { clear_bit(nr, &shared); __clear_bit(nr, &mut own); model.remove(&nr); }
                    2 => {
                        change_bit(nr, &shared);
                        __change_bit(nr, &mut own);
                        if !model.remove(&nr) { model.insert(nr); }
                    }
                    3 => {
                        prop_assert_eq!(test_and_set_bit(nr, &shared), was);
                        prop_assert_eq!(__test_and_set_bit(nr, &mut own), was);
                        model.insert(nr);
                    }
                    4 => {
                        prop_assert_eq!(test_and_clear_bit(nr, &shared), was);
                        prop_assert_eq!(__test_and_clear_bit(nr, &mut own), was);
                        model.remove(&nr);
                    }
                    5 => {
                        prop_assert_eq!(test_and_change_bit(nr, &shared), was);
                        prop_assert_eq!(__test_and_change_bit(nr, &mut own), was);
                        if !model.remove(&nr) { model.insert(nr); }
                    }
                    _ => {
                        prop_assert_eq!(test_and_set_bit_lock(nr, &shared), was);
                        clear_bit_unlock(nr, &shared);
                        __clear_bit(nr, &mut own);
                        model.remove(&nr);
                    }
                }
                prop_assert_eq!(test_bit_acquire(nr, &shared), __test_bit(nr, &own));
            }
            let below: Vec<usize> = model.range(..size).copied().collect();
            let clear: Vec<usize> = (0..size).filter(|nr| !model.contains(nr)).collect();
            prop_assert_eq!(for_each_set_bit(&own[..], size).collect::<Vec<_>>(), below.clone());
            prop_assert_eq!(for_each_set_bit(&shared[..], size).collect::<Vec<_>>(), below.clone());
            prop_assert_eq!(for_each_clear_bit(&own[..], size).collect::<Vec<_>>(), clear.clone());
            prop_assert_eq!(find_first_bit(&own[..], size), below.first().copied().unwrap_or(size));
            prop_assert_eq!(find_last_bit(&own[..], size), below.last().copied().unwrap_or(size));
            prop_assert_eq!(find_first_zero_bit(&shared[..], size), clear.first().copied().unwrap_or(size));
            let next = below.iter().copied().find(|&nr| nr >= offset).unwrap_or(size);
            prop_assert_eq!(find_next_bit(&own[..], size, offset), next);
            let even: Vec<usize> = (0..bits_to_longs(SIZE)).map(|_| usize::MAX / 3).collect();
            let both = below.iter().copied().find(|&nr| nr >= offset && nr % 2 == 0).unwrap_or(size);
            prop_assert_eq!(find_next_and_bit(&own[..], &even[..], size, offset), both);
        }
    }

    #[test]
    fn a_bit_is_a_lock() {
        struct Shared(core::cell::UnsafeCell<usize>);
        // SAFETY: the value is reached under the bit only.
        unsafe impl Sync for Shared {}
        let (words, value) = (atomics(), Shared(core::cell::UnsafeCell::new(0)));
        let rounds = if cfg!(miri) { 50 } else { 5_000 };
        std::thread::scope(|s| {
            for _ in 0..3 {
                s.spawn(|| {
                    let value = &value;
                    for _ in 0..rounds {
                        while test_and_set_bit_lock(67, &words) {
                            std::thread::yield_now();
                        }
                        // SAFETY: the bit is held.
                        unsafe { *value.0.get() += 1 };
                        clear_bit_unlock(67, &words);
                    }
                });
            }
        });
        assert_eq!(value.0.into_inner(), 3 * rounds);
    }

    #[test]
    fn who_unlocks_learns_of_waiters() {
        let word = AtomicUsize::new(1 | 1 << 7);
        assert!(xor_unlock_is_negative_byte(1, &word));
        assert_eq!(word.load(Ordering::Relaxed), 1 << 7);
        word.store(1, Ordering::Relaxed);
        assert!(!xor_unlock_is_negative_byte(1, &word));
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn a_bit_beyond_the_end_is_a_panic() {
        set_bit(usize::BITS as usize, &[AtomicUsize::new(0)]);
    }
}
