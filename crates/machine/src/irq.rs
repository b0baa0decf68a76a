//! Interrupt lines: requested, fired, handled, freed.
//!
//! A line is a context. Its declared operation is to enter a CPU, with one alternative for each CPU that can be
//! interrupted; `enter` pushes it on that CPU's pile, and its handlers run with interrupts off, one after the other.
//! The same line never runs beside itself. What the handlers belong to is an [`crate::Action`].

use crate::action::threads;
use crate::layout::{IRQ_WAKE_THREAD, IRQF_NO_AUTOEN};
use crate::mask::interrupt_masks;
use crate::{Blocking, Config, Context, Level, Machine, Misuse, Name, Op, Operation, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, Nature, WaitsFor};
use region::Memory;

/// An interrupt line.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its number.
    pub irq: u32,
    /// What its first action calls; 0: nobody has requested it.
    pub handler: usize,
    /// The action whose handler runs.
    pub(crate) at: u32,
    /// Somebody has requested it in this execution.
    pub(crate) known: bool,
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
    pub(crate) const FREE: Line = Line {
        irq: 0,
        handler: 0,
        at: 0,
        known: false,
        disabled: 0,
        fired: 0,
        invited: 0,
        active: false,
        due: 0,
    };
}

/// Operations on interrupt lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Irq {
    /// `request_irq`, `request_threaded_irq`: puts the action of this number on its line.
    Request(u32),
    /// `free_irq(irq, dev)`: returns the address of the action's name.
    Free(u32, u64),
    /// Wait until the action of this number, which is off its line, has come to its end.
    Freeing(u32),
    /// Wait until no handler and no thread of this line runs.
    Synchronize(u32),
    /// `disable_irq`
    Disable(u32),
    /// `disable_irq_nosync`
    DisableNosync(u32),
    /// `enable_irq`: returns 1 if it was not disabled, else 0.
    Enable(u32),
    /// It may fire once more than it may anyhow. Returns -ENXIO if nobody has requested it.
    Invite(u32),
    /// The line interrupts a CPU: the alternative.
    Enter,
    /// The handler has returned this.
    Exit(u32),
    /// The thread of the action of this number waits to be woken.
    Thread(u32),
    /// The thread's function has returned.
    ThreadDone(u32),
}

const ENXIO: i64 = 6;
const ENOSPC: i64 = 28;

fn object(slot: usize) -> engine::Obj {
    objects::of(objects::LINE, ids::line(slot))
}

impl Irq {
    fn slot<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> usize {
        match *self {
            Irq::Request(index) | Irq::Freeing(index) | Irq::Thread(index) | Irq::ThreadDone(index) => {
                m.slot_of(m.actions[index as usize].irq)
            }
            Irq::Free(irq, _)
            | Irq::Disable(irq)
            | Irq::DisableNosync(irq)
            | Irq::Invite(irq)
            | Irq::Synchronize(irq)
            | Irq::Enable(irq) => m.slot_of(irq),
            Irq::Enter | Irq::Exit(_) => ids::line_of(c).unwrap_or(0),
        }
    }
}

impl Operation for Irq {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let slot = self.slot(m, c);
        let line = &m.lines[slot];
        match *self {
            Irq::Synchronize(irq) if line.active || m.busy_thread(irq).is_some() => Alts::NONE,
            Irq::Freeing(index) if line.active || m.thread_lives(index as usize) => Alts::NONE,
            // `free_irq` has taken the line from its handler, which still runs.
            Irq::Request(_) if line.active && line.handler == 0 => Alts::NONE,
            Irq::Thread(index) if !m.thread_goes_on(index as usize) => Alts::NONE,
            Irq::Enter => {
                let may = line.handler != 0
                    && line.disabled == 0
                    && line.fired < m.config.irqs + line.invited
                    && !m.is_masked(line.irq);
                if !may || m.config.timed && m.now < line.due { Alts::NONE } else { m.interruptible_cpus() }
            }
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Footprint {
        Footprint::of(object(self.slot(m, c)), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let slot = self.slot(m, c);
        match *self {
            Irq::Request(index) => {
                fp.add(object(slot), Mode::Write);
                fp.add(object(slot), Mode::Release);
                Progress::Returns(m.request(slot, index as usize, c) as u64)
            }
            Irq::Free(irq, dev) => {
                let Some(index) = m.action_of(irq, dev) else {
                    return Progress::Misused(Misuse::NoLine { irq }, 0);
                };
                fp.add(object(slot), Mode::Write);
                m.actions[index].live = false;
                m.first_handler(slot);
                Progress::Then(Op::Irq(Irq::Freeing(index as u32)))
            }
            Irq::Freeing(index) => {
                fp.add(object(slot), Mode::Acquire);
                let action = m.actions[index as usize];
                if action.thread != Ctx::NONE {
                    fp.add(objects::of(objects::EXIT, action.thread), Mode::Acquire);
                }
                if m.lines[slot].handler == 0 {
                    m.leave_alive(ids::line(slot));
                }
                Progress::Returns(action.name as u64)
            }
            Irq::Synchronize(_) => {
                fp.add(object(slot), Mode::Acquire);
                fp.add(threads(slot), Mode::Acquire);
                Progress::Returns(0)
            }
            Irq::Thread(index) => m.thread_begins(index as usize, c, fp),
            Irq::ThreadDone(index) => m.thread_done(index as usize, fp),
            Irq::Disable(_) | Irq::DisableNosync(_) => {
                fp.add(object(slot), Mode::Write);
                m.lines[slot].disabled += u32::from(m.lines[slot].known);
                match *self {
                    Irq::Disable(irq) => Progress::Then(Op::Irq(Irq::Synchronize(irq))),
                    _ => Progress::Returns(0),
                }
            }
            Irq::Enable(_) => {
                fp.add(object(slot), Mode::Write);
                fp.add(object(slot), Mode::Release);
                let line = &mut m.lines[slot];
                let unbalanced = line.handler != 0 && line.disabled == 0;
                line.disabled = line.disabled.saturating_sub(1);
                Progress::Returns(unbalanced.into())
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
                m.enters(c);
                m.cpus[usize::from(alt)].push(c);
                m.fired[slot][usize::from(alt)] += 1;
                match m.next_handler(slot, 0, false, fp) {
                    Some(call) => Progress::Calls(call),
                    None => m.leave_line(slot, c, fp),
                }
            }
            Irq::Exit(value) => {
                let wakes = value == IRQ_WAKE_THREAD && m.handler_wakes(slot);
                let next = m.lines[slot].at as usize + 1;
                match m.next_handler(slot, next, wakes, fp) {
                    Some(call) => Progress::Calls(call),
                    None => m.leave_line(slot, c, fp),
                }
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        let slot = self.slot(m, c);
        let line = WaitsFor::Context(ids::line(slot));
        match *self {
            Irq::Synchronize(_) | Irq::Freeing(_) if m.lines[slot].active => line,
            Irq::Synchronize(irq) => m.busy_thread(irq).map_or(WaitsFor::Anyone, WaitsFor::Context),
            Irq::Freeing(index) if m.thread_lives(index as usize) => {
                WaitsFor::Context(m.actions[index as usize].thread)
            }
            Irq::Request(_) => line,
            _ => WaitsFor::Anyone,
        }
    }

    fn nature(&self) -> Nature {
        if *self == Irq::Enter { Nature::Interrupt } else { Nature::Ordinary }
    }

    fn blocking(&self) -> Blocking {
        match self {
            Irq::Request(_) | Irq::Free(..) | Irq::Disable(_) | Irq::Synchronize(_) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Irq::Synchronize(_) | Irq::Freeing(_) | Irq::Thread(_))
    }
}

impl<M: Memory> Machine<M> {
    /// How often the line that `c` stands for has fired on this CPU since it was requested.
    pub fn fired(&self, c: Ctx, cpu: u16) -> u32 {
        ids::line_of(c).map_or(0, |slot| self.fired[slot][usize::from(cpu)])
    }

    /// Where the line of this number is, or would be.
    pub(crate) fn slot_of(&self, irq: u32) -> usize {
        let first = irq as usize % ids::LINE_COUNT;
        let mut places = (first..ids::LINE_COUNT).chain(0..first);
        places.find(|s| !self.lines[*s].known || self.lines[*s].irq == irq).unwrap_or(first)
    }

    /// The line of this number, if anybody has requested it.
    pub fn line_of(&self, irq: u32) -> Option<&Line> {
        Some(&self.lines[self.slot_of(irq)]).filter(|l| l.handler != 0 && l.irq == irq)
    }

    /// Puts an action on the line in `slot`: 0, or an error number.
    fn request(&mut self, slot: usize, index: usize, c: Ctx) -> i64 {
        let action = self.actions[index];
        match self.refusal(index) {
            0 => {}
            error => return error,
        }
        if self.lines[slot].known && self.lines[slot].irq != action.irq {
            return -ENOSPC;
        }
        match self.thread_appears(index, c) {
            0 => {}
            error => return error,
        }
        self.actions[index].live = true;
        if self.lines[slot].handler == 0 {
            let disabled = u32::from(action.flags & IRQF_NO_AUTOEN != 0);
            let due = self.now + Config::IRQ_AFTER_NS;
            self.lines[slot] = Line { irq: action.irq, known: true, disabled, due, ..Line::FREE };
            self.first_handler(slot);
            let origin = self.contexts[c.index()].place.pc;
            self.line_appears(slot, origin);
        }
        0
    }

    /// Notes which handler of the line is the first.
    fn first_handler(&mut self, slot: usize) {
        let first = self.actions_of(self.lines[slot].irq).find(|(_, a)| a.live).map(|(i, _)| i);
        self.lines[slot].handler = first.map_or(0, |i| self.actions[i].function());
    }

    /// Whether the thread of the action has not ended.
    fn thread_lives(&self, index: usize) -> bool {
        let thread = self.actions[index].thread;
        thread != Ctx::NONE && self.contexts[thread.index()].is_alive()
    }

    /// The last handler of the line has returned: the CPU goes on with what was interrupted.
    fn leave_line(&mut self, slot: usize, c: Ctx, fp: &mut Footprint) -> Progress {
        self.lines[slot].active = false;
        fp.add(object(slot), Mode::Release);
        let cpu = self.contexts[c.index()].cpu;
        interrupt_masks(&self.contexts[c.index()], fp, Mode::Release);
        self.contexts[c.index()].irqs_off = false;
        self.cpus[usize::from(cpu)].pop();
        self.owe_softirq(cpu);
        Progress::Then(Op::Irq(Irq::Enter))
    }

    fn line_appears(&mut self, slot: usize, origin: usize) {
        self.fired[slot].fill(0);
        let c = ids::line(slot);
        let line = &self.lines[slot];
        self.contexts[c.index()] = Context {
            level: Level::Hardirq,
            entry: (line.handler, 0),
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
