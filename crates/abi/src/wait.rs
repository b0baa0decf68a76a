use machine::layout::WAIT_AUTOREMOVE;
use machine::layout::wait_queue_entry::{FLAGS, PRIVATE};
use machine::{Kind, Order, Place, Turn, Wait};
use region::Memory;
use vm::Vm;

/// Setting the state of the task is followed by a full barrier, as in `set_current_state`.
fn prepare(vm: &mut Vm, queue: usize, entry: usize, turn: Turn, state: u32, place: Place) {
    vm.op(Wait::Prepare(queue, entry, turn, state), place);
    vm.barrier(Order::Full, place);
}

fn turn(exclusive: i32) -> Turn {
    if exclusive != 0 { Turn::Exclusive } else { Turn::Shared }
}

doors! { "linux/wait.h";
    call __init_waitqueue_head(queue: usize, _name: usize, _key: usize) |vm, place| {
        vm.initialise(Kind::WaitQueue, queue, place);
    };
    call init_wait_entry(entry: usize, flags: u32) |vm, place| {
        vm.event(place);
        let task = machine::task_address(vm.current()) as u64;
        vm.machine.memory.store(entry + FLAGS, 4, (flags | WAIT_AUTOREMOVE).into());
        vm.machine.memory.store(entry + PRIVATE, 8, task);
    };
    call __lockstep_prepare_to_wait(queue: usize, entry: usize, state: u32, exclusive: i32) |vm, place| {
        prepare(vm, queue, entry, turn(exclusive), state, place);
    };
    call prepare_to_wait(queue: usize, entry: usize, state: u32) |vm, place| {
        prepare(vm, queue, entry, Turn::Shared, state, place);
    };
    call prepare_to_wait_exclusive(queue: usize, entry: usize, state: u32) -> bool |vm, place| {
        let first = vm.machine.waiters().iter().all(|w| w.queue != queue);
        prepare(vm, queue, entry, Turn::Exclusive, state, place);
        first
    };
    call __lockstep_might_wait() |vm, place| vm.might_sleep("wait_event", place);
    call finish_wait(queue: usize, entry: usize) |vm, place| { vm.op(Wait::Finish(queue, entry), place); };
    call add_wait_queue(queue: usize, entry: usize) |vm, place| {
        vm.op(Wait::Add(queue, entry, Turn::Shared), place);
    };
    call add_wait_queue_exclusive(queue: usize, entry: usize) |vm, place| {
        vm.op(Wait::Add(queue, entry, Turn::Exclusive), place);
    };
    call remove_wait_queue(queue: usize, entry: usize) |vm, place| { vm.op(Wait::Remove(queue, entry), place); };
    call __lockstep_wake_up(queue: usize, states: u32, exclusive: u32) |vm, place| {
        vm.barrier(Order::Full, place);
        vm.op(Wait::Wake(queue, states, exclusive), place);
    };
    poll waitqueue_active(queue: usize) -> i32 |vm, place| vm.op(Wait::IsActive(queue), place) as i32;
    poll wq_has_sleeper(queue: usize) -> bool |vm, place| {
        vm.barrier(Order::Full, place);
        vm.op(Wait::IsActive(queue), place) != 0
    };
}
