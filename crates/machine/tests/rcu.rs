//! Whom grace periods wait for, and when callbacks run.

mod script;

use engine::{Ctx, Ending, WaitsFor, World};
use machine::{CLOCK, Flags, INSMOD, Misuse, Op, Rcu, Srcu, softirq};
use region::{Bytes, Memory};
use script::*;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

fn op(op: impl Into<Op>) -> Step {
    Step::Op(op.into())
}

fn lock() -> Step {
    op(Rcu::Lock)
}

fn unlock() -> Step {
    op(Rcu::Unlock)
}

fn synchronize() -> Step {
    op(Rcu::Synchronize)
}

#[test]
fn a_grace_period_waits_for_the_reader_that_is_inside_and_not_for_later_ones() {
    let mut sim = Script::new()
        .thread([lock(), nop(), unlock(), lock(), nop(), unlock()])
        .thread([synchronize(), nop()])
        .boot();
    sim.go(T0);
    sim.go(T1);
    assert!(!sim.can(T1));
    assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(T0));
    sim.go(T0);
    sim.go(T0);
    assert!(sim.can(T1));
    // One that enters again is a later one.
    sim.go(T0);
    assert!(sim.can(T1));
}

#[test]
fn a_reader_is_inside_until_it_has_left_as_often_as_it_entered() {
    let mut sim =
        Script::new().thread([lock(), lock(), unlock(), unlock()]).thread([synchronize(), nop()]).boot();
    sim.go(T0);
    sim.go(T1);
    for _ in 0..2 {
        sim.go(T0);
        assert!(!sim.can(T1));
    }
    sim.go(T0);
    assert!(sim.can(T1));
}

#[test]
fn sections_with_preemption_bottom_halves_or_interrupts_off_are_readers() {
    let pairs = [
        (Flags::PreemptDisable, Flags::PreemptEnable),
        (Flags::BhDisable, Flags::BhEnable),
        (Flags::IrqDisable, Flags::IrqEnable),
    ];
    for (off, on) in pairs {
        let mut sim = Script::new()
            .cpus(4)
            .thread([flags(off), nop(), flags(on), nop()])
            .thread([synchronize(), nop()])
            .boot();
        sim.go(T0);
        sim.go(T1);
        assert!(!sim.can(T1), "{off:?}");
        sim.go(T0);
        sim.go(T0);
        assert!(sim.can(T1), "{off:?}");
    }
}

#[test]
fn an_interrupt_is_a_reader_until_it_has_returned() {
    let mut sim =
        Script::new().init([request(5, 0)]).function(0, [nop()]).thread([synchronize(), nop()]).boot();
    sim.go_as(machine::line(5), 0);
    sim.go(T0);
    assert!(!sim.can(T0));
    sim.go_on(machine::line(5));
    assert!(sim.can(T0));
}

#[test]
fn whoever_waits_in_a_reader_of_its_own_waits_for_itself() {
    let mut sim = Script::new().thread([lock(), synchronize(), unlock()]).boot();
    assert_eq!(sim.run_default(), Ending::Deadlock);
}

#[test]
fn a_reader_that_waits_for_who_waits_for_it_is_a_deadlock() {
    let script = Script::new()
        .thread([lock(), mutex_lock(MUTEX[0]), mutex_unlock(MUTEX[0]), unlock()])
        .thread([mutex_lock(MUTEX[0]), synchronize(), mutex_unlock(MUTEX[0])]);
    let mut ends = [0; 2];
    script.search(100_000, |_, _, ending| ends[usize::from(ending == Ending::Deadlock)] += 1);
    assert!(ends[0] > 0 && ends[1] > 0, "{ends:?}");
}

#[test]
fn leaving_without_having_entered_is_misuse() {
    let mut sim = Script::new().thread([unlock()]).boot();
    sim.go_on(T0);
    assert!(matches!(sim.misuses[..], [(T0, Misuse::NotHeld { owner: None, .. })]));
}

#[test]
fn a_callback_runs_once_when_the_readers_have_left() {
    let call = |nth: usize| op(Rcu::Call(X + 8 * nth, function(0)));
    let mut sim = Script::new()
        .cpus(2)
        .init([call(0), call(1)])
        .function(0, [nop()])
        .thread([lock(), op(Rcu::Call(Y + 64, function(0))), unlock(), nop()])
        .boot();
    let own = softirq(sim.machine.context(INSMOD).cpu);
    sim.go(T0);
    // The reader came after those two.
    assert!(sim.can(own));
    sim.go_on(own);
    assert_eq!((sim.count(0), sim.machine.callbacks().len()), (2, 0));
    sim.go(T0);
    let other = softirq(sim.machine.context(T0).cpu);
    assert!(!sim.can(other));
    sim.go(T0);
    sim.go_on(other);
    assert_eq!(sim.count(0), 3);
}

#[test]
fn a_barrier_waits_for_the_callbacks_before_it() {
    let script = Script::new()
        .function(0, [write(X), Step::Store(X, 1)])
        .thread([op(Rcu::Call(Y, function(0))), op(Rcu::Barrier), read(X), Step::Load(X)])
        .thread([lock(), nop(), unlock()]);
    let mut seen = 0;
    script.search_within(1, 200_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert_eq!(sim.load(X), 1);
        // The callback has stored before the barrier returns.
        let stored = sim.footprints.iter().position(|(c, fp)| {
            machine::softirq_cpu(*c).is_some() && fp.iter().any(|(o, _)| o == machine::objects::memory(X))
        });
        let read = sim
            .footprints
            .iter()
            .rposition(|(c, fp)| *c == T0 && fp.iter().any(|(o, _)| o == machine::objects::memory(X)));
        assert!(stored < read);
        seen += 1;
    });
    assert!(seen > 10);
}

#[test]
fn in_every_interleaving_what_is_freed_after_a_grace_period_is_seen_by_no_reader() {
    // X: the pointer; Y: whether what it points to is alive.
    fn clear(m: &mut machine::Machine<Bytes>, _: Ctx) -> u64 {
        m.memory.store(X, 8, 0).expect("data is mapped");
        0
    }
    fn free(m: &mut machine::Machine<Bytes>, _: Ctx) -> u64 {
        m.memory.store(Y, 8, 0).expect("data is mapped");
        0
    }
    fn publish(m: &mut machine::Machine<Bytes>, _: Ctx) -> u64 {
        m.memory.store(X, 8, 1).expect("data is mapped");
        m.memory.store(Y, 8, 1).expect("data is mapped");
        0
    }
    for waits in [true, false] {
        let wait = if waits { synchronize() } else { nop() };
        let reader = [
            lock(),
            read(X),
            Step::Do(|m, _| m.memory.load(X, 8).map_or(0, |x| u64::from(x == 0))),
            Step::SkipIf(2),
            read(Y),
            Step::Do(|m, _| m.memory.load(Y, 8).map_or(1, |y| u64::from(y == 0))),
            Step::SkipIf(0),
            unlock(),
        ];
        let script = Script::new().init([Step::Do(publish)]).thread(reader).thread([
            write(X),
            Step::Do(clear),
            wait,
            write(Y),
            Step::Do(free),
        ]);
        let mut freed_under = false;
        script.search(200_000, |sim, _, ending| {
            assert_eq!(ending, Ending::Finished);
            let at = |c: Ctx, a: usize| {
                sim.footprints
                    .iter()
                    .position(|(d, fp)| *d == c && fp.iter().any(|(o, _)| o == machine::objects::memory(a)))
            };
            freed_under |= at(T0, Y).is_some() && at(T0, Y) > at(T1, Y);
        });
        assert_eq!(freed_under, !waits);
    }
}

#[test]
fn readers_of_an_srcu_struct_sleep_and_hold_up_only_its_own_grace_periods() {
    let mut sim = Script::new()
        .thread([op(Srcu::Lock(SRCU[0])), msleep(1), op(Srcu::Unlock(SRCU[0], 0)), nop()])
        .thread([op(Srcu::Synchronize(SRCU[1])), op(Srcu::Synchronize(SRCU[0])), nop()])
        .boot();
    sim.go(T0);
    sim.go(T0);
    sim.go(T1);
    sim.go(T1);
    sim.go(T1);
    assert!(!sim.can(T1));
    assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(T0));
    sim.go(CLOCK);
    sim.go(T0);
    sim.go(T0);
    assert!(sim.can(T1));
}

#[test]
fn an_srcu_reader_leaves_with_what_it_got_and_in_another_context_if_need_be() {
    let mut sim = Script::new()
        .thread([op(Srcu::Lock(SRCU[0])), op(Srcu::Unlock(SRCU[0], 1)), nop()])
        .thread([op(Srcu::Unlock(SRCU[0], 0)), op(Srcu::Unlock(SRCU[0], 0))])
        .boot();
    sim.go(T0);
    assert_eq!(sim.value(T0), 0);
    sim.go(T0);
    sim.go(T1);
    sim.go(T1);
    assert_eq!(sim.misuses.iter().map(|m| m.0).collect::<Vec<_>>(), [T0, T1]);
}
