//! RCU (Documentation/RCU/whatisRCU.rst): readers that cost nothing, and writers that wait until those who may still see
//! what was removed have left. What a grace period is stands in `grace.rs`.

use crate::grace::{RCU, begun, called, over};
use crate::layout::RCU_READER;
use crate::{Blocking, Kind, Machine, Misuse, Op, Operation, Progress, Side, grace, objects};
use engine::{Alts, Ctx, Footprint, Mode, WaitsFor};
use region::Memory;

/// Operations of RCU.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rcu {
    /// `rcu_read_lock`
    Lock,
    /// `rcu_read_unlock`
    Unlock,
    /// `synchronize_rcu`
    Synchronize,
    /// Wait until the grace period of this number is over.
    Waiting(u32),
    /// `call_rcu(head, function)`
    Call(usize, usize),
    /// `kfree_rcu` of the object at this address.
    Free(usize),
    /// `rcu_barrier`
    Barrier,
    /// Wait until the callbacks that were handed over up to this grace period have returned.
    Barring(u32),
    /// `get_state_synchronize_rcu`, `start_poll_synchronize_rcu`: begins a grace period and returns its number.
    Begin,
    /// `poll_state_synchronize_rcu`: whether that one is over.
    IsOver(u32),
}

impl Operation for Rcu {
    fn picks<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> Alts {
        match *self {
            Rcu::Waiting(n) if !m.is_over_grace(RCU, n, c) => Alts::NONE,
            Rcu::Barring(n) if m.outstanding(RCU, n).is_some() => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(begun(RCU), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let context = &mut m.contexts[c.index()];
        match *self {
            Rcu::Lock => {
                context.rcu += 1;
                if context.rcu == 1 {
                    fp.add(begun(RCU), Mode::Acquire);
                    context.reads_since = context.place.pc;
                    if context.is_preemptible() {
                        m.enters(c);
                    }
                    m.hold(c, RCU_READER, Side::Read);
                }
                Progress::Returns(0)
            }
            Rcu::Unlock if context.rcu == 0 => {
                let misuse = Misuse::NotHeld { kind: Kind::Rcu, address: RCU_READER, owner: None };
                Progress::Misused(misuse, 0)
            }
            Rcu::Unlock => {
                context.rcu -= 1;
                if context.rcu == 0 {
                    fp.add(objects::left(RCU, context.entered), Mode::Release);
                    m.let_go(c, RCU_READER);
                }
                Progress::Returns(0)
            }
            Rcu::Synchronize => {
                fp.add(begun(RCU), Mode::Release);
                let number = m.begin_grace(RCU);
                Progress::Then(Op::Rcu(Rcu::Waiting(number)))
            }
            Rcu::Waiting(number) => {
                fp.add(over(RCU, number), Mode::Acquire);
                Progress::Returns(0)
            }
            Rcu::Call(head, function) => {
                m.call_later(RCU, head, function, c, fp);
                Progress::Returns(0)
            }
            Rcu::Free(object) => {
                m.call_later(RCU, object, grace::FREE, c, fp);
                Progress::Returns(0)
            }
            Rcu::Barrier if m.outstanding(RCU, m.grace).is_some() => {
                fp.add(begun(RCU), Mode::Read);
                Progress::Then(Op::Rcu(Rcu::Barring(m.grace)))
            }
            Rcu::Barrier | Rcu::Barring(_) => {
                fp.add(called(RCU), Mode::Acquire);
                Progress::Returns(0)
            }
            Rcu::Begin => {
                fp.add(begun(RCU), Mode::Release);
                Progress::Returns(m.begin_grace(RCU).into())
            }
            Rcu::IsOver(number) => {
                let over_now = m.is_over_grace(RCU, number, c);
                if over_now {
                    fp.add(over(RCU, number), Mode::Acquire);
                }
                Progress::Returns(over_now.into())
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, c: Ctx) -> WaitsFor {
        match *self {
            Rcu::Waiting(_) => self.waits_also_for(m, c, 0).map_or(WaitsFor::Anyone, WaitsFor::Context),
            Rcu::Barring(n) => {
                m.outstanding(RCU, n).map_or(WaitsFor::Anyone, |k| WaitsFor::Context(m.behind(k, c)))
            }
            _ => WaitsFor::Anyone,
        }
    }

    fn waits_also_for<M: Memory>(&self, m: &Machine<M>, c: Ctx, nth: usize) -> Option<Ctx> {
        match *self {
            Rcu::Waiting(n) => m.readers_before(RCU, n, c, nth),
            _ => None,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Rcu::Waiting(_) | Rcu::Barring(_))
    }

    fn blocking(&self) -> Blocking {
        match self {
            Rcu::Synchronize | Rcu::Barrier => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn looks(&self) -> bool {
        matches!(self, Rcu::IsOver(_))
    }

    fn asks(&self) -> bool {
        matches!(self, Rcu::Waiting(_) | Rcu::Barring(_))
    }
}
