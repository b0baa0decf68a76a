//! The services that modules stand on, each on the verbs of [`vm::Vm`]: one file is one service. Nothing here knows
//! C calling conventions; the doors in `abi` do, and call here.
//!
//! Library code that touches module memory announces it with the caller's place, so that a race or a use after free
//! inside `memcpy` is seen on the module's line.
#![forbid(unsafe_code)]

pub mod bitmap;
pub mod bug;
pub mod data;
pub mod format;
pub mod info;
pub mod kthread;
pub mod number;
pub mod params;
pub mod percpu;
pub mod printk;
pub mod slab;
pub mod string;

/// Linux's error numbers that services return, negated.
pub mod errno {
    /// Out of memory.
    pub const ENOMEM: i64 = -12;
    /// Invalid argument.
    pub const EINVAL: i64 = -22;
    /// Out of range.
    pub const ERANGE: i64 = -34;
    /// Argument list too long.
    pub const E2BIG: i64 = -7;
}
