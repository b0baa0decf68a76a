//! Sleeping for a time: `msleep`, `usleep_range`.

use crate::{Blocking, Machine, Op, Operation, Progress, TaskState, objects};
use engine::{Alts, Ctx, Footprint, Mode};
use region::Memory;

/// Operations on sleeping.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sleep {
    /// Sleep for so many nanoseconds at least.
    For(u64),
    /// `msleep_interruptible`: returns the milliseconds that are left if a signal cuts it short.
    Interruptible(u64),
    /// Sleep until this time.
    Until(u64),
}

impl Operation for Sleep {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        match *self {
            Sleep::Interruptible(_) => m.wait_alternatives(c, TaskState::Interruptible),
            Sleep::Until(t) if m.now < t => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::CLOCK, Mode::Read)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        fp.add(objects::CLOCK, Mode::Read);
        match *self {
            Sleep::Interruptible(ns) if m.is_cut_short(c, TaskState::Interruptible, alt) => {
                Progress::Returns(ns / 1_000_000)
            }
            Sleep::For(ns) | Sleep::Interruptible(ns) => {
                m.start_clock();
                Progress::Then(Op::Sleep(Sleep::Until(m.now + ns.max(1))))
            }
            Sleep::Until(_) => {
                m.contexts[c.index()].naps += 1;
                Progress::Returns(0)
            }
        }
    }

    fn blocking(&self) -> Blocking {
        Blocking::Schedules
    }

    fn fails(&self) -> bool {
        matches!(self, Sleep::Interruptible(_))
    }

    fn sleeps(&self) -> bool {
        matches!(self, Sleep::Until(_))
    }
}
