use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::seq_file;

variadic!(seq_printf => print);

extern "C" fn print(registers: usize, overflow: usize) {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (m, format) = (named(registers, 0), named(registers, 1));
    seq_file::print(vm, m, format, after(2, registers, overflow), place);
}

/// The variadic one of the header.
pub(crate) const PRINTF: &[Door] = &[Door::new("seq_printf", "linux/seq_file.h", seq_printf as *const ())];

doors! { "linux/seq_file.h";
    call seq_open(file: usize, operations: usize) -> i32 |vm, place| {
        seq_file::open(vm, file, operations, place) as i32
    };
    call __seq_open_private(file: usize, operations: usize, size: i32) -> usize |vm, place| {
        seq_file::open_private(vm, file, operations, size as usize, place)
    };
    call seq_open_private(file: usize, operations: usize, size: i32) -> i32 |vm, place| {
        match seq_file::open_private(vm, file, operations, size as usize, place) {
            0 => kernel::errno::ENOMEM as i32,
            _ => 0,
        }
    };
    call single_open(file: usize, show: usize, data: usize) -> i32 |vm, place| {
        seq_file::open_single(vm, file, show, data, place) as i32
    };
    call single_open_size(file: usize, show: usize, data: usize, _size: usize) -> i32 |vm, place| {
        seq_file::open_single(vm, file, show, data, place) as i32
    };
    call seq_read(file: usize, buffer: usize, n: usize, position: usize) -> i64 |vm, place| {
        seq_file::read(vm, file, buffer, n, position, place)
    };
    call seq_lseek(file: usize, offset: i64, whence: i32) -> i64 |vm, place| {
        seq_file::seek(vm, file, offset, whence, place)
    };
    call seq_release(_inode: usize, file: usize) -> i32 |vm, place| {
        seq_file::release(vm, file, false, place) as i32
    };
    call seq_release_private(_inode: usize, file: usize) -> i32 |vm, place| {
        seq_file::release(vm, file, true, place) as i32
    };
    call single_release(_inode: usize, file: usize) -> i32 |vm, place| {
        seq_file::release(vm, file, false, place) as i32
    };
    call seq_write(m: usize, data: usize, n: usize) -> i32 |vm, place| seq_file::write(vm, m, data, n, place);
    call seq_putc(m: usize, c: u8) |vm, place| seq_file::put(vm, m, c, place);
    call seq_puts(m: usize, text: usize) |vm, place| seq_file::puts(vm, m, text, place);
    call seq_pad(m: usize, c: u8) |vm, place| seq_file::pad(vm, m, c, place);
    call seq_list_start(head: usize, position: i64) -> usize |vm, place| {
        seq_file::list_start(vm, head, position, false, place)
    };
    call seq_list_start_head(head: usize, position: i64) -> usize |vm, place| {
        seq_file::list_start(vm, head, position, true, place)
    };
    call seq_list_next(v: usize, head: usize, position: usize) -> usize |vm, place| {
        seq_file::list_next(vm, v, head, position, place)
    };
}
