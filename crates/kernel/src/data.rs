//! Data of ours that modules see, at fixed places in the region.

use region::layout::{KERNEL, Part};

/// `nr_cpu_ids`
pub const NR_CPU_IDS: usize = KERNEL.start + 72;
/// CPU masks that nobody may write: that of all CPUs, and one for each CPU, of [`CPU_MASK_SIZE`] bytes each.
pub const CPU_MASKS: Part = Part { start: KERNEL.start + 0x8_0000, size: 4096 };
/// `sizeof(struct cpumask)`
pub const CPU_MASK_SIZE: usize = 32;
/// Where the texts of string parameters are kept.
pub const STRINGS: Part = Part { start: KERNEL.start + 0x4_0000, size: 0x4_0000 };
