//! Detectors: what is a defect of the module, and with what evidence.
//!
//! One file is one detector. Those on the path of every access ([`race`], [`heap`]) are structs with inlined
//! checks on (address, size, kind, pc); the others judge events. A detector supplies values; words are the
//! report's. Run state is reset with the execution; a generation number in the shadow makes that free.
#![forbid(unsafe_code)]

pub mod atomic;
pub mod balance;
pub mod clocks;
pub mod deadlock;
pub mod finding;
pub mod freed;
pub mod heap;
pub mod leak;
mod leftover;
pub mod lock_order;
pub mod misuse;
pub mod oops;
pub mod preemptible;
pub mod race;
mod section;

pub use atomic::Sleeps;
pub use finding::{Code, Defect, Finding, Findings, Side, Switches};
pub use heap::HeapCheck;
pub use leak::Leaks;
pub use leftover::Leftovers;
pub use lock_order::{LockOrder, LockRule};
pub use misuse::Misuses;
pub use race::RaceCheck;
pub use section::Section;

use machine::{Event, Machine};
use region::Memory;

/// An observer of events that reports defects.
///
/// It has *run state*, reset with the execution, and *facts* that grow over executions; merging facts is
/// commutative and idempotent, so that it does not matter which worker contributed which.
pub trait Detector<M: Memory> {
    /// What executions contribute to knowledge over all.
    type Facts: Merge + Default;

    /// Forget the execution.
    fn reset(&mut self) {}

    /// Something happened.
    fn event(&mut self, e: &Event, m: &Machine<M>, out: &mut Findings) {
        let _ = (e, m, out);
    }

    /// The execution has come to its end: nothing can move any more.
    fn ended(&mut self, m: &Machine<M>, out: &mut Findings) {
        let _ = (m, out);
    }

    /// The facts so far.
    fn facts(&self) -> Self::Facts {
        Self::Facts::default()
    }
}

/// A growing set: merging is commutative, associative and idempotent.
pub trait Merge {
    /// Adds everything that `other` knows.
    fn merge(&mut self, other: &Self);
}

impl Merge for () {
    fn merge(&mut self, (): &()) {}
}
