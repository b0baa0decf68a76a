//! Probabilistic concurrency testing (S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A Randomized Scheduler with
//! Probabilistic Guarantees of Finding Bugs", ASPLOS 2010).
//!
//! Everybody gets a priority at random when he appears, and the highest who can move does. At d - 1 points, drawn from the k
//! that an execution has, the one who would move falls below all others, the i-th such fall to priority i. A bug of
//! *depth* d, one that needs d orders between steps, is met with a probability of at least 1 / (n k^(d - 1)) for n
//! contexts, however long the program runs between these steps: so it is good at bugs that are deep in time and simple in
//! structure, where a walk is lost.
//!
//! **Departures.** d is drawn from 1 to 5 for each execution, so the bound holds with a fifth of its value. Points are those
//! with a choice, of which there are fewer than steps; how many is known from the profile. Who makes each thousandth step
//! falls below all others, for loops that wait for somebody.
//!
//! What it is bad at: bugs that need many contexts to stand between two of their steps each (philosophers).

use super::super::{Point, Step};
use super::{Profile, Sampler};
use crate::{CONTEXTS, Choice, RandomNumbers};

/// The greatest depth.
const DEPTH: u32 = 5;
/// After so many steps, and again, who moves falls.
const PATIENCE: u32 = 1000;
/// What is drawn lies above these, which falls are made to.
const DRAWN: u64 = 1 << 32;
const FALLEN: u64 = 1 << 31;

pub(super) struct Pct {
    /// 0: not drawn yet.
    priorities: Box<[u64; CONTEXTS]>,
    /// The points of change, each with the priority to fall to.
    changes: Vec<(u32, u64)>,
    points: u32,
    steps: u32,
    /// Priorities below this one were not given.
    lowest: u64,
}

impl Pct {
    pub(super) fn new() -> Pct {
        Pct {
            priorities: Box::new([0; CONTEXTS]),
            changes: Vec::with_capacity(DEPTH as usize),
            points: 0,
            steps: 0,
            lowest: FALLEN,
        }
    }
}

impl Sampler for Pct {
    fn begin(&mut self, numbers: &mut RandomNumbers, profile: &Profile) {
        self.priorities.fill(0);
        self.changes.clear();
        (self.points, self.steps, self.lowest) = (0, 0, FALLEN);
        let depth = 1 + numbers.below(DEPTH);
        for i in 1..depth {
            self.changes.push((numbers.below(profile.points.max(1)), FALLEN + u64::from(i)));
        }
    }

    fn pick(&mut self, _: &Point<'_>, choices: &[Choice], numbers: &mut RandomNumbers, _: &Profile) -> usize {
        for c in choices {
            let priority = &mut self.priorities[c.context.index()];
            if *priority == 0 {
                *priority = DRAWN + (numbers.draw() >> 16);
            }
        }
        let highest = |priorities: &[u64; CONTEXTS]| {
            let of = |i: &usize| priorities[choices[*i].context.index()];
            (0..choices.len()).max_by_key(of).unwrap_or(0)
        };
        let here = self.points;
        self.points += 1;
        for (_, fallen) in self.changes.iter().filter(|c| c.0 == here) {
            let c = choices[highest(&self.priorities)].context;
            self.priorities[c.index()] = *fallen;
        }
        highest(&self.priorities)
    }

    fn performed(&mut self, step: &Step<'_>) {
        self.steps += 1;
        if self.steps.is_multiple_of(PATIENCE) {
            self.lowest -= 1;
            self.priorities[step.context.index()] = self.lowest;
        }
    }
}
