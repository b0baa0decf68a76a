use machine::layout::irq_work::FUNCTION;
use machine::{Ipi, Kind};
use region::Memory;

doors! { "linux/irq_work.h";
    call init_irq_work(work: usize, function: usize) |vm, place| {
        vm.initialise(Kind::IrqWork, work, place);
        vm.machine.memory.store(work + FUNCTION, 8, function as u64);
    };
    call irq_work_queue(work: usize) -> bool |vm, place| vm.op(Ipi::Queue(work, u16::MAX), place) != 0;
    call irq_work_queue_on(work: usize, cpu: i32) -> bool |vm, place| {
        let cpu = u16::try_from(cpu).ok().filter(|cpu| *cpu < vm.machine.config().cpus).unwrap_or(0);
        vm.op(Ipi::Queue(work, cpu), place) != 0
    };
    call irq_work_sync(work: usize) |vm, place| {
        vm.might_sleep("irq_work_sync", place);
        vm.op(Ipi::Synchronize(work), place);
    };
    poll irq_work_is_pending(work: usize) -> bool |vm, place| vm.op(Ipi::IsPending(work), place) != 0;
    poll irq_work_is_busy(work: usize) -> bool |vm, place| vm.op(Ipi::IsBusy(work), place) != 0;
}
