//! Selectively uniform random walk (H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, "Selectively Uniform Concurrency Testing",
//! ASPLOS 2025).
//!
//! A walk that gives everybody the same chance at each point comes to some interleavings much more often than to others: who
//! has little to do is done early. If instead everybody is picked in proportion to the steps that are left to him, all
//! interleavings are equally likely. The *selective* walk wants that of some interesting steps only: it draws who makes the
//! next of these, in proportion to how many are left to each, holds back the interesting steps of others until then, and walks
//! freely among the rest.
//!
//! Every other execution takes all steps as interesting, the others those that touch one object, drawn from those that
//! several contexts share. How many steps there are is known from the profile; what a context will bring forth counts for its
//! parent until it appears, or the first child would be done before the second one is born.
//!
//! What it is bad at: programs whose length depends much on the schedule, where the profile says little.

use super::super::{Point, Step};
use super::{Profile, Sampler};
use crate::{CONTEXTS, Choice, Ctx, Obj, RandomNumbers};

pub(super) struct Surw {
    /// The object whose steps are interesting; none: all are.
    object: Option<Obj>,
    /// Interesting steps that are left to each.
    left: Box<[u32; CONTEXTS]>,
    appeared: Box<[bool; CONTEXTS]>,
    /// With what a context's children have to do that have not appeared.
    weights: Box<[u32; CONTEXTS]>,
    intended: Ctx,
}

impl Surw {
    pub(super) fn new() -> Surw {
        Surw {
            object: None,
            left: Box::new([0; CONTEXTS]),
            appeared: Box::new([false; CONTEXTS]),
            weights: Box::new([0; CONTEXTS]),
            intended: Ctx::NONE,
        }
    }

    fn is_interesting(&self, at: &Point<'_>, c: &Choice) -> bool {
        let touches = |o: Obj| at.world.wants(c.context, c.alts.least()).iter().any(|(x, _)| x == o);
        self.object.is_none_or(touches)
    }

    /// Somebody who may go first, in proportion to what is left.
    fn draw(&mut self, choices: &[Choice], numbers: &mut RandomNumbers, profile: &Profile) -> usize {
        for (c, _) in &profile.family {
            self.weights[c.index()] = self.left[c.index()];
        }
        // Children stand behind their parents.
        for (c, parent) in profile.family.iter().rev() {
            if !self.appeared[c.index()] && *parent != Ctx::NONE {
                self.weights[parent.index()] += self.weights[c.index()];
            }
        }
        let weight = |c: &Choice| self.weights[c.context.index()].max(1);
        let mut k = numbers.below(choices.iter().map(weight).sum());
        for (i, c) in choices.iter().enumerate() {
            if k < weight(c) {
                return i;
            }
            k -= weight(c);
        }
        0
    }
}

impl Sampler for Surw {
    fn begin(&mut self, numbers: &mut RandomNumbers, profile: &Profile) {
        self.appeared.fill(false);
        self.intended = Ctx::NONE;
        self.left.fill(0);
        let n = profile.shared.len() as u32;
        self.object = (n > 0 && numbers.below(2) == 0).then(|| profile.shared[numbers.below(n) as usize]);
        for (c, _) in &profile.family {
            self.left[c.index()] = profile.count(*c, self.object);
        }
    }

    fn pick(
        &mut self,
        at: &Point<'_>,
        choices: &[Choice],
        numbers: &mut RandomNumbers,
        profile: &Profile,
    ) -> usize {
        for c in at.choices {
            self.appeared[c.context.index()] = true;
        }
        if self.object.is_none() {
            return self.draw(choices, numbers, profile);
        }
        if !choices.iter().any(|c| c.context == self.intended) {
            self.intended = choices[self.draw(choices, numbers, profile)].context;
        }
        let is_free = |c: &&Choice| c.context == self.intended || !self.is_interesting(at, c);
        let n = choices.iter().filter(is_free).count();
        let k = numbers.below(n.max(1) as u32) as usize;
        let chosen = choices.iter().filter(is_free).nth(k).map(|c| c.context);
        choices.iter().position(|c| Some(c.context) == chosen).unwrap_or(0)
    }

    fn performed(&mut self, step: &Step<'_>) {
        let touches = |o: Obj| step.footprint.iter().any(|(x, _)| x == o);
        if self.object.is_none_or(touches) {
            let left = &mut self.left[step.context.index()];
            *left = left.saturating_sub(1);
            self.intended = Ctx::NONE;
        }
    }
}
