doors! { "linux/sched/clock.h";
    call sched_clock() -> u64 |vm, place| {
        vm.event(place);
        vm.machine.now()
    };
}
