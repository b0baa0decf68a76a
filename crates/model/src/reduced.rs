//! All interleavings that differ, depth first, with sleep sets.
//!
//! Two interleavings that differ only in the order of neighbouring steps that do not conflict are the same in every state
//! that a finding could depend on. When everything that begins with a thread's step at some point was done, the thread
//! *sleeps* in the branches beside it, until somebody makes a step that conflicts with its; an execution in which
//! everybody who could move sleeps is given up, since it repeats another (P. Godefroid, "Partial-Order Methods for the
//! Verification of Concurrent Systems", LNCS 1032, 1996). So each class of interleavings is done to its end once.
//!
//! A sleeping step is known by what it touched when it was performed at the same point, so objects have to mean the same
//! within the executions that begin alike, and no further: they are numbered as they come up, which is the reason for
//! sleep sets and not for a search that plans a step in the beginning of one execution by the end of another.
//!
//! What it does not do: an execution is begun to find out that it is to be given up.

use engine::strategy::{Coverage, Execution, Pick, Point, Step};
use engine::{Ctx, Ending, Footprint, Mode, Strategy, World};

/// A step that was done from some point.
#[derive(Clone, Copy)]
struct Done {
    context: Ctx,
    alt: u8,
    footprint: Footprint,
}

/// A point of the present execution.
#[derive(Default)]
struct Frame {
    /// The step that is taken here.
    taken: Option<Done>,
    /// Steps that sleep here: those that came sleeping, and those that were taken here before.
    asleep: Vec<Done>,
    /// Steps that are still to be taken here, the next one last.
    open: Vec<(Ctx, u8)>,
}

/// The search.
#[derive(Default)]
pub(crate) struct Reduced {
    frames: Vec<Frame>,
    /// Frames in use.
    len: usize,
    depth: usize,
    done: u64,
    abandoned: bool,
    started: bool,
    exhausted: bool,
}

/// Whether the order of two steps can be seen.
fn conflict(a: &Footprint, b: &Footprint) -> bool {
    let alike = |m, n| m == n && matches!(m, Mode::Read | Mode::Release);
    a.iter().any(|(x, m)| b.iter().any(|(y, n)| x == y && !alike(m, n)))
}

impl Reduced {
    /// Whether the execution that has just ended is one that counts.
    pub(crate) fn counts(&self) -> bool {
        !self.abandoned
    }

    /// Goes back to the last point at which something is still to be done.
    fn backtrack(&mut self) -> bool {
        while let Some(frame) = self.frames[..self.len].last_mut() {
            frame.asleep.extend(frame.taken);
            if let Some((context, alt)) = frame.open.pop() {
                frame.taken = Some(Done { context, alt, footprint: Footprint::EMPTY });
                return true;
            }
            self.len -= 1;
        }
        false
    }

    /// A point that is reached for the first time.
    fn enter(&mut self, at: &Point<'_>) -> Option<(Ctx, u8)> {
        if self.depth == self.frames.len() {
            self.frames.push(Frame::default());
        }
        let (before, rest) = self.frames.split_at_mut(self.depth);
        let frame = &mut rest[0];
        frame.asleep.clear();
        frame.open.clear();
        if let Some((above, taken)) = before.last().and_then(|above| Some((above, above.taken?))) {
            let sleeps = |d: &&Done| d.context != taken.context && !conflict(&d.footprint, &taken.footprint);
            frame.asleep.extend(above.asleep.iter().filter(sleeps));
        }
        let all = at.choices.iter().flat_map(|c| c.alts.iter().map(|alt| (c.context, alt)));
        frame.open.extend(all.filter(|pick| *pick != at.default));
        frame.open.reverse();
        frame.open.push(at.default);
        let asleep = &frame.asleep;
        frame.open.retain(|(c, alt)| !asleep.iter().any(|d| (d.context, d.alt) == (*c, *alt)));
        let (context, alt) = frame.open.pop()?;
        frame.taken = Some(Done { context, alt, footprint: Footprint::EMPTY });
        self.len = self.depth + 1;
        Some((context, alt))
    }
}

impl Strategy for Reduced {
    fn next(&mut self) -> Option<Execution> {
        if self.exhausted {
            return None;
        }
        if std::mem::replace(&mut self.started, true) && !self.backtrack() {
            self.exhausted = true;
            return None;
        }
        (self.depth, self.abandoned) = (0, false);
        Some(Execution { number: self.done })
    }

    fn asks_always(&self) -> bool {
        true
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        let known = self.frames[..self.len].get(self.depth).and_then(|frame| frame.taken);
        let pick = known.map(|taken| (taken.context, taken.alt)).or_else(|| self.enter(at));
        let Some((context, alt)) = pick else {
            self.abandoned = true;
            return Pick::Abandon;
        };
        self.depth += 1;
        Pick::Go(context, alt)
    }

    fn performed(&mut self, step: &Step<'_>) {
        let frame = self.depth.checked_sub(1).and_then(|d| self.frames.get_mut(d));
        if let Some(taken) = frame.and_then(|frame| frame.taken.as_mut()) {
            taken.footprint = *step.footprint;
        }
    }

    fn ended(&mut self, _: Ending, _: &dyn World) {
        self.len = self.depth;
        self.done += u64::from(!self.abandoned);
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: self.done, finished: self.exhausted, complete: self.exhausted }
    }
}
