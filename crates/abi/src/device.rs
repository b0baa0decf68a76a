use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::device::{self, Creation};
use kernel::{devres, slab, sysfs};

variadic!(device_create => create);
variadic!(device_create_with_groups => create_with_groups);
variadic!(dev_set_name => set_name);
variadic!(devm_kasprintf => print);

fn creation(registers: usize, groups: usize) -> Creation {
    Creation {
        class: named(registers, 0),
        parent: named(registers, 1),
        number: named(registers, 2) as u32,
        data: named(registers, 3) as u64,
        groups,
    }
}

extern "C" fn create(registers: usize, overflow: usize) -> i64 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let format = named(registers, 4);
    device::create(vm, creation(registers, 0), format, after(5, registers, overflow), place)
}

extern "C" fn create_with_groups(registers: usize, overflow: usize) -> i64 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (groups, format) = (named(registers, 4), named(registers, 5));
    device::create(vm, creation(registers, groups), format, after(6, registers, overflow), place)
}

extern "C" fn set_name(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (of, format) = (named(registers, 0), named(registers, 1));
    device::set_name(vm, of, format, after(2, registers, overflow), place) as i32
}

extern "C" fn print(registers: usize, overflow: usize) -> usize {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    slab::might_block(vm, named(registers, 1) as u32, "devm_kasprintf", place);
    devres::print(vm, named(registers, 0), named(registers, 2), after(3, registers, overflow), place)
}

/// The variadic ones of the header.
pub(crate) const VARIADIC: &[Door] = &[
    Door::new("dev_set_name", "linux/device.h", dev_set_name as *const ()),
    Door::new("device_create", "linux/device.h", device_create as *const ()),
    Door::new("device_create_with_groups", "linux/device.h", device_create_with_groups as *const ()),
    Door::new("devm_kasprintf", "linux/device.h", devm_kasprintf as *const ()),
];

doors! { "linux/device.h";
    call device_destroy(class: usize, number: u32) |vm, place| device::destroy(vm, class, number, place);
    call device_initialize(of: usize) |vm, place| device::initialise(vm, of, place);
    call device_add(of: usize) -> i32 |vm, place| device::add(vm, of, place) as i32;
    call device_register(of: usize) -> i32 |vm, place| device::register(vm, of, place) as i32;
    call device_del(of: usize) |vm, place| device::del(vm, of, place);
    call device_unregister(of: usize) |vm, place| device::unregister(vm, of, place);
    call get_device(of: usize) -> usize |vm, place| kernel::kobject::get(vm, of, place);
    call put_device(of: usize) |vm, place| device::put(vm, of, place);
    call device_create_file(of: usize, at: usize) -> i32 |vm, place| device::create_file(vm, of, at, place) as i32;
    call device_remove_file(of: usize, at: usize) |vm, place| sysfs::remove_file(vm, of, at, place);
    call device_remove_file_self(of: usize, at: usize) -> bool |vm, place| {
        sysfs::remove_file_self(vm, of, at, place)
    };
    call device_create_bin_file(of: usize, at: usize) -> i32 |vm, place| {
        sysfs::create_bin_file(vm, of, at, place) as i32
    };
    call device_remove_bin_file(of: usize, at: usize) |vm, place| sysfs::remove_file(vm, of, at, place);
    call device_add_groups(of: usize, list: usize) -> i32 |vm, place| {
        sysfs::create_groups(vm, of, list, place) as i32
    };
    call device_remove_groups(of: usize, list: usize) |vm, place| sysfs::remove_groups(vm, of, list, place);
    call device_attach(of: usize) -> i32 |vm, place| device::attach(vm, of, place) as i32;
    call device_release_driver(of: usize) |vm, place| kernel::driver::release(vm, of, place);
    call dev_driver_string(of: usize) -> usize |vm, _place| device::driver_string(vm, of);
    call devm_kmalloc(of: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "devm_kmalloc", place);
        devres::allocate(vm, of, size, flags, place)
    };
    call devm_kzalloc(of: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "devm_kzalloc", place);
        devres::allocate(vm, of, size, flags | slab::GFP_ZERO, place)
    };
    call devm_kcalloc(of: usize, n: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "devm_kcalloc", place);
        n.checked_mul(size).map_or(0, |size| devres::allocate(vm, of, size, flags | slab::GFP_ZERO, place))
    };
    call devm_kmalloc_array(of: usize, n: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "devm_kmalloc_array", place);
        n.checked_mul(size).map_or(0, |size| devres::allocate(vm, of, size, flags, place))
    };
    call devm_kstrdup(of: usize, text: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "devm_kstrdup", place);
        devres::duplicate(vm, of, text, flags, place)
    };
    call devm_kfree(of: usize, object: usize) |vm, place| devres::free(vm, of, object, place);
    call devm_add_action(of: usize, action: usize, data: usize) -> i32 |vm, place| {
        devres::add_action(vm, of, action, data, place) as i32
    };
    call devm_add_action_or_reset(of: usize, action: usize, data: usize) -> i32 |vm, place| {
        let error = devres::add_action(vm, of, action, data, place);
        if error != 0 {
            vm.call(action, [data as u64, 0, 0, 0, 0], place);
        }
        error as i32
    };
    call devm_remove_action(of: usize, action: usize, data: usize) |vm, place| {
        devres::remove_action(vm, of, action, data, place);
    };
}
