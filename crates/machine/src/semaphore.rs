//! `struct semaphore`: a count of units, and tasks that sleep in a queue until one is handed to them.
//!
//! `down` takes a unit if there is one. Otherwise the task joins the queue, and the next `up` gives its unit to the
//! first of the queue at once, before that task runs (kernel/locking/semaphore.c: `waiter.up`): nobody who comes
//! meanwhile can take it. `up` may be called anywhere, by anybody.
//!
//! A semaphore has no owner. One that begins with a single unit is mostly used as a lock; who took its unit last and
//! has not given it back is remembered for reports, and for a deadlock that is judged only when nobody can move who
//! might call `up`: [`WaitsFor::Presumably`]. Whoever did not get that unit because a signal came, and gives it back all
//! the same, is told so.

use crate::{
    Blocking, Kind, Machine, Misuse, Object, Op, Operation, Phase, Progress, Side, TaskState, objects,
};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations on a `struct semaphore` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Semaphore {
    /// `down` and its relatives, for at most so many jiffies; `u64::MAX`: for ever. Returns 0, `-EINTR` or
    /// `-ETIME`.
    Down(usize, TaskState, u64),
    /// Go on waiting, with this number in the queue, until this time in nanoseconds.
    Wait(usize, TaskState, u32, u64),
    /// Go on with the unit that was handed over.
    Granted(usize, TaskState, u64),
    /// `down_trylock`: returns 0 if it took a unit, 1 if there was none.
    TryDown(usize),
    /// `up`
    Up(usize),
}

/// What a wait returns that a signal cuts short.
pub(crate) const EINTR: u64 = -4i64 as u64;
/// What `down_timeout` returns when the time is over.
const ETIME: u64 = -62i64 as u64;

impl Semaphore {
    /// Whether it may end because time has passed.
    pub(crate) fn has_timeout(&self) -> bool {
        matches!(*self, Semaphore::Down(_, _, t) | Semaphore::Wait(.., t) if t != u64::MAX)
    }

    /// The address of the semaphore.
    pub fn address(&self) -> usize {
        use Semaphore::*;
        match *self {
            Down(a, ..) | Wait(a, ..) | Granted(a, ..) | TryDown(a) | Up(a) => a,
        }
    }
}

impl Operation for Semaphore {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        match *self {
            Semaphore::Down(address, state, timeout) if timeout > 0 => {
                let none = m.memory.load(address + crate::layout::semaphore::COUNT, 4) == Some(0);
                if none { m.wait_alternatives(c, state) } else { Alts::ONE }
            }
            Semaphore::Wait(.., until) if m.now < until => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(objects::lock(self.address()), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, alt: u8, fp: &mut Footprint) -> Progress {
        let id = match m.object(Kind::Semaphore, self.address()) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        let object = objects::lock(self.address());
        let count = m.objects[id].count;
        match *self {
            Semaphore::Down(..) | Semaphore::TryDown(_) if count > 0 => {
                m.set_count(id, count - 1);
                m.holds_unit(id, c);
                // A semaphore counts: who takes a unit may do so before another gives one.
                fp.add(object, Mode::Write);
                m.contexts[c.index()].refused = 0;
                fp.add(object, Mode::Acquire);
                Progress::Returns(0)
            }
            Semaphore::TryDown(_) => {
                fp.add(object, Mode::Read);
                Progress::Returns(1)
            }
            Semaphore::Down(_, _, 0) => {
                fp.add(object, Mode::Read);
                Progress::Returns(ETIME)
            }
            Semaphore::Down(address, state, _) if m.is_cut_short(c, state, alt) => {
                m.contexts[c.index()].refused = address;
                fp.add(object, Mode::Read);
                Progress::Returns(EINTR)
            }
            Semaphore::Down(address, state, timeout) => {
                fp.add(object, Mode::Write);
                let number = m.ticket(id);
                let until = m.jiffies_from_now(timeout);
                Progress::Then(Semaphore::Wait(address, state, number, until).into())
            }
            Semaphore::Wait(..) => {
                m.contexts[c.index()].naps += 1;
                fp.add(object, Mode::Write);
                fp.add(objects::CLOCK, Mode::Read);
                Progress::Returns(ETIME)
            }
            Semaphore::Granted(..) => {
                fp.add(object, Mode::Acquire);
                Progress::Returns(0)
            }
            Semaphore::Up(address) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let owner = Some(m.objects[id].owner).filter(|owner| *owner != Ctx::NONE);
                let refused = std::mem::take(&mut m.contexts[c.index()].refused) == address;
                m.gives_unit(id);
                match m.first_in_queue(address) {
                    Some(d) => m.hand_over(id, d),
                    None => m.set_count(id, count.saturating_add(1)),
                }
                if refused && m.objects[id].units == 1 && owner != Some(c) {
                    return Progress::Misused(Misuse::NotHeld { kind: Kind::Semaphore, address, owner }, 0);
                }
                Progress::Returns(0)
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        m.lock_owner(self.address()).map_or(WaitsFor::Anyone, WaitsFor::Presumably)
    }

    fn blocking(&self) -> Blocking {
        match self {
            Semaphore::Down(..) | Semaphore::Wait(..) | Semaphore::Granted(..) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Semaphore::Wait(..) | Semaphore::Granted(..))
    }

    fn looks(&self) -> bool {
        matches!(self, Semaphore::TryDown(_))
    }

    fn asks(&self) -> bool {
        match self {
            Semaphore::Wait(..) => true,
            Semaphore::Down(_, state, _) => *state != TaskState::Uninterruptible,
            _ => false,
        }
    }

    fn fails(&self) -> bool {
        matches!(self, Semaphore::Down(..))
    }
}

impl<M: Memory> Machine<M> {
    /// `sema_init`, after the object was initialised.
    pub fn set_units(&mut self, address: usize, units: u32) {
        if let Ok(id) = self.object(Kind::Semaphore, address) {
            self.objects[id].units = units;
            self.set_count(id, units);
        }
    }

    /// The count in the machine and the one that C sees.
    fn set_count(&mut self, id: usize, count: u32) {
        let object = &mut self.objects[id];
        object.count = count;
        self.memory.store(object.address + crate::layout::semaphore::COUNT, 4, count.into());
    }

    fn first_in_queue(&self, address: usize) -> Option<Ctx> {
        let number = |d: &Ctx| match self.contexts[d.index()].phase {
            Phase::Declared(Op::Semaphore(Semaphore::Wait(a, _, n, _))) if a == address => Some((n, *d)),
            _ => None,
        };
        self.alive.iter().filter_map(number).min().map(|(_, d)| d)
    }

    fn hand_over(&mut self, id: usize, d: Ctx) {
        let context = &mut self.contexts[d.index()];
        if let Phase::Declared(Op::Semaphore(Semaphore::Wait(address, state, _, until))) = context.phase {
            context.declare(Semaphore::Granted(address, state, until).into());
        }
        self.holds_unit(id, d);
    }

    fn holds_unit(&mut self, id: usize, c: Ctx) {
        let object = &mut self.objects[id];
        if object.units == 1 {
            object.owner = c;
            let address = object.address;
            self.hold(c, address, Side::Write);
        }
    }

    /// Whoever took the last unit has it no more.
    pub(crate) fn gives_unit(&mut self, id: usize) {
        let Object { owner, address, .. } = self.objects[id];
        if owner != Ctx::NONE {
            self.let_go(owner, address);
            self.objects[id].owner = Ctx::NONE;
        }
    }
}
