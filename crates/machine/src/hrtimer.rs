//! `struct hrtimer` (Documentation/timers/hrtimers.rst): armed for a time in nanoseconds, expired by the clock, run in
//! the timer interrupt of the CPU on which it was armed; with `HRTIMER_MODE_SOFT` in the softirq of that CPU.
//!
//! ```text
//!   idle --start--> armed --the clock--> due --its CPU--> runs --HRTIMER_NORESTART--> idle
//!                     ^                                    |
//!                     '---------- HRTIMER_RESTART ---------'   for the time that its `node.expires` says
//! ```
//!
//! A callback may arm its own timer and others; one that was armed meanwhile is not armed again when it asks to be
//! restarted. `hrtimer_cancel` takes the timer off and waits while its callback runs, also for ever: in the callback
//! itself, or on a CPU that the callback needs.
//!
//! Every clock counts nanoseconds since power-on. What this does not know: slack, and the hang detection of
//! `hrtimer_interrupt`.

use crate::layout::hrtimer::{EXPIRES, FUNCTION, MODE, SOFT_EXPIRES};
use crate::layout::{HRTIMER_MODE_SOFT, HRTIMER_RESTART};
use crate::{Call, Kind, Machine, Misuse, Operation, Progress, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct hrtimer` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hrtimer {
    /// `hrtimer_start`: for this time in nanoseconds, or from this moment on.
    Start(usize, i64, Since),
    /// `hrtimer_try_to_cancel`: returns 1 if it was armed, 0 if not, -1 if its callback runs.
    TryCancel(usize),
    /// `hrtimer_cancel`: returns whether it was armed.
    Cancel(usize),
    /// Wait until its callback does not run; what the call returns.
    Canceling(usize, bool),
    /// `hrtimer_active`: it is armed, or its callback runs.
    IsActive(usize),
    /// `hrtimer_is_queued`: it is armed.
    IsQueued(usize),
    /// `hrtimer_callback_running`
    IsRunning(usize),
}

/// From when a time counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Since {
    /// `HRTIMER_MODE_ABS`
    PowerOn,
    /// `HRTIMER_MODE_REL`
    Now,
}

impl Hrtimer {
    /// The address of the timer.
    pub fn address(&self) -> usize {
        use Hrtimer::*;
        match *self {
            Start(a, ..) | Canceling(a, _) => a,
            TryCancel(a) | Cancel(a) | IsActive(a) | IsQueued(a) | IsRunning(a) => a,
        }
    }
}

impl Operation for Hrtimer {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        let runs = || m.object_at(self.address()).is_some_and(|o| o.owner != Ctx::NONE);
        if matches!(self, Hrtimer::Canceling(..)) && runs() { Alts::NONE } else { Alts::ONE }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::timer(self.address()), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let address = self.address();
        let id = match m.object(Kind::Hrtimer, address) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let object = objects::timer(address);
        let (armed, running) = (m.objects[id].armed, m.objects[id].owner != Ctx::NONE);
        match *self {
            Hrtimer::Start(_, time, since) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let base = if since == Since::Now { m.now as i64 } else { 0 };
                let expires = base.saturating_add(time);
                m.memory.store(address + EXPIRES, 8, expires as u64);
                m.memory.store(address + SOFT_EXPIRES, 8, expires as u64);
                let cpu = if running { m.objects[id].cpu } else { m.contexts[c.index()].cpu };
                m.arm_hrtimer(id, cpu);
                Progress::Returns(armed.into())
            }
            Hrtimer::TryCancel(_) if running => {
                fp.add(object, Mode::Read);
                Progress::Returns(-1i64 as u64)
            }
            Hrtimer::TryCancel(_) | Hrtimer::Cancel(_) => {
                fp.add(object, Mode::Acquire);
                let timer = &mut m.objects[id];
                (timer.armed, timer.due) = (false, false);
                match *self {
                    Hrtimer::Cancel(_) if running => {
                        fp.add(object, Mode::Write);
                        Progress::Then(Hrtimer::Canceling(address, armed).into())
                    }
                    _ => Progress::Returns(armed.into()),
                }
            }
            Hrtimer::Canceling(_, was) => {
                // The callback may have armed it again meanwhile.
                let timer = &mut m.objects[id];
                (timer.armed, timer.due) = (false, false);
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Acquire);
                Progress::Returns((was || armed).into())
            }
            Hrtimer::IsActive(_) | Hrtimer::IsQueued(_) | Hrtimer::IsRunning(_) => {
                fp.add(object, Mode::Read);
                Progress::Returns(match self {
                    Hrtimer::IsActive(_) => armed || running,
                    Hrtimer::IsQueued(_) => armed,
                    _ => running,
                } as u64)
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        match m.object_at(self.address()) {
            Some(o) if matches!(self, Hrtimer::Canceling(..)) && o.owner != Ctx::NONE => {
                WaitsFor::Context(o.owner)
            }
            _ => WaitsFor::Anyone,
        }
    }

    fn looks(&self) -> bool {
        matches!(
            self,
            Hrtimer::IsActive(_) | Hrtimer::IsQueued(_) | Hrtimer::IsRunning(_) | Hrtimer::TryCancel(_)
        )
    }
}

impl<M: Memory> Machine<M> {
    /// The timer waits for the time that its `node.expires` says.
    fn arm_hrtimer(&mut self, id: usize, cpu: u16) {
        let address = self.objects[id].address;
        let word = |at, size| self.memory.load(address + at, size).unwrap_or(0);
        let (expires, mode) = (word(EXPIRES, 8) as i64, word(MODE, 4) as u32);
        let timer = &mut self.objects[id];
        (timer.armed, timer.due, timer.cpu) = (true, false, cpu);
        (timer.expires, timer.soft) = (expires.max(0) as u64, mode & HRTIMER_MODE_SOFT != 0);
        self.start_clock();
    }

    /// `c` begins to run the callback of a timer that is due.
    pub(crate) fn begin_hrtimer(&mut self, c: Ctx, id: usize, fp: &mut Footprint) -> Progress {
        let timer = &mut self.objects[id];
        (timer.due, timer.armed, timer.owner, timer.fired) = (false, false, c, timer.fired + 1);
        let address = timer.address;
        fp.add(objects::timer(address), Mode::Acquire);
        self.contexts[c.index()].entry = (0, id as u64);
        match self.memory.load(address + FUNCTION, 8) {
            Some(function) => {
                Progress::Calls(Call { function: function as usize, arguments: [address as u64, 0] })
            }
            None => Progress::Misused(Misuse::Wild { address }, 0),
        }
    }

    /// The callback of the timer has returned this; the timer's memory may be gone.
    pub(crate) fn hrtimer_done(&mut self, id: usize, value: u64, fp: &mut Footprint) {
        let timer = &mut self.objects[id];
        timer.owner = Ctx::NONE;
        let (address, cpu, armed) = (timer.address, timer.cpu, timer.armed);
        fp.add(objects::timer(address), Mode::Release);
        if value as u32 == HRTIMER_RESTART && !armed {
            self.arm_hrtimer(id, cpu);
        }
    }
}
