use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::slab;
use machine::layout::{WQ_UNBOUND, kthread_worker};
use machine::{Affinity, Completion, Kind, Kthread, task_address};
use region::Memory;

variadic!(kthread_create_on_node => create);

extern "C" fn create(registers: usize, overflow: usize) -> u64 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (function, data, name) = (named(registers, 0), named(registers, 1), named(registers, 3));
    kernel::kthread::create(vm, function, data as u64, name, after(4, registers, overflow), place)
}

/// A queue whose items run one at a time.
fn worker(vm: &mut vm::Vm, place: machine::Place) -> usize {
    vm.might_sleep("kthread_create_worker", place);
    let worker = slab::allocate(vm, kthread_worker::SIZE, slab::GFP_ZERO, place);
    if worker == 0 {
        return kernel::errno::ENOMEM as usize;
    }
    vm.initialise(Kind::Workqueue, worker, place);
    let task = task_address(vm.current()) as u64;
    let memory = &mut vm.machine.memory;
    memory.store(worker + kthread_worker::FLAGS, 4, WQ_UNBOUND.into());
    memory.store(worker + kthread_worker::MAX_ACTIVE, 4, 1);
    memory.store(worker + kthread_worker::TASK, 8, task);
    worker
}

mod fixed {
    use super::{Affinity, Completion, Kthread, worker};
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
        call kthread_park(task: usize) -> i32 |vm, place| vm.op(Kthread::Park(task), place) as i32;
        call kthread_unpark(task: usize) |vm, place| { vm.op(Kthread::Unpark(task), place); };
        call kthread_parkme() |vm, place| { vm.op(Kthread::ParkMe, place); };
        poll kthread_should_park() -> bool |vm, place| vm.op(Kthread::ShouldPark, place) != 0;
        call __lockstep_create_worker(_flags: u32) -> usize |vm, place| worker(vm, place);
        call wake_up_process(task: usize) -> i32 |vm, place| vm.op(Kthread::Wake(task), place) as i32;
    }
}

/// What makes kthreads, whose names are formats.
pub(crate) const CREATE: &[Door] =
    &[Door::new("kthread_create_on_node", "linux/kthread.h", kthread_create_on_node as *const ())];

pub(crate) use fixed::DOORS;
