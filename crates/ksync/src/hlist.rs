//! `hlist_head`: a list whose head is one pointer, for the buckets of hash tables; and the table, `linux/hashtable.h`.
//!
//! An element knows its predecessor, so that it is taken out in constant time; the head knows the first element only.
//! The head may be moved: the first element's predecessor is null and not the head itself, as it is in Linux. See
//! [`intrusive`] for what holds the elements and what makes it safe.
//!
//! A [`HashTable`] has one identity for all of its buckets, so that a bucket is one word. An element that is first in its
//! bucket is found by hashing its key again; if the key has changed meanwhile, by looking through all of them.
//!
//! No operation waits; any context may use a list or table that it has to itself.

use core::borrow::Borrow;
use core::cell::Cell;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::intrusive::{self, Adapter, Link, Owner, Pointer, claim, identity, link_of, value_of};

type Ref = Option<NonNull<HListNode>>;

/// The link of an element of an [`HList`] or a [`HashTable`].
pub struct HListNode {
    // invariant: as long as `owner` is the identity of a list, these are the neighbours in one of its buckets, as pointers
    // that came from `claim`, and only that list reaches them.
    next: Cell<Ref>,
    prev: Cell<Ref>,
    owner: Owner,
}

// SAFETY: the pointers belong to the list that owns the link; the owner is an atomic.
unsafe impl Send for HListNode {}
// SAFETY: as above.
unsafe impl Sync for HListNode {}

impl HListNode {
    crate::constant! {
        /// `INIT_HLIST_NODE`: the link of an element that is in no list.
        #[must_use]
        pub const fn new() -> HListNode {
            HListNode { next: Cell::new(None), prev: Cell::new(None), owner: Owner::none() }
        }
    }
}

impl intrusive::sealed::Link for HListNode {
    #[inline(always)]
    fn owner(&self) -> &Owner {
        &self.owner
    }
}

impl Link for HListNode {}

impl Default for HListNode {
    fn default() -> HListNode {
        HListNode::new()
    }
}

/// A copy of an element is in no list.
impl Clone for HListNode {
    fn clone(&self) -> HListNode {
        HListNode::new()
    }
}

impl fmt::Debug for HListNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_linked() { "HListNode(linked)" } else { "HListNode" })
    }
}

/// The link behind a pointer of a list.
///
/// # Safety
///
/// The element is in a list, or about to be, and stays for as long as the reference is used.
#[inline(always)]
unsafe fn at<'a>(link: NonNull<HListNode>) -> &'a HListNode {
    // SAFETY: as the caller says; a link is only changed through its cells.
    unsafe { link.as_ref() }
}

/// The head of a chain, without the identity of whom the chain belongs to.
struct Bucket {
    // invariant: the first of a chain of links with the same owner; each holds one pointer made raw.
    first: Ref,
}

impl Bucket {
    /// Puts a claimed link to the front.
    #[inline(always)]
    fn add_head(&mut self, new: NonNull<HListNode>) {
        // SAFETY: they are in the list, or about to be.
        unsafe {
            at(new).prev.set(None);
            at(new).next.set(self.first);
            if let Some(first) = self.first.replace(new) {
                at(first).prev.set(Some(new));
            }
        }
    }

    /// Puts a claimed link behind one of this chain.
    #[inline(always)]
    fn add_behind(new: NonNull<HListNode>, place: NonNull<HListNode>) {
        // SAFETY: they are in the list, or about to be.
        unsafe {
            let next = at(place).next.replace(Some(new));
            at(new).prev.set(Some(place));
            at(new).next.set(next);
            if let Some(next) = next {
                at(next).prev.set(Some(new));
            }
        }
    }

    /// Takes a link of this chain out, and gives its pointer back.
    #[inline(always)]
    fn del<A: Adapter<Link = HListNode>>(&mut self, link: NonNull<HListNode>) -> A::Pointer {
        // SAFETY: they are in the list, which held the element by a pointer made raw.
        unsafe {
            let (prev, next) = (at(link).prev.get(), at(link).next.get());
            match prev {
                Some(prev) => at(prev).next.set(next),
                None => self.first = next,
            }
            if let Some(next) = next {
                at(next).prev.set(prev);
            }
            at(link).owner.release();
            A::Pointer::from_raw(value_of::<A>(link))
        }
    }
}

/// A list with one pointer as its head.
///
/// ```
/// use ksync::{HList, HListNode, adapter};
///
/// struct Inode { number: u64, hash: HListNode }
/// adapter!(Hashed = Box<Inode> { hash: HListNode });
///
/// let mut bucket = HList::<Hashed>::new();
/// bucket.add_head(Box::new(Inode { number: 7, hash: HListNode::new() }));
/// bucket.add_head(Box::new(Inode { number: 9, hash: HListNode::new() }));
/// assert!(bucket.iter().map(|inode| inode.number).eq([9, 7]));
/// assert_eq!(bucket.pop_front().map(|inode| inode.number), Some(9));
/// ```
pub struct HList<A: Adapter<Link = HListNode>> {
    bucket: Bucket,
    // invariant: the owner of all links of the bucket.
    id: usize,
    owns: PhantomData<A::Pointer>,
}

// SAFETY: it is a collection of pointers.
unsafe impl<A: Adapter<Link = HListNode>> Send for HList<A> where A::Pointer: Send {}
// SAFETY: as above; `&HList` gives `&Value`, as `&Pointer` does.
unsafe impl<A: Adapter<Link = HListNode>> Sync for HList<A> where A::Pointer: Sync {}

impl<A: Adapter<Link = HListNode>> Default for HList<A> {
    fn default() -> Self {
        Self::new()
    }
}

/// The pointer with which the owner `id` of a chain holds an element; `first` gives the first link of that chain.
#[inline(always)]
fn position<A: Adapter<Link = HListNode>>(value: &A::Value, id: usize, first: impl FnOnce() -> Ref) -> Ref {
    // SAFETY: the contract of `Adapter`.
    let link = unsafe { link_of::<A>(NonNull::from(value)).as_ref() };
    if !link.owner.is(id) {
        return None;
    }
    match link.prev.get() {
        // SAFETY: it is in the list.
        Some(prev) => unsafe { at(prev) }.next.get(),
        None => first(),
    }
}

impl<A: Adapter<Link = HListNode>> HList<A> {
    /// An empty list.
    #[must_use]
    pub const fn new() -> Self {
        HList { bucket: Bucket { first: None }, id: 0, owns: PhantomData }
    }

    /// `hlist_empty`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bucket.first.is_none()
    }

    fn position(&self, value: &A::Value) -> Ref {
        position::<A>(value, self.id, || self.bucket.first)
    }

    /// Whether the element is in this list. One comparison.
    #[must_use]
    pub fn contains(&self, value: &A::Value) -> bool {
        self.position(value).is_some()
    }

    /// The first element.
    #[must_use]
    pub fn first(&self) -> Option<&A::Value> {
        self.iter().next()
    }

    /// `hlist_add_head`: puts an element at the front.
    ///
    /// # Panics
    ///
    /// This, and all that put an element in: if it is in a list by the same link already.
    #[inline]
    pub fn add_head(&mut self, pointer: A::Pointer) {
        self.bucket.add_head(claim::<A>(pointer, identity(&mut self.id)));
    }

    /// `hlist_add_behind`: puts an element behind one of this list.
    ///
    /// # Panics
    ///
    /// If `place` is not in this list.
    pub fn add_behind(&mut self, place: &A::Value, pointer: A::Pointer) {
        let place = self.position(place).expect("the place is not in this list");
        Bucket::add_behind(claim::<A>(pointer, identity(&mut self.id)), place);
    }

    /// `hlist_add_before`: puts an element before one of this list.
    ///
    /// # Panics
    ///
    /// If `place` is not in this list.
    pub fn add_before(&mut self, place: &A::Value, pointer: A::Pointer) {
        let place = self.position(place).expect("the place is not in this list");
        let new = claim::<A>(pointer, identity(&mut self.id));
        // SAFETY: it is in the list.
        match unsafe { at(place) }.prev.get() {
            Some(prev) => Bucket::add_behind(new, prev),
            None => self.bucket.add_head(new),
        }
    }

    /// `hlist_del_init`: takes an element out, if it is in this list.
    #[inline]
    pub fn del(&mut self, value: &A::Value) -> Option<A::Pointer> {
        self.position(value).map(|link| self.bucket.del::<A>(link))
    }

    /// Takes the first element out.
    #[inline]
    pub fn pop_front(&mut self) -> Option<A::Pointer> {
        self.bucket.first.map(|link| self.bucket.del::<A>(link))
    }

    /// `hlist_for_each_entry`.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, A> {
        Iter { next: self.bucket.first, list: PhantomData }
    }
}

impl<A: Adapter<Link = HListNode>> Drop for HList<A> {
    fn drop(&mut self) {
        while self.pop_front().is_some() {}
    }
}

impl<'a, A: Adapter<Link = HListNode>> IntoIterator for &'a HList<A> {
    type Item = &'a A::Value;
    type IntoIter = Iter<'a, A>;
    fn into_iter(self) -> Iter<'a, A> {
        self.iter()
    }
}

impl<A: Adapter<Link = HListNode>> fmt::Debug for HList<A>
where
    A::Value: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// The elements of an [`HList`], or of a bucket.
pub struct Iter<'a, A: Adapter<Link = HListNode>> {
    next: Ref,
    list: PhantomData<&'a HList<A>>,
}

impl<'a, A: Adapter<Link = HListNode>> Iterator for Iter<'a, A> {
    type Item = &'a A::Value;
    #[inline]
    fn next(&mut self) -> Option<&'a A::Value> {
        let link = self.next?;
        // SAFETY: it is in the list, which is borrowed.
        unsafe {
            self.next = at(link).next.get();
            Some(value_of::<A>(link).as_ref())
        }
    }
}

impl<A: Adapter<Link = HListNode>> FusedIterator for Iter<'_, A> {}

/// What a [`HashTable`] looks for in an element.
pub trait Hashed: Adapter<Link = HListNode> {
    /// What is compared.
    type Key;
    /// The key of an element.
    fn key(value: &Self::Value) -> &Self::Key;
}

/// A key as a number, from which [`hash_64`] makes the bucket's.
pub trait Hash {
    /// The number; the same for equal keys.
    fn number(&self) -> u64;
}

macro_rules! number {
    ($($int:ty)*) => {$(
        impl Hash for $int {
            #[inline(always)]
            fn number(&self) -> u64 {
                *self as u64
            }
        }
    )*};
}
number!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Hash for str {
    fn number(&self) -> u64 {
        self.as_bytes().number()
    }
}

/// FNV-1a, by Fowler, Noll and Vo. It is not meant to resist keys that are chosen to collide.
impl Hash for [u8] {
    fn number(&self) -> u64 {
        self.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

#[cfg(feature = "alloc")]
impl Hash for alloc::string::String {
    fn number(&self) -> u64 {
        self.as_str().number()
    }
}

/// `hash_64`: `bits` bits from a number, by multiplication with 2^64 divided by the golden ratio, of which the highest bits
/// depend on all bits of the number (Knuth, The Art of Computer Programming 3, 6.4).
#[inline(always)]
#[must_use]
pub const fn hash_64(number: u64, bits: u32) -> u64 {
    number.wrapping_mul(0x61c8_8646_80b5_83eb).unbounded_shr(64 - bits)
}

/// `DEFINE_HASHTABLE`: a table of `N` buckets, a power of two. It does not grow.
///
/// ```
/// use ksync::hlist::{HListNode, HashTable, Hashed};
/// use ksync::adapter;
/// use std::sync::Arc;
///
/// struct User { uid: u32, name: &'static str, hash: HListNode }
/// adapter!(ByUid = Arc<User> { hash: HListNode });
/// impl Hashed for ByUid {
///     type Key = u32;
///     fn key(user: &User) -> &u32 { &user.uid }
/// }
///
/// let mut users = HashTable::<ByUid, 64>::new();
/// let root = Arc::new(User { uid: 0, name: "root", hash: HListNode::new() });
/// users.add(root.clone());
/// users.add(Arc::new(User { uid: 1000, name: "ada", hash: HListNode::new() }));
/// assert_eq!(users.find(&1000).map(|user| user.name), Some("ada"));
/// assert!(users.del(&root).is_some());
/// assert!(users.find(&0).is_none());
/// ```
pub struct HashTable<A: Hashed, const N: usize> {
    buckets: [Bucket; N],
    // invariant: the owner of all links of the buckets.
    id: usize,
    owns: PhantomData<A::Pointer>,
}

// SAFETY: it is a collection of pointers.
unsafe impl<A: Hashed, const N: usize> Send for HashTable<A, N> where A::Pointer: Send {}
// SAFETY: as above; `&HashTable` gives `&Value`, as `&Pointer` does.
unsafe impl<A: Hashed, const N: usize> Sync for HashTable<A, N> where A::Pointer: Sync {}

impl<A: Hashed, const N: usize> Default for HashTable<A, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Hashed, const N: usize> HashTable<A, N> {
    /// `hash_init`: an empty table.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N.is_power_of_two(), "the number of buckets is a power of two") };
        HashTable { buckets: [const { Bucket { first: None } }; N], id: 0, owns: PhantomData }
    }

    /// `hash_empty`. Looks at every bucket.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.iter().all(|bucket| bucket.first.is_none())
    }

    #[inline(always)]
    fn bucket<Q: Hash + ?Sized>(key: &Q) -> usize {
        hash_64(key.number(), N.ilog2()) as usize
    }

    /// `hash_add`: puts an element in; one with an equal key may be there.
    ///
    /// # Panics
    ///
    /// If it is in a list by the same link already.
    #[inline]
    pub fn add(&mut self, pointer: A::Pointer)
    where
        A::Key: Hash,
    {
        let new = claim::<A>(pointer, identity(&mut self.id));
        // SAFETY: it is about to be in the table.
        let index = Self::bucket(A::key(unsafe { value_of::<A>(new).as_ref() }));
        self.buckets[index].add_head(new);
    }

    /// `hash_hashed`, of this table. One comparison.
    #[must_use]
    pub fn contains(&self, value: &A::Value) -> bool {
        // SAFETY: the contract of `Adapter`.
        unsafe { link_of::<A>(NonNull::from(value)).as_ref() }.owner.is(self.id)
    }

    /// The bucket that begins with an element of this table.
    fn begins_with(&self, value: &A::Value) -> Option<usize>
    where
        A::Key: Hash,
    {
        let link = link_of::<A>(NonNull::from(value));
        let begins = |&index: &usize| self.buckets[index].first == Some(link);
        Some(Self::bucket(A::key(value))).filter(begins).or_else(|| (0..N).find(begins))
    }

    /// `hash_del`: takes an element out, if it is in this table.
    #[inline]
    pub fn del(&mut self, value: &A::Value) -> Option<A::Pointer>
    where
        A::Key: Hash,
    {
        let mut index = 0;
        let link = position::<A>(value, self.id, || {
            index = self.begins_with(value)?;
            self.buckets[index].first
        })?;
        Some(self.buckets[index].del::<A>(link))
    }

    /// `hash_for_each_possible`: the elements whose keys hash like this one, the last that came first.
    pub fn possible<Q: Hash + ?Sized>(&self, key: &Q) -> Iter<'_, A>
    where
        A::Key: Borrow<Q>,
    {
        Iter { next: self.buckets[Self::bucket(key)].first, list: PhantomData }
    }

    /// The element with this key; of several the one that came last.
    #[inline]
    #[must_use]
    pub fn find<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&A::Value>
    where
        A::Key: Borrow<Q>,
    {
        self.possible(key).find(|value| A::key(value).borrow() == key)
    }

    /// Takes the element with this key out; of several the one that came last.
    pub fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<A::Pointer>
    where
        A::Key: Borrow<Q>,
    {
        let index = Self::bucket(key);
        let mut next = self.buckets[index].first;
        while let Some(link) = next {
            // SAFETY: it is in the table.
            unsafe {
                if A::key(value_of::<A>(link).as_ref()).borrow() == key {
                    return Some(self.buckets[index].del::<A>(link));
                }
                next = at(link).next.get();
            }
        }
        None
    }

    /// `hash_for_each`: all elements, bucket by bucket.
    pub fn iter(&self) -> impl Iterator<Item = &A::Value> {
        self.buckets.iter().flat_map(|bucket| Iter::<A> { next: bucket.first, list: PhantomData })
    }
}

impl<A: Hashed, const N: usize> Drop for HashTable<A, N> {
    fn drop(&mut self) {
        for bucket in &mut self.buckets {
            while let Some(link) = bucket.first {
                drop(bucket.del::<A>(link));
            }
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::adapter;
    use core::sync::atomic::{AtomicU64, Ordering};
    use proptest::prelude::*;
    use std::{collections::BTreeMap, string::String, string::ToString, sync::Arc, vec::Vec};

    struct Item {
        key: u64,
        number: usize,
        link: HListNode,
    }

    adapter!(Shared = Arc<Item> { link: HListNode });

    impl Hashed for Shared {
        type Key = u64;
        fn key(item: &Item) -> &u64 {
            &item.key
        }
    }

    const ITEMS: usize = 12;

    fn items() -> Vec<Arc<Item>> {
        (0..ITEMS)
            .map(|number| Arc::new(Item { key: number as u64 / 2, number, link: HListNode::new() }))
            .collect()
    }

    proptest! {
        #[test]
        fn it_is_a_sequence(steps in proptest::collection::vec((0..5, 0..ITEMS, 0..ITEMS), 0..150)) {
            let (items, mut list, mut model) = (items(), HList::<Shared>::new(), Vec::<usize>::new());
            for (step, a, b) in steps {
                let (at_a, at_b) = (model.iter().position(|&n| n == a), model.iter().position(|&n| n == b));
                prop_assert_eq!(list.contains(&items[a]), at_a.is_some());
                match (step, at_a, at_b) {
                    (0, None, _) => { list.add_head(items[a].clone()); model.insert(0, a); }
                    (1, None, Some(i)) => { list.add_before(&items[b], items[a].clone()); model.insert(i, a); }
                    (2, None, Some(i)) => { list.add_behind(&items[b], items[a].clone()); model.insert(i + 1, a); }
                    (3, ..) => {
                        prop_assert_eq!(list.del(&items[a]).map(|item| item.number), at_a.map(|_| a));
                        if let Some(i) = at_a { model.remove(i); }
                    }
                    (4, ..) => {
                        let first = (!model.is_empty()).then(|| model.remove(0));
                        prop_assert_eq!(list.pop_front().map(|item| item.number), first);
                    }
                    _ => {}
                }
                prop_assert!(list.iter().map(|item| item.number).eq(model.iter().copied()));
                prop_assert_eq!(list.first().map(|item| item.number), model.first().copied());
                prop_assert_eq!(list.is_empty(), model.is_empty());
            }
            drop(list);
            prop_assert!(items.iter().all(|item| Arc::strong_count(item) == 1 && !item.link.is_linked()));
        }

        #[test]
        fn a_table_is_a_map_to_stacks(steps in proptest::collection::vec((0..4, 0..ITEMS), 0..150)) {
            let (items, mut table) = (items(), HashTable::<Shared, 2>::new());
            let mut model = BTreeMap::<u64, Vec<usize>>::new();
            for (step, a) in steps {
                let key = items[a].key;
                let stack = model.entry(key).or_default();
                let there = stack.contains(&a);
                prop_assert_eq!(table.contains(&items[a]), there);
                match step {
                    0 if !there => { table.add(items[a].clone()); stack.push(a); }
                    1 => {
                        prop_assert_eq!(table.del(&items[a]).is_some(), there);
                        stack.retain(|&n| n != a);
                    }
                    2 => prop_assert_eq!(table.remove(&key).map(|item| item.number), stack.pop()),
                    _ => prop_assert_eq!(table.find(&key).map(|item| item.number), stack.last().copied()),
                }
                let mut all: Vec<_> = table.iter().map(|item| item.number).collect();
                all.sort_unstable();
                let mut expected = model.values().flatten().copied().collect::<Vec<_>>();
                expected.sort_unstable();
                prop_assert_eq!(table.is_empty(), all.is_empty());
                prop_assert_eq!(all, expected);
            }
            drop(table);
            prop_assert!(items.iter().all(|item| Arc::strong_count(item) == 1));
        }
    }

    #[test]
    fn a_key_that_has_changed_does_no_harm() {
        struct Changing {
            key: Key,
            link: HListNode,
        }
        struct Key(AtomicU64);
        impl Hash for Key {
            fn number(&self) -> u64 {
                self.0.load(Ordering::Relaxed)
            }
        }
        adapter!(All = Arc<Changing> { link: HListNode });
        impl Hashed for All {
            type Key = Key;
            fn key(item: &Changing) -> &Key {
                &item.key
            }
        }
        let item = Arc::new(Changing { key: Key(AtomicU64::new(0)), link: HListNode::new() });
        for key in 0..32 {
            let mut table = HashTable::<All, 8>::new();
            table.add(item.clone());
            item.key.0.store(key, Ordering::Relaxed);
            assert!(table.del(&item).is_some());
            assert!(table.is_empty());
        }
    }

    #[test]
    fn texts_are_keys() {
        struct Name {
            name: String,
            link: HListNode,
        }
        adapter!(All<'a> = &'a Name { link: HListNode });
        impl Hashed for All<'_> {
            type Key = String;
            fn key(item: &Name) -> &String {
                &item.name
            }
        }
        let names =
            ["lo", "eth0", "eth1"].map(|name| Name { name: name.to_string(), link: HListNode::new() });
        let mut table = HashTable::<All, 4>::new();
        names.iter().for_each(|name| table.add(name));
        assert!(table.find("eth0").is_some_and(|name| core::ptr::eq(name, &names[1])));
        assert!(table.find("eth2").is_none());
        assert!(table.remove("lo").is_some());
        assert!(table.find("lo").is_none());
    }

    #[test]
    fn a_table_with_one_bucket_has_it() {
        assert_eq!(hash_64(u64::MAX, 0), 0);
        assert!((0..1000).all(|number| hash_64(number, 3) < 8));
    }
}
