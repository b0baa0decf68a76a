//! When timers of high resolution run, and what waits for them.

mod script;

use engine::{Ctx, Ending, WaitsFor, World};
use machine::layout::{HRTIMER_RESTART, hrtimer::EXPIRES};
use machine::{CLOCK, Flags, Hrtimer, INSMOD, Level, Since, local, softirq};
use region::Memory;
use script::*;

const T0: Ctx = thread(0);
const A: usize = HRTIMER[0];
const SOFT: usize = HRTIMER[1];
const RESTART: u64 = HRTIMER_RESTART as u64;

fn start(timer: usize, ns: i64) -> Step {
    Hrtimer::Start(timer, ns, Since::Now).into()
}

#[test]
fn a_timer_runs_once_at_its_time_with_interrupts_off() {
    let mut sim = Script::new().init([start(A, 1500)]).hrtimer(A, 0).function(0, [nop()]).boot();
    assert_eq!(sim.count(0), 0);
    sim.go(CLOCK);
    assert_eq!(sim.machine.now(), 1500);
    let cpu = sim.machine.context(INSMOD).cpu;
    sim.go(local(cpu));
    let context = sim.machine.context(local(cpu));
    assert!(context.irqs_off && context.level == Level::Hardirq);
    sim.go_on(local(cpu));
    assert_eq!((sim.count(0), sim.can(CLOCK)), (1, false));
    assert_eq!(sim.machine.cpu(cpu).interrupter(), None);
}

#[test]
fn timers_expire_in_the_order_of_their_times() {
    let script = Script::new()
        .init([start(A, 2000), start(SOFT, 1000)])
        .hrtimer(A, 0)
        .hrtimer(SOFT, 1)
        .function(0, [nop()])
        .function(1, [nop()]);
    let mut sim = script.boot();
    assert_eq!(sim.run_default(), Ending::Finished);
    let order: Vec<usize> = sim.calls.iter().map(|c| c.1).filter(|f| *f < 2).collect();
    assert_eq!(order, [1, 0]);
}

#[test]
fn a_soft_timer_runs_in_the_softirq_and_not_where_bottom_halves_are_off() {
    let (off, on) = (flags(Flags::BhDisable), flags(Flags::BhEnable));
    let mut sim = Script::new()
        .cpus(1)
        .init([start(SOFT, 1)])
        .hrtimer(SOFT, 0)
        .function(0, [nop()])
        .thread([off, nop(), on])
        .boot();
    sim.go(T0);
    sim.go(CLOCK);
    assert!(!sim.can(softirq(0)));
    sim.go(T0);
    sim.go(T0);
    assert!(sim.can(softirq(0)) && !sim.can(T0));
    sim.go_on(softirq(0));
    assert_eq!(sim.count(0), 1);
}

#[test]
fn a_timer_that_is_restarted_expires_when_its_field_says() {
    fn later(m: &mut machine::Machine<region::Bytes>, _: Ctx) -> u64 {
        m.memory.store(A + EXPIRES, 8, 5000).expect("data is mapped");
        0
    }
    let mut sim = Script::new()
        .init([start(A, 1000)])
        .hrtimer(A, 0)
        .function(0, [nop(), Step::Do(later), Step::Return(RESTART)])
        .boot();
    let cpu = sim.machine.context(INSMOD).cpu;
    for now in [1000, 5000] {
        sim.go(CLOCK);
        assert_eq!(sim.machine.now(), now);
        sim.go_on(local(cpu));
    }
    assert_eq!(sim.count(0), 2);
}

#[test]
fn a_timer_that_was_armed_meanwhile_is_not_armed_again() {
    let mut sim = Script::new()
        .init([start(A, 1000)])
        .hrtimer(A, 0)
        .function(0, [start(A, 700), Step::Return(RESTART)])
        .boot();
    let cpu = sim.machine.context(INSMOD).cpu;
    sim.go(CLOCK);
    sim.go_on(local(cpu));
    sim.go(CLOCK);
    assert_eq!(sim.machine.now(), 1700);
}

#[test]
fn cancel_waits_for_the_callback_and_try_to_cancel_does_not() {
    let mut sim = Script::new()
        .init([start(A, 1)])
        .hrtimer(A, 0)
        .function(0, [nop(), nop(), Step::Return(RESTART)])
        .thread([Hrtimer::TryCancel(A).into(), Hrtimer::Cancel(A).into(), Hrtimer::IsActive(A).into()])
        .boot();
    let own = local(sim.machine.context(INSMOD).cpu);
    sim.go(CLOCK);
    sim.go(own);
    sim.go(T0);
    assert_eq!(sim.value(T0), -1i64 as u64);
    sim.go(T0);
    assert!(!sim.can(T0));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(own));
    sim.go_on(own);
    sim.go(T0);
    // The callback has asked to be restarted.
    assert_eq!(sim.value(T0), 1);
    sim.go(T0);
    assert_eq!((sim.value(T0), sim.can(CLOCK)), (0, false));
}

#[test]
fn a_timer_that_is_cancelled_does_not_run() {
    let script = Script::new()
        .init([start(A, 1)])
        .hrtimer(A, 0)
        .function(0, [nop()])
        .thread([Hrtimer::Cancel(A).into()]);
    let mut ran = [false; 2];
    script.search(100_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        let cancelled = sim.values(T0)[0] == 1;
        assert_ne!(cancelled, sim.count(0) == 1);
        ran[usize::from(sim.count(0) == 1)] = true;
    });
    assert_eq!(ran, [true; 2]);
}

#[test]
fn one_that_cancels_itself_waits_for_itself() {
    let mut sim =
        Script::new().init([start(A, 1)]).hrtimer(A, 0).function(0, [Hrtimer::Cancel(A).into()]).boot();
    assert_eq!(sim.run_default(), Ending::Deadlock);
}

#[test]
fn a_timer_waits_while_its_cpu_has_interrupts_off() {
    let mut sim = Script::new()
        .cpus(1)
        .init([start(A, 1)])
        .hrtimer(A, 0)
        .function(0, [nop()])
        .thread([flags(Flags::IrqDisable), nop(), flags(Flags::IrqEnable), nop()])
        .boot();
    sim.go(T0);
    sim.go(CLOCK);
    assert!(!sim.can(local(0)));
    assert_eq!(sim.machine.waits_for(local(0)), WaitsFor::Context(T0));
    sim.go(T0);
    sim.go(T0);
    assert!(sim.can(local(0)));
}
