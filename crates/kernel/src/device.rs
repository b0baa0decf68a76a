//! Classes and devices: what makes a node appear under /dev. Miscellaneous devices, too.

use crate::chrdev;
use crate::errno::{EEXIST, ENOMEM};
use crate::format::{self, Varargs};
use crate::procfs::Path;
use crate::{printk, slab, string};
use machine::layout::{device, miscdevice as misc};
use machine::{AccessKind, Fault, Form, Node, NodeKind, Place, Published};
use region::Memory;
use vm::Vm;

fn word(vm: &Vm, at: usize) -> usize {
    vm.machine.memory.load(at, 8).unwrap_or(0) as usize
}

/// `class_create(name)`: the address, or an error.
pub fn create_class(vm: &mut Vm, name: usize, place: Place) -> i64 {
    vm.might_sleep("class_create", place);
    string::length(vm, name, place);
    let class = slab::allocate(vm, 16, slab::GFP_ZERO, place);
    if class == 0 {
        return ENOMEM;
    }
    vm.machine.memory.store(class, 8, name as u64);
    class as i64
}

/// `class_destroy(class)`
pub fn destroy_class(vm: &mut Vm, class: usize, place: Place) {
    vm.might_sleep("class_destroy", place);
    if class != 0 && !is_error(class) {
        slab::free(vm, class, place);
    }
}

fn is_error(pointer: usize) -> bool {
    pointer >= (-4095i64) as usize
}

/// A node under /dev appears: its slot.
fn appear(vm: &mut Vm, path: Path, number: u32, mode: u16, object: usize, place: Place) -> Result<u32, i64> {
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

/// `device_create(class, parent, number, data, format, ..)`: the address, or an error.
pub fn create(
    vm: &mut Vm,
    class: usize,
    number: u32,
    data: u64,
    format: usize,
    arguments: Varargs,
    place: Place,
) -> i64 {
    vm.touch(class, 8, AccessKind::Read, place);
    printk::announce(vm, format, arguments, place);
    let mut text = std::mem::take(vm.log.begin());
    let start = text.len();
    format::format(vm, &mut text, format, arguments);
    let mut path = Path::new(b"/dev/");
    path.push(&text[start..]);
    text.truncate(start);
    *vm.log.begin() = text;
    let address = slab::allocate(vm, device::SIZE + 64, slab::GFP_ZERO, place);
    if address == 0 {
        return ENOMEM;
    }
    let name = &path.bytes()[5..];
    vm.machine.memory.write(address + device::SIZE, &name[..name.len().min(63)]);
    vm.machine.memory.store(address + device::NAME, 8, (address + device::SIZE) as u64);
    vm.machine.memory.store(address + device::CLASS, 8, class as u64);
    vm.machine.memory.store(address + device::DATA, 8, data);
    vm.machine.memory.store(address + device::DEVT, 4, number.into());
    if number == 0 {
        return address as i64;
    }
    match appear(vm, path, number, 0o600, address, place) {
        Ok(slot) => {
            vm.machine.memory.store(address + device::SLOT, 4, u64::from(slot) + 1);
            address as i64
        }
        Err(error) => {
            slab::free(vm, address, place);
            error
        }
    }
}

/// `device_destroy(class, number)`
pub fn destroy(vm: &mut Vm, class: usize, number: u32, place: Place) {
    let is_it = |n: &Published| {
        n.live
            && n.kind == NodeKind::Device
            && n.device == number
            && n.object != 0
            && word(vm, n.object + device::CLASS) == class
    };
    let Some(slot) = vm.machine.nodes().iter().rposition(is_it) else { return vm.event(place) };
    let object = vm.machine.nodes()[slot].object;
    vm.op(Node::Withdraw(slot as u32, false), place);
    slab::free(vm, object, place);
}

/// `misc_register(misc)`
pub fn register_misc(vm: &mut Vm, at: usize, place: Place) -> i64 {
    vm.touch(at, misc::SIZE, AccessKind::Write, place);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    let minor = vm.machine.memory.load(at + misc::MINOR, 4).unwrap_or(0) as u32;
    let (nodename, name) = (word(vm, at + misc::NODENAME), word(vm, at + misc::NAME));
    let name = if nodename == 0 { name } else { nodename };
    let len = string::length(vm, name, place);
    let mut path = Path::new(b"/dev/");
    if let Some(bytes) = vm.machine.memory.bytes(name, len) {
        path.push(bytes);
    }
    let operations = word(vm, at + misc::FOPS);
    let (numbers, minor) = match chrdev::serve_misc(vm, minor, operations, place) {
        Ok(served) => served,
        Err(error) => return error,
    };
    let mode = match vm.machine.memory.load(at + misc::MODE, 2) {
        Some(0) | None => 0o600,
        Some(mode) => mode as u16,
    };
    match appear(vm, path, 10 << 20 | minor, mode, 0, place) {
        Ok(slot) => {
            vm.machine.memory.store(at + misc::MINOR, 4, minor.into());
            vm.machine.memory.store(at + misc::SLOT, 4, u64::from(slot) + 1);
            vm.machine.memory.store(at + misc::NUMBERS, 4, u64::from(numbers) + 1);
            0
        }
        Err(error) => {
            vm.op(Node::Withdraw(numbers, false), place);
            error
        }
    }
}

/// `misc_deregister(misc)`
pub fn deregister_misc(vm: &mut Vm, at: usize, place: Place) {
    vm.touch(at, misc::SIZE, AccessKind::Write, place);
    for member in [misc::SLOT, misc::NUMBERS] {
        let slot = vm.machine.memory.load(at + member, 4).unwrap_or(0) as u32;
        if slot > 0 && (slot as usize) <= vm.machine.nodes().len() {
            vm.op(Node::Withdraw(slot - 1, false), place);
        }
        vm.machine.memory.store(at + member, 4, 0);
    }
}
