//! An execution that a person leads: the worker's side.
//!
//! The execution stands still before each step ([`Stepwise`]). What can move is told, what it would do, and why the
//! others cannot; whoever leads says who moves, or how far the default schedule goes on. Every access of the module is a
//! step, unless a trace says which are.
//!
//! The steps made so far are kept by the parent: one back is the same execution again without the last step, which is
//! cheap, and the only undo that a machine with side effects in module memory can have.

use crate::deed::decimal;
use crate::names::{operation, short};
use crate::order::{Account, Key, Spot};
use crate::story::{Actor, HeldLock, Row, Source, Story};
use crate::tell::Cast;
use crate::verdict::LogLine;
use crate::worker::Worker;
use engine::strategy::Stepwise;
use engine::{Ctx, Deviation, Ending, WaitsFor, World};
use machine::{
    CLOCK, Kthread, Op, Process, RMMOD, Sched, Stage, What, is_task, line_of, process_of, softirq_cpu,
};
use region::Memory;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// The last events that are told of what was done at once.
const TOLD: usize = 32;
/// The values of the module's data that are told.
const VALUES: usize = 48;

/// What the parent asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Bid {
    /// Power on, and make these steps.
    Begin {
        /// Who moves, by which alternative.
        moves: Vec<Move>,
        /// The places that are steps; none: every access.
        promoted: Option<Vec<Spot>>,
        /// What happens by default where it is not what the default schedule says.
        guide: Vec<Deviation>,
    },
    /// Go on.
    Go {
        /// Who moves first; nobody: the default.
        first: Option<Move>,
        /// How far.
        until: Until,
    },
    /// What a context is about, or who stands in the middle: the source, its locks, the module's data.
    Look(Option<u16>),
    /// The kernel log.
    Log,
    /// The schedule so far.
    Account,
}

/// A step: the context's number and the alternative.
pub(crate) type Move = (u16, u8);

/// How far an execution goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Until {
    /// So many steps; of the one who moves first, if somebody is named.
    Steps(u32),
    /// Somebody comes to this line of a file or a function; an empty name is any.
    Line(String, u32),
    /// Somebody comes to this function.
    Function(String),
    /// Who moves has done all that it does on its line, or cannot go on.
    LineEnds,
    /// A context of this name can move.
    Moves(String),
    /// The context of this name has ended.
    Ends(String),
    /// The execution is over.
    Over,
}

/// A point at which the execution stands still.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Point {
    /// Why it is over, if it is.
    pub over: Option<String>,
    /// Virtual time in nanoseconds since power-on.
    pub time: u64,
    /// Who is there.
    pub standing: Vec<Standing>,
}

/// A context at a point.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Standing {
    /// Its number in the machine.
    pub context: u16,
    /// `bump/0`, `irq 7`.
    pub name: String,
    /// Its CPU, where it has one.
    pub cpu: Option<u16>,
    /// What it would do: `read counter`.
    pub what: String,
    /// From where.
    pub source: Source,
    /// The ways in which it can move; empty: it cannot.
    pub alternatives: Vec<u8>,
    /// It moves by default, and how.
    pub default: Option<u8>,
    /// Why it cannot move.
    pub why: String,
}

/// What came of a bid.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Step {
    /// The steps that were made.
    pub(crate) moves: Vec<Move>,
    /// Who took part.
    pub(crate) actors: Vec<Actor>,
    /// What happened last.
    pub(crate) rows: Vec<Row>,
    /// What was printed.
    pub(crate) log: Vec<LogLine>,
    /// What was found.
    pub(crate) found: Vec<(Key, Story)>,
    /// Plain accesses that were steps for the first time.
    pub(crate) accessed: Vec<Spot>,
    /// Where it stands.
    pub(crate) point: Point,
    /// How far it was to go did not come.
    pub(crate) missed: bool,
}

/// What a context is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Look {
    /// Whose.
    pub name: String,
    /// What it would do.
    pub what: String,
    /// The line at which it is, and those of its callers.
    pub stack: Vec<Source>,
    /// The source around the first of them: the numbers of lines, and their text.
    #[serde(default)]
    pub around: Vec<(u32, String)>,
    /// The locks that it holds, oldest first.
    pub held: Vec<HeldLock>,
    /// The module's data: name and value.
    pub values: Vec<(String, String)>,
    /// There are more of them.
    pub more: bool,
}

/// What a worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Led {
    /// Steps were made.
    Step(Box<Step>),
    /// To [`Bid::Look`].
    Look(Box<Look>),
    /// To [`Bid::Log`] and [`Bid::Account`].
    Account(Box<Account>),
}

/// An execution that is led.
#[derive(Default)]
pub(crate) struct Lead {
    steps: Stepwise,
    guide: Vec<Deviation>,
    /// How it ended.
    over: Option<Ending>,
    /// The findings that were told.
    told: Vec<Key>,
    /// How many strikes were looked at.
    strikes: usize,
    accessed: Vec<Spot>,
    /// How many records of the log were told.
    logged: usize,
    begun: bool,
}

thread_local! {
    /// The one execution that this worker's process leads, between two bids.
    static LEAD: RefCell<Lead> = RefCell::default();
}

/// Where a context was before a step.
struct Before {
    context: Ctx,
    pc: usize,
    source: Source,
}

impl Worker {
    pub(crate) fn led(&mut self, bid: Bid) -> Led {
        let mut lead = LEAD.take();
        let led = match bid {
            Bid::Begin { moves, promoted, guide } => {
                Led::Step(Box::new(self.begin(&mut lead, &moves, promoted, guide)))
            }
            Bid::Go { first, until } => Led::Step(Box::new(self.go(&mut lead, first, &until))),
            Bid::Look(c) => Led::Look(Box::new(self.look_closely(&lead, c.map(Ctx)))),
            Bid::Log | Bid::Account => Led::Account(Box::new(self.account(None))),
        };
        LEAD.set(lead);
        led
    }

    fn begin(
        &mut self,
        lead: &mut Lead,
        moves: &[Move],
        promoted: Option<Vec<Spot>>,
        guide: Vec<Deviation>,
    ) -> Step {
        if lead.begun && lead.over.is_none() {
            self.vm.stop();
        }
        *lead = Lead { guide, begun: true, ..Lead::default() };
        match promoted {
            Some(spots) => {
                self.promote(spots);
                self.promote_again();
            }
            None => self.promote_all(),
        }
        self.vm.recording.switch(true);
        self.vm.begin();
        lead.over = self.vm.advance(&mut lead.steps);
        let mut step = Step::default();
        let seen = self.vm.recording.total();
        for m in moves {
            if lead.over.is_some() {
                break;
            }
            self.make(lead, *m, &mut step);
        }
        self.tell_point(lead, seen, step)
    }

    fn go(&mut self, lead: &mut Lead, first: Option<Move>, until: &Until) -> Step {
        let mut step = Step::default();
        let seen = self.vm.recording.total();
        let mut wanted = first;
        let who = first.map(|m| Ctx(m.0));
        let mut past: Vec<usize> = Vec::new();
        let mut line: Option<(Ctx, Source)> = None;
        loop {
            if lead.over.is_some() {
                step.missed = !matches!(until, Until::Over);
                break;
            }
            let next = wanted.take().or_else(|| match (until, who) {
                (Until::Steps(_), Some(c)) => own_pick(lead, c),
                (Until::LineEnds, _) => line.as_ref().and_then(|(c, _)| own_pick(lead, *c)),
                _ => None,
            });
            let goes_alone = matches!((until, who), (Until::Steps(_), Some(_))) || line.is_some();
            if next.is_none() && goes_alone && !step.moves.is_empty() {
                step.missed = true;
                break;
            }
            let Some(next) = next.or_else(|| self.default_of(lead)) else { break };
            let c = Ctx(next.0);
            let before = Before { context: c, pc: self.pc(c), source: self.place_of(c) };
            if *until == Until::LineEnds {
                past.push(before.pc);
                line.get_or_insert((c, before.source.clone()));
            }
            let known = step.found.len();
            self.make(lead, next, &mut step);
            if step.found.len() > known {
                step.missed = !self.is_there(lead, until, &step, &before, &past, line.as_ref());
                break;
            }
            if self.is_there(lead, until, &step, &before, &past, line.as_ref()) {
                break;
            }
        }
        self.tell_point(lead, seen, step)
    }

    /// Whether the execution has come as far as it was to go.
    fn is_there(
        &self,
        lead: &Lead,
        until: &Until,
        step: &Step,
        before: &Before,
        past: &[usize],
        line: Option<&(Ctx, Source)>,
    ) -> bool {
        let c = before.context;
        let at = self.place_of(c);
        // The next step of the same pass over a line is no arrival.
        let arrives = at.line > 0 && !(at.line == before.source.line && self.pc(c) > before.pc);
        match until {
            Until::Steps(n) => step.moves.len() >= *n as usize,
            Until::Line(of, line) => {
                arrives && at.line == *line && (of.is_empty() || at.function == *of || short(&at.file) == of)
            }
            Until::Function(name) => {
                at.function == *name && (before.source.function != *name || self.pc(c) <= before.pc)
            }
            Until::LineEnds => line.is_none_or(|(c, source)| {
                let at = self.place_of(*c);
                at.line != source.line || past.contains(&self.pc(*c))
            }),
            Until::Moves(name) => {
                let mut all = lead.steps.choices().iter();
                lead.over.is_none() && all.any(|x| self.built.name(self.vm, x.context) == *name)
            }
            Until::Ends(name) => {
                let m = &self.vm.machine;
                let mut all = m.appeared().iter().filter(|c| self.built.name(self.vm, **c) == *name);
                all.next().is_some_and(|c| !m.context(*c).is_alive())
            }
            Until::Over => false,
        }
    }

    /// Makes one step, and takes down what came of it.
    fn make(&mut self, lead: &mut Lead, (c, alt): Move, step: &mut Step) {
        let seen = self.vm.recording.total();
        lead.steps.go(Ctx(c), alt);
        lead.over = self.vm.advance(&mut lead.steps);
        step.moves.push((c, alt));
        let events = self.vm.recording.events();
        let fresh = (self.vm.recording.total() - seen).min(events.len());
        let from = events.len() - fresh;
        for r in &events[from..] {
            if let Some(spot) = self.scheduling_point(r).filter(|s| !lead.accessed.contains(s)) {
                step.accessed.push(spot.clone());
                lead.accessed.push(spot);
            }
        }
        let strikes: Vec<vm::Strike> = self.vm.recording.strikes_so_far().skip(lead.strikes).collect();
        lead.strikes += strikes.len();
        for strike in strikes {
            let key = self.key(&strike.finding);
            if !lead.told.contains(&key) {
                lead.told.push(key.clone());
                step.found.push((key, self.story(&strike)));
            }
        }
    }

    /// What happens by default: what the guide says, or the default schedule.
    fn default_of(&self, lead: &Lead) -> Option<Move> {
        let at = self.vm.course.position();
        let guided = lead.guide.iter().find(|d| d.at == at).filter(|d| {
            lead.steps.choices().iter().any(|c| c.context == d.context && c.alts.contains(d.alt))
        });
        let (c, alt) = guided.map(|d| (d.context, d.alt)).or(lead.steps.default_pick())?;
        Some((c.0, alt))
    }

    /// The step with what happened since `seen` events, and where it stands.
    fn tell_point(&self, lead: &mut Lead, seen: usize, step: Step) -> Step {
        let n = self.vm.recording.events().len();
        let fresh = (self.vm.recording.total() - seen).min(n).min(TOLD);
        let mut cast = Cast::default();
        let constants = &self.built.image.rodata;
        let told = (n - fresh..n).filter(|i| match self.events()[*i].event.what {
            // A format string that printk reads.
            What::Accessed(a, _) => !constants.contains(&a.address),
            _ => true,
        });
        let rows = self.rows_of(&told.collect::<Vec<_>>(), &mut cast);
        let actors = cast.0.iter().map(|c| self.built.actor(self.vm, *c)).collect();
        let point = Point {
            over: lead.over.map(|ending| self.why_over(ending)),
            time: self.vm.machine.now(),
            standing: if lead.over.is_some() { Vec::new() } else { self.standing(lead) },
        };
        let log = self.log().split_off(lead.logged);
        lead.logged += log.len();
        Step { rows, actors, log, point, ..step }
    }

    fn why_over(&self, ending: Ending) -> String {
        match (ending, self.vm.machine.stage()) {
            (Ending::Finished, Stage::Failed(value)) => {
                format!("the module's init function returned {value}, and nothing of it is left to happen")
            }
            (Ending::Finished, Stage::Gone) => {
                "the module is gone, and nothing of it is left to happen".to_owned()
            }
            (Ending::Finished, _) => "nobody can move, and the module is still there".to_owned(),
            (Ending::Deadlock, _) => "it ends in a deadlock".to_owned(),
            (Ending::Budget, _) => "a loop has no end".to_owned(),
            (Ending::Abandoned, _) => "it was given up".to_owned(),
            (Ending::Stopped, _) => match self.vm.findings.list().last() {
                Some(f) => format!("it stops with `{}`", f.code().name()),
                None => "the machine stopped".to_owned(),
            },
        }
    }

    /// Everybody who is alive, or can move.
    fn standing(&self, lead: &Lead) -> Vec<Standing> {
        let default = self.default_of(lead);
        let choices = lead.steps.choices();
        let m = &self.vm.machine;
        let shown = |c: &Ctx| {
            let can = choices.iter().any(|x| x.context == *c);
            // Who is at rest and has nothing to do is not there.
            can || (*c != RMMOD || m.stage() != Stage::Loading)
                && m.context(*c).is_alive()
                && (is_task(*c) || self.has_begun(*c))
        };
        let mut all: Vec<Ctx> = m.contexts().iter().copied().filter(shown).collect();
        all.extend(choices.iter().map(|x| x.context));
        all.sort_unstable();
        all.dedup();
        let standing = |c: Ctx| {
            let mine = choices.iter().find(|x| x.context == c).map(|x| x.alts);
            let (mut what, source) = self.next_step(c);
            match m.declared(c) {
                Some(Op::Kthread(Kthread::Begin)) => {
                    let function = self.built.actor(self.vm, c).function;
                    what = if function.is_empty() { what } else { format!("begin {function}()") };
                }
                Some(Op::Process(Process::Begin(_))) => {
                    let n = process_of(c).map_or(0, usize::from);
                    let program = self.vm.userland.programs.get(n);
                    what = program.map_or(what, |p| crate::steps::text(p));
                }
                _ => {}
            }
            Standing {
                context: c.0,
                name: self.built.actor(self.vm, c).name,
                cpu: (is_task(c) || self.has_begun(c)).then(|| m.context(c).cpu),
                what,
                source,
                alternatives: mine.map_or(Vec::new(), |a| a.iter().collect()),
                default: default.filter(|d| d.0 == c.0).map(|d| d.1),
                why: if mine.is_some() { String::new() } else { self.why_not(c) },
            }
        };
        all.into_iter().map(standing).collect()
    }

    /// Whether a softirq or an interrupt is being served.
    fn has_begun(&self, c: Ctx) -> bool {
        (softirq_cpu(c).or(machine::local_cpu(c)).is_some() || line_of(c).is_some())
            && matches!(self.vm.machine.nature(c, 0), engine::Nature::Ordinary)
    }

    /// Why a context cannot move.
    fn why_not(&self, c: Ctx) -> String {
        let m = &self.vm.machine;
        let name = |d: Ctx| self.built.name(self.vm, d);
        let op = m.declared(c);
        if c == RMMOD && m.stage() == Stage::Live {
            return "comes last".to_owned();
        }
        if matches!(op, Some(Op::Process(Process::Begin(_)))) {
            return "begins when there is something to use".to_owned();
        }
        if matches!(op, Some(Op::Sched(Sched::Unborn))) {
            return "is not woken yet".to_owned();
        }
        if m.is_awaiting(c) {
            return "looks again when what it looked at changes".to_owned();
        }
        let object = op.and_then(|op| operation(&op).1);
        let d = match m.waits_for(c) {
            WaitsFor::Context(d) | WaitsFor::Presumably(d) => d,
            WaitsFor::Anyone => {
                return match (op, object) {
                    (Some(Op::Sleep(_)), _) => "sleeps until time has passed".to_owned(),
                    (Some(Op::Sched(_)), _) => "sleeps until it is woken".to_owned(),
                    (Some(op), Some(at)) if !matches!(op, Op::Kthread(_)) => {
                        format!("waits for {}", self.built.object(self.vm, at))
                    }
                    _ if c == CLOCK => "nothing is due".to_owned(),
                    _ => "waits".to_owned(),
                };
            }
        };
        let held = object.and_then(|at| m.held(d).iter().find(|h| h.address == at));
        if let Some(held) = held {
            let lock = self.built.object(self.vm, held.address);
            let taken = self.built.source(held.pc);
            return match taken.line {
                0 => format!("waits for {lock}, which {} holds", name(d)),
                line => format!("waits for {lock}, which {} holds since line {line}", name(d)),
            };
        }
        let shares_cpu = m.context(d).cpu == m.context(c).cpu && !m.context(c).asleep;
        match is_task(d) {
            false if shares_cpu => format!("is interrupted by {}", name(d)),
            true if shares_cpu && object.is_none() => {
                format!("{} is on its CPU and cannot be preempted", name(d))
            }
            _ if matches!(op, Some(Op::Kthread(_) | Op::Process(_))) => {
                format!("waits for {} to end", name(d))
            }
            _ => format!("waits for {}", name(d)),
        }
    }

    fn look_closely(&self, lead: &Lead, c: Option<Ctx>) -> Look {
        let current = Some(self.vm.course.current()).filter(|c| *c != Ctx::NONE);
        let default = || self.default_of(lead).map(|m| Ctx(m.0));
        let c = c.or_else(|| if lead.over.is_some() { None } else { default() }).or(current);
        let mut look = Look::default();
        if let Some(c) = c {
            let context = self.vm.machine.context(c);
            let (what, source) = self.next_step(c);
            look.name = self.built.actor(self.vm, c).name;
            look.what = what;
            let frames = self.vm.frames(c, context.place);
            let own: Vec<Source> = self.stack(&frames).into_iter().filter(|s| s.line > 0).collect();
            look.stack = if own.is_empty() && source.line > 0 { vec![source] } else { own };
            look.held = self.held(self.vm.machine.held(c));
        }
        (look.values, look.more) = self.values();
        look
    }

    /// The numbers in the module's data, by name.
    fn values(&self) -> (Vec<(String, String)>, bool) {
        let mut values = Vec::new();
        let Some(symbols) = self.built.symbols.as_ref() else { return (values, false) };
        for g in self.built.image.globals.iter().filter(|g| !g.name.starts_with("__")) {
            if self.built.image.rodata.contains(&g.addr) {
                continue;
            }
            let mut offset = 0;
            while offset < g.size.min(256) {
                let at = g.addr + offset;
                if let Some(o) = self.vm.machine.object_at(at) {
                    offset += o.kind.size().max(1);
                    continue;
                }
                let number = [8, 4, 2, 1].into_iter().find_map(|size| {
                    let fits = offset.is_multiple_of(size) && offset + size <= g.size;
                    let signed = symbols.is_signed(at, size).filter(|_| fits)?;
                    let name = symbols.variable(at, size)?;
                    Some((name, size, signed))
                });
                let Some((name, size, signed)) = number else {
                    offset += 1;
                    continue;
                };
                offset += size;
                let Some(bits) = self.vm.machine.memory.load(at, size) else { continue };
                if values.len() == VALUES {
                    return (values, true);
                }
                values.push((name, decimal(bits, size as u32, signed)));
            }
        }
        (values, false)
    }
}

/// The step of this context, if it can move.
fn own_pick(lead: &Lead, c: Ctx) -> Option<Move> {
    let choice = lead.steps.choices().iter().find(|x| x.context == c)?;
    let default = lead.steps.default_pick().filter(|d| d.0 == c).map(|d| d.1);
    Some((c.0, default.unwrap_or(choice.alts.least())))
}
