use machine::{Flags, Level};

/// `preempt_count()`: preemption in bits 0..7, softirq in 8..15 (serving 0x100, disabled 0x200 each), hardirq from 16.
fn count(vm: &vm::Vm) -> i32 {
    let c = vm.machine.context(vm.current());
    let level = match c.level {
        Level::Task => 0,
        Level::Softirq => 0x100,
        Level::Hardirq => 0x1_0000,
    };
    i32::from(c.preempt) + 0x200 * i32::from(c.bh) + level
}

doors! { "linux/preempt.h";
    call preempt_count() -> i32 |vm, _place| count(vm);
    call preempt_disable() |vm, place| { vm.op(Flags::PreemptDisable, place); };
    call preempt_enable() |vm, place| { vm.op(Flags::PreemptEnable, place); };
}
