//! The order graph: classes, and the dependencies observed between them.
//!
//! Slots are dense numbers, given in the order of registration and meaningful
//! only inside one graph; slot 0 is a class of locks that cannot be validated.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::class::{Class, ClassId, ClassSpec, Key, LockKind};
use crate::dependency::{Dependency, DependencySet};
use crate::usage::{Usage, UsageSet};
use crate::wait_type::WaitType;
use crate::witness::Witness;

pub(crate) type Slot = u32;

/// The class of locks without a usable key.
pub(crate) const UNVALIDATED: Slot = 0;

#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub from: Slot,
    pub to: Slot,
    pub kinds: DependencySet,
    pub witness: [Option<Witness>; 4],
}

#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub classes: Vec<Class>,
    pub edges: Vec<Edge>,
    pub after: Vec<Vec<u32>>,
    pub before: Vec<Vec<u32>>,
    by_id: BTreeMap<ClassId, Slot>,
    by_ends: BTreeMap<(Slot, Slot), u32>,
}

/// What recording an observation changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// It was not known before.
    Fresh,
    /// It was known; its witness may have become lesser.
    Known,
}

impl Graph {
    pub fn new() -> Graph {
        let mut graph = Graph {
            classes: Vec::new(),
            edges: Vec::new(),
            after: Vec::new(),
            before: Vec::new(),
            by_id: BTreeMap::new(),
            by_ends: BTreeMap::new(),
        };
        let spec = ClassSpec::pseudo(Key(0), "&lock").kind(LockKind::NoValidate);
        graph.push(ClassId { key: spec.key, subclass: 0 }, &spec, spec.name.into(), 1);
        graph
    }

    fn push(&mut self, id: ClassId, spec: &ClassSpec<'_>, name: Arc<str>, version: u32) -> Slot {
        let slot = Slot::try_from(self.classes.len()).expect("fewer than 2^32 classes");
        self.classes.push(Class {
            id,
            name,
            version,
            outer: spec.outer,
            inner: spec.inner,
            kind: spec.kind,
            usage: UsageSet::default(),
            witness: [None; Usage::ALL.len()],
            latest: 0,
        });
        self.after.push(Vec::new());
        self.before.push(Vec::new());
        slot
    }

    /// The slot of a class, made if need be.
    pub fn register(&mut self, id: ClassId, spec: &ClassSpec<'_>) -> Slot {
        if let Some(&slot) = self.by_id.get(&id) {
            return slot;
        }
        let mut version = 1;
        let mut name = None;
        for class in &self.classes[1..] {
            if *class.name == *spec.name {
                name = Some(class.name.clone());
                if class.id.key == id.key {
                    version = class.version;
                    break;
                }
                version = version.max(class.version + 1);
            }
        }
        let slot = self.push(id, spec, name.unwrap_or_else(|| spec.name.into()), version);
        self.by_id.insert(id, slot);
        slot
    }

    pub fn find(&self, id: ClassId) -> Option<Slot> {
        self.by_id.get(&id).copied()
    }

    pub fn class(&self, slot: Slot) -> &Class {
        &self.classes[slot as usize]
    }

    pub fn edge(&self, index: u32) -> &Edge {
        &self.edges[index as usize]
    }

    /// Records that a class is used in a state.
    pub fn mark(&mut self, slot: Slot, usage: Usage, witness: Witness) -> Change {
        let class = &mut self.classes[slot as usize];
        let known = &mut class.witness[usage as usize];
        let change = if known.is_some() { Change::Known } else { Change::Fresh };
        if known.is_none_or(|k| witness.order < k.order) {
            *known = Some(witness);
            class.usage.insert(usage);
            class.latest = class.witness.iter().flatten().map(|w| w.order).max().unwrap_or(0);
        }
        change
    }

    /// Records that `to` is waited for while `from` is held.
    pub fn connect(&mut self, from: Slot, to: Slot, kind: Dependency, witness: Witness) -> (u32, Change) {
        let index = *self.by_ends.entry((from, to)).or_insert_with(|| {
            let index = u32::try_from(self.edges.len()).expect("fewer than 2^32 dependencies");
            self.edges.push(Edge { from, to, kinds: DependencySet::default(), witness: [None; 4] });
            self.after[from as usize].push(index);
            self.before[to as usize].push(index);
            index
        });
        let edge = &mut self.edges[index as usize];
        let change = if edge.kinds.contains(kind) { Change::Known } else { Change::Fresh };
        let known = &mut edge.witness[kind as usize];
        if known.is_none_or(|k| witness.order < k.order) {
            *known = Some(witness);
            edge.kinds.insert(kind);
        }
        (index, change)
    }

    /// Whether the class takes part in interrupt inversions. A local lock is no
    /// lock to another CPU, and under PREEMPT_RT, where it is one, it sleeps
    /// and so never stands between two locks that an interrupt takes; an
    /// override is no lock at all.
    pub fn inverts(&self, slot: Slot) -> bool {
        self.class(slot).kind == LockKind::Normal
    }

    /// The wait types of a class, outer one in force first.
    pub fn wait_types(&self, slot: Slot) -> (WaitType, WaitType, LockKind) {
        let class = self.class(slot);
        (class.outer.or(class.inner), class.inner, class.kind)
    }
}
