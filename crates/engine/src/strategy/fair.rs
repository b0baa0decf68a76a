//! A realistic schedule for a single run: contexts move side by side, as they do on a multiprocessor.
//!
//! Every context has a clock of its own that a step advances by a small random amount; the context that is
//! furthest behind moves. What comes uninvited (an interrupt, a softirq, the clock) moves as soon as it can:
//! the world itself says when it is due.

use super::{Coverage, Execution, Pick, Point, Strategy};
use crate::{CONTEXTS, Nature, RandomNumbers};

/// One execution, side by side.
pub struct Fair {
    numbers: RandomNumbers,
    spent: Box<[u64; CONTEXTS]>,
    now: u64,
    done: bool,
}

impl Fair {
    /// The schedule of this seed.
    pub fn new(seed: u64) -> Fair {
        Fair { numbers: RandomNumbers::new(seed, 0), spent: Box::new([0; CONTEXTS]), now: 0, done: false }
    }
}

impl Strategy for Fair {
    fn next(&mut self) -> Option<Execution> {
        (!std::mem::replace(&mut self.done, true)).then_some(Execution { number: 0 })
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        let due = at.choices.iter().find(|c| matches!(c.nature, Nature::Interrupt | Nature::Clock));
        if let Some(c) = due {
            return Pick::Go(c.context, c.alts.least());
        }
        let behind =
            at.choices.iter().min_by_key(|c| (self.spent[c.context.index()].max(self.now), c.context));
        let Some(c) = behind else { return Pick::Abandon };
        let spent = &mut self.spent[c.context.index()];
        self.now = self.now.max(*spent);
        *spent = self.now + 1 + u64::from(self.numbers.below(8));
        // What has alternatives has one of them now and then.
        let alt = match c.alts.len() {
            1 => c.alts.least(),
            n if self.numbers.below(4) == 0 => {
                let k = self.numbers.below(n);
                c.alts.iter().nth(k as usize).unwrap_or_default()
            }
            _ => c.alts.least(),
        };
        Pick::Go(c.context, alt)
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: u64::from(self.done), finished: self.done, complete: false }
    }
}
