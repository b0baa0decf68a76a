//! What a module that is gone, or whose init function has failed, has left behind: memory that nobody freed (as kmemleak tells of it), and names that are
//! still registered, behind which there is no code any more.
//!
//! An object counts if the module's own line allocated it. What the kernel keeps for a registered name is not told
//! beside the name. Each line is told once, with its first object.
//!
//! What this does not catch: memory that is freed in this execution and not in another.

use crate::Detector;
use crate::finding::{Defect, Finding, Findings};
use machine::{Machine, Place, Stage};
use region::Memory;

/// Judges the end of an execution in which the module was unloaded.
#[derive(Default)]
pub struct Leaks;

impl<M: Memory> Detector<M> for Leaks {
    type Facts = ();

    fn ended(&mut self, m: &Machine<M>, out: &mut Findings) {
        if !matches!(m.stage(), Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_)) {
            return;
        }
        for (slot, node) in m.nodes().iter().enumerate() {
            let (context, place) = node.by;
            if node.live && m.is_of_module(place.pc) {
                out.add(Finding { defect: Defect::Registered { slot: slot as u32 }, context, place });
            }
        }
        for (index, object) in m.heap().objects().iter().enumerate() {
            let (context, pc) = object.by;
            let inside = |address: usize| address.wrapping_sub(object.address) < object.size;
            let kept = || m.nodes().iter().any(|n| n.live && inside(n.object));
            if object.freed.is_none() && m.is_of_module(pc) && !kept() {
                let place = Place { pc, ..Place::default() };
                out.add(Finding { defect: Defect::Leak { object: index as u32 }, context, place });
            }
        }
    }
}
