//! Locks taken in orders, or in contexts, that could end in a deadlock, whether one occurs or not: the rules of the crate
//! `lockdep` over all locks of the machine.
//!
//! **What is told to the validator.** A context holds locks and has interrupts on or off; whenever either has changed, the
//! difference to what the validator knows is told: what is turned off, what is released, what is taken, what is turned on.
//! So no operation has to know of lockdep, and one that takes no lock pays a comparison. A lock counts as taken when it is
//! had, not when it is wanted: who never gets it is in a deadlock, which is told as that. A work item, its queue and a timer
//! are pseudo-locks: held while the function runs, wanted by who waits for it to end.
//!
//! **Classes.** Locks that one call initialises are one class, as in the kernel, unless `lockdep_set_class` says otherwise;
//! a lock that is initialised where it is defined is a class by itself.
//!
//! **Facts.** That a class is wanted while another is held, and that it is used in a state, are facts. A search gathers
//! them: each counts with the execution that showed it first, and what follows from all is judged where all are known. Else
//! each execution is judged by itself.
//!
//! What this does not catch: semaphores, completions and wait queues, which have no owner; more than 16 locks of a context.

use crate::finding::{Defect, Finding, Findings};
use engine::{CONTEXTS, Ctx};
use lockdep::{
    Acquire, ClassSpec, Facts, Handler, Irq, Key, LockKind, Map, Mode, Site, Task, Usage, Validator,
};
use machine::{Context, Held, Kind, Level, Machine, Object, Place, Side};
use region::Memory;

/// Which rule about locks is broken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LockRule {
    /// Locks are taken in orders that form a circle.
    Circular,
    /// A lock is taken under one of its own class.
    Recursive,
    /// `_nest_lock` names a lock that is not held.
    NotNested,
    /// A subclass of 8 or more.
    Subclass,
    /// A lock is taken in an interrupt, and held where it may come.
    Interrupt,
    /// A `spinlock_t` is taken where only a `raw_spinlock_t` may be.
    WaitContext,
}

/// What the validator knows of one context.
struct Traced {
    task: Task,
    /// The locks that it has been told of, with the map of those it validates.
    held: [(Held, Option<Map>); Held::CAPACITY],
    count: usize,
    /// The pseudo-locks that are held.
    inside: [Option<Map>; 2],
}

/// The validator with what it is told.
pub struct LockOrder {
    validator: Validator,
    traced: Vec<Option<Box<Traced>>>,
    used: Vec<Ctx>,
    seen: Box<[u32; CONTEXTS]>,
    execution: u64,
    gathers: bool,
    leaves: bool,
    found: Vec<lockdep::Finding>,
    instances: Vec<(Key, usize)>,
}

impl Default for LockOrder {
    fn default() -> Self {
        LockOrder {
            validator: Validator::new(),
            traced: (0..CONTEXTS).map(|_| None).collect(),
            used: Vec::with_capacity(CONTEXTS),
            seen: Box::new([0; CONTEXTS]),
            execution: 0,
            gathers: false,
            leaves: false,
            found: Vec::new(),
            instances: Vec::new(),
        }
    }
}

impl LockOrder {
    /// From here on facts are kept from execution to execution, and what follows from them is left to who asks for them;
    /// or each execution is judged by itself.
    pub fn gather(&mut self, on: bool) {
        self.gathers = on;
        self.leaves = on;
        self.forget();
    }

    /// While facts are gathered: what follows from them is told nevertheless.
    pub fn tell_all(&mut self) {
        self.leaves = false;
    }

    /// Forgets all facts.
    pub fn forget(&mut self) {
        if self.validator.learnt() > 0 {
            self.validator = Validator::new();
        }
        self.execution = 0;
        self.found.clear();
        self.instances.clear();
    }

    /// An execution begins.
    pub fn begin(&mut self) {
        if !self.gathers {
            self.forget();
        }
        self.execution += 1;
        self.validator.at(self.execution);
        while let Some(c) = self.used.pop() {
            self.seen[c.index()] = 0;
            if let Some(t) = &mut self.traced[c.index()] {
                t.count = 0;
                t.inside = [None; 2];
            }
        }
    }

    /// The number of the execution, from 1, as witnesses have it.
    pub fn execution(&self) -> u64 {
        self.execution
    }

    /// Counts the facts that were learnt.
    pub fn learnt(&self) -> u64 {
        self.validator.learnt()
    }

    /// All facts.
    pub fn facts(&self) -> Facts {
        self.validator.facts()
    }

    /// Everything that was found.
    pub fn all_found(&self) -> &[lockdep::Finding] {
        &self.found
    }

    /// What a finding is about.
    pub fn found(&self, index: u32) -> Option<&lockdep::Finding> {
        self.found.get(index as usize)
    }

    /// The address of a lock of the class with this key.
    pub fn instance(&self, key: Key) -> Option<usize> {
        self.instances.iter().find(|i| i.0 == key).map(|i| i.1)
    }

    /// Whether something of `c` has changed that the validator has not been told.
    #[inline(always)]
    pub fn lags<M: Memory>(&self, c: Ctx, m: &Machine<M>) -> bool {
        self.seen[c.index()] != m.context(c).changes
    }

    /// Tells the validator what has changed of `c`.
    pub fn changed<M: Memory>(&mut self, c: Ctx, m: &Machine<M>, out: &mut Findings) {
        let context = m.context(c);
        self.seen[c.index()] = context.changes;
        let mut t = self.take(c, context.level);
        let site = Site(context.place.pc as u64);
        let (hardirqs, softirqs) = enabled(context);
        if !hardirqs {
            t.task.hardirqs_off();
        }
        if !softirqs {
            t.task.softirqs_off();
        }
        let known = self.validator.learnt();
        self.held(&mut t, m.held(c), m, site);
        if softirqs {
            self.validator.softirqs_on(&mut t.task, site);
        }
        if hardirqs {
            self.validator.hardirqs_on(&mut t.task, site);
        }
        if self.validator.learnt() != known {
            self.remember(&t, m);
        }
        self.traced[c.index()] = Some(t);
        self.tell(c, context.place, out);
    }

    /// What is held becomes `now`.
    fn held<M: Memory>(&mut self, t: &mut Traced, now: &[Held], m: &Machine<M>, site: Site) {
        let mut kept = 0;
        for i in 0..t.count {
            let (held, map) = t.held[i];
            if now.get(kept) == Some(&held) {
                t.held[kept] = (held, map);
                kept += 1;
            } else if let Some(map) = map {
                self.validator.release(&mut t.task, map, site);
            }
        }
        for held in &now[kept..] {
            let map = lock_at(m, held.address).and_then(|o| self.map(o));
            if let Some((map, kind)) = map {
                self.acquire(&mut t.task, held, map, kind, m);
            }
            t.held[kept] = (*held, map.map(|(map, _)| map));
            kept += 1;
        }
        t.count = kept;
    }

    fn acquire<M: Memory>(&mut self, task: &mut Task, held: &Held, map: Map, kind: Kind, m: &Machine<M>) {
        let mode = match (held.side, kind) {
            (Side::Write, _) => Mode::Exclusive,
            (Side::Read, Kind::RwLock) => task.read_lock_mode(),
            (Side::Read, _) => Mode::Shared,
        };
        let mut request =
            Acquire::exclusive(map, Site(held.pc as u64)).mode(mode).nested(held.subclass.into());
        if held.tried {
            request = request.trylock();
        }
        if let Some((nest, _)) = lock_at(m, held.nest).and_then(|o| self.map(o)) {
            request = request.nest_lock(nest);
        }
        self.validator.acquire(task, request);
    }

    /// The map of a lock, and its kind; none: it is not validated.
    fn map(&mut self, object: &Object) -> Option<(Map, Kind)> {
        let own = object.key == 0 || object.key == usize::MAX;
        let key = Key(if own { object.address } else { object.key } as u64);
        let spec = match object.kind {
            Kind::Spinlock if object.raw => ClassSpec::raw_spinlock(key, ""),
            Kind::Spinlock | Kind::RwLock => ClassSpec::spinlock(key, ""),
            Kind::Mutex | Kind::RwSem => ClassSpec::sleeping(key, ""),
            Kind::Work | Kind::Workqueue | Kind::Timer => ClassSpec::pseudo(key, ""),
            _ => return None,
        };
        let kind = if object.key == usize::MAX { LockKind::NoValidate } else { LockKind::Normal };
        let map = self.validator.map(object.address as u64, &spec.kind(kind));
        Some((map.with_subclass(object.subclass.min(7)), object.kind))
    }

    /// `c` begins to run the function of a work item or timer.
    pub fn begins<M: Memory>(&mut self, c: Ctx, function: usize, m: &Machine<M>, out: &mut Findings) {
        let objects = m.pseudo_locks(c);
        let maps = objects.map(|o| self.map(lock_at(m, o?)?).map(|m| m.0));
        if maps == [None; 2] {
            return;
        }
        let mut t = self.take(c, m.context(c).level);
        let known = self.validator.learnt();
        let site = Site(function as u64 + 1);
        for map in maps.into_iter().flatten() {
            self.validator.acquire(&mut t.task, Acquire::exclusive(map, site));
        }
        t.inside = maps;
        if self.validator.learnt() != known {
            self.remember(&t, m);
        }
        self.traced[c.index()] = Some(t);
        self.tell(c, m.context(c).place, out);
    }

    /// The function that `c` was called to run has returned.
    #[inline]
    pub fn ends(&mut self, c: Ctx) {
        if let Some(t) = &mut self.traced[c.index()] {
            for map in std::mem::take(&mut t.inside).into_iter().flatten() {
                self.validator.release(&mut t.task, map, Site(0));
            }
        }
    }

    /// `c` takes, or only waits for, what lies at `address`, and gives it back at once.
    pub fn passes<M: Memory>(
        &mut self,
        c: Ctx,
        address: usize,
        (side, subclass): (Side, u32),
        place: Place,
        m: &Machine<M>,
        out: &mut Findings,
    ) {
        let Some((map, kind)) = lock_at(m, address).and_then(|o| self.map(o)) else { return };
        let mut t = self.take(c, m.context(c).level);
        let known = self.validator.learnt();
        let request = Acquire::exclusive(map, Site(place.pc as u64)).nested(subclass);
        let request = match (side, kind) {
            (_, Kind::Work | Kind::Workqueue | Kind::Timer) => request.sync(),
            (Side::Write, _) => request,
            (Side::Read, Kind::RwLock) => request.mode(t.task.read_lock_mode()),
            (Side::Read, _) => request.mode(Mode::Shared),
        };
        self.validator.acquire(&mut t.task, request);
        if !matches!(kind, Kind::Work | Kind::Workqueue | Kind::Timer) {
            self.validator.release(&mut t.task, map, Site(place.pc as u64));
        }
        if self.validator.learnt() != known {
            self.remember(&t, m);
            self.remember_one(address, m);
        }
        self.traced[c.index()] = Some(t);
        self.tell(c, place, out);
    }

    /// What is known of `c`, as it begins if it was not met in this execution.
    fn take(&mut self, c: Ctx, level: Level) -> Box<Traced> {
        let fresh = || Traced {
            task: Task::new(lockdep::Context(c.0.into())),
            held: [(Held::default(), None); Held::CAPACITY],
            count: 0,
            inside: [None; 2],
        };
        let mut t = self.traced[c.index()].take().unwrap_or_else(|| Box::new(fresh()));
        if !self.used.contains(&c) {
            self.used.push(c);
            t.task.reset(lockdep::Context(c.0.into()));
            match level {
                Level::Task => {}
                Level::Softirq => {
                    t.task.softirqs_off();
                    t.task.softirq_enter();
                }
                Level::Hardirq => {
                    t.task.hardirqs_off();
                    t.task.hardirq_enter(Handler::Threaded);
                }
            }
        }
        t
    }

    /// Something was learnt of the classes of what is held: what lock each is met as.
    #[cold]
    fn remember<M: Memory>(&mut self, t: &Traced, m: &Machine<M>) {
        let held = t.held[..t.count].iter().map(|h| h.0.address);
        let inside = t.inside.iter().flatten().map(|map| map.address as usize);
        for address in held.chain(inside) {
            self.remember_one(address, m);
        }
    }

    fn remember_one<M: Memory>(&mut self, address: usize, m: &Machine<M>) {
        let Some(object) = lock_at(m, address) else { return };
        let own = object.key == 0 || object.key == usize::MAX;
        let key = Key(if own { address } else { object.key } as u64);
        if self.instance(key).is_none() {
            self.instances.push((key, address));
        }
    }

    /// Findings of the validator become findings.
    fn tell(&mut self, c: Ctx, place: Place, out: &mut Findings) {
        if !self.validator.has_findings() {
            return;
        }
        for finding in self.validator.take_findings() {
            let Some(rule) = rule(&finding.defect) else { continue };
            let index = self.found.len() as u32;
            self.found.push(finding);
            if self.leaves && matches!(rule, LockRule::Circular | LockRule::Interrupt) {
                continue;
            }
            out.add(Finding { defect: Defect::Locks { rule, index }, context: c, place });
        }
    }
}

/// The object at `address`; none: what is held there is none of C memory, as a reader of RCU.
fn lock_at<M: Memory>(m: &Machine<M>, address: usize) -> Option<&Object> {
    m.known(address).filter(|o| o.address == address)
}

/// Whether hard interrupts, and softirqs, may come.
fn enabled(context: &Context) -> (bool, bool) {
    let hardirqs = !context.irqs_off && context.level != Level::Hardirq;
    (hardirqs, context.bh == 0 && context.level != Level::Softirq)
}

/// The rule that is broken; none: it is told by another detector.
pub fn rule(defect: &lockdep::Defect) -> Option<LockRule> {
    use lockdep::Defect as D;
    Some(match defect {
        D::Circular(_) => LockRule::Circular,
        D::Recursive { .. } => LockRule::Recursive,
        D::NestedLockNotTaken { .. } => LockRule::NotNested,
        D::InvalidSubclass { .. } => LockRule::Subclass,
        // One of the two is told by itself already.
        D::SafeToUnsafe(chain) | D::IrqInversion(chain) if is_inconsistent(chain) => return None,
        D::InconsistentState { .. } | D::SafeToUnsafe(_) | D::IrqInversion(_) => LockRule::Interrupt,
        // What sleeps is told where it sleeps.
        D::InvalidWaitContext { lock, .. } if lock.class.inner != lockdep::WaitType::Sleep => {
            LockRule::WaitContext
        }
        _ => return None,
    })
}

/// Whether the lock that an interrupt takes, or the one that is held where it may come, is both.
fn is_inconsistent(chain: &lockdep::IrqChain) -> bool {
    let has = |class: &lockdep::ClassInfo, usage: fn(Irq, Mode) -> Usage| {
        class.usage.contains(usage(chain.irq, Mode::Exclusive))
    };
    has(&chain.unsafe_, Usage::used_in) || has(&chain.safe, Usage::enabled)
}
