//! Giving up the CPU: `schedule`, `cond_resched`, and the state in which a task waits to be woken.

use crate::{Context, Machine, Op, Operation, Phase, Preemption, Progress, TaskState};
use crate::{ids, objects};
use engine::{Alts, Ctx, Footprint, Mode};
use region::Memory;

/// Operations of the scheduler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sched {
    /// A kthread that nobody has woken yet.
    Unborn,
    /// `schedule`: sleep unless the task's state is `TASK_RUNNING`; wake at this time at the latest, in
    /// nanoseconds.
    Schedule(u64),
    /// Sleep until woken.
    Asleep(u64),
    /// `cond_resched`: the CPU may go to another task.
    Yield,
    /// `cpu_relax`: a turn of a polling loop.
    Relax,
}

/// Whether an operation may give up its CPU (Documentation/kernel-hacking/hacking.rst: "user context").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blocking {
    /// It never does.
    Never,
    /// It may, and says so at its beginning: `might_sleep()`.
    MightSleep,
    /// It calls the scheduler without saying so before: `schedule()`.
    Schedules,
}

impl Operation for Sched {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let awake = || m.memory.load(ids::task_address(c), 4) == Some(0);
        match *self {
            Sched::Unborn => Alts::NONE,
            Sched::Schedule(_) => m.wait_alternatives(c, m.task_state(c)),
            Sched::Asleep(until) if !awake() && m.now < until => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, c: Ctx) -> Footprint {
        match self {
            Sched::Schedule(_) | Sched::Asleep(_) => {
                Footprint::of(objects::of(objects::TASK, c), Mode::Acquire)
            }
            _ => Footprint::EMPTY,
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        *fp = self.wants(m, c);
        if matches!(self, Sched::Schedule(_) | Sched::Asleep(_)) && m.contexts[c.index()].woken_by != 0 {
            let queue = std::mem::take(&mut m.contexts[c.index()].woken_by);
            fp.add(objects::lock(queue), Mode::Acquire);
        }
        let state = ids::task_address(c);
        match *self {
            // Who has a signal pending does not sleep.
            Sched::Schedule(until) if m.is_cut_short(c, m.task_state(c), alt) => {
                m.memory.store(state, 4, 0);
                Progress::Returns(if until == u64::MAX { u64::MAX >> 1 } else { m.jiffies_until(until) })
            }
            Sched::Schedule(until) if m.memory.load(state, 4) != Some(0) => {
                Progress::Then(Op::Sched(Sched::Asleep(until)))
            }
            Sched::Schedule(until) | Sched::Asleep(until) => {
                m.memory.store(state, 4, 0);
                if matches!(self, Sched::Asleep(_)) && m.now >= until {
                    m.contexts[c.index()].naps += 1;
                }
                let left = if until == u64::MAX { u64::MAX >> 1 } else { m.jiffies_until(until) };
                Progress::Returns(left)
            }
            _ => Progress::Returns(0),
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Sched::Unborn | Sched::Asleep(_))
    }

    fn blocking(&self) -> Blocking {
        match self {
            Sched::Schedule(_) => Blocking::Schedules,
            Sched::Yield => Blocking::MightSleep,
            Sched::Unborn | Sched::Asleep(_) | Sched::Relax => Blocking::Never,
        }
    }

    fn fails(&self) -> bool {
        matches!(self, Sched::Schedule(_))
    }

    fn looks(&self) -> bool {
        matches!(self, Sched::Yield | Sched::Relax)
    }
}

impl<M: Memory> Machine<M> {
    /// What may end the sleep of `c` before its time, by what its `task_struct` says.
    fn task_state(&self, c: Ctx) -> TaskState {
        TaskState::of(self.memory.load(ids::task_address(c), 4).unwrap_or(0))
    }

    /// Whether the task's declared operation is a place where the preemption model lets another task in.
    pub(crate) fn at_resched(&self, context: &Context) -> bool {
        match self.config.preemption {
            Preemption::Full => true,
            Preemption::Voluntary | Preemption::None => match context.phase {
                Phase::Declared(Op::Sched(Sched::Yield | Sched::Schedule(_))) => true,
                Phase::Declared(op) => {
                    self.config.preemption == Preemption::Voluntary && op.blocking() != Blocking::Never
                }
                _ => false,
            },
        }
    }
}
