//! Character devices: ranges of device numbers, and what serves them (Documentation of `alloc_chrdev_region`, `cdev_add`,
//! `register_chrdev`). A range is reserved first and served from `cdev_add` on; `register_chrdev` does both.

use crate::errno::{EBUSY, EINVAL, ENOMEM};
use crate::procfs::Path;
use crate::{slab, string};
use machine::layout::cdev;
use machine::{AccessKind, Fault, Form, Node, NodeKind, Place, Published};
use region::Memory;
use vm::{Numbers, Vm};

const MINORBITS: u32 = 20;
/// Majors are given out downwards from here, as Linux does.
const DYNAMIC: std::ops::RangeInclusive<u32> = 234..=254;
const MAJORS: u32 = 512;

fn meets(n: &Numbers, first: u32, count: u32) -> bool {
    first < n.first + n.count && n.first < first + count
}

fn reserve(vm: &mut Vm, first: u32, count: u32, name: usize, place: Place) -> i64 {
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    let len = string::length(vm, name, place).min(63);
    if vm.userland.numbers.iter().any(|n| meets(n, first, count)) {
        return EBUSY;
    }
    let mut text = [0; 64];
    if let Some(bytes) = vm.machine.memory.bytes(name, len) {
        text[..len].copy_from_slice(bytes);
    }
    vm.userland.numbers.push(Numbers { first, count, name: text, by: (vm.current(), place) });
    0
}

fn free_major(vm: &Vm) -> Option<u32> {
    let used = |major: &u32| vm.userland.numbers.iter().any(|n| n.first >> MINORBITS == *major);
    DYNAMIC.rev().find(|major| !used(major))
}

/// `alloc_chrdev_region(first, minor, count, name)`: stores the first number.
pub fn allocate(vm: &mut Vm, first: usize, minor: u32, count: u32, name: usize, place: Place) -> i64 {
    vm.might_sleep("alloc_chrdev_region", place);
    vm.event(place);
    let Some(major) = free_major(vm) else { return EBUSY };
    let number = major << MINORBITS | minor;
    let result = reserve(vm, number, count, name, place);
    if result == 0 {
        string::write(vm, first, &number.to_le_bytes(), place);
    }
    result
}

/// `register_chrdev_region(first, count, name)`
pub fn register(vm: &mut Vm, first: u32, count: u32, name: usize, place: Place) -> i64 {
    vm.might_sleep("register_chrdev_region", place);
    vm.event(place);
    if first >> MINORBITS >= MAJORS { EINVAL } else { reserve(vm, first, count, name, place) }
}

/// `unregister_chrdev_region(first, count)`
pub fn unregister(vm: &mut Vm, first: u32, count: u32, place: Place) {
    vm.might_sleep("unregister_chrdev_region", place);
    vm.event(place);
    vm.userland.numbers.retain(|n| n.first != first || n.count != count);
}

fn serve(
    vm: &mut Vm,
    first: u32,
    count: u32,
    form: Form,
    operations: usize,
    place: Place,
) -> Result<u32, i64> {
    let mut path = Path::new(b"char:");
    path.push(&first.to_be_bytes());
    let mut node = Published::new(NodeKind::Numbers, form, operations, (vm.current(), place));
    (node.device, node.count) = (first, count);
    let slot = vm.machine.prepare_node(path.bytes(), node);
    match vm.op(Node::Publish(slot), place) as i64 {
        0 => Ok(slot),
        _ => Err(EBUSY),
    }
}

/// `register_chrdev(major, name, operations)`: the major if it was 0, else 0; or an error.
pub fn register_all(vm: &mut Vm, major: u32, name: usize, operations: usize, place: Place) -> i64 {
    vm.event(place);
    let chosen = match major {
        0 => free_major(vm),
        m => (m < MAJORS).then_some(m),
    };
    let Some(chosen) = chosen else { return if major == 0 { EBUSY } else { EINVAL } };
    let first = chosen << MINORBITS;
    let result = reserve(vm, first, 256, name, place);
    if result < 0 {
        return result;
    }
    match serve(vm, first, 256, Form::FileOperations, operations, place) {
        Err(error) => error,
        Ok(_) if major == 0 => chosen.into(),
        Ok(_) => 0,
    }
}

/// `unregister_chrdev(major, name)`
pub fn unregister_all(vm: &mut Vm, major: u32, place: Place) {
    let first = major << MINORBITS;
    let served = |n: &Published| n.live && n.kind == NodeKind::Numbers && n.device == first && n.count == 256;
    if let Some(slot) = vm.machine.nodes().iter().rposition(served) {
        vm.op(Node::Withdraw(slot as u32, false), place);
    }
    unregister(vm, first, 256, place);
}

/// `cdev_init(cdev, operations)`
pub fn init(vm: &mut Vm, address: usize, operations: usize, place: Place) {
    string::fill(vm, address, 0, cdev::SIZE, place);
    vm.machine.memory.store(address + cdev::OPS, 8, operations as u64);
}

/// `cdev_alloc()`: the address, or 0.
pub fn allocate_cdev(vm: &mut Vm, place: Place) -> usize {
    vm.might_sleep("cdev_alloc", place);
    slab::allocate(vm, cdev::SIZE, slab::GFP_ZERO, place)
}

/// `cdev_add(cdev, first, count)`: it serves these numbers from here on.
pub fn add(vm: &mut Vm, address: usize, first: u32, count: u32, place: Place) -> i64 {
    vm.touch(address, cdev::SIZE, AccessKind::Write, place);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    vm.machine.memory.store(address + cdev::DEV, 4, first.into());
    vm.machine.memory.store(address + cdev::COUNT, 4, count.into());
    match serve(vm, first, count, Form::Cdev, address, place) {
        Ok(slot) => {
            vm.machine.memory.store(address + cdev::SLOT, 4, u64::from(slot) + 1);
            0
        }
        Err(error) => error,
    }
}

/// `cdev_del(cdev)`
pub fn delete(vm: &mut Vm, address: usize, place: Place) {
    vm.touch(address, cdev::SIZE, AccessKind::Write, place);
    let slot = vm.machine.memory.load(address + cdev::SLOT, 4).unwrap_or(0) as usize;
    let known = vm.machine.nodes().get(slot.wrapping_sub(1)).is_some_and(|n| n.operations == address);
    if known {
        vm.op(Node::Withdraw(slot as u32 - 1, false), place);
        vm.machine.memory.store(address + cdev::SLOT, 4, 0);
    }
}

/// Serves one minor of the miscellaneous major, 10; the minor is `wish`, or a free one. The slot and the minor.
pub(crate) fn serve_misc(vm: &mut Vm, wish: u32, operations: usize, place: Place) -> Result<(u32, u32), i64> {
    const MISC: u32 = 10;
    const ANY: u32 = 255;
    let taken = |minor: u32| vm.machine.numbers(MISC << MINORBITS | minor, 1).is_some();
    let minor = match wish {
        ANY => (0..64).map(|i| 127 - i).find(|minor| !taken(*minor)).ok_or(EBUSY)?,
        wish => wish,
    };
    let slot = serve(vm, MISC << MINORBITS | minor, 1, Form::FileOperations, operations, place)?;
    Ok((slot, minor))
}
