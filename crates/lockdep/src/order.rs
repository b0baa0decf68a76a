//! Lock-order circles and recursion.
//!
//! Whenever a dependency `prev -> next` is learnt, the graph is searched from
//! `next` for a strong path to `prev`. If there is one, the dependency closes
//! a strong circle: contexts that each hold one of its locks and want the next
//! one can wait for each other for ever. They need never have met: each
//! dependency may come from another context and another execution. The circle
//! may be of any length; it is the shortest through this dependency.
//!
//! The path's ends must fit the closing dependency as its inner edges fit each
//! other (see [`dependency`](crate::Dependency)): if `next` is wanted by a
//! recursive reader the path must not begin with a shared holder, and if `prev`
//! is held by a reader it must not end in a recursive reader.
//!
//! A class that is taken while it is held already is *recursion*, judged on the
//! held locks alone: the graph knows classes, and cannot see whether two locks
//! of one class are one lock. Legal are a recursive reader inside a reader, and
//! any lock whose `_nest_lock` was taken before the first lock of the class.
//!
//! Which held locks give a dependency: the innermost first, and outwards as
//! long as the last one does not already carry the connection. It does so if
//! its own dependencies exist (it was waited for, and was no recursion) and it
//! is not held as a recursive reader. The kernel stops at every lock that was
//! waited for, and so misses `A -> C` in two cases: in A, read B, C, for the
//! path `A -(ER)-> B -(SN)-> C` is not strong; and in B, A, B, C where a nest
//! lock allows the second B, for there is no `A -> B`.
//!
//! Source: Documentation/locking/lockdep-design.rst, sections "Multi-lock
//! dependency rules" and "Recursive read locks".
//!
//! What it does not catch: the rules know classes, so an order kept by
//! addresses within one class must be annotated; trylocks may be taken in any
//! order and are believed; waits that no lock stands for (a completion without
//! a pseudo-lock, a flag spun upon) are invisible; a gate lock around both
//! orders, which makes them harmless, is not considered, as in the kernel.

use crate::acquire::Mode;
use crate::finding::{Circle, Defect};
use crate::graph::Slot;
use crate::held::Held;
use crate::knowledge::{Knowledge, Scene};
use crate::search::{Direction, Hop};

/// The verdict on taking a class with a stack of locks held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Recursion {
    /// The class is not held, or may be held.
    None,
    /// It is held, and the nest lock serialises it.
    Nested,
    /// It is held by the lock at this index.
    Deadlock(usize),
}

impl Recursion {
    pub fn of(held: &[Held], next: &Held) -> Recursion {
        let mut nested = false;
        for (index, prev) in held.iter().enumerate() {
            nested |= next.nest == Some(prev.address);
            let reads = next.mode == Mode::Recursive && prev.mode != Mode::Exclusive;
            if prev.class == next.class && !reads {
                return if nested { Recursion::Nested } else { Recursion::Deadlock(index) };
            }
        }
        Recursion::None
    }
}

/// Whether the locks outside of `prev` are connected to later ones through it.
pub(crate) fn carries(prev: &Held) -> bool {
    prev.linked && prev.mode != Mode::Recursive
}

impl Knowledge {
    pub(crate) fn check_circle(&mut self, closing: Hop, scene: Scene<'_>) {
        let edge = self.graph.edge(closing.edge);
        let (prev, next) = (edge.from, edge.to);
        let shared = closing.kind.is_shared();
        let root = (next, closing.kind.is_recursive());
        let goal = |class: Slot, weak: bool| class == prev && !(shared && weak);
        let search = &mut self.search;
        let Some(end) = search.run(&self.graph, Direction::Forward, root, |_| true, goal) else {
            return;
        };
        let path = search.path(&self.graph, Direction::Forward, end, shared);
        let hops = path.into_iter().rev().chain([closing]);
        let links = hops.filter_map(|hop| self.link(hop)).collect();
        self.report(scene, Defect::Circular(Circle { links }));
    }
}
