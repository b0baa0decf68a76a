use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::device;

variadic!(device_create => create);

extern "C" fn create(registers: usize, overflow: usize) -> i64 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (class, number, data) = (named(registers, 0), named(registers, 2), named(registers, 3));
    let format = named(registers, 4);
    device::create(vm, class, number as u32, data as u64, format, after(5, registers, overflow), place)
}

/// The variadic one of the header.
pub(crate) const CREATE: &[Door] =
    &[Door::new("device_create", "linux/device.h", device_create as *const ())];

doors! { "linux/device.h";
    call __lockstep_class_create(name: usize) -> i64 |vm, place| device::create_class(vm, name, place);
    call class_destroy(class: usize) |vm, place| device::destroy_class(vm, class, place);
    call device_destroy(class: usize, number: u32) |vm, place| device::destroy(vm, class, number, place);
}
