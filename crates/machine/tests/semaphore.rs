//! What `down`, `up` and their relatives mean.

mod script;

use engine::{Ctx, Ending, RandomNumbers, WaitsFor, World};
use machine::layout::semaphore::COUNT;
use machine::{Op, Semaphore, TaskState};
use region::Memory;
use script::*;
use std::collections::VecDeque;

const SIGNAL: usize = SEM[0];
const LOCK: usize = SEM[1];
const POOL: usize = SEM[2];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const T2: Ctx = thread(2);

fn try_down(a: usize) -> Step {
    Semaphore::TryDown(a).into()
}

fn down_timeout(a: usize, jiffies: u64) -> Step {
    Semaphore::Down(a, TaskState::Uninterruptible, jiffies).into()
}

#[test]
fn units_are_taken_while_they_last_and_the_next_one_sleeps() {
    let mut sim =
        Script::new().thread([down(POOL), nop()]).thread([down(POOL), nop()]).thread([down(POOL)]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert!(!sim.can(T2) && sim.machine.context(T2).asleep);
    assert!(sim.can(T0) && sim.can(T1));
}

#[test]
fn up_hands_its_unit_to_the_first_waiter_and_no_newcomer_gets_it() {
    let mut sim = Script::new()
        .thread([down(SIGNAL)])
        .thread([down(SIGNAL)])
        .thread([up(SIGNAL), try_down(SIGNAL)])
        .boot();
    sim.go(T1);
    sim.go(T0);
    sim.go(T2);
    assert!(sim.can(T1) && !sim.can(T0), "T1 came first");
    sim.go(T2);
    assert_eq!(sim.value(T2), 1, "the unit is T1's before it runs");
    sim.go(T1);
    assert_eq!(sim.value(T1), 0);
}

#[test]
fn up_without_a_waiter_adds_a_unit_whoever_calls_it() {
    let mut sim = Script::new().thread([up(LOCK), try_down(LOCK), try_down(LOCK), try_down(LOCK)]).boot();
    (0..4).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [0, 0, 0, 1]);
    assert_eq!(sim.misuses, []);
}

#[test]
fn the_count_is_seen_in_memory() {
    let mut sim = Script::new().thread([down(POOL), down(POOL), up(POOL)]).boot();
    let mut counts = Vec::new();
    for _ in 0..3 {
        sim.go(T0);
        counts.push(sim.machine.memory.load(POOL + COUNT, 4));
    }
    assert_eq!(counts, [Some(1), Some(0), Some(1)]);
}

#[test]
fn a_handler_may_call_up() {
    let script = Script::new().init([request(5, 0)]).function(0, [up(SIGNAL)]).thread([down(SIGNAL)]);
    let mut woken = 0;
    script.search(10_000, |sim, _, _| woken += u32::from(sim.is_dead(T0)));
    assert!(woken > 0);
}

#[test]
fn down_timeout_gives_up_when_the_time_is_over() {
    let mut sim = Script::new().thread([down_timeout(SIGNAL, 3)]).boot();
    sim.run_default();
    assert_eq!(sim.value(T0) as i32, -62);
    let mut sim = Script::new().thread([down_timeout(SIGNAL, 0)]).boot();
    sim.go(T0);
    assert_eq!(sim.value(T0) as i32, -62);
    let mut sim = Script::new().thread([down_timeout(SIGNAL, 3)]).thread([up(SIGNAL)]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T0);
    assert_eq!(sim.value(T0), 0);
}

#[test]
fn who_gave_up_waiting_gets_no_unit() {
    let body = [down_timeout(SIGNAL, 1)];
    Script::new().thread(body).thread([up(SIGNAL)]).search(10_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        let left = sim.machine.memory.load(SIGNAL + COUNT, 4);
        assert_eq!(left, Some(if sim.value(T0) == 0 { 0 } else { 1 }));
    });
}

#[test]
fn a_cycle_over_semaphores_is_told_only_at_the_end() {
    let one = [down(LOCK), down(SEM[2]), down(SEM[2])];
    let mut stuck = 0;
    Script::new().thread([down(LOCK), down(LOCK)]).search(1000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished, "anyone might call up()");
        assert_eq!(sim.machine.waits_for(T0), WaitsFor::Presumably(T0));
        let mut course = engine::Course::default();
        assert!(course.any_cycle(&sim.machine));
        assert_eq!(course.cycle(), [T0]);
        stuck += 1;
    });
    assert!(stuck > 0);
    let mut sim = Script::new().thread(one).thread([down(SIGNAL)]).boot();
    sim.run_default();
    assert!(!sim.can(T0));
    let mut course = engine::Course::default();
    assert!(!course.any_cycle(&sim.machine), "who has one of several units is no owner");
}

#[test]
fn it_protects_an_increment() {
    let body = [vec![down(LOCK)], increment(X).to_vec(), vec![up(LOCK)]].concat();
    for cpus in [1, 3] {
        Script::new().cpus(cpus).thread(body.clone()).thread(body.clone()).search(50_000, |sim, _, _| {
            assert_eq!(sim.load(X), 2);
        });
    }
}

/// The semaphore as one would write it down: a count and a queue.
#[derive(Default)]
struct Model {
    count: u32,
    queue: VecDeque<Ctx>,
    granted: Vec<Ctx>,
}

#[test]
fn it_does_what_a_count_and_a_queue_do() {
    let mut numbers = RandomNumbers::new(7, 0);
    let mut waits = 0;
    for _ in 0..300 {
        let mut steps = || -> Vec<Step> {
            (0..6).map(|_| [down(POOL), up(POOL), try_down(POOL)][numbers.below(3) as usize]).collect()
        };
        let mut sim = Script::new().thread(steps()).thread(steps()).thread(steps()).thread(steps()).boot();
        let mut model = Model { count: 2, ..Model::default() };
        for _ in 0..60 {
            let able: Vec<Ctx> = (0..4).map(thread).filter(|c| sim.can(*c)).collect();
            if able.is_empty() {
                break;
            }
            let c = able[numbers.below(able.len() as u32) as usize];
            let Some(Op::Semaphore(op)) = sim.machine.declared(c) else {
                sim.go_as(c, 0);
                continue;
            };
            sim.go(c);
            match op {
                Semaphore::Down(..) if model.count > 0 => model.count -= 1,
                Semaphore::Down(..) => model.queue.push_back(c),
                Semaphore::TryDown(_) => {
                    assert_eq!(sim.value(c), u64::from(model.count == 0));
                    model.count = model.count.saturating_sub(1);
                }
                Semaphore::Up(_) => match model.queue.pop_front() {
                    Some(first) => model.granted.push(first),
                    None => model.count += 1,
                },
                Semaphore::Granted(..) => {
                    let at = model.granted.iter().position(|g| *g == c).expect("it was handed a unit");
                    model.granted.swap_remove(at);
                }
                Semaphore::Wait(..) => panic!("a wait without end does not end by itself"),
            }
            assert_eq!(sim.machine.memory.load(POOL + COUNT, 4), Some(model.count.into()));
            for c in (0..4).map(thread) {
                let waits_here = model.queue.contains(&c);
                assert_eq!(sim.machine.context(c).is_alive() && !sim.can(c), waits_here, "{c:?}");
                waits += u32::from(waits_here);
            }
        }
    }
    assert!(waits > 1000);
}
