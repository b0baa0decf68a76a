//! Strategies answer choices and say when the search is done. One file each, behind one trait.

use crate::course::Choice;
use crate::{Ctx, Ending, Footprint, Position, World};

mod bounds;
mod default;
mod dfs;
mod dpor;
mod fair;
mod random;
mod replay;
mod sampled;
mod stepwise;

pub use bounds::{Bounds, Cost};
pub use default::Default;
pub use dfs::{Dfs, Rest, Subtree};
pub use dpor::Dpor;
pub use fair::Fair;
pub use random::Random;
pub use replay::Replay;
pub use sampled::{Rule, Sampled};
pub use stepwise::Stepwise;

/// Decides who moves, execution after execution.
///
/// A strategy is a function of its own parameters and of what it is told: no time, address or randomness of
/// the host reaches it.
pub trait Strategy {
    /// The next execution to do, numbered before it is done; `None`: the search is over.
    fn next(&mut self) -> Option<Execution>;
    /// Decides at a point with more than one pick.
    fn choose(&mut self, at: &Point<'_>) -> Pick;
    /// A step was performed; also told of steps without a choice.
    fn performed(&mut self, step: &Step<'_>) {
        let _ = step;
    }
    /// The execution is over; the world is as it was left.
    fn ended(&mut self, ending: Ending, world: &dyn World) {
        let _ = (ending, world);
    }
    /// Whether it is asked at every step, also where there is only one pick.
    fn asks_always(&self) -> bool {
        false
    }
    /// What was searched so far.
    fn coverage(&self) -> Coverage;
}

/// An execution about to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Execution {
    /// Its number in the order of this strategy.
    pub number: u64,
}

/// What a strategy has searched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Executions that count: done, and not a repetition of a lower bound's.
    pub executions: u64,
    /// Whether nothing is left within the strategy's own bounds.
    pub finished: bool,
    /// Whether nothing was left out because of a bound: the search is exhaustive.
    pub complete: bool,
}

/// A point of an execution at which there is more than one pick.
pub struct Point<'a> {
    /// Its name.
    pub position: Position,
    /// The context that moved last, if it can go on.
    pub current: Option<Ctx>,
    /// The default pick.
    pub default: (Ctx, u8),
    /// Every context that can move, in rising order.
    pub choices: &'a [Choice],
    /// For [`World::wants`], [`World::nature`] and the like.
    pub world: &'a dyn World,
}

/// The answer to a choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// The context performs the alternative.
    Go(Ctx, u8),
    /// Give the execution up: it repeats what is known.
    Abandon,
    /// Stand still at this point, which is asked for again.
    Pause,
}

/// A step that was performed.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Who.
    pub context: Ctx,
    /// Which alternative.
    pub alt: u8,
    /// What it touched.
    pub footprint: &'a Footprint,
}
