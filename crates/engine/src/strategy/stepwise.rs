//! One step at a time: somebody outside decides.
//!
//! The execution stands still before each step ([`Pick::Pause`]); whoever leads it looks at the world, says who moves
//! ([`Stepwise::go`]), and lets it go on. What it can choose from is kept here ([`Stepwise::choices`]).

use super::{Coverage, Execution, Pick, Point, Strategy};
use crate::{Choice, Ctx};

/// One execution, led from outside.
#[derive(Default)]
pub struct Stepwise {
    pick: Option<(Ctx, u8)>,
    choices: Vec<Choice>,
    default: Option<(Ctx, u8)>,
    done: bool,
}

impl Stepwise {
    /// The next step is this one.
    pub fn go(&mut self, context: Ctx, alt: u8) {
        self.pick = Some((context, alt));
    }

    /// Every context that can move at the point at which the execution stands still, in rising order.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// What happens there by default.
    pub fn default_pick(&self) -> Option<(Ctx, u8)> {
        self.default
    }
}

impl Strategy for Stepwise {
    fn next(&mut self) -> Option<Execution> {
        (!std::mem::replace(&mut self.done, true)).then_some(Execution { number: 0 })
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        match self.pick.take() {
            Some((context, alt)) => Pick::Go(context, alt),
            None => {
                self.choices.clear();
                self.choices.extend_from_slice(at.choices);
                self.default = Some(at.default);
                Pick::Pause
            }
        }
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: u64::from(self.done), finished: self.done, complete: false }
    }
}
