//! `memcpy`, `strlen` and their like: the accesses of a library function are the module's own, at its line.

use crate::errno::{E2BIG, ERANGE};
use crate::number;
use detect::finding::Fault;
use detect::{Defect, Finding};
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

const LONGEST: usize = 1 << 20;

/// Bytes before the terminating zero, without announcing anything; what is not ended within memory ends there.
pub fn length_within(vm: &Vm, at: usize) -> usize {
    (0..LONGEST).find(|i| matches!(vm.machine.memory.load(at + i, 1), Some(0) | None)).unwrap_or(LONGEST)
}

/// `strlen`
pub fn length(vm: &mut Vm, at: usize, place: Place) -> usize {
    if vm.machine.memory.load(at, 1).is_none() {
        wild(vm, at, place);
    }
    let len = length_within(vm, at);
    vm.touch(at, len + 1, AccessKind::Read, place);
    len
}

/// `strnlen`: at most `most` bytes are looked at.
pub fn length_most(vm: &mut Vm, at: usize, most: usize, place: Place) -> usize {
    if most == 0 {
        return 0;
    }
    if vm.machine.memory.load(at, 1).is_none() {
        wild(vm, at, place);
    }
    let len = length_within(vm, at).min(most);
    vm.touch(at, (len + 1).min(most), AccessKind::Read, place);
    len
}

fn wild(vm: &mut Vm, address: usize, place: Place) {
    let defect = Defect::Oops { address, fault: Fault::Page { write: false, fetch: false } };
    let context = vm.current();
    vm.find(Finding { defect, context, place });
    vm.leave();
}

/// `memcpy`, `memmove`
pub fn copy(vm: &mut Vm, to: usize, from: usize, len: usize, place: Place) {
    vm.touch(from, len, AccessKind::Read, place);
    vm.touch(to, len, AccessKind::Write, place);
    store(vm, |vm| vm.machine.memory.copy(to, from, len), to, place);
}

/// `memset`
pub fn fill(vm: &mut Vm, at: usize, byte: u8, len: usize, place: Place) {
    vm.touch(at, len, AccessKind::Write, place);
    store(vm, |vm| vm.machine.memory.fill(at, len, byte), at, place);
}

/// `memset16` and its like: `n` words of `size` bytes.
pub fn fill_words(vm: &mut Vm, at: usize, size: usize, value: u64, n: usize, place: Place) {
    vm.touch(at, n * size, AccessKind::Write, place);
    for i in 0..n {
        store(vm, |vm| vm.machine.memory.store(at + i * size, size, value), at, place);
    }
}

/// Writes `bytes`.
pub fn write(vm: &mut Vm, at: usize, bytes: &[u8], place: Place) {
    vm.touch(at, bytes.len(), AccessKind::Write, place);
    store(vm, |vm| vm.machine.memory.write(at, bytes), at, place);
}

pub(crate) fn store(vm: &mut Vm, store: impl FnOnce(&mut Vm) -> Option<()>, address: usize, place: Place) {
    if store(vm).is_none() {
        let defect = Defect::Oops { address, fault: Fault::Page { write: true, fetch: false } };
        let context = vm.current();
        vm.find(Finding { defect, context, place });
        vm.leave();
    }
}

/// `memcmp`
pub fn compare(vm: &mut Vm, a: usize, b: usize, len: usize, place: Place) -> i32 {
    vm.touch(a, len, AccessKind::Read, place);
    vm.touch(b, len, AccessKind::Read, place);
    let byte = |at: usize| vm.machine.memory.load(at, 1).unwrap_or(0) as i32;
    (0..len).map(|i| byte(a + i) - byte(b + i)).find(|d| *d != 0).unwrap_or(0)
}

/// `strncmp`; `strcmp` with `usize::MAX`.
pub fn compare_strings(vm: &mut Vm, a: usize, b: usize, most: usize, place: Place) -> i32 {
    let (la, lb) = (length_within(vm, a), length_within(vm, b));
    compare(vm, a, b, (la.min(lb) + 1).min(most), place)
}

/// `strncpy`: what is left of `size` is filled with zeros.
pub fn copy_padded(vm: &mut Vm, to: usize, from: usize, size: usize, place: Place) {
    let len = length_within(vm, from).min(size);
    copy(vm, to, from, len, place);
    fill(vm, to + len, 0, size - len, place);
}

/// `strscpy`: at most `size` bytes, always ended; the length, or `-E2BIG`.
pub fn copy_bounded(vm: &mut Vm, to: usize, from: usize, size: usize, place: Place) -> i64 {
    if size == 0 {
        return E2BIG;
    }
    let len = length_within(vm, from);
    let kept = len.min(size - 1);
    copy(vm, to, from, kept, place);
    fill(vm, to + kept, 0, 1, place);
    if kept < len { E2BIG } else { len as i64 }
}

/// `strchr`; 0 if it is not there.
pub fn find(vm: &mut Vm, text: usize, character: u8, place: Place) -> usize {
    let len = length(vm, text, place);
    let at = (0..=len).find(|i| vm.machine.memory.load(text + i, 1) == Some(character.into()));
    at.map_or(0, |i| text + i)
}

/// `strstr`; 0 if it is not there.
pub fn find_string(vm: &mut Vm, text: usize, part: usize, place: Place) -> usize {
    let (len, n) = (length(vm, text, place), length(vm, part, place));
    let byte = |at: usize| vm.machine.memory.load(at, 1);
    let found = (0..=len.saturating_sub(n))
        .find(|i| n <= len && (0..n).all(|j| byte(text + i + j) == byte(part + j)));
    found.map_or(0, |i| text + i)
}

/// Reads at most 96 bytes of a number: one of base 2 has 64.
fn digits(vm: &mut Vm, text: usize, place: Place) -> ([u8; 96], usize) {
    let len = length(vm, text, place).min(96);
    let mut bytes = [0; 96];
    let read = vm.machine.memory.read(text, &mut bytes[..len]);
    (bytes, read.map_or(0, |()| len))
}

/// `kstrto*`: stores the number, or returns an error.
pub fn parse(
    vm: &mut Vm,
    text: usize,
    base: u32,
    result: usize,
    size: usize,
    range: (i128, i128),
    place: Place,
) -> i32 {
    let (bytes, len) = digits(vm, text, place);
    let parse = if range.0 < 0 { number::parse } else { number::parse_unsigned };
    match parse(&bytes[..len], base) {
        Ok(n) if (range.0..=range.1).contains(&n) => {
            vm.touch(result, size, AccessKind::Write, place);
            store(vm, |vm| vm.machine.memory.store(result, size, n as u64), result, place);
            0
        }
        Ok(_) => ERANGE as i32,
        Err(error) => error as i32,
    }
}

/// `simple_strto*`: the number, and where it ends if `end` is not 0.
pub fn parse_prefix(vm: &mut Vm, text: usize, end: usize, base: u32, place: Place) -> i128 {
    let (bytes, len) = digits(vm, text, place);
    let (value, used) = number::prefix(&bytes[..len], base);
    if end != 0 {
        vm.touch(end, 8, AccessKind::Write, place);
        store(vm, |vm| vm.machine.memory.store(end, 8, (text + used) as u64), end, place);
    }
    value
}
