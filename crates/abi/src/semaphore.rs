use machine::TaskState::{Interruptible, Killable, Uninterruptible};
use machine::{Kind, Semaphore, TaskState};
use vm::Vm;

fn take(vm: &mut Vm, sem: usize, state: TaskState, timeout: u64, place: machine::Place) -> i32 {
    vm.op(Semaphore::Down(sem, state, timeout), place) as i32
}

doors! { "linux/semaphore.h";
    call __sema_init(sem: usize, units: u32, _name: usize) |vm, place| {
        vm.initialise(Kind::Semaphore, sem, place);
        vm.machine.set_units(sem, units);
    };
    call down(sem: usize) |vm, place| { take(vm, sem, Uninterruptible, u64::MAX, place); };
    call down_interruptible(sem: usize) -> i32 |vm, place| take(vm, sem, Interruptible, u64::MAX, place);
    call down_killable(sem: usize) -> i32 |vm, place| take(vm, sem, Killable, u64::MAX, place);
    call down_timeout(sem: usize, jiffies: i64) -> i32 |vm, place| {
        take(vm, sem, Uninterruptible, jiffies.max(0) as u64, place)
    };
    poll down_trylock(sem: usize) -> i32 |vm, place| vm.op(Semaphore::TryDown(sem), place) as i32;
    call up(sem: usize) |vm, place| { vm.op(Semaphore::Up(sem), place); };
}
