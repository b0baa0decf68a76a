use machine::layout::{TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE};
use machine::{Access, AccessKind, Affinity, Kthread, Order, Sched, TaskState, task_address, task_at};
use region::Memory;

/// A task's state is set; returns what the timeout is in nanoseconds of virtual time.
fn state(vm: &mut vm::Vm, state: u64, place: machine::Place) {
    let address = task_address(vm.current());
    vm.access(Access { address, size: 4, kind: AccessKind::MarkedWrite }, place);
    vm.set_task_state(address, state);
}

fn sleep(vm: &mut vm::Vm, timeout: i64, place: machine::Place) -> i64 {
    let until = vm.machine.jiffies_from_now(timeout.max(0) as u64);
    vm.op(Sched::Schedule(until), place) as i64
}

const INTERRUPTIBLE: u64 = TASK_INTERRUPTIBLE as u64;
const UNINTERRUPTIBLE: u64 = TASK_UNINTERRUPTIBLE as u64;
/// `TASK_WAKEKILL | TASK_UNINTERRUPTIBLE`
const KILLABLE: u64 = 0x100 | UNINTERRUPTIBLE;

/// `yield` is no name in Rust; it does what `cond_resched` does.
pub(crate) const YIELD: &[crate::Door] =
    &[crate::Door::new("yield", "linux/sched.h", cond_resched as *const ())];

doors! { "linux/sched.h";
    call get_current() -> usize |vm, _place| task_address(vm.current());
    call __lockstep_set_current_state(value: u32, ordered: i32) |vm, place| {
        state(vm, value.into(), place);
        if ordered != 0 {
            vm.barrier(Order::Full, place);
        }
    };
    call schedule() |vm, place| { vm.op(Sched::Schedule(u64::MAX), place); };
    call schedule_timeout(timeout: i64) -> i64 |vm, place| sleep(vm, timeout, place);
    call schedule_timeout_interruptible(timeout: i64) -> i64 |vm, place| {
        state(vm, INTERRUPTIBLE, place);
        sleep(vm, timeout, place)
    };
    call schedule_timeout_killable(timeout: i64) -> i64 |vm, place| {
        state(vm, KILLABLE, place);
        sleep(vm, timeout, place)
    };
    call schedule_timeout_uninterruptible(timeout: i64) -> i64 |vm, place| {
        state(vm, UNINTERRUPTIBLE, place);
        sleep(vm, timeout, place)
    };
    poll cond_resched() -> i32 |vm, place| vm.op(Sched::Yield, place) as i32;
    poll cpu_relax() |vm, place| { vm.op(Sched::Relax, place); };
    call wake_up_state(task: usize, states: u32) -> i32 |vm, place| {
        vm.op(Kthread::WakeFrom(task, states), place) as i32
    };
    poll need_resched() -> bool |vm, place| {
        vm.op(Sched::Relax, place);
        false
    };
    call __lockstep_signal_pending(task: usize, state: u32) -> i32 |vm, place| {
        vm.event(place);
        let state = TaskState::of(state.into());
        task_at(task).is_some_and(|c| vm.machine.is_signalled(c, state)).into()
    };
    call allow_signal(_number: i32) |vm, place| {
        vm.event(place);
        vm.machine.allow_signals(vm.current());
    };
    call flush_signals(task: usize) |vm, place| {
        vm.event(place);
        if let Some(c) = task_at(task) {
            vm.machine.flush_signals(c);
        }
    };
    call task_cpu(task: usize) -> u32 |vm, place| {
        vm.event(place);
        task_at(task).map_or(0, |c| vm.machine.context(c).cpu.into())
    };
    call kick_process(_task: usize) |vm, place| vm.event(place);
    call set_cpus_allowed_ptr(task: usize, mask: usize) -> i32 |vm, place| {
        vm.touch(mask, 8, AccessKind::Read, place);
        let cpus = vm.machine.memory.load(mask, 8).unwrap_or(0);
        vm.op(Affinity::Allow(task, cpus), place) as i32
    };
    call __might_sleep(_file: usize, _line: i32) |vm, place| {
        vm.event(place);
        vm.might_sleep("might_sleep", place);
    };
}
