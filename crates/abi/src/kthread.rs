use crate::Door;
use crate::varargs::{after, named, variadic};
use machine::{Affinity, Completion, Kthread};

variadic!(kthread_create_on_node => create);

extern "C" fn create(registers: usize, overflow: usize) -> u64 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (function, data, name) = (named(registers, 0), named(registers, 1), named(registers, 3));
    kernel::kthread::create(vm, function, data as u64, name, after(4, registers, overflow), place)
}

mod fixed {
    use super::{Affinity, Completion, Kthread};
    doors! { "linux/kthread.h";
        call kthread_stop(task: usize) -> i32 |vm, place| vm.op(Kthread::Stop(task), place) as i32;
        poll kthread_should_stop() -> bool |vm, place| vm.op(Kthread::ShouldStop, place) != 0;
        call kthread_bind(task: usize, cpu: u32) |vm, place| {
            vm.op(Affinity::Bind(task, 1u64.checked_shl(cpu).unwrap_or(0)), place);
        };
        call kthread_exit(value: i64) |vm, place| vm.exit(value as u64, place);
        call kthread_complete_and_exit(done: usize, value: i64) |vm, place| {
            if done != 0 {
                vm.op(Completion::Complete(done), place);
            }
            vm.exit(value as u64, place);
        };
        call complete_and_exit(done: usize, value: i64) |vm, place| {
            if done != 0 {
                vm.op(Completion::Complete(done), place);
            }
            vm.exit(value as u64, place);
        };
        call wake_up_process(task: usize) -> i32 |vm, place| vm.op(Kthread::Wake(task), place) as i32;
    }
}

pub(crate) const DOORS: &[Door] = &[
    Door::new("kthread_create_on_node", "linux/kthread.h", kthread_create_on_node as *const ()),
    fixed::DOORS[0],
    fixed::DOORS[1],
    fixed::DOORS[2],
    fixed::DOORS[3],
    fixed::DOORS[4],
    fixed::DOORS[5],
    fixed::DOORS[6],
];
