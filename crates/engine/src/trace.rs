//! An execution is written as its *deviations*: the points at which the pick was not the default one.
//!
//! A point is named by who performed the step before it and how many steps that context had performed
//! ([`Position`]): the last performer changes, or its count does, at every step, so the name is unique within
//! an execution, and it stays meaningful when other deviations are removed. The file format that carries
//! names, places and the scenario belongs to upper floors.

use crate::Ctx;
use serde::{Deserialize, Serialize};

/// A point of an execution: `context` has performed `steps` steps and was the last to move.
/// Before the first step, `context` is [`Ctx::NONE`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Position {
    /// The context that moved last.
    pub context: Ctx,
    /// How many steps it has performed in this execution.
    pub steps: u32,
}

/// At `at`, `context` performs `alt`, although the default schedule has another pick.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Deviation {
    /// Where.
    pub at: Position,
    /// Who moves instead.
    pub context: Ctx,
    /// Which of its alternatives.
    pub alt: u8,
}
