//! What `mutex_lock` and its relatives mean.

mod script;

use engine::{Ending, WaitsFor, World};
use machine::{Kind, Misuse, Mutex};
use script::*;

const A: usize = MUTEX[0];
const B: usize = MUTEX[1];
const T0: engine::Ctx = thread(0);
const T1: engine::Ctx = thread(1);
const T2: engine::Ctx = thread(2);

#[test]
fn waiters_take_it_in_the_order_in_which_they_came() {
    let mut sim = Script::new()
        .thread([mutex_lock(A), mutex_unlock(A)])
        .thread([mutex_lock(A), mutex_unlock(A)])
        .thread([mutex_lock(A), mutex_unlock(A)])
        .boot();
    sim.go(T0);
    sim.go(T2);
    sim.go(T1);
    assert!(!sim.can(T1) && !sim.can(T2));
    assert!(sim.machine.context(T1).asleep && sim.machine.context(T2).asleep);
    sim.go(T0);
    assert!(sim.can(T2) && !sim.can(T1));
    sim.go(T2);
    assert_eq!(sim.owner(A), Some(T2));
    sim.go(T2);
    sim.go(T1);
    assert_eq!(sim.owner(A), Some(T1));
}

#[test]
fn a_newcomer_may_take_a_free_mutex_before_a_waiter() {
    let mut sim = Script::new()
        .thread([mutex_lock(A), mutex_unlock(A)])
        .thread([mutex_lock(A), mutex_unlock(A)])
        .thread([mutex_lock(A), mutex_unlock(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T0);
    sim.go(T2);
    assert_eq!(sim.owner(A), Some(T2));
    assert!(!sim.can(T1));
    sim.go(T2);
    sim.go(T1);
    assert_eq!(sim.owner(A), Some(T1));
}

#[test]
fn a_waiter_sleeps_and_leaves_its_cpu_to_others() {
    let mut sim = Script::new()
        .cpus(1)
        .preemption(machine::Preemption::None)
        .thread([mutex_lock(A), resched(), mutex_unlock(A)])
        .thread([mutex_lock(A), mutex_unlock(A)])
        .boot();
    sim.go(T0);
    sim.go(T1);
    assert!(sim.machine.context(T1).asleep);
    assert!(sim.can(T0));
    sim.go(T0);
    sim.go(T0);
    assert_eq!(sim.owner(A), None);
    sim.go_on(T0);
    sim.go(T1);
    assert_eq!(sim.owner(A), Some(T1));
}

#[test]
fn a_holder_can_be_preempted() {
    let mut sim = Script::new().cpus(1).thread([mutex_lock(A), mutex_unlock(A)]).thread([nop()]).boot();
    sim.go(T0);
    assert_eq!(sim.owner(A), Some(T0));
    assert!(sim.can(T1));
}

#[test]
fn trylock_takes_a_free_mutex_and_never_waits() {
    let try_lock = || Mutex::TryLock(A).into();
    let is_locked = || Mutex::IsLocked(A).into();
    let mut sim = Script::new()
        .thread([is_locked(), try_lock(), is_locked(), mutex_unlock(A)])
        .thread([try_lock()])
        .boot();
    (0..3).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [0, 1, 1]);
    sim.go(T1);
    assert_eq!((sim.value(T1), sim.owner(A)), (0, Some(T0)));
}

#[test]
fn mutexes_in_opposite_order_deadlock() {
    let script = Script::new()
        .thread([mutex_lock(A), mutex_lock(B), mutex_unlock(B), mutex_unlock(A)])
        .thread([mutex_lock(B), mutex_lock(A), mutex_unlock(A), mutex_unlock(B)]);
    for cpus in [1, 2, 4] {
        let mut deadlocks = 0;
        script.clone().cpus(cpus).search(50_000, |_, course, ending| {
            if ending == Ending::Deadlock {
                deadlocks += 1;
                let mut cycle = course.cycle().to_vec();
                cycle.sort();
                assert_eq!(cycle, [T0, T1]);
            }
        });
        assert!(deadlocks > 0, "with {cpus} CPUs");
    }
}

#[test]
fn mutexes_in_one_order_do_not_deadlock() {
    let body = [mutex_lock(A), mutex_lock(B), mutex_unlock(B), mutex_unlock(A)];
    for cpus in [1, 2, 4] {
        let mut waited = 0;
        Script::new().cpus(cpus).thread(body).thread(body).search(50_000, |sim, _, ending| {
            assert_eq!(ending, Ending::Finished);
            assert!(sim.is_dead(T0) && sim.is_dead(T1));
            waited += usize::from(sim.log.iter().any(|e| matches!(e.1, machine::Op::Mutex(Mutex::Wait(..)))));
        });
        assert!(waited > 0);
    }
}

#[test]
fn locking_it_twice_is_a_cycle_of_one() {
    Script::new().thread([mutex_lock(A), mutex_lock(A)]).search(1000, |_, course, ending| {
        assert_eq!((ending, course.cycle()), (Ending::Deadlock, &[T0][..]));
    });
}

#[test]
fn unlocking_anothers_mutex_is_a_misuse_that_names_the_owner() {
    let mut sim = Script::new().thread([mutex_lock(A), nop()]).thread([mutex_unlock(A)]).boot();
    sim.go(T0);
    sim.go(T1);
    let misuse = Misuse::NotHeld { kind: Kind::Mutex, address: A, owner: Some(T0) };
    assert_eq!(sim.misuses, [(T1, misuse)]);
}

#[test]
fn a_waiter_waits_for_the_owner_and_behind_it_for_the_waiter_before() {
    let body = [mutex_lock(A), mutex_unlock(A)];
    let mut sim = Script::new().thread(body).thread(body).thread(body).boot();
    sim.go(T0);
    sim.go(T1);
    sim.go(T2);
    assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(T0));
    assert_eq!(sim.machine.waits_for(T2), WaitsFor::Context(T0));
    sim.go(T0);
    assert!(!sim.can(T2));
    assert_eq!(sim.machine.waits_for(T2), WaitsFor::Context(T1));
}

#[test]
fn a_mutex_protects_an_increment() {
    let body = [vec![mutex_lock(A)], increment(X).to_vec(), vec![mutex_unlock(A)]].concat();
    for cpus in [1, 3] {
        Script::new().cpus(cpus).thread(body.clone()).thread(body.clone()).search(50_000, |sim, _, _| {
            assert_eq!(sim.load(X), 2);
        });
    }
}
