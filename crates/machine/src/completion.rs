//! `struct completion` (Documentation/scheduler/completion.rst): a count of completions, and waiters that each
//! take one.

use crate::{Blocking, Kind, Machine, Op, Operation, Progress, TaskState, objects};
use engine::{Alts, Ctx, Footprint, Mode};
use region::Memory;

/// Operations on a `struct completion` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completion {
    /// `complete`
    Complete(usize),
    /// `complete_all`
    CompleteAll(usize),
    /// `wait_for_completion` and its relatives, for at most so many jiffies; `u64::MAX`: for ever.
    Wait(usize, TaskState, u64),
    /// Go on waiting until this time, in nanoseconds.
    Waiting(usize, TaskState, u64),
    /// `try_wait_for_completion`
    TryWait(usize),
    /// `completion_done`
    Done(usize),
    /// `reinit_completion`
    Reinit(usize),
}

const ALL: u32 = u32::MAX;
/// What a wait returns that a signal cuts short.
const ERESTARTSYS: u64 = -512i64 as u64;

impl Completion {
    /// Whether it may end because time has passed.
    pub(crate) fn has_timeout(&self) -> bool {
        matches!(*self, Completion::Wait(_, _, t) | Completion::Waiting(_, _, t) if t != u64::MAX)
    }

    /// The address of the completion.
    pub fn address(&self) -> usize {
        use Completion::*;
        match *self {
            Complete(a)
            | CompleteAll(a)
            | Wait(a, ..)
            | Waiting(a, ..)
            | TryWait(a)
            | Done(a)
            | Reinit(a) => a,
        }
    }
}

impl Operation for Completion {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        if let Completion::Wait(address, state, timeout) = *self {
            let waits = timeout > 0 && m.object_at(address).is_none_or(|o| o.count == 0);
            return if waits { m.wait_alternatives(c, state) } else { Alts::ONE };
        }
        let Completion::Waiting(address, _, until) = *self else { return Alts::ONE };
        let done = m.object_at(address).is_some_and(|o| o.count > 0);
        if done || m.now >= until { Alts::ONE } else { Alts::NONE }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let mode = match self {
            Completion::Done(_) => Mode::Read,
            _ => Mode::Write,
        };
        Footprint::of(objects::lock(self.address()), mode)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let id = match m.object(Kind::Completion, self.address()) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let object = objects::lock(self.address());
        let count = m.objects[id].count;
        match *self {
            Completion::Complete(_) => {
                m.objects[id].count = count.saturating_add(1).max(count);
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                Progress::Returns(0)
            }
            Completion::CompleteAll(_) => {
                m.objects[id].count = ALL;
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                Progress::Returns(0)
            }
            Completion::Wait(address, state, timeout) if count == 0 => {
                fp.add(object, Mode::Read);
                if timeout == 0 {
                    return Progress::Returns(0);
                }
                if m.is_cut_short(c, state, alt) {
                    return Progress::Returns(ERESTARTSYS);
                }
                let until = m.jiffies_from_now(timeout);
                Progress::Then(Op::Completion(Completion::Waiting(address, state, until)))
            }
            Completion::Waiting(..) if count == 0 => {
                m.contexts[c.index()].naps += 1;
                fp.add(object, Mode::Read);
                fp.add(objects::CLOCK, Mode::Read);
                Progress::Returns(0)
            }
            Completion::Wait(..) | Completion::Waiting(..) | Completion::TryWait(_) if count > 0 => {
                if count != ALL {
                    m.objects[id].count = count - 1;
                }
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Acquire);
                Progress::Returns(match *self {
                    Completion::Waiting(_, _, until) if until != u64::MAX => m.jiffies_until(until).max(1),
                    Completion::Wait(_, _, timeout) if timeout != u64::MAX => timeout.max(1),
                    _ => 1,
                })
            }
            Completion::Reinit(_) => {
                m.objects[id].count = 0;
                fp.add(object, Mode::Write);
                Progress::Returns(0)
            }
            _ => {
                fp.add(object, Mode::Read);
                if matches!(self, Completion::Done(_)) && count > 0 {
                    fp.add(object, Mode::Acquire);
                }
                Progress::Returns(u64::from(count > 0))
            }
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Completion::Waiting(..))
    }

    fn blocking(&self) -> Blocking {
        match self {
            Completion::Wait(..) | Completion::Waiting(..) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn fails(&self) -> bool {
        matches!(self, Completion::Wait(..))
    }

    fn looks(&self) -> bool {
        matches!(self, Completion::Done(_) | Completion::TryWait(_))
    }
}
