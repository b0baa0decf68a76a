//! Mask locks: sections of one CPU are ordered exactly if they exclude each other.

mod script;

use engine::{Ctx, Mode, Obj};
use machine::{CLOCK, Context, Flags, Level, line, mask_range, objects, softirq};
use script::*;

const T0: Ctx = thread(0);
const T1: Ctx = thread(1);

/// Which masks a section has: preemption, bottom halves, interrupts off.
#[derive(Clone, Copy, Debug)]
struct Masks {
    preempt: bool,
    bh: bool,
    irqs: bool,
}

fn all_masks() -> impl Iterator<Item = Masks> {
    (0..8).map(|bits| Masks { preempt: bits & 1 != 0, bh: bits & 2 != 0, irqs: bits & 4 != 0 })
}

impl Masks {
    fn steps(self) -> Vec<Step> {
        let pairs = [
            (self.preempt, Flags::PreemptDisable),
            (self.bh, Flags::BhDisable),
            (self.irqs, Flags::IrqDisable),
        ];
        pairs.into_iter().filter(|p| p.0).map(|p| p.1.into()).collect()
    }

    fn is_preemptible(self) -> bool {
        !self.preempt && !self.bh && !self.irqs
    }
}

/// A context of this level within a section under these masks on the only CPU; another task is ready, a timer is
/// due and a line is requested.
fn inside(level: Level, masks: Masks) -> (Sim, Ctx) {
    let section = [masks.steps(), vec![nop(), nop()]].concat();
    let empty = vec![nop()];
    let body = |l: Level| if l == level { section.clone() } else { empty.clone() };
    let mut sim = Script::new()
        .cpus(1)
        .init([Step::Arm(TIMER[0], 1), request(5, 1), request(6, 2)])
        .timer(TIMER[0], 0)
        .function(0, body(Level::Softirq))
        .function(1, body(Level::Hardirq))
        .function(2, [nop()])
        .thread(body(Level::Task))
        .thread([nop()])
        .boot();
    sim.go(CLOCK);
    let c = match level {
        Level::Task => T0,
        Level::Softirq => softirq(0),
        Level::Hardirq => line(5),
    };
    let steps = masks.steps().len() + 1;
    (0..steps).for_each(|_| sim.go(c));
    (sim, c)
}

/// The mask locks of a context of this level under these masks.
fn range(sim: &Sim, level: Level, preempt: u16, bh: u16, irqs_off: bool) -> std::ops::Range<u8> {
    let mut context: Context = *sim.machine.context(T1);
    (context.level, context.preempt, context.bh, context.irqs_off) = (level, preempt, bh, irqs_off);
    mask_range(&context)
}

fn meet(a: &std::ops::Range<u8>, b: &std::ops::Range<u8>) -> bool {
    a.start.max(b.start) < a.end.min(b.end)
}

#[test]
fn ranges_meet_exactly_if_the_sections_exclude_each_other() {
    let mut pairs = 0;
    for level in [Level::Task, Level::Softirq, Level::Hardirq] {
        for masks in all_masks() {
            let (sim, c) = inside(level, masks);
            let mine = mask_range(sim.machine.context(c));
            for other in [Level::Task, Level::Softirq, Level::Hardirq] {
                for others in all_masks() {
                    let off = others.irqs || other == Level::Hardirq;
                    let theirs = range(&sim, other, others.preempt.into(), others.bh.into(), off);
                    if other < level {
                        // A lower context does not begin a section here; the other way round decides.
                        continue;
                    }
                    // Whether the other section may begin in the midst of this one.
                    let comes_between = match other {
                        Level::Task => sim.can(T1),
                        Level::Softirq => level != Level::Softirq && sim.can(softirq(0)),
                        Level::Hardirq => sim.can(line(6)),
                    };
                    // A task that is preemptible in its own section can be left in its midst.
                    let left = other == level && level == Level::Task && others.is_preemptible();
                    assert_eq!(
                        meet(&mine, &theirs),
                        !comes_between && !left,
                        "{level:?} {masks:?} {mine:?}, {other:?} {others:?} {theirs:?}"
                    );
                    pairs += 1;
                }
            }
        }
    }
    assert_eq!(pairs, 6 * 64);
}

#[test]
fn a_range_begins_at_the_level_and_ends_at_the_mask() {
    let sim = Script::new().boot();
    let range = |level, preempt, bh, irqs_off| range(&sim, level, preempt, bh, irqs_off);
    assert_eq!(range(Level::Task, 0, 0, false), 0..0);
    assert_eq!(range(Level::Task, 2, 0, false), 0..1);
    assert_eq!(range(Level::Task, 0, 1, false), 0..2);
    assert_eq!(range(Level::Task, 0, 0, true), 0..3);
    assert_eq!(range(Level::Softirq, 0, 0, false), 1..2);
    assert_eq!(range(Level::Softirq, 1, 1, true), 1..3);
    assert_eq!(range(Level::Hardirq, 0, 0, true), 2..3);
    assert_eq!(range(Level::Hardirq, 1, 1, false), 2..3);
}

/// The mask locks of a CPU that a footprint touches in this mode.
fn masks_touched(sim: &Sim, cpu: u64, mode: Mode) -> Vec<u64> {
    (0..3).filter(|m| sim.touched(Obj::new(objects::MASK, cpu << 2 | m)).contains(&mode)).collect()
}

#[test]
fn a_step_takes_and_gives_back_the_mask_locks_that_its_masks_differ_by() {
    let steps: [(Step, &[u64], &[u64]); 8] = [
        (Flags::PreemptDisable.into(), &[0], &[]),
        (Flags::BhDisable.into(), &[1], &[]),
        (Flags::IrqDisable.into(), &[2], &[]),
        (Flags::BhEnable.into(), &[], &[]),
        (Flags::IrqEnable.into(), &[], &[1, 2]),
        (Flags::PreemptEnable.into(), &[], &[0]),
        (lock_irqsave(SPIN[0]), &[0, 1, 2], &[]),
        (restore(SPIN[0]), &[], &[0, 1, 2]),
    ];
    let mut sim = Script::new().cpus(4).thread([]).thread([]).thread(steps.map(|s| s.0)).boot();
    for (i, (_, taken, given)) in steps.iter().enumerate() {
        sim.go(thread(2));
        assert_eq!(masks_touched(&sim, 3, Mode::Acquire), *taken, "step {i}");
        assert_eq!(masks_touched(&sim, 3, Mode::Release), *given, "step {i}");
    }
}

#[test]
fn an_interrupter_takes_its_mask_locks_at_entry_and_gives_them_back_at_exit() {
    let mut sim = Script::new()
        .cpus(1)
        .init([Step::Arm(TIMER[0], 1), request(5, 1)])
        .timer(TIMER[0], 0)
        .function(0, [nop()])
        .function(1, [nop()])
        .boot();
    sim.go(CLOCK);
    for (c, mask) in [(softirq(0), 1), (line(5), 2)] {
        sim.go(c);
        assert_eq!(masks_touched(&sim, 0, Mode::Acquire), [mask]);
        sim.go(c);
        assert_eq!(masks_touched(&sim, 0, Mode::Release), []);
        sim.go(c);
        assert_eq!(masks_touched(&sim, 0, Mode::Release), [mask]);
    }
}
