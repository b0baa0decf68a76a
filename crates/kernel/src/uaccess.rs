//! Copies between the kernel and a user process. A user address is one of the running process's own memory; any other
//! is refused with `-EFAULT`, as a page fault in user memory would be.

use crate::errno::{EFAULT, ENOMEM};
use crate::slab::{self, ZERO_SIZE};
use crate::string;
use machine::{AccessKind, Fault, Place, process_of};
use region::{Memory, layout};
use vm::Vm;

/// How many of `n` bytes at `address` belong to the memory of the running process.
fn reachable(vm: &Vm, address: usize, n: usize) -> usize {
    let Some(process) = process_of(vm.current()) else { return 0 };
    let part = layout::user(process.into());
    if part.contains(address) { n.min(part.end() - address) } else { 0 }
}

/// `access_ok`: whether the range lies in user space at all.
pub fn is_user(address: usize, n: usize) -> bool {
    address.checked_add(n).is_some_and(|end| address < 1 << 47 && end <= 1 << 47)
}

/// `copy_from_user`: the number of bytes that were not copied; what is missing is filled with zeroes.
pub fn from_user(vm: &mut Vm, to: usize, from: usize, n: usize, place: Place) -> usize {
    vm.might_sleep("copy_from_user", place);
    vm.touch(to, n, AccessKind::Write, place);
    let copied = if vm.fails(Fault::UserCopy, place) { 0 } else { reachable(vm, from, n) };
    vm.machine.memory.copy(to, from, copied);
    vm.machine.memory.fill(to + copied, n - copied, 0);
    n - copied
}

/// `copy_to_user`: the number of bytes that were not copied.
pub fn to_user(vm: &mut Vm, to: usize, from: usize, n: usize, place: Place) -> usize {
    vm.might_sleep("copy_to_user", place);
    vm.touch(from, n, AccessKind::Read, place);
    let copied = if vm.fails(Fault::UserCopy, place) { 0 } else { reachable(vm, to, n) };
    vm.machine.memory.copy(to, from, copied);
    n - copied
}

/// Copies kernel memory of ours to the running process. False: not all of it could be written.
pub fn store(vm: &mut Vm, to: usize, from: usize, n: usize) -> bool {
    let copied = reachable(vm, to, n);
    vm.machine.memory.copy(to, from, copied);
    copied == n
}

/// `clear_user`: the number of bytes that were not cleared.
pub fn clear(vm: &mut Vm, to: usize, n: usize, place: Place) -> usize {
    vm.might_sleep("clear_user", place);
    vm.event(place);
    let cleared = reachable(vm, to, n);
    vm.machine.memory.fill(to, cleared, 0);
    n - cleared
}

/// `strnlen_user`: the length of a string with its zero, more than `n` if it is longer, 0 if it cannot be read.
pub fn string_length(vm: &Vm, text: usize, n: usize) -> usize {
    let room = reachable(vm, text, n);
    match (0..room).find(|i| vm.machine.memory.load(text + i, 1) == Some(0)) {
        Some(i) => i + 1,
        None if room < n => 0,
        None => n + 1,
    }
}

/// `strncpy_from_user`: the length of the string without its zero, `n` if it is longer, or `-EFAULT`.
pub fn string_from_user(vm: &mut Vm, to: usize, from: usize, n: usize, place: Place) -> i64 {
    vm.might_sleep("strncpy_from_user", place);
    let len = string_length(vm, from, n);
    if len == 0 {
        return EFAULT;
    }
    from_user(vm, to, from, len.min(n), place);
    if len > n { n as i64 } else { len as i64 - 1 }
}

/// `memdup_user`, or `memdup_user_nul` with a zero at its end: the address, or an error.
pub fn duplicate(vm: &mut Vm, from: usize, n: usize, zero: bool, place: Place) -> i64 {
    vm.might_sleep("memdup_user", place);
    let to = slab::allocate(vm, n + usize::from(zero), 0, place);
    if to == 0 {
        return ENOMEM;
    }
    if to == ZERO_SIZE {
        return to as i64;
    }
    if from_user(vm, to, from, n, place) > 0 {
        slab::free(vm, to, place);
        return EFAULT;
    }
    if zero {
        string::fill(vm, to + n, 0, 1, place);
    }
    to as i64
}

/// `simple_read_from_buffer`: how many bytes were copied, or an error; `position` is the address of the file position.
pub fn read_from_buffer(
    vm: &mut Vm,
    to: usize,
    n: usize,
    position: usize,
    from: usize,
    available: usize,
    place: Place,
) -> i64 {
    vm.touch(position, 8, AccessKind::Read, place);
    let at = vm.machine.memory.load(position, 8).unwrap_or(0) as i64;
    if at < 0 {
        return crate::errno::EINVAL;
    }
    let at = at as usize;
    if at >= available || n == 0 {
        return 0;
    }
    let n = n.min(available - at);
    let left = to_user(vm, to, from + at, n, place);
    if left == n {
        return EFAULT;
    }
    let copied = n - left;
    string::write(vm, position, &((at + copied) as u64).to_le_bytes(), place);
    copied as i64
}

/// `simple_write_to_buffer`: how many bytes were copied, or an error.
pub fn write_to_buffer(
    vm: &mut Vm,
    to: usize,
    available: usize,
    position: usize,
    from: usize,
    n: usize,
    place: Place,
) -> i64 {
    vm.touch(position, 8, AccessKind::Read, place);
    let at = vm.machine.memory.load(position, 8).unwrap_or(0) as i64;
    if at < 0 {
        return crate::errno::EINVAL;
    }
    let at = at as usize;
    if at >= available || n == 0 {
        return 0;
    }
    let n = n.min(available - at);
    let left = from_user(vm, to + at, from, n, place);
    if left == n {
        return EFAULT;
    }
    let copied = n - left;
    string::write(vm, position, &((at + copied) as u64).to_le_bytes(), place);
    copied as i64
}

/// The text of at most 31 bytes that a user wrote, for `kstrtoint_from_user` and its like: where it ends up in `text`,
/// and its length; or `-EFAULT`.
pub fn number_text(vm: &Vm, from: usize, n: usize, text: &mut [u8; 32]) -> Result<usize, i64> {
    let n = n.min(31);
    if reachable(vm, from, n) < n {
        return Err(EFAULT);
    }
    vm.machine.memory.read(from, &mut text[..n]).ok_or(EFAULT)?;
    Ok(text[..n].iter().position(|b| *b == 0).unwrap_or(n))
}
