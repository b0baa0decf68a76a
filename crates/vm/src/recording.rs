//! What happened in an execution, for reports. Off while searching.

use detect::Finding;
use engine::Ctx;
use machine::{Event, Held};

/// The most callers that are remembered of one event.
pub const FRAMES: usize = 12;

/// An event with what a report may want to know of that moment.
#[derive(Clone, Copy, Debug)]
pub struct Recorded {
    /// What happened.
    pub event: Event,
    /// For a store: what memory holds afterwards.
    pub after: Option<u64>,
    /// Return addresses up the call stack, innermost first, 0-terminated.
    pub frames: [usize; FRAMES],
    /// The locks that the context held afterwards.
    pub held: [Held; 4],
    /// Virtual time in nanoseconds.
    pub time: u64,
    /// How many steps the context had performed.
    pub steps: u32,
    /// For a step: the alternative.
    pub alt: u8,
}

/// A finding with what a report may want to know of the moment at which it struck.
#[derive(Clone, Copy, Debug)]
pub struct Strike {
    /// What was found.
    pub finding: Finding,
    /// The index of the event that came after it: if the finding is about an access, that is the access.
    pub at: usize,
    /// Return addresses up the call stack, innermost first, 0-terminated.
    pub frames: [usize; FRAMES],
    /// The locks that the context held.
    pub held: [Held; 4],
}

/// The events of one execution.
#[derive(Default)]
pub struct Recording {
    on: bool,
    events: Vec<Recorded>,
    dropped: usize,
    strikes: Vec<Strike>,
    acquired: Vec<(Ctx, usize, [usize; FRAMES])>,
    pub(crate) stored: Option<(usize, usize, u32)>,
}

impl Recording {
    const ROOM: usize = 20_000;

    /// From the next execution on, events are or are not kept.
    pub fn switch(&mut self, on: bool) {
        self.on = on;
        self.acquired.clear();
    }

    /// Whether events are kept.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn reset(&mut self) {
        self.events.clear();
        self.dropped = 0;
        self.strikes.clear();
        self.stored = None;
    }

    pub(crate) fn push(&mut self, recorded: Recorded) -> Option<usize> {
        if self.events.len() >= Self::ROOM {
            // The end of a story matters more than its beginning.
            self.events.drain(..Self::ROOM / 2);
            self.dropped += Self::ROOM / 2;
        }
        self.events.push(recorded);
        Some(self.dropped + self.events.len() - 1)
    }

    pub(crate) fn last_mut(&mut self, index: usize) -> Option<&mut Recorded> {
        self.events.get_mut(index.checked_sub(self.dropped)?)
    }

    pub(crate) fn strikes(&mut self, finding: Finding, frames: [usize; FRAMES], held: [Held; 4]) {
        if self.strikes.len() < Self::ROOM {
            let at = self.dropped + self.events.len();
            self.strikes.push(Strike { finding, at, frames, held });
        }
    }

    /// `c` takes or gives back a lock at `pc`, called by these.
    pub(crate) fn acquires(&mut self, c: Ctx, pc: usize, frames: [usize; FRAMES]) {
        let known = self.acquired.iter().any(|a| (a.0, a.1) == (c, pc));
        if !known && self.acquired.len() < Self::ROOM {
            self.acquired.push((c, pc, frames));
        }
    }

    /// The callers of `c` when it took or gave back a lock at `pc`, in any execution since the recording was switched on.
    pub fn acquired(&self, c: Ctx, pc: usize) -> [usize; FRAMES] {
        let alone = || std::array::from_fn(|i| if i == 0 { pc } else { 0 });
        self.acquired.iter().find(|a| (a.0, a.1) == (c, pc)).map_or_else(alone, |a| a.2)
    }

    /// Every finding, repetitions included.
    pub fn strikes_so_far(&self) -> impl Iterator<Item = Strike> {
        self.strikes.iter().map(|s| Strike { at: s.at.saturating_sub(self.dropped), ..*s })
    }

    /// The index of the last event, counting those that were dropped.
    pub(crate) fn last(&self) -> Option<usize> {
        self.total().checked_sub(1)
    }

    /// How many events there were, counting those that were dropped.
    pub fn total(&self) -> usize {
        self.dropped + self.events.len()
    }

    /// The events, the oldest of a long execution left out.
    pub fn events(&self) -> &[Recorded] {
        &self.events
    }
}
