use machine::Flags;

doors! { "linux/preempt.h";
    call preempt_count() -> i32 |vm, _place| {
        vm.machine.context(vm.current()).preempt_count() as i32
    };
    call migrate_disable() |vm, place| {
        vm.event(place);
        vm.machine.migrate_disable(vm.current());
    };
    call migrate_enable() |vm, place| {
        vm.event(place);
        vm.machine.migrate_enable(vm.current());
    };
    call preempt_disable() |vm, place| { vm.op(Flags::PreemptDisable, place); };
    call preempt_enable() |vm, place| { vm.op(Flags::PreemptEnable, place); };
}
