//! `ida`: numbers that are given out and come back. Each entry of an array holds 1,024 of them as a bitmap, in memory of
//! the array's, which is told which of them are full; the lock is the caller's matter.

use crate::errno::{ENOMEM, ENOSPC};
use crate::xarray::Array;
use crate::{bug, slab, string};
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

/// Numbers of one bitmap.
const BITS: u64 = 1024;
const BYTES: usize = BITS as usize / 8;

fn word(vm: &mut Vm, map: usize, i: usize, place: Place) -> u64 {
    vm.touch(map + 8 * i, 8, AccessKind::Read, place);
    vm.machine.memory.load(map + 8 * i, 8).unwrap_or(0)
}

/// The first bit of the map from `from` on that is clear.
fn clear_bit(vm: &mut Vm, map: usize, from: u64, place: Place) -> Option<u64> {
    for i in from as usize / 64..BYTES / 8 {
        let below = if i == from as usize / 64 { !(u64::MAX << (from % 64)) } else { 0 };
        let free = !(word(vm, map, i, place) | below);
        if free != 0 {
            return Some(64 * i as u64 + u64::from(free.trailing_zeros()));
        }
    }
    None
}

/// `ida_alloc_range`: the least number from `min` up to `max` that is free, or an error.
pub fn allocate(vm: &mut Vm, head: usize, min: u32, max: u32, flags: u32, place: Place) -> i64 {
    let (min, max) = (u64::from(min), u64::from(max.min(i32::MAX as u32)));
    let mut from = min;
    while from <= max {
        // The first bitmap stands alone in the head at first, where nothing says whether it is full.
        let alone = from / BITS == 0 && Array::new(vm, head, flags, place).get(0) != 0;
        let first = if alone { Some(0) } else { None };
        let Some(n) =
            first.or_else(|| Array::new(vm, head, flags, place).free_index(from / BITS, max / BITS))
        else {
            return ENOSPC;
        };
        let start = from.max(n * BITS);
        let mut map = Array::new(vm, head, flags, place).get(n);
        if map == 0 {
            let ours = Place { pc: 0, ..place };
            map = if slab::is_failing(vm, flags, place) { 0 } else { vm.allocate(BYTES, 0, ours) };
            if map == 0 {
                return ENOMEM;
            }
            if Array::new(vm, head, flags, place).put(n, map).is_err() {
                vm.release(map, ours);
                return ENOMEM;
            }
            Array::new(vm, head, flags, place).set_full(n, false);
        }
        match clear_bit(vm, map, start % BITS, place) {
            Some(bit) if n * BITS + bit <= max => {
                let i = bit as usize / 64;
                let value = word(vm, map, i, place) | 1 << (bit % 64);
                string::write(vm, map + 8 * i, &value.to_le_bytes(), place);
                if value == u64::MAX && clear_bit(vm, map, 0, place).is_none() {
                    Array::new(vm, head, flags, place).set_full(n, true);
                }
                return (n * BITS + bit) as i64;
            }
            Some(_) => return ENOSPC,
            None => from = (n + 1) * BITS,
        }
    }
    ENOSPC
}

/// `ida_free`
pub fn free(vm: &mut Vm, head: usize, id: u32, place: Place) {
    let n = u64::from(id) / BITS;
    let map = Array::new(vm, head, 0, place).get(n);
    let (i, bit) = (id as usize % BITS as usize / 64, id % 64);
    let old = if map == 0 { 0 } else { word(vm, map, i, place) };
    if old >> bit & 1 == 0 {
        let said = format!("ida_free called for id={id} which is not allocated.");
        return bug::warn_of_kernel(vm, "lib/idr.c:525", &said, place);
    }
    string::write(vm, map + 8 * i, &(old & !(1 << bit)).to_le_bytes(), place);
    if old == u64::MAX {
        Array::new(vm, head, 0, place).set_full(n, false);
    }
    if (0..BYTES / 8).all(|i| word(vm, map, i, place) == 0) {
        let _ = Array::new(vm, head, 0, place).put(n, 0);
        vm.release(map, Place { pc: 0, ..place });
    }
}

/// `ida_destroy`
pub fn destroy(vm: &mut Vm, head: usize, place: Place) {
    let mut from = 0;
    while let Some((n, map)) = Array::new(vm, head, 0, place).next(from, u64::MAX) {
        vm.release(map, Place { pc: 0, ..place });
        from = n + 1;
    }
    Array::new(vm, head, 0, place).clear();
}
