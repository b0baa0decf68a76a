//! Workqueues: items, their workers, and who waits for whom.

mod script;

use engine::{Ctx, Ending, Mode, WaitsFor, World};
use machine::layout::SYSTEM_QUEUES;
use machine::{CLOCK, Op, RMMOD, Sort, Work, objects};
use script::*;

const A: usize = WORK[0];
const B: usize = WORK[1];
const C: usize = WORK[2];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const SYSTEM: usize = SYSTEM_QUEUES[0];

fn queue_on(queue: usize, a: usize) -> Step {
    Work::Queue(a, queue, Work::LOCAL).into()
}

fn queue(a: usize) -> Step {
    queue_on(SYSTEM, a)
}

fn delay(a: usize, jiffies: u64) -> Step {
    Work::Delay(a, SYSTEM, jiffies).into()
}

fn cancel_sync(a: usize) -> Step {
    Work::CancelSync(a, Sort::Work).into()
}

fn flush(a: usize) -> Step {
    Work::Flush(a).into()
}

fn script() -> Script {
    Script::new().work(A, 0).work(B, 1).work(C, 2)
}

/// The worker that has an item to begin or runs one with this function.
fn worker(sim: &Sim, number: usize) -> Ctx {
    let of =
        |c: &&Ctx| sim.machine.context(**c).work > 0 && sim.machine.context(**c).entry.0 == function(number);
    *sim.machine.appeared().iter().find(of).expect("the item has a worker")
}

#[test]
fn an_item_runs_once_however_often_it_was_queued() {
    let mut sim = script().function(0, []).thread([queue(A), queue(A)]).boot();
    sim.go_on(T0);
    assert_eq!(sim.values(T0), [1, 0]);
    let w = worker(&sim, 0);
    sim.go_on(w);
    assert_eq!(sim.count(0), 1);
    assert!(sim.is_dead(w));
}

#[test]
fn a_worker_is_a_task_on_the_cpu_of_the_one_who_queued() {
    let mut sim = script().function(0, [nop()]).thread([]).thread([queue(A)]).boot();
    sim.go_on(T1);
    let w = sim.machine.context(worker(&sim, 0));
    assert_eq!((w.cpu, w.name.as_str()), (2, "kworker/2:1"));
}

#[test]
fn an_item_that_is_queued_while_it_runs_runs_again_and_never_beside_itself() {
    let mut sim = script().function(0, [nop()]).thread([queue(A), queue(A)]).boot();
    sim.go(T0);
    let w = worker(&sim, 0);
    sim.go(w);
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
    sim.go_on(w);
    assert_eq!(sim.count(0), 2);
}

#[test]
fn different_items_run_beside_each_other() {
    let mut sim =
        script().function(0, [nop()]).function(1, [nop()]).thread([queue(A)]).thread([queue(B)]).boot();
    sim.go(T0);
    sim.go(T1);
    let (a, b) = (worker(&sim, 0), worker(&sim, 1));
    sim.go(a);
    sim.go(b);
    assert_eq!((sim.count(0), sim.count(1)), (1, 1));
}

#[test]
fn an_ordered_queue_runs_one_item_after_the_other_and_orders_them() {
    let queue_ab = [queue_on(ORDERED, A), queue_on(ORDERED, B)];
    let mut sim = script().function(0, [nop()]).function(1, []).thread(queue_ab).boot();
    sim.go_on(T0);
    let (a, b) = (worker(&sim, 0), worker(&sim, 1));
    assert!(!sim.can(b), "it was queued second");
    sim.go(a);
    assert!(!sim.can(b));
    assert_eq!(sim.machine.waits_for(b), WaitsFor::Context(a));
    sim.go_on(a);
    sim.go(b);
    assert_eq!(sim.touched(objects::timer(ORDERED)), [Mode::Acquire]);
}

#[test]
fn max_active_is_how_many_run_at_once() {
    let all = [queue_on(PAIR, A), queue_on(PAIR, B), queue_on(PAIR, C)];
    let mut sim = script().function(0, [nop()]).function(1, [nop()]).function(2, []).thread(all).boot();
    sim.go_on(T0);
    let workers = [0, 1, 2].map(|n| worker(&sim, n));
    sim.go(workers[0]);
    sim.go(workers[1]);
    assert!(!sim.can(workers[2]));
    sim.go_on(workers[1]);
    assert!(sim.can(workers[2]));
}

#[test]
fn flushing_waits_for_the_last_queueing_and_not_for_later_ones() {
    let mut sim =
        script().function(0, [nop()]).thread([queue(A), flush(A), flush(A)]).thread([queue(A)]).boot();
    sim.go(T0);
    sim.go(T0);
    let w = worker(&sim, 0);
    assert!(!sim.can(T0));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(w));
    sim.go(w);
    sim.go(T1);
    assert!(!sim.can(T0), "it runs");
    sim.go(w);
    sim.go(w);
    assert!(sim.can(T0), "what was queued later does not matter");
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
}

#[test]
fn canceling_takes_it_from_the_queue_or_waits_and_keeps_it_off() {
    let steps = [queue(A), cancel_sync(A), queue(A), cancel_sync(A)];
    let mut sim = script().function(0, [nop()]).thread(steps).thread([queue(A)]).boot();
    sim.go(T0);
    sim.go(T0);
    assert_eq!(sim.value(T0), 1, "it was pending");
    assert!(sim.is_dead(worker(&sim, 0)));
    sim.go(T0);
    sim.go(worker(&sim, 0));
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go(T1);
    assert_eq!(sim.value(T1), 0, "it cannot be queued");
    let w = worker(&sim, 0);
    sim.go_on(w);
    sim.go(T0);
    assert_eq!((sim.value(T0), sim.count(0)), (0, 1));
}

#[test]
fn an_item_that_waits_for_itself_is_a_cycle() {
    let mut sim = script().function(0, [flush(A)]).thread([queue(A)]).boot();
    assert_eq!(sim.run_default(), Ending::Deadlock);
}

#[test]
fn a_delayed_item_is_queued_when_its_time_has_come() {
    let pending: Step = Work::IsPending(A).into();
    let mut sim = script().function(0, []).thread([delay(A, 5), delay(A, 1), pending]).boot();
    (0..3).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [1, 0, 1]);
    assert!(sim.machine.appeared().iter().all(|c| sim.machine.context(*c).work == 0));
    sim.go(CLOCK);
    assert_eq!(sim.machine.now(), 5 * machine::Timer::TICK_NS);
    sim.go_on(worker(&sim, 0));
    assert_eq!(sim.count(0), 1);
}

#[test]
fn modifying_a_delay_begins_it_anew() {
    let later = Work::Modify(A, SYSTEM, 9).into();
    let mut sim = script().function(0, []).thread([later, delay(A, 2), later]).boot();
    (0..3).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [0, 0, 1]);
    sim.go(CLOCK);
    assert_eq!(sim.machine.now(), 9 * machine::Timer::TICK_NS);
}

#[test]
fn flushing_a_delayed_item_queues_it_at_once() {
    let mut sim = script().function(0, []).thread([delay(A, 50), Work::FlushDelayed(A).into()]).boot();
    sim.go(T0);
    sim.go(T0);
    sim.go_on(worker(&sim, 0));
    sim.go(T0);
    assert_eq!((sim.count(0), sim.machine.now()), (1, 0));
}

#[test]
fn flushing_a_queue_waits_for_all_of_its_items_and_draining_for_what_they_queue() {
    let chain = script().function(0, [queue_on(PAIR, B)]).function(1, [nop()]);
    for (wait, runs) in [(Work::FlushQueue(PAIR), 1), (Work::Drain(PAIR), 2)] {
        let mut sim = chain.clone().thread([queue_on(PAIR, A), wait.into()]).boot();
        sim.go(T0);
        sim.go(T0);
        assert!(!sim.can(T0));
        sim.go_on(worker(&sim, 0));
        if runs == 2 {
            assert!(!sim.can(T0));
            sim.go_on(worker(&sim, 1));
        }
        assert!(sim.can(T0));
    }
}

#[test]
fn one_that_queues_itself_lets_the_machine_settle_and_can_be_canceled() {
    let script = script().init([queue(A)]).function(0, [queue(A)]).exit([cancel_sync(A)]);
    let executions = script.search_within(1, 20_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert!(sim.is_dead(RMMOD));
    });
    assert!(executions > 1);
}

#[test]
fn what_was_queued_is_seen_by_the_worker_and_what_it_did_by_who_flushes() {
    let mut sim = script().function(0, []).thread([queue(A), flush(A)]).boot();
    sim.go(T0);
    assert_eq!(sim.touched(objects::timer(A)), [Mode::Write, Mode::Release]);
    let w = worker(&sim, 0);
    sim.go(w);
    assert_eq!(sim.touched(objects::timer(A)), [Mode::Acquire]);
    assert!(matches!(sim.machine.declared(w), Some(Op::Work(Work::Done(_)))));
    sim.go(w);
    assert_eq!(sim.touched(objects::timer(A)), [Mode::Release]);
    sim.go(T0);
    assert_eq!(sim.touched(objects::timer(A)), [Mode::Acquire]);
}
