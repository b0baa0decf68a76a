//! What elements know about their subtrees.

/// What the elements of a tree know about their subtrees: something that depends on which elements are in the subtree, and
/// not on its shape, as a sum or a maximum does.
///
/// ```
/// use ksync::rbtree::{Augment, Keyed, RbNode, RbTree};
/// use ksync::adapter;
/// use std::cell::Cell;
///
/// /// An interval, and the largest end in its subtree.
/// struct Vma { start: u64, end: u64, max: Cell<u64>, link: RbNode }
/// adapter!(Vmas = Box<Vma> { link: RbNode });
/// impl Keyed for Vmas {
///     type Key = u64;
///     fn key(vma: &Vma) -> &u64 { &vma.start }
/// }
///
/// struct MaxEnd;
/// impl Augment<Vma> for MaxEnd {
///     fn update(vma: &Vma, left: Option<&Vma>, right: Option<&Vma>) -> bool {
///         let max = [left, right].into_iter().flatten().map(|child| child.max.get()).fold(vma.end, u64::max);
///         vma.max.replace(max) != max
///     }
/// }
///
/// /// The first interval that holds an address.
/// fn stab(tree: &RbTree<Vmas, MaxEnd>, address: u64) -> Option<&Vma> {
///     let mut place = tree.root();
///     while let Some(here) = place {
///         if here.left().is_some_and(|left| left.get().max.get() > address) {
///             place = here.left();
///         } else if here.get().start <= address && address < here.get().end {
///             return Some(here.get());
///         } else {
///             place = here.right();
///         }
///     }
///     None
/// }
///
/// let vma = |start, end| Box::new(Vma { start, end, max: Cell::new(0), link: RbNode::new() });
/// let mut tree = RbTree::<Vmas, MaxEnd>::new();
/// for (start, end) in [(10, 20), (5, 100), (40, 50), (60, 61)] {
///     tree.add(vma(start, end));
/// }
/// assert_eq!(stab(&tree, 45).map(|vma| vma.start), Some(5));
/// tree.remove(&5);
/// assert_eq!(stab(&tree, 45).map(|vma| vma.start), Some(40));
/// assert!(stab(&tree, 55).is_none());
/// ```
pub trait Augment<T> {
    /// Whether there is anything to do.
    const ENABLED: bool = true;
    /// Computes what an element knows, from itself and from what its children know, and says whether that has changed.
    fn update(value: &T, left: Option<&T>, right: Option<&T>) -> bool;
}

/// The elements know nothing about their subtrees.
#[derive(Debug)]
pub enum NoAugment {}

impl<T> Augment<T> for NoAugment {
    const ENABLED: bool = false;
    fn update(_value: &T, _left: Option<&T>, _right: Option<&T>) -> bool {
        false
    }
}
