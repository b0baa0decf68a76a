//! Virtual time.
//!
//! Time stands still while contexts run. The clock is a context whose one operation goes on to the next expiry and
//! makes what is due pending; it can be picked whenever something waits for time. So timers expire in their
//! order, but arbitrarily late or early relative to running code. In a timed run each event takes a while, and the
//! clock moves when something is due or when nothing else can.

use crate::{Completion, Config, Kind, Machine, Op, Phase, Sched, Semaphore, Sleep, Timer, ids, objects};
use engine::Alts;
use region::{Memory, layout};

const TICK_NS: u64 = 1_000_000_000 / Config::HZ;
/// The value of `jiffies` at power-on: five minutes before it wraps in 32 bits, as Linux has it.
pub const INITIAL_JIFFIES: u64 = 0xffff_ffff & (0u32.wrapping_sub(300 * Config::HZ as u32) as u64);

impl<M: Memory> Machine<M> {
    /// Nanoseconds of virtual time since power-on.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// `jiffies`
    pub fn jiffies(&self) -> u64 {
        INITIAL_JIFFIES + self.now / TICK_NS
    }

    /// The time at which `jiffies` reaches this value; the past is the next tick.
    pub(crate) fn at_jiffies(&self, jiffies: u64) -> u64 {
        let from_now = jiffies.wrapping_sub(self.jiffies()) as i64;
        (self.now / TICK_NS + from_now.max(1) as u64) * TICK_NS
    }

    /// The time so many jiffies from now; `u64::MAX`: never.
    pub fn jiffies_from_now(&mut self, jiffies: u64) -> u64 {
        if jiffies >= u64::MAX >> 1 {
            return u64::MAX;
        }
        self.start_clock();
        (self.now / TICK_NS + jiffies.max(1)) * TICK_NS
    }

    /// The time so many nanoseconds from now.
    pub fn time_from_now(&mut self, ns: u64) -> u64 {
        self.start_clock();
        self.now.saturating_add(ns)
    }

    /// Jiffies left until `time`.
    pub(crate) fn jiffies_until(&self, time: u64) -> u64 {
        time.saturating_sub(self.now) / TICK_NS
    }

    pub(crate) fn start_clock(&mut self) {
        if self.contexts[ids::CLOCK.index()].phase == Phase::Absent {
            self.clock_appears();
            self.enter_alive(ids::CLOCK);
        }
    }

    /// When the next thing expires, and whether it is a periodic source that has done its laps.
    fn expiries(&self) -> impl Iterator<Item = (u64, bool)> + '_ {
        let laps = self.config.laps;
        let timers = self.timers.iter().map(|id| &self.objects[*id as usize]);
        let timers = timers.filter(|t| t.armed && !t.due).map(move |t| (t.expires, t.fired >= laps));
        let sleepers = self.alive.iter().filter_map(move |c| {
            let context = &self.contexts[c.index()];
            match context.phase {
                Phase::Declared(Op::Sleep(Sleep::Until(t))) if t > self.now => {
                    Some((t, context.naps >= laps))
                }
                Phase::Declared(
                    Op::Completion(Completion::Waiting(.., t))
                    | Op::Semaphore(Semaphore::Wait(.., t))
                    | Op::Sched(Sched::Asleep(t)),
                ) if t != u64::MAX && t > self.now => Some((t, context.naps >= laps)),
                _ => None,
            }
        });
        let lines = self.lines.iter().filter(|l| l.handler != 0 && self.config.timed);
        let lines = lines.filter(|l| l.fired < self.config.irqs && l.due > self.now).map(|l| (l.due, false));
        let tick =
            (self.awaiting > 0 && self.awaits_time()).then(|| ((self.now / TICK_NS + 1) * TICK_NS, false));
        timers
            .chain(self.tasklet_expiries())
            .chain(self.work_expiries())
            .chain(sleepers)
            .chain(lines)
            .chain(tick)
    }

    pub(crate) fn clock_picks(&self) -> Alts {
        let Some(next) = self.expiries().map(|e| e.0).min() else { return Alts::NONE };
        let idle =
            || self.alive.iter().all(|c| *c == ids::CLOCK || !self.is_ordinary(*c) || !self.can_move(*c));
        if !self.config.timed || next <= self.now || idle() { Alts::ONE } else { Alts::NONE }
    }

    /// Whether something expires that settling has to wait for.
    pub(crate) fn time_holds_up_settling(&self) -> bool {
        match self.config.timed {
            true => self.expiries().any(|(t, _)| t <= self.config.horizon),
            false => self.expiries().any(|(_, done)| !done),
        }
    }

    pub(crate) fn tick(&mut self) {
        if let Some(next) = self.expiries().map(|e| e.0).min() {
            self.now = self.now.max(next);
        }
        self.expire();
        self.write_jiffies();
    }

    /// Makes timers that are due pending on their CPU.
    fn expire(&mut self) {
        self.expire_works();
        for i in 0..self.timers.len() {
            let timer = &mut self.objects[self.timers[i] as usize];
            if timer.armed && !timer.due && timer.expires <= self.now {
                let cpu = timer.cpu;
                match timer.kind == Kind::Hrtimer && !timer.soft {
                    true => self.raise_local(cpu),
                    false => self.raise_softirq(cpu),
                }
                self.objects[self.timers[i] as usize].due = true;
            }
        }
    }

    /// In a timed run an event takes a while.
    pub fn pass_time(&mut self) {
        if self.config.timed {
            let before = self.now / TICK_NS;
            self.now += Config::EVENT_NS;
            if self.now / TICK_NS != before {
                self.write_jiffies();
                self.expire();
            }
        }
    }

    /// Time passes while a context keeps its CPU busy: `udelay`, `mdelay`.
    pub fn pass(&mut self, ns: u64) {
        if self.config.timed {
            // A century is more than any module waits for.
            self.now += ns.min(100 * 365 * 86_400 * 1_000_000_000);
            self.write_jiffies();
            self.expire();
        }
    }

    pub(crate) fn write_jiffies(&mut self) {
        let jiffies = self.jiffies();
        self.memory.store(layout::JIFFIES, 8, jiffies);
        if self.awaiting > 0 {
            self.changed(objects::memory(layout::JIFFIES));
        }
    }

    /// Whether the pending timer of the clock is all that is left.
    pub(crate) fn is_ordinary(&self, c: engine::Ctx) -> bool {
        ids::line_of(c).is_none()
    }
}

impl Timer {
    /// Nanoseconds in a tick of `jiffies`.
    pub const TICK_NS: u64 = TICK_NS;
}
