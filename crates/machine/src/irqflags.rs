//! Interrupts, bottom halves and preemption on and off, for the calling context.

use crate::{Machine, Operation, Progress};
use engine::{Ctx, Footprint};
use region::Memory;

/// Operations on the masks of the calling context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flags {
    /// `local_irq_disable`, `local_irq_save`: returns whether interrupts were on, as `IF` (0x200).
    IrqDisable,
    /// `local_irq_enable`
    IrqEnable,
    /// `local_irq_restore`
    IrqRestore(u64),
    /// `local_bh_disable`
    BhDisable,
    /// `local_bh_enable`
    BhEnable,
    /// Go on when the softirq that was pending at the end of a section without bottom halves has run; what the call
    /// that ended the section returns.
    Resume(u64),
    /// `preempt_disable`
    PreemptDisable,
    /// `preempt_enable`
    PreemptEnable,
}

impl Operation for Flags {
    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::EMPTY
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        if let Flags::Resume(value) = *self {
            return Progress::Returns(value);
        }
        let were_on = !m.contexts[c.index()].irqs_off;
        m.remask(c, fp, |context| match *self {
            Flags::IrqDisable => context.irqs_off = true,
            Flags::IrqEnable => context.irqs_off = false,
            Flags::IrqRestore(flags) => context.irqs_off = flags & 0x200 == 0,
            Flags::BhDisable => context.bh += 1,
            Flags::BhEnable => context.bh = context.bh.saturating_sub(1),
            Flags::Resume(_) => {}
            Flags::PreemptDisable => context.preempt += 1,
            Flags::PreemptEnable => context.preempt = context.preempt.saturating_sub(1),
        });
        Progress::Returns(if were_on { 0x200 } else { 0 })
    }

    fn asks(&self) -> bool {
        false
    }
}
