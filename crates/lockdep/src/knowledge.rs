//! What is known about the order of classes, and the moment at which something
//! is learnt: the rules are checked then, and only then.
//!
//! An observation that contradicts a rule is reported and kept. (The kernel
//! turns itself off instead.) Knowledge is thereby the plain union of what was
//! observed, in whatever sequence, and can be merged.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::dependency::Dependency;
use crate::finding::{Defect, Finding, Identity, Link};
use crate::graph::{Change, Graph, Slot};
use crate::held::{Held, describe_all};
use crate::search::{Hop, Search};
use crate::usage::Usage;
use crate::witness::Witness;

/// The set of findings. Each is delivered once, and once more if an event of a
/// lesser order shows it too.
#[derive(Clone, Default, Debug)]
pub(crate) struct Reports {
    known: BTreeMap<Identity, u64>,
    pub pending: Vec<Finding>,
}

impl Reports {
    pub fn add(&mut self, finding: Finding) {
        let least = self.known.entry(finding.identity()).or_insert(u64::MAX);
        if finding.order < *least {
            *least = finding.order;
            self.pending.push(finding);
        }
    }
}

/// The event in which something is learnt.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub witness: Witness,
    pub held: &'a [Held],
    /// The lock that is taken or marked, if the event is about one.
    pub lock: Option<&'a Held>,
}

#[derive(Clone, Debug)]
pub(crate) struct Knowledge {
    pub graph: Graph,
    pub search: Search,
    pub reports: Reports,
    /// Counts what was learnt.
    pub learnt: u64,
}

impl Knowledge {
    pub fn new() -> Knowledge {
        Knowledge { graph: Graph::new(), search: Search::default(), reports: Reports::default(), learnt: 0 }
    }

    /// Learns that `slot` is used in a state.
    pub fn learn_usage(&mut self, slot: Slot, usage: Usage, scene: Scene<'_>) {
        let fresh = self.graph.mark(slot, usage, scene.witness) == Change::Fresh;
        self.learnt += u64::from(fresh);
        if fresh && usage.irq().is_some() {
            self.check_state(slot, usage, scene);
            self.check_inversion(slot, usage, scene);
        }
    }

    /// Learns that `next` is wanted while `prev` is held. A dependency of a
    /// class on itself is no dependency; recursion is judged where it happens.
    pub fn learn_order(&mut self, prev: Slot, next: Slot, kind: Dependency, scene: Scene<'_>) {
        if prev == next {
            return;
        }
        let (edge, change) = self.graph.connect(prev, next, kind, scene.witness);
        if change == Change::Fresh {
            self.learnt += 1;
            let hop = Hop { edge, kind };
            self.check_circle(hop, scene);
            self.check_irq_order(hop, scene);
        }
    }

    pub fn report(&mut self, scene: Scene<'_>, defect: Defect) {
        let Scene { witness: Witness { order, context, site, .. }, held, lock } = scene;
        let held = describe_all(held, &self.graph);
        let lock = lock.map(|l| l.describe(&self.graph));
        self.reports.add(Finding { order, context, site, lock, held, defect });
    }

    pub fn link(&self, hop: Hop) -> Option<Link> {
        let edge = self.graph.edge(hop.edge);
        Some(Link {
            held: self.graph.class(edge.from).info(),
            class: self.graph.class(edge.to).info(),
            kind: hop.kind,
            witness: edge.witness[hop.kind as usize]?,
        })
    }
}
