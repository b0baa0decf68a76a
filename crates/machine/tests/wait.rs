//! What wait queues mean: who is woken, in which order, and what a wake-up orders.

mod script;

use engine::{Ctx, Ending, Mode};
use machine::layout::{TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, WAIT_AUTOREMOVE, wait_queue_entry};
use machine::{Turn, Wait, objects, task_address};
use region::Memory;
use script::*;

const Q: usize = QUEUE[0];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const T2: Ctx = thread(2);

const DATA_OF_ENTRIES: usize = X + 1024;

/// Where the entry of a thread lies.
fn entry(nth: u16) -> usize {
    DATA_OF_ENTRIES + 32 * usize::from(nth)
}

/// The thread initialises its entry, as `DEFINE_WAIT` does.
fn define_wait() -> Step {
    Step::Do(|m, c| {
        let at = entry(c.0 - 1);
        m.memory.store(at + wait_queue_entry::FLAGS, 4, WAIT_AUTOREMOVE.into());
        m.memory.store(at + wait_queue_entry::PRIVATE, 8, task_address(c) as u64);
        0
    })
}

fn prepare(nth: u16, turn: Turn) -> Step {
    Wait::Prepare(Q, entry(nth), turn, TASK_UNINTERRUPTIBLE).into()
}

fn finish(nth: u16) -> Step {
    Wait::Finish(Q, entry(nth)).into()
}

fn wake_up(count: u32) -> Step {
    Wait::Wake(Q, TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE, count).into()
}

fn sleeper(nth: u16, turn: Turn) -> [Step; 4] {
    [define_wait(), prepare(nth, turn), schedule(), finish(nth)]
}

/// The thread has queued itself and sleeps.
fn sleeps(sim: &mut Sim, c: Ctx) {
    sim.go(c);
    sim.go(c);
    assert!(!sim.can(c));
}

#[test]
fn a_wake_up_wakes_every_shared_waiter_and_one_exclusive_one() {
    let mut sim = Script::new()
        .thread(sleeper(0, Turn::Exclusive))
        .thread(sleeper(1, Turn::Exclusive))
        .thread(sleeper(2, Turn::Shared))
        .thread([wake_up(1), wake_up(1)])
        .boot();
    [T0, T1, T2].iter().for_each(|c| sleeps(&mut sim, *c));
    sim.go(thread(3));
    assert_eq!([T0, T1, T2].map(|c| sim.can(c)), [true, false, true]);
    sim.go(thread(3));
    assert!(sim.can(T1));
    assert_eq!(sim.values(thread(3)).iter().map(|v| *v as u32).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn wake_up_all_wakes_everybody() {
    let mut sim = Script::new()
        .thread(sleeper(0, Turn::Exclusive))
        .thread(sleeper(1, Turn::Exclusive))
        .thread([wake_up(0)])
        .boot();
    [T0, T1].iter().for_each(|c| sleeps(&mut sim, *c));
    sim.go(T2);
    assert!(sim.can(T0) && sim.can(T1));
}

#[test]
fn a_wake_up_before_the_sleep_is_not_lost_once_the_state_is_set() {
    let mut sim = Script::new().thread(sleeper(0, Turn::Shared)).thread([wake_up(1)]).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T0);
    assert!(sim.can(T0), "schedule() returns at once");
}

#[test]
fn a_wake_up_before_the_queue_finds_nobody() {
    let mut sim = Script::new().thread(sleeper(0, Turn::Shared)).thread([wake_up(1)]).boot();
    sim.go(T1);
    assert_eq!(sim.value(T1) as u32, 0);
    sleeps(&mut sim, T0);
}

#[test]
fn a_wake_up_wakes_only_from_its_states() {
    let interruptible = Wait::Wake(Q, TASK_INTERRUPTIBLE, 1).into();
    let mut sim = Script::new().thread(sleeper(0, Turn::Shared)).thread([interruptible, wake_up(1)]).boot();
    sleeps(&mut sim, T0);
    sim.go(T1);
    assert!(!sim.can(T0));
    sim.go(T1);
    assert!(sim.can(T0));
}

#[test]
fn who_was_woken_has_left_the_queue_and_is_after_the_waker() {
    let active = Wait::IsActive(Q).into();
    let mut sim = Script::new().thread(sleeper(0, Turn::Shared)).thread([active, wake_up(1), active]).boot();
    sleeps(&mut sim, T0);
    sim.go(T1);
    sim.go(T1);
    assert_eq!(sim.touched(objects::lock(Q)), [Mode::Acquire, Mode::Release]);
    sim.go(T1);
    assert_eq!((sim.values(T1)[0], sim.values(T1)[2]), (1, 0));
    sim.go(T0);
    assert_eq!(sim.touched(objects::lock(Q)), [Mode::Acquire]);
    sim.go(T0);
    assert!(sim.touched(objects::lock(Q)).is_empty(), "finish_wait has nothing to do with the lock");
}

#[test]
fn whoever_tests_between_prepare_and_schedule_always_ends() {
    let x_is_set = Step::Do(|m, _| m.memory.load(X, 8).unwrap_or(0));
    let waiter = [
        define_wait(),
        prepare(0, Turn::Shared),
        read(X),
        x_is_set,
        Step::SkipIf(2),
        schedule(),
        Step::Back(5),
        finish(0),
    ];
    let waker = [write(X), Step::Store(X, 1), wake_up(1)];
    let mut slept = 0;
    Script::new().thread(waiter).thread(waker).search(10_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert!(sim.is_dead(T0), "the wake-up is lost");
        slept += u32::from(sim.values(T1)[1] as u32 == 1);
    });
    assert!(slept > 0, "in some execution the waker finds the waiter");
}
