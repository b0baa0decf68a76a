//! Standing somewhere in a tree: at an element, or between two while going through them.

use super::{LEFT, RIGHT, RbNode, Ref, at, neighbour};
use crate::intrusive::{Adapter, value_of};
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ptr::NonNull;

/// An element of a borrowed [`RbTree`](super::RbTree), and where it is.
pub struct Place<'a, A: Adapter<Link = RbNode>> {
    pub(super) link: NonNull<RbNode>,
    pub(super) tree: PhantomData<&'a A::Value>,
}

impl<A: Adapter<Link = RbNode>> Clone for Place<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Adapter<Link = RbNode>> Copy for Place<'_, A> {}

impl<'a, A: Adapter<Link = RbNode>> Place<'a, A> {
    /// The element.
    #[must_use]
    pub fn get(self) -> &'a A::Value {
        // SAFETY: it is in the tree, which is borrowed.
        unsafe { value_of::<A>(self.link).as_ref() }
    }

    pub(super) fn go(link: Ref) -> Option<Self> {
        link.map(|link| Place { link, tree: PhantomData })
    }

    /// The root of the elements before it, below it.
    #[must_use]
    pub fn left(self) -> Option<Self> {
        // SAFETY: it is in the tree, which is borrowed.
        Self::go(unsafe { at(self.link) }.children[LEFT].get())
    }

    /// The root of the elements behind it, below it.
    #[must_use]
    pub fn right(self) -> Option<Self> {
        // SAFETY: it is in the tree, which is borrowed.
        Self::go(unsafe { at(self.link) }.children[RIGHT].get())
    }

    /// The element above it.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        // SAFETY: it is in the tree, which is borrowed.
        Self::go(unsafe { at(self.link) }.parent.get())
    }
}

/// The elements of an [`RbTree`](super::RbTree) in order.
pub struct Iter<'a, A: Adapter<Link = RbNode>> {
    // invariant: both are none, or `last` is `first` or comes behind it.
    pub(super) first: Ref,
    pub(super) last: Ref,
    pub(super) tree: PhantomData<&'a A::Value>,
}

impl<A: Adapter<Link = RbNode>> Clone for Iter<'_, A> {
    fn clone(&self) -> Self {
        Iter { ..*self }
    }
}

impl<'a, A: Adapter<Link = RbNode>> Iter<'a, A> {
    #[inline(always)]
    fn step(&mut self, end: impl Fn(&mut Self) -> &mut Ref, side: usize) -> Option<&'a A::Value> {
        let link = (*end(self))?;
        if self.first == self.last {
            (self.first, self.last) = (None, None);
        } else {
            // SAFETY: it is in the tree, which is borrowed.
            *end(self) = unsafe { neighbour(link, side) };
        }
        // SAFETY: as above.
        Some(unsafe { value_of::<A>(link).as_ref() })
    }
}

impl<'a, A: Adapter<Link = RbNode>> Iterator for Iter<'a, A> {
    type Item = &'a A::Value;
    #[inline]
    fn next(&mut self) -> Option<&'a A::Value> {
        self.step(|iter| &mut iter.first, RIGHT)
    }
}

impl<A: Adapter<Link = RbNode>> DoubleEndedIterator for Iter<'_, A> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.step(|iter| &mut iter.last, LEFT)
    }
}

impl<A: Adapter<Link = RbNode>> FusedIterator for Iter<'_, A> {}
