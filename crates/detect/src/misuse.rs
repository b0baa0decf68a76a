//! Broken rules of primitives: the machine notices them, here they become findings.

use crate::Detector;
use crate::finding::{Defect, Finding, Findings};
use machine::{Event, Machine, What};
use region::Memory;

/// Tells of rules that a step broke.
#[derive(Default)]
pub struct Misuses;

impl<M: Memory> Detector<M> for Misuses {
    type Facts = ();

    fn event(&mut self, e: &Event, _: &Machine<M>, out: &mut Findings) {
        if let What::Broke(misuse) = e.what {
            out.add(Finding { defect: Defect::Misuse(misuse), context: e.context, place: e.place });
        }
    }
}
