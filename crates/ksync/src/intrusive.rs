//! Intrusive links: what lists and trees have in common.
//!
//! An element of [`List`](crate::List), [`HList`](crate::HList), [`LList`](crate::LList) or [`RbTree`](crate::RbTree) holds
//! its own link, so that putting it in and taking it out allocates nothing, cannot fail, and needs no search. One element
//! may have several links and be in several lists at once.
//!
//! Which field is the link, and how the list holds the element, says an *adapter*, `container_of` as a type, which
//! [`adapter!`](crate::adapter) declares. The list holds elements by a [`Pointer`]: `Box` (the element is in this list and
//! nowhere else), `Arc` (others use it, too), `&T` (somebody else owns it, who outlives the list). It gives the pointer
//! back when the element is taken out, and drops it when the list is dropped.
//!
//! # What makes it safe
//!
//! Each link has a word that says to which list it belongs: 0 for none, else the list's identity, a number that is never
//! given twice. An element is claimed by bringing that word from 0 to the identity, by compare-and-exchange where others
//! may try the same at the same time, and released by bringing it back. So an element is in one list by one link, and a
//! list that is given a `&T` knows, in one comparison, whether that element is its own: taking an element out by
//! reference needs no `unsafe`. The price is one word in each link and, except for a `Box`, one locked instruction when an
//! element is put in. The other words of a link are reached by the list that owns it only, which is borrowed for it; the
//! list itself is not shared, put it under a lock.
//!
//! Elements that are in a list are reached by shared references only, because the list holds pointers to their links. What
//! is to change within them needs a cell, an atomic or a lock. A key may change, too: the search tree is then out of
//! order, and finds less, but nothing else happens.
//!
//! A list that is forgotten keeps its elements claimed.

use core::ptr::NonNull;

use crate::primitive::{AtomicUsize, Ordering};

/// How a list holds an element.
///
/// # Safety
///
/// `into_raw` leads to a value that neither moves nor ends, and of which no `&mut` exists, until the pointer has been given
/// to `from_raw` and is dropped or changed. It may be used for everything that the pointer may be.
pub unsafe trait Pointer {
    /// The element.
    type Target;
    /// Whether nobody else can reach the element as long as there is the pointer.
    const EXCLUSIVE: bool;
    /// Where the element is.
    fn into_raw(self) -> NonNull<Self::Target>;
    /// The pointer again.
    ///
    /// # Safety
    ///
    /// `raw` comes from `into_raw`, and is given back once.
    unsafe fn from_raw(raw: NonNull<Self::Target>) -> Self;
}

// SAFETY: a shared reference keeps the value where it is.
unsafe impl<T> Pointer for &T {
    type Target = T;
    const EXCLUSIVE: bool = false;
    #[inline]
    fn into_raw(self) -> NonNull<T> {
        NonNull::from(self)
    }
    #[inline]
    unsafe fn from_raw(raw: NonNull<T>) -> Self {
        // SAFETY: it was a reference of this lifetime.
        unsafe { raw.as_ref() }
    }
}

#[cfg(feature = "alloc")]
mod owning {
    use super::{NonNull, Pointer};
    use alloc::{boxed::Box, rc::Rc, sync::Arc};

    macro_rules! owning {
        ($name:ident, $exclusive:literal) => {
            // SAFETY: it owns the value, or a part of it, on the heap, and hands out no `&mut` while it is raw.
            unsafe impl<T> Pointer for $name<T> {
                type Target = T;
                const EXCLUSIVE: bool = $exclusive;
                #[inline]
                fn into_raw(self) -> NonNull<T> {
                    // SAFETY: it is not null.
                    unsafe { NonNull::new_unchecked($name::into_raw(self).cast_mut()) }
                }
                #[inline]
                unsafe fn from_raw(raw: NonNull<T>) -> Self {
                    // SAFETY: as the caller says.
                    unsafe { $name::from_raw(raw.as_ptr()) }
                }
            }
        };
    }
    // SAFETY: it owns the value, on the heap.
    unsafe impl<T> Pointer for Box<T> {
        type Target = T;
        const EXCLUSIVE: bool = true;
        #[inline]
        fn into_raw(self) -> NonNull<T> {
            // SAFETY: it is not null.
            unsafe { NonNull::new_unchecked(Box::into_raw(self)) }
        }
        #[inline]
        unsafe fn from_raw(raw: NonNull<T>) -> Self {
            // SAFETY: as the caller says.
            unsafe { Box::from_raw(raw.as_ptr()) }
        }
    }
    owning!(Arc, false);
    owning!(Rc, false);
}

/// Which field of an element is the link, and how the list holds the element. [`adapter!`](crate::adapter) implements it.
///
/// # Safety
///
/// `OFFSET` bytes into a [`Value`](Adapter::Value) there is, well aligned, a [`Link`](Adapter::Link).
pub unsafe trait Adapter {
    /// The type of the link.
    type Link: Link;
    /// The type of the elements.
    type Value;
    /// How the list holds them.
    type Pointer: Pointer<Target = Self::Value>;
    /// Where the link is in the element.
    const OFFSET: usize;
}

/// A link of an element.
pub trait Link: sealed::Link {
    /// Whether the element is in a list, or tree, by this link at this moment. No order.
    fn is_linked(&self) -> bool {
        self.owner().0.load(Ordering::Relaxed) != 0
    }
}

pub(crate) mod sealed {
    pub trait Link {
        fn owner(&self) -> &super::Owner;
    }
}

/// The word of a link that says to whom it belongs.
#[derive(Debug)]
pub struct Owner(pub(crate) AtomicUsize);

impl Owner {
    crate::constant! {
        pub(crate) const fn none() -> Owner {
            Owner(AtomicUsize::new(0))
        }
    }

    #[inline(always)]
    pub(crate) fn is(&self, id: usize) -> bool {
        id != 0 && self.0.load(Ordering::Relaxed) == id
    }

    /// Gives the link back, to whoever claims it next.
    #[inline(always)]
    pub(crate) fn release(&self) {
        self.0.store(0, Ordering::Release);
    }
}

/// The identity of a list, which it gets with its first element.
#[inline(always)]
pub(crate) fn identity(id: &mut usize) -> usize {
    if *id == 0 {
        *id = fresh();
    }
    *id
}

#[cold]
fn fresh() -> usize {
    /// Even numbers: trees keep a colour in the lowest bit.
    static NEXT: core::sync::atomic::AtomicUsize = core::sync::atomic::AtomicUsize::new(2);
    let next = |id: usize| id.checked_add(2);
    match NEXT.try_update(Ordering::Relaxed, Ordering::Relaxed, next) {
        Ok(id) => id,
        Err(_) => panic!("every number that a list can have has been given to one"),
    }
}

/// Turns a pointer to an element into one to its link, which the list with this identity claims.
///
/// # Panics
///
/// If the element is in a list by this link already. The pointer is dropped then.
#[inline(always)]
pub(crate) fn claim<A: Adapter>(pointer: A::Pointer, id: usize) -> NonNull<A::Link> {
    let value = pointer.into_raw();
    let link = link_of::<A>(value);
    // SAFETY: the contract of `Adapter`, and of `Pointer`.
    let word = &sealed::Link::owner(unsafe { link.as_ref() }).0;
    if A::Pointer::EXCLUSIVE {
        word.store(id, Ordering::Relaxed);
    } else if word.compare_exchange(0, id, Ordering::Acquire, Ordering::Relaxed).is_err() {
        // SAFETY: it was made raw above.
        refuse(unsafe { A::Pointer::from_raw(value) });
    }
    link
}

#[cold]
fn refuse<P>(pointer: P) -> ! {
    drop(pointer);
    panic!("the element is in a list already, by the same link: take it out first, or give it a second link");
}

/// The link of an element.
#[inline(always)]
pub(crate) fn link_of<A: Adapter>(value: NonNull<A::Value>) -> NonNull<A::Link> {
    // SAFETY: the contract of `Adapter`: the link lies within the element.
    unsafe { value.byte_add(A::OFFSET).cast() }
}

/// The element of a link, `container_of`.
///
/// # Safety
///
/// The pointer comes from `claim`, by the same adapter.
#[inline(always)]
pub(crate) unsafe fn value_of<A: Adapter>(link: NonNull<A::Link>) -> NonNull<A::Value> {
    // SAFETY: the contract of `Adapter`: the link lies so far within the element; and `claim` made the pointer from one to
    // the whole element.
    unsafe { link.cast::<A::Value>().byte_sub(A::OFFSET) }
}

/// Declares adapters. It may be used where `unsafe` is forbidden.
///
/// ```
/// #![forbid(unsafe_code)]
/// use ksync::{List, ListHead, adapter};
/// use std::sync::Arc;
///
/// struct Task {
///     pid: u32,
///     all: ListHead,
///     runnable: ListHead,
/// }
///
/// adapter! {
///     /// All tasks.
///     All = Arc<Task> { all: ListHead }
///     /// Those that may run, which live as long as the scheduler.
///     Runnable<'a> = &'a Task { runnable: ListHead }
/// }
///
/// let init = Arc::new(Task { pid: 1, all: ListHead::new(), runnable: ListHead::new() });
/// let mut tasks = List::<All>::new();
/// let mut queue = List::<Runnable>::new();
/// tasks.add_tail(init.clone());
/// queue.add_tail(&init);
/// assert_eq!(queue.pop_front().map(|task| task.pid), Some(1));
/// assert!(tasks.contains(&init) && !queue.contains(&init));
/// ```
///
/// The field has to be there and to be of that type:
///
/// ```compile_fail
/// # use ksync::{ListHead, adapter};
/// struct Task { all: u64 }
/// adapter!(All = Box<Task> { all: ListHead });
/// ```
#[macro_export]
macro_rules! adapter {
    ($($(#[$meta:meta])* $vis:vis $name:ident $(<$($life:lifetime),+>)? = $pointer:ty { $field:ident: $link:ty })*) => {$(
        $(#[$meta])*
        $vis struct $name $(<$($life),+>)? {
            _adapter: ::core::marker::PhantomData<($($(&$life (),)+)?)>,
        }
        // SAFETY: the offset is that of the field, whose type the function checks.
        unsafe impl $(<$($life),+>)? $crate::intrusive::Adapter for $name $(<$($life),+>)? {
            type Link = $link;
            type Value = <$pointer as $crate::intrusive::Pointer>::Target;
            type Pointer = $pointer;
            const OFFSET: usize = {
                let _ = |value: &<$pointer as $crate::intrusive::Pointer>::Target| -> *const $link { &value.$field };
                ::core::mem::offset_of!(<$pointer as $crate::intrusive::Pointer>::Target, $field)
            };
        }
    )*};
}
