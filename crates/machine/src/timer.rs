//! `struct timer_list`: armed, expired by the clock, run by the softirq of the CPU on which it was armed
//! (Documentation/timers and include/linux/timer.h of Linux describe the interface).

use crate::{Kind, Machine, Operation, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, Nature, WaitsFor};
use region::Memory;

use crate::layout::timer_list::{EXPIRES, FUNCTION};

/// Operations on timers, by address; and the passage of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timer {
    /// `mod_timer(timer, jiffies)`: returns whether it was armed.
    Modify(usize, u64),
    /// `timer_reduce(timer, jiffies)`: as `Modify`, unless it would expire later than it does.
    Reduce(usize, u64),
    /// `try_to_del_timer_sync`: returns -1 if its callback runs.
    TryDelete(usize),
    /// `add_timer`: armed for what its `expires` says.
    Add(usize),
    /// `del_timer`: returns whether it was armed.
    Delete(usize),
    /// `del_timer_sync`
    DeleteSync(usize),
    /// `timer_shutdown_sync`: as `del_timer_sync`, and it cannot be armed again.
    Shutdown(usize),
    /// Wait until its callback does not run; the second field is what the call returns.
    Synchronize(usize, bool),
    /// `timer_pending`
    Pending(usize),
    /// The clock goes on to the next expiry.
    Tick,
}

impl Timer {
    /// The address of the timer; the clock has none.
    pub fn address(&self) -> Option<usize> {
        match *self {
            Timer::Tick => None,
            Timer::Modify(a, _)
            | Timer::Reduce(a, _)
            | Timer::TryDelete(a)
            | Timer::Add(a)
            | Timer::Delete(a)
            | Timer::DeleteSync(a)
            | Timer::Shutdown(a)
            | Timer::Synchronize(a, _)
            | Timer::Pending(a) => Some(a),
        }
    }

    fn object(&self) -> engine::Obj {
        match *self {
            Timer::Tick => objects::CLOCK,
            Timer::Modify(a, _)
            | Timer::Reduce(a, _)
            | Timer::TryDelete(a)
            | Timer::Add(a)
            | Timer::Delete(a)
            | Timer::DeleteSync(a)
            | Timer::Shutdown(a)
            | Timer::Synchronize(a, _)
            | Timer::Pending(a) => objects::timer(a),
        }
    }
}

impl Operation for Timer {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        match *self {
            Timer::Synchronize(a, _) if m.object_at(a).is_some_and(|o| o.owner != Ctx::NONE) => Alts::NONE,
            Timer::Tick => m.clock_picks(),
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(self.object(), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let address = match *self {
            Timer::Tick => {
                fp.add(objects::CLOCK, Mode::Write);
                m.tick();
                return Progress::Then(Timer::Tick.into());
            }
            Timer::Modify(a, _)
            | Timer::Reduce(a, _)
            | Timer::TryDelete(a)
            | Timer::Add(a)
            | Timer::Delete(a)
            | Timer::DeleteSync(a)
            | Timer::Shutdown(a)
            | Timer::Synchronize(a, _)
            | Timer::Pending(a) => a,
        };
        let id = match m.object(Kind::Timer, address) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let armed = m.objects[id].armed;
        let object = self.object();
        match *self {
            Timer::Reduce(_, jiffies) if armed && m.objects[id].expires <= m.at_jiffies(jiffies) => {
                fp.add(object, Mode::Read);
                Progress::Returns(1)
            }
            Timer::TryDelete(_) if m.objects[id].owner != Ctx::NONE => {
                fp.add(object, Mode::Read);
                Progress::Returns(-1i64 as u64)
            }
            Timer::Modify(..) | Timer::Reduce(..) | Timer::Add(_)
                if m.memory.load(address + FUNCTION, 8) == Some(0) =>
            {
                fp.add(object, Mode::Read);
                Progress::Returns(0)
            }
            Timer::Modify(..) | Timer::Reduce(..) | Timer::Add(_) => {
                let expires = match *self {
                    Timer::Modify(_, jiffies) | Timer::Reduce(_, jiffies) => {
                        m.memory.store(address + EXPIRES, 8, jiffies);
                        jiffies
                    }
                    _ => m.memory.load(address + EXPIRES, 8).unwrap_or(0),
                };
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let (at, cpu) = (m.at_jiffies(expires), m.contexts[c.index()].cpu);
                let timer = &mut m.objects[id];
                // A timer never runs beside itself: while its callback runs it stays on that CPU.
                let cpu = if timer.owner == Ctx::NONE { cpu } else { timer.cpu };
                (timer.armed, timer.due, timer.expires, timer.cpu) = (true, false, at, cpu);
                m.start_clock();
                Progress::Returns(armed.into())
            }
            Timer::Delete(_) | Timer::TryDelete(_) | Timer::DeleteSync(_) | Timer::Shutdown(_) => {
                let synced = matches!(self, Timer::TryDelete(_));
                fp.add(object, if synced { Mode::Acquire } else { Mode::Write });
                let timer = &mut m.objects[id];
                (timer.armed, timer.due) = (false, false);
                if let Timer::Shutdown(_) = *self {
                    m.memory.store(address + FUNCTION, 8, 0);
                }
                match *self {
                    Timer::DeleteSync(_) | Timer::Shutdown(_) => {
                        Progress::Then(Timer::Synchronize(address, armed).into())
                    }
                    _ => Progress::Returns(armed.into()),
                }
            }
            Timer::Synchronize(_, was) => {
                // The callback may have armed it again meanwhile.
                let timer = &mut m.objects[id];
                (timer.armed, timer.due) = (false, false);
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Acquire);
                Progress::Returns((was || armed).into())
            }
            _ => {
                fp.add(object, Mode::Read);
                Progress::Returns(armed.into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        match *self {
            Timer::Synchronize(a, _) => match m.object_at(a) {
                Some(o) if o.owner != Ctx::NONE => WaitsFor::Context(o.owner),
                _ => WaitsFor::Anyone,
            },
            _ => WaitsFor::Anyone,
        }
    }

    fn nature(&self) -> Nature {
        if *self == Timer::Tick { Nature::Clock } else { Nature::Ordinary }
    }

    fn looks(&self) -> bool {
        matches!(self, Timer::Pending(_))
    }
}

impl<M: Memory> Machine<M> {
    /// Whether a timer in module memory, or with a callback there, is armed.
    pub(crate) fn module_timer_armed(&self) -> bool {
        self.timers.iter().any(|id| self.objects[*id as usize].armed)
    }

    pub(crate) fn clock_appears(&mut self) {
        self.contexts[ids::CLOCK.index()].declare(Timer::Tick.into());
    }
}
