//! Heap errors: every access to the arena must lie within a live object.
//!
//! Each 8 bytes of the region have a word: generation (24 bits), the index of the object (32 bits), and how many of
//! the granule's bytes may be used (0 to 8), or that they were freed. (K. Serebryany et al., "AddressSanitizer",
//! USENIX ATC 2012; the generation makes the whole shadow fresh in constant time.) An object starts at a multiple
//! of 16, so only its last granule is partly usable.
//!
//! What this does not catch: an access that lands in another live object, and, by addresses being given out once,
//! nothing of what a reused address would hide.

use crate::finding::{Defect, Finding};
use engine::Ctx;
use machine::{Access, Allocation, Place};
use region::{Shadow, layout};

const GENERATIONS: u64 = 1 << 24;
const FREED: u64 = 0xf;

/// Finds accesses outside of live heap objects.
pub struct HeapCheck {
    shadow: Shadow<u64>,
    generation: u64,
}

impl HeapCheck {
    /// A detector with an empty heap.
    ///
    /// # Errors
    /// If the shadow cannot be mapped.
    pub fn new() -> std::io::Result<HeapCheck> {
        Ok(HeapCheck { shadow: Shadow::new()?, generation: 1 })
    }

    /// Forget the execution.
    pub fn reset(&mut self) {
        self.generation += 1;
        if self.generation == GENERATIONS {
            self.shadow.clear();
            self.generation = 1;
        }
    }

    /// The object with this index was allocated.
    pub fn allocated(&mut self, index: usize, object: &Allocation) {
        let before = self.shadow.get_mut(layout::granule(object.address - 8));
        if *before >> 40 != self.generation {
            *before = self.generation << 40 | (index as u64) << 4;
        }
        let mut left = object.size;
        let mut at = object.address;
        loop {
            let usable = left.min(8) as u64;
            *self.shadow.get_mut(layout::granule(at)) = self.generation << 40 | (index as u64) << 4 | usable;
            if left <= 8 {
                // The granule after the object carries its index, so that an overrun is told of it.
                *self.shadow.get_mut(layout::granule(at + 8)) = self.generation << 40 | (index as u64) << 4;
                break;
            }
            left -= 8;
            at += 8;
        }
    }

    /// The object with this index was freed.
    pub fn freed(&mut self, index: usize, object: &Allocation) {
        let end = object.address + object.size.max(1);
        for at in (object.address..end).step_by(8) {
            *self.shadow.get_mut(layout::granule(at)) = self.generation << 40 | (index as u64) << 4 | FREED;
        }
    }

    /// `c` accesses memory from `place`. Some: not within a live object.
    #[inline(always)]
    pub fn access(&mut self, c: Ctx, access: &Access, place: Place) -> Option<Finding> {
        if !layout::ARENA.contains(access.address) {
            return None;
        }
        let word = *self.shadow.get(layout::granule(access.address));
        let usable = word & 0xf;
        let last = (access.address & 7) + access.size as usize;
        if word >> 40 == self.generation && (last as u64 <= usable && usable <= 8) {
            return None;
        }
        self.access_slow(c, access, place)
    }

    #[inline(never)]
    fn access_slow(&mut self, c: Ctx, access: &Access, place: Place) -> Option<Finding> {
        let mut at = access.address;
        let end = access.address + access.size.max(1) as usize;
        while at < end {
            let upto = end.min((at | 7) + 1);
            let word = *self.shadow.get(layout::granule(at));
            let usable = word & 0xf;
            let known = word >> 40 == self.generation;
            let good = known && usable <= 8 && (at & 7) + (upto - at) <= usable as usize;
            if !good {
                let object = if known { (word >> 4) as u32 } else { u32::MAX };
                let defect = Defect::Heap {
                    address: access.address,
                    size: access.size,
                    write: access.kind.writes(),
                    object,
                    freed: known && usable == FREED,
                };
                return Some(Finding { defect, context: c, place });
            }
            at = upto;
        }
        None
    }
}
