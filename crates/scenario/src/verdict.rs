//! What a search says in the end.

use crate::story::{Source, Story};
use detect::Code;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How a command ended, as `--format json` names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing was found, in a search that went as far as it was asked to.
    Clean,
    /// Something was found.
    Findings,
    /// Nothing was found, and the search was cut short.
    Incomplete,
}

/// What was searched.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Searched {
    /// Executions that count.
    pub executions: u64,
    /// Every interleaving was done.
    pub complete: bool,
    /// How many interleavings differ, if partial-order reduction has done them all: one execution stands for those that
    /// differ only in steps whose order nobody can see.
    pub differing: Option<u64>,
    /// What kept it from doing so.
    pub untold: Option<String>,
    /// Whether partial-order reduction was asked for, and not only tried.
    pub reduction_asked: bool,
    /// How many of the executions partial-order reduction has done.
    pub reduced: u64,
    /// The highest bound (preemptions, interrupts per line) within which every execution was done.
    pub bound: Option<u32>,
    /// How much of what lies within the next bound was done, in hundredths of a percent: an estimate.
    pub share: Option<u32>,
    /// How many of the executions were within bounds.
    pub exhaustive: u64,
    /// How many were random.
    pub random: u64,
    /// How often the search began anew because accesses were found racing.
    pub rounds: u32,
    /// How many places in the source are scheduling points because they were found racing.
    pub promoted: u32,
    /// Executions that used up their budget of events.
    pub endless: u64,
    /// Kthreads were refused because there were too many.
    pub kthreads_refused: bool,
    /// Functions of the module that never ran, as far as that can be seen: a function without accesses and calls
    /// cannot.
    pub never_ran: Vec<NeverRan>,
    /// Every function is known to have run.
    pub all_ran: bool,
    /// Where init gave up because something was made to fail there, in the order of the source.
    pub gave_up_at: Vec<GaveUp>,
}

/// A step of init that was made to fail.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct GaveUp {
    /// Where.
    pub source: Source,
    /// What init leaves behind when it fails there.
    pub leaves: Vec<String>,
}

/// A function that no execution reached.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NeverRan {
    /// Its name.
    pub function: String,
    /// What a user process may do to reach it, for `--do`; if that is known.
    pub steps: Option<String>,
}

/// A finding of a search.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// Its kind.
    pub code: Code,
    /// How it happens.
    pub story: Story,
    /// The execution in which it showed first, in the order of the search.
    pub execution: u64,
    /// The trace that replays it, if it was written.
    pub trace: Option<PathBuf>,
}

/// What a search says.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The module's name.
    pub module: String,
    /// The file that was checked, as it was given.
    pub file: String,
    /// CPUs of the machine.
    pub cpus: u16,
    /// `full`, `voluntary` or `none`.
    pub preemption: &'static str,
    /// What was let go wrong: `alloc`.
    pub faults: Vec<&'static str>,
    /// What user processes do, one line for each.
    pub processes: Vec<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// What was searched.
    pub searched: Searched,
    /// Why traces could not be written, if they could not.
    pub unwritten: Option<String>,
    /// What `insmod` says about the parameters.
    pub notes: Vec<String>,
    /// The orders in which locks were seen to be taken, each a chain: `a -> b -> c`.
    pub lock_orders: Vec<String>,
    /// What was found, the worst first.
    pub findings: Vec<Found>,
}

/// A line of the kernel log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Virtual time in nanoseconds since power-on.
    pub time: u64,
    /// 0 (emergency) to 7 (debug).
    pub level: u8,
    /// The text, without a newline at its end.
    pub text: String,
}
