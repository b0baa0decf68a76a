use kernel::errno::ENXIO;
use machine::{Flags, Ipi, Place};
use vm::Vm;

/// Runs the function on this CPU as if it was interrupted for that.
fn run_here(vm: &mut Vm, function: usize, argument: u64, place: Place) {
    let flags = vm.op(Flags::IrqDisable, place);
    vm.call(function, [argument, 0, 0, 0, 0], place);
    vm.op(Flags::IrqRestore(flags), place);
}

/// Sends the function to these CPUs, and waits if it is told to.
fn send(vm: &mut Vm, mask: u64, function: usize, argument: u64, wait: bool, place: Place) {
    if mask != 0 && vm.machine.context(vm.current()).irqs_off {
        let message = "functions are sent to other CPUs with interrupts off";
        kernel::bug::warn_of_kernel_once(vm, "kernel/smp.c:912 smp_call_function_many_cond", message, place);
    }
    let mut numbers = [0; 64];
    for cpu in (0..vm.machine.config().cpus).filter(|cpu| mask >> cpu & 1 != 0) {
        numbers[usize::from(cpu)] = vm.op(Ipi::Send(cpu, function, argument), place) as u32;
    }
    for cpu in (0..vm.machine.config().cpus).filter(|cpu| wait && mask >> cpu & 1 != 0) {
        vm.op(Ipi::Wait(numbers[usize::from(cpu)]), place);
    }
}

fn online(vm: &Vm) -> u64 {
    u64::MAX >> (64 - vm.machine.config().cpus)
}

/// `on_each_cpu_mask`
fn on_each(vm: &mut Vm, mask: u64, function: usize, argument: u64, wait: bool, place: Place) {
    vm.op(Flags::PreemptDisable, place);
    let own = 1 << vm.machine.context(vm.current()).cpu;
    let mask = mask & online(vm);
    let others = mask & !own;
    let mut numbers = [0; 64];
    for cpu in (0..vm.machine.config().cpus).filter(|cpu| others >> cpu & 1 != 0) {
        numbers[usize::from(cpu)] = vm.op(Ipi::Send(cpu, function, argument), place) as u32;
    }
    if mask & own != 0 {
        run_here(vm, function, argument, place);
    }
    for cpu in (0..vm.machine.config().cpus).filter(|cpu| wait && others >> cpu & 1 != 0) {
        vm.op(Ipi::Wait(numbers[usize::from(cpu)]), place);
    }
    vm.op(Flags::PreemptEnable, place);
}

doors! { "linux/smp.h";
    call smp_call_function_single(cpu: i32, function: usize, argument: u64, wait: i32) -> i32 |vm, place| {
        let Some(cpu) = u16::try_from(cpu).ok().filter(|cpu| *cpu < vm.machine.config().cpus) else {
            return ENXIO as i32;
        };
        vm.op(Flags::PreemptDisable, place);
        if vm.machine.context(vm.current()).cpu == cpu {
            run_here(vm, function, argument, place);
        } else {
            send(vm, 1 << cpu, function, argument, wait != 0, place);
        }
        vm.op(Flags::PreemptEnable, place);
        0
    };
    call __lockstep_call_others(mask: u64, function: usize, argument: u64, wait: i32) |vm, place| {
        vm.op(Flags::PreemptDisable, place);
        let own = 1 << vm.machine.context(vm.current()).cpu;
        let mask = mask & online(vm) & !own;
        send(vm, mask, function, argument, wait != 0, place);
        vm.op(Flags::PreemptEnable, place);
    };
    call __lockstep_on_each_cpu(mask: u64, function: usize, argument: u64, wait: i32) |vm, place| {
        on_each(vm, mask, function, argument, wait != 0, place);
    };
    call smp_processor_id() -> i32 |vm, place| vm.own_cpu("smp_processor_id", place).into();
    call raw_smp_processor_id() -> i32 |vm, place| vm.this_cpu(place).into();
    call smp_send_reschedule(_cpu: i32) |vm, place| vm.event(place);
    call num_online_cpus() -> u32 |vm, _place| u32::from(vm.machine.config().cpus);
}
