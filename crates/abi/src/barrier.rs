#![allow(non_snake_case, reason = "the names are C's")]

use machine::Order;

doors! { "asm/barrier.h";
    call mb() |vm, place| vm.barrier(Order::Full, place);
    call rmb() |vm, place| vm.barrier(Order::Acquire, place);
    call wmb() |vm, place| vm.barrier(Order::Release, place);
    call smp_mb() |vm, place| vm.barrier(Order::Full, place);
    call smp_rmb() |vm, place| vm.barrier(Order::Acquire, place);
    call smp_wmb() |vm, place| vm.barrier(Order::Release, place);
    call smp_mb__before_atomic() |vm, place| vm.barrier(Order::Full, place);
    call smp_mb__after_atomic() |vm, place| vm.barrier(Order::Full, place);
    call __lockstep_acquire(_object: usize) |vm, place| vm.barrier(Order::Acquire, place);
    call __lockstep_release(_object: usize) |vm, place| vm.barrier(Order::Release, place);
    call __lockstep_assert_exclusive(address: usize, size: usize, writers: bool) |vm, place| {
        vm.asserts_exclusive(address, size, writers, place);
    };
    call __lockstep_data_race_begin() |vm, _place| vm.ignore_races(true);
    call __lockstep_data_race_end() |vm, _place| vm.ignore_races(false);
}
