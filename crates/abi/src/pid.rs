use machine::layout::task_struct::PID;
use machine::task_at;

doors! { "linux/pid.h";
    call find_vpid(number: i32) -> usize |vm, place| {
        vm.event(place);
        let mut task = None;
        loop {
            task = vm.machine.next_task(task);
            match task {
                Some(c) if vm.machine.pid(c) as i32 == number => return machine::task_address(c) + PID,
                Some(_) => {}
                None => return 0,
            }
        }
    };
    call pid_task(pid: usize, _sort: i32) -> usize |vm, place| {
        vm.event(place);
        let task = pid.wrapping_sub(PID);
        task_at(task).filter(|c| vm.machine.context(*c).is_alive()).map_or(0, |_| task)
    };
}
