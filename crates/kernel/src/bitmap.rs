//! Bitmaps: words of 64 bits, read and written whole, at the caller's line.

use crate::string;
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

const WORD: usize = 64;

fn load(vm: &mut Vm, map: usize, word: usize, place: Place) -> u64 {
    let at = map + 8 * word;
    vm.touch(at, 8, AccessKind::Read, place);
    vm.machine.memory.load(at, 8).unwrap_or(0)
}

fn store(vm: &mut Vm, map: usize, word: usize, value: u64, place: Place) {
    let at = map + 8 * word;
    vm.touch(at, 8, AccessKind::Write, place);
    string::store(vm, |vm| vm.machine.memory.store(at, 8, value), at, place);
}

/// The bits of word `word` that belong to a map of `bits` bits.
fn within(word: usize, bits: usize) -> u64 {
    match bits.saturating_sub(WORD * word) {
        n @ 0..WORD => (1 << n) - 1,
        _ => u64::MAX,
    }
}

/// The bits of word `word` from `start` on.
fn from(word: usize, start: usize) -> u64 {
    match start.saturating_sub(WORD * word) {
        n @ 0..WORD => u64::MAX << n,
        _ => 0,
    }
}

/// The first bit from `start` on that `pick` leaves set of a word of `a` and of `b`, 0: no second map; `bits`: none.
pub fn next(
    vm: &mut Vm,
    (a, b): (usize, usize),
    bits: usize,
    start: usize,
    pick: fn(u64, u64) -> u64,
    place: Place,
) -> usize {
    for word in start / WORD..bits.div_ceil(WORD) {
        let x = load(vm, a, word, place);
        let y = if b == 0 { 0 } else { load(vm, b, word, place) };
        let found = pick(x, y) & within(word, bits) & from(word, start);
        if found != 0 {
            return WORD * word + found.trailing_zeros() as usize;
        }
    }
    bits
}

/// The last bit that is set; `bits`: none.
pub fn last(vm: &mut Vm, map: usize, bits: usize, place: Place) -> usize {
    for word in (0..bits.div_ceil(WORD)).rev() {
        let found = load(vm, map, word, place) & within(word, bits);
        if found != 0 {
            return WORD * word + 63 - found.leading_zeros() as usize;
        }
    }
    bits
}

/// Each word of `to` becomes what `compute` makes of those of `a` and `b` (0: no map); whether a bit is set.
pub fn combine(
    vm: &mut Vm,
    to: usize,
    (a, b): (usize, usize),
    bits: usize,
    compute: fn(u64, u64) -> u64,
    place: Place,
) -> bool {
    let mut any = false;
    for word in 0..bits.div_ceil(WORD) {
        let x = if a == 0 { 0 } else { load(vm, a, word, place) };
        let y = if b == 0 { 0 } else { load(vm, b, word, place) };
        let value = compute(x, y);
        any |= value & within(word, bits) != 0;
        store(vm, to, word, value, place);
    }
    any
}

/// Sets or clears the bits `start..start + bits`.
pub fn assign(vm: &mut Vm, map: usize, start: usize, bits: usize, set: bool, place: Place) {
    let end = start + bits;
    for word in start / WORD..end.div_ceil(WORD) {
        let mask = from(word, start) & within(word, end);
        let old = load(vm, map, word, place);
        store(vm, map, word, if set { old | mask } else { old & !mask }, place);
    }
}

/// Whether no word of `a` and `b` (0: no map) gives a bit that is set.
pub fn none(
    vm: &mut Vm,
    (a, b): (usize, usize),
    bits: usize,
    compute: fn(u64, u64) -> u64,
    place: Place,
) -> bool {
    next(vm, (a, b), bits, 0, compute, place) >= bits
}

/// How many bits are set.
pub fn weight(vm: &mut Vm, map: usize, bits: usize, place: Place) -> u32 {
    (0..bits.div_ceil(WORD)).map(|word| (load(vm, map, word, place) & within(word, bits)).count_ones()).sum()
}

/// Where `count` clear bits begin, from `start` on, at a multiple of `align + 1`; more than `bits - count`: nowhere.
pub fn clear_area(
    vm: &mut Vm,
    map: usize,
    bits: usize,
    start: usize,
    (count, align): (usize, usize),
    place: Place,
) -> usize {
    let mut at = start;
    loop {
        at = (next(vm, (map, 0), bits, at, |x, _| !x, place) + align) & !align;
        let end = at + count;
        if end > bits {
            return end;
        }
        let used = next(vm, (map, 0), end, at, |x, _| x, place);
        if used >= end {
            return at;
        }
        at = used + 1;
    }
}
