//! A lock that a task holds.

use alloc::vec::Vec;

use crate::acquire::{Attempt, Mode};
use crate::chain::Node;
use crate::class::ClassInfo;
use crate::graph::{Graph, Slot};
use crate::wait_type::WaitType;
use crate::witness::Site;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub class: Slot,
    pub address: u64,
    pub nest: Option<u64>,
    pub site: Site,
    pub mode: Mode,
    pub attempt: Attempt,
    pub checked: bool,
    /// Its dependencies on the locks held before it are known to the graph:
    /// it was waited for, and its class was not held already.
    pub linked: bool,
    /// The interrupt context it was taken in.
    pub level: Level,
    /// The chain up to and including this lock.
    pub chain: Node,
    /// The strictest wait type in force inside this lock.
    pub inner: WaitType,
}

/// Which interrupt contexts a task executes in. Locks of different levels are
/// in no order: the interrupt begins a chain of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Level {
    pub hardirq: bool,
    pub softirq: bool,
}

impl Held {
    /// What distinguishes this lock in a chain.
    pub fn link(&self) -> u32 {
        self.class << 4 | u32::from(self.checked) << 3 | u32::from(self.linked) << 2 | self.mode as u32
    }

    pub fn describe(&self, graph: &Graph) -> HeldLock {
        HeldLock {
            class: graph.class(self.class).info(),
            address: self.address,
            mode: self.mode,
            attempt: self.attempt,
            site: self.site,
        }
    }
}

pub(crate) fn describe_all(held: &[Held], graph: &Graph) -> Vec<HeldLock> {
    held.iter().map(|h| h.describe(graph)).collect()
}

/// A held lock as a finding quotes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldLock {
    /// Its class.
    pub class: ClassInfo,
    /// The instance.
    pub address: u64,
    /// How it is held.
    pub mode: Mode,
    /// How it was taken.
    pub attempt: Attempt,
    /// Where it was taken.
    pub site: Site,
}
