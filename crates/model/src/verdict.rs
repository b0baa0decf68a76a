//! What a search says.

use std::fmt;

/// What kind of finding it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Two accesses to a cell that nothing orders, one of them a write.
    DataRace,
    /// An assertion fails, or a thread panics otherwise.
    Panic,
    /// Threads wait for each other.
    Deadlock,
    /// Threads wait for what nobody is left to do: a wake-up was lost.
    Hang,
    /// The execution never ends.
    Livelock,
}

impl Kind {
    /// The name in reports: `data-race`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::DataRace => "data-race",
            Kind::Panic => "panic",
            Kind::Deadlock => "deadlock",
            Kind::Hang => "hang",
            Kind::Livelock => "livelock",
        }
    }
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its kind.
    pub kind: Kind,
    /// One sentence.
    pub title: String,
    /// The guilty places, `src/queue.rs:20:14`.
    pub places: Vec<String>,
    /// The schedule, for [`Builder::replay`](crate::Builder::replay).
    pub schedule: String,
    /// How often a thread is left that could go on, and which alternatives are taken.
    pub turns: usize,
    /// The report.
    pub report: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report)
    }
}

/// What a search says.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// How many executions were done; repetitions do not count.
    pub executions: u64,
    /// Nothing is left: every other execution is like one of these.
    pub complete: bool,
    /// What was found.
    pub found: Option<Found>,
    said: Said,
}

/// What was searched.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    pub(crate) executions: u64,
    pub(crate) complete: bool,
    /// Only those that differ were done.
    pub(crate) differing: bool,
    pub(crate) random: bool,
    pub(crate) preemptions: Option<u32>,
    /// For a replay: how much of the schedule could not be followed.
    pub(crate) left_out: Option<usize>,
}

impl Said {
    pub(crate) fn verdict(self, found: Option<Found>) -> Verdict {
        Verdict { executions: self.executions, complete: self.complete && found.is_none(), found, said: self }
    }
}

impl fmt::Display for Verdict {
    /// The report, or what was searched.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.executions;
        let plural = if n == 1 { "" } else { "s" };
        let Said { differing, random, preemptions, left_out, .. } = self.said;
        if let Some(found) = &self.found {
            write!(f, "{found}")?;
            return match left_out {
                None => writeln!(f, "\nfound in interleaving {n}"),
                Some(_) => Ok(()),
            };
        }
        match (left_out, self.complete, preemptions) {
            (Some(0), ..) => writeln!(f, "nothing was found in this interleaving"),
            (Some(left), ..) => writeln!(
                f,
                "nothing was found in this interleaving; {left} of its turns could not be followed: the program has changed"
            ),
            (_, true, _) if differing => writeln!(f, "complete: all interleavings, {n} of which differ"),
            (_, true, _) => writeln!(f, "complete: all {n} interleaving{plural}"),
            _ if random => writeln!(f, "nothing was found in {n} random interleaving{plural}"),
            (_, _, Some(bound)) => {
                writeln!(f, "nothing was found in {n} interleaving{plural} with at most {bound} preemptions")
            }
            _ => writeln!(f, "nothing was found in the first {n} interleaving{plural}; there are more"),
        }
    }
}
