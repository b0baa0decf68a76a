#![allow(non_snake_case, reason = "the names are C's")]

use machine::Order;

doors! { "asm/barrier.h";
    call mb() |vm, _place| vm.barrier(Order::Full);
    call rmb() |vm, _place| vm.barrier(Order::Acquire);
    call wmb() |vm, _place| vm.barrier(Order::Release);
    call smp_mb() |vm, _place| vm.barrier(Order::Full);
    call smp_rmb() |vm, _place| vm.barrier(Order::Acquire);
    call smp_wmb() |vm, _place| vm.barrier(Order::Release);
    call smp_mb__before_atomic() |vm, _place| vm.barrier(Order::Full);
    call smp_mb__after_atomic() |vm, _place| vm.barrier(Order::Full);
    call __lockstep_acquire(_object: usize) |vm, _place| vm.barrier(Order::Acquire);
    call __lockstep_release(_object: usize) |vm, _place| vm.barrier(Order::Release);
    call __lockstep_data_race_begin() |vm, _place| vm.ignore_races(true);
    call __lockstep_data_race_end() |vm, _place| vm.ignore_races(false);
}
