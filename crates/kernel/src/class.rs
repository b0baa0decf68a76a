//! Classes of devices, and miscellaneous devices, which are one.

use crate::device::{self, Creation, put_word};
use crate::errno::{EINVAL, ENOMEM};
use crate::procfs::Path;
use crate::sysfs::{self, Owner, word};
use crate::{chrdev, data, kobject, slab, string};
use machine::layout::{class, device as layout, kobject as kobj, miscdevice as misc};
use machine::{AccessKind, Fault, Form, Node, Place};
use region::Memory;
use vm::Vm;

/// The directory of a class.
pub(crate) fn directory(vm: &Vm, of: usize) -> Path {
    let mut path = Path::new(b"/sys/class");
    sysfs::push_text(vm, &mut path, word(vm, of + class::NAME));
    path
}

fn owner(vm: &Vm, of: usize, place: Place) -> Owner {
    Owner { path: directory(vm, of), of: of as u64, form: Form::Attribute, by: Place { pc: 0, ..place } }
}

/// `class_create(name)`: the address, or an error.
pub fn create(vm: &mut Vm, name: usize, place: Place) -> i64 {
    vm.might_sleep("class_create", place);
    string::length(vm, name, place);
    let of = slab::allocate(vm, class::SIZE, slab::GFP_ZERO, place);
    if of == 0 {
        return ENOMEM;
    }
    put_word(vm, of + class::NAME, name);
    // Who forgets it is told of the memory.
    match appear(vm, of, Place { pc: 0, ..place }, place) {
        0 => of as i64,
        error => {
            slab::free(vm, of, place);
            error
        }
    }
}

fn appear(vm: &mut Vm, of: usize, by: Place, place: Place) -> i64 {
    let path = directory(vm, of);
    if sysfs::find(vm, path).is_some() {
        sysfs::already(vm, path, place);
        return crate::errno::EEXIST;
    }
    sysfs::show_directory(vm, path, 0, by);
    let groups = word(vm, of + class::CLASS_GROUPS);
    let owner = owner(vm, of, place);
    sysfs::create_groups_of(vm, owner, groups, place)
}

/// `class_register(class)`
pub fn register(vm: &mut Vm, of: usize, place: Place) -> i64 {
    vm.might_sleep("class_register", place);
    vm.touch(of, class::SIZE, AccessKind::Read, place);
    if word(vm, of + class::NAME) == 0 {
        return EINVAL;
    }
    appear(vm, of, place, place)
}

/// `class_unregister(class)`
pub fn unregister(vm: &mut Vm, of: usize, place: Place) {
    vm.might_sleep("class_unregister", place);
    if of == 0 || is_error(of) {
        return;
    }
    vm.touch(of, 8, AccessKind::Read, place);
    if let Some(slot) = sysfs::find(vm, directory(vm, of)) {
        sysfs::withdraw_silently(vm, slot, place);
    }
    let release = word(vm, of + class::CLASS_RELEASE);
    if release != 0 {
        vm.call(release, [of as u64, 0, 0, 0, 0], place);
    }
}

/// `class_destroy(class)`
pub fn destroy(vm: &mut Vm, of: usize, place: Place) {
    unregister(vm, of, place);
    if of != 0 && !is_error(of) {
        slab::free(vm, of, place);
    }
}

fn is_error(pointer: usize) -> bool {
    pointer >= (-4095i64) as usize
}

/// `class_create_file(class, attribute)`
pub fn create_file(vm: &mut Vm, of: usize, at: usize, place: Place) -> i64 {
    let owner = Owner { by: place, ..owner(vm, of, place) };
    sysfs::create_file_of(vm, owner, at, place)
}

/// `class_remove_file(class, attribute)`
pub fn remove_file(vm: &mut Vm, of: usize, at: usize, place: Place) {
    let path = directory(vm, of);
    let name = word(vm, at);
    sysfs::remove_named(vm, path, name, place);
}

/// Where the node of a device is, and its mode: what the class says, if it says something.
pub(crate) fn node_of(vm: &mut Vm, of: usize, place: Place) -> (Path, u16) {
    let class_of = word(vm, of + layout::CLASS);
    let mut path = Path::new(b"/dev");
    if class_of == data::MISC_CLASS {
        let at = word(vm, of + layout::DATA);
        let mode = vm.machine.memory.load(at + misc::MODE, 2).unwrap_or(0) as u16;
        let nodename = word(vm, at + misc::NODENAME);
        let name = if nodename == 0 { word(vm, at + misc::NAME) } else { nodename };
        sysfs::push_text(vm, &mut path, name);
        return (path, if mode == 0 { 0o600 } else { mode });
    }
    let asks = if class_of == 0 { 0 } else { word(vm, class_of + class::DEVNODE) };
    let (mut mode, mut name) = (0, 0);
    if asks != 0 {
        let cell = vm.allocate(8, 0, Place { pc: 0, ..place });
        name = vm.call(asks, [of as u64, cell as u64, 0, 0, 0], place) as usize;
        mode = vm.machine.memory.load(cell, 2).unwrap_or(0) as u16 & 0o777;
        slab::free(vm, cell, place);
    }
    let shown = if name == 0 { word(vm, of + kobj::NAME) } else { name };
    sysfs::push_text(vm, &mut path, shown);
    slab::free(vm, name, place);
    (path, if mode == 0 { 0o600 } else { mode })
}

/// `misc_register(misc)`
pub fn register_misc(vm: &mut Vm, at: usize, place: Place) -> i64 {
    vm.touch(at, misc::SIZE, AccessKind::Write, place);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    let minor = vm.machine.memory.load(at + misc::MINOR, 4).unwrap_or(0) as u32;
    let name = word(vm, at + misc::NAME);
    string::length(vm, name, place);
    let operations = word(vm, at + misc::FOPS);
    let (numbers, minor) = match chrdev::serve_misc(vm, minor, operations, place) {
        Ok(served) => served,
        Err(error) => return error,
    };
    let what = Creation {
        class: data::MISC_CLASS,
        parent: word(vm, at + misc::PARENT),
        number: 10 << 20 | minor,
        data: at as u64,
        groups: word(vm, at + misc::GROUPS),
    };
    let quiet = Place { pc: 0, ..place };
    let of = device::make(vm, what, quiet);
    let error = match of {
        0 => ENOMEM,
        of => match kobject::set_plain_name(vm, of, name, quiet) {
            0 => device::add_held(vm, of, place),
            error => error,
        },
    };
    if error != 0 {
        device::put(vm, of, place);
        vm.op(Node::Withdraw(numbers, false), place);
        return error;
    }
    put_word(vm, at + misc::THIS_DEVICE, of);
    vm.machine.memory.store(at + misc::MINOR, 4, minor.into());
    vm.machine.memory.store(at + misc::NUMBERS, 4, u64::from(numbers) + 1);
    0
}

/// `misc_deregister(misc)`
pub fn deregister_misc(vm: &mut Vm, at: usize, place: Place) {
    vm.touch(at, misc::SIZE, AccessKind::Write, place);
    let numbers = vm.machine.memory.load(at + misc::NUMBERS, 4).unwrap_or(0) as u32;
    if numbers == 0 || numbers as usize > vm.machine.nodes().len() {
        return;
    }
    let of = word(vm, at + misc::THIS_DEVICE);
    vm.machine.memory.store(at + misc::NUMBERS, 4, 0);
    device::unregister(vm, of, place);
    vm.op(Node::Withdraw(numbers - 1, false), place);
}
