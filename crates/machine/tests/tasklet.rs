//! Tasklets, and when a softirq runs what is pending.

mod script;

use engine::{Ctx, Ending, WaitsFor, World};
use machine::{Flags, RMMOD, Tasklet, Urgency, line, softirq};
use script::*;

const T: usize = TASKLET[0];
const U: usize = TASKLET[1];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

fn schedule_it(a: usize) -> Step {
    Tasklet::Schedule(a, Urgency::Normal).into()
}

fn kill(a: usize) -> Step {
    Tasklet::Kill(a).into()
}

fn script() -> Script {
    Script::new().tasklet(T, 0).tasklet(U, 1)
}

#[test]
fn it_runs_once_however_often_it_was_scheduled() {
    let mut sim = script().function(0, []).thread([schedule_it(T), schedule_it(T)]).boot();
    sim.go_on(T0);
    sim.go_on(softirq(1));
    assert_eq!((sim.count(0), sim.can(softirq(1))), (1, false));
}

#[test]
fn it_runs_on_the_cpu_that_scheduled_it_first() {
    let mut sim = script().function(0, []).thread([schedule_it(T)]).thread([schedule_it(T)]).boot();
    sim.go(T1);
    sim.go(T0);
    assert!(sim.can(softirq(2)) && !sim.can(softirq(1)));
}

#[test]
fn it_never_runs_beside_itself() {
    let mut sim = script().function(0, [nop()]).thread([schedule_it(T)]).thread([schedule_it(T)]).boot();
    sim.go(T0);
    sim.go(softirq(1));
    sim.go(T1);
    assert!(!sim.can(softirq(2)), "it runs on CPU 1");
    sim.go_on(softirq(1));
    sim.go_on(softirq(2));
    assert_eq!(sim.count(0), 2);
}

#[test]
fn urgent_ones_run_first() {
    let urgent = Tasklet::Schedule(U, Urgency::High).into();
    let mut sim = script().function(0, []).function(1, []).thread([schedule_it(T), urgent]).boot();
    sim.go_on(T0);
    sim.go_on(softirq(1));
    let order: Vec<usize> = sim.calls.iter().map(|c| c.1).filter(|f| *f < 2).collect();
    assert_eq!(order, [1, 0]);
}

#[test]
fn one_that_is_disabled_waits_until_it_is_enabled() {
    let mut sim = script()
        .function(0, [])
        .thread([Tasklet::DisableNosync(T).into(), schedule_it(T), Tasklet::Enable(T).into()])
        .boot();
    sim.go(T0);
    sim.go(T0);
    assert!(!sim.can(softirq(1)));
    sim.go(T0);
    assert!(sim.can(softirq(1)));
}

#[test]
fn disabling_waits_for_the_one_that_runs() {
    let mut sim =
        script().function(0, [nop()]).thread([schedule_it(T)]).thread([Tasklet::Disable(T).into()]).boot();
    sim.go(T0);
    sim.go(softirq(1));
    sim.go(T1);
    assert!(!sim.can(T1));
    assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(softirq(1)));
    sim.go_on(softirq(1));
    assert!(sim.can(T1));
}

#[test]
fn killing_waits_for_one_that_is_scheduled_and_for_one_that_runs() {
    let mut sim = script().function(0, [nop()]).thread([schedule_it(T)]).thread([kill(T)]).boot();
    sim.go(T0);
    sim.go(T1);
    assert!(!sim.can(T1), "it is scheduled");
    sim.go(softirq(1));
    assert!(!sim.can(T1), "it runs");
    sim.go_on(softirq(1));
    assert!(sim.can(T1));
}

#[test]
fn one_that_schedules_itself_can_be_killed_and_lets_the_machine_settle() {
    let script = script().init([schedule_it(T)]).function(0, [schedule_it(T)]).exit([kill(T)]);
    let executions = script.search_within(2, 20_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert!(sim.is_dead(RMMOD));
    });
    assert!(executions > 1);
}

#[test]
fn what_is_pending_runs_before_bottom_halves_are_on_again() {
    let steps = [Flags::BhDisable.into(), schedule_it(T), Flags::BhEnable.into(), nop()];
    let mut sim = script().function(0, []).thread(steps).boot();
    sim.go(T0);
    sim.go(T0);
    assert!(!sim.can(softirq(1)), "bottom halves are off");
    sim.go(T0);
    assert!(!sim.can(T0));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(softirq(1)));
    sim.go_on(softirq(1));
    assert!(sim.can(T0) && sim.count(0) == 1);
}

#[test]
fn a_lock_for_bottom_halves_lets_them_run_when_it_is_released() {
    let mut sim =
        script().function(0, []).thread([lock_bh(SPIN[0]), schedule_it(T), unlock_bh(SPIN[0])]).boot();
    (0..3).for_each(|_| sim.go(T0));
    assert!(!sim.can(T0) && sim.can(softirq(1)));
}

#[test]
fn what_an_interrupt_schedules_runs_before_the_task_that_it_interrupted() {
    let script = script().init([request(7, 2)]).function(0, []).function(2, [schedule_it(T)]);
    let mut sim = script.thread([nop(), nop()]).boot();
    sim.go(T0);
    sim.go_as(line(7), 1);
    sim.go_on(line(7));
    assert!(!sim.can(T0), "the softirq runs first");
    sim.go_on(softirq(1));
    assert!(sim.can(T0) && sim.count(0) == 1);
}

#[test]
fn a_section_without_bottom_halves_goes_on_after_the_interrupt() {
    let script = script().init([request(7, 2)]).function(0, []).function(2, [schedule_it(T)]);
    let mut sim = script.thread([Flags::BhDisable.into(), nop(), Flags::BhEnable.into()]).boot();
    sim.go(T0);
    sim.go_as(line(7), 1);
    sim.go_on(line(7));
    sim.go(T0);
    assert_eq!(sim.count(0), 0);
    sim.go(T0);
    assert!(!sim.can(T0) && sim.can(softirq(1)));
}

#[test]
fn what_was_owed_and_is_taken_back_holds_up_nobody() {
    let steps = [Flags::BhDisable.into(), schedule_it(T), Flags::BhEnable.into()];
    let disable = Tasklet::DisableNosync(T).into();
    let mut sim = script().function(0, []).thread(steps).thread([disable]).boot();
    (0..3).for_each(|_| sim.go(T0));
    assert!(!sim.can(T0));
    sim.go(T1);
    assert!(sim.can(T0));
}

#[test]
fn by_default_the_softirq_that_is_owed_comes_next_and_then_the_task() {
    let steps = [Flags::BhDisable.into(), schedule_it(T), Flags::BhEnable.into(), nop()];
    let mut sim = script().function(0, [nop()]).thread(steps).thread([nop(), nop()]).boot();
    sim.run_default();
    let order: Vec<Ctx> =
        sim.footprints.iter().map(|f| f.0).filter(|c| [T0, T1, softirq(1)].contains(c)).collect();
    let first_of_other = order.iter().position(|c| *c == T1).expect("it runs");
    assert!(order[..first_of_other].contains(&softirq(1)));
    assert_eq!(order[first_of_other - 1], T0, "the task ends before another begins");
}
