//! What a driver gets for a device until it lets go of it: memory, and actions that are done then, the last one first
//! (Documentation/driver-api/driver-model/devres.rst).

use crate::errno::ENOMEM;
use crate::format::Varargs;
use crate::{bug, kobject, slab};
use machine::{AccessKind, Fault, Place};
use vm::{Owned, Vm};

/// `devm_kmalloc(device, size, flags)`; 0 if there is no memory.
pub fn allocate(vm: &mut Vm, device: usize, size: usize, flags: u32, place: Place) -> usize {
    vm.touch(device, 8, AccessKind::Read, place);
    let object = slab::allocate(vm, size, flags, place);
    if object > slab::ZERO_SIZE {
        vm.userland.model.owned.push(Owned { device, action: 0, data: object });
    }
    object
}

/// `devm_kstrdup(device, text, flags)`
pub fn duplicate(vm: &mut Vm, device: usize, text: usize, flags: u32, place: Place) -> usize {
    let copy = slab::duplicate(vm, text, flags, place);
    if copy != 0 {
        vm.userland.model.owned.push(Owned { device, action: 0, data: copy });
    }
    copy
}

/// `devm_kasprintf(device, flags, format, ..)`
pub fn print(vm: &mut Vm, device: usize, format: usize, arguments: Varargs, place: Place) -> usize {
    let text = kobject::text(vm, 0, format, arguments, place);
    if text != 0 {
        vm.userland.model.owned.push(Owned { device, action: 0, data: text });
    }
    text
}

/// `devm_kfree(device, object)`
pub fn free(vm: &mut Vm, device: usize, object: usize, place: Place) {
    if object <= slab::ZERO_SIZE {
        return;
    }
    let is_it = |o: &Owned| o.device == device && o.action == 0 && o.data == object;
    match vm.userland.model.owned.iter().rposition(is_it) {
        Some(i) => {
            vm.userland.model.owned.remove(i);
            slab::free(vm, object, place);
        }
        None => bug::warn_of_kernel(
            vm,
            "drivers/base/devres.c:1068",
            "devm_kfree: the object was not allocated for this device",
            place,
        ),
    }
}

/// `devm_add_action(device, action, data)`
pub fn add_action(vm: &mut Vm, device: usize, action: usize, data: usize, place: Place) -> i64 {
    vm.event(place);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    vm.userland.model.owned.push(Owned { device, action, data });
    0
}

/// `devm_remove_action(device, action, data)`
pub fn remove_action(vm: &mut Vm, device: usize, action: usize, data: usize, place: Place) {
    vm.event(place);
    let is_it = |o: &Owned| o.device == device && o.action == action && o.data == data;
    if let Some(i) = vm.userland.model.owned.iter().rposition(is_it) {
        vm.userland.model.owned.remove(i);
    }
}

/// `devres_release_all(device)`
pub(crate) fn release_all(vm: &mut Vm, device: usize, place: Place) {
    while let Some(i) = vm.userland.model.owned.iter().rposition(|o| o.device == device) {
        let Owned { action, data, .. } = vm.userland.model.owned.remove(i);
        match action {
            0 => slab::free(vm, data, place),
            action => {
                vm.call(action, [data as u64, 0, 0, 0, 0], place);
            }
        }
    }
}
