//! Sections of sequence counters (Documentation/locking/seqlock.rst): what readers read and writers write there may
//! overlap, since a reader that overlapped reads again.
//!
//! A plain load between `read_seqcount_begin` and `read_seqcount_retry` counts as marked, and so does every plain access
//! between `write_seqcount_begin` and `write_seqcount_end`. Like other marked accesses they are scheduling points, so
//! that torn reads come about. A load outside of a section races with a writer's store as ever.
//!
//! A reader that never asks for a retry stays in its section up to its next operation on anything but memory.

use crate::clocks::WIDTH;
use machine::AccessKind;

/// What begins or ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// `read_seqcount_begin`
    ReadBegins,
    /// `read_seqcount_retry`
    ReadEnds,
    /// `write_seqcount_begin`
    WriteBegins,
    /// `write_seqcount_end`
    WriteEnds,
}

/// Who is in which sections.
pub(crate) struct Sections {
    reads: Vec<bool>,
    writes: Vec<u8>,
    /// Whether anybody was in a section in this execution.
    used: bool,
}

impl Sections {
    pub(crate) fn new() -> Sections {
        Sections { reads: vec![false; WIDTH], writes: vec![0; WIDTH], used: false }
    }

    pub(crate) fn reset(&mut self) {
        if self.used {
            self.reads.fill(false);
            self.writes.fill(0);
            self.used = false;
        }
    }

    /// Whether anybody was in a section in this execution.
    #[inline(always)]
    pub(crate) fn used(&self) -> bool {
        self.used
    }

    pub(crate) fn change(&mut self, t: usize, section: Section) {
        self.used = true;
        match section {
            Section::ReadBegins => self.reads[t] = true,
            Section::ReadEnds => self.reads[t] = false,
            Section::WriteBegins => self.writes[t] = self.writes[t].saturating_add(1),
            Section::WriteEnds => self.writes[t] = self.writes[t].saturating_sub(1),
        }
    }

    /// `t` performed an operation on something else than memory.
    #[inline(always)]
    pub(crate) fn operated(&mut self, t: usize) {
        if self.used {
            self.reads[t] = false;
        }
    }

    /// As what an access of `t` counts.
    #[inline(always)]
    pub(crate) fn counts_as(&self, t: usize, kind: AccessKind) -> AccessKind {
        match kind {
            AccessKind::Read if self.reads[t] || self.writes[t] > 0 => AccessKind::MarkedRead,
            AccessKind::Write if self.writes[t] > 0 => AccessKind::MarkedWrite,
            _ => kind,
        }
    }
}
