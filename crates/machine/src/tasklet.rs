//! Tasklets (include/linux/interrupt.h, kernel/softirq.c): a function that runs once, soon, in the softirq of the CPU on
//! which it was scheduled, however often it was scheduled before it began; never beside itself on two CPUs.
//!
//! ```text
//!   idle --schedule--> scheduled --its softirq--> running --returns--> idle
//!                          ^                         |
//!                          '-------- schedule -------'   (it runs again, there)
//! ```
//!
//! A tasklet that is disabled stays scheduled. `tasklet_kill` waits until it is neither scheduled nor running; one that
//! schedules itself does not do so any more while somebody waits like that.
//!
//! Virtual time stands still while contexts run, so a tasklet that schedules itself is held back until the next tick
//! when it has run a few times at one instant.

use crate::layout::tasklet_struct::{COUNT, DATA, FUNCTION, USES_CALLBACK};
use crate::{Blocking, Call, Kind, Machine, Misuse, Op, Operation, Phase, Progress, Timer, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct tasklet_struct` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tasklet {
    /// `tasklet_schedule`, `tasklet_hi_schedule`
    Schedule(usize, Urgency),
    /// `tasklet_disable_nosync`
    DisableNosync(usize),
    /// `tasklet_disable`: also waits until it does not run.
    Disable(usize),
    /// `tasklet_unlock_wait`: wait until it does not run.
    Synchronize(usize),
    /// `tasklet_enable`
    Enable(usize),
    /// `tasklet_kill`
    Kill(usize),
    /// Wait until it is neither scheduled nor running.
    Killing(usize),
}

/// Which tasklets run first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Urgency {
    /// Before timers and other tasklets: `HI_SOFTIRQ`.
    High,
    /// After timers: `TASKLET_SOFTIRQ`.
    Normal,
}

/// A tasklet that waits for its softirq.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scheduled {
    pub id: u32,
    pub urgency: Urgency,
}

/// One that others schedule may run so often at one instant.
const BURST: u32 = 64;

impl Tasklet {
    /// The address of the tasklet.
    pub fn address(&self) -> usize {
        match *self {
            Tasklet::Schedule(a, _)
            | Tasklet::DisableNosync(a)
            | Tasklet::Disable(a)
            | Tasklet::Synchronize(a)
            | Tasklet::Enable(a)
            | Tasklet::Kill(a)
            | Tasklet::Killing(a) => a,
        }
    }
}

impl Operation for Tasklet {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        let Some(o) = m.object_at(self.address()) else { return Alts::ONE };
        let running = o.owner != Ctx::NONE;
        match self {
            Tasklet::Synchronize(_) if running => Alts::NONE,
            Tasklet::Killing(_) if running || o.armed => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::timer(self.address()), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let address = self.address();
        let id = match m.object(Kind::Tasklet, address) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let object = objects::timer(address);
        let running = m.objects[id].owner != Ctx::NONE;
        let count = m.memory.load(address + COUNT, 4).unwrap_or(0) as u32;
        match *self {
            Tasklet::Schedule(_, urgency) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                if !m.objects[id].armed && !m.is_killed(address) {
                    m.schedule_tasklet(id, c, urgency);
                }
                Progress::Returns(0)
            }
            Tasklet::DisableNosync(_) | Tasklet::Disable(_) => {
                fp.add(object, Mode::Write);
                m.memory.store(address + COUNT, 4, count.wrapping_add(1).into());
                match *self {
                    Tasklet::Disable(_) if running => Progress::Then(Tasklet::Synchronize(address).into()),
                    Tasklet::Disable(_) => {
                        fp.add(object, Mode::Acquire);
                        Progress::Returns(0)
                    }
                    _ => Progress::Returns(0),
                }
            }
            Tasklet::Enable(_) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                m.raise_softirq(m.objects[id].cpu);
                m.memory.store(address + COUNT, 4, count.wrapping_sub(1).into());
                Progress::Returns(0)
            }
            Tasklet::Kill(_) if running || m.objects[id].armed => {
                fp.add(object, Mode::Read);
                Progress::Then(Tasklet::Killing(address).into())
            }
            Tasklet::Kill(_) | Tasklet::Synchronize(_) | Tasklet::Killing(_) => {
                fp.add(object, Mode::Acquire);
                Progress::Returns(0)
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        match m.object_at(self.address()) {
            Some(o) if o.owner != Ctx::NONE => WaitsFor::Context(o.owner),
            Some(o) if o.armed && matches!(self, Tasklet::Killing(_)) => {
                WaitsFor::Context(crate::softirq(o.cpu))
            }
            _ => WaitsFor::Anyone,
        }
    }

    fn blocking(&self) -> Blocking {
        match self {
            Tasklet::Kill(_) | Tasklet::Killing(_) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Tasklet::Killing(_))
    }
}

impl<M: Memory> Machine<M> {
    /// Whether somebody waits for the end of the tasklet.
    fn is_killed(&self, address: usize) -> bool {
        let waits = |c: &Ctx| {
            self.contexts[c.index()].phase == Phase::Declared(Op::Tasklet(Tasklet::Killing(address)))
        };
        self.alive.iter().any(waits)
    }

    fn schedule_tasklet(&mut self, id: usize, c: Ctx, urgency: Urgency) {
        let cpu = self.contexts[c.index()].cpu;
        self.raise_softirq(cpu);
        let (now, laps) = (self.now, self.config.laps);
        let o = &mut self.objects[id];
        let enough = if o.owner == c { laps } else { BURST };
        let later = o.since == now && o.burst >= enough;
        o.expires = if later { (now / Timer::TICK_NS + 1) * Timer::TICK_NS } else { now };
        (o.armed, o.cpu) = (true, cpu);
        self.tasklets.push(Scheduled { id: id as u32, urgency });
        if later {
            self.start_clock();
        }
    }

    /// The first tasklet of this urgency that `cpu` has to run.
    pub(crate) fn due_tasklet(&self, cpu: u16, urgency: Urgency) -> Option<usize> {
        let due = |s: &&Scheduled| {
            let o = &self.objects[s.id as usize];
            s.urgency == urgency
                && o.cpu == cpu
                && o.owner == Ctx::NONE
                && o.expires <= self.now
                && self.memory.load(o.address + COUNT, 4) == Some(0)
        };
        self.tasklets.iter().find(due).map(|s| s.id as usize)
    }

    /// The softirq `c` begins to run a tasklet.
    pub(crate) fn begin_tasklet(&mut self, c: Ctx, id: usize, fp: &mut Footprint) -> Progress {
        self.tasklets.retain(|s| s.id as usize != id);
        let now = self.now;
        let o = &mut self.objects[id];
        o.burst = if o.since == now { o.burst + 1 } else { 1 };
        (o.since, o.armed, o.owner, o.fired) = (now, false, c, o.fired + 1);
        let address = o.address;
        fp.add(objects::timer(address), Mode::Acquire);
        self.contexts[c.index()].entry = (0, id as u64);
        let word = |at, size| self.memory.load(address + at, size);
        match (word(FUNCTION, 8), word(USES_CALLBACK, 1), word(DATA, 8)) {
            (Some(function), Some(callback), Some(data)) => {
                let argument = if callback != 0 { address as u64 } else { data };
                Progress::Calls(Call { function: function as usize, arguments: [argument, 0] })
            }
            _ => Progress::Misused(Misuse::Wild { address }, 0),
        }
    }

    /// When tasklets that were held back are due, and whether each has done its laps.
    pub(crate) fn tasklet_expiries(&self) -> impl Iterator<Item = (u64, bool)> + '_ {
        let held_back = self.tasklets.iter().map(|s| &self.objects[s.id as usize]);
        held_back.filter(|o| o.expires > self.now).map(|o| (o.expires, o.fired >= self.config.laps))
    }
}
