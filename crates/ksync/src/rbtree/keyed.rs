//! Trees whose elements are ordered by a key of theirs, and found by it.

use super::{Augment, Iter, RbNode, RbTree, at};
use crate::intrusive::{Adapter, Pointer, claim, identity, value_of};
use core::borrow::Borrow;
use core::marker::PhantomData;

/// By what the elements of a tree are ordered.
pub trait Keyed: Adapter<Link = RbNode> {
    /// What is compared.
    type Key: Ord;
    /// The key of an element. While the element is in the tree it stays the same; else the tree finds less.
    fn key(value: &Self::Value) -> &Self::Key;
}

impl<A: Keyed, G: Augment<A::Value>> RbTree<A, G> {
    /// `rb_add_cached`: adds an element, behind those with an equal key.
    ///
    /// # Panics
    ///
    /// If it is in a tree by the same link already.
    #[inline]
    pub fn add(&mut self, pointer: A::Pointer) {
        let new = claim::<A>(pointer, identity(&mut self.id));
        // SAFETY: it is about to be in the tree.
        let key = A::key(unsafe { value_of::<A>(new).as_ref() });
        self.descend(new, |there| usize::from(key >= A::key(there)));
    }

    /// `rb_find_add_cached`: adds an element unless there is one with an equal key.
    ///
    /// # Errors
    ///
    /// The element, if there is.
    ///
    /// # Panics
    ///
    /// If it is in a tree by the same link already.
    pub fn find_add(&mut self, pointer: A::Pointer) -> Result<(), A::Pointer> {
        let new = claim::<A>(pointer, identity(&mut self.id));
        // SAFETY: it is about to be in the tree.
        let key = A::key(unsafe { value_of::<A>(new).as_ref() });
        let there = self.partition(|there| A::key(there) < key);
        if self.value(there).is_some_and(|there| A::key(there) == key) {
            // SAFETY: it was claimed above, and nothing leads to it.
            return Err(unsafe {
                at(new).owner.release();
                A::Pointer::from_raw(value_of::<A>(new))
            });
        }
        self.descend(new, |there| usize::from(key >= A::key(there)));
        Ok(())
    }

    /// `rb_find_first`: the element with this key; of several the one that came first.
    #[inline]
    #[must_use]
    pub fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&A::Value>
    where
        A::Key: Borrow<Q>,
    {
        self.lower_bound(key).filter(|value| A::key(value).borrow() == key)
    }

    /// The first element whose key is not less than this one.
    #[inline]
    #[must_use]
    pub fn lower_bound<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&A::Value>
    where
        A::Key: Borrow<Q>,
    {
        self.value(self.partition(|there| A::key(there).borrow() < key))
    }

    /// The first element whose key is greater than this one.
    #[inline]
    #[must_use]
    pub fn upper_bound<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&A::Value>
    where
        A::Key: Borrow<Q>,
    {
        self.value(self.partition(|there| A::key(there).borrow() <= key))
    }

    /// The elements from the first one whose key is not less than this one, in order.
    pub fn iter_from<Q: Ord + ?Sized>(&self, key: &Q) -> Iter<'_, A>
    where
        A::Key: Borrow<Q>,
    {
        let first = self.partition(|there| A::key(there).borrow() < key);
        Iter { first, last: first.and(self.iter().last), tree: PhantomData }
    }

    /// Takes the element with this key out; of several the one that came first.
    #[inline]
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<A::Pointer>
    where
        A::Key: Borrow<Q>,
    {
        let link = self.partition(|there| A::key(there).borrow() < key);
        let found = self.value(link).is_some_and(|value| A::key(value).borrow() == key);
        link.filter(|_| found).map(|link| self.unlink(link))
    }

    /// Takes out the first element if its key is not greater than this one: the next timer that has expired.
    #[inline]
    pub fn pop_first_until<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<A::Pointer>
    where
        A::Key: Borrow<Q>,
    {
        let due = self.first().is_some_and(|first| A::key(first).borrow() <= key);
        self.leftmost.filter(|_| due).map(|link| self.unlink(link))
    }
}

impl<A: Keyed, G: Augment<A::Value>> Extend<A::Pointer> for RbTree<A, G> {
    fn extend<I: IntoIterator<Item = A::Pointer>>(&mut self, pointers: I) {
        pointers.into_iter().for_each(|pointer| self.add(pointer));
    }
}

impl<A: Keyed, G: Augment<A::Value>> FromIterator<A::Pointer> for RbTree<A, G> {
    fn from_iter<I: IntoIterator<Item = A::Pointer>>(pointers: I) -> Self {
        let mut tree = RbTree::new();
        tree.extend(pointers);
        tree
    }
}
