//! Ksets: kobjects that are kept in a list under a spinlock, which lie in the set's directory unless they say otherwise
//! (Documentation/core-api/kobject.rst).

use crate::errno::EINVAL;
use crate::sysfs::word;
use crate::{bug, data, kobject, slab, uevent};
use machine::layout::{kobject as kobj, kset, list_head};
use machine::{AccessKind, Flavour, Kind, Place, Spin};
use region::Memory;
use vm::Vm;

/// The kobject of a set.
pub(crate) fn kobject_of(set: usize) -> usize {
    set + kset::KOBJ
}

/// The set that a kobject is that of.
pub(crate) fn around(of: usize) -> usize {
    of - kset::KOBJ
}

fn link(vm: &mut Vm, before: usize, after: usize, place: Place) {
    for (at, value) in [(before + list_head::NEXT, after), (after + list_head::PREV, before)] {
        vm.touch(at, 8, AccessKind::Write, place);
        vm.machine.memory.store(at, 8, value as u64);
    }
}

/// The kobject joins the set at the end of its list.
pub(crate) fn join(vm: &mut Vm, of: usize, set: usize, place: Place) {
    kobject::get(vm, kobject_of(set), place);
    vm.op(Spin::Lock(set + kset::LOCK, Flavour::Plain), place);
    let (head, entry) = (set + kset::LIST, of + kobj::ENTRY);
    let last = word(vm, head + list_head::PREV);
    link(vm, last, entry, place);
    link(vm, entry, head, place);
    vm.op(Spin::Unlock(set + kset::LOCK, Flavour::Plain, 0), place);
}

/// The kobject leaves its set, if it is in one.
pub(crate) fn leave(vm: &mut Vm, of: usize, place: Place) {
    let set = word(vm, of + kobj::KSET);
    if set == 0 {
        return;
    }
    vm.op(Spin::Lock(set + kset::LOCK, Flavour::Plain), place);
    let entry = of + kobj::ENTRY;
    let (previous, next) = (word(vm, entry + list_head::PREV), word(vm, entry + list_head::NEXT));
    link(vm, previous, next, place);
    link(vm, entry, entry, place);
    vm.op(Spin::Unlock(set + kset::LOCK, Flavour::Plain, 0), place);
    kobject::put(vm, kobject_of(set), place);
}

/// `kset_init(kset)`
pub fn init(vm: &mut Vm, set: usize, place: Place) {
    vm.touch(set, kset::SIZE, AccessKind::Write, place);
    kobject::initialise(vm, kobject_of(set));
    link(vm, set + kset::LIST, set + kset::LIST, place);
    vm.initialise(Kind::Spinlock, set + kset::LOCK, place);
}

/// `kset_register(kset)`
pub fn register(vm: &mut Vm, set: usize, place: Place) -> i64 {
    if set == 0 {
        return EINVAL;
    }
    vm.might_sleep("kset_register", place);
    if word(vm, kobject_of(set) + kobj::KTYPE) == 0 {
        bug::warn_of_kernel(vm, "lib/kobject.c:868", "must have a ktype to be initialized properly!", place);
        return EINVAL;
    }
    init(vm, set, place);
    let error = kobject::add_internal(vm, kobject_of(set), place);
    if error == 0 {
        uevent::send(vm, kobject_of(set), uevent::ADD, 0, place);
    }
    error
}

/// `kset_unregister(kset)`
pub fn unregister(vm: &mut Vm, set: usize, place: Place) {
    if set != 0 {
        kobject::del(vm, kobject_of(set), place);
        kobject::put(vm, kobject_of(set), place);
    }
}

/// `kset_create_and_add(name, operations, parent)`: the address, or 0.
pub fn create_and_add(vm: &mut Vm, name: usize, operations: usize, parent: usize, place: Place) -> usize {
    vm.might_sleep("kset_create_and_add", place);
    let set = slab::allocate(vm, kset::SIZE, slab::GFP_ZERO, place);
    if set == 0 {
        return 0;
    }
    let of = kobject_of(set);
    if kobject::set_plain_name(vm, of, name, place) != 0 {
        slab::free(vm, set, place);
        return 0;
    }
    for (at, value) in [
        (set + kset::UEVENT_OPS, operations),
        (of + kobj::PARENT, parent),
        (of + kobj::KTYPE, data::KSET_KTYPE),
    ] {
        vm.machine.memory.store(at, 8, value as u64);
    }
    if register(vm, set, place) != 0 {
        let name = word(vm, of + kobj::NAME);
        slab::free(vm, name, place);
        slab::free(vm, set, place);
        return 0;
    }
    set
}

/// `kset_find_obj(kset, name)`: the kobject of that name with a reference, or 0.
pub fn find(vm: &mut Vm, set: usize, name: usize, place: Place) -> usize {
    let len = crate::string::length(vm, name, place);
    vm.op(Spin::Lock(set + kset::LOCK, Flavour::Plain), place);
    let head = set + kset::LIST;
    let mut entry = word(vm, head + list_head::NEXT);
    let mut found = 0;
    while entry != head && entry != 0 {
        vm.touch(entry, list_head::SIZE, AccessKind::Read, place);
        let of = entry - kobj::ENTRY;
        let own = word(vm, of + kobj::NAME);
        let same = {
            let memory = &vm.machine.memory;
            own != 0
                && memory.c_string(own, 240).is_some()
                && memory.c_string(own, 240) == memory.bytes(name, len)
        };
        if same {
            found = kobject::get_unless_zero(vm, of, place);
            break;
        }
        entry = word(vm, entry + list_head::NEXT);
    }
    vm.op(Spin::Unlock(set + kset::LOCK, Flavour::Plain, 0), place);
    found
}
