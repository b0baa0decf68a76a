//! `read_iter` and `write_iter`: a request (`struct kiocb`) and what is left of the user's buffer (`struct iov_iter`).

use crate::{slab, string, uaccess};
use machine::{AccessKind, Place, layout};
use region::Memory;
use vm::Vm;

use layout::{iov_iter, kiocb};

/// Calls `function` for a read or write of `n` bytes at `buffer`; `position` is the address of the file position. What it
/// returns.
pub fn request(vm: &mut Vm, function: usize, arguments: [u64; 4], writes: bool, place: Place) -> i64 {
    let [file, buffer, n, position] = arguments;
    let at = vm.allocate(kiocb::SIZE + iov_iter::SIZE, 0, place);
    if at == 0 {
        return crate::errno::ENOMEM;
    }
    let iter = at + kiocb::SIZE;
    let here = vm.machine.memory.load(position as usize, 8).unwrap_or(0);
    let fields = [
        (at + kiocb::FILE, 8, file),
        (at + kiocb::POSITION, 8, here),
        (iter + iov_iter::SOURCE, 1, writes.into()),
        (iter + iov_iter::COUNT, 8, n),
        (iter + iov_iter::BUFFER, 8, buffer),
    ];
    for (field, size, value) in fields {
        vm.machine.memory.store(field, size, value);
    }
    let result = vm.call(function, [at as u64, iter as u64, 0, 0, 0], place) as i64;
    let moved = vm.machine.memory.load(at + kiocb::POSITION, 8).unwrap_or(here);
    vm.machine.memory.store(position as usize, 8, moved);
    slab::free(vm, at, place);
    result
}

/// `copy_to_iter`, or `copy_from_iter` if not `to`: how many bytes were copied.
pub fn copy(vm: &mut Vm, kernel: usize, n: usize, iter: usize, to: bool, place: Place) -> usize {
    vm.touch(iter, iov_iter::SIZE, AccessKind::Read, place);
    let field = |vm: &Vm, at: usize| vm.machine.memory.load(iter + at, 8).unwrap_or(0) as usize;
    let (count, buffer) = (field(vm, iov_iter::COUNT), field(vm, iov_iter::BUFFER));
    let n = n.min(count);
    let left = match to {
        true => uaccess::to_user(vm, buffer, kernel, n, place),
        false => uaccess::from_user(vm, kernel, buffer, n, place),
    };
    advance(vm, iter, n - left, place);
    n - left
}

/// `iov_iter_advance`; `iov_iter_revert` with a negative number.
pub fn advance(vm: &mut Vm, iter: usize, by: usize, place: Place) {
    let field = |vm: &Vm, at: usize| vm.machine.memory.load(iter + at, 8).unwrap_or(0);
    let (count, buffer) = (field(vm, iov_iter::COUNT), field(vm, iov_iter::BUFFER));
    string::write(vm, iter + iov_iter::COUNT, &count.wrapping_sub(by as u64).to_le_bytes(), place);
    string::write(vm, iter + iov_iter::BUFFER, &buffer.wrapping_add(by as u64).to_le_bytes(), place);
}
