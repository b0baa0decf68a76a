//! The texts of the files that tell of the kernel, each a function from facts. Columns are those of Linux 6.1.

pub mod config;
pub mod cpuinfo;
pub mod interrupts;
pub mod kallsyms;
pub mod loadavg;
pub mod meminfo;
pub mod modules;
pub mod softirqs;
pub mod stat;
pub mod uptime;
pub mod version;
