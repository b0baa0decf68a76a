//! Searches the interleavings of a *world*: some contexts, each with one declared operation, and a rule
//! that says who may move. The engine knows no Linux; the simulated machine is one world, a toy program in
//! a test is another.
//!
//! # Principles
//!
//! 1. **The operation is declared before it is performed.** Every context that can move says what it wants
//!    ([`World::picks`], [`World::wants`]); a [`Strategy`] decides who moves; the world performs the step
//!    ([`World::perform`]) and says what it did. Nothing is scheduled after the fact.
//! 2. **A choice is one thing**: a context and one of its alternatives. A preemption, an interrupt, a failed
//!    allocation and the waiter that wakes are all picks.
//! 3. **An execution is a function of its choices.** It is written down as its deviations from the default
//!    schedule, and nothing else is needed to run it again ([`Deviation`], [`strategy::Replay`]).
//! 4. **No allocation on the path of a step.** Buffers are sized once and reset in place.
//!
//! The pieces, in the order in which one execution uses them: [`Strategy::next`] numbers an execution;
//! [`Course`] follows it, asks the strategy where there is more than one pick, records deviations, and
//! detects wait-for cycles; [`explore()`] is the loop that ties them together for a world without code of its
//! own; [`Fiber`] carries the code of worlds that have some.
#![deny(unsafe_op_in_unsafe_fn)]

mod alternatives;
mod context;
mod course;
mod explore;
mod fiber;
mod footprint;
mod object;
mod random;
pub mod strategy;
mod trace;
mod world;

pub use alternatives::Alts;
pub use context::{CONTEXTS, Ctx};
pub use course::{Choice, Course, Ending, Turn};
pub use explore::{Ended, explore, run_one};
pub use fiber::{Diversion, Fiber, Resumed, StackSpan};
pub use footprint::{Footprint, Mode};
pub use object::Obj;
pub use random::Random as RandomNumbers;
pub use strategy::{Coverage, Execution, Pick, Point, Step, Strategy};
pub use trace::{Deviation, Position};
pub use world::{Nature, WaitsFor, World};
