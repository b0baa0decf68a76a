//! Facts: what one execution contributes to the knowledge over all.
//!
//! Run state (held locks, interrupt state) dies with the execution; facts grow.
//! There are three kinds: that a class exists, that a class was used in a
//! state, that a class was wanted while another was held. Each keeps its least
//! [`Witness`]. Merging is the union with the lesser witness of each: it is
//! commutative, associative and idempotent, so workers may find facts in any
//! sequence and share.
//!
//! [`judge`](Facts::judge) replays all facts in the order of their witnesses
//! into an empty graph under the same rules that the validator applies, so the
//! result is a function of the facts alone; a circle whose dependencies come
//! from different workers is found here.
//!
//! What is not a fact and so is found only as it happens: recursion, wait
//! contexts, balance, freed locks, assertions.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::class::{ClassId, ClassInfo, ClassSpec, LockKind};
use crate::dependency::Dependency;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::knowledge::{Knowledge, Scene};
use crate::usage::Usage;
use crate::wait_type::WaitType;
use crate::witness::{Witness, least};

/// A mergeable set of facts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    classes: BTreeMap<ClassId, ClassFact>,
    order: BTreeMap<(ClassId, ClassId), [Option<Witness>; Dependency::ALL.len()]>,
}

/// What is known of a class.
#[derive(Clone, PartialEq, Eq, Debug)]
struct ClassFact {
    spec: (Arc<str>, WaitType, WaitType, LockKind),
    usage: [Option<Witness>; Usage::ALL.len()],
}

impl Facts {
    /// No facts.
    #[must_use]
    pub fn new() -> Facts {
        Facts::default()
    }

    /// Adds everything that `other` knows.
    pub fn merge(&mut self, other: &Facts) {
        for (id, theirs) in &other.classes {
            let ours = self.classes.entry(*id).or_insert_with(|| theirs.clone());
            if theirs.spec < ours.spec {
                ours.spec = theirs.spec.clone();
            }
            ours.usage = core::array::from_fn(|i| least(ours.usage[i], theirs.usage[i]));
        }
        for (ends, theirs) in &other.order {
            let ours = self.order.entry(*ends).or_insert(*theirs);
            *ours = core::array::from_fn(|i| least(ours[i], theirs[i]));
        }
    }

    /// Adds that there is a class.
    pub fn add_class(&mut self, subclass: u8, spec: &ClassSpec<'_>) {
        let ClassSpec { key, name, outer, inner, kind } = *spec;
        let fact = || ClassFact { spec: (name.into(), outer, inner, kind), usage: Default::default() };
        self.classes.entry(ClassId { key, subclass }).or_insert_with(fact);
    }

    /// Adds that a class was used in a state; the class must have been added. Whether that was not known.
    pub fn add_usage(&mut self, class: ClassId, usage: Usage, witness: Witness) -> bool {
        let Some(fact) = self.classes.get_mut(&class) else { return false };
        let known = &mut fact.usage[usage as usize];
        let fresh = known.is_none();
        *known = least(*known, Some(witness));
        fresh
    }

    /// Adds that a class was wanted while another was held; both must have been added. Whether that was not known.
    pub fn add_order(&mut self, from: ClassId, to: ClassId, kind: Dependency, witness: Witness) -> bool {
        let known = &mut self.order.entry((from, to)).or_default()[kind as usize];
        let fresh = known.is_none();
        *known = least(*known, Some(witness));
        fresh
    }

    /// The number of classes and of dependencies.
    #[must_use]
    pub fn len(&self) -> (usize, usize) {
        (self.classes.len(), self.order.len())
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// The dependencies, each with its kinds and their witnesses.
    pub fn dependencies(&self) -> impl Iterator<Item = (ClassId, ClassId, Dependency, Witness)> + '_ {
        self.order.iter().flat_map(|(&(from, to), witnesses)| {
            let kinds = Dependency::ALL.into_iter();
            kinds.filter_map(move |kind| Some((from, to, kind, witnesses[kind as usize]?)))
        })
    }

    /// The usage states of all classes with their witnesses.
    pub fn usages(&self) -> impl Iterator<Item = (ClassId, &str, Usage, Witness)> + '_ {
        self.classes.iter().flat_map(|(&id, fact)| {
            let states = Usage::ALL.into_iter();
            states.filter_map(move |usage| Some((id, &*fact.spec.0, usage, fact.usage[usage as usize]?)))
        })
    }

    /// The classes as all facts together show them. A finding's own snapshot
    /// shows what the worker that made it knew then.
    #[must_use]
    pub fn classes(&self) -> BTreeMap<ClassId, ClassInfo> {
        let mut graph = Graph::new();
        self.register(&mut graph);
        self.mark(&mut graph);
        graph.classes.iter().skip(1).map(|class| (class.id, class.info())).collect()
    }

    /// All lock-order and interrupt findings that follow from the facts.
    #[must_use]
    pub fn judge(&self) -> Vec<Finding> {
        enum Fact {
            Usage(ClassId, Usage),
            Order(ClassId, ClassId, Dependency),
        }
        let usages = self.usages().map(|(id, _, usage, w)| (w, Fact::Usage(id, usage)));
        let orders = self.dependencies().map(|(a, b, kind, w)| (w, Fact::Order(a, b, kind)));
        let mut events: Vec<(Witness, Fact)> = usages.chain(orders).collect();
        events.sort_by_key(|(witness, fact)| {
            let rank = match fact {
                Fact::Usage(_, usage) => Usage::ALL.iter().position(|u| u == usage),
                Fact::Order(..) => None,
            };
            (witness.order, rank.unwrap_or(Usage::ALL.len()))
        });
        let mut knowledge = Knowledge::new();
        self.register(&mut knowledge.graph);
        for (witness, fact) in events {
            let scene = Scene { witness, held: &[], lock: None };
            match fact {
                Fact::Usage(id, usage) => {
                    if let Some(slot) = knowledge.graph.find(id) {
                        knowledge.learn_usage(slot, usage, scene);
                    }
                }
                Fact::Order(from, to, kind) => {
                    if let Some((from, to)) = knowledge.graph.find(from).zip(knowledge.graph.find(to)) {
                        knowledge.learn_order(from, to, kind, scene);
                    }
                }
            }
        }
        knowledge.reports.pending
    }

    /// The facts of a graph.
    pub(crate) fn of(knowledge: &Knowledge) -> Facts {
        let graph = &knowledge.graph;
        let classes = graph.classes.iter().skip(1).map(|c| {
            let spec = (c.name.clone(), c.outer, c.inner, c.kind);
            (c.id, ClassFact { spec, usage: c.witness })
        });
        let id = |slot| graph.class(slot).id;
        let order = graph.edges.iter().map(|e| ((id(e.from), id(e.to)), e.witness));
        Facts { classes: classes.collect(), order: order.collect() }
    }

    /// Puts the facts into a graph without judging them.
    pub(crate) fn teach(&self, knowledge: &mut Knowledge) {
        let graph = &mut knowledge.graph;
        self.register(graph);
        self.mark(graph);
        for (from, to, kind, witness) in self.dependencies() {
            if let Some((from, to)) = graph.find(from).zip(graph.find(to)) {
                graph.connect(from, to, kind, witness);
            }
        }
    }

    /// Registers the classes in the order of their first use.
    fn register(&self, graph: &mut Graph) {
        let mut classes: Vec<_> = self.classes.iter().collect();
        classes.sort_by_key(|(_, fact)| fact.usage.iter().flatten().map(|w| w.order).min());
        for (id, fact) in classes {
            let (ref name, outer, inner, kind) = fact.spec;
            graph.register(*id, &ClassSpec { key: id.key, name, outer, inner, kind });
        }
    }

    fn mark(&self, graph: &mut Graph) {
        for (id, _, usage, witness) in self.usages() {
            if let Some(slot) = graph.find(id) {
                graph.mark(slot, usage, witness);
            }
        }
    }
}
