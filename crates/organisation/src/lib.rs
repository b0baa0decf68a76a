//! Four ways to organise the operating system of a multiprocessor, as configurations of one simulated machine
//! (Tanenbaum and Bos, "Modern Operating Systems", "Multiprocessor operating system types"):
//!
//! - **a system for each CPU**: memory, processes and disk cache are divided once and for all; nobody waits for
//!   anybody, and nobody lends anything;
//! - **a master and its slaves**: only the first CPU runs the kernel; calls of all others are sent to it;
//! - **one big lock**: every CPU runs the kernel, one at a time;
//! - **a lock for each region**: scheduler, file system and paging exclude only themselves.
//!
//! A [`Workload`] of processes computes, makes system calls, sleeps, and touches pages and disk blocks. [`simulate`]
//! lets virtual time pass and gives the [`Figures`]: what the CPUs did, how long the queues were, and by numbers what
//! each organisation is blamed for. What it costs to hand a lock or a call from one CPU to another is not counted: the
//! organisations differ by who waits for whom alone.
//!
//! Equal arguments give equal figures on every machine.
#![forbid(unsafe_code)]

mod cache;
mod figures;
mod frames;
mod plan;
pub mod queueing;
mod simulation;
mod station;
mod workload;

pub use figures::{Figures, Share};
pub use plan::Organisation;
pub use simulation::simulate;
pub use workload::{Disk, Paging, Region, Spread, Workload};
