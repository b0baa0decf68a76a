//! `list_head`: a doubly linked list of elements that hold their own links.
//!
//! The ends are null and not the head itself, as they are in Linux; so the head may be moved, and a list that is dropped
//! leaves nothing behind that points at it. See [`intrusive`] for what holds the elements and what makes
//! it safe.
//!
//! Operations take constant time, except where they say otherwise; none waits, and any context may use a list that it has
//! to itself.

use core::cell::Cell;
use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::intrusive::{self, Adapter, Link, Owner, Pointer, claim, identity, link_of, value_of};

type Ref = Option<NonNull<ListHead>>;

/// The link of an element of a [`List`].
pub struct ListHead {
    // invariant: as long as `owner` is the identity of a list, these are the neighbours in that list, as pointers that came
    // from `claim`, and only that list reaches them.
    next: Cell<Ref>,
    prev: Cell<Ref>,
    owner: Owner,
}

// SAFETY: the pointers belong to the list that owns the link; the owner is an atomic.
unsafe impl Send for ListHead {}
// SAFETY: as above.
unsafe impl Sync for ListHead {}

impl ListHead {
    crate::constant! {
        /// `INIT_LIST_HEAD`: the link of an element that is in no list.
        #[must_use]
        pub const fn new() -> ListHead {
            ListHead { next: Cell::new(None), prev: Cell::new(None), owner: Owner::none() }
        }
    }
}

impl intrusive::sealed::Link for ListHead {
    #[inline(always)]
    fn owner(&self) -> &Owner {
        &self.owner
    }
}

impl Link for ListHead {}

impl Default for ListHead {
    fn default() -> ListHead {
        ListHead::new()
    }
}

/// A copy of an element is in no list.
impl Clone for ListHead {
    fn clone(&self) -> ListHead {
        ListHead::new()
    }
}

impl fmt::Debug for ListHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_linked() { "ListHead(linked)" } else { "ListHead" })
    }
}

/// A doubly linked list.
///
/// ```
/// use ksync::{List, ListHead, adapter};
/// use std::sync::Arc;
///
/// struct Request { sector: u64, queued: ListHead }
/// adapter!(Queued = Arc<Request> { queued: ListHead });
///
/// let request = |sector| Arc::new(Request { sector, queued: ListHead::new() });
/// let (first, second) = (request(8), request(16));
/// let mut queue = List::<Queued>::new();
/// queue.add_tail(first.clone());
/// queue.add_tail(second.clone());
/// queue.add_before(&second, request(12));
/// assert!(queue.iter().map(|r| r.sector).eq([8, 12, 16]));
///
/// assert!(queue.del(&first).is_some()); // by reference, without a search
/// assert!(queue.del(&first).is_none()); // it is not in this list any more
/// assert!(queue.iter().map(|r| r.sector).eq([12, 16]));
/// ```
pub struct List<A: Adapter<Link = ListHead>> {
    // invariant: the ends of a chain of links that all have `id` as their owner; each holds one pointer made raw.
    first: Ref,
    last: Ref,
    id: usize,
    owns: PhantomData<A::Pointer>,
}

// SAFETY: it is a collection of pointers.
unsafe impl<A: Adapter<Link = ListHead>> Send for List<A> where A::Pointer: Send {}
// SAFETY: as above; `&List` gives `&Value`, as `&Pointer` does.
unsafe impl<A: Adapter<Link = ListHead>> Sync for List<A> where A::Pointer: Sync {}

/// The link behind a pointer of a list.
///
/// # Safety
///
/// The element is in a list, or about to be, and stays for as long as the reference is used.
#[inline(always)]
unsafe fn at<'a>(link: NonNull<ListHead>) -> &'a ListHead {
    // SAFETY: as the caller says; a link is only changed through its cells.
    unsafe { link.as_ref() }
}

impl<A: Adapter<Link = ListHead>> Default for List<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Adapter<Link = ListHead>> List<A> {
    /// An empty list.
    #[must_use]
    pub const fn new() -> Self {
        List { first: None, last: None, id: 0, owns: PhantomData }
    }

    /// `list_empty`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// `list_is_singular`: whether there is exactly one element.
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.first.is_some() && self.first == self.last
    }

    #[inline(always)]
    fn value(&self, link: Ref) -> Option<&A::Value> {
        // SAFETY: it is in the list, which is borrowed.
        link.map(|link| unsafe { value_of::<A>(link).as_ref() })
    }

    /// The pointer with which the list holds an element, if it does.
    #[inline(always)]
    fn position(&self, value: &A::Value) -> Ref {
        // SAFETY: the contract of `Adapter`.
        let link = unsafe { link_of::<A>(NonNull::from(value)).as_ref() };
        if !link.owner.is(self.id) {
            return None;
        }
        match link.prev.get() {
            // SAFETY: it is in the list.
            Some(prev) => unsafe { at(prev) }.next.get(),
            None => self.first,
        }
    }

    /// Whether the element is in this list. One comparison.
    #[must_use]
    pub fn contains(&self, value: &A::Value) -> bool {
        self.position(value).is_some()
    }

    /// `list_first_entry_or_null`.
    #[must_use]
    pub fn first(&self) -> Option<&A::Value> {
        self.value(self.first)
    }

    /// `list_last_entry`.
    #[must_use]
    pub fn last(&self) -> Option<&A::Value> {
        self.value(self.last)
    }

    /// `list_next_entry`: the element behind one of this list; `None` also if it is not in it.
    #[must_use]
    pub fn next(&self, value: &A::Value) -> Option<&A::Value> {
        // SAFETY: it is in the list.
        self.value(unsafe { at(self.position(value)?) }.next.get())
    }

    /// `list_prev_entry`: the element before one of this list; `None` also if it is not in it.
    #[must_use]
    pub fn prev(&self, value: &A::Value) -> Option<&A::Value> {
        // SAFETY: it is in the list.
        self.value(unsafe { at(self.position(value)?) }.prev.get())
    }

    /// Puts a link between two neighbours of this list, or at an end.
    #[inline(always)]
    fn link(&mut self, new: NonNull<ListHead>, prev: Ref, next: Ref) {
        // SAFETY: all of them are in the list, or about to be.
        unsafe {
            at(new).prev.set(prev);
            at(new).next.set(next);
            match prev {
                Some(prev) => at(prev).next.set(Some(new)),
                None => self.first = Some(new),
            }
            match next {
                Some(next) => at(next).prev.set(Some(new)),
                None => self.last = Some(new),
            }
        }
    }

    /// Takes a link of this list out of the chain, and leaves it claimed.
    #[inline(always)]
    fn unlink(&mut self, link: NonNull<ListHead>) {
        // SAFETY: all of them are in the list.
        unsafe {
            let (prev, next) = (at(link).prev.get(), at(link).next.get());
            match prev {
                Some(prev) => at(prev).next.set(next),
                None => self.first = next,
            }
            match next {
                Some(next) => at(next).prev.set(prev),
                None => self.last = prev,
            }
        }
    }

    /// Gives the pointer back of a link that is in the chain no more.
    #[inline(always)]
    fn give_back(link: NonNull<ListHead>) -> A::Pointer {
        // SAFETY: the list held the element by a pointer made raw, which nothing leads to any more.
        unsafe {
            at(link).owner.release();
            A::Pointer::from_raw(value_of::<A>(link))
        }
    }

    #[inline(always)]
    fn claim(&mut self, pointer: A::Pointer) -> NonNull<ListHead> {
        claim::<A>(pointer, identity(&mut self.id))
    }

    /// `list_add`: puts an element at the front.
    ///
    /// # Panics
    ///
    /// This, and all that put an element in: if it is in a list by the same link already.
    #[inline]
    pub fn add(&mut self, pointer: A::Pointer) {
        let new = self.claim(pointer);
        self.link(new, None, self.first);
    }

    /// `list_add_tail`: puts an element at the end.
    #[inline]
    pub fn add_tail(&mut self, pointer: A::Pointer) {
        let new = self.claim(pointer);
        self.link(new, self.last, None);
    }

    /// `list_add` behind an element of this list.
    ///
    /// # Panics
    ///
    /// If `place` is not in this list.
    pub fn add_after(&mut self, place: &A::Value, pointer: A::Pointer) {
        let place = self.position(place).expect("the place is not in this list");
        let new = self.claim(pointer);
        // SAFETY: it is in the list.
        self.link(new, Some(place), unsafe { at(place) }.next.get());
    }

    /// `list_add_tail` before an element of this list.
    ///
    /// # Panics
    ///
    /// If `place` is not in this list.
    pub fn add_before(&mut self, place: &A::Value, pointer: A::Pointer) {
        let place = self.position(place).expect("the place is not in this list");
        let new = self.claim(pointer);
        // SAFETY: it is in the list.
        self.link(new, unsafe { at(place) }.prev.get(), Some(place));
    }

    /// `list_del_init`: takes an element out, if it is in this list.
    #[inline]
    pub fn del(&mut self, value: &A::Value) -> Option<A::Pointer> {
        let link = self.position(value)?;
        self.unlink(link);
        Some(Self::give_back(link))
    }

    /// Takes the first element out.
    #[inline]
    pub fn pop_front(&mut self) -> Option<A::Pointer> {
        let link = self.first?;
        self.unlink(link);
        Some(Self::give_back(link))
    }

    /// Takes the last element out.
    #[inline]
    pub fn pop_back(&mut self) -> Option<A::Pointer> {
        let link = self.last?;
        self.unlink(link);
        Some(Self::give_back(link))
    }

    /// `list_replace_init`: puts another element in the place of one of this list, and gives that back.
    ///
    /// # Errors
    ///
    /// `new`, if `old` is not in this list.
    pub fn replace(&mut self, old: &A::Value, new: A::Pointer) -> Result<A::Pointer, A::Pointer> {
        let Some(old) = self.position(old) else { return Err(new) };
        let new = self.claim(new);
        // SAFETY: it is in the list.
        let (prev, next) = unsafe { (at(old).prev.get(), at(old).next.get()) };
        self.link(new, prev, next);
        Ok(Self::give_back(old))
    }

    /// `list_move`: brings an element of this list to the front; false if it is not in it.
    pub fn move_to_front(&mut self, value: &A::Value) -> bool {
        self.position(value).map(|link| (self.unlink(link), self.link(link, None, self.first))).is_some()
    }

    /// `list_move_tail`: brings an element of this list to the end; false if it is not in it.
    pub fn move_tail(&mut self, value: &A::Value) -> bool {
        self.position(value).map(|link| (self.unlink(link), self.link(link, self.last, None))).is_some()
    }

    /// `list_rotate_left`: brings the first element to the end.
    pub fn rotate_left(&mut self) {
        if let Some(first) = self.first {
            self.unlink(first);
            self.link(first, self.last, None);
        }
    }

    /// `list_swap`: exchanges the places of two elements; false if one of them is not in this list.
    pub fn swap(&mut self, a: &A::Value, b: &A::Value) -> bool {
        let (Some(a), Some(b)) = (self.position(a), self.position(b)) else { return false };
        // SAFETY: they are in the list.
        let before = |link| unsafe { at(link) }.prev.get();
        // Side by side or not, `b` is not right before `a` from here on.
        let (a, b) = if before(a) == Some(b) { (b, a) } else { (a, b) };
        if a != b {
            let place = before(a);
            self.unlink(a);
            let other = before(b);
            self.unlink(b);
            self.link_behind(b, place);
            self.link_behind(a, if other == place { Some(b) } else { other });
        }
        true
    }

    /// Puts a link behind one of this list, or to the front.
    fn link_behind(&mut self, new: NonNull<ListHead>, place: Ref) {
        // SAFETY: it is in the list.
        let next = place.map_or(self.first, |place| unsafe { at(place) }.next.get());
        self.link(new, place, next);
    }

    /// Makes a chain of another list, from `first` to `last`, this list's own. Takes time for each element.
    fn adopt(&mut self, first: NonNull<ListHead>, last: NonNull<ListHead>) {
        let (id, mut link) = (identity(&mut self.id), Some(first));
        while let Some(one) = link {
            // SAFETY: it is in the other list, which is borrowed; to others the change from owner to owner is none.
            let one_at = unsafe { at(one) };
            one_at.owner.0.store(id, core::sync::atomic::Ordering::Relaxed);
            link = if one == last { None } else { one_at.next.get() };
        }
    }

    /// `list_splice`: puts the elements of another list to the front. Takes time for each of them, unless this list is
    /// empty.
    pub fn splice(&mut self, mut other: Self) {
        if self.is_empty() {
            core::mem::swap(self, &mut other);
        } else if let (Some(first), Some(last)) = (other.first.take(), other.last.take()) {
            self.adopt(first, last);
            // SAFETY: they are in the lists.
            unsafe {
                at(last).next.set(self.first);
                if let Some(behind) = self.first.replace(first) {
                    at(behind).prev.set(Some(last));
                }
            }
        }
    }

    /// `list_splice_tail`: puts the elements of another list to the end. Takes time for each of them, unless this list is
    /// empty.
    pub fn splice_tail(&mut self, mut other: Self) {
        if self.is_empty() {
            core::mem::swap(self, &mut other);
        } else if let (Some(first), Some(last)) = (other.first.take(), other.last.take()) {
            self.adopt(first, last);
            // SAFETY: they are in the lists.
            unsafe {
                at(first).prev.set(self.last);
                if let Some(before) = self.last.replace(last) {
                    at(before).next.set(Some(first));
                }
            }
        }
    }

    /// `list_cut_position`: takes the elements up to this one, and including it, out as a list; an empty list if it is not
    /// in this one. Takes time for each of them.
    #[must_use]
    pub fn cut_position(&mut self, value: &A::Value) -> Self {
        let mut cut = Self::new();
        if let (Some(last), Some(first)) = (self.position(value), self.first) {
            cut.adopt(first, last);
            (cut.first, cut.last) = (Some(first), Some(last));
            // SAFETY: they are in the lists.
            self.first = unsafe { at(last).next.take() };
            match self.first {
                // SAFETY: as above.
                Some(rest) => unsafe { at(rest) }.prev.set(None),
                None => self.last = None,
            }
        }
        cut
    }

    /// `list_for_each_entry`: the elements in order, or from the end by `rev`.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, A> {
        Iter { first: self.first, last: self.last, list: self }
    }

    /// `list_for_each_entry_safe`: takes out the elements for which the function says so, in order, and gives them to
    /// `taken`.
    pub fn extract_if(
        &mut self,
        mut which: impl FnMut(&A::Value) -> bool,
        mut taken: impl FnMut(A::Pointer),
    ) {
        let mut cursor = self.cursor_front_mut();
        while let Some(value) = cursor.get() {
            if which(value) {
                cursor.del().map(&mut taken);
            } else {
                cursor.move_next();
            }
        }
    }

    /// Drops all elements.
    pub fn clear(&mut self) {
        while self.pop_front().is_some() {}
    }

    /// A place in the list, at the first element.
    #[must_use]
    pub fn cursor_front_mut(&mut self) -> CursorMut<'_, A> {
        CursorMut { at: self.first, list: self }
    }

    /// A place in the list, at the last element.
    #[must_use]
    pub fn cursor_back_mut(&mut self) -> CursorMut<'_, A> {
        CursorMut { at: self.last, list: self }
    }
}

impl<A: Adapter<Link = ListHead>> Drop for List<A> {
    fn drop(&mut self) {
        self.clear();
    }
}

impl<A: Adapter<Link = ListHead>> fmt::Debug for List<A>
where
    A::Value: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<A: Adapter<Link = ListHead>> Extend<A::Pointer> for List<A> {
    fn extend<I: IntoIterator<Item = A::Pointer>>(&mut self, pointers: I) {
        pointers.into_iter().for_each(|pointer| self.add_tail(pointer));
    }
}

impl<A: Adapter<Link = ListHead>> FromIterator<A::Pointer> for List<A> {
    fn from_iter<I: IntoIterator<Item = A::Pointer>>(pointers: I) -> Self {
        let mut list = List::new();
        list.extend(pointers);
        list
    }
}

impl<'a, A: Adapter<Link = ListHead>> IntoIterator for &'a List<A> {
    type Item = &'a A::Value;
    type IntoIter = Iter<'a, A>;
    fn into_iter(self) -> Iter<'a, A> {
        self.iter()
    }
}

/// The elements of a [`List`].
pub struct Iter<'a, A: Adapter<Link = ListHead>> {
    list: &'a List<A>,
    // invariant: both are none, or `last` is `first` or comes behind it.
    first: Ref,
    last: Ref,
}

impl<A: Adapter<Link = ListHead>> Clone for Iter<'_, A> {
    fn clone(&self) -> Self {
        Iter { ..*self }
    }
}

impl<'a, A: Adapter<Link = ListHead>> Iterator for Iter<'a, A> {
    type Item = &'a A::Value;
    #[inline]
    fn next(&mut self) -> Option<&'a A::Value> {
        let link = self.first?;
        if self.first == self.last {
            (self.first, self.last) = (None, None);
        } else {
            // SAFETY: it is in the list, which is borrowed.
            self.first = unsafe { at(link) }.next.get();
        }
        self.list.value(Some(link))
    }
}

impl<A: Adapter<Link = ListHead>> DoubleEndedIterator for Iter<'_, A> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        let link = self.last?;
        if self.first == self.last {
            (self.first, self.last) = (None, None);
        } else {
            // SAFETY: it is in the list, which is borrowed.
            self.last = unsafe { at(link) }.prev.get();
        }
        self.list.value(Some(link))
    }
}

impl<A: Adapter<Link = ListHead>> FusedIterator for Iter<'_, A> {}

/// A place in a [`List`]: at an element, or past the end, from where both directions lead to an end.
///
/// ```
/// use ksync::{List, ListHead, adapter};
///
/// struct Page { age: u32, lru: ListHead }
/// adapter!(Lru = Box<Page> { lru: ListHead });
///
/// let mut pages: List<Lru> =
///     [3, 9, 4].into_iter().map(|age| Box::new(Page { age, lru: ListHead::new() })).collect();
/// let mut place = pages.cursor_front_mut();
/// place.move_next();
/// assert_eq!(place.del().map(|page| page.age), Some(9));
/// assert_eq!(place.get().map(|page| page.age), Some(4));
/// ```
pub struct CursorMut<'a, A: Adapter<Link = ListHead>> {
    list: &'a mut List<A>,
    at: Ref,
}

impl<A: Adapter<Link = ListHead>> CursorMut<'_, A> {
    /// The element at this place.
    #[must_use]
    pub fn get(&self) -> Option<&A::Value> {
        self.list.value(self.at)
    }

    /// Goes to the next element; from the last one past the end, from there to the first.
    pub fn move_next(&mut self) {
        // SAFETY: it is in the list.
        self.at = self.at.map_or(self.list.first, |link| unsafe { at(link) }.next.get());
    }

    /// Goes to the previous element; from the first one past the end, from there to the last.
    pub fn move_prev(&mut self) {
        // SAFETY: it is in the list.
        self.at = self.at.map_or(self.list.last, |link| unsafe { at(link) }.prev.get());
    }

    /// Takes the element out, and goes to the next one.
    pub fn del(&mut self) -> Option<A::Pointer> {
        let link = self.at?;
        self.move_next();
        self.list.unlink(link);
        Some(List::<A>::give_back(link))
    }

    /// Puts an element before this place; at the end of the list if the place is past it.
    ///
    /// # Panics
    ///
    /// If it is in a list by the same link already.
    pub fn add_before(&mut self, pointer: A::Pointer) {
        let new = self.list.claim(pointer);
        // SAFETY: it is in the list.
        let prev = self.at.map_or(self.list.last, |link| unsafe { at(link) }.prev.get());
        self.list.link(new, prev, self.at);
    }

    /// Puts an element behind this place; at the front of the list if the place is past its end.
    ///
    /// # Panics
    ///
    /// If it is in a list by the same link already.
    pub fn add_after(&mut self, pointer: A::Pointer) {
        let new = self.list.claim(pointer);
        self.list.link_behind(new, self.at);
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
