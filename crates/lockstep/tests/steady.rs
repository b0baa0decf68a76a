//! In steady state an execution makes no system call.

mod support;
use scenario::Setup;

#[track_caller]
fn makes_no_system_calls(setup: &Setup) {
    let steady = scenario::steady(setup, 100_000).unwrap();
    assert_eq!(steady.system_calls, 0, "system calls of 100,000 executions of {}", setup.file.display());
}

fn example(name: &str) -> Setup {
    Setup { file: support::example(name), ..Setup::default() }
}

#[test]
fn a_racing_module_is_executed_without_system_calls() {
    makes_no_system_calls(&example("counter.c"));
}

#[test]
fn a_correct_module_is_executed_without_system_calls() {
    makes_no_system_calls(&example("counter_mutex.c"));
}

#[test]
fn deadlocks_are_found_without_system_calls() {
    makes_no_system_calls(&example("abba.c"));
}

#[test]
fn interrupts_are_taken_without_system_calls() {
    makes_no_system_calls(&example("irq_lock.c"));
}

#[test]
fn timers_expire_without_system_calls() {
    makes_no_system_calls(&example("timer_rmmod_sync.c"));
}
