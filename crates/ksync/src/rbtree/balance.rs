//! Adding and taking out links, and what keeps the tree balanced and its elements' knowledge true meanwhile.

use super::{Augment, LEFT, RIGHT, RbNode, RbTree, Ref, at, neighbour, outermost};
use crate::intrusive::{Adapter, Pointer, value_of};
use core::ptr::NonNull;

impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> RbTree<A, G> {
    /// Has an element compute what it knows; whether that has changed.
    #[inline(always)]
    pub(super) fn update(link: NonNull<RbNode>) -> bool {
        // SAFETY: they are in the tree.
        unsafe {
            let child =
                |side: usize| at(link).children[side].get().map(|child| value_of::<A>(child).as_ref());
            G::update(value_of::<A>(link).as_ref(), child(LEFT), child(RIGHT))
        }
    }

    /// Has an element, and those above it, compute what they know, until nothing changes.
    #[inline(always)]
    pub(super) fn propagate(mut from: Ref) {
        if G::ENABLED {
            while let Some(link) = from
                && Self::update(link)
            {
                // SAFETY: it is in the tree.
                from = unsafe { at(link) }.parent.get();
            }
        }
    }

    /// Puts `new` where `old` hangs.
    #[inline(always)]
    pub(super) fn hang(&mut self, parent: Ref, old: NonNull<RbNode>, new: Ref) {
        match parent {
            // SAFETY: it is in the tree.
            Some(parent) => unsafe {
                let side = usize::from(at(parent).children[RIGHT].get() == Some(old));
                at(parent).children[side].set(new);
            },
            None => self.root = new,
        }
        if let Some(new) = new {
            // SAFETY: it is in the tree, or about to be.
            unsafe { at(new) }.parent.set(parent);
        }
    }

    /// Brings `link` down to `side`, and its child on the other side, which there is, up.
    #[inline(always)]
    fn rotate(&mut self, link: NonNull<RbNode>, side: usize) {
        // SAFETY: all of them are in the tree.
        unsafe {
            let Some(up) = at(link).children[1 - side].get() else { return };
            let between = at(up).children[side].get();
            self.hang(at(link).parent.get(), link, Some(up));
            at(up).children[side].set(Some(link));
            at(link).parent.set(Some(up));
            at(link).children[1 - side].set(between);
            if let Some(between) = between {
                at(between).parent.set(Some(link));
            }
            if G::ENABLED {
                Self::update(link);
                Self::update(up);
            }
        }
    }

    /// `rb_link_node` and `rb_insert_color`: puts a claimed link in the place of a missing child.
    #[inline(always)]
    pub(super) fn insert(&mut self, new: NonNull<RbNode>, parent: Ref, side: usize, leftmost: bool) {
        // SAFETY: they are in the tree, or about to be.
        unsafe {
            at(new).parent.set(parent);
            at(new).children[LEFT].set(None);
            at(new).children[RIGHT].set(None);
            match parent {
                Some(parent) => at(parent).children[side].set(Some(new)),
                None => self.root = Some(new),
            }
            if leftmost {
                self.leftmost = Some(new);
            }
            if G::ENABLED {
                Self::update(new);
                Self::propagate(parent);
            }
            self.insert_color(new);
        }
    }

    #[inline(always)]
    fn insert_color(&mut self, mut link: NonNull<RbNode>) {
        // SAFETY: all of them are in the tree.
        unsafe {
            let Some(mut parent) = at(link).parent.get() else { return at(link).set_black() };
            at(link).set_red();
            while at(parent).is_red() {
                // A red one is not the root, unless a function of the user's panicked.
                let Some(grand) = at(parent).parent.get() else { return at(parent).set_black() };
                let side = usize::from(at(grand).children[RIGHT].get() == Some(parent));
                if let Some(uncle) = at(grand).children[1 - side].get()
                    && at(uncle).is_red()
                {
                    at(parent).set_black();
                    at(uncle).set_black();
                    link = grand;
                    match at(link).parent.get() {
                        Some(above) => parent = above,
                        None => return,
                    }
                    at(link).set_red();
                } else {
                    if at(parent).children[1 - side].get() == Some(link) {
                        self.rotate(parent, side);
                        parent = link;
                    }
                    at(parent).set_black();
                    at(grand).set_red();
                    return self.rotate(grand, 1 - side);
                }
            }
        }
    }

    /// `rb_erase_cached`: takes a link out of the tree, and gives its pointer back.
    pub(super) fn unlink(&mut self, link: NonNull<RbNode>) -> A::Pointer {
        // SAFETY: all of them are in the tree, which held the element by a pointer made raw.
        unsafe {
            if self.leftmost == Some(link) {
                self.leftmost = neighbour(link, RIGHT);
            }
            let parent = at(link).parent.get();
            let [left, right] = &at(link).children;
            // Where a side is one short if what went was black: the parent, the child there.
            let (short, child, was_red);
            if let (Some(left), Some(right)) = (left.get(), right.get()) {
                let heir = outermost(right, LEFT);
                (child, was_red) = (at(heir).children[RIGHT].get(), at(heir).is_red());
                if heir == right {
                    short = Some(heir);
                } else {
                    short = at(heir).parent.get();
                    self.hang(short, heir, child);
                    at(heir).children[RIGHT].set(Some(right));
                    at(right).parent.set(Some(heir));
                }
                self.hang(parent, link, Some(heir));
                at(heir).children[LEFT].set(Some(left));
                at(left).parent.set(Some(heir));
                at(heir).copy_colour(at(link));
                Self::propagate(short);
                // What the heir knows may be what it knew, and yet differ from what its predecessor here did.
                if G::ENABLED {
                    Self::update(heir);
                    Self::propagate(parent);
                }
            } else {
                (short, child, was_red) = (parent, left.get().or(right.get()), at(link).is_red());
                self.hang(parent, link, child);
                Self::propagate(parent);
            }
            if !was_red {
                self.erase_color(short, child);
            }
            at(link).owner.release();
            A::Pointer::from_raw(value_of::<A>(link))
        }
    }

    /// Ends that the side of `child`, below `parent`, is one black short.
    #[inline(always)]
    fn erase_color(&mut self, mut parent: Ref, mut child: Ref) {
        // SAFETY: all of them are in the tree.
        unsafe {
            let is_red = |link: Ref| link.is_some_and(|link| at(link).is_red());
            loop {
                if let Some(child) = child
                    && (at(child).is_red() || parent.is_none())
                {
                    return at(child).set_black();
                }
                let Some(above) = parent else { return };
                let side = usize::from(at(above).children[LEFT].get() != child);
                // The other side is not short and so not empty, unless a function of the user's panicked.
                let Some(mut sibling) = at(above).children[1 - side].get() else { return };
                if at(sibling).is_red() {
                    at(sibling).set_black();
                    at(above).set_red();
                    self.rotate(above, side);
                    let Some(next) = at(above).children[1 - side].get() else { return };
                    sibling = next;
                }
                let (near, far) = (at(sibling).children[side].get(), at(sibling).children[1 - side].get());
                if !is_red(far) {
                    let Some(near) = near.filter(|&near| at(near).is_red()) else {
                        at(sibling).set_red();
                        (child, parent) = (Some(above), at(above).parent.get());
                        continue;
                    };
                    // The near one comes up, and what was the sibling is the far one.
                    self.rotate(sibling, 1 - side);
                    at(near).copy_colour(at(above));
                } else {
                    at(sibling).copy_colour(at(above));
                    if let Some(far) = far {
                        at(far).set_black();
                    }
                }
                at(above).set_black();
                return self.rotate(above, side);
            }
        }
    }
}
