//! A task that uses "its" CPU while it may be moved to another: `BUG: using smp_processor_id() in preemptible code`
//! (lib/smp_processor_id.c, `CONFIG_DEBUG_PREEMPT`).
//!
//! The number of a CPU, and the address of its copy of a variable, are worth something only as long as the task stays
//! there: while preemption, bottom halves or interrupts are off, in a softirq or a hard interrupt, while migration is
//! off, and for a task that is bound to one CPU for ever. `set_cpus_allowed_ptr` does not bind: a user may undo it. The
//! rule is one of places, not of schedules: it is broken wherever the call runs. The execution goes on, as the kernel
//! does.
//!
//! What this does not catch: a number that is kept beyond the section in which it was asked for.

use crate::finding::{Defect, Finding};
use engine::Ctx;
use machine::{Context, Place};

/// `c` uses its CPU by `call`, from `place`. Some: it may be on another by then.
#[inline]
pub fn uses(c: Ctx, context: &Context, call: &'static str, place: Place) -> Option<Finding> {
    let leaves = context.may_leave_its_cpu();
    leaves.then_some(Finding { defect: Defect::Preemptible { call }, context: c, place })
}
