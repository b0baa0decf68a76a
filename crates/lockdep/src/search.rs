//! Breadth-first search along strong paths.
//!
//! The search walks states (class, weak). Forwards, *weak* says that the path
//! so far can end only in a recursive reader, so that no shared holder may
//! follow; backwards, that it can begin only with a shared holder, so that no
//! recursive reader may stand before it. Breadth first finds a shortest path,
//! which makes the shortest report.
//!
//! The kernel visits each class once, in whichever of the two states it comes
//! first, and can so miss a path whose strong variant is the longer one. Here
//! each class may be visited in both; the second visit happens only if it
//! allows more. Paths stay simple: a class is never entered twice on one path.
//! A circle that is strong only by passing a class twice contains a shorter
//! strong circle, which is reported where *it* closes.
//!
//! The buffers are kept, so that a search allocates only while they grow.

use alloc::vec::Vec;

use crate::dependency::{Dependency, DependencySet};
use crate::graph::{Graph, Slot};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

const NONE: u32 = u32::MAX;
const SEEN_WEAK: u8 = 1;
const SEEN_STRONG: u8 = 2;

#[derive(Clone, Copy, Debug)]
struct Visit {
    class: Slot,
    weak: bool,
    parent: u32,
    edge: u32,
    kinds: DependencySet,
}

#[derive(Clone, Default, Debug)]
pub(crate) struct Search {
    visits: Vec<Visit>,
    seen: Vec<u8>,
}

/// One edge of a found path, with the kind and the witness that make it strong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hop {
    pub edge: u32,
    pub kind: Dependency,
}

impl Search {
    /// Finds the nearest class that satisfies `goal`, starting at `root` itself,
    /// passing only classes that satisfy `pass`.
    pub fn run(
        &mut self,
        graph: &Graph,
        direction: Direction,
        (root, weak): (Slot, bool),
        pass: impl Fn(Slot) -> bool,
        goal: impl Fn(Slot, bool) -> bool,
    ) -> Option<u32> {
        self.seen.clear();
        self.seen.resize(graph.classes.len(), 0);
        self.visits.clear();
        self.enter(Visit { class: root, weak, parent: NONE, edge: NONE, kinds: DependencySet::default() });
        let mut next = 0;
        while let Some(&visit) = self.visits.get(next) {
            let index = u32::try_from(next).expect("fewer visits than states");
            next += 1;
            if !pass(visit.class) {
                continue;
            }
            if goal(visit.class, visit.weak) {
                return Some(index);
            }
            let edges = match direction {
                Direction::Forward => &graph.after[visit.class as usize],
                Direction::Backward => &graph.before[visit.class as usize],
            };
            for &edge in edges {
                let link = graph.edge(edge);
                let (class, kinds, strong) = match direction {
                    Direction::Forward => {
                        let kinds = if visit.weak { link.kinds.without_shared() } else { link.kinds };
                        (link.to, kinds, kinds.without_recursive())
                    }
                    Direction::Backward => {
                        let kinds = if visit.weak { link.kinds.without_recursive() } else { link.kinds };
                        (link.from, kinds, kinds.without_shared())
                    }
                };
                if !kinds.is_empty() {
                    self.enter(Visit { class, weak: strong.is_empty(), parent: index, edge, kinds });
                }
            }
        }
        None
    }

    fn enter(&mut self, visit: Visit) {
        let seen = &mut self.seen[visit.class as usize];
        if *seen & SEEN_STRONG != 0 || (*seen != 0 && visit.weak) {
            return;
        }
        if *seen != 0 && Self::ancestors(&self.visits, visit.parent).any(|v| v.class == visit.class) {
            return;
        }
        *seen |= if visit.weak { SEEN_WEAK } else { SEEN_STRONG };
        self.visits.push(visit);
    }

    fn ancestors(visits: &[Visit], from: u32) -> impl Iterator<Item = &Visit> {
        let mut at = from;
        core::iter::from_fn(move || {
            let visit = visits.get(at as usize)?;
            at = visit.parent;
            Some(visit)
        })
    }

    /// The class that a visit stands for.
    pub fn class(&self, visit: u32) -> Slot {
        self.visits[visit as usize].class
    }

    /// The path to `end` in the direction of the dependencies, with a kind for
    /// every edge such that the path is strong. `beyond_weak` says that what
    /// closes the path at its end allows only a strong last edge.
    pub fn path(&self, graph: &Graph, direction: Direction, end: u32, beyond_weak: bool) -> Vec<Hop> {
        let mut weak = beyond_weak;
        let mut hops: Vec<Hop> = Self::ancestors(&self.visits, end)
            .take_while(|v| v.edge != NONE)
            .map(|v| {
                let fits = |d: &Dependency| match direction {
                    Direction::Forward => !(weak && d.is_recursive()),
                    Direction::Backward => !(weak && d.is_shared()),
                };
                let order = |d: &Dependency| graph.edge(v.edge).witness[*d as usize];
                let kind = v.kinds.iter().filter(fits).min_by_key(order);
                let kind = kind.unwrap_or(Dependency::ExclusiveNonRecursive);
                weak = match direction {
                    Direction::Forward => kind.is_shared(),
                    Direction::Backward => kind.is_recursive(),
                };
                Hop { edge: v.edge, kind }
            })
            .collect();
        if direction == Direction::Forward {
            hops.reverse();
        }
        hops
    }
}
