//! Grace periods (Documentation/RCU/Design/Requirements): whoever waits for one goes on when every reader that was inside
//! when it began has left.
//!
//! A *domain* is RCU (0) or one `srcu_struct` (one more than its object's number). Each domain counts the grace periods
//! that were begun. A reader notes that count as it enters, and one grace period, of number `n`, is over when no reader is
//! inside that entered at a lower count. Those that enter later are not waited for.
//!
//! RCU's readers are who is between `rcu_read_lock` and `rcu_read_unlock`, and also, as since Linux 4.20, whoever has
//! preemption, bottom halves or interrupts off, interrupts and softirqs included. A reader may be preempted; it is waited
//! for then.
//!
//! Callbacks of `call_rcu` run in the softirq of the CPU on which they were handed over, in that order, when the grace
//! period that began with the call is over; so do those of `call_srcu`.
//!
//! Order: all that a reader did happens before the end of the grace periods that wait for it, and what stands before the
//! beginning of a grace period before all readers that enter later.
//!
//! What this does not know: that grace periods of Linux take milliseconds, and callbacks come in batches; `rcu_nocbs`.

use crate::{Call, Kind, Level, Machine, Progress, objects};
use engine::{Ctx, Footprint, Mode, Obj};
use region::Memory;

/// The function address that stands for `kfree` in a [`Call`]: of the first argument, on behalf of the code that the
/// second lies in.
pub const FREE: usize = 2;

/// RCU itself, as a domain.
pub(crate) const RCU: u32 = 0;

/// The softirq runs a callback of RCU, as opposed to an object of this number.
pub(crate) const CALLBACK: u64 = u32::MAX as u64;

/// A reader of an `srcu_struct`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub domain: u32,
    pub context: Ctx,
    /// The domain's count when it entered.
    pub since: u32,
}

/// What `call_rcu` was given.
#[derive(Clone, Copy, Debug)]
pub struct Callback {
    pub(crate) domain: u32,
    /// The grace period that it waits for.
    pub(crate) number: u32,
    /// The `rcu_head`, or the object that is to be freed.
    pub head: usize,
    /// The function, or [`FREE`].
    pub function: usize,
    cpu: u16,
    /// Where it was handed over.
    pub pc: usize,
    /// Who runs it.
    runs: Ctx,
}

/// That the grace period of this number is over, for a domain.
pub(crate) fn over(domain: u32, number: u32) -> Obj {
    objects::left(domain, number)
}

/// That grace periods of this domain have begun.
pub(crate) fn begun(domain: u32) -> Obj {
    Obj::new(objects::GRACE, u64::from(domain) << 1)
}

/// What callbacks of this domain did.
pub(crate) fn called(domain: u32) -> Obj {
    Obj::new(objects::GRACE, u64::from(domain) << 1 | 1)
}

impl<M: Memory> Machine<M> {
    /// The number of the grace period that begins at this moment.
    pub(crate) fn begin_grace(&mut self, domain: u32) -> u32 {
        let count = match domain {
            RCU => &mut self.grace,
            id => &mut self.objects[id as usize - 1].count,
        };
        *count += 1;
        *count
    }

    /// Whether `c` is where RCU waits for it; `who` is the context that waits.
    fn is_reader(&self, c: Ctx, who: Ctx) -> bool {
        let context = &self.contexts[c.index()];
        match context.level {
            _ if context.rcu > 0 => true,
            _ if c == who => false,
            Level::Task => !context.asleep && !context.is_preemptible(),
            _ => self.is_entered(c),
        }
    }

    /// The readers for which the grace period waits, by their numbers; `who` is the context that waits.
    pub(crate) fn readers_before(&self, domain: u32, number: u32, who: Ctx, nth: usize) -> Option<Ctx> {
        if domain != RCU {
            let inside = |r: &&Reader| r.domain == domain && r.since < number;
            return self.readers.iter().filter(inside).nth(nth).map(|r| r.context);
        }
        let inside = |c: &&Ctx| self.contexts[c.index()].entered < number && self.is_reader(**c, who);
        self.alive.iter().filter(inside).nth(nth).copied()
    }

    /// Whether the grace period is over.
    pub(crate) fn is_over_grace(&self, domain: u32, number: u32, who: Ctx) -> bool {
        self.readers_before(domain, number, who, 0).is_none()
    }

    /// The context that enters a section that RCU waits for.
    #[inline(always)]
    pub(crate) fn enters(&mut self, c: Ctx) {
        self.contexts[c.index()].entered = self.grace;
    }

    /// `call_rcu`: `c` hands a callback over.
    pub(crate) fn call_later(
        &mut self,
        domain: u32,
        head: usize,
        function: usize,
        c: Ctx,
        fp: &mut Footprint,
    ) {
        fp.add(begun(domain), Mode::Release);
        fp.add(objects::timer(head), Mode::Release);
        let (cpu, pc) = (self.contexts[c.index()].cpu, self.contexts[c.index()].place.pc);
        let number = self.begin_grace(domain);
        self.raise_softirq(cpu);
        self.callbacks.push(Callback { domain, number, head, function, cpu, pc, runs: Ctx::NONE });
    }

    /// The callbacks that have not returned yet, in the order in which they were handed over.
    pub fn callbacks(&self) -> &[Callback] {
        &self.callbacks
    }

    /// The callback that the softirq of `cpu` runs next.
    pub(crate) fn ready_callback(&self, cpu: u16) -> Option<usize> {
        let who = crate::softirq(cpu);
        let ready =
            |k: &Callback| k.cpu == cpu && k.runs == Ctx::NONE && self.is_over_grace(k.domain, k.number, who);
        self.callbacks.iter().position(ready)
    }

    /// The softirq `c` begins to run a callback.
    pub(crate) fn begin_callback(&mut self, c: Ctx, index: usize, fp: &mut Footprint) -> Progress {
        let callback = &mut self.callbacks[index];
        callback.runs = c;
        let Callback { domain, number, head, function, pc, .. } = *callback;
        fp.add(over(domain, number), Mode::Acquire);
        fp.add(objects::timer(head), Mode::Acquire);
        self.contexts[c.index()].entry = (0, CALLBACK);
        let second = if function == FREE { pc as u64 } else { 0 };
        Progress::Calls(Call { function, arguments: [head as u64, second] })
    }

    /// The callback that the softirq `c` ran has returned.
    pub(crate) fn callback_done(&mut self, c: Ctx, fp: &mut Footprint) {
        if let Some(i) = self.callbacks.iter().position(|k| k.runs == c) {
            fp.add(called(self.callbacks[i].domain), Mode::Release);
            self.callbacks.remove(i);
        }
    }

    /// Whether the softirq context `c` runs, or ran last, a callback of RCU.
    pub fn runs_callback(&self, c: Ctx) -> bool {
        self.contexts[c.index()].entry.1 == CALLBACK
    }

    /// A callback of the domain that was handed over up to this grace period and has not returned. `kfree_rcu` is none.
    pub(crate) fn outstanding(&self, domain: u32, number: u32) -> Option<&Callback> {
        self.callbacks.iter().find(|k| k.domain == domain && k.number <= number && k.function != FREE)
    }

    /// For whom one waits who waits for the callback.
    pub(crate) fn behind(&self, callback: &Callback, who: Ctx) -> Ctx {
        let reader = || self.readers_before(callback.domain, callback.number, who, 0);
        match callback.runs {
            Ctx::NONE => reader().unwrap_or(crate::softirq(callback.cpu)),
            c => c,
        }
    }

    /// The domain of the `srcu_struct` at `address`.
    pub(crate) fn srcu(&mut self, address: usize) -> Result<u32, crate::Misuse> {
        self.object(Kind::Srcu, address).map(|id| id as u32 + 1)
    }
}
