//! Findings about the order of locks: the facts that they follow from, the executions that show these, and their stories.
//!
//! Such a story is no interleaving: its rows are the acquisitions that contradict each other, in the order of the circle,
//! from whichever execution shows each.

use super::Cast;
use crate::lock_book::{parts, spots};
use crate::order::{Account, Key, LockCase, LockClass, LockFact, Spot};
use crate::story::*;
use crate::worker::Worker;
use detect::{Code, Defect, Finding};
use engine::strategy::Replay;
use engine::{Ctx, Deviation};
use lockdep::{ClassId, Irq, Usage, Witness};
use machine::{Kind, Op};
use region::Memory;

impl Worker {
    /// What was learnt about locks since facts are gathered, each with the number of the execution.
    pub(crate) fn learnt(&self) -> Vec<(LockFact, u64)> {
        self.facts().into_iter().map(|(fact, witness)| (fact, witness.order)).collect()
    }

    fn facts(&self) -> Vec<(LockFact, Witness)> {
        let facts = self.vm.locks.facts();
        let used =
            facts.usages().map(|(id, _, usage, w)| (LockFact::Used(self.lock_class(id), usage as u8), w));
        let order = facts
            .dependencies()
            .map(|(a, b, kind, w)| (LockFact::Order(self.lock_class(a), self.lock_class(b), kind as u8), w));
        used.chain(order).collect()
    }

    /// A class by what is the same in every build of the module.
    fn lock_class(&self, id: ClassId) -> LockClass {
        let key = id.key.0 as usize;
        let spot = match self.built.image.text.contains(&key) {
            true => self.built.spot(key),
            false => Spot { file: self.built.variable(self.vm, key, 8), line: 0, column: 0 },
        };
        LockClass { spot, subclass: id.subclass }
    }

    /// The spots of the classes that the validator's finding is about, and of the place where it shows if it is one of
    /// places.
    pub(crate) fn lock_spots(&self, index: u32) -> Vec<Spot> {
        let Some(finding) = self.vm.locks.found(index) else { return Vec::new() };
        match parts(finding, |class| self.lock_class(class.id)) {
            Some((facts, ..)) => spots(&facts),
            None => vec![self.built.spot(finding.site.0 as usize)],
        }
    }

    /// The classes of the locks of a deadlock, or of what could become one.
    pub(crate) fn classes(&self, finding: &Finding) -> Vec<Spot> {
        let mut classes: Vec<Spot> = match finding.defect {
            Defect::Deadlock { cycle, len } => {
                let waits = cycle[..usize::from(len).min(cycle.len())].iter();
                waits.filter_map(|c| self.awaited(*c)).collect()
            }
            Defect::Locks { index, .. } => match self.vm.locks.found(index).map(|f| &f.defect) {
                Some(lockdep::Defect::Recursive { next, .. }) => vec![self.lock_class(next.class.id).spot],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        classes.sort();
        classes.dedup();
        classes
    }

    /// The class of the lock, item or timer for which `c` waits.
    fn awaited(&self, c: Ctx) -> Option<Spot> {
        let object = match self.vm.machine.declared(c)? {
            Op::Spin(_) | Op::Mutex(_) | Op::RwLock(_) | Op::RwSem(_) | Op::Work(_) | Op::Timer(_) => {
                let address = self.vm.machine.declared(c)?.object()?;
                self.vm.machine.known(address)?
            }
            _ => return None,
        };
        let key = if object.key == 0 { object.address } else { object.key };
        Some(self.lock_class(ClassId { key: lockdep::Key(key as u64), subclass: 0 }).spot)
    }

    fn runs(&mut self, before: &[Vec<Deviation>], deviations: &[Deviation]) -> usize {
        self.vm.locks.forget();
        for earlier in before {
            let mut replay = Replay::new(earlier);
            self.vm.execute(&mut replay);
        }
        let mut replay = Replay::new(deviations);
        self.vm.execute(&mut replay);
        replay.left_out().len()
    }

    /// Follows a schedule after others; what is known about locks is kept meanwhile.
    pub(crate) fn follow_all(&mut self, before: &[Vec<Deviation>], deviations: &[Deviation]) -> Account {
        if before.is_empty() {
            return self.follow(deviations, None);
        }
        self.vm.recording.switch(true);
        self.vm.locks.gather(true);
        self.vm.locks.tell_all();
        let left_out = self.runs(before, deviations);
        let account = Account { left_out, ..self.account(None) };
        self.vm.recording.switch(false);
        self.vm.locks.gather(false);
        account
    }

    /// Tells a finding that follows from facts about locks.
    pub(crate) fn tell_locks(
        &mut self,
        key: &Key,
        case: &LockCase,
        deviations: Vec<Deviation>,
        shrink: bool,
    ) -> Account {
        self.vm.locks.gather(true);
        let shows = |worker: &mut Worker, deviations: &[Deviation]| {
            worker.runs(&case.before, deviations);
            let facts = worker.facts();
            case.facts.iter().all(|wanted| facts.iter().any(|(fact, _)| fact == wanted))
        };
        let small = if shrink { self.shrink_by(deviations, shows) } else { deviations };
        self.vm.recording.switch(true);
        let left_out = self.runs(&case.before, &small);
        let mut account = Account { left_out, ..self.account(Some(key)) };
        account.stories.extend(self.case_story(key.code, case).map(|story| (key.clone(), story)));
        self.vm.recording.switch(false);
        self.vm.locks.gather(false);
        account
    }

    fn case_story(&self, code: Code, case: &LockCase) -> Option<Story> {
        let known = self.facts();
        let witness = |wanted: &LockFact| known.iter().find(|(fact, _)| fact == wanted).map(|(_, w)| *w);
        let witnesses: Option<Vec<Witness>> = case.facts.iter().map(witness).collect();
        let same = |f: &&lockdep::Finding| {
            parts(f, |c| self.lock_class(c.id)).is_some_and(|(facts, ..)| {
                facts.len() == case.facts.len() && facts.iter().all(|f| case.facts.contains(f))
            })
        };
        let said = self.vm.locks.all_found().iter().find(same).map(|f| f.headline(&Default::default()));
        let default = match code {
            Code::LockOrder => "WARNING: possible circular locking dependency detected",
            _ => "WARNING: possible irq lock inversion dependency detected",
        };
        let mut says = vec![said.map_or(default.to_owned(), |s| s.into_owned())];
        if let [LockFact::Used(_, a), LockFact::Used(_, b)] = case.facts.as_slice() {
            says[0] = "WARNING: inconsistent lock state".to_owned();
            says.extend(usages(*a).zip(usages(*b)).map(|(a, b)| transition(a, b)));
        }
        Some(self.lock_story(code, says, self.steps(&case.facts, &witnesses?)))
    }

    /// The story of what the validator found by itself.
    pub(super) fn validator_story(&self, code: Code, index: u32) -> Option<Story> {
        use lockdep::Defect as D;
        let finding = self.vm.locks.found(index)?;
        let says = vec![finding.headline(&Default::default()).into_owned()];
        if let Some((facts, ..)) = parts(finding, |c| self.lock_class(c.id)) {
            return self.case_story(code, &LockCase { facts, before: Vec::new() });
        }
        let (context, site) = (Ctx(finding.context.0 as u16), finding.site.0 as usize);
        let step = |lock: &lockdep::HeldLock, under: Option<&lockdep::HeldLock>| Step {
            context,
            pc: lock.site.0 as usize,
            lock: lock.address as usize,
            under: under.map_or(0, |l| l.address as usize),
            interrupts: None,
        };
        let steps = match &finding.defect {
            D::Recursive { next, prev } => vec![step(prev, None), step(next, Some(prev))],
            D::InvalidWaitContext { lock, .. } => {
                let outer = finding.held.iter().rev().find(|h| h.class.inner < lock.class.outer);
                outer.map(|o| step(o, None)).into_iter().chain([step(lock, outer)]).collect()
            }
            D::NestedLockNotTaken { lock, outer } => {
                vec![Step { pc: site, under: outer.address as usize, ..step(lock, None) }]
            }
            D::InvalidSubclass { lock, .. } => {
                let lock = lock.address as usize;
                vec![Step { context, pc: site, lock, under: 0, interrupts: None }]
            }
            _ => return None,
        };
        Some(self.lock_story(code, says, steps))
    }

    /// What is done for each fact.
    fn steps(&self, facts: &[LockFact], witnesses: &[Witness]) -> Vec<Step> {
        let mut steps = Vec::new();
        for (fact, w) in facts.iter().zip(witnesses) {
            let context = Ctx(w.context.0 as u16);
            match fact {
                LockFact::Order(from, to, _) => {
                    let (from, to) = (self.instance(from), self.instance(to));
                    let (held, site) = (w.held.0 as usize, w.site.0 as usize);
                    steps.push(Step { context, pc: held, lock: from, under: 0, interrupts: None });
                    steps.push(Step { context, pc: site, lock: to, under: from, interrupts: None });
                }
                LockFact::Used(class, usage) => {
                    let (pc, lock) = (w.held.0 as usize, self.instance(class));
                    let interrupts = usages(*usage).and_then(|u| {
                        Some(match (u.irq()?, u.is_enabled()) {
                            (Irq::Hardirq, false) => Interrupts::InHardirq,
                            (Irq::Softirq, false) => Interrupts::InSoftirq,
                            (Irq::Hardirq, true) => Interrupts::HardirqsOn,
                            (Irq::Softirq, true) => Interrupts::SoftirqsOn,
                        })
                    });
                    steps.push(Step { context, pc, lock, under: 0, interrupts });
                }
            }
        }
        steps
    }

    /// The address of a lock of the class.
    fn instance(&self, class: &LockClass) -> usize {
        let facts = self.vm.locks.facts();
        let classes = facts.classes();
        let id = classes.keys().find(|id| self.lock_class(**id).spot == class.spot);
        id.and_then(|id| self.vm.locks.instance(id.key)).unwrap_or(0)
    }

    fn lock_story(&self, code: Code, says: Vec<String>, steps: Vec<Step>) -> Story {
        let mut cast = Cast::default();
        let (mut places, mut rows, mut acts) = (Vec::new(), Vec::new(), Vec::new());
        for (n, step) in steps.iter().enumerate() {
            let stack = self.stack(&self.vm.recording.acquired(step.context, step.pc));
            let source = self.own_source(&stack, self.built.source(step.pc));
            let actor = cast.index(step.context);
            let lock = self.lock_name(step.lock);
            let under = if step.under == 0 { String::new() } else { self.lock_name(step.under) };
            let kind = self.vm.machine.known(step.lock).filter(|o| o.address == step.lock).map(|o| o.kind);
            let pseudo = matches!(kind, Some(Kind::Work | Kind::Workqueue | Kind::Timer));
            let what = match pseudo && under.is_empty() {
                true => What::Begins(source.function.clone()),
                false => What::Call {
                    name: taking(kind).to_owned(),
                    object: lock.clone(),
                    result: if pseudo { CallResult::Done } else { CallResult::Taken },
                },
            };
            rows.push(Row { actor, source: source.clone(), what, inside: false, guilty: Some(n + 1) });
            let role = if n + 1 == steps.len() { Role::Here } else { Role::Earlier };
            acts.push(LockAct { actor, lock, under, interrupts: step.interrupts });
            places.push(Guilty { role, actor, source, access: None, stack, held: Vec::new() });
        }
        let rule = match self.rule_of(code, &says) {
            Some(rule) => rule,
            None => LockRule::Circular,
        };
        Story {
            code,
            defect: Told::Locks { rule, says, acts },
            actors: cast.0.iter().map(|c| self.built.actor(self.vm, *c)).collect(),
            places,
            rows,
            preemptions: 0,
            interrupts: 0,
            migrations: 0,
            faults: 0,
            outcomes: None,
        }
    }

    fn rule_of(&self, code: Code, says: &[String]) -> Option<LockRule> {
        let headline = says.first()?;
        Some(match code {
            Code::IrqLock => LockRule::Interrupt,
            Code::WaitContext => LockRule::WaitContext,
            _ if headline.contains("recursive") => LockRule::Recursive,
            _ if headline.contains("Nested") => LockRule::NotNested,
            _ if headline.contains("subclass") => LockRule::Subclass,
            _ => LockRule::Circular,
        })
    }

    /// The name that its initialiser was given, or that it has in the source.
    fn lock_name(&self, address: usize) -> String {
        let object = self.vm.machine.known(address).filter(|o| o.address == address);
        let name = object.filter(|o| o.name != 0).map(|o| self.text_at(o.name)).filter(|n| !n.is_empty());
        let name = name.unwrap_or_else(|| self.built.object(self.vm, address));
        match object.map(|o| o.kind) {
            Some(Kind::Work) => format!("(work)({name})"),
            Some(Kind::Workqueue) => format!("(wq)({name})"),
            Some(Kind::Timer) => format!("(timer)({name})"),
            _ => name,
        }
    }

    /// The text in C memory, without what takes its address.
    fn text_at(&self, address: usize) -> String {
        let bytes = (0..64).map_while(|i| self.vm.machine.memory.load(address + i, 1).filter(|b| *b != 0));
        let bytes: Vec<u8> = bytes.map(|b| b as u8).collect();
        String::from_utf8_lossy(&bytes).trim_start_matches(['&', '(']).trim_end_matches(')').to_owned()
    }
}

/// What somebody does with a lock at a place.
#[derive(Clone, Copy)]
struct Step {
    context: Ctx,
    pc: usize,
    lock: usize,
    under: usize,
    interrupts: Option<Interrupts>,
}

fn usages(usage: u8) -> Option<Usage> {
    Usage::ALL.into_iter().find(|u| *u as u8 == usage)
}

/// `inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage.`
fn transition(earlier: Usage, later: Usage) -> String {
    format!("inconsistent {{{}}} -> {{{}}} usage.", earlier.name(), later.name())
}

/// The function that takes such an object.
fn taking(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Mutex) => "mutex_lock",
        Some(Kind::RwSem) => "down_write",
        Some(Kind::RwLock) => "write_lock",
        Some(Kind::Work) => "flush_work",
        Some(Kind::Workqueue) => "flush_workqueue",
        Some(Kind::Timer) => "del_timer_sync",
        _ => "spin_lock",
    }
}
