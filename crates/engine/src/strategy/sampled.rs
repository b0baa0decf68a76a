//! Executions that are drawn at random, by one of several rules.
//!
//! No rule is best: which one meets a bug soonest depends on the bug (P. Thomson, A. Donaldson, A. Betts, "Concurrency testing
//! using controlled schedulers", ACM TOPC 2 (2016)). A [`Sampler`] is one rule, in one file; [`Sampled`] does the executions
//! of a range of numbers by one rule, or by all of them in turn, so that each has its share.
//!
//! Execution `i` draws from `(seed, i)`. What the rules have to know of the program beforehand, how long it is and who does
//! how much of it, is its [`Profile`]: the first execution of a range is a uniform walk, which tells. So an execution is a
//! function of the seed, its number and where its range begins.
//!
//! **What comes uninvited.** An interrupt that were drawn like a task would nearly always come within its first few points. Each
//! execution draws a rate from 1/2 to 1/64, and at a point takes a step of the uniform walk, in which interrupts and the clock
//! have their chance, at that rate only, or where nothing else can move: no rule may put off one of them for ever, as a
//! priority would. Of the faults that are drawn one in eight happens.

mod pct;
mod pos;
mod profile;
mod surw;

use super::random::{Random, alternative, is_uninvited};
use super::{Coverage, Execution, Pick, Point, Step, Strategy};
use crate::{CONTEXTS, Choice, Ending, RandomNumbers, World};
use pct::Pct;
use pos::Pos;
use profile::Profile;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use surw::Surw;

/// A rule by which executions are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Rule {
    /// At each point everybody who can move is equally likely.
    Walk,
    /// Priorities that change at a few points.
    Pct,
    /// A priority for each step.
    Pos,
    /// Everybody in proportion to what is left to do.
    Surw,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 4] = [Rule::Walk, Rule::Pct, Rule::Pos, Rule::Surw];
}

/// What one rule decides.
trait Sampler {
    /// An execution begins.
    fn begin(&mut self, numbers: &mut RandomNumbers, profile: &Profile);
    /// Who moves, as an index into `choices`, which is not empty: those at `at` that are considered.
    fn pick(
        &mut self,
        at: &Point<'_>,
        choices: &[Choice],
        numbers: &mut RandomNumbers,
        profile: &Profile,
    ) -> usize;
    /// A step was made.
    fn performed(&mut self, step: &Step<'_>);
}

/// The executions of a range of numbers.
pub struct Sampled {
    seed: u64,
    numbers: Range<u64>,
    first: u64,
    done: u64,
    /// The rule of all executions; none: each in turn.
    rule: Option<Rule>,
    present: Rule,
    walk: Random,
    drawn: RandomNumbers,
    rarity: u32,
    profile: Profile,
    considered: Vec<Choice>,
    pct: Pct,
    pos: Pos,
    surw: Surw,
}

impl Sampled {
    /// The executions with these numbers, by one rule or by all in turn.
    pub fn new(seed: u64, numbers: Range<u64>, rule: Option<Rule>) -> Sampled {
        Sampled {
            seed,
            first: numbers.start,
            numbers,
            done: 0,
            rule,
            present: Rule::Walk,
            walk: Random::new(seed, 0..0),
            drawn: RandomNumbers::new(seed, 0),
            rarity: 0,
            profile: Profile::new(),
            considered: Vec::with_capacity(CONTEXTS),
            pct: Pct::new(),
            pos: Pos::new(),
            surw: Surw::new(),
        }
    }

    fn sampler(&mut self) -> Option<&mut dyn Sampler> {
        match self.present {
            Rule::Walk => None,
            Rule::Pct => Some(&mut self.pct),
            Rule::Pos => Some(&mut self.pos),
            Rule::Surw => Some(&mut self.surw),
        }
    }

    fn is_first(&self) -> bool {
        self.numbers.start == self.first + 1
    }
}

impl Strategy for Sampled {
    fn next(&mut self) -> Option<Execution> {
        let number = self.numbers.next()?;
        let in_turn = Rule::ALL[(number % Rule::ALL.len() as u64) as usize];
        self.present = if number == self.first { Rule::Walk } else { self.rule.unwrap_or(in_turn) };
        self.drawn = RandomNumbers::new(self.seed, number);
        self.rarity = 1 + self.drawn.below(6);
        let (profile, drawn) = (&self.profile, &mut self.drawn);
        match self.present {
            Rule::Walk => self.walk = Random::new(self.seed, number..number + 1),
            Rule::Pct => self.pct.begin(drawn, profile),
            Rule::Pos => self.pos.begin(drawn, profile),
            Rule::Surw => self.surw.begin(drawn, profile),
        }
        match self.present {
            Rule::Walk => self.walk.next(),
            _ => Some(Execution { number }),
        }
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        if self.is_first() {
            self.profile.point(at);
        }
        if self.present == Rule::Walk {
            return self.walk.choose(at);
        }
        self.considered.clear();
        self.considered.extend(at.choices.iter().filter(|c| !is_uninvited(c)));
        let any = self.considered.len() < at.choices.len();
        let uninvited = any && self.drawn.draw() & ((1 << self.rarity) - 1) == 0;
        let (drawn, profile) = (&mut self.drawn, &self.profile);
        let chosen = if uninvited || self.considered.is_empty() {
            &at.choices[drawn.below(at.choices.len() as u32) as usize]
        } else {
            let choices = &self.considered;
            let i = match self.present {
                Rule::Pct => self.pct.pick(at, choices, drawn, profile),
                Rule::Pos => self.pos.pick(at, choices, drawn, profile),
                Rule::Walk | Rule::Surw => self.surw.pick(at, choices, drawn, profile),
            };
            &self.considered[i]
        };
        Pick::Go(chosen.context, alternative(&mut self.drawn, at, chosen))
    }

    fn performed(&mut self, step: &Step<'_>) {
        if self.is_first() {
            self.profile.performed(step);
        }
        if let Some(sampler) = self.sampler() {
            sampler.performed(step);
        }
    }

    fn ended(&mut self, _: Ending, _: &dyn World) {
        if self.is_first() {
            self.profile.complete();
        }
        self.done += 1;
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: self.done, finished: self.numbers.is_empty(), complete: false }
    }
}
