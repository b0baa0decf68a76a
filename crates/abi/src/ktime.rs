doors! { "linux/ktime.h";
    call ktime_get() -> u64 |vm, place| {
        vm.event(place);
        vm.machine.now()
    };
}
