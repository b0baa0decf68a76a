//! The userland of the machine: a prompt on the running kernel, as one has it on Linux.
//!
//! A command that touches the kernel (`insmod`, `cat /proc/modules`, `echo 1 > /proc/x`) is a process of the machine,
//! whose steps run beside everything else; one that does not (`grep`, `sort`) is a function from text to text. Either
//! way it prints what the real tool prints and ends with the real tool's status.
#![forbid(unsafe_code)]

pub mod arithmetic;
pub mod errno;
pub mod glob;
pub mod parse;
pub mod system;
pub mod tree;
