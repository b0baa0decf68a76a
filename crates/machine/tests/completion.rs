//! What `complete` and `wait_for_completion` mean.

mod script;

use engine::{Ending, Mode};
use machine::{CLOCK, Completion, objects};
use script::*;

const D: usize = DONE[0];
const T0: engine::Ctx = thread(0);
const T1: engine::Ctx = thread(1);
const T2: engine::Ctx = thread(2);

fn wait_for(jiffies: u64) -> Step {
    Completion::Wait(D, machine::TaskState::Uninterruptible, jiffies).into()
}

fn try_wait() -> Step {
    Completion::TryWait(D).into()
}

#[test]
fn each_complete_lets_one_waiter_through() {
    let mut sim = Script::new().thread([complete(D), complete(D)]).thread([wait(D)]).thread([wait(D)]).boot();
    sim.go(T1);
    sim.go(T2);
    assert!(!sim.can(T1) && !sim.can(T2));
    sim.go(T0);
    assert!(sim.can(T1) && sim.can(T2));
    sim.go(T2);
    assert!(!sim.can(T1));
    sim.go(T0);
    sim.go(T1);
    assert!(sim.value(T1) > 0);
}

#[test]
fn completions_are_counted_while_nobody_waits() {
    let mut sim =
        Script::new().thread([complete(D), complete(D)]).thread([wait(D), try_wait(), try_wait()]).boot();
    sim.go(T0);
    sim.go(T0);
    (0..3).for_each(|_| sim.go(T1));
    assert_eq!(sim.values(T1)[1..], [1, 0]);
}

#[test]
fn complete_all_lets_everyone_through_until_it_is_reinitialised() {
    let reinit = Completion::Reinit(D).into();
    let mut sim = Script::new()
        .thread([Completion::CompleteAll(D).into(), complete(D), reinit, try_wait()])
        .thread([wait(D), wait(D), Completion::Done(D).into()])
        .boot();
    sim.go(T0);
    (0..3).for_each(|_| sim.go(T1));
    assert_eq!(sim.value(T1), 1);
    sim.go(T0);
    sim.go(T0);
    sim.go(T0);
    assert_eq!(sim.value(T0), 0);
}

#[test]
fn a_wait_that_times_out_returns_zero() {
    let mut sim = Script::new().thread([wait_for(3)]).boot();
    let before = sim.machine.jiffies();
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go(CLOCK);
    assert_eq!(sim.machine.jiffies(), before + 3);
    sim.go(T0);
    assert_eq!(sim.value(T0), 0);
}

#[test]
fn a_wait_that_is_completed_returns_the_jiffies_that_were_left() {
    let mut sim = Script::new().thread([wait_for(10)]).thread([msleep(12), complete(D)]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(CLOCK);
    sim.go(T1);
    sim.go(T1);
    sim.go(T0);
    // 12 ms are three ticks of 250 Hz.
    assert_eq!(sim.value(T0), 7);
}

#[test]
fn a_wait_that_need_not_wait_returns_its_whole_timeout() {
    let mut sim =
        Script::new().thread([complete(D), wait_for(10), complete(D), wait_for(0), wait_for(0)]).boot();
    sim.go_on(T0);
    assert_eq!(sim.values(T0), [0, 10, 0, 1, 0]);
}

#[test]
fn a_completion_at_the_last_moment_counts_and_returns_one() {
    let mut sim = Script::new().thread([wait_for(2)]).thread([complete(D)]).boot();
    sim.go(T0);
    sim.go(CLOCK);
    sim.go(T1);
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
}

#[test]
fn whoever_sees_a_completion_is_ordered_after_it() {
    let done = || Completion::Done(D).into();
    let mut sim = Script::new().thread([complete(D)]).thread([done(), done(), try_wait(), try_wait()]).boot();
    let object = objects::lock(D);
    sim.go(T1);
    assert_eq!((sim.value(T1), sim.touched(object)), (0, vec![Mode::Read]));
    sim.go(T0);
    assert!(sim.touched(object).contains(&Mode::Release));
    sim.go(T1);
    assert_eq!(sim.value(T1), 1);
    assert!(sim.touched(object).contains(&Mode::Acquire));
    sim.go(T1);
    assert!(sim.touched(object).contains(&Mode::Acquire));
    sim.go(T1);
    assert_eq!((sim.value(T1), sim.touched(object)), (0, vec![Mode::Read]));
}

#[test]
fn a_wait_that_nobody_completes_ends_stuck_and_not_as_a_cycle() {
    Script::new().thread([wait(D)]).thread([nop()]).search(1000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert!(!sim.is_dead(T0) && sim.is_dead(T1));
    });
}

#[test]
fn in_every_interleaving_the_waiter_goes_on_after_the_completion() {
    let script = Script::new().thread([write(X), Step::Store(X, 1), complete(D)]).thread([
        wait(D),
        read(X),
        Step::Load(X),
        write(Y),
        Step::Store(Y, 0),
    ]);
    let n = script.search(10_000, |sim, _, ending| {
        assert_eq!((ending, sim.load(Y)), (Ending::Finished, 1));
    });
    assert!(n > 1);
}
