use machine::{Action, Fault, Irq, Place};
use vm::Vm;

const ENOMEM: i32 = kernel::errno::ENOMEM as i32;
const EINVAL: i32 = kernel::errno::EINVAL as i32;
const ENOTCONN: i32 = -107;
/// `IRQ_NOTCONNECTED`
const NOT_CONNECTED: u32 = 1 << 31;

fn request(vm: &mut Vm, action: Action, place: Place) -> i32 {
    if action.irq == NOT_CONNECTED {
        return ENOTCONN;
    }
    if vm.fails(Fault::Allocation, place) {
        return ENOMEM;
    }
    let action = vm.machine.prepare_action(action);
    vm.op(Irq::Request(action), place) as i32
}

doors! { "linux/interrupt.h";
    call request_threaded_irq(irq: u32, handler: usize, thread: usize, flags: u64, name: usize, dev: u64) -> i32 |vm, place| {
        request(vm, Action::new(irq, handler, thread, dev, flags as u32, name), place)
    };
    call request_irq(irq: u32, handler: usize, flags: u64, name: usize, dev: u64) -> i32 |vm, place| {
        if handler == 0 {
            return EINVAL;
        }
        request(vm, Action::new(irq, handler, 0, dev, flags as u32, name), place)
    };
    call request_any_context_irq(irq: u32, handler: usize, flags: u64, name: usize, dev: u64) -> i32 |vm, place| {
        request(vm, Action::new(irq, handler, 0, dev, flags as u32, name), place)
    };
    call free_irq(irq: u32, dev: u64) -> usize |vm, place| vm.op(Irq::Free(irq, dev), place) as usize;
    call disable_irq(irq: u32) |vm, place| { vm.op(Irq::Disable(irq), place); };
    call disable_irq_nosync(irq: u32) |vm, place| { vm.op(Irq::DisableNosync(irq), place); };
    call enable_irq(irq: u32) |vm, place| {
        if vm.op(Irq::Enable(irq), place) != 0 {
            kernel::bug::warn_of_kernel(
                vm,
                "kernel/irq/manage.c:774 __enable_irq",
                &format!("Unbalanced enable for IRQ {irq}"),
                place,
            );
        }
    };
    call synchronize_irq(irq: u32) |vm, place| { vm.op(Irq::Synchronize(irq), place); };
}
