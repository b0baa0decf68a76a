use machine::{Fault, Irq};

doors! { "linux/interrupt.h";
    call request_irq(irq: u32, handler: usize, _flags: u64, _name: usize, dev: u64) -> i32 |vm, place| {
        if vm.fails(Fault::Allocation, place) {
            return kernel::errno::ENOMEM as i32;
        }
        vm.op(Irq::Request(irq, handler, dev), place) as i32
    };
    call free_irq(irq: u32, dev: u64) -> usize |vm, place| {
        vm.op(Irq::Free(irq, dev), place);
        0
    };
    call disable_irq(irq: u32) |vm, place| { vm.op(Irq::Disable(irq), place); };
    call disable_irq_nosync(irq: u32) |vm, place| { vm.op(Irq::DisableNosync(irq), place); };
    call enable_irq(irq: u32) |vm, place| { vm.op(Irq::Enable(irq), place); };
    call synchronize_irq(irq: u32) |vm, place| { vm.op(Irq::synchronize(irq), place); };
}
