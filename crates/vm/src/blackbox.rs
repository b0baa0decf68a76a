//! What a worker writes where its parent can read it, without a system call: how far it is, and the choices of
//! the present execution. When the worker dies, its schedule is known.

use engine::{Ctx, Deviation, Position};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed, Ordering::Release};

/// The most deviations that are kept.
pub const ROOM: usize = 4096;

/// A page shared by a worker and its parent; all zero is its initial state.
pub struct Blackbox {
    /// Executions begun since the worker started.
    pub begun: AtomicU64,
    /// How often so many events have happened since the worker started: a long execution is not a stuck one.
    beats: AtomicU64,
    /// Executions begun within the present order.
    pub index: AtomicU64,
    count: AtomicU32,
    deviations: [[AtomicU64; 2]; ROOM],
}

// SAFETY: all fields are atomic integers or arrays of them; zero is a value.
unsafe impl host::Share for Blackbox {}

impl Blackbox {
    pub(crate) fn begin(&self) {
        self.count.store(0, Relaxed);
        self.index.store(self.index.load(Relaxed) + 1, Relaxed);
        self.begun.store(self.begun.load(Relaxed) + 1, Relaxed);
    }

    #[cold]
    pub(crate) fn beat(&self) {
        self.beats.store(self.beats.load(Relaxed) + 1, Relaxed);
    }

    /// A number that changes as long as the worker gets on.
    pub fn progress(&self) -> u64 {
        self.begun.load(Relaxed) + self.beats.load(Relaxed)
    }

    pub(crate) fn deviate(&self, d: &Deviation) {
        let n = self.count.load(Relaxed) as usize;
        if let Some(slot) = self.deviations.get(n) {
            slot[0].store(u64::from(d.at.context.0) << 32 | u64::from(d.at.steps), Relaxed);
            slot[1].store(u64::from(d.context.0) << 8 | u64::from(d.alt), Relaxed);
            self.count.store(n as u32 + 1, Release);
        }
    }

    /// The deviations of the execution that is or was under way.
    pub fn deviations(&self) -> Vec<Deviation> {
        let n = (self.count.load(Relaxed) as usize).min(ROOM);
        self.deviations[..n]
            .iter()
            .map(|slot| {
                let (at, pick) = (slot[0].load(Relaxed), slot[1].load(Relaxed));
                Deviation {
                    at: Position { context: Ctx((at >> 32) as u16), steps: at as u32 },
                    context: Ctx((pick >> 8) as u16),
                    alt: pick as u8,
                }
            })
            .collect()
    }
}
