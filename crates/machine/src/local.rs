//! The interrupt that a CPU has of its own: it runs the callbacks of high-resolution timers that are due there, and what
//! the CPU was sent.
//!
//! It comes like any hard interrupt, whenever something is pending and interrupts are on, and runs one after the other
//! what is pending, with interrupts off.

use crate::mask::interrupt_masks;
use crate::{Context, Kind, Level, Machine, Name, Op, Operation, Phase, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, Nature, WaitsFor};
use region::Memory;

/// Operations of a CPU's own interrupt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Local {
    /// It interrupts its CPU.
    Enter,
    /// What it ran has returned.
    Done,
}

impl Operation for Local {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let cpu = m.contexts[c.index()].cpu;
        match self {
            Local::Enter if !m.local_is_pending(cpu) || !m.can_interrupt(cpu, Level::Hardirq) => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        match m.due(m.contexts[c.index()].cpu, Kind::Hrtimer, false) {
            Some(id) => Footprint::of(objects::timer(m.objects[id].address), Mode::Write),
            None => Footprint::EMPTY,
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        match self {
            Local::Enter => {
                let context = &mut m.contexts[c.index()];
                context.irqs_off = true;
                interrupt_masks(context, fp, Mode::Acquire);
                let cpu = context.cpu;
                m.enters(c);
                m.cpus[usize::from(cpu)].push(c);
            }
            Local::Done => {
                if m.sent_done(c, fp) {
                    return m.next_local(c, fp);
                }
                let (id, value) = (m.contexts[c.index()].entry.1 as usize, m.contexts[c.index()].value);
                m.hrtimer_done(id, value, fp);
            }
        }
        m.next_local(c, fp)
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        let cpu = m.contexts[c.index()].cpu;
        let top = m.cpus[usize::from(cpu)].top();
        match self {
            Local::Enter if m.local_is_pending(cpu) && top != Ctx::NONE => WaitsFor::Context(top),
            _ => WaitsFor::Anyone,
        }
    }

    fn nature(&self) -> Nature {
        if *self == Local::Enter { Nature::Interrupt } else { Nature::Ordinary }
    }
}

impl<M: Memory> Machine<M> {
    fn local_is_pending(&self, cpu: u16) -> bool {
        self.due(cpu, Kind::Hrtimer, false).is_some() || self.next_sent(cpu).is_some()
    }

    /// Runs what is next, or leaves the CPU.
    fn next_local(&mut self, c: Ctx, fp: &mut Footprint) -> Progress {
        let cpu = self.contexts[c.index()].cpu;
        if let Some(id) = self.due(cpu, Kind::Hrtimer, false) {
            return self.begin_hrtimer(c, id, fp);
        }
        if let Some(index) = self.next_sent(cpu) {
            return self.begin_sent(c, index, fp);
        }
        interrupt_masks(&self.contexts[c.index()], fp, Mode::Release);
        self.contexts[c.index()].irqs_off = false;
        self.cpus[usize::from(cpu)].pop();
        self.owe_softirq(cpu);
        Progress::Then(Op::Local(Local::Enter))
    }

    /// Something is about to be pending for the interrupt of `cpu`.
    pub(crate) fn raise_local(&mut self, cpu: u16) {
        let c = ids::local(cpu);
        if self.contexts[c.index()].phase == Phase::Absent {
            self.contexts[c.index()] = Context {
                level: Level::Hardirq,
                cpu,
                name: Name::new(b"interrupt"),
                birth: (Ctx::NONE, cpu),
                ..Context::ABSENT
            }
            .declaring(Op::Local(Local::Enter));
            self.enter_alive(c);
        }
    }
}
