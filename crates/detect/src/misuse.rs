//! Broken rules of primitives: the machine notices them, here they become findings.

use crate::finding::{Defect, Finding};
use engine::Ctx;
use machine::{Machine, Misuse};
use region::Memory;

/// The finding for a rule that `c` broke at its declared place.
pub fn finding<M: Memory>(misuse: Misuse, c: Ctx, m: &Machine<M>) -> Finding {
    Finding { defect: Defect::Misuse(misuse), context: c, place: m.context(c).place }
}
