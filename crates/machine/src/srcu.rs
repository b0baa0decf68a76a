//! Sleepable RCU (Documentation/RCU/whatisRCU.rst, include/linux/srcu.h): each `srcu_struct` has readers of its own, which
//! may sleep, and which may leave in another context than they entered. What a grace period is stands in `grace.rs`.

use crate::grace::{Reader, begun, called, over};
use crate::{Blocking, Kind, Machine, Misuse, Op, Operation, Progress, Side, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct srcu_struct` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Srcu {
    /// `srcu_read_lock`: returns what `srcu_read_unlock` is to be given.
    Lock(usize),
    /// `srcu_read_unlock`
    Unlock(usize, u32),
    /// `synchronize_srcu`
    Synchronize(usize),
    /// Wait until the grace period of this number is over.
    Waiting(usize, u32),
    /// `call_srcu(srcu, head, function)`
    Call(usize, usize, usize),
    /// `srcu_barrier`
    Barrier(usize),
    /// Wait until the callbacks that were handed over up to this grace period have returned.
    Barring(usize, u32),
    /// `cleanup_srcu_struct`: returns how many readers are inside, and callbacks outstanding.
    Cleanup(usize),
}

impl Srcu {
    /// The address of the `srcu_struct`.
    pub fn address(&self) -> usize {
        use Srcu::*;
        match *self {
            Lock(a) | Unlock(a, _) | Synchronize(a) | Waiting(a, _) | Barrier(a) | Barring(a, _) => a,
            Call(a, ..) | Cleanup(a) => a,
        }
    }

    fn domain<M: Memory>(&self, m: &Machine<M>) -> Option<u32> {
        let known = m.objects.iter().rposition(|o| o.address == self.address() && o.kind == Kind::Srcu);
        known.map(|id| id as u32 + 1)
    }
}

impl Operation for Srcu {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let Some(domain) = self.domain(m) else { return Alts::ONE };
        match *self {
            Srcu::Waiting(_, n) if !m.is_over_grace(domain, n, c) => Alts::NONE,
            Srcu::Barring(_, n) if m.outstanding(domain, n).is_some() => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::lock(self.address()), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let address = self.address();
        let domain = match m.srcu(address) {
            Ok(domain) => domain,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let id = domain as usize - 1;
        let count = m.objects[id].count;
        match *self {
            Srcu::Lock(_) => {
                fp.add(begun(domain), Mode::Acquire);
                m.objects[id].readers += 1;
                m.readers.push(Reader { domain, context: c, since: count });
                m.hold(c, address, Side::Read);
                Progress::Returns(u64::from(count & 1))
            }
            Srcu::Unlock(_, index) => {
                let fits = |r: &Reader| r.domain == domain && r.since & 1 == index;
                let own = m.readers.iter().rposition(|r| fits(r) && r.context == c);
                let Some(i) = own.or_else(|| m.readers.iter().position(fits)) else {
                    return Progress::Misused(Misuse::NotHeld { kind: Kind::Srcu, address, owner: None }, 0);
                };
                let Reader { context, since, .. } = m.readers.remove(i);
                fp.add(objects::left(domain, since), Mode::Release);
                m.objects[id].readers = m.objects[id].readers.saturating_sub(1);
                m.let_go(context, address);
                Progress::Returns(0)
            }
            Srcu::Synchronize(_) => {
                fp.add(begun(domain), Mode::Release);
                let number = m.begin_grace(domain);
                Progress::Then(Op::Srcu(Srcu::Waiting(address, number)))
            }
            Srcu::Waiting(_, number) => {
                fp.add(over(domain, number), Mode::Acquire);
                Progress::Returns(0)
            }
            Srcu::Call(_, head, function) => {
                m.call_later(domain, head, function, c, fp);
                Progress::Returns(0)
            }
            Srcu::Barrier(_) if m.outstanding(domain, count).is_some() => {
                fp.add(begun(domain), Mode::Read);
                Progress::Then(Op::Srcu(Srcu::Barring(address, count)))
            }
            Srcu::Barrier(_) | Srcu::Barring(..) => {
                fp.add(called(domain), Mode::Acquire);
                Progress::Returns(0)
            }
            Srcu::Cleanup(_) => {
                fp.add(called(domain), Mode::Acquire);
                let callbacks = m.callbacks.iter().filter(|k| k.domain == domain).count();
                Progress::Returns(u64::from(m.objects[id].readers) | (callbacks as u64) << 32)
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        match (*self, self.domain(m)) {
            (Srcu::Waiting(..), _) => {
                self.waits_also_for(m, c, 0).map_or(WaitsFor::Anyone, WaitsFor::Context)
            }
            (Srcu::Barring(_, n), Some(domain)) => {
                m.outstanding(domain, n).map_or(WaitsFor::Anyone, |k| WaitsFor::Context(m.behind(k, c)))
            }
            _ => WaitsFor::Anyone,
        }
    }

    fn waits_also_for<M: Memory>(&self, m: &Machine<M>, c: Ctx, nth: usize) -> Option<Ctx> {
        match (*self, self.domain(m)) {
            (Srcu::Waiting(_, n), Some(domain)) => m.readers_before(domain, n, c, nth),
            _ => None,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Srcu::Waiting(..) | Srcu::Barring(..))
    }

    fn blocking(&self) -> Blocking {
        match self {
            Srcu::Synchronize(_) | Srcu::Barrier(_) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn asks(&self) -> bool {
        matches!(self, Srcu::Waiting(..) | Srcu::Barring(..))
    }
}
