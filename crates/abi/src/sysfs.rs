use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::{format, sysfs};

variadic!(sysfs_emit => emit);
variadic!(sysfs_emit_at => emit_at);

/// Prints to `buffer` from `at` on: how many bytes there are, the terminating zero not counted.
fn print(vm: &mut vm::Vm, buffer: usize, at: i32, format: usize, arguments: format::Varargs) -> i32 {
    let place = vm.caller();
    match sysfs::room(vm, buffer, at, place) {
        0 => 0,
        room => {
            let whole = format::print_to(vm, buffer + at as usize, room, format, arguments, place);
            whole.min(room - 1) as i32
        }
    }
}

extern "C" fn emit(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    print(vm, named(registers, 0), 0, named(registers, 1), after(2, registers, overflow))
}

extern "C" fn emit_at(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let at = named(registers, 1) as i32;
    print(vm, named(registers, 0), at, named(registers, 2), after(3, registers, overflow))
}

/// The variadic ones of the header.
pub(crate) const EMIT: &[Door] = &[
    Door::new("sysfs_emit", "linux/sysfs.h", sysfs_emit as *const ()),
    Door::new("sysfs_emit_at", "linux/sysfs.h", sysfs_emit_at as *const ()),
];

doors! { "linux/sysfs.h";
    call sysfs_create_file_ns(of: usize, attribute: usize, _space: usize) -> i32 |vm, place| {
        sysfs::create_file(vm, of, attribute, place) as i32
    };
    call sysfs_remove_file_ns(of: usize, attribute: usize, _space: usize) |vm, place| {
        sysfs::remove_file(vm, of, attribute, place);
    };
    call sysfs_remove_file_self(of: usize, attribute: usize) -> bool |vm, place| {
        sysfs::remove_file_self(vm, of, attribute, place)
    };
    call sysfs_create_files(of: usize, list: usize) -> i32 |vm, place| {
        sysfs::create_files(vm, of, list, place) as i32
    };
    call sysfs_remove_files(of: usize, list: usize) |vm, place| sysfs::remove_files(vm, of, list, place);
    call sysfs_chmod_file(of: usize, attribute: usize, mode: u16) -> i32 |vm, place| {
        sysfs::chmod(vm, of, attribute, mode, place) as i32
    };
    call sysfs_create_bin_file(of: usize, attribute: usize) -> i32 |vm, place| {
        sysfs::create_bin_file(vm, of, attribute, place) as i32
    };
    call sysfs_remove_bin_file(of: usize, attribute: usize) |vm, place| {
        sysfs::remove_file(vm, of, attribute, place);
    };
    call sysfs_create_group(of: usize, group: usize) -> i32 |vm, place| {
        sysfs::create_group(vm, of, group, place) as i32
    };
    call sysfs_create_groups(of: usize, list: usize) -> i32 |vm, place| {
        sysfs::create_groups(vm, of, list, place) as i32
    };
    call sysfs_remove_group(of: usize, group: usize) |vm, place| sysfs::remove_group(vm, of, group, place);
    call sysfs_remove_groups(of: usize, list: usize) |vm, place| sysfs::remove_groups(vm, of, list, place);
    call sysfs_create_link(of: usize, target: usize, name: usize) -> i32 |vm, place| {
        sysfs::create_link(vm, of, target, name, place) as i32
    };
    call sysfs_remove_link(of: usize, name: usize) |vm, place| sysfs::remove_link(vm, of, name, place);
    call sysfs_notify(_of: usize, _directory: usize, _attribute: usize) |vm, place| vm.event(place);
}
