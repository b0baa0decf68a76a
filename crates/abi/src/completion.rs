use machine::TaskState::{Interruptible, Killable, Uninterruptible};
use machine::{Completion, Kind};

/// What a wait without a timeout returns: 0, or the error of who was interrupted.
fn interrupted(value: u64) -> i32 {
    (value as i64).min(0) as i32
}

doors! { "linux/completion.h";
    call init_completion(x: usize) |vm, place| vm.initialise(Kind::Completion, x, place);
    call reinit_completion(x: usize) |vm, place| { vm.op(Completion::Reinit(x), place); };
    call complete(x: usize) |vm, place| { vm.op(Completion::Complete(x), place); };
    call complete_all(x: usize) |vm, place| { vm.op(Completion::CompleteAll(x), place); };
    call wait_for_completion(x: usize) |vm, place| {
        vm.op(Completion::Wait(x, Uninterruptible, u64::MAX), place);
    };
    call wait_for_completion_timeout(x: usize, timeout: u64) -> u64 |vm, place| {
        vm.op(Completion::Wait(x, Uninterruptible, timeout), place)
    };
    call wait_for_completion_interruptible(x: usize) -> i32 |vm, place| {
        interrupted(vm.op(Completion::Wait(x, Interruptible, u64::MAX), place))
    };
    call wait_for_completion_killable(x: usize) -> i32 |vm, place| {
        interrupted(vm.op(Completion::Wait(x, Killable, u64::MAX), place))
    };
    call wait_for_completion_interruptible_timeout(x: usize, timeout: u64) -> i64 |vm, place| {
        vm.op(Completion::Wait(x, Interruptible, timeout), place) as i64
    };
    call wait_for_completion_killable_timeout(x: usize, timeout: u64) -> i64 |vm, place| {
        vm.op(Completion::Wait(x, Killable, timeout), place) as i64
    };
    poll try_wait_for_completion(x: usize) -> bool |vm, place| vm.op(Completion::TryWait(x), place) != 0;
    poll completion_done(x: usize) -> bool |vm, place| vm.op(Completion::Done(x), place) != 0;
}
