//! `llist_head`: a list to which everybody adds without a lock, and which one takes as a whole.
//!
//! Adding is a compare-and-exchange of the head; taking all is one exchange, after which the chain is the taker's alone.
//! An element comes out the last first, and [`Chain::reverse_order`] turns that round.
//!
//! Taking only the first is another matter: between the look at the first element's successor and the exchange of the head
//! for it, others must not take that element and put it back, or free it. So there may be one taker only, who borrows the
//! list ([`LList::split`]).
//!
//! See [`intrusive`] for what holds the elements and what makes it safe. Every operation may be used in
//! every context, NMI included, and waits for nobody; adding is a release, taking an acquire.
//!
//! Source: Treiber, "Systems Programming: Coping with Parallelism", IBM RJ 5118, 1986; `linux/llist.h` says who may run at
//! the same time as whom.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ptr::{NonNull, null_mut};

use crate::intrusive::{self, Adapter, Link, Owner, Pointer, claim, value_of};
use crate::primitive::{AtomicPtr, Ordering, UnsafeCell};

type Ref = Option<NonNull<LListNode>>;

/// The link of an element of an [`LList`].
pub struct LListNode {
    // invariant: as long as the link is claimed, the next one of its list or chain. It is written before the link is
    // published, or by who has the chain.
    next: UnsafeCell<Ref>,
    owner: Owner,
}

// SAFETY: the pointer is written before it is shared, and then only by who has the chain; the owner is an atomic.
unsafe impl Send for LListNode {}
// SAFETY: as above.
unsafe impl Sync for LListNode {}

/// The successor of a link.
///
/// # Safety
///
/// The link is claimed, and nobody writes its successor meanwhile.
#[inline(always)]
unsafe fn next(link: NonNull<LListNode>) -> Ref {
    // SAFETY: as the caller says.
    unsafe { link.as_ref() }.next.with(|next| unsafe { *next })
}

/// Gives a link another successor, and returns the old one.
///
/// # Safety
///
/// The link is claimed, and only the caller reaches it.
#[inline(always)]
unsafe fn set_next(link: NonNull<LListNode>, to: Ref) -> Ref {
    // SAFETY: as the caller says.
    unsafe { link.as_ref() }.next.with_mut(|next| core::mem::replace(unsafe { &mut *next }, to))
}

/// The owner of all links that are in any list of this kind: nobody asks in which one.
const CLAIMED: usize = 1;

impl LListNode {
    crate::constant! {
        /// The link of an element that is in no list.
        #[must_use]
        pub const fn new() -> LListNode {
            LListNode { next: UnsafeCell::new(None), owner: Owner::none() }
        }
    }
}

impl intrusive::sealed::Link for LListNode {
    #[inline(always)]
    fn owner(&self) -> &Owner {
        &self.owner
    }
}

impl Link for LListNode {}

impl Default for LListNode {
    fn default() -> LListNode {
        LListNode::new()
    }
}

/// A copy of an element is in no list.
impl Clone for LListNode {
    fn clone(&self) -> LListNode {
        LListNode::new()
    }
}

impl fmt::Debug for LListNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_linked() { "LListNode(linked)" } else { "LListNode" })
    }
}

/// A list to which everybody adds without a lock.
///
/// ```
/// use ksync::{LList, LListNode, adapter};
///
/// struct Work { number: u32, link: LListNode }
/// adapter!(Pending = Box<Work> { link: LListNode });
///
/// static PENDING: LList<Pending> = LList::new();
///
/// let work = |number| Box::new(Work { number, link: LListNode::new() });
/// assert!(PENDING.add(work(1))); // it was empty: somebody has to be woken
/// assert!(!PENDING.add(work(2)));
/// assert!(PENDING.del_all().reverse_order().map(|work| work.number).eq([1, 2]));
/// assert!(PENDING.is_empty());
/// ```
pub struct LList<A: Adapter<Link = LListNode>> {
    // invariant: null or the first of a chain of claimed links, each of which holds one pointer made raw.
    first: AtomicPtr<LListNode>,
    owns: PhantomData<A::Pointer>,
}

// SAFETY: it is a collection of pointers.
unsafe impl<A: Adapter<Link = LListNode>> Send for LList<A> where A::Pointer: Send {}
// SAFETY: it hands pointers from thread to thread, and shares none.
unsafe impl<A: Adapter<Link = LListNode>> Sync for LList<A> where A::Pointer: Send {}

impl<A: Adapter<Link = LListNode>> Default for LList<A> {
    fn default() -> Self {
        Self::new()
    }
}

/// Gives the pointer back of a link that nobody else can reach.
///
/// # Safety
///
/// It came from `claim`, by the same adapter, and is given back once.
#[inline(always)]
unsafe fn give_back<A: Adapter<Link = LListNode>>(link: NonNull<LListNode>) -> A::Pointer {
    // SAFETY: as the caller says.
    unsafe {
        link.as_ref().owner.release();
        A::Pointer::from_raw(value_of::<A>(link))
    }
}

impl<A: Adapter<Link = LListNode>> LList<A> {
    crate::constant! {
        /// An empty list.
        #[must_use]
        pub const fn new() -> Self {
            LList { first: AtomicPtr::new(null_mut()), owns: PhantomData }
        }
    }

    /// `llist_empty`, as of some moment during the call. No order.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.load(Ordering::Relaxed).is_null()
    }

    /// `llist_add`: adds an element, and says whether the list was empty. A release.
    ///
    /// # Panics
    ///
    /// If it is in a list by the same link already.
    #[inline]
    pub fn add(&self, pointer: A::Pointer) -> bool {
        let new = claim::<A>(pointer, CLAIMED);
        self.publish(new, new)
    }

    /// `llist_add_batch`: adds the elements of a chain, its first becoming the first of the list, and says whether the list
    /// was empty. A release; takes time for each element to find the last.
    pub fn add_batch(&self, chain: Chain<A>) -> bool {
        let Some(first) = chain.first else { return self.is_empty() };
        core::mem::forget(chain);
        let mut last = first;
        // SAFETY: the chain is ours.
        while let Some(behind) = unsafe { next(last) } {
            last = behind;
        }
        self.publish(first, last)
    }

    #[inline(always)]
    fn publish(&self, first: NonNull<LListNode>, last: NonNull<LListNode>) -> bool {
        let mut was = self.first.load(Ordering::Relaxed);
        loop {
            // SAFETY: the chain is ours until it is published.
            unsafe { set_next(last, NonNull::new(was)) };
            match self.first.compare_exchange_weak(was, first.as_ptr(), Ordering::Release, Ordering::Relaxed)
            {
                Ok(_) => return was.is_null(),
                Err(is) => was = is,
            }
        }
    }

    /// `llist_del_all`: takes all elements, the last that came first. An acquire.
    #[inline]
    pub fn del_all(&self) -> Chain<A> {
        Chain { first: NonNull::new(self.first.swap(null_mut(), Ordering::Acquire)), owns: PhantomData }
    }

    /// The list for those who add, and the list for the one who takes.
    ///
    /// ```
    /// use ksync::{LList, LListNode, adapter};
    ///
    /// struct Message { text: String, link: LListNode }
    /// adapter!(Sent = Box<Message> { link: LListNode });
    ///
    /// let mut inbox = LList::<Sent>::new();
    /// let (sender, mut receiver) = inbox.split();
    /// std::thread::scope(|s| {
    ///     for i in 0..3 {
    ///         s.spawn(move || sender.add(Box::new(Message { text: format!("{i}"), link: LListNode::new() })));
    ///     }
    /// });
    /// let mut seen = Vec::new();
    /// while let Some(message) = receiver.del_first() {
    ///     seen.push(message.text);
    /// }
    /// seen.sort();
    /// assert_eq!(seen, ["0", "1", "2"]);
    /// ```
    pub fn split(&mut self) -> (Adder<'_, A>, Taker<'_, A>) {
        (Adder(self), Taker(self))
    }
}

impl<A: Adapter<Link = LListNode>> Drop for LList<A> {
    fn drop(&mut self) {
        drop(self.del_all());
    }
}

/// The end of an [`LList`] at which everybody adds.
pub struct Adder<'a, A: Adapter<Link = LListNode>>(&'a LList<A>);

impl<A: Adapter<Link = LListNode>> Clone for Adder<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Adapter<Link = LListNode>> Copy for Adder<'_, A> {}

impl<A: Adapter<Link = LListNode>> Adder<'_, A> {
    /// [`LList::add`].
    ///
    /// # Panics
    ///
    /// If it is in a list by the same link already.
    pub fn add(&self, pointer: A::Pointer) -> bool {
        self.0.add(pointer)
    }
}

/// The end of an [`LList`] at which one takes.
pub struct Taker<'a, A: Adapter<Link = LListNode>>(&'a LList<A>);

impl<A: Adapter<Link = LListNode>> Taker<'_, A> {
    /// `llist_del_first`: takes the element that came last. An acquire.
    #[inline]
    pub fn del_first(&mut self) -> Option<A::Pointer> {
        let mut was = self.0.first.load(Ordering::Acquire);
        loop {
            let link = NonNull::new(was)?;
            // SAFETY: only we take, and so it stays in the list; its successor was written before it was published.
            let behind = unsafe { next(link) }.map_or(null_mut(), NonNull::as_ptr);
            match self.0.first.compare_exchange_weak(was, behind, Ordering::Acquire, Ordering::Acquire) {
                // SAFETY: it came from `claim`, and nothing leads to it any more.
                Ok(_) => return Some(unsafe { give_back::<A>(link) }),
                Err(is) => was = is,
            }
        }
    }

    /// [`LList::del_all`].
    pub fn del_all(&mut self) -> Chain<A> {
        self.0.del_all()
    }
}

/// Elements taken from an [`LList`]; an iterator, which gives their pointers.
pub struct Chain<A: Adapter<Link = LListNode>> {
    // invariant: the first of a chain of claimed links that nobody else can reach, each with one pointer made raw.
    first: Ref,
    owns: PhantomData<A::Pointer>,
}

// SAFETY: it is a collection of pointers.
unsafe impl<A: Adapter<Link = LListNode>> Send for Chain<A> where A::Pointer: Send {}

impl<A: Adapter<Link = LListNode>> Chain<A> {
    /// `llist_reverse_order`: the first that came first. Takes time for each element.
    #[must_use]
    pub fn reverse_order(mut self) -> Self {
        let (mut rest, mut reversed) = (self.first.take(), None);
        while let Some(link) = rest {
            // SAFETY: the chain is ours.
            rest = unsafe { set_next(link, reversed) };
            reversed = Some(link);
        }
        self.first = reversed;
        self
    }
}

impl<A: Adapter<Link = LListNode>> Iterator for Chain<A> {
    type Item = A::Pointer;
    #[inline]
    fn next(&mut self) -> Option<A::Pointer> {
        let link = self.first?;
        // SAFETY: the chain is ours, and the link leaves it.
        unsafe {
            self.first = next(link);
            Some(give_back::<A>(link))
        }
    }
}

impl<A: Adapter<Link = LListNode>> FusedIterator for Chain<A> {}

impl<A: Adapter<Link = LListNode>> Drop for Chain<A> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::{AtomicT, adapter};
    use proptest::prelude::*;
    use std::{boxed::Box, sync::Arc, vec::Vec};

    struct Item {
        number: usize,
        link: LListNode,
    }

    adapter! {
        Owned = Box<Item> { link: LListNode }
        Shared = Arc<Item> { link: LListNode }
    }

    fn item(number: usize) -> Item {
        Item { number, link: LListNode::new() }
    }

    proptest! {
        #[test]
        fn alone_it_is_a_stack(steps in proptest::collection::vec(0..5, 0..150)) {
            let (mut list, mut model) = (LList::<Owned>::new(), Vec::new());
            for (i, step) in steps.into_iter().enumerate() {
                match step {
                    0 | 1 => {
                        prop_assert_eq!(list.add(Box::new(item(i))), model.is_empty());
                        model.push(i);
                    }
                    2 => prop_assert_eq!(list.split().1.del_first().map(|item| item.number), model.pop()),
                    3 => {
                        let all: Vec<_> = list.del_all().reverse_order().map(|item| item.number).collect();
                        prop_assert_eq!(all, core::mem::take(&mut model));
                    }
                    _ => {
                        let other = LList::<Owned>::new();
                        other.add(Box::new(item(i)));
                        other.add(Box::new(item(i + 1000)));
                        prop_assert_eq!(list.add_batch(other.del_all()), model.is_empty());
                        model.extend([i, i + 1000]);
                        prop_assert_eq!(list.add_batch(other.del_all()), false);
                    }
                }
                prop_assert_eq!(list.is_empty(), model.is_empty());
            }
        }
    }

    #[test]
    fn what_is_left_is_given_back() {
        let shared = Arc::new(item(0));
        let list = LList::<Shared>::new();
        list.add(shared.clone());
        assert!(shared.link.is_linked());
        drop(list.del_all());
        assert!(!shared.link.is_linked());
        list.add(shared.clone());
        drop(list);
        assert!(!shared.link.is_linked());
        assert_eq!(Arc::strong_count(&shared), 1);
    }

    #[test]
    #[should_panic(expected = "in a list already")]
    fn no_element_is_added_twice() {
        let (shared, list) = (Arc::new(item(0)), LList::<Shared>::new());
        list.add(shared.clone());
        list.add(shared.clone());
    }

    #[test]
    fn nothing_is_lost_between_threads_that_add_and_threads_that_take_all() {
        let (adders, each) = (3, if cfg!(miri) { 30 } else { 10_000 });
        let (list, done) = (LList::<Owned>::new(), AtomicT::new(0));
        let mut seen: Vec<usize> = std::thread::scope(|s| {
            for adder in 0..adders {
                let (list, done) = (&list, &done);
                s.spawn(move || {
                    (0..each).for_each(|i| _ = list.add(Box::new(item(adder * each + i))));
                    done.inc_return();
                });
            }
            let take = || {
                let mut seen = Vec::new();
                loop {
                    let last = done.read_acquire() == adders as i32;
                    seen.extend(list.del_all().map(|item| item.number));
                    if last {
                        return seen;
                    }
                    std::thread::yield_now();
                }
            };
            let threads = [s.spawn(take), s.spawn(take)];
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..adders * each));
    }

    #[test]
    fn one_taker_takes_the_first_while_others_add() {
        let (adders, each) = (3, if cfg!(miri) { 30 } else { 10_000 });
        let mut list = LList::<Shared>::new();
        let (adder, mut taker) = list.split();
        std::thread::scope(|s| {
            for thread in 0..adders {
                s.spawn(move || {
                    // Few elements, which come back again and again: what would go wrong with a second taker.
                    let own: Vec<_> = (0..3).map(|i| Arc::new(item(thread * 3 + i))).collect();
                    let mut added = 0;
                    while added < each {
                        let free = own.iter().filter(|item| !item.link.is_linked());
                        for item in free.take(each - added) {
                            adder.add(item.clone());
                            added += 1;
                        }
                        std::thread::yield_now();
                    }
                });
            }
            let mut taken = 0;
            while taken < adders * each {
                match taker.del_first() {
                    Some(item) => {
                        assert!(item.number < adders * 3);
                        taken += 1;
                    }
                    None => std::thread::yield_now(),
                }
            }
        });
    }
}
