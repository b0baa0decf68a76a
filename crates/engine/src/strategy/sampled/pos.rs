//! Partial order sampling (X. Yuan, J. Yang, R. Gu, "Partial Order Aware Concurrency Sampling", CAV 2018).
//!
//! Each step to come has a priority, drawn at random when its context declares it, and the highest that can be made is made.
//! When it is made, those that conflict with it draw again. So the order of two steps that conflict is a fair draw whatever
//! else happens around them, where a walk decides it by who has more to do before; and orders that nobody can see cost
//! nothing. Each partial order is met with a probability that is bounded from below by the number of its conflicts alone.
//!
//! What conflicts is said by what a step may touch, which may be too large: then it draws more often than it would have to.

use super::super::{Point, Step};
use super::{Profile, Sampler};
use crate::{CONTEXTS, Choice, Footprint, RandomNumbers};

/// Steps between two points that are remembered; were there more, everybody draws again.
const STEPS: usize = 64;

pub(super) struct Pos {
    /// 0: to be drawn.
    priorities: Box<[u64; CONTEXTS]>,
    /// What the steps since the last point have touched.
    since: Vec<Footprint>,
    too_many: bool,
}

impl Pos {
    pub(super) fn new() -> Pos {
        Pos { priorities: Box::new([0; CONTEXTS]), since: Vec::with_capacity(STEPS), too_many: false }
    }
}

impl Sampler for Pos {
    fn begin(&mut self, _: &mut RandomNumbers, _: &Profile) {
        self.priorities.fill(0);
        self.since.clear();
        self.too_many = false;
    }

    fn pick(
        &mut self,
        at: &Point<'_>,
        choices: &[Choice],
        numbers: &mut RandomNumbers,
        _: &Profile,
    ) -> usize {
        let (mut best, mut highest) = (0, 0);
        for (i, c) in choices.iter().enumerate() {
            let priority = &mut self.priorities[c.context.index()];
            let is_stale = *priority != 0 && !self.since.is_empty() && {
                let wish = at.world.wants(c.context, c.alts.least());
                self.too_many || self.since.iter().any(|s| s.conflicts(&wish))
            };
            if *priority == 0 || is_stale {
                *priority = numbers.draw() | 1;
            }
            if *priority > highest {
                (best, highest) = (i, *priority);
            }
        }
        // Who is not asked here (an interrupt, most often) keeps what it has.
        self.since.clear();
        self.too_many = false;
        best
    }

    fn performed(&mut self, step: &Step<'_>) {
        self.priorities[step.context.index()] = 0;
        match self.since.len() {
            STEPS => self.too_many = true,
            _ => self.since.push(*step.footprint),
        }
    }
}
