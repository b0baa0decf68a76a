use super::{Coverage, Execution, Pick, Point, Strategy};
use crate::Deviation;

/// Follows a trace: at the points it names it deviates as written, elsewhere it keeps to the default schedule.
///
/// A deviation whose point never comes, or whose pick is not there when it comes, is left out and counted:
/// shrinking lives from this, and a person who replays is told.
pub struct Replay {
    deviations: Vec<Deviation>,
    used: Vec<bool>,
    done: bool,
}

impl Replay {
    /// A replay of these deviations; it does one execution.
    pub fn new(deviations: &[Deviation]) -> Replay {
        let mut sorted = deviations.to_vec();
        sorted.sort_unstable();
        Replay { used: vec![false; sorted.len()], deviations: sorted, done: false }
    }

    /// Readies the same allocation for another trace.
    pub fn restart(&mut self, deviations: &[Deviation]) {
        self.deviations.clear();
        self.deviations.extend_from_slice(deviations);
        self.deviations.sort_unstable();
        self.used.clear();
        self.used.resize(deviations.len(), false);
        self.done = false;
    }

    /// The deviations that the execution did not follow: their point never came or their pick was not there.
    pub fn left_out(&self) -> Vec<Deviation> {
        self.deviations.iter().zip(&self.used).filter(|(_, used)| !**used).map(|(d, _)| *d).collect()
    }
}

impl Strategy for Replay {
    fn next(&mut self) -> Option<Execution> {
        (!std::mem::replace(&mut self.done, true)).then_some(Execution { number: 0 })
    }

    fn choose(&mut self, at: &Point<'_>) -> Pick {
        let default = Pick::Go(at.default.0, at.default.1);
        let Ok(mut i) = self.deviations.binary_search_by(|d| d.at.cmp(&at.position)) else { return default };
        while i > 0 && self.deviations[i - 1].at == at.position {
            i -= 1;
        }
        while i < self.deviations.len() && self.deviations[i].at == at.position && self.used[i] {
            i += 1;
        }
        let Some(d) = self.deviations.get(i).filter(|d| d.at == at.position) else { return default };
        if at.choices.iter().any(|c| c.context == d.context && c.alts.contains(d.alt)) {
            self.used[i] = true;
            return Pick::Go(d.context, d.alt);
        }
        default
    }

    fn coverage(&self) -> Coverage {
        Coverage { executions: u64::from(self.done), finished: self.done, complete: false }
    }
}
