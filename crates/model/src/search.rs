//! The search: executions within rising bounds, or at random, up to the first finding, whose schedule is then made small.
//!
//! Executions with no preemption come first, then those with one and with two, up to ten thousand: most bugs need few (M.
//! Musuvathi, S. Qadeer, "Iterative context bounding", PLDI 2007), and a schedule with few is one that can be read. If these
//! were not all, all that differ follow (`reduced`).

use crate::reduced::Reduced;
use crate::runner::{Body, Runner, install_hook};
use crate::schedule::Schedule;
use crate::tell;
use crate::verdict::{Found, Kind, Said, Verdict};
use crate::world::Finding;
use engine::strategy::{Bounds, Dfs, Random, Replay, Subtree};
use engine::{Deviation, Strategy as _};
use std::sync::Arc;

/// The variable of the environment that names a schedule to replay.
pub(crate) const REPLAY: &str = "LOCKSTEP_REPLAY";
/// The levels of bounds before the one without.
const LEVELS: u32 = 3;
/// The most executions within bounds, where those that differ follow.
const FIRST: u64 = 10_000;
/// The most executions that are spent on making a schedule small.
const TRIES: usize = 500;

type Closure = Arc<dyn Fn() + Send + Sync>;

/// Which executions are done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Which {
    /// Those with few preemptions, then all that differ.
    Both,
    /// All that differ.
    Differing,
    /// All, one by one.
    Every,
    Random,
}

/// How far a search goes.
#[derive(Clone, Debug)]
pub struct Builder {
    executions: u64,
    bound: Option<u32>,
    steps: u64,
    weak: u32,
    seed: u64,
    which: Which,
    replay: Option<String>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            executions: 1_000_000,
            bound: None,
            steps: 10_000,
            weak: 0,
            seed: 0,
            which: Which::Both,
            replay: None,
        }
    }
}

/// A search that stopped.
struct Part<S> {
    strategy: S,
    births: Vec<u8>,
    counted: u64,
    caught: Option<Caught>,
}

/// A finding and its execution.
struct Caught {
    kind: Kind,
    places: Vec<String>,
    deviations: Vec<Deviation>,
    found: Option<Box<Found>>,
}

impl Builder {
    /// All executions that differ, up to a million.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// At most this many executions.
    #[must_use]
    pub fn executions(mut self, n: u64) -> Builder {
        self.executions = n;
        self
    }

    /// Every execution that has at most this many preemptions: a thread is left that could go on.
    #[must_use]
    pub fn preemptions(mut self, n: u32) -> Builder {
        self.bound = Some(n);
        self.every()
    }

    /// Every execution, also those that differ in nothing that could be seen, so that they can be counted.
    #[must_use]
    pub fn every(mut self) -> Builder {
        self.which = Which::Every;
        self
    }

    /// At most this many steps of an execution (10,000); one that has more never ends, and is a finding.
    #[must_use]
    pub fn steps(mut self, n: u64) -> Builder {
        self.steps = n;
        self
    }

    /// How often weak exchanges may fail for no reason in an execution (never).
    #[must_use]
    pub fn weak_failures(mut self, n: u32) -> Builder {
        self.weak = n;
        self
    }

    /// Every execution that differs from all others, from the beginning: what is found may have many preemptions.
    #[must_use]
    pub fn differing(mut self) -> Builder {
        self.which = Which::Differing;
        self
    }

    /// Random executions, with this seed, instead of all.
    #[must_use]
    pub fn random(mut self, seed: u64) -> Builder {
        self.which = Which::Random;
        self.seed = seed;
        self
    }

    /// The one execution of a schedule that a report has named.
    #[must_use]
    pub fn replay(mut self, schedule: impl Into<String>) -> Builder {
        self.replay = Some(schedule.into());
        self
    }

    /// Searches, and panics with the report of what is found. With `LOCKSTEP_REPLAY=SCHEDULE` in the environment it does the
    /// one execution of this schedule.
    ///
    /// # Panics
    /// If something is found, or the schedule is none.
    #[track_caller]
    pub fn check<F: Fn() + Send + Sync + 'static>(mut self, f: F) {
        if let Ok(schedule) = std::env::var(REPLAY) {
            self.replay = Some(schedule);
        }
        let verdict = self.explore(f);
        assert!(verdict.found.is_none(), "{verdict}");
    }

    /// Searches.
    ///
    /// # Panics
    /// If the schedule to be replayed is none, or this is called within an execution.
    #[track_caller]
    pub fn explore<F: Fn() + Send + Sync + 'static>(self, f: F) -> Verdict {
        assert!(!crate::runner::is_running(), "a search cannot be begun within an execution of another");
        install_hook();
        let f: Closure = Arc::new(f);
        if let Some(text) = &self.replay {
            let schedule = text.parse::<Schedule>().unwrap_or_else(|why| panic!("{why}"));
            return self.follow(&f, &schedule);
        }
        match self.which {
            Which::Both | Which::Every => self.all(&f),
            Which::Differing => self.differ(&f, Vec::new(), Said::default()),
            Which::Random => {
                let random = Random::new(self.seed, 0..self.executions);
                let part = self.part(&f, random, Vec::new(), |_| true, self.executions);
                let said = Said { executions: part.counted, random: true, ..Said::default() };
                self.verdict(&f, said, part.births, part.caught)
            }
        }
    }

    fn all(&self, f: &Closure) -> Verdict {
        let mut said = Said { preemptions: self.bound, ..Said::default() };
        let mut births = Vec::new();
        let bounds = |level| if level < LEVELS { Bounds::level(level) } else { Bounds::NONE };
        let differing = self.which == Which::Both;
        let last = if differing { LEVELS - 1 } else { self.bound.unwrap_or(LEVELS).min(LEVELS) };
        let budget = if differing { FIRST.min(self.executions) } else { self.executions };
        for level in 0..=last {
            let within = match self.bound {
                Some(bound) if level >= LEVELS => Bounds { preemptions: bound, ..Bounds::NONE },
                _ => bounds(level),
            };
            let below = level.checked_sub(1).map(bounds);
            let dfs = Dfs::new(within, below, &Subtree::default(), u64::MAX);
            let part = self.part(f, dfs, births, Dfs::counts, budget - said.executions);
            said.executions += part.counted;
            births = part.births;
            let coverage = part.strategy.coverage();
            said.complete = coverage.complete;
            if part.caught.is_some() || coverage.complete {
                return self.verdict(f, said, births, part.caught);
            }
            if !coverage.finished {
                break;
            }
        }
        if !differing || said.executions >= self.executions {
            return self.verdict(f, said, births, None);
        }
        self.differ(f, births, said)
    }

    fn differ(&self, f: &Closure, births: Vec<u8>, said: Said) -> Verdict {
        let part = self.part(f, Reduced::default(), births, Reduced::counts, self.executions);
        let complete = part.strategy.coverage().complete;
        let said = Said { executions: part.counted, complete, differing: true, ..said };
        self.verdict(f, said, part.births, part.caught)
    }

    /// Executions on a thread of their own, until one is worth a finding or so many have counted.
    fn part<S: engine::Strategy + Send + 'static>(
        &self,
        f: &Closure,
        mut strategy: S,
        births: Vec<u8>,
        counts: fn(&S) -> bool,
        limit: u64,
    ) -> Part<S> {
        let (f, steps, weak) = (f.clone(), self.steps, self.weak);
        alone(move || {
            let mut runner = Runner::new(births, false);
            let mut counted = 0;
            while counted < limit && strategy.next().is_some() {
                let ending = runner.execute(body(&f), &mut strategy, steps, weak);
                strategy.ended(ending, &runner.world);
                counted += u64::from(counts(&strategy));
                if runner.world.finding.is_some() {
                    break;
                }
            }
            let caught = runner.world.finding.as_ref().map(|finding| caught(&runner, finding));
            Part { strategy, births: runner.world.births, counted, caught }
        })
    }

    /// One execution of a schedule; recorded, it is told.
    fn one(&self, f: &Closure, schedule: &Schedule, records: bool) -> (Option<Caught>, Schedule, usize) {
        let (f, steps, weak) = (f.clone(), self.steps, self.weak);
        let Schedule { births, deviations } = schedule.clone();
        alone(move || {
            let mut runner = Runner::new(births, records);
            let mut replay = Replay::new(&deviations);
            runner.execute(body(&f), &mut replay, steps, weak);
            let made = Schedule {
                births: runner.world.births.clone(),
                deviations: runner.course.deviations().to_vec(),
            };
            let mut caught = runner.world.finding.as_ref().map(|finding| caught(&runner, finding));
            if let Some(caught) = caught.as_mut().filter(|_| records) {
                caught.found = Some(Box::new(tell::found(&runner, &made)));
            }
            (caught, made, replay.left_out().len())
        })
    }

    fn follow(&self, f: &Closure, schedule: &Schedule) -> Verdict {
        let (caught, _, left_out) = self.one(f, schedule, true);
        let found = caught.and_then(|c| c.found).map(|f| *f);
        Said { executions: 1, left_out: Some(left_out), ..Said::default() }.verdict(found)
    }

    fn verdict(&self, f: &Closure, said: Said, births: Vec<u8>, caught: Option<Caught>) -> Verdict {
        let found = caught.map(|caught| {
            let deviations = self.shrink(f, &births, &caught);
            let told = self.one(f, &Schedule { births: births.clone(), deviations }, true).0;
            let told = told.and_then(|told| told.found).filter(|found| found.kind == caught.kind);
            *told.expect(
                "an execution comes out the same when it is done again; does the closure depend on the host?",
            )
        });
        said.verdict(found)
    }

    /// A schedule that shows the same and from which no deviation can be removed: halves and quarters are tried first
    /// (A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing input", TSE 2002).
    fn shrink(&self, f: &Closure, births: &[u8], caught: &Caught) -> Vec<Deviation> {
        let mut best = caught.deviations.clone();
        let mut chunk = best.len().div_ceil(2);
        let mut tries = 0;
        while chunk > 0 && !best.is_empty() {
            let (mut at, mut shrunk) = (0, false);
            while at < best.len() {
                tries += 1;
                if tries > TRIES {
                    return best;
                }
                let mut candidate = best.clone();
                candidate.drain(at..(at + chunk).min(best.len()));
                let schedule = Schedule { births: births.to_vec(), deviations: candidate };
                let (again, made, _) = self.one(f, &schedule, false);
                let same = again.is_some_and(|a| a.kind == caught.kind && a.places == caught.places);
                if same && made.deviations.len() < best.len() {
                    (best, shrunk) = (made.deviations, true);
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

fn body(f: &Closure) -> Body {
    let f = f.clone();
    Box::new(move || f())
}

fn caught(runner: &Runner, finding: &Finding) -> Caught {
    Caught {
        kind: tell::kind(finding),
        places: tell::places(&runner.world, finding),
        deviations: runner.course.deviations().to_vec(),
        found: None,
    }
}

/// Runs `f` on a thread of the computer of its own: after a panic it is good for nothing else.
fn alone<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    match std::thread::spawn(f).join() {
        Ok(result) => result,
        Err(why) => std::panic::resume_unwind(why),
    }
}
