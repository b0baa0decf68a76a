//! Searches the interleavings of Rust closures.
//!
//! A program that is written against the types of this crate, whose shapes are those of `std`, is done again and again,
//! each time with its threads interleaved in another way, until all ways are done or something is found: a panic, a data
//! race, a deadlock, a wake-up that is lost, a loop without end. What is found is told as a table with a column for each
//! thread, and with a schedule that does it again.
//!
//! ```
//! use model::atomic::{AtomicU32, Ordering::SeqCst};
//! use std::sync::Arc;
//!
//! let verdict = model::Builder::new().explore(|| {
//!     let counter = Arc::new(AtomicU32::new(0));
//!     let add = |counter: Arc<AtomicU32>| move || counter.store(counter.load(SeqCst) + 1, SeqCst);
//!     let threads = [(); 2].map(|()| model::thread::spawn(add(counter.clone())));
//!     threads.into_iter().for_each(|t| t.join().unwrap());
//!     assert_eq!(counter.load(SeqCst), 2);
//! });
//! assert!(verdict.found.unwrap().title.contains("panics"));
//! ```
//!
//! # Rules for closures
//!
//! An execution is a function of its schedule and of nothing else. So a closure
//!
//! - makes what its threads share, or finds it as it was: atomics that it captures or that are static have their first
//!   values again in each execution, locks are free again; what is *in* a captured lock or cell stays as it was left;
//! - asks nothing of the host: no time, address, hash order, randomness, no thread or lock of `std` that others wait for;
//! - comes to an end: a loop that waits says so by [`hint::spin_loop`] or [`thread::yield_now`];
//! - does not catch panics. An execution that ends by a finding is forgotten: its destructors do not run.
//!
//! # What is searched
//!
//! Every operation on an atomic, a lock, a condition variable, and parking is a step, before which any thread that can
//! move may move. Values are sequentially consistent: the last store is what a load gives. What weaker orders allow shows
//! as a data race: a relaxed store publishes nothing, so that what it was to publish is unordered ([`cell`]).
//! Not seen are outcomes that only a store buffer or an early load makes, and that touch no cell.
//!
//! | part | file |
//! |---|---|
//! | what programs use | `atomic`, `cell`, `hint`, `sync`, `thread` |
//! | what threads declare, and what comes of it | `op`, `world`, `object`, `clock`, `identity` |
//! | one execution | `runner` |
//! | all of them, and what is said | `search`, `reduced`, `schedule`, `tell`, `verdict` |

pub mod atomic;
pub mod cell;
mod clock;
pub mod hint;
mod identity;
mod object;
mod op;
mod reduced;
mod runner;
mod schedule;
mod search;
pub mod sync;
mod tell;
pub mod thread;
mod verdict;
mod world;

pub use search::Builder;
pub use verdict::{Found, Kind, Verdict};

/// Searches all interleavings of a closure, up to a million that differ, and panics with the report of what is found.
///
/// # Panics
/// If something is found.
#[track_caller]
pub fn check<F: Fn() + Send + Sync + 'static>(f: F) {
    Builder::new().check(f);
}
