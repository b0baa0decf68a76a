//! `spinlock_t`: whoever waits keeps its CPU, with preemption (and bottom halves, or interrupts) already off, as
//! Documentation/locking/spinlocks.rst has it. The lock goes to whoever performs its wait first when it is free.

use crate::{Context, Kind, Machine, Misuse, Object, Op, Operation, Phase, Progress, Side, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// What a lock call turns off besides preemption.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    /// `spin_lock`
    Plain,
    /// `spin_lock_irq`
    Irq,
    /// `spin_lock_irqsave`: returns whether interrupts were on, as `IF` (0x200).
    IrqSave,
    /// `spin_lock_bh`
    Bh,
}

/// Operations on a `spinlock_t` at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spin {
    /// Take it.
    Lock(usize, Flavour),
    /// Go on taking it: masks are off. The second field is what the call returns.
    Wait(usize, u64),
    /// Take it if it is free. Returns 1 or 0, and for [`Flavour::IrqSave`] the flags besides.
    TryLock(usize, Flavour),
    /// Give it back. For [`Flavour::IrqSave`] the flags to restore.
    Unlock(usize, Flavour, u64),
    /// Whether anyone holds it.
    IsLocked(usize),
    /// Whether anyone waits for it.
    IsContended(usize),
}

pub(crate) const IF: u64 = 0x200;

impl Spin {
    /// The address of the lock.
    pub fn address(&self) -> usize {
        match *self {
            Spin::Lock(a, _)
            | Spin::Wait(a, _)
            | Spin::TryLock(a, _)
            | Spin::Unlock(a, ..)
            | Spin::IsLocked(a)
            | Spin::IsContended(a) => a,
        }
    }
}

pub(crate) fn raise(flavour: Flavour) -> impl FnOnce(&mut Context) {
    move |context| match flavour {
        Flavour::Plain => context.preempt += 1,
        Flavour::Bh => context.bh += 1,
        Flavour::Irq | Flavour::IrqSave => {
            context.preempt += 1;
            context.irqs_off = true;
        }
    }
}

pub(crate) fn lower(flavour: Flavour, flags: u64) -> impl FnOnce(&mut Context) {
    move |context| match flavour {
        Flavour::Plain => context.preempt = context.preempt.saturating_sub(1),
        Flavour::Bh => context.bh = context.bh.saturating_sub(1),
        Flavour::Irq => {
            context.preempt = context.preempt.saturating_sub(1);
            context.irqs_off = false;
        }
        Flavour::IrqSave => {
            context.preempt = context.preempt.saturating_sub(1);
            context.irqs_off = flags & IF == 0;
        }
    }
}

impl Operation for Spin {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        match *self {
            Spin::Wait(address, _) if m.lock_owner(address).is_some() => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let mode = match self {
            Spin::Unlock(..) => Mode::Release,
            Spin::IsLocked(_) | Spin::IsContended(_) => Mode::Read,
            Spin::TryLock(..) => Mode::Write,
            _ => Mode::Acquire,
        };
        Footprint::of(objects::lock(self.address()), mode)
    }

    #[inline]
    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let id = match m.object(Kind::Spinlock, self.address()) {
            Ok(id) => id,
            Err(misuse) => return Progress::Misused(misuse, 0),
        };
        match *self {
            Spin::Lock(address, flavour) => {
                let flags = if m.contexts[c.index()].irqs_off { 0 } else { IF };
                m.remask(c, fp, raise(flavour));
                if m.objects[id].owner != Ctx::NONE {
                    // Nothing is seen yet: when it began to wait makes no difference.
                    return Progress::Then(Op::Spin(Spin::Wait(address, flags)));
                }
                m.take(id, c, fp);
                Progress::Returns(flags)
            }
            Spin::Wait(_, flags) => {
                m.take(id, c, fp);
                Progress::Returns(flags)
            }
            Spin::TryLock(address, flavour) => {
                let on = flavour == Flavour::IrqSave && !m.contexts[c.index()].irqs_off;
                let flags = if on { IF } else { 0 };
                if m.objects[id].owner != Ctx::NONE {
                    fp.add(objects::lock(address), Mode::Read);
                    return Progress::Returns(flags);
                }
                m.remask(c, fp, raise(flavour));
                // A moment earlier it would have failed, unlike one that waits.
                fp.add(objects::lock(address), Mode::Write);
                m.contexts[c.index()].tries = true;
                m.take(id, c, fp);
                Progress::Returns(flags | 1)
            }
            Spin::Unlock(address, flavour, flags) => {
                let owner = m.objects[id].owner;
                m.give(id, c, fp);
                m.remask(c, fp, lower(flavour, flags));
                if owner != c {
                    let owner = (owner != Ctx::NONE).then_some(owner);
                    return Progress::Misused(Misuse::NotHeld { kind: Kind::Spinlock, address, owner }, 0);
                }
                Progress::Returns(0)
            }
            Spin::IsLocked(address) => {
                fp.add(objects::lock(address), Mode::Read);
                Progress::Returns(u64::from(m.objects[id].owner != Ctx::NONE))
            }
            Spin::IsContended(address) => {
                fp.add(objects::lock(address), Mode::Read);
                let waits = |d: &Ctx| match m.contexts[d.index()].phase {
                    Phase::Declared(Op::Spin(Spin::Wait(a, _))) => a == address,
                    _ => false,
                };
                Progress::Returns(m.alive.iter().any(waits).into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        m.lock_owner(self.address()).map_or(WaitsFor::Anyone, WaitsFor::Context)
    }

    fn looks(&self) -> bool {
        matches!(self, Spin::IsLocked(_) | Spin::TryLock(..))
    }

    fn asks(&self) -> bool {
        matches!(self, Spin::Wait(..))
    }
}

impl<M: Memory> Machine<M> {
    /// Who holds the lock at `address`.
    #[inline]
    pub fn lock_owner(&self, address: usize) -> Option<Ctx> {
        self.known(address).map(|o| o.owner).filter(|owner| *owner != Ctx::NONE)
    }

    /// The object whose number lies at `address`.
    #[inline]
    pub fn known(&self, address: usize) -> Option<&Object> {
        let id = (self.memory.load(address, 8)? >> 32) as usize;
        self.objects.get(id.checked_sub(1)?)
    }

    pub(crate) fn take(&mut self, id: usize, c: Ctx, fp: &mut Footprint) {
        let object = &mut self.objects[id];
        object.owner = c;
        fp.add(objects::lock(object.address), Mode::Acquire);
        let address = object.address;
        self.hold(c, address, Side::Write);
    }

    pub(crate) fn give(&mut self, id: usize, c: Ctx, fp: &mut Footprint) {
        let object = &mut self.objects[id];
        let owner = std::mem::replace(&mut object.owner, Ctx::NONE);
        fp.add(objects::lock(object.address), Mode::Release);
        let address = object.address;
        self.let_go(c, address);
        if owner != c && owner != Ctx::NONE {
            // Who releases another's lock breaks a rule, but released it is.
            self.let_go(owner, address);
        }
    }
}
