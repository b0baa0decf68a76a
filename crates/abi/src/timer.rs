use machine::{Kind, Timer};
use region::Memory;

use machine::layout::timer_list::{FLAGS, FUNCTION};

doors! { "linux/timer.h";
    call init_timer_key(timer: usize, callback: usize, flags: u32, _name: usize) |vm, place| {
        vm.initialise(Kind::Timer, timer, place);
        vm.machine.memory.store(timer + FUNCTION, 8, callback as u64);
        vm.machine.memory.store(timer + FLAGS, 4, flags.into());
    };
    call add_timer(timer: usize) |vm, place| { vm.op(Timer::Add(timer), place); };
    call mod_timer(timer: usize, expires: u64) -> i32 |vm, place| vm.op(Timer::Modify(timer, expires), place) as i32;
    call del_timer(timer: usize) -> i32 |vm, place| vm.op(Timer::Delete(timer), place) as i32;
    call timer_delete(timer: usize) -> i32 |vm, place| vm.op(Timer::Delete(timer), place) as i32;
    call del_timer_sync(timer: usize) -> i32 |vm, place| vm.op(Timer::DeleteSync(timer), place) as i32;
    call timer_delete_sync(timer: usize) -> i32 |vm, place| vm.op(Timer::DeleteSync(timer), place) as i32;
    call timer_shutdown_sync(timer: usize) -> i32 |vm, place| vm.op(Timer::Shutdown(timer), place) as i32;
    call timer_reduce(timer: usize, expires: u64) -> i32 |vm, place| vm.op(Timer::Reduce(timer, expires), place) as i32;
    call try_to_del_timer_sync(timer: usize) -> i32 |vm, place| vm.op(Timer::TryDelete(timer), place) as i32;
    call del_singleshot_timer_sync(timer: usize) -> i32 |vm, place| {
        vm.op(Timer::DeleteSync(timer), place) as i32
    };
    poll timer_pending(timer: usize) -> i32 |vm, place| vm.op(Timer::Pending(timer), place) as i32;
    call get_jiffies_64() -> u64 |vm, place| {
        vm.event(place);
        vm.machine.jiffies()
    };
}
