//! `struct ww_mutex` (Documentation/locking/ww-mutex-design.rst): mutexes of which a context takes many, in any order.
//! Contexts have stamps, by which one is older than another, and whoever would close a cycle of waiters gives up with
//! `-EDEADLK`, gives back what it has, and begins again with the lock that it did not get.
//!
//! *Wait-die*: a context that has taken something and would wait for an older one gives up. *Wound-wait*: an older context
//! wounds the one that it waits for, which gives up where it waits next.
//!
//! Who gives up is looked at in the state as it is: a context that waits for one that is older, or was wounded, can always
//! move. What this does not know: that waiters are queued by their age; a free lock goes to any of them.

use crate::layout::ww_acquire_ctx::{ACQUIRED, STAMP, WAIT_DIE, WOUNDED};
use crate::layout::ww_mutex::CTX;
use crate::{Blocking, Kind, Machine, Misuse, Op, Operation, Phase, Progress, TaskState, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct ww_mutex`, by its address, for a `struct ww_acquire_ctx`, by its; 0: none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WwMutex {
    /// `ww_mutex_lock`, `ww_mutex_lock_interruptible`: returns 0, -EALREADY, -EDEADLK or -EINTR.
    Lock(usize, usize, TaskState),
    /// Wait until it is free, or until the context has to give up.
    Wait(usize, usize),
    /// `ww_mutex_trylock`: returns whether it was free.
    TryLock(usize, usize),
    /// `ww_mutex_unlock`
    Unlock(usize),
    /// `ww_mutex_is_locked`
    IsLocked(usize),
}

const EDEADLK: i64 = 35;
const EALREADY: i64 = 114;

impl WwMutex {
    /// The address of the mutex.
    pub fn address(&self) -> usize {
        use WwMutex::*;
        match *self {
            Lock(a, ..) | Wait(a, _) | TryLock(a, _) | Unlock(a) | IsLocked(a) => a,
        }
    }
}

impl Operation for WwMutex {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        let held = m.lock_owner(self.address()).is_some();
        match *self {
            WwMutex::Wait(a, ctx) if held && !m.gives_up(a, ctx) => Alts::NONE,
            WwMutex::Lock(a, ctx, state) if held && !m.gives_up(a, ctx) => m.wait_alternatives(c, state),
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let mode = match self {
            WwMutex::Unlock(_) => Mode::Release,
            WwMutex::IsLocked(_) => Mode::Read,
            _ => Mode::Write,
        };
        Footprint::of(objects::lock(self.address()), mode)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let address = self.address();
        let id = match m.object(Kind::WwMutex, address) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let free = m.objects[id].owner == Ctx::NONE;
        let lock = objects::lock(address);
        match *self {
            WwMutex::Lock(_, ctx, _) | WwMutex::Wait(_, ctx) | WwMutex::TryLock(_, ctx) if free => {
                fp.add(lock, Mode::Write);
                m.take(id, c, fp);
                m.enters_ww(address, ctx);
                Progress::Returns(matches!(self, WwMutex::TryLock(..)).into())
            }
            WwMutex::TryLock(..) => {
                fp.add(lock, Mode::Read);
                Progress::Returns(0)
            }
            WwMutex::Lock(_, ctx, _) if ctx != 0 && m.ww_holder(address) == ctx => {
                fp.add(lock, Mode::Read);
                Progress::Returns(-EALREADY as u64)
            }
            WwMutex::Lock(_, ctx, _) | WwMutex::Wait(_, ctx) if m.gives_up(address, ctx) => {
                fp.add(lock, Mode::Write);
                Progress::Returns(-EDEADLK as u64)
            }
            WwMutex::Lock(_, _, state) if m.is_cut_short(c, state, alt) => {
                fp.add(lock, Mode::Write);
                Progress::Returns(crate::semaphore::EINTR)
            }
            WwMutex::Lock(_, ctx, _) | WwMutex::Wait(_, ctx) => {
                fp.add(lock, Mode::Write);
                m.wounds(ctx, m.ww_holder(address));
                Progress::Then(Op::WwMutex(WwMutex::Wait(address, ctx)))
            }
            WwMutex::Unlock(_) => {
                let owner = m.objects[id].owner;
                m.leaves_ww(address);
                m.give(id, c, fp);
                if owner != c {
                    let owner = (!free).then_some(owner);
                    return Progress::Misused(Misuse::NotHeld { kind: Kind::WwMutex, address, owner }, 0);
                }
                Progress::Returns(0)
            }
            WwMutex::IsLocked(_) => {
                fp.add(lock, Mode::Read);
                Progress::Returns((!free).into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        m.lock_owner(self.address()).map_or(WaitsFor::Anyone, WaitsFor::Context)
    }

    fn sleeps(&self) -> bool {
        matches!(self, WwMutex::Wait(..))
    }

    fn blocking(&self) -> Blocking {
        match self {
            WwMutex::Lock(..) | WwMutex::Wait(..) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn looks(&self) -> bool {
        matches!(self, WwMutex::IsLocked(_) | WwMutex::TryLock(..))
    }

    fn fails(&self) -> bool {
        matches!(self, WwMutex::Lock(..))
    }
}

impl<M: Memory> Machine<M> {
    fn ww_word(&self, ctx: usize, at: usize, size: usize) -> u64 {
        self.memory.load(ctx + at, size).unwrap_or(0)
    }

    /// The context that has taken the mutex; 0: none, or one took it without a context.
    fn ww_holder(&self, address: usize) -> usize {
        self.ww_word(address, CTX, 8) as usize
    }

    /// Whether `ctx` is younger than `other`.
    fn is_younger(&self, ctx: usize, other: usize) -> bool {
        let (own, others) = (self.ww_word(ctx, STAMP, 8), self.ww_word(other, STAMP, 8));
        own.wrapping_sub(others) as i64 > 0
    }

    /// Whether `ctx` must not wait for the mutex, which is held.
    fn gives_up(&self, address: usize, ctx: usize) -> bool {
        if ctx == 0 || self.ww_word(ctx, ACQUIRED, 4) == 0 {
            return false;
        }
        let holder = self.ww_holder(address);
        match self.ww_word(ctx, WAIT_DIE, 2) != 0 {
            true => holder != 0 && holder != ctx && self.is_younger(ctx, holder),
            false => self.ww_word(ctx, WOUNDED, 2) != 0,
        }
    }

    /// `ctx` waits for what `holder` has: an older one wounds a younger one.
    fn wounds(&mut self, ctx: usize, holder: usize) {
        let both = ctx != 0 && holder != 0;
        if both && self.ww_word(ctx, WAIT_DIE, 2) == 0 && self.is_younger(holder, ctx) {
            self.memory.store(holder + WOUNDED, 2, 1);
        }
    }

    /// The mutex was taken with `ctx`.
    fn enters_ww(&mut self, address: usize, ctx: usize) {
        self.memory.store(address + CTX, 8, ctx as u64);
        if ctx == 0 {
            return;
        }
        let acquired = self.ww_word(ctx, ACQUIRED, 4);
        self.memory.store(ctx + ACQUIRED, 4, acquired + 1);
        for i in 0..self.alive.len() {
            let waiter = self.contexts[self.alive[i].index()].phase;
            if let Phase::Declared(Op::WwMutex(WwMutex::Wait(a, other))) = waiter
                && a == address
            {
                self.wounds(other, ctx);
            }
        }
    }

    /// The mutex is given back.
    fn leaves_ww(&mut self, address: usize) {
        let ctx = self.ww_holder(address);
        self.memory.store(address + CTX, 8, 0);
        if ctx != 0 {
            let acquired = self.ww_word(ctx, ACQUIRED, 4);
            self.memory.store(ctx + ACQUIRED, 4, acquired.saturating_sub(1));
        }
    }
}
