//! Per-CPU data: where a copy lies, and the accesses that are one instruction on the CPU that does them.
//!
//! `this_cpu_*` operations cannot be interrupted, and nobody else is expected to write a CPU's copy meanwhile; so each
//! is one step, and marked. `__this_cpu_*` operations are plain accesses of the module.

use crate::string;
use machine::{Access, AccessKind, Atomic, Fault, Order, Place, Rmw};
use region::Memory;
use vm::Vm;

/// `this_cpu_ptr`, which expects that the context stays where it is.
pub fn own(vm: &mut Vm, pointer: usize, place: Place) -> usize {
    let cpu = vm.own_cpu("smp_processor_id", place);
    vm.machine.percpu_copy(pointer, cpu)
}

/// `raw_cpu_ptr`
pub fn raw(vm: &mut Vm, pointer: usize, place: Place) -> usize {
    let cpu = vm.this_cpu(place);
    vm.machine.percpu_copy(pointer, cpu)
}

/// The check of an operation `__this_cpu_*`, by its number in the header.
pub fn check(vm: &mut Vm, op: u32, place: Place) {
    let calls = [
        "__this_cpu_read",
        "__this_cpu_write",
        "__this_cpu_add",
        "__this_cpu_and",
        "__this_cpu_or",
        "__this_cpu_add_return",
        "__this_cpu_xchg",
        "__this_cpu_cmpxchg",
    ];
    vm.stays(calls.get(op as usize).copied().unwrap_or("__this_cpu_read"), place);
}

/// The address of the copy of this CPU.
pub fn here(vm: &Vm, pointer: usize) -> usize {
    vm.machine.percpu_copy(pointer, vm.machine.context(vm.current()).cpu)
}

/// `per_cpu_ptr`
pub fn copy_of(vm: &Vm, pointer: usize, cpu: u32) -> usize {
    vm.machine.percpu_copy(pointer, u16::try_from(cpu).unwrap_or(u16::MAX))
}

/// `this_cpu_read`
pub fn read(vm: &mut Vm, pointer: usize, size: usize, place: Place) -> u64 {
    let address = here(vm, pointer);
    vm.access(Access { address, size: size as u32, kind: AccessKind::MarkedRead }, place);
    vm.machine.memory.load(address, size).unwrap_or(0)
}

/// `this_cpu_write`
pub fn write(vm: &mut Vm, pointer: usize, size: usize, value: u64, place: Place) {
    let address = here(vm, pointer);
    vm.access(Access { address, size: size as u32, kind: AccessKind::MarkedWrite }, place);
    string::store(vm, |vm| vm.machine.memory.store(address, size, value), address, place);
}

/// `this_cpu_add` and its like; what was found.
pub fn update(vm: &mut Vm, pointer: usize, size: usize, rmw: Rmw, values: (u64, u64), place: Place) -> u64 {
    let address = here(vm, pointer);
    let (operand, other) = values;
    let atomic = Atomic { address, size: size as u8, rmw, order: Order::Relaxed, operand, other };
    vm.atomic(atomic, place)
}

/// `alloc_percpu`; 0 if there is no memory.
pub fn allocate(vm: &mut Vm, size: usize, align: usize, place: Place) -> usize {
    if vm.fails(Fault::Allocation, place) { 0 } else { vm.allocate_percpu(size, align, place) }
}

/// `free_percpu`
pub fn free(vm: &mut Vm, pointer: usize, place: Place) {
    if pointer != 0 {
        vm.free_percpu(pointer, place);
    }
}
