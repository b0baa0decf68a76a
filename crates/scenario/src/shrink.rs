//! Making a schedule small: no deviation can be removed without losing the finding.
//!
//! Halves, quarters and so on are tried first (A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing
//! input", TSE 2002), then single deviations until none can go. A deviation is named by who moved last and how often, so
//! those that remain keep their meaning; what cannot be followed any more falls away by itself.

use crate::order::Key;
use crate::worker::Worker;
use engine::Deviation;

/// The most executions that are spent on one schedule.
const TRIES: usize = 2000;

impl Worker {
    /// A schedule that shows `key` and from which nothing can be removed; `deviations` itself if it does not show it.
    pub(crate) fn shrink(&mut self, key: &Key, deviations: Vec<Deviation>) -> Vec<Deviation> {
        self.shrink_by(deviations, |worker, deviations| worker.shows(key, deviations))
    }

    /// A schedule that shows what is asked for and from which nothing can be removed.
    pub(crate) fn shrink_by(
        &mut self,
        deviations: Vec<Deviation>,
        mut shows: impl FnMut(&mut Worker, &[Deviation]) -> bool,
    ) -> Vec<Deviation> {
        let mut best = deviations;
        let mut tries = 0;
        let mut chunk = best.len().div_ceil(2);
        while chunk > 0 && !best.is_empty() {
            let mut at = 0;
            let mut shrunk = false;
            while at < best.len() {
                tries += 1;
                if tries > TRIES {
                    return best;
                }
                let mut candidate = best.clone();
                candidate.drain(at..(at + chunk).min(best.len()));
                if shows(self, &candidate) && self.vm.course.deviations().len() < best.len() {
                    best = self.vm.course.deviations().to_vec();
                    shrunk = true;
                } else {
                    at += chunk;
                }
            }
            if chunk == 1 && !shrunk {
                break;
            }
            if !shrunk || chunk > 1 {
                chunk = (chunk / 2).max(1);
            }
        }
        best
    }
}
