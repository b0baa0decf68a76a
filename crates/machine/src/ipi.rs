//! Interrupts that one CPU sends another: `smp_call_function_single` and its relatives, and `irq_work`, by which a CPU
//! interrupts itself as soon as it may.
//!
//! Both run in the CPU's own interrupt (`local.rs`), in the order in which they were sent. Whoever waits for a function
//! spins: a CPU that has interrupts off while it waits holds up everybody who waits for it.
//!
//! Order: what stands before the call is seen by the function, and what the function did by whoever waits for it.

use crate::layout::irq_work::FUNCTION;
use crate::{Call, Kind, Machine, Misuse, Operation, Progress, ids, objects};
use engine::{Alts, Ctx, Footprint, Mode, Obj, WaitsFor};
use region::Memory;

/// A function that a CPU was sent, or the `irq_work` at an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    cpu: u16,
    /// The function; 0: that of the `irq_work`.
    function: usize,
    argument: u64,
    number: u32,
    /// Who runs it.
    runs: Ctx,
}

/// Operations on functions that CPUs send each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ipi {
    /// `smp_call_function_single(cpu, function, argument)`, without the wait: returns a number to wait for.
    Send(u16, usize, u64),
    /// Wait until the function of this number has returned.
    Wait(u32),
    /// `irq_work_queue` of the `irq_work` at this address, on this CPU; `u16::MAX`: the own. Returns whether it was not
    /// pending.
    Queue(usize, u16),
    /// `irq_work_sync`
    Synchronize(usize),
    /// `irq_work_is_pending`
    IsPending(usize),
    /// `irq_work_is_busy`
    IsBusy(usize),
}

/// The CPU of the caller.
const LOCAL: u16 = u16::MAX;

fn sent(number: u32) -> Obj {
    Obj::new(objects::IPI, u64::from(number) << 1)
}

fn done(number: u32) -> Obj {
    Obj::new(objects::IPI, u64::from(number) << 1 | 1)
}

impl Ipi {
    /// The `irq_work` that the operation acts on.
    pub fn address(&self) -> Option<usize> {
        match *self {
            Ipi::Send(..) | Ipi::Wait(_) => None,
            Ipi::Queue(a, _) | Ipi::Synchronize(a) | Ipi::IsPending(a) | Ipi::IsBusy(a) => Some(a),
        }
    }
}

impl Operation for Ipi {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        let waits = match *self {
            Ipi::Wait(number) => m.unanswered(number).is_some(),
            Ipi::Synchronize(a) => m.object_at(a).is_some_and(|o| o.armed || o.owner != Ctx::NONE),
            _ => false,
        };
        if waits { Alts::NONE } else { Alts::ONE }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Footprint {
        match *self {
            Ipi::Send(..) => Footprint::of(sent(m.ipis), Mode::Write),
            Ipi::Wait(number) => Footprint::of(done(number), Mode::Acquire),
            _ => Footprint::of(objects::timer(self.address().unwrap_or(0)), Mode::Write),
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        match *self {
            Ipi::Send(cpu, function, argument) => {
                let number = m.send(cpu, function, argument);
                fp.add(sent(number), Mode::Release);
                return Progress::Returns(number.into());
            }
            Ipi::Wait(number) => {
                fp.add(done(number), Mode::Acquire);
                return Progress::Returns(0);
            }
            _ => {}
        }
        let address = self.address().unwrap_or(0);
        let id = match m.object(Kind::IrqWork, address) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let object = objects::timer(address);
        let (pending, runs) = (m.objects[id].armed, m.objects[id].owner != Ctx::NONE);
        match *self {
            Ipi::Queue(_, cpu) => {
                fp.add(object, Mode::Release);
                if !pending {
                    let cpu = if cpu == LOCAL { m.contexts[c.index()].cpu } else { cpu };
                    m.objects[id].armed = true;
                    m.send(cpu, 0, address as u64);
                }
                Progress::Returns((!pending).into())
            }
            Ipi::Synchronize(_) => {
                fp.add(object, Mode::Acquire);
                Progress::Returns(0)
            }
            _ => {
                fp.add(object, Mode::Read);
                let busy = matches!(self, Ipi::IsBusy(_)) && runs;
                Progress::Returns((pending || busy).into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        let cpu = match *self {
            Ipi::Wait(number) => m.unanswered(number).map(|s| s.cpu),
            Ipi::Synchronize(a) => {
                let of = |s: &&Sent| s.function == 0 && s.argument == a as u64;
                m.sent.iter().find(of).map(|s| s.cpu)
            }
            _ => None,
        };
        cpu.map_or(WaitsFor::Anyone, |cpu| WaitsFor::Context(ids::local(cpu)))
    }

    fn looks(&self) -> bool {
        matches!(self, Ipi::IsPending(_) | Ipi::IsBusy(_))
    }
}

impl<M: Memory> Machine<M> {
    fn send(&mut self, cpu: u16, function: usize, argument: u64) -> u32 {
        let number = self.ipis;
        self.ipis += 1;
        self.raise_local(cpu);
        self.sent.push(Sent { cpu, function, argument, number, runs: Ctx::NONE });
        number
    }

    /// What was sent under this number, if it has not returned.
    fn unanswered(&self, number: u32) -> Option<&Sent> {
        self.sent.iter().find(|s| s.function != 0 && s.number == number)
    }

    /// What `cpu` was sent and has to run next.
    pub(crate) fn next_sent(&self, cpu: u16) -> Option<usize> {
        self.sent.iter().position(|s| s.cpu == cpu && s.runs == Ctx::NONE)
    }

    /// The CPU's own interrupt `c` begins to run what was sent.
    pub(crate) fn begin_sent(&mut self, c: Ctx, index: usize, fp: &mut Footprint) -> Progress {
        self.sent[index].runs = c;
        let Sent { function, argument, number, .. } = self.sent[index];
        if function != 0 {
            fp.add(sent(number), Mode::Acquire);
            return Progress::Calls(Call { function, arguments: [argument, 0] });
        }
        let address = argument as usize;
        fp.add(objects::timer(address), Mode::Acquire);
        if let Ok(id) = self.object(Kind::IrqWork, address) {
            (self.objects[id].armed, self.objects[id].owner) = (false, c);
        }
        match self.memory.load(address + FUNCTION, 8) {
            Some(function) => Progress::Calls(Call { function: function as usize, arguments: [argument, 0] }),
            None => Progress::Misused(Misuse::Wild { address }, 0),
        }
    }

    /// Whether what the interrupt `c` ran was sent; then it has returned.
    pub(crate) fn sent_done(&mut self, c: Ctx, fp: &mut Footprint) -> bool {
        let Some(i) = self.sent.iter().position(|s| s.runs == c) else { return false };
        let Sent { function, argument, number, .. } = self.sent.remove(i);
        if function != 0 {
            fp.add(done(number), Mode::Release);
            return true;
        }
        fp.add(objects::timer(argument as usize), Mode::Release);
        let running = |o: &&mut crate::Object| o.owner == c && o.address == argument as usize;
        if let Some(o) = self.objects.iter_mut().rev().find(running) {
            o.owner = Ctx::NONE;
        }
        true
    }

    /// Whether the interrupt `c` runs what another CPU has sent, or an `irq_work`.
    pub fn runs_sent(&self, c: Ctx) -> bool {
        self.sent.iter().any(|s| s.runs == c)
    }
}
