use machine::{Kthread, task_address, task_at};

doors! { "linux/sched/signal.h";
    call next_task(task: usize) -> usize |vm, place| {
        vm.event(place);
        task_address(vm.machine.next_task(task_at(task)).unwrap_or(machine::CLOCK))
    };
    call send_sig(_signal: i32, task: usize, _priv: i32) -> i32 |vm, place| vm.op(Kthread::Signal(task), place) as i32;
    call send_sig_info(_signal: i32, _info: usize, task: usize) -> i32 |vm, place| {
        vm.op(Kthread::Signal(task), place) as i32
    };
}
