//! Interrupt lines: requested, fired, handled, freed.
//!
//! A line is a context. Its declared operation is to enter a CPU, with one alternative for each CPU that can be
//! interrupted; `enter` pushes it on that CPU's pile, and the handler runs with interrupts off. The same line
//! never runs beside itself.

use crate::mask::interrupt_masks;
use crate::{
    Blocking, Call, Config, Context, Level, Machine, Misuse, Name, Op, Operation, Progress, ids, objects,
};
use engine::{Alts, Ctx, Footprint, Mode, Nature, WaitsFor};
use region::Memory;

/// An interrupt line.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its number.
    pub irq: u32,
    /// The handler's address; 0: nobody has requested it.
    pub handler: usize,
    /// The handler's second argument.
    pub dev: u64,
    /// How often it was disabled.
    pub disabled: u32,
    /// How often it has fired.
    pub fired: u32,
    /// How often user processes asked it to fire.
    pub invited: u32,
    /// Whether its handler runs.
    pub active: bool,
    /// In a timed run, when it fires.
    pub due: u64,
}

impl Line {
    pub(crate) const FREE: Line =
        Line { irq: 0, handler: 0, dev: 0, disabled: 0, fired: 0, invited: 0, active: false, due: 0 };
}

/// Operations on interrupt lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Irq {
    /// `request_irq(irq, handler, .., dev)`
    Request(u32, usize, u64),
    /// `free_irq(irq, dev)`
    Free(u32, u64),
    /// Wait until the handler of the line in this slot does not run.
    Synchronize(usize),
    /// `disable_irq`
    Disable(u32),
    /// `disable_irq_nosync`
    DisableNosync(u32),
    /// `enable_irq`
    Enable(u32),
    /// It may fire once more than it may anyhow. Returns -ENXIO if nobody has requested it.
    Invite(u32),
    /// The line interrupts a CPU: the alternative.
    Enter,
    /// The handler has returned.
    Exit,
}

const ENXIO: i64 = 6;
const EBUSY: i64 = 16;
const EINVAL: i64 = 22;

fn object(slot: usize) -> engine::Obj {
    objects::of(objects::LINE, ids::line(slot))
}

fn slot_of(irq: u32) -> usize {
    irq as usize % ids::LINE_COUNT
}

impl Irq {
    fn slot(&self, c: Ctx) -> usize {
        match *self {
            Irq::Request(irq, ..)
            | Irq::Free(irq, _)
            | Irq::Disable(irq)
            | Irq::DisableNosync(irq)
            | Irq::Invite(irq)
            | Irq::Enable(irq) => slot_of(irq),
            Irq::Synchronize(slot) => slot,
            Irq::Enter | Irq::Exit => ids::line_of(c).unwrap_or(0),
        }
    }
}

impl Irq {
    /// `synchronize_irq`
    pub fn synchronize(irq: u32) -> Irq {
        Irq::Synchronize(slot_of(irq))
    }
}

impl Operation for Irq {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let line = &m.lines[self.slot(c)];
        match *self {
            Irq::Synchronize(_) if line.active => Alts::NONE,
            // `free_irq` has taken the line from its handler, which still runs.
            Irq::Request(..) if line.active && line.handler == 0 => Alts::NONE,
            Irq::Enter => {
                let may =
                    line.handler != 0 && line.disabled == 0 && line.fired < m.config.irqs + line.invited;
                if !may || m.config.timed && m.now < line.due { Alts::NONE } else { m.interruptible_cpus() }
            }
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, c: Ctx) -> Footprint {
        Footprint::of(object(self.slot(c)), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let slot = self.slot(c);
        match *self {
            Irq::Request(irq, handler, dev) => {
                fp.add(object(slot), Mode::Write);
                fp.add(object(slot), Mode::Release);
                let line = &mut m.lines[slot];
                if line.handler != 0 {
                    return Progress::Returns(-EBUSY as u64);
                }
                if handler == 0 || irq >= 1024 {
                    return Progress::Returns(-EINVAL as u64);
                }
                *line = Line { irq, handler, dev, due: m.now + Config::IRQ_AFTER_NS, ..Line::FREE };
                let origin = m.contexts[c.index()].place.pc;
                m.line_appears(slot, origin);
                Progress::Returns(0)
            }
            Irq::Free(irq, _) if m.lines[slot].handler == 0 || m.lines[slot].irq != irq => {
                Progress::Misused(Misuse::NoLine { irq }, 0)
            }
            Irq::Free(..) => {
                fp.add(object(slot), Mode::Write);
                m.lines[slot].handler = 0;
                Progress::Then(Op::Irq(Irq::Synchronize(slot)))
            }
            Irq::Synchronize(_) => {
                fp.add(object(slot), Mode::Acquire);
                if m.lines[slot].handler == 0 {
                    m.leave_alive(ids::line(slot));
                }
                Progress::Returns(0)
            }
            Irq::Disable(_) | Irq::DisableNosync(_) => {
                fp.add(object(slot), Mode::Write);
                m.lines[slot].disabled += 1;
                match *self {
                    Irq::Disable(_) => Progress::Then(Op::Irq(Irq::Synchronize(slot))),
                    _ => Progress::Returns(0),
                }
            }
            Irq::Enable(_) => {
                fp.add(object(slot), Mode::Write);
                fp.add(object(slot), Mode::Release);
                m.lines[slot].disabled = m.lines[slot].disabled.saturating_sub(1);
                Progress::Returns(0)
            }
            Irq::Invite(irq) => {
                fp.add(object(slot), Mode::Write);
                let now = m.now;
                let line = &mut m.lines[slot];
                if line.handler == 0 || line.irq != irq {
                    return Progress::Returns(-ENXIO as u64);
                }
                line.invited += 1;
                line.due = line.due.min(now);
                if m.config.timed {
                    m.start_clock();
                }
                Progress::Returns(0)
            }
            Irq::Enter => {
                fp.add(object(slot), Mode::Acquire);
                m.lines[slot].fired += 1;
                m.lines[slot].active = true;
                let context = &mut m.contexts[c.index()];
                context.cpu = alt.into();
                context.irqs_off = true;
                interrupt_masks(context, fp, Mode::Acquire);
                m.cpus[usize::from(alt)].push(c);
                m.fired[slot][usize::from(alt)] += 1;
                let line = &m.lines[slot];
                Progress::Calls(Call { function: line.handler, arguments: [line.irq.into(), line.dev] })
            }
            Irq::Exit => {
                m.lines[slot].active = false;
                fp.add(object(slot), Mode::Release);
                let cpu = m.contexts[c.index()].cpu;
                interrupt_masks(&m.contexts[c.index()], fp, Mode::Release);
                m.contexts[c.index()].irqs_off = false;
                m.cpus[usize::from(cpu)].pop();
                m.owe_softirq(cpu);
                Progress::Then(Op::Irq(Irq::Enter))
            }
        }
    }

    fn waits_for<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> WaitsFor {
        match *self {
            Irq::Synchronize(slot) => WaitsFor::Context(ids::line(slot)),
            Irq::Request(irq, ..) => WaitsFor::Context(ids::line(slot_of(irq))),
            _ => WaitsFor::Anyone,
        }
    }

    fn nature(&self) -> Nature {
        if *self == Irq::Enter { Nature::Interrupt } else { Nature::Ordinary }
    }

    fn blocking(&self) -> Blocking {
        match self {
            Irq::Request(..) | Irq::Free(..) | Irq::Disable(_) | Irq::Synchronize(_) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Irq::Synchronize(_))
    }
}

impl<M: Memory> Machine<M> {
    /// How often the line that `c` stands for has fired on this CPU since it was requested.
    pub fn fired(&self, c: Ctx, cpu: u16) -> u32 {
        ids::line_of(c).map_or(0, |slot| self.fired[slot][usize::from(cpu)])
    }

    fn line_appears(&mut self, slot: usize, origin: usize) {
        self.fired[slot].fill(0);
        let c = ids::line(slot);
        let line = &self.lines[slot];
        self.contexts[c.index()] = Context {
            level: Level::Hardirq,
            entry: (line.handler, line.dev),
            origin,
            name: Name::new(b"irq"),
            birth: (Ctx::NONE, line.irq as u16),
            given: self.contexts[c.index()].given,
            ..Context::ABSENT
        }
        .declaring(Op::Irq(Irq::Enter));
        self.enter_alive(c);
        if self.config.timed {
            self.start_clock();
        }
    }

    /// The CPUs that a hard interrupt can come to, those beyond the first idle one left out: idle CPUs are alike.
    fn interruptible_cpus(&self) -> Alts {
        let mut alts = 0u64;
        let mut idle_seen = false;
        for cpu in 0..self.config.cpus {
            if !self.can_interrupt(cpu, Level::Hardirq) {
                continue;
            }
            let top = self.cpus[usize::from(cpu)].top();
            let idle = top == Ctx::NONE || {
                let top = &self.contexts[top.index()];
                !top.is_alive() || top.asleep
            };
            if idle && std::mem::replace(&mut idle_seen, true) {
                continue;
            }
            alts |= 1 << cpu;
        }
        Alts(alts)
    }
}
