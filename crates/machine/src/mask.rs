//! Mask locks: what turning preemption, bottom halves and interrupts off protects.
//!
//! CPU `c` has three mask locks `M[c][0..=2]`. A context of level `l` (task 0, softirq 1, hardirq 2) under mask `m`
//! (preemption off 0, bottom halves off or in softirq 1, interrupts off or in hardirq 2) holds `M[c][l..=m]`; a
//! preemptible task holds none. Two sections on `c` are ordered exactly if their ranges meet, which is exactly if
//! they exclude each other: a task with bottom halves off holds 0 and 1 and meets the softirq, which holds 1; it
//! does not meet a hardirq, which holds 2 and may come at any time.
//!
//! (After J. Regehr and N. Cooprider, "Interrupt verification via thread verification", ENTCS 174, 2007.)

use crate::{Context, Level, Machine, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// The mask locks that a context holds: `l..end`, empty if `l == end`.
pub fn mask_range(context: &Context) -> std::ops::Range<u8> {
    let level = match context.level {
        Level::Task => 0,
        Level::Softirq => 1,
        Level::Hardirq => 2,
    };
    let mask = if context.irqs_off || context.level == Level::Hardirq {
        3
    } else if context.bh > 0 || context.level == Level::Softirq {
        2
    } else if context.preempt > 0 {
        1
    } else {
        0
    };
    level..mask.max(level)
}

impl<M: Memory> Machine<M> {
    /// Changes the masks of `c` and adds the mask locks that it takes or gives back by that.
    pub(crate) fn remask(&mut self, c: Ctx, fp: &mut Footprint, change: impl FnOnce(&mut Context)) {
        let grace = self.grace;
        let context = &mut self.contexts[c.index()];
        let before = mask_range(context);
        let preemptible = context.is_preemptible();
        change(context);
        context.changes = context.changes.wrapping_add(1);
        match context.is_preemptible() {
            true => context.since = 0,
            false if preemptible => {
                context.since = context.place.pc;
                if context.rcu == 0 {
                    context.entered = grace;
                }
            }
            false => {}
        }
        let after = mask_range(context);
        let cpu = context.cpu;
        for m in after.clone().filter(|m| !before.contains(m)) {
            fp.add(objects::mask(cpu, m), Mode::Acquire);
        }
        for m in before.filter(|m| !after.contains(m)) {
            fp.add(objects::mask(cpu, m), Mode::Release);
        }
    }
}

impl<M: Memory> Machine<M> {
    /// Turns on again what `c` has off, as far as its level has it on, and ends its being a reader of RCU.
    pub fn unmask(&mut self, c: Ctx, fp: &mut Footprint) {
        self.remask(c, fp, |context| {
            (context.preempt, context.bh) = (0, 0);
            context.irqs_off = context.level == Level::Hardirq;
        });
        let context = &mut self.contexts[c.index()];
        context.since = 0;
        if context.rcu > 0 {
            context.rcu = 0;
            fp.add(objects::left(0, context.entered), Mode::Release);
            self.let_go(c, crate::layout::RCU_READER);
        }
    }
}

/// Adds the mask locks that an interrupter takes at its entry or gives back at its exit.
pub(crate) fn interrupt_masks(context: &Context, fp: &mut Footprint, mode: Mode) {
    for m in mask_range(context) {
        fp.add(objects::mask(context.cpu, m), mode);
    }
}
