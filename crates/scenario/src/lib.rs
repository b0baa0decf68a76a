//! Scenarios: a module, a machine, what happens; searched, run, replayed.
//!
//! The parent compiles and links, forks workers, and gives them orders; only workers run module code (`worker`).
//! The search is a list of *units* in canonical order (`search`): a subtree of the depth-first search, or a range
//! of random executions. Units are done by any worker, ahead of their turn, and accepted in order, so what is
//! reported is a function of the seed and the budget alone. What is found is made small (`shrink`) and told
//! (`tell`) in a worker again.
//!
//! [`check`], [`run`] and [`replay`] are the commands.
#![forbid(unsafe_code)]

mod build;
mod commands;
pub mod conform;
mod crew;
mod deed;
mod desk;
mod drive;
mod error;
mod exports;
mod follow;
mod gave_up;
mod harm;
mod lead;
mod lock_book;
mod lock_order;
mod names;
mod order;
mod outcomes;
mod schedule;
mod search;
mod session;
mod setup;
mod shrink;
mod steady;
pub mod steps;
pub mod story;
mod table;
mod tell;
mod trace;
mod unreached;
pub mod verdict;
mod walk;
mod worker;

pub use build::{Built, build};
pub use commands::{Process, Ran, Replayed, check, replay, run};
pub use desk::{Item, Listing, Row};
pub use engine::strategy::Rule;
pub use error::Error;
pub use exports::KernelExports;
pub use follow::Mismatch;
pub use lead::{Look, Point, Standing, Until};
pub use schedule::{Scheduled, Value, schedule};
pub use session::{Session, State};
pub use setup::{FaultKind, Limits, Setup, StrategyChoice};
pub use steady::{Steady, steady};
pub use trace::Trace;
pub use walk::{Advance, Walk};
