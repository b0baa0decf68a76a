//! What the locks keep for each CPU.

use crate::bravo::Row;
use crate::queued::Nodes;

/// What the locks keep for one CPU. A [`Platform`](crate::Platform) has an array of them and does not look inside.
#[derive(Debug)]
#[repr(align(128))]
pub struct CpuState {
    pub(crate) nodes: Nodes,
    pub(crate) readers: Row,
}

impl CpuState {
    crate::constant! {
        /// The state of a CPU that holds nothing and waits for nothing.
        #[must_use]
        pub const fn new() -> CpuState {
            CpuState { nodes: Nodes::new(), readers: Row::new() }
        }
    }
}

impl Default for CpuState {
    fn default() -> CpuState {
        CpuState::new()
    }
}
