//! Oopses: accesses and jumps that stop the processor.
//!
//! Every access is announced before it happens, so most bad addresses are found by looking; what the callbacks do
//! not see arrives as a signal.

use crate::finding::{Defect, Fault, Finding};
use engine::Ctx;
use machine::{Access, Place};
use region::layout;

/// `c` accesses memory from `place`. Some: the address is nobody's memory.
#[inline(always)]
pub fn access(c: Ctx, access: &Access, place: Place) -> Option<Finding> {
    let offset = access.address.wrapping_sub(FIRST);
    let inside = offset < LEN && access.size as usize <= LEN - offset;
    if inside || is_on_a_stack(c, access) { None } else { wild(c, access, place) }
}

/// Whether the access lies on a stack, and not on the guard of another context's. One's own guard is a matter of the
/// stack's depth.
#[inline(always)]
fn is_on_a_stack(c: Ctx, access: &Access) -> bool {
    let offset = access.address.wrapping_sub(layout::STACKS.start);
    if offset >= layout::STACKS.size || access.size as usize > layout::STACKS.size - offset {
        return false;
    }
    let slot = layout::stack_slot(access.address);
    slot.is_none_or(|s| s == c.index() || !layout::guard(s).contains(&access.address))
}

/// Below the tasks lies our own data, of which modules may touch `jiffies` and `nr_cpu_ids` only. Above the heap lies
/// the memory of user processes, which nothing but the user copies may touch: it is as if SMAP forbade it.
const FIRST: usize = layout::TASKS;
const LEN: usize = layout::USER.start - FIRST;

#[cold]
fn wild(c: Ctx, access: &Access, place: Place) -> Option<Finding> {
    if access.address.wrapping_sub(layout::JIFFIES) < 16 && !access.kind.writes() {
        return None;
    }
    let fault = Fault::Page { write: access.kind.writes(), fetch: false };
    Some(Finding { defect: Defect::Oops { address: access.address, fault }, context: c, place })
}

/// Whether the stack of `place`, which ends at `top`, is deeper than a kernel stack. Some: it is.
#[inline(always)]
pub fn stack(c: Ctx, place: Place, top: usize) -> Option<Finding> {
    let depth = top.wrapping_sub(place.sp);
    if depth <= layout::STACK_LIMIT { None } else { Some(overflow(c, place, depth)) }
}

#[cold]
fn overflow(c: Ctx, place: Place, depth: usize) -> Finding {
    let outside = depth > layout::stack(0).len() + layout::guard(0).len();
    let defect = match outside {
        true => Defect::Oops { address: place.sp, fault: Fault::Stack },
        false => Defect::StackOverflow { depth },
    };
    Finding { defect, context: c, place }
}
