//! A schedule as one word: `0.0/1#2>2,2#4>1`.
//!
//! Before the stroke, the parents of all threads but the first, in the order of their numbers. Behind it the deviations
//! from the default schedule: when thread 1 has performed two steps and was the last to move, thread 2 moves; `:1` behind
//! it is an alternative, whom a condition variable wakes, or that a weak exchange fails. `-` stands for nobody.

use crate::clock::THREADS;
use engine::{Ctx, Deviation, Position};

/// A schedule.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Schedule {
    pub(crate) births: Vec<u8>,
    pub(crate) deviations: Vec<Deviation>,
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let births: Vec<String> = self.births.iter().map(u8::to_string).collect();
        write!(f, "{}/", births.join("."))?;
        for (i, d) in self.deviations.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            match d.at.context {
                Ctx::NONE => write!(f, "{comma}->{}", d.context.0)?,
                last => write!(f, "{comma}{}#{}>{}", last.0, d.at.steps, d.context.0)?,
            }
            if d.alt > 0 {
                write!(f, ":{}", d.alt)?;
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Schedule, String> {
        let wrong = |part: &str| format!("`{part}` is no part of a schedule, which looks like `0.0/1#2>2`");
        let thread = |text: &str| text.parse::<u16>().ok().filter(|n| usize::from(*n) < THREADS);
        let (births, deviations) = text.trim().split_once('/').ok_or_else(|| wrong(text))?;
        let mut schedule = Schedule::default();
        for (i, part) in births.split('.').filter(|p| !p.is_empty()).enumerate() {
            let parent = thread(part).filter(|n| usize::from(*n) <= i && i + 1 < THREADS);
            schedule.births.push(parent.ok_or_else(|| wrong(part))? as u8);
        }
        for part in deviations.split(',').filter(|p| !p.is_empty()) {
            let deviation = || {
                let (at, to) = part.split_once('>')?;
                let (to, alt) = to.split_once(':').unwrap_or((to, "0"));
                let alt = alt.parse().ok().filter(|alt: &u8| *alt < 64)?;
                let at = match at {
                    "-" => Position { context: Ctx::NONE, steps: 0 },
                    at => {
                        let (last, steps) = at.split_once('#')?;
                        Position { context: Ctx(thread(last)?), steps: steps.parse().ok()? }
                    }
                };
                Some(Deviation { at, context: Ctx(thread(to)?), alt })
            };
            schedule.deviations.push(deviation().ok_or_else(|| wrong(part))?);
        }
        Ok(schedule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in ["/", "0/", "0.0.1/->2,1#2>2,2#4>1:1"] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["", "x/", "1/", "0/1>2", "0/1#x>2", "0/1#1>99", "0/1#1>1:64", "0/#1>1", "é/"] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }
}
