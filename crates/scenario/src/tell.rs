//! From a recorded execution to stories: the events that matter, with names and places.
//!
//! A story is a window of the recorded events around the one at which the finding struck, without what has nothing to
//! do with it: for a race the accesses to the racing bytes, for a deadlock the calls of those who wait, otherwise the
//! last steps before the end.

use crate::names::operation;
use crate::order::{Account, Key, Turned};
use crate::story::*;
use crate::worker::Worker;
use detect::finding::Fault as Raw;
use detect::{Defect, Finding};
use engine::{Ctx, Deviation};
use machine::{Misuse, Op, Place, Spin, Stage, Timer, is_task, line_of, softirq_cpu};
use std::ops::Range;
use vm::Recorded;

/// The most rows of a story.
const ROWS: usize = 60;

impl Worker {
    /// What the execution that has just ended, recorded, was like; told are the findings with this key, or all.
    pub(crate) fn account(&self, key: Option<&Key>) -> Account {
        let mut stories: Vec<(Key, Story)> = Vec::new();
        for (finding, at) in self.vm.recording.findings() {
            let own = self.key(&finding);
            if key.is_none_or(|k| *k == own) && stories.iter().all(|(k, _)| *k != own) {
                stories.push((own, self.story(&finding, at)));
            }
        }
        let deviations = self.vm.course.deviations();
        let mut names: Vec<Ctx> = deviations.iter().flat_map(|d| [d.at.context, d.context]).collect();
        names.sort_unstable();
        names.dedup();
        let failed = match self.vm.machine.stage() {
            Stage::Failed(value) => Some(value),
            _ => None,
        };
        Account {
            log: self.log(),
            stories,
            failed,
            schedule: deviations.iter().map(|d| self.turned(d)).collect(),
            names: names
                .into_iter()
                .filter(|c| *c != Ctx::NONE)
                .map(|c| (c.0, self.built.name(self.vm, c)))
                .collect(),
            left_out: 0,
        }
    }

    fn turned(&self, d: &Deviation) -> Turned {
        let next = |r: &&Recorded| r.event.context == d.at.context && r.steps == d.at.steps + 1;
        let about = self.vm.recording.events().iter().find(next).map_or(String::new(), |r| {
            let name = match r.event.what {
                machine::What::Performed(op, _) => operation(&op).0,
                machine::What::Accessed(a, _) if a.kind.writes() => "store",
                machine::What::Accessed(..) => "load",
                machine::What::Called(_) => "call",
            };
            let source = self.built.source(r.event.place.pc);
            match source.line {
                0 => name.to_owned(),
                line => format!("{name} {}:{line}", crate::names::short(&source.file)),
            }
        });
        Turned { deviation: *d, about }
    }

    fn story(&self, finding: &Finding, at: usize) -> Story {
        let mut cast = Cast::default();
        let window = self.window(finding, at);
        let places = self.places(finding, at, &mut cast);
        let defect = self.told(finding, &mut cast);
        let mut rows = self.rows(finding, window, &mut cast);
        mark(&mut rows, &places, finding);
        let uninvited = |d: &&Deviation| {
            softirq_cpu(d.context).is_some() || line_of(d.context).is_some() || d.context == machine::CLOCK
        };
        let deviations = self.vm.course.deviations();
        let interrupts = deviations.iter().filter(uninvited).count() as u32;
        Story {
            code: finding.code(),
            defect,
            actors: cast.0.iter().map(|c| self.built.actor(self.vm, *c)).collect(),
            places,
            rows,
            preemptions: deviations.len() as u32 - interrupts,
            interrupts,
        }
    }

    fn events(&self) -> &[Recorded] {
        self.vm.recording.events()
    }

    /// The event of an access of `side`, looking from `from` in the direction of `step`.
    fn access_event(&self, context: Ctx, pc: usize, range: impl Iterator<Item = usize>) -> Option<usize> {
        let mut range = range;
        range.find(|i| {
            self.events().get(*i).is_some_and(|r| r.event.context == context && r.event.place.pc == pc)
        })
    }

    /// The events that a story of `finding`, which struck at `at`, is told from.
    fn window(&self, finding: &Finding, at: usize) -> Range<usize> {
        let n = self.events().len();
        if let Some(window) = self.lost_update(finding) {
            return window;
        }
        match finding.defect {
            Defect::DataRace { earlier, later, .. } => {
                let end = self
                    .access_event(later.context, later.pc, at.saturating_sub(1)..n)
                    .unwrap_or(at.min(n.saturating_sub(1)));
                let start = self.access_event(earlier.context, earlier.pc, (0..end).rev()).unwrap_or(0);
                // An update begins with its load, and ends with its store.
                let line = |i: usize| self.built.source(self.events()[i].event.place.pc).line;
                let same_line = |i: usize, j: usize| {
                    self.events()[i].event.context == self.events()[j].event.context && line(i) == line(j)
                };
                let start = (start.saturating_sub(6)..start)
                    .rev()
                    .take_while(|i| same_line(*i, start))
                    .last()
                    .unwrap_or(start);
                let end = self.after_race(finding, end);
                start..(end + 1).min(n)
            }
            Defect::Deadlock { .. } => 0..n,
            _ => 0..(at + 1).min(n),
        }
    }

    /// For a race: the first load, overtaken by another context's store, up to the store that overwrites it.
    fn lost_update(&self, finding: &Finding) -> Option<Range<usize>> {
        let Defect::DataRace { address, earlier, later } = finding.defect else { return None };
        let sides = [earlier.context, later.context];
        let accesses = self.events().iter().enumerate().filter_map(|(i, r)| match r.event.what {
            machine::What::Accessed(a, _)
                if a.address <= address && address < a.address + a.size as usize =>
            {
                sides
                    .contains(&r.event.context)
                    .then(|| (i, r.event.context, a.kind.writes(), r.event.place.pc))
            }
            _ => None,
        });
        let accesses: Vec<_> = accesses.collect();
        let line = |pc: usize| self.built.source(pc).line;
        for (n, (i, c, writes, pc)) in accesses.iter().enumerate() {
            if *writes {
                continue;
            }
            let mut overtaken = false;
            for (j, d, stores, other) in &accesses[n + 1..] {
                if d != c {
                    overtaken |= stores;
                } else if overtaken && *stores && line(*other) == line(*pc) {
                    return Some(*i..*j + 1);
                } else {
                    break;
                }
            }
        }
        None
    }

    /// The last of the next two accesses to the racing bytes by the two sides, if they follow soon.
    fn after_race(&self, finding: &Finding, end: usize) -> usize {
        let Defect::DataRace { earlier, later, .. } = finding.defect else { return end };
        let sides = [earlier.context, later.context];
        let follows = (end + 1..self.events().len().min(end + 12)).filter(|i| {
            let r = &self.events()[*i];
            sides.contains(&r.event.context) && self.concerns(finding, r)
        });
        follows.take(2).last().unwrap_or(end)
    }

    /// Whether an event has to do with the finding.
    fn concerns(&self, finding: &Finding, r: &Recorded) -> bool {
        let c = r.event.context;
        if let machine::What::Accessed(a, _) = r.event.what {
            // Constants: a format string that printk reads.
            if self.built.image.rodata.contains(&a.address) {
                return false;
            }
        }
        let touches = |address: usize, size: usize| match r.event.what {
            machine::What::Accessed(a, _) => {
                a.address < address + size && address < a.address + a.size as usize
            }
            machine::What::Performed(Op::Kfree(k), _) => {
                let o = self.vm.machine.heap().find(k.address);
                o.is_some_and(|o| o.address < address + size && address < o.address + o.size)
            }
            _ => false,
        };
        let loader = c == machine::INSMOD || c == machine::RMMOD;
        let call = matches!(r.event.what, machine::What::Performed(op, _) if !matches!(op, Op::Kfree(_) | Op::Access(_)));
        match finding.defect {
            Defect::DataRace { address, earlier, later } => {
                let side = c == earlier.context || c == later.context;
                touches(address, 1) || side && call && !loader
            }
            Defect::Deadlock { cycle, len } => cycle[..usize::from(len).min(8)].contains(&c) && call,
            Defect::Heap { object, .. } => {
                let o = self.vm.machine.heap().objects().get(object as usize);
                let own = o.is_some_and(|o| touches(o.address, o.size + 16));
                own || call && (c == finding.context || !loader) || self.matters(finding, r)
            }
            _ => c == finding.context || call && !loader || self.matters(finding, r),
        }
    }

    /// Whether another context's access is one to what the guilty context looks at, too, or a marked one.
    fn matters(&self, finding: &Finding, r: &Recorded) -> bool {
        match r.event.what {
            machine::What::Accessed(a, _) if a.kind.is_marked() => true,
            machine::What::Accessed(a, _) => {
                let mut mine =
                    self.events().iter().rev().filter(|e| e.event.context == finding.context).take(64);
                mine.any(|e| match e.event.what {
                    machine::What::Accessed(b, _) => {
                        a.address < b.address + b.size as usize && b.address < a.address + a.size as usize
                    }
                    _ => false,
                })
            }
            machine::What::Performed(Op::Kfree(_), _) => true,
            _ => false,
        }
    }

    /// The innermost place in the module's own files: what stands in one of our headers is told by its caller.
    fn own_source(&self, stack: &[Source], fallback: Source) -> Source {
        stack.iter().find(|s| s.line > 0 && !s.file.starts_with("include/")).cloned().unwrap_or(fallback)
    }

    fn rows(&self, finding: &Finding, window: Range<usize>, cast: &mut Cast) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut on_cpu: Vec<(u16, Ctx)> = Vec::new();
        for i in 0..window.end {
            let r = &self.events()[i];
            let c = r.event.context;
            let interrupted = on_cpu.iter().rev().find(|(cpu, _)| *cpu == r.event.cpu).map(|x| x.1);
            if is_task(c) {
                on_cpu.retain(|(cpu, _)| *cpu != r.event.cpu);
                on_cpu.push((r.event.cpu, c));
            }
            if i < window.start || !self.concerns(finding, r) {
                continue;
            }
            let Some(what) = self.what(r, interrupted, cast) else { continue };
            let source = self.built.source(r.event.place.pc);
            let row = Row { actor: cast.index(c), source, what, guilty: None };
            if rows.last().is_none_or(|last| {
                last.what != row.what
                    || last.actor != row.actor
                    || matches!(row.what, What::Read { .. } | What::Write { .. })
            }) {
                rows.push(row);
            }
        }
        let stop = finding.is_fatal() && !matches!(finding.defect, Defect::Deadlock { .. });
        if stop {
            let source = self.built.source(finding.place.pc);
            let actor = cast.index(finding.context);
            rows.push(Row { actor, source, what: What::Stops, guilty: None });
        }
        let surplus = rows.len().saturating_sub(ROWS);
        rows.drain(..surplus);
        rows
    }

    fn what(&self, r: &Recorded, interrupted: Option<Ctx>, cast: &mut Cast) -> Option<What> {
        Some(match r.event.what {
            machine::What::Accessed(a, value) => {
                let variable = self.built.variable(self.vm, a.address, a.size as usize);
                match a.kind.writes() {
                    true => What::Write { variable, before: value, value: r.after, size: a.size },
                    false => What::Read { variable, value, size: a.size },
                }
            }
            machine::What::Called(function) => {
                let name = self.built.image.function_name(function).unwrap_or("?").to_owned();
                What::Begins(name)
            }
            machine::What::Performed(op, result) => match op {
                Op::Atomic(_) | Op::Access(_) | Op::Lifecycle(_) => return None,
                Op::Softirq(machine::Softirq::Enter) | Op::Irq(machine::Irq::Enter) => What::Interrupts {
                    cpu: r.event.cpu,
                    interrupted: interrupted
                        .filter(|t| self.vm.machine.context(*t).is_alive())
                        .map(|t| cast.index(t)),
                },
                Op::Softirq(_) => return None,
                Op::Irq(machine::Irq::Exit) | Op::Kthread(machine::Kthread::Exit(_)) => What::Ends,
                Op::Kthread(machine::Kthread::Begin) => return None,
                Op::Timer(Timer::Tick) => What::Time(r.time),
                _ => {
                    let (name, object) = operation(&op);
                    let size = if matches!(op, Op::Timer(_)) { 32 } else { 8 };
                    let object = object.map_or(String::new(), |at| self.built.variable(self.vm, at, size));
                    let result = self.result(&op, result, cast);
                    What::Call { name: name.to_owned(), object, result }
                }
            },
        })
    }

    fn result(&self, op: &Op, result: Option<u64>, cast: &mut Cast) -> CallResult {
        let Some(value) = result else {
            let owner = match op {
                Op::Spin(s) => self.vm.machine.lock_owner(s.address()),
                Op::Mutex(m) => self.vm.machine.lock_owner(m.address()),
                Op::Kthread(machine::Kthread::Stop(task)) => machine::task_at(*task),
                _ => None,
            };
            return CallResult::Waits(owner.map(|o| cast.index(o)));
        };
        match op {
            Op::Spin(Spin::Lock(..) | Spin::Wait(..)) => CallResult::Taken,
            Op::Spin(Spin::Unlock(..)) | Op::Mutex(machine::Mutex::Unlock(_)) => CallResult::Released,
            Op::Mutex(machine::Mutex::Lock(_) | machine::Mutex::Wait(..)) => CallResult::Taken,
            Op::Spin(Spin::TryLock(_)) | Op::Mutex(machine::Mutex::TryLock(_)) if value != 0 => {
                CallResult::Taken
            }
            Op::Spin(_) | Op::Mutex(_) => CallResult::Returns(value as i64),
            Op::Kthread(machine::Kthread::ShouldStop | machine::Kthread::Join(_)) => {
                CallResult::Returns(value as i32 as i64)
            }
            Op::Completion(machine::Completion::Done(_) | machine::Completion::TryWait(_)) => {
                CallResult::Returns(value as i64)
            }
            Op::Timer(_) | Op::Irq(machine::Irq::Request(..)) => CallResult::Returns(value as i32 as i64),
            _ => CallResult::Done,
        }
    }

    fn stack(&self, frames: &[usize]) -> Vec<Source> {
        frames.iter().take_while(|pc| **pc != 0).map(|pc| self.built.source(*pc)).collect()
    }

    fn held(&self, held: &[machine::Held]) -> Vec<HeldLock> {
        let held = held.iter().filter(|h| h.address != 0);
        held.map(|h| HeldLock {
            name: self.built.variable(self.vm, h.address, 8),
            taken: self.built.source(h.pc),
        })
        .collect()
    }

    fn places(&self, finding: &Finding, at: usize, cast: &mut Cast) -> Vec<Guilty> {
        let place_of = |c: Ctx, place: Place, role, cast: &mut Cast| {
            let stack = self.stack(&self.vm.frames(c, place));
            Guilty {
                role,
                actor: cast.index(c),
                source: self.own_source(&stack, self.built.source(place.pc)),
                access: None,
                stack,
                held: self.held(self.vm.machine.context(c).held()),
            }
        };
        let only = |c: Ctx, pc: usize, role, cast: &mut Cast| Guilty {
            role,
            actor: cast.index(c),
            source: self.built.source(pc),
            access: None,
            stack: vec![self.built.source(pc)],
            held: Vec::new(),
        };
        match finding.defect {
            Defect::DataRace { earlier, later, .. } => {
                let n = self.events().len();
                let second = self.access_event(later.context, later.pc, at.saturating_sub(1)..n);
                let before = second.unwrap_or(at);
                let first = self.access_event(earlier.context, earlier.pc, (0..before).rev());
                let mut side = |s: detect::Side, i: Option<usize>, role| {
                    let r = i.map(|i| &self.events()[i]);
                    let size = match r.map(|r| r.event.what) {
                        Some(machine::What::Accessed(a, _)) => a.size,
                        _ => 0,
                    };
                    let stack = r.map_or(vec![self.built.source(s.pc)], |r| self.stack(&r.frames));
                    Guilty {
                        role,
                        actor: cast.index(s.context),
                        source: self.own_source(&stack, self.built.source(s.pc)),
                        access: Some(AccessWord { write: s.kind.writes(), marked: s.kind.is_marked(), size }),
                        stack,
                        held: r.map_or(Vec::new(), |r| self.held(&r.held)),
                    }
                };
                vec![side(earlier, first, Role::Earlier), side(later, second, Role::Here)]
            }
            Defect::Deadlock { cycle, len } => {
                let cycle = &cycle[..usize::from(len).min(8)];
                let waits: Vec<Guilty> = cycle
                    .iter()
                    .map(|c| place_of(*c, self.vm.machine.context(*c).place, Role::Waits, cast))
                    .collect();
                let took = cycle
                    .iter()
                    .flat_map(|c| self.vm.machine.context(*c).held().iter().map(move |h| (*c, h.pc)));
                let took: Vec<Guilty> = took.map(|(c, pc)| only(c, pc, Role::Took, cast)).collect();
                waits.into_iter().chain(took).collect()
            }
            Defect::Heap { object, write, size, .. } => {
                let mut here = place_of(finding.context, finding.place, Role::Here, cast);
                here.access = Some(AccessWord { write, marked: false, size });
                let mut all = vec![here];
                if let Some(o) = self.vm.machine.heap().objects().get(object as usize) {
                    if let Some((c, pc)) = o.freed {
                        all.push(only(c, pc, Role::Freed, cast));
                    }
                    all.push(only(o.by.0, o.by.1, Role::Allocated, cast));
                }
                all
            }
            Defect::Misuse(Misuse::DoubleFree { address }) => {
                let mut all = vec![place_of(finding.context, finding.place, Role::Here, cast)];
                if let Some((c, pc)) = self.vm.machine.heap().find(address).and_then(|o| o.freed) {
                    all.push(only(c, pc, Role::Freed, cast));
                }
                all
            }
            Defect::Leftover { blocked: true } => {
                // Everybody who waits belongs to it; the one that shows it stands first.
                let others = self.vm.machine.appeared().iter().copied().filter(|c| {
                    let context = self.vm.machine.context(*c);
                    let waits = context.is_alive() && context.asleep && context.place.pc != 0;
                    *c != finding.context && is_task(*c) && waits
                });
                let others: Vec<Ctx> = others.collect();
                let mut all = vec![place_of(finding.context, finding.place, Role::Here, cast)];
                for c in others {
                    all.push(place_of(c, self.vm.machine.context(c).place, Role::Waits, cast));
                }
                all
            }
            _ => vec![place_of(finding.context, finding.place, Role::Here, cast)],
        }
    }

    fn told(&self, finding: &Finding, cast: &mut Cast) -> Told {
        let m = &self.vm.machine;
        let name = |address: usize| self.built.variable(self.vm, address, 8);
        match finding.defect {
            Defect::DataRace { address, .. } => {
                Told::DataRace { variable: self.built.variable(self.vm, address, 1), address }
            }
            Defect::Deadlock { cycle, len } => {
                let cycle = &cycle[..usize::from(len).min(8)];
                let waiting = cycle.iter().map(|c| {
                    let context = m.context(*c);
                    let cpu = m.cpu(context.cpu);
                    let interrupted = !context.asleep && cpu.above(*c).is_some() && cpu.top() != *c;
                    let waits_for = m.declared(*c).map_or(String::new(), |op| match operation(&op) {
                        (_, Some(at)) if matches!(op, Op::Spin(_) | Op::Mutex(_)) => name(at),
                        (what, Some(at)) => format!("{what}({})", name(at)),
                        (what, None) => what.to_owned(),
                    });
                    Waiting {
                        actor: cast.index(*c),
                        waits_for: if interrupted { String::new() } else { waits_for },
                        at: self.built.source(context.place.pc),
                        holds: self.held(context.held()),
                        interrupted,
                    }
                });
                Told::Deadlock { cycle: waiting.collect() }
            }
            Defect::Oops { address, fault } => Told::Oops {
                address,
                how: String::new(),
                fault: match fault {
                    Raw::Page { fetch: true, .. } => Fault::Jump,
                    Raw::Page { write: true, .. } => Fault::Write,
                    Raw::Page { .. } => Fault::Read,
                    Raw::Protection => Fault::Protection,
                    Raw::Divide => Fault::Divide,
                    Raw::InvalidOpcode => Fault::InvalidOpcode,
                    Raw::Stack => Fault::Stack,
                },
            },
            Defect::Heap { address, size, write, object, freed } => Told::Heap {
                freed,
                write,
                size,
                address,
                object: m.heap().objects().get(object as usize).map(|o| (o.address, o.size)),
            },
            Defect::StackOverflow { depth } => Told::StackOverflow { depth },
            Defect::Bug => Told::Bug,
            Defect::Warn => Told::Warn,
            Defect::SoftLockup => Told::SoftLockup,
            Defect::Leftover { blocked: false } => {
                Told::AfterRmmod { thread: true, address: finding.place.pc }
            }
            Defect::Leftover { blocked: true } => {
                let op = m.declared(finding.context);
                let waits_at = op.map_or(String::new(), |op| match operation(&op) {
                    (what, Some(at)) => format!("{what}(&{})", name(at)),
                    (what, None) => format!("{what}()"),
                });
                Told::Hang { waits_at }
            }
            Defect::Misuse(misuse) => self.rule(misuse, cast),
        }
    }

    fn rule(&self, misuse: Misuse, cast: &mut Cast) -> Told {
        let name = |address: usize| self.built.variable(self.vm, address, 8);
        let rule =
            |rule, object: String, of: &str, owner| Told::Misuse { rule, object, of: of.to_owned(), owner };
        match misuse {
            Misuse::Wild { address } => Told::Oops { fault: Fault::Read, address, how: String::new() },
            Misuse::ModuleGone { address } => Told::AfterRmmod { thread: false, address },
            Misuse::Uninitialised { kind, address } => {
                rule(Rule::Uninitialised, name(address), kind.name(), None)
            }
            Misuse::Corrupted { kind, address } => rule(Rule::Corrupted, name(address), kind.name(), None),
            Misuse::Moved { kind, address, .. } => rule(Rule::Moved, name(address), kind.name(), None),
            Misuse::InitialisedInUse { kind, address, owner } => {
                let owner = (owner != Ctx::NONE).then(|| cast.index(owner));
                rule(Rule::InitialisedInUse, name(address), kind.name(), owner)
            }
            Misuse::NotHeld { kind, address, owner } => {
                rule(Rule::NotHeld, name(address), kind.name(), owner.map(|o| cast.index(o)))
            }
            Misuse::NoTask { address } => rule(Rule::NoTask, name(address), "struct task_struct", None),
            Misuse::NoLine { irq } => rule(Rule::NoLine, format!("irq {irq}"), "free_irq", None),
            Misuse::NotAllocated { address } => rule(Rule::NotAllocated, name(address), "kfree", None),
            Misuse::DoubleFree { address } => rule(Rule::DoubleFree, name(address), "kfree", None),
        }
    }
}

/// Numbers the rows that are guilty places.
fn mark(rows: &mut [Row], places: &[Guilty], finding: &Finding) {
    let is_race = matches!(finding.defect, Defect::DataRace { .. });
    for (n, place) in places.iter().enumerate() {
        let fits = |row: &Row| {
            let write = matches!(row.what, What::Write { .. });
            row.guilty.is_none()
                && row.actor == place.actor
                && row.source.line == place.source.line
                && (!is_race
                    || place.access.is_some_and(|a| a.write == write)
                        && matches!(row.what, What::Write { .. } | What::Read { .. }))
        };
        let found = match place.role {
            Role::Earlier | Role::Took | Role::Allocated => rows.iter_mut().find(|r| fits(r)),
            _ => rows.iter_mut().rev().find(|r| fits(r)),
        };
        if let Some(row) = found {
            row.guilty = Some(n + 1);
        }
    }
}

/// Who takes part, in the order of appearance.
#[derive(Default)]
struct Cast(Vec<Ctx>);

impl Cast {
    fn index(&mut self, c: Ctx) -> usize {
        match self.0.iter().position(|x| *x == c) {
            Some(i) => i,
            None => {
                self.0.push(c);
                self.0.len() - 1
            }
        }
    }
}
