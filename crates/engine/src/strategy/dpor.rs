//! Optimal dynamic partial-order reduction: one execution for each set of executions that differ only in the order of steps
//! that do not conflict.
//!
//! After P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial Order
//! Reduction", Journal of the ACM 64 (2017). The search holds one execution as a stack of steps. A step that conflicts with
//! an earlier one of another context, with nothing that orders them otherwise, is in a *race* with it; then the other
//! order has to be seen, too: the sequence that leads to it, which is what the later step needs of what happened
//! since, and the later step itself, is planned at the point before the earlier one, in that point's *wakeup tree*. It is
//! not planned if what sleeps at that point, or what is planned there, covers it. A context *sleeps* at a point if
//! everything that begins with its step was done from there, until somebody does what conflicts with that step.
//!
//! **Departures.** Steps are told apart by what they touched when they were performed, not by what they might have
//! touched, so a failed attempt is a look. Races are planned as they are met, not at the end of the execution, and only what the later step needs is
//! planned, not everything that is independent of the earlier one: the rest of the execution is free to choose it.
//! Alternatives of one step (which waiter wakes, whether an allocation fails) are branches side by side that conflict.
//!
//! **Blocked contexts.** Where an execution ends, and where everybody who could move sleeps, contexts that wait are in a
//! race with who took what they wait for, as if they had taken it. Without that, executions are lost in which locks are
//! nested, as `tests/reduction.rs` shows within fifty random programs.
//!
//! **Interrupts.** A handler's first step takes the mask locks of its CPU, so an interrupt that comes in a section that
//! masks it races with the section's beginning. What it interrupts cannot move until it is done: where the later step of
//! a race cannot be done at the point before the earlier one, the points before earlier steps of the same context are tried, which
//! ends with the handler's entry.
//!
//! **An execution that is cut short** (an oops, a deadlock of some) conflicts with everything that could still move: each
//! of these is done before the step that cut it short, in an execution of its own.
//!
//! What it does not do: it relies on footprints that tell all, so it ends where the world says that they do not
//! ([`World::untold`]). It holds to no bound, so it is for what can be searched whole. A context beyond the 64th, or a step beyond
//! the 4,096th, ends it ([`Coverage::complete`] is then false).

mod order;
mod tree;

use super::{Coverage, Execution, Pick, Point, Step, Strategy};
use crate::{CONTEXTS, Ctx, Ending, Footprint, Mode, Obj, World};
use order::{Clock, Objects, THREADS};
use tree::{Planned, Tree, goes_first};

/// A point and the step that was taken there.
struct Frame {
    /// The threads that could move.
    enabled: u64,
    /// Who sleeps, as a range of [`Dpor::sleepers`]: a context once for each alternative that was done.
    asleep: (u32, u32),
    planned: Tree,
    thread: u8,
    alt: u8,
    number: u16,
    /// Whether the step cut the execution short: it conflicts with everything.
    fatal: bool,
    footprint: Footprint,
    clock: Clock,
}

impl Frame {
    fn new() -> Frame {
        Frame {
            enabled: 0,
            asleep: (0, 0),
            planned: Tree::new(),
            thread: 0,
            alt: 0,
            number: 0,
            fatal: false,
            footprint: Footprint::EMPTY,
            clock: Clock::ZERO,
        }
    }
}

/// A context that sleeps, and what its step touches.
#[derive(Clone, Copy)]
struct Sleeper {
    thread: u8,
    footprint: Footprint,
    /// Anything that somebody else does wakes it.
    fatal: bool,
}

/// The later step of a race, or a step that could not be done.
struct Later {
    at: usize,
    thread: u8,
    alt: u8,
    footprint: Footprint,
    /// What it may touch in other circumstances.
    wish: Footprint,
    /// Whether it may have had to wait.
    waits: bool,
}

/// Whether both take an object that has one owner: where one could take it, so could the other.
fn take_alike(a: &Footprint, b: &Footprint) -> bool {
    let takes = |x: Obj, y: Obj, m: Mode, n: Mode| x == y && (m, n) == (Mode::Acquire, Mode::Acquire);
    a.iter().any(|(x, m)| b.iter().any(|(y, n)| takes(x, y, m, n)))
}

/// Whether a step can be done at another point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Possible {
    Never,
    /// If somebody who comes before it lets it.
    Perhaps,
    Surely,
}

/// A search for all executions that differ.
pub struct Dpor {
    frames: Vec<Frame>,
    /// Frames in use: the steps of the execution.
    len: usize,
    /// Steps of the present execution.
    depth: usize,
    /// Steps that only repeat the execution before.
    known: usize,
    sleepers: Vec<Sleeper>,
    threads: Vec<Ctx>,
    thread_of: Box<[u8; CONTEXTS]>,
    now: Vec<Clock>,
    objects: Objects,
    sequence: Vec<(u32, Planned)>,
    rivals: Vec<u32>,
    /// What the step that was picked last may touch.
    wish: Footprint,
    /// Whether it may have had to wait.
    waits: bool,
    limit: u64,
    executions: u64,
    complete: u64,
    blocked: u64,
    abandoned: bool,
    exhausted: bool,
    overflow: bool,
    untold: Option<&'static str>,
}

/// The longest execution that is searched: each of its steps is kept, and what a race takes grows with the square.
const DEEPEST: usize = 4096;
/// A footprint without room for more may leave something out.
const TOO_MUCH: &str = "steps that touch too much at once";
const NOBODY: u8 = u8::MAX;

impl Dpor {
    /// A search of everything that does at most `limit` executions.
    pub fn new(limit: u64) -> Dpor {
        Dpor {
            frames: Vec::new(),
            len: 0,
            depth: 0,
            known: 0,
            sleepers: Vec::new(),
            threads: Vec::new(),
            thread_of: Box::new([NOBODY; CONTEXTS]),
            now: Vec::new(),
            objects: Objects::new(),
            sequence: Vec::new(),
            rivals: Vec::new(),
            wish: Footprint::EMPTY,
            waits: false,
            limit,
            executions: 0,
            complete: 0,
            blocked: 0,
            abandoned: false,
            exhausted: false,
            overflow: false,
            untold: None,
        }
    }

    /// Allows so many executions more, counted from here: a search can be done in pieces.
    pub fn go_on(&mut self, more: u64) {
        self.limit = self.executions.saturating_add(more);
    }

    /// Executions that were begun, also those that were given up.
    pub fn begun(&self) -> u64 {
        self.executions
    }

    /// Whether it has ended, for whatever reason: more executions would not make it go on.
    pub fn is_over(&self) -> bool {
        self.exhausted || self.overflow
    }

    /// What in the world this search does not know enough of; it has ended because of that.
    pub fn untold(&self) -> Option<&'static str> {
        self.untold
    }

    /// Executions that were begun and given up, since they would have repeated others.
    pub fn blocked(&self) -> u64 {
        self.blocked
    }

    /// The number of a context among those that were seen. More than there is room for end the search.
    fn thread(&mut self, c: Ctx) -> u8 {
        let known = self.thread_of[c.index()];
        if known != NOBODY {
            return known;
        }
        if self.threads.len() == THREADS {
            self.overflow = true;
            return 0;
        }
        let new = self.threads.len() as u8;
        self.threads.push(c);
        self.now.push(Clock::ZERO);
        self.thread_of[c.index()] = new;
        new
    }

    /// A point that is reached for the first time: who sleeps there, and what is planned.
    fn enter(&mut self, enabled: u64) {
        if self.depth == self.frames.len() {
            self.frames.push(Frame::new());
        }
        self.len = self.depth + 1;
        let (before, rest) = self.frames.split_at_mut(self.depth);
        let frame = &mut rest[0];
        frame.enabled = enabled;
        frame.fatal = false;
        let from = match before.last() {
            Some(above) => {
                frame.planned.follow(&above.planned);
                let (from, to) = above.asleep;
                let mut awake = 1 << above.thread | above.planned.later();
                for s in &self.sleepers[from as usize..to as usize] {
                    if s.fatal || s.footprint.conflicts(&above.footprint) {
                        awake |= 1 << s.thread;
                    }
                }
                for i in from..to {
                    let s = self.sleepers[i as usize];
                    if awake >> s.thread & 1 == 0 {
                        self.sleepers.push(s);
                    }
                }
                to
            }
            None => {
                frame.planned.clear();
                self.sleepers.clear();
                0
            }
        };
        frame.asleep = (from, self.sleepers.len() as u32);
    }

    fn sleeps(&self, depth: usize, thread: u8) -> bool {
        let frame = &self.frames[depth];
        let (from, to) = frame.asleep;
        let done = self.sleepers[from as usize..to as usize].iter().any(|s| s.thread == thread);
        done && !frame.planned.has(thread, None)
    }

    /// Whether `thread` sleeps at the present depth, which is reached for the first time.
    fn inherited(&self, thread: u8) -> bool {
        let (from, to) = self.frames[self.depth].asleep;
        self.sleepers[from as usize..to as usize].iter().any(|s| s.thread == thread)
    }

    /// This step is taken at the present depth.
    fn take(&mut self, step: Planned) {
        let frame = &mut self.frames[self.depth];
        (frame.thread, frame.alt) = (step.thread, step.alt);
    }

    /// Plans the other order where this step is in a race.
    fn races(&mut self, later: &Later) {
        let thread = later.thread;
        let pre = self.now[thread as usize];
        let mut rivals = std::mem::take(&mut self.rivals);
        rivals.clear();
        self.objects.conflicts(&later.footprint, |e| rivals.push(e));
        let (frames, len) = (&self.frames, rivals.len());
        let is_race = |e: u32| {
            let f = &frames[e as usize];
            f.thread != thread && !pre.covers(f.thread, f.number)
        };
        rivals.retain(|e| is_race(*e));
        for i in 0..rivals.len().min(len) {
            let e = rivals[i];
            let f = &self.frames[e as usize];
            let between = |o: &u32| *o > e && self.frames[*o as usize].clock.covers(f.thread, f.number);
            if rivals[..i].contains(&e) || rivals.iter().any(between) {
                continue;
            }
            self.reverse(e as usize, later);
        }
        self.rivals = rivals;
    }

    /// Plans the step `at` of `thread` before the step `e`. If it cannot be done there it has waited for `e`, or is
    /// interrupted: then before an earlier step with which it conflicts, or of the same context.
    fn reverse(&mut self, e: usize, later: &Later) {
        if self.plan(e, later) == Possible::Surely {
            return;
        }
        let other = self.frames[e].thread;
        let pre = self.now[later.thread as usize];
        for k in (0..e).rev() {
            let f = &self.frames[k];
            if pre.covers(f.thread, f.number) {
                continue;
            }
            let rival = f.thread == other || f.footprint.conflicts(&later.footprint);
            if rival && self.plan(k, later) == Possible::Surely {
                return;
            }
        }
    }

    /// Plans the steps since `e` that do not depend on it, and then the step of `thread`, before `e`. Whether that can be done
    /// there.
    fn plan(&mut self, e: usize, later: &Later) -> Possible {
        let Later { at, thread, alt, ref footprint, ref wish, waits } = *later;
        let frames = &self.frames;
        let (p, n) = (frames[e].thread, frames[e].number);
        self.sequence.clear();
        // Who cannot move at that point, and nobody who comes before makes it: what follows from that is left out.
        let mut possible = Possible::Surely;
        let (mut seen, mut late) = (0u64, Clock::LAST);
        for (k, f) in frames[..at].iter().enumerate().skip(e + 1) {
            if f.clock.covers(p, n) || late.is_before(&f.clock) {
                continue;
            }
            if seen >> f.thread & 1 == 0 && frames[e].enabled >> f.thread & 1 == 0 {
                if !self.follows(&f.clock) {
                    late.set(f.thread, f.number);
                    continue;
                }
                possible = Possible::Perhaps;
            }
            seen |= 1 << f.thread;
            self.sequence.push((
                k as u32,
                Planned { thread: f.thread, alt: f.alt, footprint: f.footprint, sure: true },
            ));
        }
        // There it may do more than it did here: an exchange that failed may succeed.
        let bold = footprint.or(wish);
        if bold.is_full() {
            self.untold = Some(TOO_MUCH);
            self.overflow = true;
        }
        let mut needs = self.now[thread as usize];
        for (k, s) in &self.sequence {
            if s.footprint.conflicts(&bold) {
                needs.join(&frames[*k as usize].clock);
            }
        }
        if late.is_before(&needs) {
            return Possible::Never;
        }
        match (seen >> thread & 1 == 1, frames[e].enabled >> thread & 1 == 1) {
            (false, true) => {}
            (false, false) if !self.follows(&needs) => return Possible::Never,
            (false, false) => possible = Possible::Perhaps,
            (true, _) if waits && !take_alike(&frames[e].footprint, footprint) => {
                possible = Possible::Perhaps
            }
            (true, _) => {}
        }
        self.sequence.push((at as u32, Planned { thread, alt, footprint: bold, sure: bold == *footprint }));
        let before = |i: u32, j: u32| {
            let first = &frames[i as usize];
            let clock = if j as usize == at { &needs } else { &frames[j as usize].clock };
            clock.covers(first.thread, first.number)
        };
        let (from, to) = frames[e].asleep;
        let (mut asleep, mut others) = (0u64, frames[e].planned.all());
        for s in &self.sleepers[from as usize..to as usize] {
            asleep |= 1 << s.thread;
            let alt = self.sequence.iter().find(|x| x.1.thread == s.thread).map_or(0, |x| x.1.alt);
            let step = Planned { thread: s.thread, alt, footprint: s.footprint, sure: true };
            let apart = s.fatal && self.sequence.iter().all(|x| x.1.thread != s.thread);
            if apart || !goes_first(&step, &self.sequence, &before) {
                others |= 1 << s.thread;
            }
        }
        if asleep & !others != 0 {
            return possible;
        }
        let mut sequence = std::mem::take(&mut self.sequence);
        let mut tree = std::mem::replace(&mut self.frames[e].planned, Tree::new());
        let frames = &self.frames;
        tree.insert(&mut sequence, |i, j| {
            let first = &frames[i as usize];
            let clock = if j as usize == at { &needs } else { &frames[j as usize].clock };
            clock.covers(first.thread, first.number)
        });
        self.frames[e].planned = tree;
        self.sequence = sequence;
        possible
    }

    /// Whether something in the sequence comes before what has this clock.
    fn follows(&self, clock: &Clock) -> bool {
        self.sequence.iter().any(|s| {
            let f = &self.frames[s.0 as usize];
            clock.covers(f.thread, f.number)
        })
    }

    /// The races of contexts that wait, as if they had got what they wait for.
    fn waiters(&mut self, world: &dyn World) {
        for i in 0..world.contexts().len() {
            let c = world.contexts()[i];
            if world.picks(c).is_empty() && !world.is_last_resort(c) {
                let footprint = world.wants(c, 0);
                let thread = self.thread(c);
                self.races(&Later {
                    at: self.depth,
                    thread,
                    alt: 0,
                    footprint,
                    wish: footprint,
                    waits: true,
                });
            }
        }
    }

    /// Who can still move does so before the last step, which has cut the execution short.
    fn cut_short(&mut self, world: &dyn World) {
        let Some(last) = self.depth.checked_sub(1) else { return };
        self.frames[last].fatal = true;
        for i in 0..world.contexts().len() {
            let c = world.contexts()[i];
            let alts = world.picks(c);
            if alts.is_empty() {
                continue;
            }
            let thread = self.thread(c);
            let frame = &self.frames[last];
            if frame.thread == thread || frame.enabled >> thread & 1 == 0 || self.sleeps(last, thread) {
                continue;
            }
            if !self.frames[last].planned.has(thread, None) {
                let footprint = world.wants(c, alts.least());
                let step = Planned { thread, alt: alts.least(), footprint, sure: false };
                let frame = &mut self.frames[last];
                frame.planned.put_last(step);
            }
        }
    }

    /// Goes back to the last point at which something is planned.
    fn backtrack(&mut self) -> bool {
        while let Some(d) = self.len.checked_sub(1) {
            let frame = &mut self.frames[d];
            self.sleepers.truncate(frame.asleep.1 as usize);
            if !frame.planned.is_empty() {
                frame.planned.drop_first();
            }
            let fatal = std::mem::take(&mut frame.fatal);
            self.sleepers.push(Sleeper { thread: frame.thread, footprint: frame.footprint, fatal });
            frame.asleep.1 += 1;
            if let Some(next) = frame.planned.head() {
                self.known = d + 1;
                self.take_at(d, next);
                return true;
            }
            self.len = d;
        }
        false
    }

    fn take_at(&mut self, d: usize, step: Planned) {
        let frame = &mut self.frames[d];
        (frame.thread, frame.alt) = (step.thread, step.alt);
    }
}

impl Strategy for Dpor {
    fn next(&mut self) -> Option<Execution> {
        if self.is_over() || self.executions >= self.limit {
            return None;
        }
        self.depth = 0;
        self.abandoned = false;
        self.objects.reset();
        self.now.fill(Clock::ZERO);
        self.executions += 1;
        Some(Execution { number: self.executions - 1 })
    }

    fn asks_always(&self) -> bool {
        true
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        if self.overflow {
            return Pick::Go(at.default.0, at.default.1);
        }
        let can = |c: Ctx, alt: u8| at.choices.iter().any(|x| x.context == c && x.alts.contains(alt));
        if self.depth + 1 < self.known {
            let frame = &self.frames[self.depth];
            return Pick::Go(self.threads[frame.thread as usize], frame.alt);
        }
        let fresh = self.depth >= self.known;
        if fresh {
            let mut enabled = 0u64;
            for choice in at.choices {
                enabled |= 1 << self.thread(choice.context);
            }
            self.overflow |= self.depth >= DEEPEST;
            if self.overflow {
                return Pick::Go(at.default.0, at.default.1);
            }
            self.enter(enabled);
        }
        while let Some(next) = self.frames[self.depth].planned.head() {
            let c = self.threads[next.thread as usize];
            if can(c, next.alt) && !(fresh && self.inherited(next.thread)) {
                self.take(next);
                self.alternatives(at, c, next);
                self.about_to(at.world, c, next.alt);
                return Pick::Go(c, next.alt);
            }
            self.frames[self.depth].planned.drop_first();
        }
        if !fresh {
            // What was planned here cannot be done, and nothing else is.
            return self.give_up(at.world);
        }
        let (default, alt) = at.default;
        let thread = self.thread(default);
        let picked = if self.inherited(thread) {
            at.choices.iter().map(|x| (x.context, x.alts.least())).find(|x| {
                let thread = self.thread_of[x.0.index()];
                !self.inherited(thread)
            })
        } else {
            Some((default, alt))
        };
        let Some((c, alt)) = picked else { return self.give_up(at.world) };
        let thread = self.thread(c);
        let step = Planned { thread, alt, footprint: Footprint::EMPTY, sure: true };
        self.frames[self.depth].planned.put_first(step);
        self.take(step);
        self.alternatives(at, c, step);
        self.about_to(at.world, c, alt);
        Pick::Go(c, alt)
    }

    fn performed(&mut self, step: &Step<'_>) {
        let thread = self.thread(step.context);
        if step.footprint.is_full() {
            self.untold = Some(TOO_MUCH);
            self.overflow = true;
        }
        if self.overflow {
            return;
        }
        let mut clock = self.now[thread as usize];
        self.objects.joins(step.footprint, &mut clock);
        if self.depth + 1 >= self.known {
            let (alt, footprint) = (step.alt, *step.footprint);
            let (wish, waits) = (self.wish, self.waits);
            self.races(&Later { at: self.depth, thread, alt, footprint, wish, waits });
        }
        if clock.of(thread) == u16::MAX {
            self.overflow = true;
            return;
        }
        let number = clock.advance(thread);
        self.objects.happened(self.depth as u32, step.footprint, &clock);
        self.now[thread as usize] = clock;
        let frame = &mut self.frames[self.depth];
        frame.number = number;
        frame.footprint = *step.footprint;
        frame.clock = clock;
        frame.planned.set_head(step.footprint);
        self.depth += 1;
    }

    fn ended(&mut self, ending: Ending, world: &dyn World) {
        if self.abandoned {
            self.blocked += 1;
        } else {
            self.len = self.depth;
            self.complete += 1;
            self.waiters(world);
            match ending {
                Ending::Finished | Ending::Abandoned => {}
                Ending::Deadlock | Ending::Stopped => self.cut_short(world),
                Ending::Budget => self.overflow = true,
            }
        }
        if !self.overflow {
            self.exhausted = !self.backtrack();
        }
    }

    fn coverage(&self) -> Coverage {
        let finished = self.exhausted && !self.overflow;
        Coverage { executions: self.complete, finished, complete: finished }
    }
}

impl Dpor {
    /// Notes what has to be known of a step before it is made.
    fn about_to(&mut self, world: &dyn World, c: Ctx, alt: u8) {
        (self.wish, self.waits) = (world.wants(c, alt), world.may_wait(c));
        if let Some(what) = world.untold(c) {
            self.untold = Some(what);
            self.overflow = true;
        }
    }

    /// Everybody who could move sleeps.
    fn give_up(&mut self, world: &dyn World) -> Pick {
        self.len = self.depth;
        self.abandoned = true;
        self.waiters(world);
        Pick::Abandon
    }

    /// The other alternatives of the step come right after it.
    fn alternatives(&mut self, at: &Point<'_>, c: Ctx, step: Planned) {
        let Some(choice) = at.choices.iter().find(|x| x.context == c) else { return };
        let frame = &mut self.frames[self.depth];
        let (from, to) = frame.asleep;
        if self.sleepers[from as usize..to as usize].iter().any(|s| s.thread == step.thread) {
            return;
        }
        let tree = &mut frame.planned;
        for alt in choice.alts.iter().filter(|a| *a != step.alt) {
            if !tree.has(step.thread, Some(alt)) {
                tree.put_second(Planned { alt, ..step });
            }
        }
    }
}
