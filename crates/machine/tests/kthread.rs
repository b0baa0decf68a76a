//! What kthreads are given, and how they are woken, stopped and waited for.

mod script;

use engine::{Ctx, Ending};
use machine::{INSMOD, Kind, Kthread, Misuse, Name, Phase, task_address};
use region::Memory;
use script::*;
use std::collections::BTreeSet;

const EINTR: u64 = -4i64 as u64;
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

#[test]
fn numbers_are_the_same_in_every_interleaving() {
    let script = Script::new()
        .function(0, [nop()])
        .function(1, [nop()])
        .thread([nop(), Step::Create(0), Step::WakeLast])
        .thread([nop(), Step::Create(1), Step::WakeLast]);
    let mut births = BTreeSet::new();
    let mut orders = BTreeSet::new();
    script.search_within(2, 50_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        let appeared = sim.machine.appeared();
        orders.insert(appeared.to_vec());
        let mut born: Vec<_> = appeared
            .iter()
            .map(|c| (*c, sim.machine.context(*c).birth, sim.machine.context(*c).entry.0))
            .collect();
        born.sort();
        births.insert(born);
    });
    assert!(orders.len() > 1, "the threads are born in different orders");
    assert_eq!(births.len(), 1);
}

#[test]
fn the_256th_thread_is_refused() {
    let mut sim = Script::new().boot();
    let mut made = BTreeSet::new();
    for _ in 0..255 {
        let c =
            sim.machine.create_kthread(INSMOD, function(0), 0, Name::new(b"t"), 0).expect("there is room");
        assert!(made.insert(c), "{c:?} is given twice");
    }
    assert_eq!(sim.machine.create_kthread(INSMOD, function(0), 0, Name::new(b"t"), 0), None);
    assert_eq!(sim.machine.create_kthread(T0, function(0), 0, Name::new(b"t"), 0), None);
}

#[test]
fn a_thread_that_was_never_woken_does_not_move() {
    let mut sim = Script::new().init([Step::Create(0)]).function(0, [nop()]).boot();
    assert_eq!(sim.run_default(), Ending::Finished);
    assert_eq!(sim.count(0), 0);
    assert!(!sim.can(T0));
}

#[test]
fn a_thread_that_is_stopped_before_it_ran_returns_eintr_and_never_runs() {
    let script = Script::new().init([Step::Create(0), stop(T0)]).function(0, [Step::Return(3)]);
    script.search(1000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert_eq!(sim.count(0), 0);
        assert_eq!(sim.value(INSMOD), EINTR);
        assert!(sim.is_dead(T0));
    });
}

#[test]
fn a_thread_that_is_woken_and_stopped_before_it_ran_may_or_may_not_run() {
    let body = [interruptible(), should_stop(), Step::SkipIf(2), schedule(), Step::Back(4), Step::Return(3)];
    let script = Script::new().init([Step::Create(0), Step::WakeLast, stop(T0)]).function(0, body);
    let mut seen = BTreeSet::new();
    script.search_within(1, 10_000, |sim, _, ending| {
        if ending == Ending::Finished {
            seen.insert((sim.count(0), sim.value(INSMOD)));
        }
    });
    assert_eq!(seen, BTreeSet::from([(0, EINTR), (1, 3)]));
}

#[test]
fn stop_waits_until_the_thread_has_returned() {
    let body =
        [interruptible(), should_stop(), Step::SkipIf(2), schedule(), Step::Back(4), nop(), Step::Return(17)];
    let mut sim = Script::new().thread(body).thread([stop(T0)]).boot();
    sim.go(T0);
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go(T1);
    assert!(sim.can(T0) && !sim.can(T1));
    sim.go(T0);
    assert_eq!(sim.value(T0), u64::MAX >> 1);
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
    sim.go(T0);
    assert!(!sim.can(T1));
    sim.go(T0);
    assert!(sim.is_dead(T0));
    sim.go(T1);
    assert_eq!(sim.value(T1), 17);
}

#[test]
fn should_stop_is_told_to_the_thread_that_is_stopped_only() {
    let mut sim = Script::new()
        .thread([should_stop(), should_stop()])
        .thread([should_stop()])
        .thread([stop(T0)])
        .boot();
    sim.go(T0);
    sim.go(thread(2));
    sim.go(T0);
    sim.go(T1);
    assert_eq!((sim.values(T0), sim.values(T1)), (vec![0, 1], vec![0]));
}

#[test]
fn stopping_oneself_is_a_cycle_of_one() {
    Script::new().thread([stop(T0)]).search(1000, |_, course, ending| {
        assert_eq!((ending, course.cycle()), (Ending::Deadlock, &[T0][..]));
    });
}

#[test]
fn stopping_a_thread_that_waits_for_a_lock_of_the_stopper_deadlocks() {
    let a = MUTEX[0];
    let script = Script::new().thread([mutex_lock(a), mutex_unlock(a)]).thread([mutex_lock(a), stop(T0)]);
    let (mut finished, mut deadlocks) = (0, 0);
    script.search_within(2, 20_000, |_, course, ending| match ending {
        Ending::Deadlock => {
            deadlocks += 1;
            assert_eq!(course.cycle().iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([T0, T1]));
        }
        _ => finished += 1,
    });
    assert!(finished > 0 && deadlocks > 0);
}

#[test]
fn wake_ends_a_sleep_and_says_whether_there_was_one() {
    let mut sim =
        Script::new().thread([interruptible(), schedule(), nop()]).thread([wake(T0), wake(T0)]).boot();
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go(T1);
    assert_eq!(sim.value(T1), 1);
    assert!(sim.can(T0));
    sim.go(T1);
    assert_eq!(sim.value(T1), 0);
    sim.go(T0);
    assert!(!sim.machine.context(T0).asleep);
}

#[test]
fn a_wake_up_between_the_state_and_schedule_is_not_lost() {
    let script = Script::new().thread([interruptible(), nop(), schedule()]).thread([nop(), nop(), wake(T0)]);
    let mut slept = BTreeSet::new();
    script.search_within(2, 20_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        let before = sim.value(T1) == 0;
        slept.insert((before, sim.is_dead(T0)));
    });
    // Woken before it says that it sleeps, it sleeps on; woken later, it never does.
    assert_eq!(slept, BTreeSet::from([(true, false), (false, true)]));
}

#[test]
fn schedule_in_the_running_state_does_not_sleep() {
    let mut sim = Script::new().thread([schedule(), nop()]).boot();
    sim.go(T0);
    assert!(sim.can(T0));
    assert_eq!(sim.values(T0), [u64::MAX >> 1]);
}

#[test]
fn an_address_that_is_no_task_is_a_misuse() {
    let address = X;
    let mut sim = Script::new()
        .thread([Kthread::Wake(address).into(), Kthread::Stop(address).into(), wake(thread(40))])
        .boot();
    sim.go_on(T0);
    let misuses: Vec<Misuse> = sim.misuses.iter().map(|m| m.1).collect();
    let unborn = task_address(thread(40));
    let corrupted = |address| Misuse::Corrupted { kind: Kind::Task, address };
    assert_eq!(misuses, [corrupted(address), corrupted(address), corrupted(unborn)]);
}

#[test]
fn a_thread_that_has_ended_can_be_neither_stopped_nor_woken() {
    let gone = Misuse::NoTask { address: task_address(T0) };
    let mut sim = Script::new().thread([Step::Return(5)]).thread([stop(T0), wake(T0)]).boot();
    sim.go_on(T0);
    sim.go_on(T1);
    assert_eq!(sim.misuses, [(T1, gone), (T1, gone)]);
    // The same once somebody has stopped it and waited for it.
    let mut sim = Script::new().thread([nop()]).thread([stop(T0), stop(T0), wake(T0)]).boot();
    sim.go(T1);
    sim.go_on(T0);
    sim.go_on(T1);
    assert_eq!(sim.misuses, [(T1, gone), (T1, gone)]);
}

#[test]
fn c_sees_its_pid_and_its_name() {
    let mut sim = Script::new().boot();
    let c = sim
        .machine
        .create_kthread(INSMOD, function(0), 0, Name::new(b"a_name_of_more_than_15"), 0)
        .expect("room");
    let at = task_address(c);
    let memory = &sim.machine.memory;
    assert_eq!(memory.load(at + 8, 4), Some(sim.machine.pid(c).into()));
    assert_eq!(memory.c_string(at + 32, 16), Some(&b"a_name_of_more_"[..]));
    assert_eq!(sim.machine.context(c).name.as_str(), "a_name_of_more_");
    assert_eq!(memory.load(at, 4), Some(0));
}

#[test]
fn the_function_runs_once_with_its_argument() {
    let mut sim = Script::new().function(0, [nop()]).boot();
    let c = sim.machine.create_kthread(INSMOD, function(0), 99, Name::new(b"t"), 0).expect("room");
    assert_eq!(sim.machine.context(c).entry, (function(0), 99));
    assert!(matches!(sim.machine.context(c).phase, Phase::Declared(_)));
}

#[test]
fn wake_up_state_wakes_only_from_its_states() {
    let wake_from = |states| Step::Op(Kthread::WakeFrom(task_address(thread(0)), states).into());
    let sleeper = [interruptible(), schedule()];
    let mut sim = Script::new().thread(sleeper).thread([wake_from(2), wake_from(1)]).boot();
    sim.go(thread(0));
    assert!(!sim.can(thread(0)));
    sim.go(thread(1));
    assert!(!sim.can(thread(0)));
    sim.go(thread(1));
    assert!(sim.can(thread(0)));
    assert_eq!(sim.values(thread(1)), [0, 1]);
}
