use machine::Flags;

doors! { "linux/preempt.h";
    call preempt_count() -> i32 |vm, _place| {
        vm.machine.context(vm.current()).preempt_count() as i32
    };
    call preempt_disable() |vm, place| { vm.op(Flags::PreemptDisable, place); };
    call preempt_enable() |vm, place| { vm.op(Flags::PreemptEnable, place); };
}
