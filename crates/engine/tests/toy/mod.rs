//! A world of small programs: registers, variables, locks, semaphores, choices, interrupts.
//!
//! A program is a function from its local state to its next operation; the result of an operation is in the local state when
//! the function is called again.
#![allow(dead_code, reason = "each test file uses its part")]

use engine::{Alts, Ctx, Ending, Footprint, Mode, Nature, Obj, Strategy, WaitsFor, World, explore};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// The result is the variable.
    Load(usize),
    Store(usize, i64),
    /// If it is the first value it becomes the second. The result is what it was.
    Cas(usize, i64, i64),
    /// The result is what it was before.
    Add(usize, i64),
    Lock(usize),
    /// The result is whether it was taken.
    TryLock(usize),
    Unlock(usize),
    Read(usize),
    EndRead(usize),
    Write(usize),
    EndWrite(usize),
    Down(usize),
    TryDown(usize),
    Up(usize),
    /// Waits until the variable is not zero.
    Await(usize),
    /// The result is one of so many.
    Choose(u32),
    /// Interrupts off and on, on the CPU of the context.
    Mask,
    Unmask,
    /// Of a handler: its first and last operation.
    Enter,
    Exit,
    End,
}

/// What a program remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    pub pc: usize,
    pub result: i64,
    pub r: [i64; 4],
}

pub type Code = Rc<dyn Fn(&mut Local, &mut [i64]) -> Op>;

/// Programs, and what they run on.
#[derive(Clone)]
pub struct Setup {
    pub codes: Vec<Code>,
    /// The CPU of each program.
    pub cpus: Vec<usize>,
    /// Which of them are interrupt handlers.
    pub handlers: Vec<bool>,
    pub variables: usize,
    pub units: Vec<i64>,
}

impl Setup {
    pub fn new(variables: usize) -> Setup {
        Setup { codes: Vec::new(), cpus: Vec::new(), handlers: Vec::new(), variables, units: vec![1; 4] }
    }

    pub fn task(self, code: impl Fn(&mut Local) -> Op + 'static) -> Setup {
        self.task_with(move |l, _| code(l))
    }

    /// A task that also uses memory whose accesses are no steps.
    pub fn task_with(mut self, code: impl Fn(&mut Local, &mut [i64]) -> Op + 'static) -> Setup {
        self.cpus.push(self.codes.len());
        self.codes.push(Rc::new(code));
        self.handlers.push(false);
        self
    }

    pub fn handler(mut self, cpu: usize, code: impl Fn(&mut Local) -> Op + 'static) -> Setup {
        self.cpus.push(cpu);
        self.codes.push(Rc::new(move |l, _| code(l)));
        self.handlers.push(true);
        self
    }

    pub fn tasks(mut self, n: usize, code: impl Fn(usize, &mut Local) -> Op + Clone + 'static) -> Setup {
        for i in 0..n {
            let code = code.clone();
            self = self.task(move |l| code(i, l));
        }
        self
    }
}

/// A step that was made.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    pub context: Ctx,
    pub op: Op,
    pub result: i64,
    pub footprint: Footprint,
}

#[derive(Clone)]
pub struct Toy {
    setup: Rc<Setup>,
    locals: Vec<Local>,
    next: Vec<Op>,
    alive: Vec<Ctx>,
    pub variables: Vec<i64>,
    plain: Vec<i64>,
    owner: [Option<Ctx>; 8],
    readers: [i64; 8],
    writer: [Option<Ctx>; 8],
    units: Vec<i64>,
    /// Who has interrupts off, on each CPU, and the handlers that run there.
    masked: Vec<bool>,
    pile: Vec<Vec<Ctx>>,
    pub made: Vec<Made>,
}

const VARIABLE: u8 = 1;
const LOCK: u8 = 2;
const WRITERS: u8 = 3;
const MASK: u8 = 4;
/// What a handler and what it may interrupt share: the handler is one step to the others on its CPU.
const CPU: u8 = 5;

fn obj(kind: u8, n: usize) -> Obj {
    Obj::new(kind, n as u64)
}

impl Toy {
    pub fn new(setup: &Rc<Setup>) -> Toy {
        let n = setup.codes.len();
        let cpus = setup.cpus.iter().max().map_or(0, |c| c + 1);
        let mut toy = Toy {
            locals: vec![Local::default(); n],
            next: vec![Op::End; n],
            alive: (0..n as u16).map(Ctx).collect(),
            variables: vec![0; setup.variables],
            plain: vec![0; 32],
            owner: [None; 8],
            readers: [0; 8],
            writer: [None; 8],
            units: setup.units.clone(),
            masked: vec![false; cpus],
            pile: vec![Vec::new(); cpus],
            made: Vec::new(),
            setup: setup.clone(),
        };
        for i in 0..n {
            toy.advance(i);
        }
        toy
    }

    fn advance(&mut self, i: usize) {
        self.next[i] = (self.setup.codes[i])(&mut self.locals[i], &mut self.plain);
    }

    pub fn op(&self, c: Ctx) -> Op {
        self.next[c.index()]
    }

    fn cpu(&self, c: Ctx) -> usize {
        self.setup.cpus[c.index()]
    }

    fn enabled(&self, c: Ctx) -> bool {
        let (cpu, op) = (self.cpu(c), self.op(c));
        if op == Op::Enter {
            return self.pile[cpu].is_empty() && !self.masked[cpu];
        }
        if let Some(top) = self.pile[cpu].last()
            && *top != c
        {
            return false;
        }
        match op {
            Op::End => false,
            Op::Lock(l) => self.owner[l].is_none(),
            Op::Read(l) => self.writer[l].is_none(),
            Op::Write(l) => self.writer[l].is_none() && self.readers[l] == 0,
            Op::Down(s) => self.units[s] > 0,
            Op::Await(v) => self.variables[v] != 0,
            _ => true,
        }
    }

    /// The class of the execution: for each context, for each of its steps, which steps of the others come before it.
    pub fn class(&self) -> Class {
        let n = self.alive.len();
        let mut clocks: Vec<Vec<usize>> = Vec::new();
        let mut of: Vec<Vec<Vec<usize>>> = vec![Vec::new(); n];
        for (i, m) in self.made.iter().enumerate() {
            let c = m.context.index();
            let mut clock = of[c].last().cloned().unwrap_or_else(|| vec![0; n]);
            for (j, e) in self.made[..i].iter().enumerate() {
                if depends(&e.footprint, &m.footprint) {
                    for (a, b) in clock.iter_mut().zip(&clocks[j]) {
                        *a = (*a).max(*b);
                    }
                }
            }
            clock[c] += 1;
            clocks.push(clock.clone());
            of[c].push(clock);
        }
        // Which alternative was taken, and what was seen, tells executions apart, too.
        for m in &self.made {
            of[m.context.index()].push(vec![m.result as usize]);
        }
        of
    }
}

/// Whether the order of two steps can be seen, said plainly.
fn depends(a: &Footprint, b: &Footprint) -> bool {
    a.iter().any(|(x, m)| {
        b.iter().any(|(y, n)| {
            x == y && (m, n) != (Mode::Read, Mode::Read) && (m, n) != (Mode::Release, Mode::Release)
        })
    })
}

impl Toy {
    fn on_cpu(&self, c: Ctx, footprint: Footprint) -> Footprint {
        let cpu = self.cpu(c);
        let busy = (0..self.alive.len()).any(|i| self.setup.handlers[i] && self.setup.cpus[i] == cpu);
        match self.op(c) {
            _ if !busy => footprint,
            Op::Enter | Op::Exit => footprint.and(obj(CPU, cpu), Mode::Write),
            _ if self.setup.handlers[c.index()] => footprint,
            _ => footprint.and(obj(CPU, cpu), Mode::Read),
        }
    }

    fn touches(&self, c: Ctx) -> Footprint {
        let mask = obj(MASK, self.cpu(c));
        match self.op(c) {
            Op::Load(v) | Op::Await(v) => Footprint::of(obj(VARIABLE, v), Mode::Read),
            Op::Store(v, _) | Op::Cas(v, ..) | Op::Add(v, _) => Footprint::of(obj(VARIABLE, v), Mode::Write),
            Op::Lock(l) => Footprint::of(obj(LOCK, l), Mode::Acquire),
            Op::TryLock(l) => Footprint::of(obj(LOCK, l), Mode::Write),
            Op::Unlock(l) => Footprint::of(obj(LOCK, l), Mode::Release),
            Op::Read(l) => Footprint::of(obj(WRITERS, l), Mode::Read),
            Op::EndRead(l) => Footprint::of(obj(LOCK, l), Mode::Release),
            Op::Write(l) => Footprint::of(obj(LOCK, l), Mode::Acquire).and(obj(WRITERS, l), Mode::Acquire),
            Op::EndWrite(l) => Footprint::of(obj(LOCK, l), Mode::Release).and(obj(WRITERS, l), Mode::Release),
            Op::Down(s) | Op::Up(s) | Op::TryDown(s) => Footprint::of(obj(LOCK, s), Mode::Write),
            Op::Mask | Op::Enter => Footprint::of(mask, Mode::Acquire),
            Op::Unmask | Op::Exit => Footprint::of(mask, Mode::Release),
            Op::Choose(_) | Op::End => Footprint::EMPTY,
        }
    }
}

impl World for Toy {
    fn contexts(&self) -> &[Ctx] {
        &self.alive
    }

    fn picks(&self, c: Ctx) -> Alts {
        match self.op(c) {
            _ if !self.enabled(c) => Alts::NONE,
            Op::Choose(n) => Alts::first(n),
            _ => Alts::ONE,
        }
    }

    fn wants(&self, c: Ctx, _: u8) -> Footprint {
        self.on_cpu(c, self.touches(c))
    }

    fn perform(&mut self, c: Ctx, alt: u8) -> Footprint {
        let i = c.index();
        let op = self.op(c);
        let mut footprint = self.touches(c);
        let cpu = self.cpu(c);
        let mut result = 0;
        match op {
            Op::Load(v) => result = self.variables[v],
            Op::Store(v, x) => self.variables[v] = x,
            Op::Cas(v, old, new) if self.variables[v] == old => {
                self.variables[v] = new;
                result = old;
            }
            Op::Cas(v, ..) => {
                footprint = Footprint::of(obj(VARIABLE, v), Mode::Read);
                result = self.variables[v];
            }
            Op::Add(v, n) => {
                result = self.variables[v];
                self.variables[v] += n;
            }
            Op::TryLock(l) if self.owner[l].is_some() => {
                footprint = Footprint::of(obj(LOCK, l), Mode::Read);
            }
            Op::Lock(l) | Op::TryLock(l) => {
                self.owner[l] = Some(c);
                result = 1;
            }
            Op::Unlock(l) => self.owner[l] = None,
            Op::Read(l) => self.readers[l] += 1,
            Op::EndRead(l) => self.readers[l] -= 1,
            Op::Write(l) => self.writer[l] = Some(c),
            Op::EndWrite(l) => self.writer[l] = None,
            Op::TryDown(s) if self.units[s] == 0 => footprint = Footprint::of(obj(LOCK, s), Mode::Read),
            Op::Down(s) | Op::TryDown(s) => {
                self.units[s] -= 1;
                result = 1;
            }
            Op::Up(s) => self.units[s] += 1,
            Op::Choose(_) => result = alt.into(),
            Op::Mask => self.masked[cpu] = true,
            Op::Unmask => self.masked[cpu] = false,
            Op::Enter => self.pile[cpu].push(c),
            Op::Exit => {
                self.pile[cpu].pop();
            }
            Op::Await(_) | Op::End => {}
        }
        footprint = self.on_cpu(c, footprint);
        self.made.push(Made { context: c, op, result, footprint });
        self.locals[i].result = result;
        self.advance(i);
        footprint
    }

    fn may_wait(&self, c: Ctx) -> bool {
        let op = self.op(c);
        matches!(op, Op::Lock(_) | Op::Read(_) | Op::Write(_) | Op::Down(_) | Op::Await(_) | Op::Enter)
    }

    fn waits_for(&self, c: Ctx) -> WaitsFor {
        if let Some(top) = self.pile[self.cpu(c)].last()
            && *top != c
        {
            return WaitsFor::Context(*top);
        }
        match self.op(c) {
            Op::Lock(l) => self.owner[l].map_or(WaitsFor::Anyone, WaitsFor::Context),
            Op::Read(l) | Op::Write(l) => self.writer[l].map_or(WaitsFor::Anyone, WaitsFor::Context),
            _ => WaitsFor::Anyone,
        }
    }

    fn nature(&self, c: Ctx, _: u8) -> Nature {
        if self.setup.handlers[c.index()] && self.op(c) == Op::Enter {
            Nature::Interrupt
        } else {
            Nature::Ordinary
        }
    }
}

/// For each context, for each step, a clock; then what it saw.
pub type Class = Vec<Vec<Vec<usize>>>;

/// Final variables, a deadlock's contexts, and what contexts saw.
pub type Outcome = (Vec<i64>, Vec<Ctx>, Vec<Vec<i64>>);

/// What a search has seen.
#[derive(Default)]
pub struct Seen {
    pub executions: u64,
    pub deadlocks: u64,
    /// An execution of each class.
    pub classes: BTreeMap<Class, String>,
    /// Final variables and what each context saw; of a deadlock, who is in it, and what these saw.
    pub outcomes: BTreeSet<Outcome>,
    /// What each context ever saw, up to each of its steps.
    pub views: BTreeSet<(Ctx, Vec<i64>)>,
    /// Classes are kept.
    pub classify: bool,
}

impl Seen {
    pub fn with_classes() -> Seen {
        Seen { classify: true, ..Seen::default() }
    }
}

/// Searches until the strategy has nothing left.
pub fn search(setup: &Rc<Setup>, strategy: &mut dyn Strategy, seen: &mut Seen) {
    explore(
        strategy,
        || Toy::new(setup),
        |e| {
            if e.ending == Ending::Abandoned {
                return;
            }
            seen.executions += 1;
            let deadlock = e.ending == Ending::Deadlock;
            seen.deadlocks += u64::from(deadlock);
            if seen.classify {
                let steps: Vec<_> =
                    e.world.made.iter().map(|m| format!("{}:{:?}={}", m.context.0, m.op, m.result)).collect();
                seen.classes.entry(e.world.class()).or_insert_with(|| steps.join(" "));
                let results = |c: &Ctx| -> Vec<i64> {
                    let of = e.world.made.iter().filter(|m| m.context == *c);
                    of.map(|m| m.result).collect()
                };
                let mut cycle = if deadlock { e.course.cycle().to_vec() } else { Vec::new() };
                cycle.sort_unstable();
                let who = if deadlock { &cycle[..] } else { e.world.contexts() };
                let saw = who.iter().map(results).collect();
                let variables = if deadlock { Vec::new() } else { e.world.variables.clone() };
                seen.outcomes.insert((variables, cycle.clone(), saw));
                for c in e.world.contexts() {
                    let mut saw = results(c);
                    while !saw.is_empty() {
                        seen.views.insert((*c, saw.clone()));
                        saw.pop();
                    }
                }
            }
        },
    );
}
