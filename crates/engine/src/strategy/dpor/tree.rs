//! Wakeup trees: what is still to be done from a point, as sequences of steps that share their beginnings (Abdulla et al.,
//! section 5).
//!
//! A sequence `v` need not be added if some leaf says the same up to the order of steps that do not conflict: the tree is
//! walked from its root, and a branch is followed if its step could be the first of `v` (then it is taken out of `v`), or
//! conflicts with nothing in `v`. A leaf that is reached covers `v`, unless its step may turn out to touch less than was
//! thought, and somebody sleeps on: then the rest of `v` is put below it. Where no branch can be followed `v` becomes a new
//! one.

use crate::Footprint;

/// A step to come: who, which alternative, and what it touched when it was seen.
#[derive(Clone, Copy)]
pub(super) struct Planned {
    pub(super) thread: u8,
    pub(super) alt: u8,
    pub(super) footprint: Footprint,
    /// Whether that is what it will touch; otherwise it may touch less.
    pub(super) sure: bool,
}

#[derive(Clone, Copy)]
struct Node {
    step: Planned,
    first: u32,
    next: u32,
}

const NONE: u32 = u32::MAX;

/// The sequences that are planned from one point; the first branch comes first.
#[derive(Clone)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    first: u32,
}

impl Tree {
    pub(super) fn new() -> Tree {
        Tree { nodes: Vec::new(), first: NONE }
    }

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.first = NONE;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first == NONE
    }

    /// The first step of the first branch.
    pub(super) fn head(&self) -> Option<Planned> {
        self.nodes.get(self.first as usize).map(|n| n.step)
    }

    /// Removes the first branch.
    pub(super) fn drop_first(&mut self) {
        self.first = self.nodes[self.first as usize].next;
        if self.first == NONE {
            self.nodes.clear();
        }
    }

    /// Whether a branch begins with an alternative of this thread.
    pub(super) fn has(&self, thread: u8, alt: Option<u8>) -> bool {
        self.branches(self.first).any(|n| {
            let step = self.nodes[n as usize].step;
            step.thread == thread && alt.is_none_or(|a| a == step.alt)
        })
    }

    /// The first step was done, and touched this.
    pub(super) fn set_head(&mut self, footprint: &Footprint) {
        if let Some(node) = self.nodes.get_mut(self.first as usize) {
            (node.step.footprint, node.step.sure) = (*footprint, true);
        }
    }

    /// The threads with which a branch begins.
    pub(super) fn all(&self) -> u64 {
        self.branches(self.first).fold(0, |set, n| set | 1 << self.nodes[n as usize].step.thread)
    }

    /// The threads with which a branch after the first begins.
    pub(super) fn later(&self) -> u64 {
        let Some(first) = self.nodes.get(self.first as usize) else { return 0 };
        self.branches(first.next).fold(0, |set, n| set | 1 << self.nodes[n as usize].step.thread)
    }

    fn branches(&self, from: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = from;
        std::iter::from_fn(move || {
            let this = (at != NONE).then_some(at)?;
            at = self.nodes[at as usize].next;
            Some(this)
        })
    }

    /// Makes `step` the first branch.
    pub(super) fn put_first(&mut self, step: Planned) {
        let next = self.first;
        self.first = self.add(step, next);
    }

    /// Puts `step` right behind the first branch.
    pub(super) fn put_second(&mut self, step: Planned) {
        let next = self.nodes[self.first as usize].next;
        let new = self.add(step, next);
        self.nodes[self.first as usize].next = new;
    }

    /// Makes `step` the last branch.
    pub(super) fn put_last(&mut self, step: Planned) {
        let last = self.branches(self.first).last();
        let new = self.add(step, NONE);
        match last {
            Some(last) => self.nodes[last as usize].next = new,
            None => self.first = new,
        }
    }

    fn add(&mut self, step: Planned, next: u32) -> u32 {
        self.nodes.push(Node { step, first: NONE, next });
        self.nodes.len() as u32 - 1
    }

    /// What follows the first step of the first branch of `of` becomes this tree.
    pub(super) fn follow(&mut self, of: &Tree) {
        self.clear();
        if let Some(first) = of.nodes.get(of.first as usize) {
            self.first = self.copy(of, first.first);
        }
    }

    fn copy(&mut self, of: &Tree, from: u32) -> u32 {
        let Some(node) = of.nodes.get(from as usize) else { return NONE };
        let new = self.add(node.step, NONE);
        let first = self.copy(of, node.first);
        let next = self.copy(of, node.next);
        (self.nodes[new as usize].first, self.nodes[new as usize].next) = (first, next);
        new
    }

    /// Adds a sequence, of which `before(i, j)` says whether step `i` has to come before step `j`. Consumes `sequence`.
    /// Whether it was not covered.
    pub(super) fn insert(
        &mut self,
        sequence: &mut Vec<(u32, Planned)>,
        before: impl Fn(u32, u32) -> bool,
    ) -> bool {
        let mut parent = NONE;
        'down: loop {
            let from = if parent == NONE { self.first } else { self.nodes[parent as usize].first };
            let is_leaf = from == NONE && parent != NONE;
            if sequence.is_empty() || is_leaf && self.nodes[parent as usize].step.sure {
                return false;
            }
            let mut last = NONE;
            let mut at = from;
            while at != NONE {
                let node = self.nodes[at as usize];
                if goes_first(&node.step, sequence, &before) {
                    if let Some(i) = sequence.iter().position(|(_, s)| s.thread == node.step.thread) {
                        sequence.remove(i);
                    }
                    parent = at;
                    continue 'down;
                }
                last = at;
                at = node.next;
            }
            let mut rest = NONE;
            for (_, step) in sequence.drain(..).rev() {
                self.nodes.push(Node { step, first: rest, next: NONE });
                rest = self.nodes.len() as u32 - 1;
            }
            match (last, parent) {
                (NONE, NONE) => self.first = rest,
                (NONE, p) => self.nodes[p as usize].first = rest,
                (l, _) => self.nodes[l as usize].next = rest,
            }
            return true;
        }
    }
}

/// Whether `step` can be first where `sequence` is to be done: it is one of its steps and none has to come before it, or
/// it conflicts with none.
pub(super) fn goes_first(
    step: &Planned,
    sequence: &[(u32, Planned)],
    before: &impl Fn(u32, u32) -> bool,
) -> bool {
    match sequence.iter().position(|(_, s)| s.thread == step.thread) {
        Some(i) => {
            sequence[i].1.alt == step.alt && sequence[..i].iter().all(|(j, _)| !before(*j, sequence[i].0))
        }
        None => sequence.iter().all(|(_, s)| !step.footprint.conflicts(&s.footprint)),
    }
}
