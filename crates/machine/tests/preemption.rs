//! When a task that could go on loses its CPU to another.

mod script;

use engine::{Ctx, Ending, WaitsFor, World};
use machine::{Flags, Preemption};
use script::*;
use std::collections::BTreeSet;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const MODELS: [Preemption; 3] = [Preemption::Full, Preemption::Voluntary, Preemption::None];

fn pair(model: Preemption, steps: impl Into<Vec<Step>>) -> Sim {
    let mut sim = Script::new().cpus(1).preemption(model).thread(steps).thread([nop()]).boot();
    sim.go(T0);
    sim
}

#[test]
fn only_full_preemption_takes_the_cpu_from_a_task_anywhere() {
    for model in MODELS {
        let sim = pair(model, [nop(), nop()]);
        assert!(sim.can(T0));
        assert_eq!(sim.can(T1), model == Preemption::Full, "{model:?}");
        if model != Preemption::Full {
            assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(T0));
        }
    }
}

#[test]
fn every_model_gives_the_cpu_away_at_cond_resched() {
    for model in MODELS {
        assert!(pair(model, [nop(), resched()]).can(T1), "{model:?}");
    }
}

#[test]
fn every_model_gives_the_cpu_away_when_a_task_sleeps_or_ends() {
    for model in MODELS {
        for body in [
            vec![msleep(1), nop()],
            vec![interruptible(), schedule(), nop()],
            vec![wait(DONE[0]), nop()],
            vec![mutex_lock(MUTEX[0]), mutex_lock(MUTEX[0])],
            vec![stop(thread(2)), nop()],
        ] {
            let mut sim =
                Script::new().cpus(1).preemption(model).thread(body).thread([nop()]).thread([]).boot();
            sim.go_on(T0);
            assert!(!sim.can(T0) && sim.can(T1), "{model:?}");
        }
        let mut sim = pair(model, [nop()]);
        sim.go_on(T0);
        assert!(sim.is_dead(T0) && sim.can(T1), "{model:?}");
    }
}

#[test]
fn voluntary_preemption_gives_the_cpu_away_where_a_call_might_sleep_and_only_there() {
    let (m, d) = (MUTEX[0], DONE[0]);
    let might_sleep = [mutex_lock(m), wait(d), msleep(1), stop(thread(2)), request(5, 0), free(5)];
    let never_sleep = [
        mutex_unlock(m),
        machine::Mutex::TryLock(m).into(),
        machine::Mutex::IsLocked(m).into(),
        complete(d),
        machine::Completion::TryWait(d).into(),
        machine::Completion::Done(d).into(),
        wake(thread(2)),
        lock(SPIN[0]),
    ];
    for model in [Preemption::Voluntary, Preemption::None] {
        for step in might_sleep {
            assert_eq!(pair(model, [nop(), step]).can(T1), model == Preemption::Voluntary);
        }
        for step in never_sleep {
            assert!(!pair(model, [nop(), step]).can(T1));
        }
    }
}

#[test]
fn full_preemption_waits_while_anything_masks_it() {
    for (off, on) in [
        (Flags::PreemptDisable.into(), Flags::PreemptEnable.into()),
        (Flags::IrqDisable.into(), Flags::IrqEnable.into()),
        (Flags::BhDisable.into(), Flags::BhEnable.into()),
        (lock(SPIN[0]), unlock(SPIN[0])),
        (lock_bh(SPIN[0]), unlock_bh(SPIN[0])),
        (lock_irqsave(SPIN[0]), restore(SPIN[0])),
    ] {
        let mut sim = pair(Preemption::Full, [off, resched(), on, nop()]);
        assert!(!sim.can(T1));
        sim.go(T0);
        assert!(!sim.can(T1));
        sim.go(T0);
        assert!(sim.can(T1));
    }
}

#[test]
fn masks_nest() {
    let off = || Flags::PreemptDisable.into();
    let on = || Flags::PreemptEnable.into();
    let mut sim = pair(Preemption::Full, [off(), off(), on(), on(), nop()]);
    for can in [false, false, true] {
        sim.go(T0);
        assert_eq!(sim.can(T1), can);
    }
}

#[test]
fn a_preempted_task_goes_on_where_it_was() {
    let mut sim = pair(Preemption::Full, [nop(), nop()]);
    sim.go(T1);
    assert_eq!(sim.machine.cpu(0).current, T1);
    sim.go(T0);
    assert_eq!(sim.machine.cpu(0).current, T0);
    assert_eq!(sim.values(T0).len(), 2);
}

#[test]
fn on_a_cpu_of_its_own_a_task_waits_for_nobody() {
    for model in MODELS {
        let mut sim = Script::new()
            .cpus(3)
            .preemption(model)
            .thread([Flags::PreemptDisable.into(), nop()])
            .thread([nop()])
            .boot();
        assert_ne!(sim.machine.context(T0).cpu, sim.machine.context(T1).cpu);
        sim.go(T0);
        assert!(sim.can(T1), "{model:?}");
    }
}

#[test]
fn an_unlocked_increment_loses_an_update_where_the_model_lets_others_in() {
    let sums = |model, cpus, body: Vec<Step>| {
        let mut sums = BTreeSet::new();
        let script = Script::new().cpus(cpus).preemption(model).thread(body.clone()).thread(body);
        script.search_within(2, 50_000, |sim, _, ending| {
            assert_eq!(ending, Ending::Finished);
            sums.insert(sim.load(X));
        });
        sums.into_iter().collect::<Vec<_>>()
    };
    let plain = increment(X).to_vec();
    let mut yielding = plain.clone();
    yielding.insert(2, resched());
    for model in MODELS {
        let one = sums(model, 1, plain.clone());
        assert_eq!(one, if model == Preemption::Full { vec![1, 2] } else { vec![2] }, "{model:?}");
        assert_eq!(sums(model, 1, yielding.clone()), [1, 2], "{model:?}");
        assert_eq!(sums(model, 3, plain.clone()), [1, 2], "{model:?}");
    }
}
