//! The validator: the knowledge shared by all tasks, and the events that change
//! it.

use alloc::vec::Vec;

use crate::acquire::{Acquire, Attempt, Map, Mode};
use crate::assertion::Assertion;
use crate::chain::Chains;
use crate::class::{ClassSpec, Key, LockKind, SUBCLASSES};
use crate::dependency::Dependency;
use crate::facts::Facts;
use crate::finding::{Defect, Finding, Subject};
use crate::graph::{Slot, UNVALIDATED};
use crate::held::Held;
use crate::keys::Keys;
use crate::knowledge::{Knowledge, Scene};
use crate::order::{Recursion, carries};
use crate::task::Task;
use crate::usage::{Irq, Usage};
use crate::wait_type::WaitType;
use crate::witness::{Site, Witness};

/// The lock-order and context validator.
///
/// Its calls are the kernel's hooks. None of them waits, prints or fails; what
/// they find is fetched with [`take_findings`](Validator::take_findings). All
/// take the [`Task`] in which the event happens.
#[derive(Clone, Debug)]
pub struct Validator {
    pub(crate) knowledge: Knowledge,
    chains: Chains,
    keys: Keys,
    order: u64,
}

impl Default for Validator {
    fn default() -> Self {
        Validator::new()
    }
}

impl Validator {
    /// A validator that knows nothing.
    #[must_use]
    pub fn new() -> Validator {
        Validator { knowledge: Knowledge::new(), chains: Chains::new(), keys: Keys::default(), order: 0 }
    }

    /// Numbers the events that follow. See [`Witness::order`].
    pub fn at(&mut self, order: u64) {
        self.order = order;
    }

    // Locks and their keys.

    /// Initialises a lock whose key is a static object, which needs no
    /// registration. A lock that is itself static is its own key. Doing it
    /// again gives an equal value; the first name of a key stays.
    pub fn map(&mut self, address: u64, spec: &ClassSpec<'_>) -> Map {
        self.keys.map(address, spec)
    }

    /// Initialises a lock whose key lies in dynamic memory. It must have been
    /// registered with [`register_key`](Validator::register_key).
    pub fn map_dynamic(&mut self, task: &Task, address: u64, spec: &ClassSpec<'_>, site: Site) -> Map {
        if self.keys.is_registered(spec.key) {
            return self.map(address, spec);
        }
        self.report(task, site, Defect::KeyNotRegistered { key: spec.key, name: spec.name.into() });
        Map::without_key(address)
    }

    /// `lockdep_register_key`.
    pub fn register_key(&mut self, key: Key) {
        self.keys.register(key);
    }

    /// `lockdep_unregister_key`. What is known of its classes stays known.
    pub fn unregister_key(&mut self, key: Key) {
        self.keys.unregister(key);
    }

    /// The lock as a finding quotes it.
    pub(crate) fn subject(&self, map: Map) -> Subject {
        let class = self.keys.known_class(map).map(|slot| self.knowledge.graph.class(slot).info());
        Subject { class, address: map.address }
    }

    // Acquisition and release.

    /// A lock is wanted: call it before waiting, or after a trylock succeeded.
    /// The lock counts as held from here on.
    pub fn acquire(&mut self, task: &mut Task, request: Acquire) {
        let Acquire { map, site, mode, attempt, .. } = request;
        let class = self.resolve(task, &request);
        let (outer, inner, kind) = self.knowledge.graph.wait_types(class);
        let level = task.level();
        let (chain, context) = task.base(task.depth(), level);
        let mut next = Held {
            class,
            address: map.address,
            nest: request.nest.map(|n| n.address),
            site,
            mode,
            attempt,
            checked: !request.unchecked && kind != LockKind::NoValidate,
            linked: false,
            level,
            chain,
            inner: inside(context, inner, kind),
        };
        if inner != WaitType::Inv && attempt != Attempt::Try && outer > context {
            let lock = next.describe(&self.knowledge.graph);
            let defect = Defect::InvalidWaitContext { lock, context: task.wait_type(), allowed: context };
            self.report(task, site, defect);
        }
        self.mark(task, &next);
        if let Some(outer) = request.nest.filter(|outer| task.holds(*outer).is_none()) {
            self.not_nested(task, &next, outer, site);
        }
        next.linked = next.checked && attempt != Attempt::Try && self.is_first(task, &next);
        let beside = task.held.last().is_some_and(|top| top.class == class && top.level == level);
        if !(beside && next.nest.is_some()) {
            next.chain = self.chains.extend(chain, next.link());
        }
        if next.linked && !self.chains.is_known(next.chain, self.order) {
            self.relate(task, &next);
        }
        if attempt != Attempt::Sync {
            task.held.push(next);
        }
    }

    /// The class that a request names; reports a request that names none.
    fn resolve(&mut self, task: &Task, request: &Acquire) -> Slot {
        let Acquire { map, site, subclass, .. } = *request;
        if map.key.is_none() {
            self.report(task, site, Defect::NonStaticKey { address: map.address });
        }
        let small = u8::try_from(subclass).ok().filter(|s| usize::from(*s) < SUBCLASSES);
        let Some(small) = small else {
            let lock = self.subject(map);
            self.report(task, site, Defect::InvalidSubclass { lock, subclass });
            return UNVALIDATED;
        };
        self.keys.class(&mut self.knowledge.graph, map, small)
    }

    /// Marks the class with the states that the task's context gives it.
    fn mark(&mut self, task: &Task, next: &Held) {
        let states = task.usage(next);
        let class = self.knowledge.graph.class(next.class);
        if class.usage.contains_all(states) && class.latest <= self.order || next.class == UNVALIDATED {
            return;
        }
        let scene = self.scene(task, next.site, next.site, Some(next));
        for usage in states.iter() {
            self.knowledge.learn_usage(next.class, usage, scene);
        }
    }

    /// Whether no lock of the class is held that would stop the task itself;
    /// reports one that does.
    fn is_first(&mut self, task: &Task, next: &Held) -> bool {
        let recursion = Recursion::of(&task.held, next);
        if let Recursion::Deadlock(index) = recursion {
            let graph = &self.knowledge.graph;
            let (next, prev) = (next.describe(graph), task.held[index].describe(graph));
            self.report(task, next.site, Defect::Recursive { next, prev });
        }
        recursion == Recursion::None
    }

    /// Learns the order between a lock and those held before it.
    fn relate(&mut self, task: &Task, next: &Held) {
        for prev in task.held.iter().rev().take_while(|prev| prev.level == next.level) {
            if prev.checked {
                let scene = self.scene(task, prev.site, next.site, Some(next));
                let kind = Dependency::between(prev.mode, next.mode);
                self.knowledge.learn_order(prev.class, next.class, kind, scene);
            }
            if carries(prev) {
                break;
            }
        }
        self.chains.set_known(next.chain, self.order);
    }

    /// A lock is released; also after a lock that was waited for is given up.
    pub fn release(&mut self, task: &mut Task, map: Map, site: Site) {
        let Some(index) = self.find(task, map, site) else { return };
        if index == task.held.len() - 1 {
            task.held.pop();
            return;
        }
        let released = task.held.remove(index);
        self.rebuild(task, index);
        for inner in index..task.held.len() {
            let lock = task.held[inner];
            if lock.nest == Some(released.address) && task.holds(map).is_none() {
                self.not_nested(task, &lock, map, site);
            }
        }
    }

    /// A lock held exclusively is held for reading from here on
    /// (`downgrade_write`).
    pub fn downgrade(&mut self, task: &mut Task, map: Map, site: Site) {
        let Some(index) = self.find(task, map, site) else { return };
        if task.held[index].mode != Mode::Exclusive {
            let lock = task.held[index].describe(&self.knowledge.graph);
            self.report(task, site, Defect::DowngradedReadLock { lock });
        }
        task.held[index].mode = Mode::Shared;
        task.held[index].site = site;
        self.rebuild(task, index);
    }

    /// The innermost holding of `map` in the current interrupt context.
    fn find(&mut self, task: &Task, map: Map, site: Site) -> Option<usize> {
        let level = task.held.last().map(|top| top.level);
        let same = |held: &&Held| Some(held.level) == level;
        let depth = task.held.iter().rev().take_while(same).position(|h| h.address == map.address);
        if depth.is_none() {
            let lock = self.subject(map);
            self.report(task, site, Defect::BadUnlockBalance { lock });
        }
        depth.map(|d| task.held.len() - 1 - d)
    }

    /// Recomputes chains and wait types from `index` on.
    fn rebuild(&mut self, task: &mut Task, index: usize) {
        for i in index..task.held.len() {
            let (chain, context) = task.base(i, task.held[i].level);
            let held = &mut task.held[i];
            let (_, inner, kind) = self.knowledge.graph.wait_types(held.class);
            held.inner = inside(context, inner, kind);
            held.chain = self.chains.extend(chain, held.link());
        }
    }

    fn not_nested(&mut self, task: &Task, lock: &Held, outer: Map, site: Site) {
        let (lock, outer) = (lock.describe(&self.knowledge.graph), self.subject(outer));
        self.report(task, site, Defect::NestedLockNotTaken { lock, outer });
    }

    // Interrupts.

    /// Hardirqs are about to be enabled: what is held becomes irq-unsafe.
    pub fn hardirqs_on(&mut self, task: &mut Task, site: Site) {
        if !task.enabled(Irq::Hardirq) {
            self.mark_held(task, Irq::Hardirq, site);
            if task.enabled(Irq::Softirq) {
                self.mark_held(task, Irq::Softirq, site);
            }
            task.turn_on(Irq::Hardirq);
        }
    }

    /// Softirqs are about to be enabled (`local_bh_enable`).
    pub fn softirqs_on(&mut self, task: &mut Task, site: Site) {
        if !task.enabled(Irq::Softirq) {
            if task.enabled(Irq::Hardirq) {
                self.mark_held(task, Irq::Softirq, site);
            }
            task.turn_on(Irq::Softirq);
        }
    }

    fn mark_held(&mut self, task: &Task, irq: Irq, site: Site) {
        for held in task.held.iter().filter(|h| h.checked) {
            let scene = self.scene(task, held.site, site, Some(held));
            self.knowledge.learn_usage(held.class, Usage::enabled(irq, held.mode), scene);
        }
    }

    // Moments at which locks must or must not be held.

    /// Memory is freed, or a lock in it initialised anew.
    pub fn freeing(&mut self, task: &Task, from: u64, len: u64, site: Site) {
        let inside = |h: &&Held| h.address >= from && h.address - from < len;
        if let Some(held) = task.held.iter().find(inside) {
            let lock = held.describe(&self.knowledge.graph);
            self.report(task, site, Defect::HeldLockFreed { lock, from, len });
        }
    }

    /// The task ends.
    pub fn exit(&mut self, task: &Task, site: Site) {
        if task.depth() > 0 {
            self.report(task, site, Defect::HeldAtExit);
        }
    }

    /// The task returns to user space.
    pub fn return_to_user(&mut self, task: &Task, site: Site) {
        if task.depth() > 0 {
            self.report(task, site, Defect::HeldAtUserReturn);
        }
    }

    /// A `lockdep_assert_*`.
    pub fn assert(&mut self, task: &Task, assertion: Assertion, map: Option<Map>, site: Site) {
        if !assertion.is_met(task, map) {
            let lock = map.map(|m| self.subject(m));
            self.report(task, site, Defect::Assertion { assertion, lock });
        }
    }

    // Results.

    /// The findings since the last call. A finding is given once, and again
    /// only if an event of a lesser order shows it.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        core::mem::take(&mut self.knowledge.reports.pending)
    }

    /// Whether there are findings since the last call of [`take_findings`](Validator::take_findings).
    #[must_use]
    pub fn has_findings(&self) -> bool {
        !self.knowledge.reports.pending.is_empty()
    }

    /// Everything learnt so far.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts::of(&self.knowledge)
    }

    /// Counts what was learnt: as long as it stays the same, nothing new was seen.
    #[must_use]
    pub fn learnt(&self) -> u64 {
        self.knowledge.learnt
    }

    /// Takes over facts found elsewhere. They are not judged by themselves
    /// ([`Facts::judge`] does that), but later events are judged against them.
    pub fn learn(&mut self, facts: &Facts) {
        facts.teach(&mut self.knowledge);
    }

    /// The number of distinct lock chains seen.
    #[must_use]
    pub fn chains(&self) -> usize {
        self.chains.len()
    }

    fn scene<'a>(&self, task: &'a Task, held: Site, site: Site, lock: Option<&'a Held>) -> Scene<'a> {
        let witness = Witness { order: self.order, context: task.context, held, site };
        Scene { witness, held: &task.held, lock }
    }

    pub(crate) fn report(&mut self, task: &Task, site: Site, defect: Defect) {
        let scene = self.scene(task, site, site, None);
        self.knowledge.report(scene, defect);
    }
}

/// The wait type in force inside a lock.
fn inside(context: WaitType, inner: WaitType, kind: LockKind) -> WaitType {
    match (inner, kind) {
        (WaitType::Inv, _) => context,
        (inner, LockKind::WaitOverride) => inner,
        (inner, _) => inner.min(context),
    }
}
