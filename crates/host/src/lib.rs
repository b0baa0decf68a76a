//! What the operating system gives and no safe crate does: worker processes, and what they need to run foreign code.
//!
//! # Principles
//!
//! 1. **Module code runs in a child or nowhere.** [`fork`] makes one; [`confine`] takes from it what it does not need;
//!    [`fault::install`] turns its fault signals into answers. Whatever it does, its parent lives and learns how the
//!    child ended ([`Exit`]).
//! 2. **No child is forgotten.** A [`Child`] that is dropped is killed and reaped, and one whose parent dies, dies.
//! 3. **What is hot makes no system call.** A worker writes to [`Shared`] memory as it goes and speaks through a
//!    [`pipe`] only when it has something to say; [`count_syscalls`] proves it.
//!
//! # Map
//!
//! | file | holds |
//! |---|---|
//! | `process` | [`fork`], [`Child`], [`Exit`] |
//! | `pipe`, `poll` | messages between processes; waiting for the first of several |
//! | `shared` | [`Shared`]: atomics that a process and its children see |
//! | `fault` | fault signals, taken on a stack of their own |
//! | `confine`, `filter` | what a worker gives up; the system calls that are left |
//! | `syscalls` | how many system calls a piece of code makes |
//! | `errno` | results of C functions as `io::Result` |
//!
//! ```
//! use host::{Exit, Shared, fork, pipe};
//! use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
//!
//! let count = Shared::<AtomicU64>::new()?;
//! let (mut receiver, sender) = pipe()?;
//! let mut child = fork(|| {
//!     count.store(3, Relaxed);
//!     sender.send(b"counted").expect("the parent listens");
//!     host::exit(0)
//! })?;
//! drop(sender);
//! assert_eq!(receiver.receive().as_deref(), Some(&b"counted"[..]));
//! assert_eq!(receiver.receive(), None);
//! assert_eq!(child.wait(), Exit::Code(0));
//! assert_eq!(count.load(Relaxed), 3);
//! # std::io::Result::Ok(())
//! ```
//!
//! This is for Linux on x86-64.
#![deny(unsafe_op_in_unsafe_fn)]

mod clock;
mod confine;
mod errno;
pub mod fault;
mod filter;
mod pipe;
mod poll;
mod process;
mod shared;
pub mod syscalls;

pub use clock::cpu_time;
pub use confine::confine;
pub use pipe::{MESSAGE_LIMIT, Received, Receiver, Sender, pipe};
pub use poll::wait_any;
pub use process::{Child, Exit, exit, fork};
pub use shared::{Share, Shared};
pub use syscalls::count_syscalls;
