use machine::layout::tasklet_struct::{COUNT, DATA, FUNCTION, USES_CALLBACK};
use machine::{Kind, Place, Tasklet, Urgency};
use region::Memory;
use vm::Vm;

/// Which of the two forms of function a tasklet has.
enum Form {
    Old,
    Callback,
}

fn initialise(vm: &mut Vm, tasklet: usize, function: usize, data: u64, form: Form, place: Place) {
    vm.initialise(Kind::Tasklet, tasklet, place);
    let memory = &mut vm.machine.memory;
    memory.store(tasklet + COUNT, 4, 0);
    memory.store(tasklet + USES_CALLBACK, 1, matches!(form, Form::Callback).into());
    memory.store(tasklet + FUNCTION, 8, function as u64);
    memory.store(tasklet + DATA, 8, data);
}

doors! { "linux/interrupt.h";
    call tasklet_init(tasklet: usize, function: usize, data: u64) |vm, place| {
        initialise(vm, tasklet, function, data, Form::Old, place);
    };
    call tasklet_setup(tasklet: usize, callback: usize) |vm, place| {
        initialise(vm, tasklet, callback, 0, Form::Callback, place);
    };
    call tasklet_schedule(tasklet: usize) |vm, place| {
        vm.op(Tasklet::Schedule(tasklet, Urgency::Normal), place);
    };
    call tasklet_hi_schedule(tasklet: usize) |vm, place| {
        vm.op(Tasklet::Schedule(tasklet, Urgency::High), place);
    };
    call tasklet_disable(tasklet: usize) |vm, place| {
        vm.might_sleep("tasklet_disable", place);
        vm.op(Tasklet::Disable(tasklet), place);
    };
    call tasklet_disable_in_atomic(tasklet: usize) |vm, place| { vm.op(Tasklet::Disable(tasklet), place); };
    call tasklet_disable_nosync(tasklet: usize) |vm, place| { vm.op(Tasklet::DisableNosync(tasklet), place); };
    call tasklet_enable(tasklet: usize) |vm, place| { vm.op(Tasklet::Enable(tasklet), place); };
    call tasklet_kill(tasklet: usize) |vm, place| { vm.op(Tasklet::Kill(tasklet), place); };
    call tasklet_unlock_wait(tasklet: usize) |vm, place| {
        vm.might_sleep("tasklet_unlock_wait", place);
        vm.op(Tasklet::Synchronize(tasklet), place);
    };
}
