//! Data of ours that modules see, at fixed places in the region.

use region::layout::{KERNEL, Part};

/// `nr_cpu_ids`
pub const NR_CPU_IDS: usize = KERNEL.start + 72;
/// Where the texts of string parameters are kept.
pub const STRINGS: Part = Part { start: KERNEL.start + 0x4_0000, size: 0x4_0000 };
