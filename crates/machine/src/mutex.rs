//! `struct mutex`: whoever waits sleeps. Waiters are woken in the order in which they came; a context that comes
//! while the mutex is free takes it before a waiter that was woken and has not run (Documentation/locking/
//! mutex-design.rst: "optimistic spinning" and the fast path let newcomers steal).

use crate::{Blocking, Kind, Machine, Misuse, Op, Operation, Phase, Progress, TaskState, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct mutex` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mutex {
    /// `mutex_lock`
    Lock(usize),
    /// `mutex_lock_interruptible`, `mutex_lock_killable`: returns 0 or `-EINTR`.
    LockIn(usize, TaskState),
    /// Go on waiting, with this number in the queue.
    Wait(usize, u32),
    /// `mutex_trylock`: returns 1 or 0.
    TryLock(usize),
    /// `mutex_unlock`
    Unlock(usize),
    /// `mutex_is_locked`
    IsLocked(usize),
}

impl Mutex {
    /// The address of the mutex.
    pub fn address(&self) -> usize {
        match *self {
            Mutex::Lock(a)
            | Mutex::LockIn(a, _)
            | Mutex::Wait(a, _)
            | Mutex::TryLock(a)
            | Mutex::Unlock(a)
            | Mutex::IsLocked(a) => a,
        }
    }
}

impl Operation for Mutex {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        if let Mutex::LockIn(address, state) = *self {
            let held = m.lock_owner(address).is_some();
            return if held { m.wait_alternatives(c, state) } else { Alts::ONE };
        }
        let Mutex::Wait(address, number) = *self else { return Alts::ONE };
        let first = |d: &&Ctx| match m.contexts[d.index()].phase {
            Phase::Declared(Op::Mutex(Mutex::Wait(a, n))) => a == address && n < number,
            _ => false,
        };
        let free = m.lock_owner(address).is_none() && !m.alive.iter().any(|d| first(&d));
        if free { Alts::ONE } else { Alts::NONE }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let mode = match self {
            Mutex::Unlock(..) => Mode::Release,
            Mutex::IsLocked(_) => Mode::Read,
            Mutex::TryLock(_) | Mutex::Lock(_) | Mutex::LockIn(..) => Mode::Write,
            _ => Mode::Acquire,
        };
        Footprint::of(objects::lock(self.address()), mode)
    }

    #[inline]
    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let id = match m.object(Kind::Mutex, self.address()) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let free = m.objects[id].owner == Ctx::NONE;
        match *self {
            Mutex::LockIn(address, state) if !free && m.is_cut_short(c, state, alt) => {
                fp.add(objects::lock(address), Mode::Write);
                Progress::Returns(crate::semaphore::EINTR)
            }
            Mutex::Lock(address) | Mutex::LockIn(address, _) if !free => {
                fp.add(objects::lock(address), Mode::Write);
                let number = m.objects[id].count;
                m.objects[id].count += 1;
                Progress::Then(Op::Mutex(Mutex::Wait(address, number)))
            }
            Mutex::Lock(_) | Mutex::LockIn(..) | Mutex::Wait(..) => {
                m.take(id, c, fp);
                Progress::Returns(0)
            }
            Mutex::TryLock(address) if free => {
                fp.add(objects::lock(address), Mode::Write);
                m.contexts[c.index()].tries = true;
                m.take(id, c, fp);
                Progress::Returns(1)
            }
            Mutex::TryLock(address) => {
                fp.add(objects::lock(address), Mode::Read);
                Progress::Returns(0)
            }
            Mutex::Unlock(address) => {
                let owner = m.objects[id].owner;
                m.give(id, c, fp);
                if owner != c {
                    let owner = (!free).then_some(owner);
                    return Progress::Misused(Misuse::NotHeld { kind: Kind::Mutex, address, owner }, 0);
                }
                Progress::Returns(0)
            }
            Mutex::IsLocked(address) => {
                fp.add(objects::lock(address), Mode::Read);
                Progress::Returns(u64::from(!free))
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        let Mutex::Wait(address, number) = *self else { return WaitsFor::Anyone };
        let before = |d: &Ctx| match m.contexts[d.index()].phase {
            Phase::Declared(Op::Mutex(Mutex::Wait(a, n))) if a == address && n < number => Some((n, *d)),
            _ => None,
        };
        let first = || m.alive.iter().filter_map(before).min().map(|(_, d)| d);
        m.lock_owner(address).or_else(first).map_or(WaitsFor::Anyone, WaitsFor::Context)
    }

    fn sleeps(&self) -> bool {
        matches!(self, Mutex::Wait(..))
    }

    fn blocking(&self) -> Blocking {
        match self {
            Mutex::Lock(_) | Mutex::LockIn(..) | Mutex::Wait(..) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn looks(&self) -> bool {
        matches!(self, Mutex::IsLocked(_) | Mutex::TryLock(_))
    }

    fn asks(&self) -> bool {
        matches!(self, Mutex::Wait(..) | Mutex::LockIn(..))
    }

    fn fails(&self) -> bool {
        matches!(self, Mutex::LockIn(..))
    }
}
