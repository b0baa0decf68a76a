//! Red-black trees whose nodes lie in the module's objects.
//!
//! A node is `{ parent and colour; right; left }`, the colour in bit 0 of the first word (1: black). Every path from
//! the root to a leaf has the same number of black nodes and no two red ones in a row. (T. Cormen, C. Leiserson,
//! R. Rivest, C. Stein, "Introduction to Algorithms", chapter 13; the leaves are null here, so that repairing carries
//! the parent of the place along with it.)
//!
//! Each load and store is announced at the caller's line: a tree that is changed by two at once is a data race there,
//! a node that was freed a use after free.
//!
//! In an augmented tree each node holds a value of its subtree, which the module's callbacks keep right: `rotate` after a
//! node rose above another, `copy` when one takes the place of the node that is taken out, `propagate` from the lowest
//! node whose subtree has lost one, before the colours are repaired.

use crate::string;
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

const RIGHT: usize = 8;
const LEFT: usize = 16;
const BLACK: usize = 1;

const PROPAGATE: usize = 0;
const COPY: usize = 8;
const ROTATE: usize = 16;

/// A tree, by the address of its `struct rb_root`, and who asks from where.
pub struct Tree<'a> {
    vm: &'a mut Vm,
    root: usize,
    /// The address of its `struct rb_augment_callbacks`; 0: it has none.
    callbacks: usize,
    place: Place,
}

impl Tree<'_> {
    /// The tree at `root`; 0 if only nodes are asked.
    pub fn new(vm: &mut Vm, root: usize, place: Place) -> Tree<'_> {
        Tree { vm, root, callbacks: 0, place }
    }

    /// The augmented tree at `root`.
    pub fn augmented(vm: &mut Vm, root: usize, callbacks: usize, place: Place) -> Tree<'_> {
        Tree { vm, root, callbacks, place }
    }

    /// Calls one of the callbacks, if there are any.
    fn tell(&mut self, which: usize, a: usize, b: usize) {
        if self.callbacks != 0 {
            let function = self.load(self.callbacks + which);
            self.vm.call(function, [a as u64, b as u64, 0, 0, 0], self.place);
        }
    }

    fn load(&mut self, at: usize) -> usize {
        self.vm.touch(at, 8, AccessKind::Read, self.place);
        self.vm.machine.memory.load(at, 8).unwrap_or(0) as usize
    }

    fn store(&mut self, at: usize, value: usize) {
        self.vm.touch(at, 8, AccessKind::Write, self.place);
        string::store(self.vm, |vm| vm.machine.memory.store(at, 8, value as u64), at, self.place);
    }

    fn parent(&mut self, node: usize) -> usize {
        self.load(node) & !3
    }

    fn is_black(&mut self, node: usize) -> bool {
        node == 0 || self.load(node) & BLACK != 0
    }

    fn set_parent(&mut self, node: usize, parent: usize) {
        let colour = self.load(node) & 3;
        self.store(node, parent | colour);
    }

    fn set_colour(&mut self, node: usize, colour: usize) {
        let parent = self.parent(node);
        self.store(node, parent | colour);
    }

    /// Where the pointer to `node` lies: in `parent`, or in the root.
    fn link_to(&mut self, node: usize, parent: usize) -> usize {
        match parent {
            0 => self.root,
            p if self.load(p + LEFT) == node => p + LEFT,
            p => p + RIGHT,
        }
    }

    /// Puts `with`, which may be null, in the place of `node`.
    fn put(&mut self, node: usize, with: usize) {
        let parent = self.parent(node);
        let link = self.link_to(node, parent);
        self.store(link, with);
        if with != 0 {
            self.set_parent(with, parent);
        }
    }

    /// Lets the child of `node` on the side opposite to `side` rise above it.
    fn rotate(&mut self, node: usize, side: usize) {
        let other = LEFT + RIGHT - side;
        let riser = self.load(node + other);
        let between = self.load(riser + side);
        self.store(node + other, between);
        if between != 0 {
            self.set_parent(between, node);
        }
        self.put(node, riser);
        self.store(riser + side, node);
        self.set_parent(node, riser);
        self.tell(ROTATE, node, riser);
    }

    /// `rb_link_node`: `node` becomes a red leaf of `parent` at `link`.
    pub fn link(&mut self, node: usize, parent: usize, link: usize) {
        self.store(node, parent);
        self.store(node + LEFT, 0);
        self.store(node + RIGHT, 0);
        self.store(link, node);
    }

    /// `rb_insert_color`: repairs the tree after a red leaf was linked.
    pub fn insert(&mut self, node: usize) {
        let mut node = node;
        loop {
            let mut parent = self.parent(node);
            if parent == 0 {
                return self.store(node, BLACK);
            }
            if self.is_black(parent) {
                return;
            }
            let above = self.parent(parent);
            let side = if self.load(above + LEFT) == parent { LEFT } else { RIGHT };
            let other = LEFT + RIGHT - side;
            let uncle = self.load(above + other);
            if !self.is_black(uncle) {
                self.set_colour(parent, BLACK);
                self.set_colour(uncle, BLACK);
                self.set_colour(above, 0);
                node = above;
                continue;
            }
            if self.load(parent + other) == node {
                self.rotate(parent, side);
                parent = node;
            }
            self.set_colour(parent, BLACK);
            self.set_colour(above, 0);
            return self.rotate(above, other);
        }
    }

    /// `rb_erase`: takes `node` out of the tree; its own bytes stay as they are.
    pub fn erase(&mut self, node: usize) {
        let (left, right) = (self.load(node + LEFT), self.load(node + RIGHT));
        let mut lost_black = self.is_black(node);
        let (rises, parent);
        if left == 0 || right == 0 {
            rises = left | right;
            parent = self.parent(node);
            self.put(node, rises);
            if parent != 0 {
                self.tell(PROPAGATE, parent, 0);
            }
        } else {
            let heir = self.outermost(right, LEFT);
            lost_black = self.is_black(heir);
            rises = self.load(heir + RIGHT);
            if heir == right {
                parent = heir;
            } else {
                parent = self.parent(heir);
                self.put(heir, rises);
                self.store(heir + RIGHT, right);
                self.set_parent(right, heir);
            }
            self.put(node, heir);
            self.store(heir + LEFT, left);
            self.set_parent(left, heir);
            let colour = self.load(node) & BLACK;
            self.set_colour(heir, colour);
            self.tell(COPY, node, heir);
            if parent != heir {
                self.tell(PROPAGATE, parent, heir);
            }
            self.tell(PROPAGATE, heir, 0);
        }
        if lost_black {
            self.repair(rises, parent);
        }
    }

    /// The paths through `node`, a child of `parent` that may be null, have one black node too few.
    fn repair(&mut self, node: usize, parent: usize) {
        let (mut node, mut parent) = (node, parent);
        while parent != 0 && self.is_black(node) {
            let side = if self.load(parent + LEFT) == node { LEFT } else { RIGHT };
            let other = LEFT + RIGHT - side;
            let mut sibling = self.load(parent + other);
            if !self.is_black(sibling) {
                self.set_colour(sibling, BLACK);
                self.set_colour(parent, 0);
                self.rotate(parent, side);
                sibling = self.load(parent + other);
            }
            let near = self.load(sibling + side);
            let far = self.load(sibling + other);
            let near_black = self.is_black(near);
            if near_black && self.is_black(far) {
                self.set_colour(sibling, 0);
                node = parent;
                parent = self.parent(node);
                continue;
            }
            if self.is_black(far) {
                self.set_colour(near, BLACK);
                self.set_colour(sibling, 0);
                self.rotate(sibling, other);
                sibling = near;
            }
            let colour = self.load(parent) & BLACK;
            self.set_colour(sibling, colour);
            self.set_colour(parent, BLACK);
            let far = self.load(sibling + other);
            self.set_colour(far, BLACK);
            self.rotate(parent, side);
            return;
        }
        if node != 0 {
            self.set_colour(node, BLACK);
        }
    }

    fn outermost(&mut self, node: usize, side: usize) -> usize {
        let mut node = node;
        loop {
            match self.load(node + side) {
                0 => return node,
                below => node = below,
            }
        }
    }

    /// `rb_first`; 0: the tree is empty.
    pub fn first(&mut self) -> usize {
        self.end(LEFT)
    }

    /// `rb_last`; 0: the tree is empty.
    pub fn last(&mut self) -> usize {
        self.end(RIGHT)
    }

    fn end(&mut self, side: usize) -> usize {
        match self.load(self.root) {
            0 => 0,
            top => self.outermost(top, side),
        }
    }

    /// `rb_next`; 0: there is none.
    pub fn next(&mut self, node: usize) -> usize {
        self.neighbour(node, RIGHT)
    }

    /// `rb_prev`; 0: there is none.
    pub fn previous(&mut self, node: usize) -> usize {
        self.neighbour(node, LEFT)
    }

    fn neighbour(&mut self, node: usize, side: usize) -> usize {
        let mut node = node;
        // A node that is cleared is its own parent.
        if self.load(node) == node {
            return 0;
        }
        match self.load(node + side) {
            0 => {}
            below => return self.outermost(below, LEFT + RIGHT - side),
        }
        loop {
            let parent = self.parent(node);
            if parent == 0 || self.load(parent + side) != node {
                return parent;
            }
            node = parent;
        }
    }

    /// `rb_replace_node`
    pub fn replace(&mut self, old: usize, new: usize) {
        for word in [0, RIGHT, LEFT] {
            let value = self.load(old + word);
            self.store(new + word, value);
        }
        for side in [LEFT, RIGHT] {
            let child = self.load(old + side);
            if child != 0 {
                self.set_parent(child, new);
            }
        }
        let parent = self.parent(old);
        let link = self.link_to(old, parent);
        self.store(link, new);
    }

    /// `rb_first_postorder`: the leaf from which children come before their parents.
    pub fn first_after_children(&mut self) -> usize {
        match self.load(self.root) {
            0 => 0,
            top => self.deepest(top),
        }
    }

    fn deepest(&mut self, node: usize) -> usize {
        let mut node = node;
        loop {
            node = match (self.load(node + LEFT), self.load(node + RIGHT)) {
                (0, 0) => return node,
                (0, right) => right,
                (left, _) => left,
            };
        }
    }

    /// `rb_next_postorder`; 0: there is none.
    pub fn next_after_children(&mut self, node: usize) -> usize {
        if node == 0 {
            return 0;
        }
        match self.parent(node) {
            0 => 0,
            parent if self.load(parent + LEFT) == node => match self.load(parent + RIGHT) {
                0 => parent,
                right => self.deepest(right),
            },
            parent => parent,
        }
    }

    /// `rb_insert_color_cached`: the root's second word is its leftmost node.
    pub fn insert_cached(&mut self, node: usize, leftmost: bool) {
        if leftmost {
            self.store(self.root + 8, node);
        }
        self.insert(node);
    }

    /// `rb_erase_cached`: the node that is leftmost instead, 0 if it was not.
    pub fn erase_cached(&mut self, node: usize) -> usize {
        let mut leftmost = 0;
        if self.load(self.root + 8) == node {
            leftmost = self.next(node);
            self.store(self.root + 8, leftmost);
        }
        self.erase(node);
        leftmost
    }

    /// `rb_replace_node_cached`
    pub fn replace_cached(&mut self, old: usize, new: usize) {
        if self.load(self.root + 8) == old {
            self.store(self.root + 8, new);
        }
        self.replace(old, new);
    }
}
