//! Making kthreads.

use crate::errno::ENOMEM;
use crate::format::{self, Varargs};
use crate::printk;
use machine::{Fault, Name, Place, task_address};
use vm::Vm;

/// `kthread_create_on_node(function, data, node, name, ..)`: the address of a `task_struct`, or an error.
pub fn create(vm: &mut Vm, function: usize, data: u64, name: usize, arguments: Varargs, place: Place) -> u64 {
    vm.might_sleep("kthread_create", place);
    vm.event(place);
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM as u64;
    }
    printk::announce(vm, name, arguments, place);
    let mut text = std::mem::take(vm.log.begin());
    let start = text.len();
    format::format(vm, &mut text, name, arguments);
    let name = Name::new(&text[start..]);
    text.truncate(start);
    *vm.log.begin() = text;
    let parent = vm.current();
    match vm.machine.create_kthread(parent, function, data, name, place.pc) {
        Some(c) => task_address(c) as u64,
        None => {
            vm.full = true;
            ENOMEM as u64
        }
    }
}
