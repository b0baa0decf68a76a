//! Following a table: the worker's side.
//!
//! Every access of the module is a scheduling point, and the execution stands still before each step. The context of the
//! next cell moves until it has done what the cell says; what it does before that happens on the way. If it cannot move,
//! others go on for it: those that have no column first, in the order of the default schedule, then those that have one
//! and are not yet at their own next cell, then those that are past their last, then interrupts, the clock last. Who
//! stands before its own next cell is held there until it is its turn. A table that cannot be followed ends with the
//! reason: the context is not there, it has ended, it waits for one that is held, or what it did came out otherwise.
//! After the last cell the default schedule goes on to the end.

use crate::deed::{Came, decimal};
use crate::order::{Account, Spot};
use crate::story::{Actor, Row};
use crate::table::{Cell, Deed, Table};
use crate::tell::Cast;
use crate::worker::Worker;
use engine::strategy::Stepwise;
use engine::{Ctx, Ending, Nature};
use machine::{What, is_task, process, softirq_cpu};
use region::Memory;
use serde::{Deserialize, Serialize};

/// The steps on the way to a cell after which it is given up.
const PATIENCE: usize = 50_000;
/// The steps on the way that are told.
const TOLD: usize = 4;

/// A variable of the module's data.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Variable {
    pub(crate) address: usize,
    pub(crate) size: u32,
    pub(crate) signed: bool,
}

/// Why a table cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// The line of the table.
    pub line: usize,
    /// The context, as the head of its column names it.
    pub context: String,
    /// The cell.
    pub cell: String,
    /// Why.
    pub why: String,
    /// What the context did on the way, since its cell before.
    pub way: Vec<String>,
}

/// How a table was followed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Followed {
    /// The execution.
    pub(crate) account: Account,
    /// Where it could not be followed, if it could not.
    pub(crate) mismatch: Option<Mismatch>,
    /// The variables' values at the end, as decimal numbers and as bits.
    pub(crate) values: Vec<(String, u64)>,
    /// Who took part in the cells.
    pub(crate) actors: Vec<Actor>,
    /// What the cells came to.
    pub(crate) rows: Vec<Row>,
    /// Plain accesses that were scheduling points.
    pub(crate) promoted: Vec<Spot>,
}

/// Somebody who follows a table.
struct Follower<'a> {
    table: &'a Table,
    /// The context of each column, once it is known.
    contexts: Vec<Option<Ctx>>,
    /// The next cell.
    next: usize,
    /// The places that the cell of a line has come past; none: it has not begun.
    line: Option<Vec<usize>>,
    /// The cell's call waits for what it takes.
    waits: bool,
    /// What the context did on the way to the cell.
    way: Vec<String>,
    on_the_way: usize,
    /// The events that are told, by their index.
    told: Vec<usize>,
}

/// What happens next.
enum Move {
    /// This step; the cell's own, or one on the way, or somebody else's.
    Go(Ctx, u8, Why),
    /// The table cannot be followed.
    Stop(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Cell,
    Way,
    Other,
}

impl Worker {
    /// Follows a table; `finals` are the variables whose values at the end are told.
    pub(crate) fn follow_table(&mut self, table: &Table, finals: &[Variable]) -> Followed {
        self.promote_all();
        self.vm.recording.switch(true);
        let mut follower = Follower {
            table,
            contexts: vec![None; table.columns.len()],
            next: 0,
            line: None,
            waits: false,
            way: Vec::new(),
            on_the_way: 0,
            told: Vec::new(),
        };
        let mut steps = Stepwise::default();
        self.vm.begin();
        let mut made: Option<(Ctx, Why)> = None;
        let mut mismatch = None;
        loop {
            let seen = self.vm.recording.events().len();
            let ending = self.vm.advance(&mut steps);
            if let Some((c, Why::Cell)) = made
                && let Err(why) = follower.done(self, c, seen, ending.is_some())
            {
                mismatch = Some(why);
                break;
            }
            if let Some(ending) = ending {
                if follower.next < table.cells.len() {
                    mismatch = Some(follower.over(self, ending));
                }
                break;
            }
            match follower.decide(self, &steps) {
                Move::Go(c, alt, why) => {
                    steps.go(c, alt);
                    made = Some((c, why));
                }
                Move::Stop(why) => {
                    mismatch = Some(why);
                    break;
                }
            }
        }
        let mismatch = mismatch.map(|why| follower.mismatch(why));
        if mismatch.is_some() {
            self.vm.stop();
        }
        self.vm.recording.switch(false);
        let value = |v: &Variable| {
            let bits = self.vm.machine.memory.load(v.address, v.size as usize).unwrap_or(0);
            (decimal(bits, v.size, v.signed), bits)
        };
        let values = finals.iter().map(value).collect();
        let mut cast = Cast::default();
        let rows = self.rows_of(&follower.told, &mut cast);
        let actors = cast.0.iter().map(|c| self.built.actor(self.vm, *c)).collect();
        let followed = Followed {
            account: self.account(None),
            mismatch,
            values,
            actors,
            rows,
            promoted: self.accessed(),
        };
        self.promote_again();
        followed
    }

    /// The rows that these recorded events are.
    pub(crate) fn rows_of(&self, told: &[usize], cast: &mut Cast) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut on_cpu: Vec<(u16, Ctx)> = Vec::new();
        for (i, r) in self.vm.recording.events().iter().enumerate() {
            let c = r.event.context;
            let interrupted = on_cpu.iter().find(|(cpu, _)| *cpu == r.event.cpu).map(|x| x.1);
            if is_task(c) {
                on_cpu.retain(|(cpu, _)| *cpu != r.event.cpu);
                on_cpu.push((r.event.cpu, c));
            }
            if !told.contains(&i) {
                continue;
            }
            let Some(what) = self.what(r, interrupted, cast) else { continue };
            let (source, inside) = self.folded(&r.frames, r.event.place.pc);
            rows.push(Row { actor: cast.index(c), source, what, inside, guilty: None });
        }
        rows
    }

    /// The places of plain accesses in the execution that has just ended, recorded.
    pub(crate) fn accessed(&self) -> Vec<Spot> {
        let mut spots = Vec::new();
        for spot in self.vm.recording.events().iter().filter_map(|r| self.scheduling_point(r)) {
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
        spots.sort();
        spots
    }

    /// The place of an event that is a step only where its place is promoted.
    pub(crate) fn scheduling_point(&self, r: &vm::Recorded) -> Option<Spot> {
        let plain = match r.event.what {
            What::Accessed(a, _) => !a.kind.is_marked(),
            What::Performed(machine::Op::Kfree(_), _) => true,
            _ => false,
        };
        plain.then(|| self.built.spot(r.event.place.pc))
    }

    /// The context that the head of a column names.
    fn context_named(&self, head: &str, process_number: Option<u16>) -> Option<Ctx> {
        if let Some(n) = process_number {
            return Some(process(n));
        }
        let appeared = self.vm.machine.appeared();
        let soft =
            |kind: &str| head.strip_prefix(kind).is_some_and(|rest| rest.starts_with(' ') || rest.is_empty());
        if soft("timer") || soft("tasklet") || soft("softirq") {
            let mut all = appeared.iter().copied().filter(|c| softirq_cpu(*c).is_some());
            return all.find(|c| {
                self.vm.machine.context(*c).is_alive()
                    && !engine::World::picks(&self.vm.machine, *c).is_empty()
            });
        }
        let first = format!("{head}/0");
        let named = |wanted: &str| appeared.iter().copied().find(|c| self.built.name(self.vm, *c) == wanted);
        named(head).or_else(|| named(&first))
    }
}

impl Follower<'_> {
    fn cell(&self) -> Option<&Cell> {
        self.table.cells.get(self.next)
    }

    fn context(&mut self, worker: &Worker, column: usize) -> Option<Ctx> {
        if self.contexts[column].is_none() {
            let head = &self.table.columns[column];
            self.contexts[column] = worker.context_named(&head.head, head.process);
        }
        self.contexts[column]
    }

    fn close(&mut self) {
        self.next += 1;
        self.line = None;
        self.waits = false;
        self.way.clear();
        self.on_the_way = 0;
    }

    /// The step of the present cell was made; its events begin at `seen`.
    fn done(&mut self, worker: &Worker, c: Ctx, seen: usize, over: bool) -> Result<(), String> {
        let Some(cell) = self.table.cells.get(self.next) else { return Ok(()) };
        let events = worker.vm.recording.events();
        let events = &events[seen.min(events.len())..];
        let own = events.iter().enumerate().filter(|(_, r)| r.event.context == c);
        self.told.extend(own.map(|(i, _)| seen + i));
        if self.line.is_some() {
            if over {
                self.close();
            }
            return Ok(());
        }
        match worker.came(cell, c, events) {
            Came::Fits => self.close(),
            Came::Waits => self.waits = true,
            Came::Differs(what) => return Err(format!("it {what}")),
        }
        Ok(())
    }

    fn decide(&mut self, worker: &Worker, steps: &Stepwise) -> Move {
        let default = |why| match steps.default_pick() {
            Some((c, alt)) => Move::Go(c, alt, why),
            None => Move::Stop("nobody can move".to_owned()),
        };
        loop {
            let Some(cell) = self.cell().cloned() else { return default(Why::Other) };
            let Some(c) = self.context(worker, cell.column) else { return self.others(worker, steps, None) };
            let mine = steps.choices().iter().find(|x| x.context == c).map(|x| x.alts);
            if let (Some(past), Some((of, line))) = (&mut self.line, &cell.place) {
                let pc = worker.pc(c);
                let on = worker.is_at(c, of, *line) && !past.contains(&pc);
                match mine {
                    Some(alts) if on => {
                        past.push(pc);
                        return Move::Go(c, alts.least(), Why::Cell);
                    }
                    _ => {
                        self.close();
                        continue;
                    }
                }
            }
            if !worker.vm.machine.context(c).is_alive() && is_task(c) {
                return Move::Stop(self.missed(worker, c));
            }
            let Some(alts) = mine else { return self.others(worker, steps, Some(c)) };
            if self.waits {
                return Move::Go(c, alts.least(), Why::Cell);
            }
            if worker.means(&cell, c) {
                let alt = match &cell.deed {
                    Deed::Interrupts(whom) => match self.target(worker, whom) {
                        Some(cpu) if alts.contains(cpu) && softirq_cpu(c).is_none() => cpu,
                        Some(_) if softirq_cpu(c).is_none() => return self.others(worker, steps, Some(c)),
                        _ => alts.least(),
                    },
                    _ => alts.least(),
                };
                if cell.deed == Deed::Line {
                    self.line = Some(vec![worker.pc(c)]);
                }
                return Move::Go(c, alt, Why::Cell);
            }
            self.on_the_way += 1;
            if self.on_the_way > PATIENCE {
                return Move::Stop(format!("it does not come to this within {PATIENCE} steps"));
            }
            if self.way.len() == TOLD {
                self.way.remove(0);
            }
            self.way.push(worker.next_of(c));
            return Move::Go(c, alts.least(), Why::Way);
        }
    }

    /// The CPU that `CPU 1`, or the name of a context, means.
    fn target(&mut self, worker: &Worker, whom: &str) -> Option<u8> {
        if let Some(cpu) = whom.strip_prefix("CPU ") {
            return cpu.trim().parse().ok();
        }
        let c = worker.context_named(whom, None)?;
        (!whom.is_empty()).then(|| worker.vm.machine.context(c).cpu as u8)
    }

    /// The context of the cell cannot move: somebody else does.
    fn others(&mut self, worker: &Worker, steps: &Stepwise, waiting: Option<Ctx>) -> Move {
        let mut free: Vec<(usize, Ctx, u8)> = Vec::new();
        let mut held = Vec::new();
        for choice in steps.choices() {
            let c = choice.context;
            if Some(c) == waiting {
                continue;
            }
            let column = (0..self.contexts.len()).find(|i| self.context(worker, *i) == Some(c));
            let own = column.and_then(|i| self.table.cells[self.next..].iter().find(|cell| cell.column == i));
            if let Some(own) = own.filter(|own| worker.means(own, c)) {
                held.push((c, own.line));
                continue;
            }
            let rank = match choice.nature {
                Nature::Clock => 4,
                Nature::Interrupt => 3,
                _ if column.is_none() => 0,
                _ if own.is_some() => 1,
                _ => 2,
            };
            let current = steps.default_pick().is_some_and(|d| d.0 == c);
            free.push((2 * rank + usize::from(!current), c, choice.alts.least()));
        }
        if let Some((_, c, alt)) = free.into_iter().min() {
            return Move::Go(c, alt, Why::Other);
        }
        let mut why = match waiting {
            Some(c) => {
                let next = worker.next_of(c);
                match worker.keeper_name(c) {
                    Some(keeper) => format!("it cannot move: it would do {next}, and waits for {keeper}"),
                    None => format!("it cannot move: it would do {next}"),
                }
            }
            None => self.nowhere(worker),
        };
        for (c, line) in held {
            why += &format!("; {} stands before its own row, line {line}", worker.built.name(worker.vm, c));
        }
        Move::Stop(why)
    }

    fn nowhere(&self, worker: &Worker) -> String {
        let all = worker.vm.machine.appeared().iter();
        let names: Vec<String> = all.map(|c| worker.built.name(worker.vm, *c)).collect();
        format!("there is no context of this name; there are {}", names.join(", "))
    }

    fn missed(&self, worker: &Worker, c: Ctx) -> String {
        let name = worker.built.name(worker.vm, c);
        format!("{name} ends without doing this")
    }

    /// The execution is over before the table is.
    fn over(&mut self, worker: &Worker, ending: Ending) -> String {
        let column = self.table.cells[self.next].column;
        match (ending, self.context(worker, column)) {
            (Ending::Deadlock, _) => "the execution is over before: it ends in a deadlock".to_owned(),
            (_, None) => self.nowhere(worker),
            (Ending::Finished, Some(c)) if worker.vm.machine.context(c).is_alive() && is_task(c) => {
                format!("the execution is over before: it would do {} and never can", worker.next_of(c))
            }
            (Ending::Finished, Some(c)) => self.missed(worker, c),
            (Ending::Budget, _) => "the execution does not come to it: a loop has no end".to_owned(),
            _ => match worker.vm.findings.list().last() {
                Some(f) => format!("the execution is over before: {}", f.code().name()),
                None => "the execution is over before".to_owned(),
            },
        }
    }

    fn mismatch(&self, why: String) -> Mismatch {
        let cell = &self.table.cells[self.next.min(self.table.cells.len().saturating_sub(1))];
        Mismatch {
            line: cell.line,
            context: self.table.columns[cell.column].head.clone(),
            cell: cell.text.clone(),
            why,
            way: self.way.clone(),
        }
    }
}
