//! Who gives up where several mutexes are taken in any order.

mod script;

use engine::{Ctx, Ending};
use machine::layout::ww_acquire_ctx::{ACQUIRED, STAMP, WAIT_DIE};
use machine::{Machine, TaskState, WwMutex};
use region::{Bytes, Memory};
use script::*;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const OLD: usize = X + 0x40;
const YOUNG: usize = X + 0x80;
const EDEADLK: u64 = -35i64 as u64;
const EALREADY: u64 = -114i64 as u64;

fn lock(mutex: usize, ctx: usize) -> Step {
    WwMutex::Lock(WW_MUTEX[mutex], ctx, TaskState::Uninterruptible).into()
}

fn unlock(mutex: usize) -> Step {
    WwMutex::Unlock(WW_MUTEX[mutex]).into()
}

fn stamps(m: &mut Machine<Bytes>, wait_die: u64) {
    for (ctx, stamp) in [(OLD, 1), (YOUNG, 2)] {
        m.memory.store(ctx + STAMP, 8, stamp).expect("data is mapped");
        m.memory.store(ctx + WAIT_DIE, 2, wait_die).expect("data is mapped");
    }
}

fn wait_die(m: &mut Machine<Bytes>, _: Ctx) -> u64 {
    stamps(m, 1);
    0
}

fn wound_wait(m: &mut Machine<Bytes>, _: Ctx) -> u64 {
    stamps(m, 0);
    0
}

fn crossed(rule: fn(&mut Machine<Bytes>, Ctx) -> u64) -> Sim {
    let mut sim = Script::new()
        .init([Step::Do(rule)])
        .thread([lock(0, OLD), lock(1, OLD), unlock(1), unlock(0)])
        .thread([lock(1, YOUNG), lock(0, YOUNG), unlock(1), lock(0, YOUNG), lock(1, YOUNG)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim
}

#[test]
fn the_younger_dies_where_it_would_wait_and_the_older_waits() {
    let mut sim = crossed(wait_die);
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go(T1);
    assert_eq!(sim.value(T1), EDEADLK);
    sim.go(T1);
    assert!(sim.can(T0));
}

#[test]
fn the_younger_is_wounded_by_the_older_and_gives_up_where_it_waits() {
    let mut sim = crossed(wound_wait);
    // It waits before there is anyone to wound it.
    sim.go(T1);
    assert!(!sim.can(T1));
    sim.go(T0);
    assert!(!sim.can(T0) && sim.can(T1));
    sim.go(T1);
    assert_eq!(sim.value(T1), EDEADLK);
}

#[test]
fn in_every_interleaving_both_rules_come_to_an_end_and_no_context_takes_at_all() {
    for rule in [wait_die, wound_wait] {
        let round = |first: usize, second: usize, ctx: usize| {
            [
                lock(first, ctx),
                lock(second, ctx),
                Step::SkipIf(3),
                unlock(second),
                unlock(first),
                Step::Return(0),
                unlock(first),
                lock(second, ctx),
                lock(first, ctx),
                unlock(first),
                unlock(second),
            ]
        };
        let script = Script::new().init([Step::Do(rule)]).thread(round(0, 1, OLD)).thread(round(1, 0, YOUNG));
        let mut died = 0;
        script.search(200_000, |sim, _, ending| {
            assert_eq!(ending, Ending::Finished);
            died += sim.log.iter().filter(|(_, _, value)| *value == EDEADLK).count();
            for ctx in [OLD, YOUNG] {
                assert_eq!(sim.machine.memory.load(ctx + ACQUIRED, 4), Some(0));
            }
        });
        assert!(died > 0);
    }
    let script = Script::new().thread([lock(0, 0), lock(1, 0), unlock(1), unlock(0)]).thread([
        lock(1, 0),
        lock(0, 0),
        unlock(0),
        unlock(1),
    ]);
    let mut deadlocks = 0;
    script.search(10_000, |_, _, ending| deadlocks += u32::from(ending == Ending::Deadlock));
    assert!(deadlocks > 0);
}

#[test]
fn a_mutex_that_the_context_has_is_told_so() {
    let mut sim = Script::new()
        .init([Step::Do(wait_die)])
        .thread([lock(0, OLD), lock(0, OLD), WwMutex::TryLock(WW_MUTEX[0], OLD).into()])
        .boot();
    sim.go_on(T0);
    assert_eq!(sim.values(T0)[..3], [0, EALREADY, 0]);
}
