//! The line that a search shows on a terminal while it goes on.

use scenario::verdict::Searched;
use std::time::{Duration, Instant};

/// The line is not written more often.
const PAUSE: Duration = Duration::from_millis(100);

/// When it was written last, and since when the search goes on.
pub struct Progress {
    began: Instant,
    last: Instant,
}

impl Progress {
    pub fn new() -> Progress {
        let began = Instant::now();
        Progress { began, last: began }
    }

    /// The line, if it is time for one.
    pub fn tell(&mut self, s: &Searched) -> Option<String> {
        let now = Instant::now();
        if now - self.last < PAUSE {
            return None;
        }
        self.last = now;
        Some(line(s, now - self.began))
    }
}

fn line(s: &Searched, spent: Duration) -> String {
    let rate = s.executions as f64 / spent.as_secs_f64().max(0.001);
    let part = match (s.random, s.bound) {
        (0, None) if s.reduced > 0 && s.exhaustive == 0 => "those that differ".to_owned(),
        (0, None) => "without a preemption".to_owned(),
        (0, Some(done)) => {
            let share = s.share.map_or(0.0, |n| f64::from(n) / 100.0);
            format!("bound {}: about {share:.1} %", done + 1)
        }
        _ => "at random".to_owned(),
    };
    format!("{} executions, {rate:.0} a second, round {}, {part}", s.executions, s.rounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_the_search_is() {
        let mut s = Searched { executions: 3000, rounds: 2, ..Searched::default() };
        let second = Duration::from_secs(1);
        assert_eq!(line(&s, second), "3000 executions, 3000 a second, round 2, without a preemption");
        s.reduced = 3000;
        assert_eq!(line(&s, second), "3000 executions, 3000 a second, round 2, those that differ");
        s.exhaustive = 10;
        (s.bound, s.share) = (Some(1), Some(1234));
        let bounded = "3000 executions, 1500 a second, round 2, bound 2: about 12.3 %";
        assert_eq!(line(&s, 2 * second), bounded);
        s.random = 10;
        assert_eq!(line(&s, second), "3000 executions, 3000 a second, round 2, at random");
    }

    #[test]
    fn lines_come_at_intervals() {
        let mut progress = Progress::new();
        let s = Searched::default();
        assert_eq!(progress.tell(&s), None);
        progress.last -= 2 * PAUSE;
        assert!(progress.tell(&s).is_some());
        assert_eq!(progress.tell(&s), None);
    }
}
