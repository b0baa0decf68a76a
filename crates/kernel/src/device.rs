//! Devices: kobjects with a place under /sys/devices, in a class, on a bus, and a node under /dev if they have a number
//! (Documentation/driver-api/driver-model/device.rst).
//!
//! A device is found from `device_add` on: its attributes are there, user space is told, and then the bus looks for a driver.
//! `device_del` goes back: the driver lets go first, then the names go, and each waits for who is inside. The last reference
//! calls the release function of the device, of its type or of its class; one of them has to be there.

use crate::errno::{EEXIST, EINVAL, ENODEV, ENOMEM};
use crate::format::Varargs;
use crate::kobject::{self, IN_SYSFS, set_bits};
use crate::procfs::Path;
use crate::sysfs::{self, word};
use crate::{bug, class, data, devres, driver, slab, string, uevent};
use machine::layout::{bus_type, class as class_type, device, device_type, kobject as kobj};
use machine::{AccessKind, Form, Kind, Node, NodeKind, Place, Published};
use region::Memory;
use vm::Vm;

/// A node under /dev appears: its slot.
pub(crate) fn appear(
    vm: &mut Vm,
    path: Path,
    number: u32,
    mode: u16,
    object: usize,
    place: Place,
) -> Result<u32, i64> {
    let mut node = Published::new(NodeKind::Device, Form::None, 0, (vm.current(), place));
    (node.device, node.mode, node.object) = (number, mode, object);
    let slot = vm.machine.prepare_node(path.bytes(), node);
    if vm.op(Node::Publish(slot), place) as i64 == 0 { Ok(slot) } else { Err(EEXIST) }
}

/// `mknod(path, mode | S_IFCHR, number)`
///
/// # Errors
/// The error number, negated.
pub fn make_node(vm: &mut Vm, path: &str, mode: u16, number: u32, place: Place) -> Result<(), i64> {
    appear(vm, Path::new(path.as_bytes()), number, mode, 0, place).map(|_| ())
}

pub(crate) fn put_word(vm: &mut Vm, at: usize, value: usize) {
    vm.machine.memory.store(at, 8, value as u64);
}

fn number(vm: &Vm, of: usize) -> u32 {
    vm.machine.memory.load(of + device::DEVT, 4).unwrap_or(0) as u32
}

/// `device_initialize(device)`
pub fn initialise(vm: &mut Vm, of: usize, place: Place) {
    vm.touch(of, kobj::KREF, AccessKind::Write, place);
    kobject::initialise(vm, of);
    put_word(vm, of + kobj::KTYPE, data::DEVICE_KTYPE);
    vm.initialise(Kind::Mutex, of + device::MUTEX, place);
}

/// `device_create_with_groups(class, parent, number, data, groups, format, ..)`: the address, or an error.
pub fn create(vm: &mut Vm, what: Creation, format: usize, arguments: Varargs, place: Place) -> i64 {
    vm.might_sleep("device_create", place);
    vm.touch(what.class, 8, AccessKind::Read, place);
    let of = make(vm, what, place);
    if of == 0 {
        return ENOMEM;
    }
    let name = kobject::text(vm, of, format, arguments, place);
    if name == 0 {
        slab::free(vm, of, place);
        return ENOMEM;
    }
    put_word(vm, of + kobj::NAME, name);
    match add_held(vm, of, place) {
        0 => of as i64,
        error => {
            put(vm, of, place);
            error
        }
    }
}

/// What `device_create` is given.
#[derive(Clone, Copy)]
pub struct Creation {
    /// The class.
    pub class: usize,
    /// The parent; 0: none.
    pub parent: usize,
    /// The device number; 0: none.
    pub number: u32,
    /// The driver's data.
    pub data: u64,
    /// Attribute groups; 0: none.
    pub groups: usize,
}

/// A device that is freed with its last reference; 0: there is no memory.
pub(crate) fn make(vm: &mut Vm, what: Creation, place: Place) -> usize {
    let of = slab::allocate(vm, device::SIZE, slab::GFP_ZERO, place);
    if of == 0 {
        return 0;
    }
    kobject::initialise(vm, of);
    vm.initialise(Kind::Mutex, of + device::MUTEX, place);
    for (at, value) in [
        (kobj::KTYPE, data::DEVICE_KTYPE),
        (device::PARENT, what.parent),
        (device::CLASS, what.class),
        (device::DATA, what.data as usize),
        (device::GROUPS, what.groups),
        (device::RELEASE, data::DEVICE_FREE),
    ] {
        put_word(vm, of + at, value);
    }
    vm.machine.memory.store(of + device::DEVT, 4, what.number.into());
    of
}

/// The directory that a device lies in, which is made if it is the kernel's.
fn above(vm: &mut Vm, of: usize) -> Option<Path> {
    let (parent, class) = (word(vm, of + device::PARENT), word(vm, of + device::CLASS));
    let mut path = match parent {
        0 if class != 0 => Path::new(b"/sys/devices/virtual"),
        0 if word(vm, of + device::BUS) == data::PLATFORM_BUS => Path::new(b"/sys/devices/platform"),
        0 => Path::new(b"/sys/devices"),
        parent => sysfs::directory(vm, parent)?,
    };
    sysfs::ensure_directory(vm, path);
    if class != 0 && (parent == 0 || word(vm, parent + device::CLASS) == 0) {
        sysfs::push_text(vm, &mut path, word(vm, class + class_type::NAME));
        sysfs::ensure_directory(vm, path);
    }
    Some(path)
}

/// The attribute groups that a device has.
fn groups(vm: &Vm, of: usize) -> [usize; 4] {
    let member = |of: usize, at: usize| if of == 0 { 0 } else { word(vm, of + at) };
    [
        member(word(vm, of + device::CLASS), class_type::DEV_GROUPS),
        member(word(vm, of + device::TYPE), device_type::GROUPS),
        word(vm, of + device::GROUPS),
        member(word(vm, of + device::BUS), bus_type::DEV_GROUPS),
    ]
}

/// `device_add(device)`
pub fn add(vm: &mut Vm, of: usize, place: Place) -> i64 {
    vm.might_sleep("device_add", place);
    if of == 0 {
        return EINVAL;
    }
    kobject::get(vm, of, place);
    let error = add_held(vm, of, place);
    kobject::put(vm, of, place);
    error
}

/// The same for who has a reference that nobody else gives back.
pub(crate) fn add_held(vm: &mut Vm, of: usize, place: Place) -> i64 {
    let given = word(vm, of + device::INIT_NAME);
    if given != 0 {
        let error = kobject::set_plain_name(vm, of, given, place);
        if error != 0 {
            return error;
        }
        put_word(vm, of + device::INIT_NAME, 0);
    }
    let name = word(vm, of + kobj::NAME);
    if name == 0 || vm.machine.memory.load(name, 1) == Some(0) {
        return EINVAL;
    }
    let parent = word(vm, of + device::PARENT);
    let Some(mut path) = above(vm, of) else { return EINVAL };
    kobject::get(vm, parent, place);
    sysfs::push_text(vm, &mut path, name);
    let number = number(vm, of);
    // Who forgets the device is told of its node, if it has one.
    let by = if number >> 20 != 0 { Place { pc: 0, ..place } } else { place };
    if sysfs::find(vm, path).is_some() {
        sysfs::already(vm, path, place);
        kobject::put(vm, parent, place);
        return EEXIST;
    }
    let slot = sysfs::show_directory(vm, path, of, by);
    put_word(vm, of + kobj::SD, slot as usize + 1);
    put_word(vm, of + kobj::PARENT, parent);
    set_bits(vm, of, 0, IN_SYSFS);
    links(vm, of, slot);
    let error = add_names(vm, of, number, place);
    if error != 0 {
        forget(vm, of, place);
        return error;
    }
    tell(vm, of, place);
    driver::device_added(vm, of, place);
    0
}

/// The attributes of a device, and its node.
fn add_names(vm: &mut Vm, of: usize, number: u32, place: Place) -> i64 {
    for list in groups(vm, of) {
        let error = sysfs::create_groups(vm, of, list, place);
        if error != 0 {
            return error;
        }
    }
    if number >> 20 == 0 {
        return 0;
    }
    let (path, mode) = class::node_of(vm, of, place);
    match appear(vm, path, number, mode, of, place) {
        Ok(slot) => {
            vm.machine.memory.store(of + device::SLOT, 4, u64::from(slot) + 1);
            0
        }
        Err(error) => error,
    }
}

/// Its other names: in its class, and on its bus.
fn links(vm: &mut Vm, of: usize, slot: u32) {
    let name = word(vm, of + kobj::NAME);
    let (class, bus) = (word(vm, of + device::CLASS), word(vm, of + device::BUS));
    if class != 0 {
        let mut path = class::directory(vm, class);
        sysfs::push_text(vm, &mut path, name);
        sysfs::show_link(vm, path, slot);
    }
    if bus != 0 {
        let mut path = driver::bus_directory(vm, bus);
        path.push(b"/devices");
        sysfs::push_text(vm, &mut path, name);
        sysfs::show_link(vm, path, slot);
    }
}

/// User space is told that there is a device.
fn tell(vm: &mut Vm, of: usize, place: Place) {
    let member = |vm: &Vm, of: usize, at: usize| if of == 0 { 0 } else { word(vm, of + at) };
    let (bus, class, kind) =
        (word(vm, of + device::BUS), word(vm, of + device::CLASS), word(vm, of + device::TYPE));
    for function in [
        member(vm, bus, bus_type::UEVENT),
        member(vm, class, class_type::UEVENT),
        member(vm, kind, device_type::UEVENT),
    ] {
        if function != 0 {
            uevent::ask(vm, (of, function), ("add", 0, 0), place);
        }
    }
}

/// Takes away what `device_add` made.
fn forget(vm: &mut Vm, of: usize, place: Place) {
    let node = vm.machine.memory.load(of + device::SLOT, 4).unwrap_or(0) as u32;
    if node > 0 && (node as usize) <= vm.machine.nodes().len() {
        vm.op(Node::Withdraw(node - 1, false), place);
        vm.machine.memory.store(of + device::SLOT, 4, 0);
    }
    if let Some(slot) = sysfs::slot(vm, of) {
        sysfs::hide_links(vm, slot);
        sysfs::withdraw(vm, slot, place);
    }
    put_word(vm, of + kobj::SD, 0);
    set_bits(vm, of, IN_SYSFS, 0);
    let parent = word(vm, of + kobj::PARENT);
    put_word(vm, of + kobj::PARENT, 0);
    kobject::put(vm, parent, place);
}

/// `device_register(device)`
pub fn register(vm: &mut Vm, of: usize, place: Place) -> i64 {
    initialise(vm, of, place);
    add(vm, of, place)
}

/// `device_del(device)`
pub fn del(vm: &mut Vm, of: usize, place: Place) {
    vm.might_sleep("device_del", place);
    vm.touch(of, 8, AccessKind::Read, place);
    driver::device_gone(vm, of, place);
    forget(vm, of, place);
}

/// `put_device(device)`
pub fn put(vm: &mut Vm, of: usize, place: Place) {
    kobject::put(vm, of, place);
}

/// `device_unregister(device)`
pub fn unregister(vm: &mut Vm, of: usize, place: Place) {
    del(vm, of, place);
    put(vm, of, place);
}

/// `device_destroy(class, number)`
pub fn destroy(vm: &mut Vm, class: usize, wanted: u32, place: Place) {
    let is_it = |n: &Published| {
        n.live
            && n.kind == NodeKind::Directory
            && n.object != 0
            && vm.machine.path(n).starts_with(b"/sys/devices/")
            && word(vm, n.object + device::CLASS) == class
            && number(vm, n.object) == wanted
    };
    match vm.machine.nodes().iter().rfind(|n| is_it(n)).map(|n| n.object) {
        Some(of) => unregister(vm, of, place),
        None => vm.event(place),
    }
}

/// The last reference to a device is gone.
pub(crate) fn released(vm: &mut Vm, of: usize, place: Place) {
    devres::release_all(vm, of, place);
    let member = |vm: &Vm, of: usize, at: usize| if of == 0 { 0 } else { word(vm, of + at) };
    let (kind, class) = (word(vm, of + device::TYPE), word(vm, of + device::CLASS));
    let own = word(vm, of + device::RELEASE);
    match own {
        data::DEVICE_FREE => return slab::free(vm, of, place),
        data::PLATFORM_FREE => return slab::free(vm, of - machine::layout::platform_device::DEV, place),
        _ => {}
    }
    let candidates =
        [own, member(vm, kind, device_type::RELEASE), member(vm, class, class_type::DEV_RELEASE)];
    match candidates.into_iter().find(|f| *f != 0) {
        Some(release) => {
            vm.call(release, [of as u64, 0, 0, 0, 0], place);
        }
        None => {
            let said = format!(
                "Device '{}' does not have a release() function, it is broken and must be fixed. See Documentation/core-api/kobject.rst.",
                kobject::name(vm, of)
            );
            bug::warn_of_kernel(vm, "drivers/base/core.c:2332", &said, place);
        }
    }
}

/// `dev_set_name(device, format, ..)`
pub fn set_name(vm: &mut Vm, of: usize, format: usize, arguments: Varargs, place: Place) -> i64 {
    kobject::set_name(vm, of, format, arguments, place)
}

/// `dev_driver_string(device)`: the address of the name of the driver, of the bus, of the class, or of nothing.
pub fn driver_string(vm: &Vm, of: usize) -> usize {
    let named = [device::DRIVER, device::BUS, device::CLASS].map(|at| word(vm, of + at));
    // The name is the first member of each.
    named.into_iter().find(|o| *o != 0).map_or(data::NOTHING, |o| word(vm, o))
}

/// `device_create_file(device, attribute)`
pub fn create_file(vm: &mut Vm, of: usize, at: usize, place: Place) -> i64 {
    if of == 0 {
        return 0;
    }
    let mode = vm.machine.memory.load(at + machine::layout::attribute::MODE, 2).unwrap_or(0);
    let has = |vm: &Vm, member: usize| word(vm, at + member) != 0;
    use machine::layout::kobj_attribute::{SHOW, STORE};
    for (bits, member, line, what) in [
        (0o222, STORE, "drivers/base/core.c:2795", "write permission without 'store'"),
        (0o444, SHOW, "drivers/base/core.c:2798", "read permission without 'show'"),
    ] {
        if mode & bits != 0 && !has(vm, member) {
            let name = word(vm, at);
            let name = String::from_utf8_lossy(vm.machine.memory.c_string(name, 240).unwrap_or_default())
                .into_owned();
            bug::warn_of_kernel(vm, line, &format!("Attribute {name}: {what}"), place);
        }
    }
    sysfs::create_file(vm, of, at, place)
}

/// `device_attach(device)`: 1 if it is bound to a driver.
pub fn attach(vm: &mut Vm, of: usize, place: Place) -> i64 {
    if string::length_within(vm, word(vm, of + kobj::NAME)) == 0 {
        return ENODEV;
    }
    driver::attach_device(vm, of, place)
}
