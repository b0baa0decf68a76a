//! A random walk: at each point every context that can move is equally likely, and then each of its
//! alternatives. Execution `i` draws from `(seed, i)`, so that any execution can be done alone, by anyone.
//!
//! Interrupts and the clock are rarer: each execution draws a rate from 1/2 to 1/64, and a point considers
//! them at that rate only. Without it a line would nearly always fire within its first few points. Of the faults that
//! are drawn one in eight happens.

use super::{Coverage, Execution, Pick, Point, Strategy};
use crate::{Choice, Nature, RandomNumbers, World};

/// Random walks `first..end` of a seed.
pub struct Random {
    seed: u64,
    next: u64,
    end: u64,
    done: u64,
    numbers: RandomNumbers,
    rarity: u32,
}

impl Random {
    /// The executions with these numbers.
    pub fn new(seed: u64, numbers: std::ops::Range<u64>) -> Random {
        Random {
            seed,
            next: numbers.start,
            end: numbers.end,
            done: 0,
            numbers: RandomNumbers::new(seed, 0),
            rarity: 0,
        }
    }
}

/// Whether it comes by itself.
#[inline(always)]
pub(super) fn is_uninvited(c: &Choice) -> bool {
    matches!(c.nature, Nature::Interrupt | Nature::Clock)
}

/// One of the alternatives of who was chosen.
#[inline(always)]
pub(super) fn alternative(numbers: &mut RandomNumbers, at: &Point<'_>, chosen: &Choice) -> u8 {
    match chosen.alts.len() {
        1 => chosen.alts.least(),
        n => {
            let k = numbers.below(n);
            let alt = chosen.alts.iter().nth(k as usize).unwrap_or_default();
            let fault = at.world.nature(chosen.context, alt) == Nature::Fault;
            if fault && numbers.below(8) > 0 { chosen.alts.least() } else { alt }
        }
    }
}

impl Strategy for Random {
    fn next(&mut self) -> Option<Execution> {
        if self.next == self.end {
            return None;
        }
        let number = self.next;
        self.next += 1;
        self.numbers = RandomNumbers::new(self.seed, number);
        self.rarity = 1 + self.numbers.below(6);
        Some(Execution { number })
    }

    #[inline]
    fn choose(&mut self, at: &Point<'_>) -> Pick {
        let invited = |c: &Choice| !is_uninvited(c);
        let ordinary = at.choices.iter().filter(|c| invited(c)).count();
        let bits = self.numbers.draw();
        let uninvited = ordinary == 0 || ordinary < at.choices.len() && bits & ((1 << self.rarity) - 1) == 0;
        let all = ordinary == at.choices.len();
        let n = if uninvited { at.choices.len() } else { ordinary };
        let mut k = (((bits >> 32) * n as u64) >> 32) as usize;
        let chosen = if all || uninvited {
            &at.choices[k]
        } else {
            let mut chosen = &at.choices[0];
            for c in at.choices.iter().filter(|c| invited(c)) {
                chosen = c;
                if k == 0 {
                    break;
                }
                k -= 1;
            }
            chosen
        };
        let alt = alternative(&mut self.numbers, at, chosen);
        Pick::Go(chosen.context, alt)
    }

    fn ended(&mut self, _: crate::Ending, _: &dyn World) {
        self.done += 1;
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: self.done, finished: self.next == self.end, complete: false }
    }
}
