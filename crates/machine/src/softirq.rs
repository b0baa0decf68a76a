//! A CPU's softirq: it runs what is pending on that CPU, one after the other: urgent tasklets, timers that are due,
//! tasklets, timers of high resolution that are due and soft, callbacks of RCU.
//!
//! What is pending runs at the next of these: at the exit of an interrupt on that CPU, or when its task turns bottom halves
//! on again (both *owe* it: the task does not go on before); or at the exit of the tick's interrupt or in ksoftirqd,
//! which may come at any time while nothing masks it. One entry runs so many tasklets at most and leaves the rest to
//! ksoftirqd, as `__do_softirq` does.

use crate::grace::CALLBACK;
use crate::mask::interrupt_masks;
use crate::{
    Call, Context, Flags, Kind, Level, Machine, Misuse, Name, Op, Operation, Phase, Progress, Urgency, ids,
    objects,
};
use engine::{Alts, Ctx, Footprint, Mode, Nature, WaitsFor};
use region::Memory;

/// Operations of a softirq context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Softirq {
    /// It interrupts its CPU.
    Enter,
    /// Its CPU runs it before the task that it has interrupted goes on.
    Owed,
    /// It runs what is next, or leaves.
    Next,
    /// The callback of the timer or tasklet with this id has returned; `u32::MAX`: that of RCU.
    Done(u32),
}

/// So many callbacks one entry runs before it leaves tasklets to the next.
const MOST: u32 = 10;

impl Operation for Softirq {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let cpu = m.contexts[c.index()].cpu;
        match self {
            Softirq::Enter | Softirq::Owed
                if !m.softirq_is_pending(cpu) || !m.can_interrupt(cpu, Level::Softirq) =>
            {
                Alts::NONE
            }
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        match m.due(m.contexts[c.index()].cpu, Kind::Timer, false) {
            Some(id) => Footprint::of(objects::timer(m.objects[id].address), Mode::Write),
            None => Footprint::EMPTY,
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let cpu = m.contexts[c.index()].cpu;
        match *self {
            Softirq::Enter | Softirq::Owed => {
                m.enters(c);
                m.cpus[usize::from(cpu)].push(c);
                m.cpus[usize::from(cpu)].softirqs += 1;
                m.cpus[usize::from(cpu)].owes = false;
                m.contexts[c.index()].naps = 0;
                interrupt_masks(&m.contexts[c.index()], fp, Mode::Acquire);
                m.run_next(c, fp)
            }
            Softirq::Next => m.run_next(c, fp),
            Softirq::Done(id) if u64::from(id) == CALLBACK => {
                m.callback_done(c, fp);
                m.run_next(c, fp)
            }
            Softirq::Done(id) => {
                let done = &mut m.objects[id as usize];
                if done.kind == Kind::Hrtimer {
                    let value = m.contexts[c.index()].value;
                    m.hrtimer_done(id as usize, value, fp);
                } else {
                    done.owner = Ctx::NONE;
                    fp.add(objects::timer(done.address), Mode::Release);
                }
                m.run_next(c, fp)
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        let cpu = m.contexts[c.index()].cpu;
        let top = m.cpus[usize::from(cpu)].top();
        match self {
            Softirq::Enter | Softirq::Owed if m.softirq_is_pending(cpu) && top != Ctx::NONE => {
                WaitsFor::Context(top)
            }
            _ => WaitsFor::Anyone,
        }
    }

    fn nature(&self) -> Nature {
        if *self == Softirq::Enter { Nature::Interrupt } else { Nature::Ordinary }
    }
}

impl<M: Memory> Machine<M> {
    /// The timer of this kind that is due first on `cpu`; `soft`: of those that run in the softirq for themselves.
    pub(crate) fn due(&self, cpu: u16, kind: Kind, soft: bool) -> Option<usize> {
        let due = |id: &u32| {
            let o = &self.objects[*id as usize];
            o.due && o.cpu == cpu && o.kind == kind && o.soft == soft
        };
        let first = |id: &u32| (self.objects[*id as usize].expires, self.objects[*id as usize].address);
        self.timers.iter().copied().filter(due).min_by_key(first).map(|id| id as usize)
    }

    /// What sort of object the softirq context `c` ran the function of last, and whether it still does.
    pub fn softirq_runs(&self, c: Ctx) -> Option<(Kind, bool)> {
        let last = self.objects.get(self.contexts[c.index()].entry.1 as usize);
        last.map(|o| (o.kind, o.owner == c))
    }

    /// Whether the softirq of `cpu` has something to run.
    pub(crate) fn softirq_is_pending(&self, cpu: u16) -> bool {
        self.due(cpu, Kind::Timer, false).is_some()
            || self.due(cpu, Kind::Hrtimer, true).is_some()
            || !self.callbacks.is_empty() && self.ready_callback(cpu).is_some()
            || !self.tasklets.is_empty()
                && [Urgency::High, Urgency::Normal].iter().any(|u| self.due_tasklet(cpu, *u).is_some())
    }

    /// Something is about to be pending on `cpu`.
    pub(crate) fn raise_softirq(&mut self, cpu: u16) {
        self.softirq_appears(cpu);
        if self.cpus[usize::from(cpu)].owes && !self.softirq_is_pending(cpu) {
            // What was owed has been taken back meanwhile.
            self.cpus[usize::from(cpu)].owes = false;
            self.contexts[ids::softirq(cpu).index()].declare(Op::Softirq(Softirq::Enter));
        }
    }

    /// An interrupt ends on `cpu`, or its task turns bottom halves on: what is pending runs at once.
    pub(crate) fn owe_softirq(&mut self, cpu: u16) -> bool {
        let c = ids::softirq(cpu);
        let outside = matches!(
            self.contexts[c.index()].phase,
            Phase::Declared(Op::Softirq(Softirq::Enter | Softirq::Owed))
        );
        let owes = outside && self.can_interrupt(cpu, Level::Softirq) && self.softirq_is_pending(cpu);
        if owes {
            self.cpus[usize::from(cpu)].owes = true;
            self.contexts[c.index()].declare(Op::Softirq(Softirq::Owed));
        }
        owes
    }

    /// The task `c` has just turned bottom halves on: the call that did so returns when the softirq has run.
    pub(crate) fn bottom_halves_on(&mut self, c: Ctx) {
        let context = &self.contexts[c.index()];
        if let Progress::Returns(value) = self.progress
            && context.level == Level::Task
            && self.owe_softirq(context.cpu)
        {
            self.progress = Progress::Then(Op::Flags(Flags::Resume(value)));
        }
    }

    fn run_next(&mut self, c: Ctx, fp: &mut Footprint) -> Progress {
        let cpu = self.contexts[c.index()].cpu;
        // How many callbacks this entry has run.
        let runs = &mut self.contexts[c.index()].naps;
        *runs += 1;
        let next = match *runs <= MOST {
            true => {
                let urgent = self.due_tasklet(cpu, Urgency::High);
                let urgent = urgent.or_else(|| self.due(cpu, Kind::Timer, false));
                let normal = urgent.or_else(|| self.due_tasklet(cpu, Urgency::Normal));
                normal.or_else(|| self.due(cpu, Kind::Hrtimer, true))
            }
            false => self.due(cpu, Kind::Timer, false),
        };
        if let (None, Some(callback)) = (next, self.ready_callback(cpu)) {
            return self.begin_callback(c, callback, fp);
        }
        let Some(id) = next else {
            interrupt_masks(&self.contexts[c.index()], fp, Mode::Release);
            self.cpus[usize::from(cpu)].pop();
            return Progress::Then(Op::Softirq(Softirq::Enter));
        };
        if self.objects[id].kind == Kind::Tasklet {
            return self.begin_tasklet(c, id, fp);
        }
        if self.objects[id].kind == Kind::Hrtimer {
            return self.begin_hrtimer(c, id, fp);
        }
        let timer = &mut self.objects[id];
        (timer.due, timer.armed, timer.owner, timer.fired) = (false, false, c, timer.fired + 1);
        let address = timer.address;
        fp.add(objects::timer(address), Mode::Acquire);
        self.contexts[c.index()].entry = (0, id as u64);
        match self.memory.load(address + crate::layout::timer_list::FUNCTION, 8) {
            Some(function) => {
                Progress::Calls(Call { function: function as usize, arguments: [address as u64, 0] })
            }
            None => Progress::Misused(Misuse::Wild { address }, 0),
        }
    }

    pub(crate) fn softirq_appears(&mut self, cpu: u16) {
        let c = ids::softirq(cpu);
        if self.contexts[c.index()].phase == Phase::Absent {
            self.contexts[c.index()] = Context {
                level: Level::Softirq,
                cpu,
                name: Name::new(b"softirq"),
                birth: (Ctx::NONE, cpu),
                ..Context::ABSENT
            }
            .declaring(Op::Softirq(Softirq::Enter));
            self.enter_alive(c);
        }
    }
}
