use machine::Flags;

doors! { "linux/irqflags.h";
    call _local_irq_disable() |vm, place| { vm.op(Flags::IrqDisable, place); };
    call _local_irq_enable() |vm, place| { vm.op(Flags::IrqEnable, place); };
    call _local_irq_save() -> u64 |vm, place| vm.op(Flags::IrqDisable, place);
    call _local_irq_restore(flags: u64) |vm, place| { vm.op(Flags::IrqRestore(flags), place); };
    call irqs_disabled() -> i32 |vm, _place| i32::from(vm.machine.context(vm.current()).irqs_off);
    call local_bh_disable() |vm, place| { vm.op(Flags::BhDisable, place); };
    call local_bh_enable() |vm, place| { vm.op(Flags::BhEnable, place); };
}
