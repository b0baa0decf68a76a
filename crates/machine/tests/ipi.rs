//! Functions that CPUs send each other, and `irq_work`.

mod script;

use engine::{Ctx, Ending, WaitsFor, World};
use machine::{Flags, INSMOD, Ipi, Kthread, Level, local, softirq_cpu, task_address};
use script::*;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

fn work(number: usize) -> usize {
    IRQ_WORK[number]
}

#[test]
fn a_function_runs_in_an_interrupt_of_the_cpu_that_it_is_sent_to() {
    let mut sim =
        Script::new().thread([Ipi::Send(2, function(0), 7).into(), nop()]).function(0, [nop()]).boot();
    sim.go(T0);
    sim.go(local(2));
    let context = sim.machine.context(local(2));
    assert!(context.level == Level::Hardirq && context.irqs_off && context.cpu == 2);
    sim.go_on(local(2));
    assert_eq!(sim.count(0), 1);
    assert_eq!(sim.machine.cpu(2).interrupter(), None);
}

#[test]
fn who_waits_goes_on_when_the_function_has_returned() {
    let mut sim = Script::new()
        .cpus(4)
        .thread([Ipi::Send(2, function(0), 0).into(), Ipi::Wait(0).into(), nop()])
        .function(0, [nop()])
        .boot();
    sim.go(T0);
    assert!(!sim.can(T0));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(local(2)));
    sim.go_on(local(2));
    assert!(sim.can(T0));
}

#[test]
fn two_that_wait_for_each_other_with_interrupts_off_are_a_deadlock() {
    let code = |to: u16, number: u32| {
        [flags(Flags::IrqDisable), Ipi::Send(to, function(0), 0).into(), Ipi::Wait(number).into()]
    };
    let mut sim = Script::new().cpus(4).thread(code(2, 0)).thread(code(1, 1)).function(0, [nop()]).boot();
    sim.go(T0);
    sim.go(T1);
    assert_eq!(sim.run_default(), Ending::Deadlock);
}

#[test]
fn an_irq_work_that_is_pending_is_not_queued_again() {
    let mut sim = Script::new()
        .init([Ipi::Queue(work(0), u16::MAX).into(), Ipi::Queue(work(0), u16::MAX).into()])
        .irq_work(work(0), 0)
        .function(0, [nop()])
        .boot();
    assert_eq!(sim.values(INSMOD), [1, 0]);
    let own = local(sim.machine.context(INSMOD).cpu);
    assert!(softirq_cpu(own).is_none());
    sim.go_on(own);
    assert_eq!(sim.count(0), 1);
}

#[test]
fn irq_work_sync_waits_for_what_is_pending_and_what_runs() {
    let mut sim = Script::new()
        .init([Ipi::Queue(work(0), 3).into()])
        .irq_work(work(0), 0)
        .function(0, [nop()])
        .thread([Ipi::Synchronize(work(0)).into(), nop()])
        .boot();
    sim.perform(T0, 0);
    assert!(!sim.can(T0));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(local(3)));
    sim.go(local(3));
    assert!(!sim.can(T0));
    sim.go_on(local(3));
    assert!(sim.can(T0));
}

#[test]
fn a_thread_parks_and_goes_on_when_it_is_unparked() {
    let task = task_address(T0);
    let mut sim = Script::new()
        .thread([Kthread::ShouldPark.into(), Kthread::ParkMe.into(), nop()])
        .thread([Kthread::Park(task).into(), nop(), Kthread::Unpark(task).into(), nop()])
        .boot();
    sim.perform(T0, 0);
    sim.go(T1);
    assert!(!sim.can(T1));
    assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(T0));
    sim.go(T0);
    assert_eq!(sim.value(T0), 1);
    sim.go(T0);
    assert!(!sim.can(T0) && sim.can(T1));
    sim.go(T1);
    assert_eq!(sim.value(T1), 0);
    sim.go(T1);
    sim.go(T1);
    assert!(sim.can(T0));
}

#[test]
fn a_thread_that_is_parked_before_it_begins_begins_when_it_is_unparked() {
    let task = task_address(T0);
    let mut sim = Script::new()
        .thread([nop()])
        .thread([Kthread::Park(task).into(), Kthread::Unpark(task).into(), nop()])
        .boot();
    sim.go(T1);
    sim.perform(T0, 0);
    sim.go(T1);
    assert!(!sim.can(T0));
    sim.go(T1);
    sim.go_on(T0);
    assert!(sim.is_dead(T0));
}

#[test]
fn a_thread_that_has_ended_is_stopped_by_who_holds_a_reference() {
    let task = task_address(T0);
    let mut sim = Script::new()
        .thread([Step::Return(5)])
        .thread([Kthread::Get(task).into(), nop(), stop(T0), Kthread::Put(task).into(), stop(T0)])
        .boot();
    sim.go(T1);
    sim.go_on(T0);
    assert!(sim.is_dead(T0));
    sim.go(T1);
    sim.go(T1);
    sim.go(T1);
    assert_eq!(sim.value(T1), 5);
    sim.go(T1);
    assert!(sim.misuses.is_empty());
    sim.go(T1);
    assert_eq!(sim.misuses.len(), 1);
}
