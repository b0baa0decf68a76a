//! Sleeping where a context must not: `BUG: sleeping function called from invalid context` (kernel/sched/core.c,
//! `CONFIG_DEBUG_ATOMIC_SLEEP`).
//!
//! A function that may give up its CPU says so at its beginning, whether it will have to or not. It is wrong to call it
//! while preemption, bottom halves or interrupts are off (a spinlock is held), and in a softirq or a hard interrupt. The
//! rule is one of places, not of schedules: it is broken wherever the call runs, also when the mutex is free. The
//! execution goes on, as the kernel does.
//!
//! What this does not catch: `schedule()` in a section that only the other side of a wait would show, such as a mutex
//! that is held over `wait_for_completion()`; those are deadlocks.

use crate::finding::{Defect, Finding};
use engine::Ctx;
use machine::{Blocking, Context, Masks, Place};

/// A call that may sleep, where sleeping is not allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sleeps {
    /// The function's name in C; none: that of the operation at the place.
    pub call: Option<&'static str>,
    /// It calls the scheduler, as opposed to a function that might.
    pub schedules: bool,
    /// Why it must not.
    pub masks: Masks,
}

/// `c` calls a function that may sleep, from `place`. Some: it must not.
#[cold]
pub fn sleeps(
    c: Ctx,
    context: &Context,
    call: Option<&'static str>,
    blocking: Blocking,
    place: Place,
) -> Option<Finding> {
    // What a process does on its way into the module and out of it is the kernel's.
    if blocking == Blocking::Never || context.may_sleep() || place.pc == 0 {
        return None;
    }
    let schedules = blocking == Blocking::Schedules;
    let defect = Defect::Sleeps(Sleeps { call, schedules, masks: context.masks() });
    Some(Finding { defect, context: c, place })
}
