use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::{kobject, kset, uevent};

variadic!(kobject_set_name => set_name);
variadic!(kobject_add => add);
variadic!(kobject_init_and_add => init_and_add);
variadic!(add_uevent_var => add_variable);

extern "C" fn set_name(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (of, format) = (named(registers, 0), named(registers, 1));
    kobject::set_name(vm, of, format, after(2, registers, overflow), place) as i32
}

extern "C" fn add(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (of, parent, format) = (named(registers, 0), named(registers, 1), named(registers, 2));
    kobject::add(vm, of, parent, format, after(3, registers, overflow), place) as i32
}

extern "C" fn init_and_add(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (of, parent, format) = (named(registers, 0), named(registers, 2), named(registers, 3));
    kobject::init(vm, of, named(registers, 1), place);
    kobject::add(vm, of, parent, format, after(4, registers, overflow), place) as i32
}

extern "C" fn add_variable(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (environment, format) = (named(registers, 0), named(registers, 1));
    uevent::add_variable(vm, environment, format, after(2, registers, overflow), place) as i32
}

/// The variadic ones of the header.
pub(crate) const VARIADIC: &[Door] = &[
    Door::new("add_uevent_var", "linux/kobject.h", add_uevent_var as *const ()),
    Door::new("kobject_add", "linux/kobject.h", kobject_add as *const ()),
    Door::new("kobject_init_and_add", "linux/kobject.h", kobject_init_and_add as *const ()),
    Door::new("kobject_set_name", "linux/kobject.h", kobject_set_name as *const ()),
];

doors! { "linux/kobject.h";
    call kobject_init(of: usize, kind: usize) |vm, place| kobject::init(vm, of, kind, place);
    call kobject_create_and_add(name: usize, parent: usize) -> usize |vm, place| {
        kobject::create_and_add(vm, name, parent, place)
    };
    call kobject_del(of: usize) |vm, place| kobject::del(vm, of, place);
    call kobject_get(of: usize) -> usize |vm, place| kobject::get(vm, of, place);
    call kobject_get_unless_zero(of: usize) -> usize |vm, place| kobject::get_unless_zero(vm, of, place);
    call kobject_put(of: usize) |vm, place| kobject::put(vm, of, place);
    call kobject_get_path(of: usize, flags: u32) -> usize |vm, place| kobject::path(vm, of, flags, place);
    call kset_init(set: usize) |vm, place| kset::init(vm, set, place);
    call kset_register(set: usize) -> i32 |vm, place| kset::register(vm, set, place) as i32;
    call kset_unregister(set: usize) |vm, place| kset::unregister(vm, set, place);
    call kset_create_and_add(name: usize, operations: usize, parent: usize) -> usize |vm, place| {
        kset::create_and_add(vm, name, operations, parent, place)
    };
    call kset_find_obj(set: usize, name: usize) -> usize |vm, place| kset::find(vm, set, name, place);
    call kobject_uevent(of: usize, action: u32) -> i32 |vm, place| uevent::send(vm, of, action, 0, place) as i32;
    call kobject_uevent_env(of: usize, action: u32, variables: usize) -> i32 |vm, place| {
        uevent::send(vm, of, action, variables, place) as i32
    };
}
