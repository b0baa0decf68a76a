use machine::layout::{RCU_READER, rcu_head};
use machine::{AccessKind, Level, Misuse, Place, Protection, Rcu};
use region::Memory;
use vm::Vm;

/// `call_rcu` and its like write the head that they are given. False: it is handed over already.
pub(crate) fn queue(vm: &mut Vm, head: usize, function: usize, place: Place) -> bool {
    vm.touch(head, rcu_head::SIZE, AccessKind::Write, place);
    if vm.machine.callbacks().iter().any(|k| k.head == head && k.function == function) {
        let message = "ODEBUG: activate active (active state 1) object type: rcu_head";
        kernel::bug::warn_of_kernel(vm, "lib/debugobjects.c:505 debug_print_object", message, place);
        return false;
    }
    vm.machine.memory.store(head + rcu_head::FUNCTION, 8, function as u64);
    true
}

/// Whether the running context is one that RCU waits for, by whatever means.
fn is_any_reader(vm: &Vm) -> bool {
    let context = vm.machine.context(vm.current());
    context.rcu > 0 || !context.is_preemptible() || context.level != Level::Task
}

doors! { "linux/rcupdate.h";
    call rcu_read_lock() |vm, place| { vm.op(Rcu::Lock, place); };
    call rcu_read_unlock() |vm, place| { vm.op(Rcu::Unlock, place); };
    call synchronize_rcu() |vm, place| { vm.op(Rcu::Synchronize, place); };
    call synchronize_rcu_expedited() |vm, place| { vm.op(Rcu::Synchronize, place); };
    call call_rcu(head: usize, function: usize) |vm, place| {
        if queue(vm, head, function, place) {
            vm.op(Rcu::Call(head, function), place);
        }
    };
    call rcu_barrier() |vm, place| { vm.op(Rcu::Barrier, place); };
    call __lockstep_kfree_rcu(object: usize) |vm, place| {
        if object != 0 {
            vm.op(Rcu::Free(object), place);
        }
    };
    call get_state_synchronize_rcu() -> u64 |vm, place| vm.op(Rcu::Begin, place);
    call start_poll_synchronize_rcu() -> u64 |vm, place| vm.op(Rcu::Begin, place);
    poll poll_state_synchronize_rcu(state: u64) -> bool |vm, place| vm.op(Rcu::IsOver(state as u32), place) != 0;
    call rcu_read_lock_held() -> i32 |vm, place| {
        vm.event(place);
        (vm.machine.context(vm.current()).rcu > 0).into()
    };
    call rcu_read_lock_any_held() -> i32 |vm, place| {
        vm.event(place);
        is_any_reader(vm).into()
    };
    call __lockstep_rcu_use(object: usize, held: bool, by: i32) |vm, place| {
        vm.event(place);
        let by = match by {
            0 => Protection::Reader,
            1 => Protection::Condition,
            _ => Protection::List,
        };
        let context = vm.machine.context(vm.current());
        let locks = vm.machine.held(vm.current()).iter().any(|h| h.address != RCU_READER);
        let well = match by {
            Protection::Reader => context.rcu > 0,
            Protection::Condition => false,
            Protection::List => locks || is_any_reader(vm),
        };
        if !held && !well {
            vm.misuse(Misuse::Unprotected { address: object, by }, place);
        }
    };
}
