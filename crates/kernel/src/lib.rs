//! The services that modules stand on, each on the verbs of [`vm::Vm`]: one file is one service. Nothing here knows
//! C calling conventions; the doors in `abi` do, and call here.
//!
//! Library code that touches module memory announces it with the caller's place, so that a race or a use after free
//! inside `memcpy` is seen on the module's line.
#![forbid(unsafe_code)]

pub mod bitmap;
pub mod bug;
pub mod builtin;
pub mod cache;
pub mod calendar;
pub mod chrdev;
pub mod class;
pub mod cmdline;
pub mod data;
pub mod debugfs;
pub mod device;
pub mod devres;
pub mod driver;
pub mod file;
pub mod format;
pub mod hexdump;
pub mod ida;
pub mod info;
pub mod iter;
pub mod kfifo;
pub mod kobject;
pub mod kset;
pub mod kthread;
pub mod kunit;
pub mod number;
pub mod oops;
pub mod pages;
pub mod params;
pub mod percpu;
pub mod platform;
pub mod printk;
pub mod process;
pub mod procfs;
pub mod random;
pub mod ratelimit;
pub mod rbtree;
pub mod refcount;
pub mod residence;
pub mod scan;
pub mod search;
pub mod seq_file;
pub mod slab;
pub mod sort;
pub mod string;
pub mod sysfs;
pub mod tmpfs;
pub mod uaccess;
pub mod uevent;
pub mod xarray;

/// Linux's error numbers that services return, negated.
pub mod errno {
    /// No such file or directory.
    pub const ENOENT: i64 = -2;
    /// Interrupted by a signal.
    pub const EINTR: i64 = -4;
    /// Input/output error.
    pub const EIO: i64 = -5;
    /// No such device or address.
    pub const ENXIO: i64 = -6;
    /// Argument list too long.
    pub const E2BIG: i64 = -7;
    /// Out of memory.
    pub const ENOMEM: i64 = -12;
    /// Permission denied.
    pub const EACCES: i64 = -13;
    /// Bad address.
    pub const EFAULT: i64 = -14;
    /// Device or resource busy.
    pub const EBUSY: i64 = -16;
    /// File exists.
    pub const EEXIST: i64 = -17;
    /// No such device.
    pub const ENODEV: i64 = -19;
    /// Not a directory.
    pub const ENOTDIR: i64 = -20;
    /// Is a directory.
    pub const EISDIR: i64 = -21;
    /// Invalid argument.
    pub const EINVAL: i64 = -22;
    /// Inappropriate ioctl for device.
    pub const ENOTTY: i64 = -25;
    /// File too large.
    pub const EFBIG: i64 = -27;
    /// No space left on device.
    pub const ENOSPC: i64 = -28;
    /// Illegal seek.
    pub const ESPIPE: i64 = -29;
    /// Directory not empty.
    pub const ENOTEMPTY: i64 = -39;
    /// Out of range.
    pub const ERANGE: i64 = -34;
}
