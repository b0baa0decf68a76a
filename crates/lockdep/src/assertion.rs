//! `lockdep_assert_*`: what a function demands of its caller.

use crate::acquire::{Map, Mode};
use crate::task::Task;
use crate::usage::Irq;

/// A demand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Assertion {
    /// `lockdep_assert_held`: the lock is held in any mode.
    Held,
    /// `lockdep_assert_held_write`: it is held exclusively.
    HeldWrite,
    /// `lockdep_assert_held_read`: it is held for reading.
    HeldRead,
    /// `lockdep_assert_not_held`: it is not held.
    NotHeld,
    /// `lockdep_assert_none_held_once`: no lock is held.
    NoneHeld,
    /// `lockdep_assert_irqs_enabled`.
    IrqsEnabled,
    /// `lockdep_assert_irqs_disabled`.
    IrqsDisabled,
    /// `lockdep_assert_in_irq`: inside a hardirq.
    InHardirq,
    /// `lockdep_assert_in_softirq`: inside a softirq or with bottom halves
    /// off, not in a hardirq.
    InSoftirq,
}

impl Assertion {
    /// Whether `task` meets the demand. `map` is the lock it speaks of; a
    /// demand on a lock without one is not met.
    #[must_use]
    pub fn is_met(self, task: &Task, map: Option<Map>) -> bool {
        let mode = map.and_then(|m| task.holds(m));
        match self {
            Assertion::Held => mode.is_some(),
            Assertion::HeldWrite => mode == Some(Mode::Exclusive),
            Assertion::HeldRead => mode.is_some_and(|m| m != Mode::Exclusive),
            Assertion::NotHeld => map.is_some() && mode.is_none(),
            Assertion::NoneHeld => task.depth() == 0,
            Assertion::IrqsEnabled => task.enabled(Irq::Hardirq),
            Assertion::IrqsDisabled => !task.enabled(Irq::Hardirq),
            Assertion::InHardirq => task.inside(Irq::Hardirq),
            Assertion::InSoftirq => {
                let bottom_half = task.inside(Irq::Softirq) || !task.enabled(Irq::Softirq);
                bottom_half && !task.inside(Irq::Hardirq)
            }
        }
    }
}
