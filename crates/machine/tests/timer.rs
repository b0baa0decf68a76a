//! Timers, the clock and the softirq that runs callbacks; settling and the end of the module.

mod script;

use engine::{Course, Ctx, Ending, Strategy, WaitsFor, World};
use machine::{
    CLOCK, Completion, Config, Flags, INSMOD, Kind, Misuse, Progress, RMMOD, Stage, Timer, softirq,
};
use region::Memory;
use script::*;
use std::collections::BTreeSet;

const T: usize = TIMER[0];
const U: usize = TIMER[1];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

fn delete(a: usize) -> Step {
    Timer::Delete(a).into()
}

fn delete_sync(a: usize) -> Step {
    Timer::DeleteSync(a).into()
}

fn pending(a: usize) -> Step {
    Timer::Pending(a).into()
}

#[test]
fn timers_expire_in_the_order_of_their_times() {
    let script = Script::new()
        .cpus(2)
        .init([Step::Arm(T, 9), Step::Arm(U, 4), Step::Arm(TIMER[2], 6)])
        .timer(T, 0)
        .timer(U, 1)
        .timer(TIMER[2], 2)
        .function(0, [])
        .function(1, [])
        .function(2, []);
    for seed in 0..100 {
        let mut sim = script.boot();
        let mut random = engine::strategy::Random::new(seed, 0..1);
        random.next();
        assert_eq!(sim.run(&mut Course::default(), &mut random, |_| {}), Ending::Finished);
        let calls: Vec<usize> = sim.calls.iter().map(|c| c.1).filter(|f| *f < 3).collect();
        assert_eq!(calls, [1, 2, 0]);
    }
}

#[test]
fn a_callback_gets_the_timer_and_runs_on_the_cpu_where_it_was_armed() {
    let mut sim =
        Script::new().cpus(4).timer(T, 0).function(0, [nop()]).thread([]).thread([Step::Arm(T, 1)]).boot();
    sim.go(T1);
    sim.go(CLOCK);
    assert_eq!(sim.machine.context(T1).cpu, 2);
    assert!(sim.can(softirq(2)) && !sim.can(softirq(0)) && !sim.can(softirq(1)));
    sim.go(softirq(2));
    let Progress::Calls(call) = sim.machine.progress() else { panic!("the callback is called") };
    assert_eq!((call.function, call.arguments[0]), (function(0), T as u64));
    assert_eq!(sim.machine.cpu(2).top(), softirq(2));
}

#[test]
fn a_timer_does_not_run_while_its_cpu_has_bottom_halves_or_interrupts_off() {
    for (off, on) in [
        (Flags::BhDisable.into(), Flags::BhEnable.into()),
        (Flags::IrqDisable.into(), Flags::IrqEnable.into()),
        (lock_bh(SPIN[0]), unlock_bh(SPIN[0])),
        (lock_irqsave(SPIN[0]), restore(SPIN[0])),
    ] {
        let mut sim = Script::new()
            .cpus(1)
            .timer(T, 0)
            .function(0, [])
            .thread([Step::Arm(T, 1), off, nop(), on, nop()])
            .boot();
        sim.go(T0);
        sim.go(T0);
        sim.go(CLOCK);
        assert!(!sim.can(softirq(0)));
        sim.go(T0);
        assert!(!sim.can(softirq(0)));
        sim.go(T0);
        assert!(sim.can(softirq(0)));
    }
}

#[test]
fn preempt_disable_and_a_plain_lock_do_not_hold_a_timer_off() {
    for off in [Flags::PreemptDisable.into(), lock(SPIN[0])] {
        let mut sim =
            Script::new().cpus(1).timer(T, 0).function(0, []).thread([Step::Arm(T, 1), off, nop()]).boot();
        sim.go(T0);
        sim.go(T0);
        sim.go(CLOCK);
        assert!(sim.can(softirq(0)));
    }
}

#[test]
fn mod_timer_arms_it_again_and_says_whether_it_was_armed() {
    let mut sim = Script::new()
        .timer(T, 0)
        .function(0, [])
        .thread([
            pending(T),
            Step::Arm(T, 5),
            pending(T),
            Step::Arm(T, 2),
            delete(T),
            delete(T),
            Step::Arm(T, 3),
        ])
        .boot();
    let start = sim.machine.jiffies();
    sim.go_on(T0);
    assert_eq!(sim.values(T0), [0, 0, 1, 1, 1, 0, 0]);
    assert_eq!(sim.machine.memory.load(T + 8, 8), Some(start + 3));
    sim.go(CLOCK);
    assert_eq!(sim.machine.jiffies(), start + 3);
    assert!(!sim.can(CLOCK));
    sim.go_on(softirq(1));
    assert_eq!(sim.count(0), 1);
}

#[test]
fn a_timer_in_the_past_expires_at_the_next_tick() {
    let mut sim = Script::new().timer(T, 0).function(0, []).thread([Timer::Modify(T, 0).into()]).boot();
    let start = sim.machine.jiffies();
    sim.go(T0);
    sim.go(CLOCK);
    assert_eq!(sim.machine.jiffies(), start + 1);
}

#[test]
fn add_timer_takes_the_time_from_the_structure() {
    let expires = Step::Do(|m, _| {
        let at = m.jiffies() + 6;
        m.memory.store(T + 8, 8, at);
        0
    });
    let mut sim = Script::new().timer(T, 0).function(0, []).thread([expires, Timer::Add(T).into()]).boot();
    let start = sim.machine.jiffies();
    sim.go(T0);
    sim.go(CLOCK);
    assert_eq!(sim.machine.jiffies(), start + 6);
}

#[test]
fn a_deleted_timer_does_not_run_even_if_it_is_due() {
    let mut sim = Script::new().timer(T, 0).function(0, []).thread([Step::Arm(T, 1), delete(T)]).boot();
    sim.go(T0);
    sim.go(CLOCK);
    assert!(sim.can(softirq(1)));
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
    assert!(!sim.can(softirq(1)));
}

#[test]
fn del_timer_does_not_wait_for_the_callback_and_del_timer_sync_does() {
    for sync in [false, true] {
        let del = if sync { delete_sync(T) } else { delete(T) };
        let mut sim = Script::new()
            .init([Step::Arm(T, 1)])
            .timer(T, 0)
            .function(0, [nop()])
            .thread([del, nop()])
            .boot();
        sim.go(CLOCK);
        sim.go(softirq(0));
        sim.go(T0);
        assert_eq!(sim.can(T0), !sync);
        if sync {
            assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(softirq(0)));
            sim.go(softirq(0));
            assert!(!sim.can(T0));
            sim.go(softirq(0));
            sim.go(T0);
        }
        assert_eq!(sim.value(T0), 0);
    }
}

#[test]
fn a_callback_may_delete_its_own_timer_and_not_wait_for_it() {
    Script::new().init([Step::Arm(T, 1)]).timer(T, 0).function(0, [delete(T)]).search(
        1000,
        |sim, _, ending| {
            assert_eq!((ending, sim.count(0)), (Ending::Finished, 1));
        },
    );
    let script = Script::new().init([Step::Arm(T, 1)]).timer(T, 0).function(0, [delete_sync(T)]);
    script.search(1000, |_, course, ending| {
        assert_eq!((ending, course.cycle()), (Ending::Deadlock, &[softirq(0)][..]));
    });
}

#[test]
fn deleting_while_holding_a_lock_that_the_callback_takes_deadlocks() {
    let a = SPIN[0];
    let script = Script::new()
        .init([Step::Arm(T, 1)])
        .timer(T, 0)
        .function(0, [lock(a), unlock(a)])
        .thread([lock_bh(a), delete_sync(T), unlock_bh(a)]);
    let mut deadlocks = 0;
    script.search_within(2, 50_000, |_, course, ending| {
        if ending == Ending::Deadlock {
            deadlocks += 1;
            let cycle: BTreeSet<Ctx> = course.cycle().iter().copied().collect();
            assert_eq!(cycle, BTreeSet::from([T0, softirq(0)]));
        }
    });
    assert!(deadlocks > 0);
}

#[test]
fn after_del_timer_sync_a_timer_that_arms_itself_is_not_armed() {
    let script = Script::new()
        .cpus(2)
        .config(|c| c.laps = 3)
        .init([Step::Arm(T, 1)])
        .timer(T, 0)
        .function(0, [nop(), Step::Arm(T, 1)])
        .exit([delete_sync(T)]);
    script.walk(3, 500, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert_eq!(sim.machine.stage(), Stage::Gone);
        assert!(!sim.machine.object_at(T).expect("it is known").armed);
        assert!(sim.misuses.is_empty());
    });
}

#[test]
fn del_timer_sync_says_that_a_timer_which_armed_itself_was_armed() {
    let mut sim = Script::new()
        .init([Step::Arm(T, 1)])
        .timer(T, 0)
        .function(0, [Step::Arm(T, 1)])
        .thread([delete_sync(T), pending(T)])
        .boot();
    sim.go(CLOCK);
    sim.go(softirq(0));
    sim.go(T0);
    sim.go(softirq(0));
    sim.go(softirq(0));
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
    sim.go(T0);
    assert_eq!(sim.value(T0), 0);
    assert!(!sim.can(CLOCK));
}

#[test]
fn a_timer_that_was_shut_down_is_not_armed_again() {
    let mut sim = Script::new()
        .timer(T, 0)
        .function(0, [])
        .thread([Step::Arm(T, 1), Timer::Shutdown(T).into(), Step::Arm(T, 1), pending(T)])
        .boot();
    sim.go_on(T0);
    assert_eq!(sim.values(T0), [0, 1, 0, 0]);
    assert!(!sim.can(CLOCK));
}

#[test]
fn a_timer_never_runs_beside_itself() {
    let mut sim = Script::new()
        .init([Step::Arm(T, 1)])
        .timer(T, 0)
        .function(0, [nop(), nop()])
        .thread([Step::Arm(T, 1), delete_sync(T)])
        .boot();
    sim.go(CLOCK);
    sim.go(softirq(0));
    // Armed from CPU 1 while its callback runs on CPU 0, it stays there.
    sim.go(T0);
    sim.go(CLOCK);
    assert!(!sim.can(softirq(1)));
    assert_eq!(sim.count(0), 1);
    (0..2).for_each(|_| sim.go(softirq(0)));
    assert_eq!(sim.count(0), 1);
    sim.go(softirq(0));
    assert_eq!(sim.count(0), 2);
    sim.go(T0);
    assert!(!sim.can(T0), "del_timer_sync waits for the second run");
}

#[test]
fn due_timers_of_one_cpu_run_one_after_the_other() {
    let mut sim = Script::new()
        .init([Step::Arm(T, 1), Step::Arm(U, 1)])
        .timer(T, 0)
        .timer(U, 1)
        .function(0, [nop()])
        .function(1, [nop()])
        .boot();
    sim.go(CLOCK);
    sim.go(softirq(0));
    assert_eq!((sim.count(0), sim.count(1)), (1, 0));
    sim.go(softirq(0));
    sim.go(softirq(0));
    assert_eq!((sim.count(0), sim.count(1)), (1, 1));
    assert_eq!(sim.machine.cpu(0).top(), softirq(0));
    sim.go_on(softirq(0));
    assert_eq!(sim.machine.cpu(0).interrupter(), None);
}

#[test]
fn initialising_an_armed_timer_is_a_misuse() {
    let mut sim = Script::new().timer(T, 0).function(0, []).thread([Step::Arm(T, 1)]).boot();
    assert_eq!(sim.machine.initialise(Kind::Timer, T), Ok(()));
    sim.go(T0);
    let misuse = Misuse::InitialisedInUse { kind: Kind::Timer, address: T, owner: Ctx::NONE };
    assert_eq!(sim.machine.initialise(Kind::Timer, T), Err(misuse));
    assert!(!sim.can(CLOCK));
}

#[test]
fn time_stands_still_while_contexts_run() {
    let mut sim =
        Script::new().timer(T, 0).function(0, [nop()]).thread([Step::Arm(T, 3), nop(), nop(), nop()]).boot();
    sim.go_on(T0);
    assert_eq!(sim.machine.now(), 0);
    sim.go(CLOCK);
    assert_eq!(sim.machine.now(), 3 * Timer::TICK_NS);
    sim.go_on(softirq(1));
    assert_eq!(sim.machine.now(), 3 * Timer::TICK_NS);
}

#[test]
fn jiffies_in_memory_follow_the_clock() {
    let jiffies = |sim: &Sim| sim.machine.memory.load(region::layout::JIFFIES, 8).expect("it is mapped");
    let mut sim = Script::new().timer(T, 0).function(0, []).thread([Step::Arm(T, 7)]).boot();
    let start = jiffies(&sim);
    assert_eq!(start, sim.machine.jiffies());
    assert_eq!(start, u64::from(0u32.wrapping_sub(300 * Config::HZ as u32)), "it wraps after five minutes");
    sim.go(T0);
    sim.go(CLOCK);
    assert_eq!(jiffies(&sim), start + 7);
}

#[test]
fn the_clock_goes_on_only_while_something_waits_for_it() {
    let mut sim = Script::new().thread([msleep(1), nop()]).boot();
    assert!(!sim.can(CLOCK));
    sim.go(T0);
    assert!(sim.machine.context(T0).asleep && !sim.can(T0));
    sim.go(CLOCK);
    assert!(sim.machine.now() >= 1_000_000);
    assert!(sim.can(T0) && !sim.can(CLOCK));
}

#[test]
fn schedule_timeout_returns_what_is_left() {
    let mut sim = Script::new()
        .thread([interruptible(), Step::ScheduleTimeout(5), interruptible(), Step::ScheduleTimeout(5)])
        .thread([msleep(8), wake(T0)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(CLOCK);
    sim.go(T1);
    sim.go(T1);
    sim.go(T0);
    assert_eq!(sim.value(T0), 3);
    sim.go(T0);
    sim.go(CLOCK);
    sim.go(T0);
    assert_eq!(sim.values(T0), [3, 0]);
}

#[test]
fn rmmod_begins_when_the_module_is_settled() {
    let mut sim = Script::new().init([nop()]).thread([nop()]).exit([nop()]).power_on();
    assert!(!sim.can(RMMOD));
    sim.go_on(INSMOD);
    assert_eq!(sim.machine.stage(), Stage::Live);
    assert!(!sim.can(RMMOD), "a thread can move");
    sim.go_on(T0);
    assert!(sim.can(RMMOD));
    sim.go(RMMOD);
    assert_eq!(sim.machine.stage(), Stage::Unloading);
    sim.go_on(RMMOD);
    assert_eq!(sim.machine.stage(), Stage::Gone);
    assert!(sim.machine.is_over());
    assert!(sim.machine.module_gone(function(0)) && !sim.machine.module_gone(8));
}

#[test]
fn a_module_whose_init_fails_is_gone_and_never_unloaded() {
    let mut sim = Script::new().init([Step::Return(-12i64 as u64)]).exit([nop()]).power_on();
    sim.go_on(INSMOD);
    assert_eq!(sim.machine.stage(), Stage::Failed(-12));
    assert!(!sim.can(RMMOD));
    assert!(sim.machine.is_over() && sim.machine.module_gone(function(0)));
}

#[test]
fn every_periodic_source_stops_holding_up_rmmod_after_its_laps() {
    let timer = Script::new().init([Step::Arm(T, 1)]).timer(T, 0).function(0, [Step::Arm(T, 1)]);
    let sleeper = Script::new().thread([msleep(5), Step::Back(1)]);
    let scheduler = Script::new().thread([interruptible(), Step::ScheduleTimeout(2), Step::Back(2)]);
    let waiter = Script::new()
        .thread([Completion::Wait(DONE[0], machine::TaskState::Uninterruptible, 2).into(), Step::Back(1)]);
    for (name, script) in [("timer", timer), ("sleep", sleeper), ("schedule", scheduler), ("wait", waiter)] {
        for laps in [1, 2, 5] {
            let mut sim = script.clone().config(|c| c.laps = laps).exit([nop()]).boot();
            let mut ticks = 0;
            while !sim.can(RMMOD) {
                [softirq(0), T0].into_iter().for_each(|c| sim.go_on(c));
                if sim.can(CLOCK) && !sim.can(RMMOD) {
                    sim.go(CLOCK);
                    ticks += 1;
                }
                assert!(ticks <= laps, "{name} fires {ticks} times and still holds up rmmod");
            }
            assert_eq!(ticks, laps, "{name}");
        }
    }
}

#[test]
fn in_a_timed_run_every_step_takes_a_while() {
    let mut sim = Script::new().config(|c| c.timed = true).thread([nop(), nop(), nop()]).boot();
    let before = sim.machine.now();
    sim.go(T0);
    sim.go(T0);
    // The thread begins, and performs two operations.
    assert_eq!(sim.machine.now() - before, 3 * Config::EVENT_NS);
}

#[test]
fn in_a_timed_run_a_timer_becomes_due_while_a_task_runs() {
    let mut sim = Script::new()
        .cpus(1)
        .config(|c| c.timed = true)
        .timer(T, 0)
        .function(0, [])
        .thread([Step::Arm(T, 1), nop(), Step::Back(2)])
        .boot();
    sim.go(T0);
    assert!(!sim.can(CLOCK), "the clock does not jump while a task can move");
    sim.machine.pass(Timer::TICK_NS - sim.machine.now());
    assert!(sim.can(softirq(0)));
    assert_eq!(sim.machine.now(), Timer::TICK_NS);
}

#[test]
fn in_a_timed_run_the_clock_jumps_when_nothing_else_can_move() {
    let mut sim = Script::new().config(|c| c.timed = true).thread([msleep(50)]).exit([]).boot();
    sim.go(T0);
    assert!(sim.can(CLOCK) && !sim.can(RMMOD));
    sim.go(CLOCK);
    assert!(sim.machine.now() >= 50_000_000);
    assert_eq!(sim.run_fair(), Ending::Finished);
    assert_eq!(sim.machine.stage(), Stage::Gone);
}

#[test]
fn in_a_timed_run_what_lies_beyond_the_horizon_holds_up_nothing() {
    let mut sim = Script::new()
        .config(|c| (c.timed, c.horizon) = (true, 1_000_000_000))
        .thread([msleep(500), msleep(700)])
        .exit([])
        .boot();
    sim.go(T0);
    assert!(!sim.can(RMMOD));
    sim.go(CLOCK);
    sim.go(T0);
    sim.go(T0);
    assert!(sim.can(RMMOD));
}

#[test]
fn a_timer_may_be_early_or_late_relative_to_running_code() {
    let script = Script::new().timer(T, 0).function(0, [write(X), Step::Store(X, 1)]).thread([
        Step::Arm(T, 1),
        read(X),
        Step::Load(X),
        nop(),
        write(Y),
        Step::Store(Y, 0),
    ]);
    let mut seen = BTreeSet::new();
    script.search_within(2, 50_000, |sim, _, ending| {
        assert_eq!((ending, sim.load(X)), (Ending::Finished, 1));
        seen.insert(sim.load(Y));
    });
    assert_eq!(seen, BTreeSet::from([0, 1]));
}

#[test]
fn reducing_makes_a_timer_expire_earlier_and_never_later() {
    let base =
        machine::Machine::new(Config::default(), region::Bytes::new(region::layout::BASE, 4096)).jiffies();
    let reduce = |jiffies| Step::Op(Timer::Reduce(T, base + jiffies).into());
    let mut sim = Script::new().timer(T, 0).function(0, []).thread([reduce(5), reduce(9), reduce(3)]).boot();
    (0..3).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [0, 1, 1]);
    sim.go(CLOCK);
    assert_eq!(sim.machine.now(), 3 * Timer::TICK_NS);
}

#[test]
fn trying_to_delete_does_not_wait_for_a_callback_that_runs() {
    let attempt: Step = Timer::TryDelete(T).into();
    let mut sim = Script::new()
        .timer(T, 0)
        .function(0, [nop()])
        .thread([Step::Arm(T, 1), attempt, Step::Arm(T, 1)])
        .thread([attempt, attempt])
        .boot();
    (0..3).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [0, 1, 0]);
    sim.go(CLOCK);
    sim.go(softirq(1));
    sim.go(T1);
    sim.go_on(softirq(1));
    sim.go(T1);
    assert_eq!(sim.values(T1), [-1i64 as u64, 0]);
}
