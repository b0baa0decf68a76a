//! One execution as it happens.
//!
//! The [`Course`] knows who moved last, decides what the default pick is, asks the strategy where the world
//! offers more than one pick, and writes down where the answer deviates from the default.
//!
//! **The default schedule**: go on with the current context, alternative 0 (its least); if it cannot move, with its
//! successor; else go back to the context that it interrupted; else the first by number. A step of the clock never makes the
//! clock current.
//!
//! **Deadlock.** When the current context cannot move, the world's wait-for edges are followed from it, depth first: a
//! context with several edges waits for all of them, as a writer does for the readers. A path ends at a context that can
//! move, at one that waits for anyone, or in a cycle. A cycle through contexts that cannot move is a deadlock whoever
//! else still runs (Coffman, Elphick, Shoshani, "System deadlocks", 1971: with one unit of each resource a cycle is
//! sufficient). Where anyone may end a wait, the context that presumably would is an edge only at the end, when nobody
//! can move.

use crate::{Alts, CONTEXTS, Ctx, Deviation, Footprint, Nature, Pick, Point, Position, Step, Strategy};
use crate::{WaitsFor, World};

/// What happens next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// The context performs the alternative.
    Go(Ctx, u8),
    /// Nobody can move.
    Stuck,
    /// The contexts in [`Course::cycle`] wait for each other for ever.
    Deadlock,
    /// The strategy wants no more of this execution.
    Abandoned,
    /// The strategy wants to stand still here.
    Paused,
}

/// How an execution ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Nobody can move any more; the world says whether that is well.
    Finished,
    /// Contexts wait for each other for ever.
    Deadlock,
    /// The strategy gave it up.
    Abandoned,
    /// The world stopped it: an oops, for instance.
    Stopped,
    /// It did not end within its budget of events.
    Budget,
}

/// One pick of a point: a context and its alternatives.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Who can move.
    pub context: Ctx,
    /// In which ways; never empty.
    pub alts: Alts,
    /// What sort of event the least of them is.
    pub nature: Nature,
}

/// The state of one execution's schedule. Reset in place; allocates only when made.
pub struct Course {
    current: Ctx,
    last: Ctx,
    interrupted: [Ctx; 8],
    nesting: usize,
    steps: Box<[u32; CONTEXTS]>,
    touched: Vec<Ctx>,
    choices: Vec<Choice>,
    deviations: Vec<Deviation>,
    cycle: Vec<Ctx>,
    edges: Vec<usize>,
    seen: Vec<Ctx>,
    total: u64,
    points: u64,
    switches: u64,
    always: bool,
}

impl Default for Course {
    fn default() -> Self {
        Course {
            current: Ctx::NONE,
            last: Ctx::NONE,
            interrupted: [Ctx::NONE; 8],
            nesting: 0,
            steps: Box::new([0; CONTEXTS]),
            touched: Vec::with_capacity(CONTEXTS),
            choices: Vec::with_capacity(CONTEXTS),
            deviations: Vec::with_capacity(1 << 16),
            cycle: Vec::with_capacity(CONTEXTS),
            edges: Vec::with_capacity(CONTEXTS),
            seen: Vec::with_capacity(CONTEXTS),
            total: 0,
            points: 0,
            switches: 0,
            always: false,
        }
    }
}

impl Course {
    /// Back to the state before the first step.
    pub fn reset(&mut self) {
        self.current = Ctx::NONE;
        self.last = Ctx::NONE;
        self.nesting = 0;
        while let Some(c) = self.touched.pop() {
            self.steps[c.index()] = 0;
        }
        self.deviations.clear();
        self.cycle.clear();
        self.total = 0;
        self.points = 0;
        self.switches = 0;
    }

    /// Whether the strategy is asked at every step, also where there is only one pick.
    pub fn ask_always(&mut self, on: bool) {
        self.always = on;
    }

    /// Forgets how it came to the present point; for worlds that go on and on.
    pub fn forget(&mut self) {
        self.deviations.clear();
    }

    /// After [`Turn::Deadlock`]: the schedule goes on with whoever is not in the cycle.
    pub fn look_away(&mut self) {
        self.current = Ctx::NONE;
        self.nesting = 0;
    }

    /// Who moved last, the clock excepted.
    #[inline(always)]
    pub fn current(&self) -> Ctx {
        self.current
    }

    /// How many steps `c` has performed.
    #[inline(always)]
    pub fn steps(&self, c: Ctx) -> u32 {
        self.steps[c.index()]
    }

    /// How many steps were performed in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// At how many points there was more than one pick.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// How often the moving context changed.
    pub fn switches(&self) -> u64 {
        self.switches
    }

    /// Where this execution differs from the default schedule so far.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// After [`Turn::Deadlock`]: the contexts of the cycle, each waiting for the next, the last for the first.
    pub fn cycle(&self) -> &[Ctx] {
        &self.cycle
    }

    /// The name of the point that comes next.
    pub fn position(&self) -> Position {
        let steps = if self.last == Ctx::NONE { 0 } else { self.steps[self.last.index()] };
        Position { context: self.last, steps }
    }

    /// Decides who moves next.
    #[inline]
    pub fn turn<W: World>(&mut self, world: &W, strategy: &mut dyn Strategy) -> Turn {
        let before = (self.current, self.nesting);
        self.choices.clear();
        let mut mine = Alts::NONE;
        for &context in world.contexts() {
            if !self.choices.is_empty() && world.is_last_resort(context) {
                continue;
            }
            let alts = world.picks(context);
            if alts.is_empty() {
                continue;
            }
            if context == self.current {
                mine = alts;
            }
            let nature = world.nature(context, alts.least());
            self.choices.push(Choice { context, alts, nature });
        }
        let mut next = None;
        if mine.is_empty() && self.current != Ctx::NONE {
            if self.blocked_in_cycle(world, Presumed::Ignored) {
                return Turn::Deadlock;
            }
            next = world.successor(self.current).filter(|s| !world.picks(*s).is_empty());
            while next.is_none() && self.nesting > 0 && mine.is_empty() {
                self.nesting -= 1;
                self.current = self.interrupted[self.nesting];
                mine = world.picks(self.current);
            }
        }
        let Some(first) = self.choices.first() else { return Turn::Stuck };
        let default = match (mine.is_empty(), next) {
            (false, _) => (self.current, mine.least()),
            (true, Some(next)) => (next, world.picks(next).least()),
            (true, None) => (first.context, first.alts.least()),
        };
        if self.choices.len() == 1 && first.alts.len() == 1 && !self.always {
            return Turn::Go(default.0, default.1);
        }
        self.points += 1;
        let at = Point {
            position: self.position(),
            current: (!mine.is_empty()).then_some(self.current),
            default,
            choices: &self.choices,
            world,
        };
        match strategy.choose(&at) {
            Pick::Abandon => Turn::Abandoned,
            Pick::Pause => {
                (self.current, self.nesting) = before;
                self.points -= 1;
                Turn::Paused
            }
            Pick::Go(context, alt) => {
                if (context, alt) != default && self.deviations.len() < self.deviations.capacity() {
                    self.deviations.push(Deviation { at: self.position(), context, alt });
                }
                Turn::Go(context, alt)
            }
        }
    }

    /// Notes that `c` is about to perform `alt`; called between [`Course::turn`] and [`World::perform`].
    #[inline(always)]
    pub fn moves<W: World>(&mut self, world: &W, c: Ctx, alt: u8) {
        if self.current == c {
            return;
        }
        self.switches += 1;
        match world.nature(c, alt) {
            Nature::Clock => return,
            Nature::Interrupt if self.current != Ctx::NONE => self.interrupt(),
            Nature::Ordinary if self.current != Ctx::NONE && world.successor(self.current) == Some(c) => {
                self.interrupt();
            }
            _ => {}
        }
        self.current = c;
    }

    fn interrupt(&mut self) {
        if self.nesting < self.interrupted.len() {
            self.interrupted[self.nesting] = self.current;
            self.nesting += 1;
        }
    }

    /// Notes what the step touched and tells the strategy.
    #[inline(always)]
    pub fn performed(&mut self, context: Ctx, alt: u8, footprint: &Footprint, strategy: &mut dyn Strategy) {
        let steps = &mut self.steps[context.index()];
        if *steps == 0 {
            self.touched.push(context);
        }
        *steps += 1;
        self.last = context;
        self.total += 1;
        strategy.performed(&Step { context, alt, footprint });
    }

    /// Whether a cycle of waiting contexts is reached from any context that cannot move. Asked when the
    /// execution is over and a cycle may lie off the path of the last performer.
    pub fn any_cycle<W: World>(&mut self, world: &W) -> bool {
        let saved = self.current;
        for &c in world.contexts() {
            self.current = c;
            if world.picks(c).is_empty() && self.blocked_in_cycle(world, Presumed::Counts) {
                self.current = saved;
                return true;
            }
        }
        self.current = saved;
        false
    }

    #[inline(never)]
    fn blocked_in_cycle<W: World>(&mut self, world: &W, presumed: Presumed) -> bool {
        self.cycle.clear();
        self.edges.clear();
        self.seen.clear();
        let mut next = Some(self.current);
        loop {
            if let Some(c) = next.filter(|c| world.picks(*c).is_empty()) {
                if let Some(at) = self.cycle.iter().position(|x| *x == c) {
                    self.cycle.drain(..at);
                    return true;
                }
                if !self.seen.contains(&c) {
                    self.seen.push(c);
                    self.cycle.push(c);
                    self.edges.push(0);
                }
            }
            let (Some(&c), Some(edge)) = (self.cycle.last(), self.edges.last_mut()) else { return false };
            *edge += 1;
            next = match (*edge, world.waits_for(c)) {
                (1, WaitsFor::Context(next)) => Some(next),
                (1, WaitsFor::Presumably(next)) if presumed == Presumed::Counts => Some(next),
                (1, _) => None,
                (n, _) => world.waits_also_for(c, n - 1),
            };
            if next.is_none() {
                self.cycle.pop();
                self.edges.pop();
            }
        }
    }
}

/// Whether a cycle may lead over [`WaitsFor::Presumably`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presumed {
    Counts,
    Ignored,
}
