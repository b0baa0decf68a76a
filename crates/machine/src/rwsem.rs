//! `struct rw_semaphore`: one writer or several readers, who sleep while they wait (kernel/locking/rwsem.c).
//!
//! Waiters form a queue. When the semaphore becomes free and a reader is first, it is handed to every reader of the
//! queue at once; if a writer is first, it is woken and takes it, unless a newcomer was faster. A reader that comes
//! while others read and somebody waits joins the queue: a waiting writer holds up the readers after it. Hence a task
//! that reads and takes the semaphore for reading again may wait behind a writer that waits for it.
//!
//! Linux passes the semaphore to a writer that has waited for long (4 ms) before any newcomer. Time stands still here
//! while code runs, so this is one of the orders that are explored, not a rule.
//!
//! Its two objects in footprints are those of `rwlock.rs`.

use crate::{
    Blocking, Kind, Machine, Misuse, Object, Op, Operation, Phase, Progress, Side, TaskState, objects,
};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct rw_semaphore` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RwSem {
    /// `down_read`, `down_write` and their relatives.
    Lock(usize, Side, TaskState),
    /// Go on waiting, with this number in the queue.
    Wait(usize, Side, TaskState, u32),
    /// Go on as a reader to whom it was handed.
    Granted(usize, TaskState),
    /// `down_read_trylock`, `down_write_trylock`: returns 1 or 0.
    TryLock(usize, Side),
    /// `up_read`, `up_write`
    Unlock(usize, Side),
    /// `downgrade_write`
    Downgrade(usize),
    /// `rwsem_is_locked`
    IsLocked(usize),
    /// `rwsem_is_contended`
    IsContended(usize),
}

impl RwSem {
    /// The address of the semaphore.
    pub fn address(&self) -> usize {
        use RwSem::*;
        match *self {
            Lock(a, ..)
            | Wait(a, ..)
            | Granted(a, _)
            | TryLock(a, _)
            | Unlock(a, _)
            | Downgrade(a)
            | IsLocked(a)
            | IsContended(a) => a,
        }
    }
}

impl Operation for RwSem {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        if let RwSem::Lock(address, side, state) = *self {
            let waits = m.known(address).is_some_and(|o| !m.rwsem_is_open(o, side));
            return if waits { m.wait_alternatives(c, state) } else { Alts::ONE };
        }
        let RwSem::Wait(address, side, _, number) = *self else { return Alts::ONE };
        let Some(o) = m.known(address) else { return Alts::ONE };
        // A reader's wait ends when it is handed the semaphore.
        let free = side == Side::Write && o.owner == Ctx::NONE && o.readers == 0;
        let can = free && m.rwsem_queue(address).all(|(n, ..)| n >= number);
        if can { Alts::ONE } else { Alts::NONE }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let (lock, writers) = (objects::lock(self.address()), objects::writers(self.address()));
        match self {
            RwSem::Unlock(..) | RwSem::Downgrade(_) => {
                Footprint::of(lock, Mode::Release).and(writers, Mode::Release)
            }
            RwSem::Lock(_, Side::Read, _) => Footprint::of(lock, Mode::Write).and(writers, Mode::Read),
            RwSem::Wait(_, Side::Read, ..) | RwSem::Granted(..) | RwSem::TryLock(_, Side::Read) => {
                Footprint::of(lock, Mode::Read).and(writers, Mode::Read)
            }
            RwSem::IsLocked(_) | RwSem::IsContended(_) => Footprint::of(lock, Mode::Read),
            RwSem::Wait(..) => Footprint::of(lock, Mode::Acquire),
            _ => Footprint::of(lock, Mode::Write),
        }
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let id = match m.object(Kind::RwSem, self.address()) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let o = m.objects[id];
        let waits = || m.rwsem_queue(o.address).next().is_some();
        let lock = objects::lock(self.address());
        match *self {
            RwSem::Lock(address, side, state) => {
                if m.rwsem_is_open(&o, side) {
                    m.share(id, c, side, fp);
                    return Progress::Returns(0);
                }
                if m.is_cut_short(c, state, alt) {
                    fp.add(lock, Mode::Read);
                    return Progress::Returns(crate::semaphore::EINTR);
                }
                fp.add(lock, Mode::Write);
                let number = m.ticket(id);
                Progress::Then(RwSem::Wait(address, side, state, number).into())
            }
            RwSem::Wait(_, side, ..) => {
                m.share(id, c, side, fp);
                Progress::Returns(0)
            }
            RwSem::Granted(..) => {
                fp.add(lock, Mode::Read);
                fp.add(objects::writers(o.address), Mode::Read);
                Progress::Returns(0)
            }
            RwSem::TryLock(_, side) => {
                let open = o.owner == Ctx::NONE && (o.readers == 0 || side == Side::Read && !waits());
                if open {
                    if side == Side::Write {
                        fp.add(lock, Mode::Write);
                    }
                    m.contexts[c.index()].tries = true;
                    m.share(id, c, side, fp);
                } else {
                    fp.add(lock, Mode::Read);
                }
                Progress::Returns(open.into())
            }
            RwSem::Unlock(address, side) => {
                let misuse = m.unshare(id, c, side, fp);
                if m.objects[id].owner == Ctx::NONE && m.objects[id].readers == 0 {
                    m.grant_to_readers(id);
                }
                match misuse {
                    Some(owner) => {
                        Progress::Misused(Misuse::NotHeld { kind: Kind::RwSem, address, owner }, 0)
                    }
                    None => Progress::Returns(0),
                }
            }
            RwSem::Downgrade(address) => {
                if let Some(owner) = m.unshare(id, c, Side::Write, fp) {
                    return Progress::Misused(Misuse::NotHeld { kind: Kind::RwSem, address, owner }, 0);
                }
                m.objects[id].readers += 1;
                m.hold(c, address, Side::Read);
                m.grant_to_readers(id);
                Progress::Returns(0)
            }
            RwSem::IsLocked(_) => {
                fp.add(lock, Mode::Read);
                Progress::Returns((o.owner != Ctx::NONE || o.readers > 0).into())
            }
            RwSem::IsContended(_) => {
                let waits = waits();
                fp.add(lock, Mode::Read);
                Progress::Returns(waits.into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        self.waits_also_for(m, c, 0).map_or(WaitsFor::Anyone, WaitsFor::Context)
    }

    fn waits_also_for<M: Memory>(&self, m: &Machine<M>, _: Ctx, nth: usize) -> Option<Ctx> {
        let RwSem::Wait(address, side, _, number) = *self else { return None };
        // A reader passes the readers before it.
        let before = m.rwsem_queue(address).filter(|(n, before, _)| *n < number && *before == Side::Write);
        m.blockers(address, side, before.map(|(_, _, d)| d), nth)
    }

    fn blocking(&self) -> Blocking {
        match self {
            RwSem::Lock(..) | RwSem::Wait(..) | RwSem::Granted(..) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, RwSem::Wait(..) | RwSem::Granted(..))
    }

    fn looks(&self) -> bool {
        matches!(self, RwSem::TryLock(..) | RwSem::IsLocked(_) | RwSem::IsContended(_))
    }

    fn asks(&self) -> bool {
        match self {
            RwSem::Wait(..) => true,
            RwSem::Lock(_, _, state) => *state != TaskState::Uninterruptible,
            _ => false,
        }
    }

    fn fails(&self) -> bool {
        matches!(self, RwSem::Lock(..))
    }
}

impl<M: Memory> Machine<M> {
    /// Whether whoever comes gets the semaphore at once.
    fn rwsem_is_open(&self, o: &Object, side: Side) -> bool {
        let waits = || self.rwsem_queue(o.address).next().is_some();
        match side {
            Side::Read => o.owner == Ctx::NONE && (o.readers == 0 || !waits()),
            Side::Write => o.owner == Ctx::NONE && o.readers == 0,
        }
    }

    /// Who waits for the `struct rw_semaphore`: number, side, context.
    fn rwsem_queue(&self, address: usize) -> impl Iterator<Item = (u32, Side, Ctx)> + '_ {
        self.alive.iter().filter_map(move |d| match self.contexts[d.index()].phase {
            Phase::Declared(Op::RwSem(RwSem::Wait(a, side, _, n))) if a == address => Some((n, side, *d)),
            _ => None,
        })
    }

    /// If a reader is first in the queue, hands the semaphore to every reader of the queue.
    fn grant_to_readers(&mut self, id: usize) {
        let address = self.objects[id].address;
        if !matches!(self.rwsem_queue(address).min(), Some((_, Side::Read, _))) {
            return;
        }
        for i in 0..self.alive.len() {
            let c = self.alive[i];
            let context = &mut self.contexts[c.index()];
            if let Phase::Declared(Op::RwSem(RwSem::Wait(a, Side::Read, state, _))) = context.phase
                && a == address
            {
                context.declare(RwSem::Granted(address, state).into());
                self.hold(c, address, Side::Read);
                self.objects[id].readers += 1;
            }
        }
    }
}
