//! An execution that a person leads: the parent's side. It builds the module, keeps the steps made so far, and asks a
//! worker (`lead.rs`) for what comes of them.
//!
//! A worker that is lost, because module code killed it or never comes back, is replaced by another, which makes the same
//! steps up to where the execution stood. A loop without events ends in a build of the module that counts its blocks.

use crate::commands::{enter_directory, fill_sources, fill_text, keep, verdict_of};
use crate::crew::Hand;
use crate::desk::{Answer, Ask};
use crate::lead::{Bid, Led, Look, Move, Point, Standing, Step, Until};
use crate::order::{Account, Key, Order, Reply, Spot};
use crate::story::{Source, Story, Told};
use crate::verdict::{LogLine, Verdict};
use crate::{Built, Error, Setup, Trace, build, drive};
use detect::Code;
use engine::Deviation;
use module::TracePc;
use std::path::Path;

/// The lines that are shown before and behind one.
const AROUND: u32 = 4;

/// An execution that stands still, and is led.
pub struct Walk {
    setup: Setup,
    built: &'static Built,
    hand: Hand,
    counts: bool,
    moves: Vec<Move>,
    promoted: Option<Vec<Spot>>,
    guide: Vec<Deviation>,
    accessed: Vec<Spot>,
    found: Vec<Key>,
    point: Point,
}

/// What came of leading it on.
pub struct Advance {
    /// How many steps were made.
    pub steps: usize,
    /// What happened, the last of it.
    pub story: Story,
    /// What was printed meanwhile.
    pub log: Vec<LogLine>,
    /// What was found.
    pub verdict: Verdict,
    /// How far it was to go did not come.
    pub missed: bool,
}

/// Why a worker gave no answer.
enum Refusal {
    Lost(String),
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Error(error)
    }
}

impl Walk {
    /// Power-on: it stands before its first step, and every access of the module is one.
    ///
    /// # Errors
    /// Everything that can be wrong with what the user gave, and errors of ours.
    pub fn begin(setup: &Setup) -> Result<Walk, Error> {
        let built = keep(build(setup, TracePc::Off)?);
        let mut setup = setup.clone();
        if setup.programs.is_empty() {
            let numbers = drive::commands(&setup, built);
            setup.programs = drive::programs(built, setup.conditions(false), &numbers)?;
        }
        Walk::new(setup, built, None, Vec::new())
    }

    /// The same for the scenario of a trace, which says what happens by default and which accesses are steps.
    ///
    /// # Errors
    /// If the trace cannot be read, or its module not be built.
    pub fn along(path: &Path) -> Result<Walk, Error> {
        let trace = Trace::read(path)?;
        enter_directory(path, &trace.setup.file)?;
        let built = keep(build(&trace.setup, TracePc::Off)?);
        let (promoted, guide) = (trace.spots(), trace.deviations.clone());
        Walk::new(trace.setup, built, Some(promoted), guide)
    }

    fn new(
        setup: Setup,
        built: &'static Built,
        promoted: Option<Vec<Spot>>,
        guide: Vec<Deviation>,
    ) -> Result<Walk, Error> {
        let hand = Hand::hire(built, setup.conditions(false), false)?;
        let (moves, accessed, found) = (Vec::new(), Vec::new(), Vec::new());
        let point = Point::default();
        let mut walk =
            Walk { setup, built, hand, counts: false, moves, promoted, guide, accessed, found, point };
        walk.again()?;
        Ok(walk)
    }

    /// The module's file.
    pub fn file(&self) -> &Path {
        &self.setup.file
    }

    /// What `insmod` says about the parameters.
    pub fn notes(&self) -> &[String] {
        &self.built.notes
    }

    /// How many steps were made.
    pub fn steps(&self) -> usize {
        self.moves.len()
    }

    /// Where it stands.
    pub fn point(&self) -> &Point {
        &self.point
    }

    /// Whether something was found so far.
    pub fn has_found(&self) -> bool {
        !self.found.is_empty()
    }

    /// Leads it on: `first` moves, by this alternative; nobody: who moves by default.
    ///
    /// # Errors
    /// Errors of ours; and a text if the module's process did not survive it, in which case it stands where it stood.
    pub fn go(
        &mut self,
        first: Option<(&Standing, u8)>,
        until: Until,
    ) -> Result<Result<Advance, String>, Error> {
        let first = first.map(|(standing, alt)| (standing.context, alt));
        let bid = Bid::Go { first, until };
        match self.advance(&bid) {
            Ok(step)
                if step.point.over.is_some() && step.missed && step.found.is_empty() && is_place(&bid) =>
            {
                self.again()?;
                let why =
                    "by default the execution is over before it comes to this; it stands where it stood";
                Ok(Err(why.to_owned()))
            }
            Ok(step) => Ok(Ok(self.take(step))),
            Err(Refusal::Error(error)) => Err(error),
            Err(Refusal::Lost(how)) => {
                self.again()?;
                Ok(Err(format!("the module's process was {how}; the execution stands where it stood")))
            }
        }
    }

    /// The answer to a bid. A worker that is stuck is replaced by one in whose module loops end.
    fn advance(&mut self, bid: &Bid) -> Result<Step, Refusal> {
        let lost = match self.ask(bid) {
            Ok(led) => return step_of(led).map_err(Refusal::Error),
            Err(Refusal::Lost(how)) => how,
            Err(error) => return Err(error),
        };
        if self.counts {
            return Err(Refusal::Lost(lost));
        }
        self.counts = true;
        let counted = keep(build(&self.setup, TracePc::On)?);
        self.hand = Hand::hire(counted, self.setup.conditions(false), true)?;
        let begin = self.beginning();
        self.ask(&begin)?;
        step_of(self.ask(bid)?).map_err(Refusal::Error)
    }

    fn beginning(&self) -> Bid {
        Bid::Begin { moves: self.moves.clone(), promoted: self.promoted.clone(), guide: self.guide.clone() }
    }

    fn ask(&mut self, bid: &Bid) -> Result<Led, Refusal> {
        let order = Order::Session(Box::new(Ask::Lead(Box::new(bid.clone()))));
        match self.hand.ask(&order)? {
            Ok(Reply::Session(answer)) => match *answer {
                (Answer::Led(led), _) => Ok(*led),
                _ => Err(Error::internal("a worker answers another question").into()),
            },
            Ok(Reply::Failed(why)) => Err(Error::Internal(why).into()),
            Ok(_) => Err(Error::internal("a worker answers another question").into()),
            Err(lost) => Err(Refusal::Lost(lost.how(lost))),
        }
    }

    /// Makes all steps again, with a worker of its own if need be.
    fn again(&mut self) -> Result<(), Error> {
        let begin = self.beginning();
        let led = match self.ask(&begin) {
            Ok(led) => led,
            Err(Refusal::Error(error)) => return Err(error),
            Err(Refusal::Lost(_)) => {
                let kept = if self.counts { TracePc::On } else { TracePc::Off };
                let built = if self.counts { keep(build(&self.setup, kept)?) } else { self.built };
                self.hand = Hand::hire(built, self.setup.conditions(false), self.counts)?;
                match self.ask(&begin) {
                    Ok(led) => led,
                    Err(Refusal::Error(error)) => return Err(error),
                    Err(Refusal::Lost(how)) => return Err(Error::internal(format!("a worker was {how}"))),
                }
            }
        };
        let step = step_of(led)?;
        self.accessed.clear();
        self.found.clear();
        self.moves.clear();
        self.take(step);
        Ok(())
    }

    fn take(&mut self, step: Step) -> Advance {
        self.moves.extend(&step.moves);
        self.accessed.extend(step.accessed);
        self.found.extend(step.found.iter().map(|(key, _)| key.clone()));
        self.point = step.point;
        fill_sources(self.point.standing.iter_mut().map(|s| &mut s.source));
        let mut story = Story {
            code: Code::Bug,
            defect: Told::Bug,
            actors: step.actors,
            places: Vec::new(),
            rows: step.rows,
            preemptions: 0,
            interrupts: 0,
            migrations: 0,
            faults: 0,
            outcomes: None,
        };
        fill_text(&mut story);
        let stories = step.found.into_iter().map(|(_, story)| story).collect();
        let verdict = verdict_of(&self.setup, self.built, stories);
        Advance { steps: step.moves.len(), story, log: step.log, verdict, missed: step.missed }
    }

    /// Takes the last `n` steps back; how many there were to take.
    ///
    /// # Errors
    /// Errors of ours.
    pub fn undo(&mut self, n: usize) -> Result<usize, Error> {
        let n = n.min(self.moves.len());
        self.moves.truncate(self.moves.len() - n);
        self.again()?;
        Ok(n)
    }

    /// What a context is about; nobody named: who moves by default, or moved last.
    ///
    /// # Errors
    /// Errors of ours.
    pub fn look(&mut self, whom: Option<&Standing>) -> Result<Look, Error> {
        match self.ask(&Bid::Look(whom.map(|s| s.context))) {
            Ok(Led::Look(mut look)) => {
                fill_sources(look.stack.iter_mut());
                look.around = look.stack.first().map_or(Vec::new(), around);
                Ok(*look)
            }
            other => Err(unexpected(other)),
        }
    }

    fn account(&mut self, bid: &Bid) -> Result<Account, Error> {
        match self.ask(bid) {
            Ok(Led::Account(account)) => Ok(*account),
            other => Err(unexpected(other)),
        }
    }

    /// The kernel log.
    ///
    /// # Errors
    /// Errors of ours.
    pub fn log(&mut self) -> Result<Vec<LogLine>, Error> {
        Ok(self.account(&Bid::Log)?.log)
    }

    /// The execution up to here, to be replayed.
    ///
    /// # Errors
    /// Errors of ours.
    pub fn trace(&mut self) -> Result<Trace, Error> {
        let account = self.account(&Bid::Account)?;
        let mut promoted = self.promoted.clone().unwrap_or_else(|| self.accessed.clone());
        promoted.sort();
        let none = Key { code: Code::Warn, spots: Vec::new() };
        let mut trace = Trace::new(&self.setup, self.found.first().unwrap_or(&none), &promoted, &account);
        if self.found.is_empty() {
            trace.finding.clear();
        }
        Ok(trace)
    }
}

/// Whether it was to go on until somebody comes to something.
fn is_place(bid: &Bid) -> bool {
    matches!(
        bid,
        Bid::Go { until: Until::Line(..) | Until::Function(_) | Until::Moves(_) | Until::Ends(_), .. }
    )
}

/// The lines around one.
fn around(source: &Source) -> Vec<(u32, String)> {
    let text = std::fs::read_to_string(&source.file).unwrap_or_default();
    let lines = text.lines().enumerate().map(|(i, line)| (i as u32 + 1, line.to_owned()));
    lines.filter(|(n, _)| n.abs_diff(source.line) <= AROUND).collect()
}

fn step_of(led: Led) -> Result<Step, Error> {
    match led {
        Led::Step(step) => Ok(*step),
        _ => Err(Error::internal("a worker answers another question")),
    }
}

fn unexpected(answer: Result<Led, Refusal>) -> Error {
    match answer {
        Err(Refusal::Error(error)) => error,
        Err(Refusal::Lost(how)) => Error::internal(format!("a worker was {how}")),
        Ok(_) => Error::internal("a worker answers another question"),
    }
}
