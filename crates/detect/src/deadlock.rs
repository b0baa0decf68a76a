//! Deadlock: a cycle of contexts that wait for each other. The engine finds it as a state; here it becomes a
//! finding that is the same whoever closed the cycle.

use crate::finding::{Defect, Finding};
use engine::Ctx;
use machine::{Machine, Place};
use region::Memory;

/// The finding for a cycle in which each context waits for the next. It begins with the least context, and its
/// place is where that one waits.
pub fn finding<M: Memory>(cycle: &[Ctx], m: &Machine<M>) -> Option<Finding> {
    let first = (0..cycle.len()).min_by_key(|i| cycle[*i])?;
    let mut rotated = [Ctx::NONE; 8];
    for (slot, c) in rotated.iter_mut().zip(cycle.iter().cycle().skip(first).take(cycle.len())) {
        *slot = *c;
    }
    let place: Place = m.context(cycle[first]).place;
    let defect = Defect::Deadlock { cycle: rotated, len: cycle.len().min(255) as u8 };
    Some(Finding { defect, context: cycle[first], place })
}
