use machine::Kthread;

doors! { "linux/sched/task.h";
    call get_task_struct(task: usize) -> usize |vm, place| vm.op(Kthread::Get(task), place) as usize;
    call put_task_struct(task: usize) |vm, place| { vm.op(Kthread::Put(task), place); };
}
