use kernel::{chrdev, errno};
use machine::{Node, layout};
use region::Memory;

/// Moves the file position.
fn seek(vm: &mut vm::Vm, file: usize, offset: i64, whence: i32, end: i64, place: machine::Place) -> i64 {
    vm.event(place);
    let at = vm.machine.memory.load(file + layout::file::POSITION, 8).unwrap_or(0) as i64;
    let to = match whence {
        0 => offset,
        1 => at + offset,
        2 => end + offset,
        _ => return errno::EINVAL,
    };
    if to < 0 {
        return errno::EINVAL;
    }
    vm.machine.memory.store(file + layout::file::POSITION, 8, to as u64);
    to
}

doors! { "linux/fs.h";
    call alloc_chrdev_region(first: usize, minor: u32, count: u32, name: usize) -> i32 |vm, place| {
        chrdev::allocate(vm, first, minor, count, name, place) as i32
    };
    call register_chrdev_region(first: u32, count: u32, name: usize) -> i32 |vm, place| {
        chrdev::register(vm, first, count, name, place) as i32
    };
    call unregister_chrdev_region(first: u32, count: u32) |vm, place| chrdev::unregister(vm, first, count, place);
    call register_chrdev(major: u32, name: usize, operations: usize) -> i32 |vm, place| {
        chrdev::register_all(vm, major, name, operations, place) as i32
    };
    call unregister_chrdev(major: u32, _name: usize) |vm, place| chrdev::unregister_all(vm, major, place);
    call nonseekable_open(_inode: usize, _file: usize) -> i32 |vm, place| {
        vm.event(place);
        0
    };
    call stream_open(_inode: usize, _file: usize) -> i32 |vm, place| {
        vm.event(place);
        0
    };
    call simple_open(inode: usize, file: usize) -> i32 |vm, place| {
        vm.event(place);
        let private = vm.machine.memory.load(inode + layout::inode::PRIVATE, 8).unwrap_or(0);
        if private != 0 {
            vm.machine.memory.store(file + layout::file::PRIVATE, 8, private);
        }
        0
    };
    call no_llseek(_file: usize, _offset: i64, _whence: i32) -> i64 |vm, place| {
        vm.event(place);
        errno::ESPIPE
    };
    call noop_llseek(file: usize, _offset: i64, _whence: i32) -> i64 |vm, place| {
        seek(vm, file, 0, 1, 0, place)
    };
    call default_llseek(file: usize, offset: i64, whence: i32) -> i64 |vm, place| {
        seek(vm, file, offset, whence, 0, place)
    };
    call generic_file_llseek(file: usize, offset: i64, whence: i32) -> i64 |vm, place| {
        seek(vm, file, offset, whence, 0, place)
    };
    call fixed_size_llseek(file: usize, offset: i64, whence: i32, size: i64) -> i64 |vm, place| {
        match seek(vm, file, offset, whence, size, place) {
            to if to > size => errno::EINVAL,
            to => to,
        }
    };
    call try_module_get(module: usize) -> bool |vm, place| module == 0 || vm.op(Node::Pin(module), place) != 0;
    call __module_get(module: usize) |vm, place| {
        if module != 0 {
            vm.op(Node::Pin(module), place);
        }
    };
    call module_put(module: usize) |vm, place| {
        if module != 0 {
            vm.op(Node::Unpin(module), place);
        }
    };
}
