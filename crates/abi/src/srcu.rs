use crate::rcu::queue;
use machine::{Fault, Kind, Srcu};

doors! { "linux/srcu.h";
    call __lockstep_init_srcu_struct(srcu: usize) -> i32 |vm, place| {
        if vm.fails(Fault::Allocation, place) {
            return kernel::errno::ENOMEM as i32;
        }
        vm.initialise(Kind::Srcu, srcu, place);
        0
    };
    call cleanup_srcu_struct(srcu: usize) |vm, place| {
        let left = vm.op(Srcu::Cleanup(srcu), place);
        if left != 0 {
            let what = if left as u32 != 0 { "a reader is inside" } else { "callbacks are outstanding" };
            let message = format!("cleanup_srcu_struct: {what}, the structure is leaked");
            kernel::bug::warn_of_kernel(vm, "kernel/rcu/srcutree.c:670 cleanup_srcu_struct", &message, place);
        }
    };
    call srcu_read_lock(srcu: usize) -> i32 |vm, place| vm.op(Srcu::Lock(srcu), place) as i32;
    call srcu_read_unlock(srcu: usize, index: i32) |vm, place| {
        vm.op(Srcu::Unlock(srcu, index as u32), place);
    };
    call synchronize_srcu(srcu: usize) |vm, place| { vm.op(Srcu::Synchronize(srcu), place); };
    call synchronize_srcu_expedited(srcu: usize) |vm, place| { vm.op(Srcu::Synchronize(srcu), place); };
    call call_srcu(srcu: usize, head: usize, function: usize) |vm, place| {
        if queue(vm, head, function, place) {
            vm.op(Srcu::Call(srcu, head, function), place);
        }
    };
    call srcu_barrier(srcu: usize) |vm, place| { vm.op(Srcu::Barrier(srcu), place); };
    call srcu_read_lock_held(srcu: usize) -> i32 |vm, place| {
        vm.event(place);
        vm.machine.is_held(vm.current(), srcu, None).into()
    };
}
