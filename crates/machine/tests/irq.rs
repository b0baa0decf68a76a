//! When interrupt lines fire, and what holds them off.

mod script;

use engine::{Ctx, Ending, WaitsFor, World};
use machine::{
    Action, CLOCK, Config, Flags, INSMOD, Irq, Level, Misuse, Phase, Preemption, Progress, line, softirq,
};
use script::*;
use std::collections::BTreeSet;

const A: usize = SPIN[0];
const T0: Ctx = thread(0);
const T1: Ctx = thread(1);
const EBUSY: u64 = -16i64 as u64;
const EINVAL: u64 = -22i64 as u64;

#[test]
fn a_line_fires_only_between_request_and_free() {
    let script = Script::new()
        .cpus(2)
        .irqs(3)
        .init([nop(), request(5, 0), Step::Do(|_, _| 0), nop(), free(5), nop()])
        .function(0, [nop()]);
    let mut fired = BTreeSet::new();
    script.search(50_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        fired.insert(sim.count(0));
        assert!(sim.is_dead(line(5)));
        assert_eq!(sim.values(INSMOD).len(), 5);
    });
    assert_eq!(fired, BTreeSet::from([0, 1, 2, 3]));
}

#[test]
fn a_line_fires_at_most_as_often_as_the_machine_allows() {
    for k in 0..3 {
        let script = Script::new().cpus(1).irqs(k).init([request(5, 0), nop()]).function(0, [nop()]);
        let mut most = 0;
        script.search(50_000, |sim, _, _| {
            most = most.max(sim.count(0));
        });
        assert_eq!(most, k as usize);
    }
}

#[test]
fn a_handler_gets_its_number_and_device() {
    let mut sim = Script::new().init([request(5, 0)]).function(0, [nop()]).boot();
    sim.go(line(5));
    let Progress::Calls(call) = sim.machine.progress() else { panic!("the handler is called") };
    assert_eq!((call.function, call.arguments), (function(0), [5, 7]));
}

#[test]
fn a_line_never_runs_beside_itself() {
    let mut sim = Script::new().irqs(2).init([request(5, 0)]).function(0, [nop()]).thread([nop()]).boot();
    sim.go(T0);
    sim.go_as(line(5), 0);
    assert!(sim.machine.line(line(5)).expect("it is a line").active);
    // All it can do is what its handler does.
    sim.go(line(5));
    assert_eq!(sim.count(0), 1);
    sim.go(line(5));
    sim.go(line(5));
    assert_eq!(sim.count(0), 2);
}

#[test]
fn two_lines_run_beside_each_other_on_two_cpus_and_not_on_one() {
    for cpus in [1, 2] {
        let mut sim = Script::new()
            .cpus(cpus)
            .init([request(5, 0), request(6, 0)])
            .function(0, [nop()])
            .thread([nop(), nop()])
            .boot();
        sim.go_as(line(5), 0);
        assert_eq!(sim.can(line(6)), cpus == 2);
        if cpus == 2 {
            assert!(!sim.machine.picks(line(6)).contains(0));
        }
    }
}

#[test]
fn a_line_does_not_fire_on_a_cpu_with_interrupts_off() {
    let off = Flags::IrqDisable.into();
    let on = Flags::IrqEnable.into();
    let mut sim =
        Script::new().cpus(1).init([request(5, 0)]).function(0, [nop()]).thread([off, nop(), on]).boot();
    assert!(sim.can(line(5)));
    sim.go(T0);
    assert!(!sim.can(line(5)));
    sim.go(T0);
    assert!(!sim.can(line(5)));
    sim.go(T0);
    assert!(sim.can(line(5)));
}

#[test]
fn local_irq_save_and_restore_nest() {
    let save = || Flags::IrqDisable.into();
    let restore = |flags| Flags::IrqRestore(flags).into();
    let mut sim = Script::new().thread([save(), save(), restore(0), restore(0x200)]).boot();
    let off = |sim: &Sim| sim.machine.context(T0).irqs_off;
    sim.go(T0);
    sim.go(T0);
    assert_eq!(sim.values(T0), [0x200, 0]);
    sim.go(T0);
    assert!(off(&sim));
    sim.go(T0);
    assert!(!off(&sim));
}

#[test]
fn what_a_handler_interrupts_stands_still_until_it_exits() {
    let mut sim = Script::new()
        .cpus(1)
        .init([request(5, 0)])
        .function(0, [nop()])
        .thread([nop(), nop()])
        .thread([nop()])
        .boot();
    sim.go(T0);
    sim.go(line(5));
    assert!(!sim.can(T0) && !sim.can(T1));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(line(5)));
    assert_eq!(sim.machine.cpu(0).top(), line(5));
    sim.go(line(5));
    sim.go(line(5));
    assert_eq!(sim.machine.cpu(0).top(), T0);
    assert!(sim.can(T0));
}

#[test]
fn task_softirq_and_hardirq_pile_up_in_that_order() {
    let mut sim = Script::new()
        .cpus(1)
        .init([request(5, 0), Step::Arm(TIMER[0], 1)])
        .function(0, [nop()])
        .function(1, [nop(), nop()])
        .timer(TIMER[0], 1)
        .thread([nop(), nop()])
        .boot();
    let soft = softirq(0);
    sim.go(T0);
    sim.go(CLOCK);
    sim.go(soft);
    assert_eq!(sim.machine.context(soft).level, Level::Softirq);
    assert!(!sim.can(T0) && sim.can(soft));
    sim.go(line(5));
    assert!(!sim.can(soft) && sim.can(line(5)));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(soft));
    assert_eq!(sim.machine.waits_for(soft), WaitsFor::Context(line(5)));
    let cpu = sim.machine.cpu(0);
    assert_eq!((cpu.current, cpu.above(T0), cpu.above(soft)), (T0, Some(soft), Some(line(5))));
    sim.go(line(5));
    sim.go(line(5));
    assert!(sim.can(soft) && !sim.can(T0));
    sim.go_on(soft);
    assert!(sim.can(T0));
}

#[test]
fn a_softirq_does_not_interrupt_a_hardirq() {
    let mut sim = Script::new()
        .cpus(1)
        .init([request(5, 0), Step::Arm(TIMER[0], 1)])
        .function(0, [nop()])
        .function(1, [nop()])
        .timer(TIMER[0], 1)
        .thread([nop(), nop()])
        .boot();
    sim.go(T0);
    sim.go(line(5));
    sim.go(CLOCK);
    assert!(!sim.can(softirq(0)));
    sim.go(line(5));
    sim.go(line(5));
    assert!(sim.can(softirq(0)));
}

#[test]
fn free_waits_for_a_handler_that_runs() {
    let mut sim = Script::new().init([request(5, 0)]).function(0, [nop()]).thread([free(5), nop()]).boot();
    sim.go_as(line(5), 0);
    sim.go(T0);
    assert!(!sim.can(T0));
    assert_eq!(sim.machine.waits_for(T0), WaitsFor::Context(line(5)));
    sim.go(line(5));
    assert!(!sim.can(T0));
    sim.go(line(5));
    sim.go(T0);
    assert!(sim.is_dead(line(5)));
    assert!(!sim.can(line(5)));
}

#[test]
fn disable_waits_and_disable_nosync_does_not() {
    for sync in [true, false] {
        let disable: Step = if sync { Irq::Disable(5).into() } else { Irq::DisableNosync(5).into() };
        let mut sim = Script::new()
            .irqs(2)
            .init([request(5, 0)])
            .function(0, [nop()])
            .thread([disable, nop(), Irq::Enable(5).into()])
            .boot();
        sim.go_as(line(5), 0);
        sim.go(T0);
        assert_eq!(sim.can(T0), !sync);
        sim.go(line(5));
        sim.go(line(5));
        assert!(!sim.can(line(5)), "it is disabled");
        sim.go_on(T0);
        assert!(sim.can(line(5)), "it is enabled");
    }
}

#[test]
fn disabling_counts() {
    let disable = || Irq::DisableNosync(5).into();
    let enable = || Irq::Enable(5).into();
    let mut sim = Script::new()
        .init([request(5, 0)])
        .function(0, [nop()])
        .thread([disable(), disable(), enable(), enable()])
        .boot();
    let can = [false, false, false, true];
    for can in can {
        sim.go(T0);
        assert_eq!(sim.can(line(5)), can);
    }
}

#[test]
fn a_line_is_given_once_and_to_a_handler_only() {
    let mut sim = Script::new()
        .init([
            request(5, 0),
            request(5, 0),
            Step::Request(Action::new(6, 0, 0, 0, 0, 0)),
            request(5000, 0),
            free(9),
        ])
        .function(0, [nop()])
        .boot();
    assert_eq!(sim.values(INSMOD), [0, EBUSY, EINVAL, EINVAL, 0]);
    assert_eq!(sim.misuses, [(INSMOD, Misuse::NoLine { irq: 9 })]);
    assert!(sim.can(line(5)) && !sim.can(line(6)));
    assert_eq!(sim.run_default(), Ending::Finished);
}

#[test]
fn a_freed_line_can_be_requested_again_and_fires_again() {
    let script = Script::new()
        .cpus(1)
        .init([request(5, 0), free(5), request(5, 1), free(5)])
        .function(0, [])
        .function(1, []);
    let mut fired = BTreeSet::new();
    script.search(50_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert_eq!(sim.values(INSMOD), [0, 0, 0, 0]);
        fired.insert((sim.count(0), sim.count(1)));
    });
    assert_eq!(fired, BTreeSet::from([(0, 0), (0, 1), (1, 0), (1, 1)]));
}

#[test]
fn a_request_waits_while_the_handler_of_the_freed_line_runs() {
    let mut sim = Script::new()
        .init([request(5, 0)])
        .function(0, [nop()])
        .function(1, [nop()])
        .thread([free(5)])
        .thread([request(5, 1)])
        .boot();
    sim.go_as(line(5), 0);
    sim.go(T0);
    sim.go_on(T1);
    assert!(!sim.can(T1) || sim.is_dead(T1));
    sim.go_on(line(5));
    assert_eq!(sim.machine.cpu(0).interrupter(), None, "the handler has left its CPU");
    sim.go_on(T0);
    sim.go_on(T1);
    assert!(sim.is_dead(T0) && sim.is_dead(T1));
    assert_eq!(sim.value(T1), 0);
}

#[test]
fn in_every_interleaving_of_free_and_request_each_handler_leaves_its_cpu() {
    let script = Script::new()
        .cpus(3)
        .init([request(5, 0)])
        .function(0, [nop()])
        .function(1, [nop()])
        .thread([free(5)])
        .thread([request(5, 1)]);
    let mut answers = BTreeSet::new();
    script.search_within(2, 100_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        answers.insert(sim.value(T1));
        assert!((0..3).all(|cpu| sim.machine.cpu(cpu).interrupter().is_none()));
        assert!(sim.is_dead(T0) && sim.is_dead(T1));
    });
    assert_eq!(answers, BTreeSet::from([0, EBUSY]));
}

#[test]
fn a_handler_that_waits_for_its_own_line_is_a_cycle_of_one() {
    for op in [Irq::Disable(5), Irq::Free(5, 7), Irq::Synchronize(5)] {
        let mut found = 0;
        Script::new().cpus(1).init([request(5, 0)]).function(0, [op.into()]).search(
            10_000,
            |_, course, ending| {
                if ending == Ending::Deadlock {
                    found += 1;
                    assert_eq!(course.cycle(), [line(5)]);
                }
            },
        );
        assert!(found > 0, "{op:?}");
    }
}

#[test]
fn a_handler_that_sleeps_keeps_its_cpu_and_no_other_line_stands_on_it() {
    let mutex = MUTEX[0];
    let mut sim = Script::new()
        .cpus(1)
        .init([request(5, 0), request(6, 1), Step::Arm(TIMER[0], 1), mutex_lock(mutex)])
        .function(0, [mutex_lock(mutex), mutex_unlock(mutex)])
        .function(1, [nop()])
        .function(2, [nop()])
        .timer(TIMER[0], 2)
        .boot();
    sim.go(CLOCK);
    sim.go(softirq(0));
    sim.go(line(5));
    sim.go(line(5));
    assert!(!sim.can(line(5)));
    assert!(!sim.can(line(6)), "the handler of line 5 has interrupts off");
    assert!(!sim.can(softirq(0)));
}

#[test]
fn a_handlers_memory_is_its_own_after_the_line_was_requested_again() {
    let allocate = Step::Do(|m, c| {
        let i = m.allocate(c, 24, 0).expect("there is room");
        m.heap().objects()[i].address as u64
    });
    let mut sim = Script::new()
        .init([request(5, 0)])
        .function(0, [allocate, nop()])
        .thread([free(5), request(5, 0)])
        .boot();
    sim.go_on(line(5));
    sim.go_on(T0);
    assert_eq!(sim.value(T0), 0);
    sim.go_on(line(5));
    let addresses: BTreeSet<usize> = sim.machine.heap().objects().iter().map(|o| o.address).collect();
    assert_eq!(sim.machine.heap().objects().len(), 2);
    assert_eq!(addresses.len(), 2, "two live objects have different addresses");
}

#[test]
fn a_line_may_come_to_every_busy_cpu_and_to_one_idle_one() {
    let mut sim = Script::new()
        .cpus(4)
        .init([request(5, 0)])
        .function(0, [nop()])
        .thread([nop(), nop()])
        .thread([nop(), Flags::IrqDisable.into(), nop()])
        .boot();
    sim.go(T0);
    sim.go(T1);
    // CPU 0 and 3 are idle, 1 and 2 are busy.
    let cpus = |sim: &Sim| sim.machine.picks(line(5)).iter().collect::<Vec<_>>();
    assert_eq!(cpus(&sim), [0, 1, 2]);
    sim.go(T1);
    assert_eq!(cpus(&sim), [0, 1]);
    sim.go_as(line(5), 1);
    assert_eq!(sim.machine.cpu(1).top(), line(5));
    assert_eq!(sim.machine.context(line(5)).cpu, 1);
}

#[test]
fn in_a_timed_run_a_line_fires_once_and_a_millisecond_after_its_request() {
    let mut sim = Script::new()
        .config(|c| c.timed = true)
        .init([request(5, 0)])
        .function(0, [nop()])
        .exit([free(5)])
        .boot();
    assert!(!sim.can(line(5)));
    assert_eq!(sim.run_fair(), Ending::Finished);
    assert_eq!(sim.count(0), 1);
    assert!(sim.machine.now() >= Config::IRQ_AFTER_NS);
    assert_eq!(sim.machine.stage(), machine::Stage::Gone);
    assert_eq!(sim.machine.context(line(5)).phase, Phase::Dead);
}

#[test]
fn interrupts_come_whatever_the_preemption_model_is() {
    for model in [Preemption::Full, Preemption::Voluntary, Preemption::None] {
        let mut sim = Script::new()
            .cpus(1)
            .preemption(model)
            .init([request(5, 0)])
            .function(0, [])
            .thread([lock(A), unlock(A)])
            .boot();
        sim.go(T0);
        assert!(sim.can(line(5)));
    }
}

const SHARED: u32 = machine::layout::IRQF_SHARED;
const ONESHOT: u32 = machine::layout::IRQF_ONESHOT;
const WAKE: u64 = machine::layout::IRQ_WAKE_THREAD as u64;

fn shared(irq: u32, handler: usize, dev: u64) -> Step {
    Step::Request(Action::new(irq, function(handler), 0, dev, SHARED, 0))
}

fn threaded(irq: u32, handler: usize, thread: usize, flags: u32) -> Step {
    let handler = if handler == 0 { 0 } else { function(handler) };
    Step::Request(Action::new(irq, handler, function(thread), 7, flags, 0))
}

#[test]
fn a_line_is_shared_by_those_who_agree_to_it_and_have_a_device() {
    let rising = Step::Request(Action::new(5, function(0), 0, 3, SHARED | 1, 0));
    let sim = Script::new()
        .init([shared(5, 0, 1), shared(5, 1, 2), request(5, 0), shared(5, 0, 0), rising, shared(69, 0, 1)])
        .function(0, [nop()])
        .function(1, [nop()])
        .boot();
    assert_eq!(sim.values(INSMOD), [0, 0, EBUSY, EINVAL, EBUSY, 0]);
    assert!(sim.machine.line_of(5).is_some() && sim.machine.line_of(69).is_some());
}

#[test]
fn the_handlers_of_a_line_run_one_after_the_other() {
    let mut sim = Script::new()
        .init([shared(5, 0, 1), shared(5, 1, 2), shared(5, 2, 3)])
        .function(0, [nop()])
        .function(1, [nop()])
        .function(2, [nop()])
        .thread([Irq::Free(5, 2).into(), nop()])
        .boot();
    sim.go_as(line(5), 0);
    sim.go(T0);
    // The one that runs goes on to the next that is on the line.
    sim.go_on(line(5));
    let handlers: Vec<usize> = sim.calls.iter().map(|c| c.1).filter(|f| *f < 3).collect();
    assert_eq!(handlers, [0, 2]);
    assert!(!sim.is_dead(line(5)));
}

#[test]
fn a_freed_action_is_waited_for_and_the_others_stay() {
    let script = Script::new()
        .irqs(2)
        .init([shared(5, 0, 1), shared(5, 1, 2)])
        .function(0, [nop()])
        .function(1, [nop()])
        .thread([Irq::Free(5, 1).into(), nop(), Irq::Free(5, 2).into(), nop()]);
    let mut alone = false;
    script.search_within(1, 200_000, |sim, _, ending| {
        assert_eq!(ending, Ending::Finished);
        assert!(sim.is_dead(line(5)));
        alone |= sim.count(1) > sim.count(0);
        assert!(sim.misuses.is_empty());
    });
    assert!(alone, "the second fires after the first was freed");
}

#[test]
fn a_thread_runs_as_often_as_it_is_woken_and_knows_what_its_handler_did() {
    let mut sim = Script::new()
        .cpus(2)
        .irqs(3)
        .init([threaded(5, 1, 2, 0)])
        .function(1, [nop(), Step::Return(WAKE)])
        .function(2, [nop()])
        .boot();
    let thread = sim.machine.actions()[0].thread;
    assert!(!sim.can(thread));
    sim.go_on(line(5));
    assert_eq!(sim.count(1), 3);
    // It was woken three times before it began.
    sim.go_on(thread);
    assert_eq!(sim.count(2), 1);
    let (_, begins) = sim.footprints[sim.footprints.len() - 3];
    let joins: Vec<_> = begins.iter().filter(|(_, m)| *m == engine::Mode::Acquire).collect();
    assert_eq!(joins.len(), 1);
}

#[test]
fn a_oneshot_line_is_masked_until_its_thread_is_done() {
    let mut sim = Script::new()
        .irqs(3)
        .init([threaded(5, 0, 2, ONESHOT), threaded(6, 0, 2, 0)])
        .function(2, [nop()])
        .boot();
    assert_eq!(sim.values(INSMOD), [0, EINVAL]);
    let thread = sim.machine.actions()[0].thread;
    sim.go(line(5));
    assert!(!sim.can(line(5)) && sim.can(thread));
    sim.go(thread);
    assert!(!sim.can(line(5)));
    sim.go_on(thread);
    assert!(sim.can(line(5)));
}

#[test]
fn a_line_is_freed_when_its_thread_has_done_what_it_was_woken_for() {
    let mut sim =
        Script::new().init([threaded(5, 0, 2, ONESHOT)]).function(2, [nop()]).thread([free(5), nop()]).boot();
    // The first task that insmod makes is that thread.
    let thread = sim.machine.actions()[0].thread;
    sim.go(line(5));
    sim.go(T1);
    assert!(!sim.can(T1));
    assert_eq!(sim.machine.waits_for(T1), WaitsFor::Context(thread));
    sim.go_on(thread);
    assert_eq!(sim.count(2), 1);
    assert!(sim.is_dead(thread) && sim.can(T1));
    sim.go(T1);
    assert!(sim.is_dead(line(5)));
}

#[test]
fn synchronize_irq_waits_for_the_thread_too() {
    let mut sim = Script::new()
        .init([threaded(5, 0, 2, ONESHOT)])
        .function(2, [nop()])
        .thread([Irq::Synchronize(5).into(), nop()])
        .boot();
    let thread = sim.machine.actions()[0].thread;
    sim.go(line(5));
    sim.go_as(T1, 0);
    assert!(!sim.can(T1));
    sim.go_on(thread);
    assert!(sim.can(T1) && !sim.is_dead(thread));
}

#[test]
fn lines_whose_numbers_meet_are_two() {
    let mut sim = Script::new()
        .init([request(5, 0), request(5 + 128, 1), free(5)])
        .function(0, [nop()])
        .function(1, [nop()])
        .boot();
    assert!(sim.is_dead(line(5)));
    sim.go_on(line(6));
    assert_eq!((sim.count(0), sim.count(1)), (0, 1));
}
