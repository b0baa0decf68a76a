//! A CPU's softirq: it runs the timers that are due on that CPU, one after the other.
//!
//! Its declared operation is to enter the CPU, possible while something is due and nothing masks it: it is what
//! the exit of the tick's interrupt does, which may come at any time.

use crate::mask::interrupt_masks;
use crate::{Call, Context, Level, Machine, Misuse, Name, Op, Operation, Phase, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, Nature};
use region::Memory;

/// Operations of a softirq context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Softirq {
    /// It interrupts its CPU.
    Enter,
    /// It runs the next timer that is due, or leaves.
    Next,
    /// The callback of the timer with this id has returned.
    Done(u32),
}

impl Operation for Softirq {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let cpu = m.contexts[c.index()].cpu;
        match self {
            Softirq::Enter if m.due(cpu).is_none() || !m.can_interrupt(cpu, Level::Softirq) => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        match m.due(m.contexts[c.index()].cpu) {
            Some(id) => Footprint::of(objects::timer(m.objects[id].address), Mode::Write),
            None => Footprint::EMPTY,
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let cpu = m.contexts[c.index()].cpu;
        match *self {
            Softirq::Enter => {
                m.cpus[usize::from(cpu)].push(c);
                interrupt_masks(&m.contexts[c.index()], fp, Mode::Acquire);
                m.run_next_timer(c, fp)
            }
            Softirq::Next => m.run_next_timer(c, fp),
            Softirq::Done(id) => {
                let timer = &mut m.objects[id as usize];
                timer.owner = Ctx::NONE;
                fp.add(objects::timer(timer.address), Mode::Release);
                m.run_next_timer(c, fp)
            }
        }
    }

    fn nature(&self) -> Nature {
        if *self == Softirq::Enter { Nature::Interrupt } else { Nature::Ordinary }
    }
}

impl<M: Memory> Machine<M> {
    /// The timer that is due first on `cpu`.
    fn due(&self, cpu: u16) -> Option<usize> {
        let due = |id: &u32| self.objects[*id as usize].due && self.objects[*id as usize].cpu == cpu;
        let first = |id: &u32| (self.objects[*id as usize].expires, self.objects[*id as usize].address);
        self.timers.iter().copied().filter(due).min_by_key(first).map(|id| id as usize)
    }

    fn run_next_timer(&mut self, c: Ctx, fp: &mut Footprint) -> Progress {
        let cpu = self.contexts[c.index()].cpu;
        let Some(id) = self.due(cpu) else {
            interrupt_masks(&self.contexts[c.index()], fp, Mode::Release);
            self.cpus[usize::from(cpu)].pop();
            return Progress::Then(Op::Softirq(Softirq::Enter));
        };
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
