//! Platform devices: somebody says that they are there, and a driver fits by name
//! (Documentation/driver-api/driver-model/platform.rst).

use crate::device::{self, put_word};
use crate::errno::{EINVAL, ENOMEM};
use crate::sysfs::word;
use crate::{data, driver, kobject, slab, string};
use machine::layout::{
    device as dev, device_driver, kobject as kobj, platform_device as layout, platform_device_id,
    platform_driver,
};
use machine::{AccessKind, Fault, Place};
use region::Memory;
use vm::Vm;

const NONE: i32 = -1;
const AUTO: i32 = -2;

fn same_text(vm: &Vm, a: usize, b: usize) -> bool {
    let memory = &vm.machine.memory;
    let text = memory.c_string(a, 240);
    a != 0 && b != 0 && text.is_some() && text == memory.c_string(b, 240)
}

/// Whether the driver is for this device: its table says so, or without one its name.
pub(crate) fn fits(vm: &mut Vm, of: usize, driver: usize) -> bool {
    let platform = of - layout::DEV;
    let name = word(vm, platform + layout::NAME);
    let mut id = word(vm, driver - platform_driver::DRIVER + platform_driver::ID_TABLE);
    if id == 0 {
        return same_text(vm, name, word(vm, driver + device_driver::NAME));
    }
    while vm.machine.memory.load(id, 1).is_some_and(|b| b != 0) {
        if same_text(vm, name, id) {
            put_word(vm, platform + layout::ID_ENTRY, id);
            return true;
        }
        id += platform_device_id::SIZE;
    }
    false
}

/// Calls the driver's probe function.
pub(crate) fn probe(vm: &mut Vm, of: usize, driver: usize, place: Place) -> i32 {
    match word(vm, driver - platform_driver::DRIVER + platform_driver::PROBE) {
        0 => 0,
        f => vm.call(f, [(of - layout::DEV) as u64, 0, 0, 0, 0], place) as i32,
    }
}

/// Calls the driver's remove function.
pub(crate) fn remove(vm: &mut Vm, of: usize, driver: usize, place: Place) {
    let members = [platform_driver::REMOVE_NEW, platform_driver::REMOVE];
    let functions = members.map(|at| word(vm, driver - platform_driver::DRIVER + at));
    if let Some(f) = functions.into_iter().find(|f| *f != 0) {
        vm.call(f, [(of - layout::DEV) as u64, 0, 0, 0, 0], place);
    }
}

/// `platform_driver_register(driver)`
pub fn register_driver(vm: &mut Vm, at: usize, owner: usize, place: Place) -> i64 {
    let driver = at + platform_driver::DRIVER;
    vm.touch(driver, device_driver::SIZE, AccessKind::Write, place);
    put_word(vm, driver + device_driver::OWNER, owner);
    put_word(vm, driver + device_driver::BUS, data::PLATFORM_BUS);
    driver::register(vm, driver, place)
}

/// `platform_driver_unregister(driver)`
pub fn unregister_driver(vm: &mut Vm, at: usize, place: Place) {
    driver::unregister(vm, at + platform_driver::DRIVER, place);
}

/// `platform_device_add(device)`
pub fn add(vm: &mut Vm, at: usize, place: Place) -> i64 {
    if at == 0 {
        return EINVAL;
    }
    vm.touch(at, layout::SIZE, AccessKind::Write, place);
    let of = at + layout::DEV;
    put_word(vm, of + dev::BUS, data::PLATFORM_BUS);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    let mut name = [0; 240];
    let from = word(vm, at + layout::NAME);
    let mut len = string::length(vm, from, place).min(200);
    vm.machine.memory.read(from, &mut name[..len]);
    let mut push = |text: &str| {
        name[len..len + text.len()].copy_from_slice(text.as_bytes());
        len += text.len();
    };
    match vm.machine.memory.load(at + layout::ID, 4).unwrap_or(0) as u32 as i32 {
        NONE => {}
        AUTO => {
            push(&format!(".{}.auto", vm.userland.model.automatic));
            vm.userland.model.automatic += 1;
        }
        n => push(&format!(".{n}")),
    }
    let to = vm.allocate(len + 1, 0, Place { pc: 0, ..place });
    if to == 0 {
        return ENOMEM;
    }
    vm.machine.memory.write(to, &name[..len]);
    put_word(vm, of + kobj::NAME, to);
    device::add(vm, of, place)
}

/// `platform_device_register(device)`
pub fn register(vm: &mut Vm, at: usize, place: Place) -> i64 {
    device::initialise(vm, at + layout::DEV, place);
    add(vm, at, place)
}

/// `platform_device_alloc(name, id)`: the address, or 0.
pub fn allocate(vm: &mut Vm, name: usize, id: i32, place: Place) -> usize {
    vm.might_sleep("platform_device_alloc", place);
    let len = string::length(vm, name, place);
    let at = slab::allocate(vm, layout::SIZE + len + 1, slab::GFP_ZERO, place);
    if at == 0 {
        return 0;
    }
    vm.machine.memory.copy(at + layout::SIZE, name, len);
    put_word(vm, at + layout::NAME, at + layout::SIZE);
    vm.machine.memory.store(at + layout::ID, 4, u64::from(id as u32));
    device::initialise(vm, at + layout::DEV, place);
    put_word(vm, at + layout::DEV + dev::RELEASE, data::PLATFORM_FREE);
    at
}

/// `platform_device_register_simple(name, id, resources, n)`: the address, or an error.
pub fn register_simple(vm: &mut Vm, name: usize, id: i32, (resources, n): (usize, u32), place: Place) -> i64 {
    let at = allocate(vm, name, id, place);
    if at == 0 {
        return ENOMEM;
    }
    put_word(vm, at + layout::RESOURCE, resources);
    vm.machine.memory.store(at + layout::NUM_RESOURCES, 4, n.into());
    match add(vm, at, place) {
        0 => at as i64,
        error => {
            put(vm, at, place);
            error
        }
    }
}

/// `platform_device_del(device)`
pub fn del(vm: &mut Vm, at: usize, place: Place) {
    if at != 0 {
        device::del(vm, at + layout::DEV, place);
    }
}

/// `platform_device_put(device)`
pub fn put(vm: &mut Vm, at: usize, place: Place) {
    if at != 0 {
        kobject::put(vm, at + layout::DEV, place);
    }
}

/// `platform_device_unregister(device)`
pub fn unregister(vm: &mut Vm, at: usize, place: Place) {
    del(vm, at, place);
    put(vm, at, place);
}
