//! What happened in an execution, for reports. Off while searching.

use detect::Finding;
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
}

/// The events of one execution.
#[derive(Default)]
pub struct Recording {
    on: bool,
    events: Vec<Recorded>,
    strikes: Vec<(Finding, usize)>,
    pub(crate) stored: Option<(usize, usize, u32)>,
}

impl Recording {
    const ROOM: usize = 20_000;

    /// From the next execution on, events are or are not kept.
    pub fn switch(&mut self, on: bool) {
        self.on = on;
    }

    /// Whether events are kept.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn reset(&mut self) {
        self.events.clear();
        self.strikes.clear();
        self.stored = None;
    }

    pub(crate) fn push(&mut self, recorded: Recorded) -> Option<usize> {
        if self.events.len() >= Self::ROOM {
            return None;
        }
        self.events.push(recorded);
        Some(self.events.len() - 1)
    }

    pub(crate) fn last_mut(&mut self, index: usize) -> Option<&mut Recorded> {
        self.events.get_mut(index)
    }

    pub(crate) fn strikes(&mut self, finding: Finding) {
        if self.strikes.len() < Self::ROOM {
            self.strikes.push((finding, self.events.len()));
        }
    }

    /// Every finding, repetitions included, with the number of events that were recorded before it. The event that
    /// shows it, if it is an access, comes right after.
    pub fn findings(&self) -> &[(Finding, usize)] {
        &self.strikes
    }

    /// The events so far.
    pub fn events(&self) -> &[Recorded] {
        &self.events
    }
}
