//! What `spin_lock` and its relatives mean.

mod script;

use engine::{Ending, Mode};
use machine::{Flavour, Kind, Misuse, Spin, line, objects};
use script::*;

const IF: u64 = 0x200;
const A: usize = SPIN[0];
const T0: engine::Ctx = thread(0);
const T1: engine::Ctx = thread(1);

#[test]
fn an_owner_keeps_its_cpu_with_preemption_off() {
    let mut sim = Script::new().cpus(1).thread([nop(), lock(A), nop(), unlock(A)]).thread([nop()]).boot();
    sim.go(T0);
    assert!(sim.can(T1));
    sim.go(T0);
    assert_eq!((sim.owner(A), sim.machine.context(T0).preempt), (Some(T0), 1));
    assert!(!sim.can(T1));
    sim.go(T0);
    assert!(!sim.can(T1));
    sim.go(T0);
    assert!(sim.can(T1));
}

#[test]
fn a_contended_waiter_keeps_its_cpu_with_preemption_off() {
    let mut sim = Script::new()
        .cpus(3)
        .thread([lock(A), unlock(A)])
        .thread([lock(A), unlock(A)])
        .thread([nop()])
        .thread([nop()])
        .thread([nop()])
        .boot();
    let neighbour = thread(4);
    sim.go(T0);
    sim.go(T1);
    assert_eq!(sim.machine.context(T1).cpu, sim.machine.context(neighbour).cpu);
    assert_eq!(sim.machine.context(T1).preempt, 1);
    assert!(!sim.machine.context(T1).asleep);
    assert!(!sim.can(T1) && !sim.can(neighbour));
    sim.go(T0);
    assert!(sim.can(T1) && !sim.can(neighbour));
    sim.go(T1);
    assert_eq!(sim.owner(A), Some(T1));
    sim.go(T1);
    assert_eq!(sim.owner(A), None);
    assert!(sim.can(neighbour));
}

#[test]
fn irqsave_turns_interrupts_off_before_it_waits_and_returns_the_flags() {
    let mut sim =
        Script::new().thread([lock(A), nop(), unlock(A)]).thread([lock_irqsave(A), restore(A)]).boot();
    sim.go(T0);
    sim.go(T1);
    assert!(sim.machine.context(T1).irqs_off);
    assert!(!sim.can(T1));
    sim.go(T0);
    sim.go(T0);
    sim.go(T1);
    assert_eq!(sim.value(T1), IF);
    sim.go(T1);
    assert!(!sim.machine.context(T1).irqs_off);
    assert_eq!(sim.machine.context(T1).preempt, 0);
}

#[test]
fn nested_irqsave_leaves_interrupts_off_until_the_outer_restore() {
    let b = SPIN[1];
    let mut sim = Script::new().thread([lock_irqsave(A), lock_irqsave(b), restore(b), restore(A)]).boot();
    let off = |sim: &Sim| (sim.machine.context(T0).irqs_off, sim.machine.context(T0).preempt);
    sim.go(T0);
    assert_eq!((sim.value(T0), off(&sim)), (IF, (true, 1)));
    sim.go(T0);
    assert_eq!((sim.value(T0), off(&sim)), (0, (true, 2)));
    sim.go(T0);
    assert_eq!(off(&sim), (true, 1));
    sim.go(T0);
    assert_eq!(off(&sim), (false, 0));
}

#[test]
fn unlock_irq_turns_interrupts_on_whatever_they_were() {
    let mut sim = Script::new()
        .thread([
            lock_irqsave(A),
            Spin::Lock(SPIN[1], Flavour::Irq).into(),
            Spin::Unlock(SPIN[1], Flavour::Irq, 0).into(),
            restore(A),
        ])
        .boot();
    for _ in 0..3 {
        sim.go(T0);
    }
    assert!(!sim.machine.context(T0).irqs_off);
    assert_eq!(sim.machine.context(T0).preempt, 1);
}

#[test]
fn trylock_takes_a_free_lock_and_says_so() {
    let try_lock = || Spin::TryLock(A, Flavour::Plain).into();
    let mut sim =
        Script::new().thread([try_lock(), unlock(A)]).thread([try_lock(), nop(), try_lock()]).boot();
    sim.go(T0);
    assert_eq!((sim.value(T0), sim.owner(A)), (1, Some(T0)));
    assert_eq!(sim.machine.context(T0).preempt, 1);
    sim.go(T1);
    assert_eq!((sim.value(T1), sim.owner(A)), (0, Some(T0)));
    assert_eq!(sim.machine.context(T1).preempt, 0);
    assert_eq!(sim.touched(objects::lock(A)), [Mode::Read]);
    sim.go(T0);
    sim.go(T1);
    sim.go(T1);
    assert_eq!((sim.value(T1), sim.owner(A)), (1, Some(T1)));
}

#[test]
fn is_locked_looks_and_does_not_take() {
    let is_locked = || Spin::IsLocked(A).into();
    let mut sim = Script::new().thread([is_locked(), lock(A), is_locked(), unlock(A)]).boot();
    (0..3).for_each(|_| sim.go(T0));
    assert_eq!(sim.values(T0), [0, IF, 1]);
    assert_eq!(sim.touched(objects::lock(A)), [Mode::Read]);
}

#[test]
fn a_bh_lock_turns_bottom_halves_off_and_preemption_with_them() {
    let mut sim = Script::new().cpus(1).thread([lock_bh(A), unlock_bh(A)]).thread([nop()]).boot();
    sim.go(T0);
    let context = sim.machine.context(T0);
    assert_eq!((context.bh, context.preempt, context.irqs_off), (1, 0, false));
    assert!(!context.is_preemptible());
    assert!(!sim.can(T1));
    sim.go(T0);
    assert_eq!(sim.machine.context(T0).bh, 0);
    assert!(sim.can(T1));
}

#[test]
fn taking_a_lock_twice_is_a_cycle_of_one() {
    let script = Script::new().thread([lock(A), lock(A)]);
    script.search(10_000, |_, course, ending| {
        assert_eq!(ending, Ending::Deadlock);
        assert_eq!(course.cycle(), [T0]);
    });
}

#[test]
fn unlocking_anothers_lock_is_a_misuse_that_names_the_owner() {
    let mut sim = Script::new().thread([lock(A), nop()]).thread([unlock(A)]).boot();
    sim.go(T0);
    sim.go(T1);
    let misuse = Misuse::NotHeld { kind: Kind::Spinlock, address: A, owner: Some(T0) };
    assert_eq!(sim.misuses, [(T1, misuse)]);
    assert_eq!(sim.owner(A), None);
    assert_eq!(sim.machine.context(T1).preempt, 0);
}

#[test]
fn unlocking_a_free_lock_is_a_misuse_without_an_owner() {
    let mut sim = Script::new().thread([unlock(A)]).boot();
    sim.go(T0);
    let misuse = Misuse::NotHeld { kind: Kind::Spinlock, address: A, owner: None };
    assert_eq!(sim.misuses, [(T0, misuse)]);
}

#[test]
fn an_uninitialised_a_corrupted_and_a_moved_lock_are_told_apart() {
    let copy = Step::Do(|m, _| {
        use region::Memory;
        m.memory.copy(X, SPIN[0], 8);
        m.memory.store(Y, 8, 0x1234);
        0
    });
    let free = X + 64;
    let mut sim = Script::new().thread([lock(A), unlock(A), copy, lock(X), lock(Y), lock(free)]).boot();
    (0..5).for_each(|_| sim.go(T0));
    let kind = Kind::Spinlock;
    let misuses: Vec<Misuse> = sim.misuses.iter().map(|m| m.1).collect();
    assert_eq!(
        misuses,
        [
            Misuse::Moved { kind, address: X, original: A },
            Misuse::Corrupted { kind, address: Y },
            Misuse::Uninitialised { kind, address: free },
        ]
    );
}

#[test]
fn a_handler_that_takes_a_plain_lock_of_its_cpu_deadlocks() {
    let script = Script::new()
        .cpus(1)
        .init([request(5, 0)])
        .function(0, [lock(A), unlock(A)])
        .thread([lock(A), unlock(A)]);
    let mut deadlocks = 0;
    script.search(10_000, |sim, course, ending| {
        if ending == Ending::Deadlock {
            deadlocks += 1;
            let mut cycle = course.cycle().to_vec();
            cycle.sort();
            assert_eq!(cycle, [T0, line(5)]);
            assert_eq!(sim.owner(A), Some(T0));
        }
    });
    assert!(deadlocks > 0);
}

#[test]
fn a_handler_cannot_deadlock_with_a_lock_that_is_taken_with_irqsave() {
    for cpus in [1, 2] {
        let script = Script::new()
            .cpus(cpus)
            .init([request(5, 0)])
            .function(0, [lock(A), unlock(A)])
            .thread([lock_irqsave(A), restore(A)]);
        let mut during = 0;
        script.search(20_000, |sim, _, ending| {
            assert_eq!(ending, Ending::Finished);
            during += sim.count(0);
        });
        assert!(during > 0);
    }
}

#[test]
fn a_lock_protects_an_increment_and_without_it_an_update_is_lost() {
    let body = |locked: bool| {
        let inner = increment(X).to_vec();
        if locked { [vec![lock(A)], inner, vec![unlock(A)]].concat() } else { inner }
    };
    for locked in [true, false] {
        let script = Script::new().thread(body(locked)).thread(body(locked));
        let mut sums = std::collections::BTreeSet::new();
        script.search(20_000, |sim, _, ending| {
            assert_eq!(ending, Ending::Finished);
            sums.insert(sim.load(X));
        });
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), if locked { vec![2] } else { vec![1, 2] });
    }
}

#[test]
fn locks_in_opposite_order_deadlock_and_in_one_order_do_not() {
    let b = SPIN[1];
    let pair = |x: usize, y: usize| [lock(x), lock(y), unlock(y), unlock(x)];
    let deadlocks = |script: Script| {
        let mut n = 0;
        script.search(20_000, |_, _, ending| n += u32::from(ending == Ending::Deadlock));
        n
    };
    assert!(deadlocks(Script::new().thread(pair(A, b)).thread(pair(b, A))) > 0);
    assert_eq!(deadlocks(Script::new().thread(pair(A, b)).thread(pair(A, b))), 0);
    // On one CPU a task that holds a spinlock is not preempted, so nobody comes between.
    assert_eq!(deadlocks(Script::new().cpus(1).thread(pair(A, b)).thread(pair(b, A))), 0);
}

#[test]
fn initialising_a_held_lock_is_a_misuse_that_names_the_owner() {
    let mut sim = Script::new().thread([lock(A), nop()]).boot();
    sim.go(T0);
    let misuse = Misuse::InitialisedInUse { kind: Kind::Spinlock, address: A, owner: T0 };
    assert_eq!(sim.machine.initialise(Kind::Spinlock, A), Err(misuse));
    assert_eq!(sim.owner(A), None);
    assert_eq!(sim.machine.initialise(Kind::Spinlock, A), Ok(()));
}

#[test]
fn trylock_takes_the_lock_with_its_masks_or_changes_nothing() {
    let trylock = |flavour| Spin::TryLock(A, flavour).into();
    for (flavour, taken, missed) in
        [(Flavour::Plain, 1, 0), (Flavour::Bh, 1, 0), (Flavour::Irq, 1, 0), (Flavour::IrqSave, IF | 1, IF)]
    {
        let mut sim =
            Script::new().thread([trylock(flavour), nop()]).thread([trylock(flavour), nop()]).boot();
        sim.go(T0);
        sim.go(T1);
        assert_eq!((sim.value(T0), sim.value(T1)), (taken, missed), "{flavour:?}");
        let masks = |c| {
            let context = sim.machine.context(c);
            (context.preempt, context.bh, context.irqs_off)
        };
        let irqs_off = matches!(flavour, Flavour::Irq | Flavour::IrqSave);
        let bh = u16::from(flavour == Flavour::Bh);
        assert_eq!((masks(T0), masks(T1)), ((1 - bh, bh, irqs_off), (0, 0, false)), "{flavour:?}");
    }
}

#[test]
fn a_lock_is_contended_while_somebody_waits_for_it() {
    let contended = || Spin::IsContended(A).into();
    let mut sim =
        Script::new().thread([lock(A), contended(), contended(), unlock(A)]).thread([lock(A)]).boot();
    sim.go(T0);
    sim.go(T0);
    sim.go(T1);
    sim.go(T0);
    assert_eq!(sim.values(T0)[1..], [0, 1]);
}
