//! What threads share, as the world knows it, and the rule of data races.
//!
//! **Happens-before.** A thread's clock `now` says what happened before its next access. A store publishes it if it is a
//! release, else what the thread's last release fence saw; a load that is an acquire joins what its store published, any
//! other joins it into `seen`, which an acquire fence moves into `now`. A relaxed store ends the release sequence of the
//! one before it, an update goes on with it (C++20, 6.9.2.2). Locks, parking, births and ends publish and join `now`.
//!
//! **The rule.** Two accesses to a cell race if one of them is a write and the earlier one is not in the clock of the
//! later. It is enough to remember the last write and each thread's last read (C. Flanagan, S. Freund, "FastTrack", PLDI
//! 2009).
//!
//! **What this does not catch.** Values are sequentially consistent: what goes wrong only because a load gives an older
//! value than the last store is not seen, unless a cell is accessed as a consequence, where the missing edge is a race.

use crate::clock::{Clock, THREADS};
use std::panic::Location;

/// A place in the source.
pub(crate) type At = &'static Location<'static>;

/// Nobody.
pub(crate) const NOBODY: u8 = u8::MAX;

/// An access that is remembered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    pub(crate) thread: u8,
    pub(crate) time: u32,
    pub(crate) at: At,
}

/// A lock, an atomic, a cell: the parts that it needs.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// What who reads or takes it joins.
    pub(crate) published: Clock,
    /// Who has it alone, or does what is done once.
    pub(crate) owner: u8,
    /// Where it was taken.
    pub(crate) taken: Option<At>,
    /// Who has it shared: a bit each.
    pub(crate) readers: u32,
    /// It is done.
    pub(crate) done: bool,
    /// Who sleeps on it, in the order of going to sleep.
    pub(crate) sleepers: [u8; THREADS],
    pub(crate) asleep: u8,
    /// Where it was used first.
    pub(crate) first: At,
    write: Option<Access>,
    reads: [Option<Access>; THREADS],
}

impl Object {
    pub(crate) fn new(first: At) -> Object {
        Object {
            published: Clock::ZERO,
            owner: NOBODY,
            taken: None,
            readers: 0,
            done: false,
            sleepers: [NOBODY; THREADS],
            asleep: 0,
            first,
            write: None,
            reads: [None; THREADS],
        }
    }

    /// Whether it can be taken.
    pub(crate) fn is_free(&self, side: crate::op::Side) -> bool {
        self.owner == NOBODY && (side == crate::op::Side::Shared || self.readers == 0)
    }

    /// Takes sleeper `n` off: who it is.
    pub(crate) fn wake(&mut self, n: usize) -> Option<u8> {
        let asleep = usize::from(self.asleep);
        (n < asleep).then(|| {
            let woken = self.sleepers[n];
            self.sleepers.copy_within(n + 1..asleep, n);
            self.asleep -= 1;
            woken
        })
    }

    /// A plain read by a thread with this clock: the write that it races with.
    pub(crate) fn read(&mut self, thread: u8, now: &Clock, at: At) -> Option<Access> {
        let race = self.write.filter(|w| w.thread != thread && now.of(w.thread.into()) < w.time);
        self.reads[usize::from(thread)] = Some(Access { thread, time: now.of(thread.into()), at });
        race
    }

    /// A plain write: the access that it races with, and whether that is a write.
    pub(crate) fn written(&mut self, thread: u8, now: &Clock, at: At) -> Option<(Access, bool)> {
        let unordered = |a: &Access| a.thread != thread && now.of(a.thread.into()) < a.time;
        let write = self.write.filter(unordered).map(|a| (a, true));
        let race = write.or_else(|| self.reads.iter().flatten().find(|a| unordered(a)).map(|a| (*a, false)));
        self.write = Some(Access { thread, time: now.of(thread.into()), at });
        race
    }
}
