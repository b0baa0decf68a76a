//! Buses and drivers (Documentation/driver-api/driver-model/binding.rst): a device that appears on a bus is offered to
//! each driver that fits, and a driver to each device, until one probes it well. Probe and remove run under the device's mutex.

use crate::errno::{EBUSY, EINVAL, ENODEV, ENXIO};
use crate::procfs::Path;
use crate::sysfs::{self, Owner, word};
use crate::{bug, data, devres, kobject, platform, printk};
use machine::layout::{bus_type, device, device_driver as layout, kobject as kobj};
use machine::{AccessKind, Form, Mutex, Place};
use region::Memory;
use vm::Vm;

/// The directory of a bus.
pub(crate) fn bus_directory(vm: &Vm, bus: usize) -> Path {
    let mut path = Path::new(b"/sys/bus");
    sysfs::push_text(vm, &mut path, word(vm, bus + bus_type::NAME));
    path
}

fn directory(vm: &Vm, driver: usize) -> Path {
    let mut path = bus_directory(vm, word(vm, driver + layout::BUS));
    path.push(b"/drivers");
    sysfs::push_text(vm, &mut path, word(vm, driver + layout::NAME));
    path
}

fn owner(path: Path, of: usize, place: Place) -> Owner {
    Owner { path, of: of as u64, form: Form::OfObject, by: Place { pc: 0, ..place } }
}

/// `bus_register(bus)`
pub fn register_bus(vm: &mut Vm, bus: usize, place: Place) -> i64 {
    vm.might_sleep("bus_register", place);
    vm.touch(bus, bus_type::SIZE, AccessKind::Read, place);
    let path = bus_directory(vm, bus);
    if sysfs::find(vm, path).is_some() {
        sysfs::already(vm, path, place);
        return crate::errno::EEXIST;
    }
    sysfs::show_directory(vm, path, 0, place);
    for below in [&b"/devices"[..], b"/drivers"] {
        let mut path = path;
        path.push(below);
        sysfs::show_directory(vm, path, 0, Place { pc: 0, ..place });
    }
    vm.userland.model.buses.push(bus);
    let groups = word(vm, bus + bus_type::BUS_GROUPS);
    sysfs::create_groups_of(vm, owner(path, bus, place), groups, place)
}

/// `bus_unregister(bus)`
pub fn unregister_bus(vm: &mut Vm, bus: usize, place: Place) {
    vm.might_sleep("bus_unregister", place);
    if let Some(slot) = sysfs::find(vm, bus_directory(vm, bus)) {
        sysfs::withdraw_silently(vm, slot, place);
    }
    vm.userland.model.buses.retain(|b| *b != bus);
}

/// `bus_create_file(bus, attribute)`
pub fn create_bus_file(vm: &mut Vm, bus: usize, at: usize, place: Place) -> i64 {
    let owner = Owner { by: place, ..owner(bus_directory(vm, bus), bus, place) };
    sysfs::create_file_of(vm, owner, at, place)
}

/// `bus_remove_file(bus, attribute)`
pub fn remove_bus_file(vm: &mut Vm, bus: usize, at: usize, place: Place) {
    let (path, name) = (bus_directory(vm, bus), word(vm, at));
    sysfs::remove_named(vm, path, name, place);
}

/// `driver_create_file(driver, attribute)`
pub fn create_file(vm: &mut Vm, driver: usize, at: usize, place: Place) -> i64 {
    let owner = Owner { by: place, ..owner(directory(vm, driver), driver, place) };
    sysfs::create_file_of(vm, owner, at, place)
}

/// `driver_remove_file(driver, attribute)`
pub fn remove_file(vm: &mut Vm, driver: usize, at: usize, place: Place) {
    let (path, name) = (directory(vm, driver), word(vm, at));
    sysfs::remove_named(vm, path, name, place);
}

fn text(vm: &Vm, at: usize) -> String {
    String::from_utf8_lossy(vm.machine.memory.c_string(at, 240).unwrap_or_default()).into_owned()
}

/// `driver_register(driver)`
pub fn register(vm: &mut Vm, driver: usize, place: Place) -> i64 {
    vm.might_sleep("driver_register", place);
    vm.touch(driver, layout::SIZE, AccessKind::Read, place);
    let bus = word(vm, driver + layout::BUS);
    let name = text(vm, word(vm, driver + layout::NAME));
    if bus != data::PLATFORM_BUS && !vm.userland.model.buses.contains(&bus) {
        let bus = if bus == 0 { String::new() } else { text(vm, word(vm, bus + bus_type::NAME)) };
        let said = format!(
            "Driver '{name}' was unable to register with bus_type '{bus}' because the bus was not initialized."
        );
        printk::say(vm, 3, &said);
        return EINVAL;
    }
    let path = directory(vm, driver);
    if sysfs::find(vm, path).is_some() {
        printk::say(vm, 3, &format!("Error: Driver '{name}' is already registered, aborting..."));
        return EBUSY;
    }
    drop(name);
    sysfs::show_directory(vm, path, 0, place);
    vm.userland.model.drivers.push((bus, driver));
    attach(vm, bus, driver, place);
    let owner = owner(path, driver, place);
    for list in [word(vm, bus + bus_type::DRV_GROUPS), word(vm, driver + layout::GROUPS)] {
        let error = sysfs::create_groups_of(vm, owner, list, place);
        if error != 0 {
            unregister(vm, driver, place);
            return error;
        }
    }
    0
}

/// `driver_unregister(driver)`
pub fn unregister(vm: &mut Vm, driver: usize, place: Place) {
    vm.might_sleep("driver_unregister", place);
    if !vm.userland.model.drivers.iter().any(|(_, d)| *d == driver) {
        return bug::warn_of_kernel(vm, "drivers/base/driver.c:253", "Unexpected driver unregister!", place);
    }
    let path = directory(vm, driver);
    vm.userland.model.drivers.retain(|(_, d)| *d != driver);
    let bus = word(vm, driver + layout::BUS);
    let mut i = 0;
    while let Some(&(on, of)) = vm.userland.model.devices.get(i) {
        i += 1;
        if on == bus && word(vm, of + device::DRIVER) == driver {
            release(vm, of, place);
        }
    }
    if let Some(slot) = sysfs::find(vm, path) {
        sysfs::withdraw_silently(vm, slot, place);
    }
}

/// The driver is offered each device of the bus that has none.
fn attach(vm: &mut Vm, bus: usize, driver: usize, place: Place) {
    let mut i = 0;
    while let Some(&(on, of)) = vm.userland.model.devices.get(i) {
        i += 1;
        if on == bus && fits(vm, bus, of, driver, place) {
            try_probe(vm, of, driver, place);
        }
    }
}

fn fits(vm: &mut Vm, bus: usize, of: usize, driver: usize, place: Place) -> bool {
    if bus == data::PLATFORM_BUS {
        return platform::fits(vm, of, driver);
    }
    match word(vm, bus + bus_type::MATCH) {
        0 => true,
        f => vm.call(f, [of as u64, driver as u64, 0, 0, 0], place) as i32 > 0,
    }
}

/// Whether the device is bound to the driver when this is done.
fn try_probe(vm: &mut Vm, of: usize, driver: usize, place: Place) -> bool {
    vm.op(Mutex::Lock(of + device::MUTEX), place);
    let bound = word(vm, of + device::DRIVER) == 0 && probe(vm, of, driver, place);
    vm.op(Mutex::Unlock(of + device::MUTEX), place);
    bound
}

fn put_word(vm: &mut Vm, at: usize, value: usize) {
    vm.machine.memory.store(at, 8, value as u64);
}

/// Calls the probe function of the bus, or of the driver.
fn probe(vm: &mut Vm, of: usize, driver: usize, place: Place) -> bool {
    put_word(vm, of + device::DRIVER, driver);
    let bus = word(vm, of + device::BUS);
    let error = match [word(vm, bus + bus_type::PROBE), word(vm, driver + layout::PROBE)] {
        _ if bus == data::PLATFORM_BUS => platform::probe(vm, of, driver, place),
        [0, 0] => 0,
        [0, f] | [f, _] => vm.call(f, [of as u64, 0, 0, 0, 0], place) as i32,
    };
    let groups = word(vm, driver + layout::DEV_GROUPS);
    if error == 0 && sysfs::create_groups(vm, of, groups, place) == 0 {
        return true;
    }
    if error != 0 && i64::from(error) != ENODEV && i64::from(error) != ENXIO {
        let (driver, device) = (text(vm, word(vm, driver + layout::NAME)), kobject::name(vm, of));
        printk::say(vm, 4, &format!("{driver}: probe of {device} failed with error {error}"));
    }
    clean_up(vm, of, place);
    false
}

fn clean_up(vm: &mut Vm, of: usize, place: Place) {
    devres::release_all(vm, of, place);
    put_word(vm, of + device::DRIVER, 0);
    put_word(vm, of + device::DATA, 0);
}

/// `device_release_driver(device)`: the driver lets go of the device, if it has one.
pub fn release(vm: &mut Vm, of: usize, place: Place) {
    vm.op(Mutex::Lock(of + device::MUTEX), place);
    let driver = word(vm, of + device::DRIVER);
    if driver != 0 {
        let groups = word(vm, driver + layout::DEV_GROUPS);
        sysfs::remove_groups(vm, of, groups, place);
        let bus = word(vm, of + device::BUS);
        match [word(vm, bus + bus_type::REMOVE), word(vm, driver + layout::REMOVE)] {
            _ if bus == data::PLATFORM_BUS => platform::remove(vm, of, driver, place),
            [0, 0] => {}
            [0, f] | [f, _] => {
                vm.call(f, [of as u64, 0, 0, 0, 0], place);
            }
        }
        clean_up(vm, of, place);
    }
    vm.op(Mutex::Unlock(of + device::MUTEX), place);
}

/// A device has appeared: its bus looks for a driver.
pub(crate) fn device_added(vm: &mut Vm, of: usize, place: Place) {
    let bus = word(vm, of + device::BUS);
    if bus != 0 {
        vm.userland.model.devices.push((bus, of));
        attach_device(vm, of, place);
    }
}

/// The device is offered to each driver of its bus: 1 if one has taken it.
pub(crate) fn attach_device(vm: &mut Vm, of: usize, place: Place) -> i64 {
    let bus = word(vm, of + device::BUS);
    let mut i = 0;
    while let Some(&(on, driver)) = vm.userland.model.drivers.get(i) {
        i += 1;
        if on == bus && fits(vm, bus, of, driver, place) && try_probe(vm, of, driver, place) {
            return 1;
        }
    }
    0
}

/// A device is about to go.
pub(crate) fn device_gone(vm: &mut Vm, of: usize, place: Place) {
    if word(vm, of + device::BUS) == 0 {
        return;
    }
    vm.userland.model.devices.retain(|(_, d)| *d != of);
    release(vm, of, place);
}

/// `bus_for_each_dev(bus, start, data, function)`: what the function returns if that is not 0.
pub fn for_each_device(
    vm: &mut Vm,
    bus: usize,
    start: usize,
    (data, function): (u64, usize),
    place: Place,
) -> i32 {
    let mut i = match start {
        0 => 0,
        start => vm.userland.model.devices.iter().position(|(_, d)| *d == start).map_or(0, |i| i + 1),
    };
    while let Some(&(on, of)) = vm.userland.model.devices.get(i) {
        i += 1;
        if on != bus || word(vm, of + kobj::NAME) == 0 {
            continue;
        }
        let value = vm.call(function, [of as u64, data, 0, 0, 0], place) as i32;
        if value != 0 {
            return value;
        }
    }
    0
}
