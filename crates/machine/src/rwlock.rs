//! `rwlock_t`: one writer or several readers, who wait without sleeping (Documentation/locking/spinlocks.rst; the
//! queue is that of kernel/locking/qrwlock.c).
//!
//! Who does not get the lock at once joins a queue; its first takes the lock as soon as it can. A reader comes in
//! beside other readers unless a writer is first in the queue. In interrupt context (and with bottom halves off) a
//! reader joins no queue and passes every writer that only waits, so that an interrupt may take again what its CPU
//! holds. A writer takes the lock at once only if nobody waits.
//!
//! **Order.** What a reader did is seen by the writers after it, not by other readers; so the lock is two objects.
//! The first is taken by writers and released by all, the second is read by readers and released by writers. Two
//! readers touch nothing in a way that conflicts.

use crate::spinlock::{IF, lower, raise};
use crate::{Context, Flavour, Kind, Level, Machine, Misuse, Op, Operation, Phase, Progress, Side, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `rwlock_t` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RwLock {
    /// Take it.
    Lock(usize, Side, Flavour),
    /// Go on taking it with this number in the queue; 0: beside the queue. The last field is what the call returns.
    Wait(usize, Side, Flavour, u32, u64),
    /// Take it if that is possible at once. Returns 1 or 0, and for [`Flavour::IrqSave`] the flags besides.
    TryLock(usize, Side, Flavour),
    /// Give it back. For [`Flavour::IrqSave`] the flags to restore.
    Unlock(usize, Side, Flavour, u64),
}

impl RwLock {
    /// The address of the lock.
    pub fn address(&self) -> usize {
        use RwLock::*;
        match *self {
            Lock(a, ..) | Wait(a, ..) | TryLock(a, ..) | Unlock(a, ..) => a,
        }
    }
}

impl Operation for RwLock {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        let RwLock::Wait(address, side, _, number, _) = *self else { return Alts::ONE };
        let Some(o) = m.known(address) else { return Alts::ONE };
        let first = || m.rw_queue(address).all(|(n, ..)| n >= number);
        let can = match side {
            Side::Read => o.owner == Ctx::NONE && (number == 0 || first()),
            // First, and no reader that stands beside the queue.
            Side::Write => o.owner == Ctx::NONE && o.readers == 0 && first(),
        };
        if can { Alts::ONE } else { Alts::NONE }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let (lock, writers) = (objects::lock(self.address()), objects::writers(self.address()));
        match self {
            RwLock::Unlock(..) => Footprint::of(lock, Mode::Release).and(writers, Mode::Release),
            RwLock::Lock(_, Side::Read, _) => Footprint::of(lock, Mode::Write).and(writers, Mode::Read),
            RwLock::Wait(_, Side::Read, ..) | RwLock::TryLock(_, Side::Read, _) => {
                Footprint::of(lock, Mode::Read).and(writers, Mode::Read)
            }
            RwLock::Wait(..) => Footprint::of(lock, Mode::Acquire),
            _ => Footprint::of(lock, Mode::Write),
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let id = match m.object(Kind::RwLock, self.address()) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let flags = if m.contexts[c.index()].irqs_off { 0 } else { IF };
        match *self {
            RwLock::Lock(address, side, flavour) => {
                m.remask(c, fp, raise(flavour));
                let passes = in_interrupt(&m.contexts[c.index()]);
                if m.rw_is_open(id, side, passes) {
                    m.share(id, c, side, fp);
                    return Progress::Returns(flags);
                }
                fp.add(objects::lock(address), Mode::Write);
                let number = if side == Side::Read && passes { 0 } else { m.ticket(id) };
                Progress::Then(RwLock::Wait(address, side, flavour, number, flags).into())
            }
            RwLock::Wait(_, side, _, _, flags) => {
                m.share(id, c, side, fp);
                Progress::Returns(flags)
            }
            RwLock::TryLock(address, side, flavour) => {
                let saved = if flavour == Flavour::IrqSave { flags } else { 0 };
                if !m.rw_is_open(id, side, false) {
                    fp.add(objects::lock(address), Mode::Read);
                    return Progress::Returns(saved);
                }
                m.remask(c, fp, raise(flavour));
                if side == Side::Write {
                    fp.add(objects::lock(address), Mode::Write);
                }
                m.contexts[c.index()].tries = true;
                m.share(id, c, side, fp);
                Progress::Returns(saved | 1)
            }
            RwLock::Unlock(address, side, flavour, flags) => {
                let misuse = m.unshare(id, c, side, fp);
                m.remask(c, fp, lower(flavour, flags));
                match misuse {
                    Some(owner) => {
                        Progress::Misused(Misuse::NotHeld { kind: Kind::RwLock, address, owner }, 0)
                    }
                    None => Progress::Returns(0),
                }
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        self.waits_also_for(m, c, 0).map_or(WaitsFor::Anyone, WaitsFor::Context)
    }

    fn waits_also_for<M: Memory>(&self, m: &Machine<M>, _: Ctx, nth: usize) -> Option<Ctx> {
        let RwLock::Wait(address, side, _, number, _) = *self else { return None };
        let before = m.rw_queue(address).filter(|(n, ..)| *n > 0 && *n < number).map(|(_, _, d)| d);
        m.blockers(address, side, before, nth)
    }

    fn looks(&self) -> bool {
        matches!(self, RwLock::TryLock(..))
    }

    fn asks(&self) -> bool {
        matches!(self, RwLock::Wait(..))
    }
}

/// `in_interrupt()`
fn in_interrupt(context: &Context) -> bool {
    context.level != Level::Task || context.bh > 0
}

impl<M: Memory> Machine<M> {
    /// Whether the lock can be taken at once; `passes`: a reader that minds no waiting writer.
    fn rw_is_open(&self, id: usize, side: Side, passes: bool) -> bool {
        let o = &self.objects[id];
        let first = || self.rw_queue(o.address).filter(|(n, ..)| *n > 0).min().map(|(_, side, _)| side);
        match side {
            Side::Read => o.owner == Ctx::NONE && (passes || first() != Some(Side::Write)),
            Side::Write => {
                o.owner == Ctx::NONE && o.readers == 0 && self.rw_queue(o.address).next().is_none()
            }
        }
    }

    /// Who waits for the `rwlock_t`: number, side, context.
    fn rw_queue(&self, address: usize) -> impl Iterator<Item = (u32, Side, Ctx)> + '_ {
        self.alive.iter().filter_map(move |d| match self.contexts[d.index()].phase {
            Phase::Declared(Op::RwLock(RwLock::Wait(a, side, _, n, _))) if a == address => {
                Some((n, side, *d))
            }
            _ => None,
        })
    }
}
