//! `rb_root`, `rb_root_cached` and the augmented tree: a search tree of elements that hold their own links.
//!
//! A red-black tree: every element is red or black, the root is black, no red one has a red child, and every path from an
//! element down to a missing child passes the same number of black ones. So no path is more than twice as long as another,
//! and finding, adding and taking out look at 2 log2(n + 1) elements at most.
//!
//! *Adding* puts a red element in the place of a missing child. If its parent is red, too: where the parent's sibling is red,
//! both become black and the grandparent red, which moves the trouble up two levels; else one or two rotations about the
//! grandparent end it. *Taking out* an element with two children puts its successor in its place, so that a place with one
//! child or none goes. If that was black, its side is one short: a red sibling of that side is rotated up, so that it is
//! black; where it has black children only it becomes red, which moves the trouble up one level; else one or two rotations
//! end it. Both sides of each case are one code, in which a side is a number.
//!
//! The tree knows its first element (`rb_root_cached`), so that the next timer to expire is one load away.
//!
//! An *augmented* tree keeps in each element a value that depends on its subtree: the largest end of the intervals in it, the
//! number of elements, a sum. [`Augment`] says how it comes from the element and its children; the tree keeps it true, by
//! calling it for the elements whose subtree has changed: along the path to the root until nothing changes, and for the two
//! elements of each rotation.
//!
//! See [`intrusive`] for what holds the elements and what makes it safe. If a function of the user's
//! panics, the tree may be less balanced than it should be, or an augmented value stale; nothing else happens. No operation
//! waits; any context may use a tree that it has to itself.
//!
//! Source: Guibas and Sedgewick, "A Dichromatic Framework for Balanced Trees", FOCS 1978; Cormen, Leiserson, Rivest and
//! Stein, Introduction to Algorithms, chapters 13 and 14; the interface is that of Documentation/core-api/rbtree.rst.

use core::cell::Cell;
use core::cmp::Ordering;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::intrusive::{self, Adapter, Link, Owner, Pointer, claim, identity, link_of, value_of};
use crate::primitive::Ordering::Relaxed;

mod augment;
mod balance;
mod keyed;
mod place;

pub use augment::{Augment, NoAugment};
pub use keyed::Keyed;
pub use place::{Iter, Place};

type Ref = Option<NonNull<RbNode>>;

const LEFT: usize = 0;
const RIGHT: usize = 1;

/// Beside the identity of the tree, in the word of the owner.
const RED: usize = 1;

/// The link of an element of an [`RbTree`].
pub struct RbNode {
    // invariant: as long as `owner` is the identity of a tree, with or without `RED`, these are the neighbours in that tree,
    // as pointers that came from `claim`, and only that tree reaches them.
    parent: Cell<Ref>,
    children: [Cell<Ref>; 2],
    owner: Owner,
}

// SAFETY: the pointers belong to the tree that owns the link; the owner is an atomic.
unsafe impl Send for RbNode {}
// SAFETY: as above.
unsafe impl Sync for RbNode {}

impl RbNode {
    crate::constant! {
        /// `RB_CLEAR_NODE`: the link of an element that is in no tree.
        #[must_use]
        pub const fn new() -> RbNode {
            RbNode { parent: Cell::new(None), children: [const { Cell::new(None) }; 2], owner: Owner::none() }
        }
    }

    #[inline(always)]
    fn is_red(&self) -> bool {
        self.owner.0.load(Relaxed) & RED != 0
    }

    #[inline(always)]
    fn set_red(&self) {
        self.owner.0.store(self.owner.0.load(Relaxed) | RED, Relaxed);
    }

    #[inline(always)]
    fn set_black(&self) {
        self.owner.0.store(self.owner.0.load(Relaxed) & !RED, Relaxed);
    }

    #[inline(always)]
    fn copy_colour(&self, other: &RbNode) {
        if other.is_red() { self.set_red() } else { self.set_black() }
    }
}

impl intrusive::sealed::Link for RbNode {
    #[inline(always)]
    fn owner(&self) -> &Owner {
        &self.owner
    }
}

impl Link for RbNode {}

impl Default for RbNode {
    fn default() -> RbNode {
        RbNode::new()
    }
}

/// A copy of an element is in no tree.
impl Clone for RbNode {
    fn clone(&self) -> RbNode {
        RbNode::new()
    }
}

impl fmt::Debug for RbNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_linked() { "RbNode(linked)" } else { "RbNode" })
    }
}

/// A search tree. Elements with equal keys are in the order in which they came.
///
/// ```
/// use ksync::{RbNode, RbTree, adapter, rbtree::Keyed};
/// use std::sync::Arc;
///
/// struct Timer { expires: u64, name: &'static str, node: RbNode }
/// adapter!(ByExpiry = Arc<Timer> { node: RbNode });
/// impl Keyed for ByExpiry {
///     type Key = u64;
///     fn key(timer: &Timer) -> &u64 { &timer.expires }
/// }
///
/// let timer = |expires, name| Arc::new(Timer { expires, name, node: RbNode::new() });
/// let tick = timer(100, "tick");
/// let mut armed = RbTree::<ByExpiry>::new();
/// armed.add(timer(300, "watchdog"));
/// armed.add(tick.clone());
/// armed.add(timer(200, "poll"));
///
/// assert_eq!(armed.first().map(|timer| timer.name), Some("tick"));
/// armed.erase(&tick); // by reference, without a search
/// assert!(armed.iter().map(|timer| timer.name).eq(["poll", "watchdog"]));
/// assert_eq!(armed.lower_bound(&201).map(|timer| timer.name), Some("watchdog"));
/// ```
pub struct RbTree<A: Adapter<Link = RbNode>, G: Augment<A::Value> = NoAugment> {
    // invariant: the root of a tree of links whose owner is `id`, each of which holds one pointer made raw, and the leftmost
    // of them.
    root: Ref,
    leftmost: Ref,
    id: usize,
    owns: PhantomData<A::Pointer>,
    augments: PhantomData<fn() -> G>,
}

// SAFETY: it is a collection of pointers.
unsafe impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> Send for RbTree<A, G> where A::Pointer: Send {}
// SAFETY: as above; `&RbTree` gives `&Value`, as `&Pointer` does.
unsafe impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> Sync for RbTree<A, G> where A::Pointer: Sync {}

/// The link behind a pointer of a tree.
///
/// # Safety
///
/// The element is in a tree, or about to be, and stays for as long as the reference is used.
#[inline(always)]
unsafe fn at<'a>(link: NonNull<RbNode>) -> &'a RbNode {
    // SAFETY: as the caller says; a link is only changed through its cells and its owner.
    unsafe { link.as_ref() }
}

/// The last one to this side of a subtree.
///
/// # Safety
///
/// It is in a tree that stays as it is.
#[inline(always)]
unsafe fn outermost(mut link: NonNull<RbNode>, side: usize) -> NonNull<RbNode> {
    // SAFETY: as the caller says.
    while let Some(child) = unsafe { at(link) }.children[side].get() {
        link = child;
    }
    link
}

/// The next one in order, to this side.
///
/// # Safety
///
/// It is in a tree that stays as it is.
#[inline]
unsafe fn neighbour(mut link: NonNull<RbNode>, side: usize) -> Ref {
    // SAFETY: as the caller says.
    unsafe {
        if let Some(child) = at(link).children[side].get() {
            return Some(outermost(child, 1 - side));
        }
        loop {
            let parent = at(link).parent.get()?;
            if at(parent).children[side].get() != Some(link) {
                return Some(parent);
            }
            link = parent;
        }
    }
}

/// The first one of a subtree in the order in which children come before parents.
///
/// # Safety
///
/// It is in a tree that stays as it is.
unsafe fn deepest(mut link: NonNull<RbNode>) -> NonNull<RbNode> {
    // SAFETY: as the caller says.
    unsafe {
        while let Some(child) = at(link).children[LEFT].get().or(at(link).children[RIGHT].get()) {
            link = child;
        }
    }
    link
}

impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> Default for RbTree<A, G> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> RbTree<A, G> {
    /// An empty tree.
    #[must_use]
    pub const fn new() -> Self {
        RbTree { root: None, leftmost: None, id: 0, owns: PhantomData, augments: PhantomData }
    }

    /// `RB_EMPTY_ROOT`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    #[inline(always)]
    fn value(&self, link: Ref) -> Option<&A::Value> {
        // SAFETY: it is in the tree, which is borrowed.
        link.map(|link| unsafe { value_of::<A>(link).as_ref() })
    }

    /// Whether the element is in this tree. One comparison.
    #[inline(always)]
    #[must_use]
    pub fn contains(&self, value: &A::Value) -> bool {
        // SAFETY: the contract of `Adapter`.
        let link = unsafe { link_of::<A>(NonNull::from(value)).as_ref() };
        self.id != 0 && link.owner.0.load(Relaxed) & !RED == self.id
    }

    /// The pointer with which the tree holds an element, if it does.
    #[inline(always)]
    fn position(&self, value: &A::Value) -> Ref {
        if !self.contains(value) {
            return None;
        }
        let link = link_of::<A>(NonNull::from(value));
        // SAFETY: it is in the tree.
        match unsafe { at(link) }.parent.get() {
            // SAFETY: as above. The one of the two that is equal is a pointer to the whole element, as this one is not.
            Some(parent) => unsafe {
                let [left, right] = &at(parent).children;
                if left.get() == Some(link) { left.get() } else { right.get() }
            },
            None => self.root,
        }
    }

    /// `rb_first_cached`: the first element. One load.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<&A::Value> {
        self.value(self.leftmost)
    }

    /// `rb_last`: the last element.
    #[must_use]
    pub fn last(&self) -> Option<&A::Value> {
        // SAFETY: it is in the tree.
        self.value(self.root.map(|root| unsafe { outermost(root, RIGHT) }))
    }

    /// `rb_next`: the element behind one of this tree; `None` also if it is not in it.
    #[must_use]
    pub fn next(&self, value: &A::Value) -> Option<&A::Value> {
        // SAFETY: it is in the tree.
        self.value(unsafe { neighbour(self.position(value)?, RIGHT) })
    }

    /// `rb_prev`: the element before one of this tree; `None` also if it is not in it.
    #[must_use]
    pub fn prev(&self, value: &A::Value) -> Option<&A::Value> {
        // SAFETY: it is in the tree.
        self.value(unsafe { neighbour(self.position(value)?, LEFT) })
    }

    /// The root, from which to go down by hand.
    #[must_use]
    pub fn root(&self) -> Option<Place<'_, A>> {
        self.root.map(|link| Place { link, tree: PhantomData })
    }

    /// Goes down from the root, to the side that the function says of each element, and puts the new one there.
    #[inline(always)]
    fn descend(&mut self, new: NonNull<RbNode>, mut side_of: impl FnMut(&A::Value) -> usize) {
        let (mut parent, mut side, mut leftmost, mut next) = (None, LEFT, true, self.root);
        while let Some(link) = next {
            // SAFETY: it is in the tree.
            unsafe {
                side = side_of(value_of::<A>(link).as_ref());
                leftmost &= side == LEFT;
                next = at(link).children[side].get();
            }
            parent = Some(link);
        }
        self.insert(new, parent, side, leftmost);
    }

    /// `rb_add_cached`: adds an element behind those than which it is not less, as the function says of it and of one that
    /// is there.
    ///
    /// # Panics
    ///
    /// This, and all that add an element: if it is in a tree by the same link already.
    pub fn add_by(&mut self, pointer: A::Pointer, mut less: impl FnMut(&A::Value, &A::Value) -> bool) {
        let new = claim::<A>(pointer, identity(&mut self.id));
        // SAFETY: it is about to be in the tree.
        let value = unsafe { value_of::<A>(new).as_ref() };
        self.descend(new, |there| usize::from(!less(value, there)));
    }

    /// `rb_find`: an element of which the function says that it is equal to what is looked for. `Less` says that the element
    /// comes before that, as for `binary_search_by`.
    pub fn find_by(&self, mut compare: impl FnMut(&A::Value) -> Ordering) -> Option<&A::Value> {
        let mut next = self.root;
        while let Some(link) = next {
            let value = self.value(next)?;
            match compare(value) {
                Ordering::Equal => return Some(value),
                // SAFETY: it is in the tree.
                order => next = unsafe { at(link) }.children[usize::from(order == Ordering::Less)].get(),
            }
        }
        None
    }

    /// The first element of which the function is false, where it is true of those before and false of those behind.
    #[inline(always)]
    fn partition(&self, mut before: impl FnMut(&A::Value) -> bool) -> Ref {
        let (mut found, mut next) = (None, self.root);
        while let Some(link) = next {
            // SAFETY: it is in the tree.
            unsafe {
                let side = usize::from(before(value_of::<A>(link).as_ref()));
                found = if side == LEFT { next } else { found };
                next = at(link).children[side].get();
            }
        }
        found
    }

    /// `rb_erase_cached`: takes an element out, if it is in this tree.
    #[inline]
    pub fn erase(&mut self, value: &A::Value) -> Option<A::Pointer> {
        self.position(value).map(|link| self.unlink(link))
    }

    /// Takes the first element out.
    #[inline]
    pub fn pop_first(&mut self) -> Option<A::Pointer> {
        self.leftmost.map(|link| self.unlink(link))
    }

    /// `rb_replace_node_cached`: puts another element, whose key is equal, in the place of one of this tree, and gives that
    /// back. Constant time but for augmented values; the keys are not compared.
    ///
    /// # Errors
    ///
    /// `new`, if `old` is not in this tree.
    ///
    /// # Panics
    ///
    /// If `new` is in a tree by the same link already.
    pub fn replace_node(&mut self, old: &A::Value, new: A::Pointer) -> Result<A::Pointer, A::Pointer> {
        let Some(old) = self.position(old) else { return Err(new) };
        let new = claim::<A>(new, identity(&mut self.id));
        // SAFETY: all of them are in the tree, or about to be; the tree held the old one by a pointer made raw.
        unsafe {
            at(new).copy_colour(at(old));
            self.hang(at(old).parent.get(), old, Some(new));
            for side in [LEFT, RIGHT] {
                let child = at(old).children[side].get();
                at(new).children[side].set(child);
                if let Some(child) = child {
                    at(child).parent.set(Some(new));
                }
            }
            if self.leftmost == Some(old) {
                self.leftmost = Some(new);
            }
            if G::ENABLED {
                Self::update(new);
                Self::propagate(at(new).parent.get());
            }
            at(old).owner.release();
            Ok(A::Pointer::from_raw(value_of::<A>(old)))
        }
    }

    /// Says that what an element of this tree is augmented by has changed, so that those above it learn of it; false if it
    /// is not in it.
    pub fn augment(&mut self, value: &A::Value) -> bool {
        let link = self.position(value);
        Self::propagate(link);
        link.is_some()
    }

    /// The elements in order, or from the end by `rev`.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, A> {
        // SAFETY: it is in the tree.
        let last = self.root.map(|root| unsafe { outermost(root, RIGHT) });
        Iter { first: self.leftmost, last, tree: PhantomData }
    }

    /// `rbtree_postorder_for_each_entry_safe`: the elements, children before parents.
    pub fn postorder(&self) -> impl Iterator<Item = &A::Value> {
        // SAFETY: it is in the tree.
        let mut next = self.root.map(|root| unsafe { deepest(root) });
        core::iter::from_fn(move || {
            let link = next?;
            // SAFETY: it is in the tree, which is borrowed.
            next = unsafe { after_children(link) };
            self.value(Some(link))
        })
    }

    /// Drops all elements, children before parents, without balancing.
    pub fn clear(&mut self) {
        self.leftmost = None;
        // SAFETY: it is in the tree.
        let mut next = self.root.take().map(|root| unsafe { deepest(root) });
        while let Some(link) = next {
            // SAFETY: its children are gone, and what follows does not lead to it. The tree held the element by a pointer
            // made raw.
            unsafe {
                next = after_children(link);
                at(link).owner.release();
                drop(A::Pointer::from_raw(value_of::<A>(link)));
            }
        }
    }
}

/// The one that follows, in the order in which children come before parents.
///
/// # Safety
///
/// It is in a tree, of which that what follows stays as it is.
unsafe fn after_children(link: NonNull<RbNode>) -> Ref {
    // SAFETY: as the caller says.
    unsafe {
        let parent = at(link).parent.get()?;
        match at(parent).children[RIGHT].get() {
            Some(right) if right != link => Some(deepest(right)),
            _ => Some(parent),
        }
    }
}

impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> Drop for RbTree<A, G> {
    fn drop(&mut self) {
        self.clear();
    }
}

impl<'a, A: Adapter<Link = RbNode>, G: Augment<A::Value>> IntoIterator for &'a RbTree<A, G> {
    type Item = &'a A::Value;
    type IntoIter = Iter<'a, A>;
    fn into_iter(self) -> Iter<'a, A> {
        self.iter()
    }
}

impl<A: Adapter<Link = RbNode>, G: Augment<A::Value>> fmt::Debug for RbTree<A, G>
where
    A::Value: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
