//! What a bounded search counts (Musuvathi, Qadeer, "Iterative context bounding", PLDI 2007; interrupts and
//! faults have bounds of their own).
//!
//! A pick costs something if it departs from what would happen by itself: leaving a context that could go on
//! is a *preemption*; an interrupt that comes while something else could move is counted for its own line; time that
//! passes while anything else could move, were it an interrupt that waits to be let in, is counted for the clock, or a
//! periodic timer would put off its own softirq for ever; a *fault* is counted wherever it strikes. Choosing freely when
//! the current context cannot go on is free.

use crate::{Ctx, Nature, Point};

/// The most a bounded search spends in one execution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Preemptions in all.
    pub preemptions: u32,
    /// Uninvited arrivals of each interrupt, softirq and of the clock.
    pub interrupts: u32,
    /// Faults in all.
    pub faults: u32,
}

impl Bounds {
    /// The same bound for each sort.
    pub fn level(n: u32) -> Bounds {
        Bounds { preemptions: n, interrupts: n, faults: n }
    }

    /// No bounds at all.
    pub const NONE: Bounds = Bounds { preemptions: u32::MAX, interrupts: u32::MAX, faults: u32::MAX };
}

/// What an execution has spent so far.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    preemptions: u32,
    faults: u32,
    interrupts: Vec<(Ctx, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Price {
    Free,
    Preemption,
    Interrupt(Ctx),
    Fault,
}

impl Cost {
    /// Nothing spent.
    pub fn reset(&mut self) {
        self.preemptions = 0;
        self.faults = 0;
        self.interrupts.clear();
    }

    fn price(at: &Point<'_>, c: Ctx, alt: u8) -> Price {
        match at.world.nature(c, alt) {
            Nature::Fault => Price::Fault,
            Nature::Interrupt => {
                let uninvited = |n| matches!(n, Nature::Interrupt | Nature::Clock);
                let asked = at.choices.iter().all(|x| uninvited(x.nature));
                if asked { Price::Free } else { Price::Interrupt(c) }
            }
            Nature::Clock if at.choices.len() == 1 => Price::Free,
            Nature::Clock => Price::Interrupt(c),
            Nature::Ordinary => match at.current {
                Some(current) if current != c => Price::Preemption,
                _ => Price::Free,
            },
        }
    }

    /// Whether the pick can be paid within `bounds`.
    pub fn allows(&self, bounds: &Bounds, at: &Point<'_>, c: Ctx, alt: u8) -> bool {
        match Self::price(at, c, alt) {
            Price::Free => true,
            Price::Preemption => self.preemptions < bounds.preemptions,
            Price::Fault => self.faults < bounds.faults,
            Price::Interrupt(c) => self.of(c) < bounds.interrupts,
        }
    }

    /// Pays for the pick.
    pub fn pay(&mut self, at: &Point<'_>, c: Ctx, alt: u8) {
        match Self::price(at, c, alt) {
            Price::Free => {}
            Price::Preemption => self.preemptions += 1,
            Price::Fault => self.faults += 1,
            Price::Interrupt(c) => match self.interrupts.iter_mut().find(|x| x.0 == c) {
                Some(x) => x.1 += 1,
                None => self.interrupts.push((c, 1)),
            },
        }
    }

    /// Whether this was more than `bounds` allow: an execution that a search within them has not seen.
    pub fn exceeds(&self, bounds: &Bounds) -> bool {
        self.preemptions > bounds.preemptions
            || self.faults > bounds.faults
            || self.interrupts.iter().any(|x| x.1 > bounds.interrupts)
    }

    fn of(&self, c: Ctx) -> u32 {
        self.interrupts.iter().find(|x| x.0 == c).map_or(0, |x| x.1)
    }
}
