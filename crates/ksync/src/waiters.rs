//! Those who wait for something, in order: a list of nodes on the waiters' own stacks.
//!
//! The list lies under a spinlock that keeps interrupts off, for wake-ups come from anywhere. Each node has a word to
//! park on. Who wakes a waiter, with the list locked, takes the node off the list if that is the waiter's signal to
//! go, and sets the word; when the list is unlocked it calls [`Platform::wake`] with the word's address, at which there
//! may be something else by then: who waits there has learnt to expect that.
//!
//! invariant: a node is on the list only between its `enter` and the return of the function whose local variable it is;
//! its links and the list's are only used with the list locked.

use core::cell::Cell;
use core::ptr::{self, NonNull};

use crate::context::IrqDisabled;
use crate::platform::Platform;
use crate::primitive::{AtomicU32, Ordering};
use crate::spinlock::{SpinLock, SpinLockGuard};
/// The lock of the list. Loom does not come to an end with three that spin for a ticket.
#[cfg(not(loom))]
type Raw = crate::ticket::Ticket;
#[cfg(loom)]
type Raw = crate::mcs::Mcs;

/// What a waiter's word is until it is woken.
const ASLEEP: u32 = 0;
const AWAKE: u32 = 1;

/// How a waiter waits, as the list's user means it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Alone: a writer, or an exclusive waiter.
    Exclusive,
    /// Together with others: a reader, or a waiter that is not exclusive.
    Shared,
}

/// One waiter, on its own stack.
pub(crate) struct Waiter {
    next: Cell<*const Waiter>,
    prev: Cell<*const Waiter>,
    listed: Cell<bool>,
    kind: Kind,
    word: AtomicU32,
}

impl Waiter {
    pub fn new(kind: Kind) -> Waiter {
        let end = Cell::new(ptr::null());
        Waiter { next: end.clone(), prev: end, listed: Cell::new(false), kind, word: AtomicU32::new(ASLEEP) }
    }

    /// Waits to be woken, at most until a time. Whether it has been. An acquire if so.
    pub fn park<P: Platform>(&self, until: Option<u64>) -> bool {
        let mut turn = 0;
        while !self.is_awake() {
            if until.is_some_and(|time| P::now() >= time) {
                return false;
            }
            // A wake-up often comes within the time that going to sleep takes.
            if turn < SPINS {
                P::relax(turn);
                turn += 1;
            } else {
                P::park(&self.word, ASLEEP, until);
            }
        }
        true
    }

    fn is_awake(&self) -> bool {
        self.word.load(Ordering::Acquire) == AWAKE
    }

    /// How it waits.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is on a list. With the list locked.
    pub fn is_listed(&self) -> bool {
        self.listed.get()
    }

    /// Prepares for another wait. With the list locked, so that no wake-up comes between.
    pub fn rearm(&self) {
        self.word.store(ASLEEP, Ordering::Relaxed);
    }
}

/// Turns that a waiter spins before it parks.
const SPINS: u32 = if cfg!(any(loom, all(test, lockstep))) { 0 } else { 100 };

/// Who is to be woken once the list is unlocked.
#[must_use]
pub(crate) struct Wake(Option<*const AtomicU32>);

impl Wake {
    pub const NOBODY: Wake = Wake(None);

    pub fn now<P: Platform>(self) {
        if let Some(word) = self.0 {
            P::wake(word, 1);
        }
    }
}

/// The list itself.
pub(crate) struct List {
    first: Cell<*const Waiter>,
    last: Cell<*const Waiter>,
}

// SAFETY: the nodes are those of waiting threads, and are reached only with the list locked.
unsafe impl Send for List {}

impl List {
    pub fn is_empty(&self) -> bool {
        self.first.get().is_null()
    }

    /// Appends a waiter, or puts it first.
    ///
    /// # Safety
    ///
    /// The waiter is removed, by itself or by who wakes it, before it goes out of scope, and is not moved meanwhile.
    pub unsafe fn enter(&self, waiter: &Waiter, place: Place) {
        debug_assert!(!waiter.listed.get(), "a waiter waits in one place");
        let (prev, next) = match place {
            Place::Last => (self.last.get(), ptr::null()),
            Place::First => (ptr::null(), self.first.get()),
        };
        waiter.prev.set(prev);
        waiter.next.set(next);
        waiter.listed.set(true);
        self.set_next(prev, waiter);
        self.set_prev(next, waiter);
    }

    /// Takes a waiter off the list; one that is not on it stays so.
    pub fn remove(&self, waiter: &Waiter) {
        if waiter.listed.replace(false) {
            self.set_next(waiter.prev.get(), waiter.next.get());
            self.set_prev(waiter.next.get(), waiter.prev.get());
        }
    }

    fn set_next(&self, of: *const Waiter, to: *const Waiter) {
        match NonNull::new(of.cast_mut()) {
            // SAFETY: the invariant at the head of this file.
            Some(node) => unsafe { node.as_ref() }.next.set(to),
            None => self.first.set(to),
        }
    }

    fn set_prev(&self, of: *const Waiter, to: *const Waiter) {
        match NonNull::new(of.cast_mut()) {
            // SAFETY: the invariant at the head of this file.
            Some(node) => unsafe { node.as_ref() }.prev.set(to),
            None => self.last.set(to),
        }
    }

    /// The first waiter.
    pub fn first(&self) -> Option<Listed<'_>> {
        NonNull::new(self.first.get().cast_mut()).map(|node| Listed { node, list: self })
    }

    /// Takes the first waiter off the list and wakes it.
    pub fn release_first(&self) -> Wake {
        self.first().map_or(Wake::NOBODY, Listed::release)
    }
}

/// A waiter that is on a list, while that is locked. Not a reference: it may be gone as soon as it is woken.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'a> {
    node: NonNull<Waiter>,
    list: &'a List,
}

impl<'a> Listed<'a> {
    /// How it waits.
    pub fn kind(self) -> Kind {
        // SAFETY: the invariant at the head of this file, for the list is locked.
        unsafe { self.node.as_ref() }.kind
    }

    /// Whether it is this one.
    pub fn is(self, waiter: &Waiter) -> bool {
        ptr::eq(self.node.as_ptr(), waiter)
    }

    /// The one after it.
    pub fn next(self) -> Option<Listed<'a>> {
        // SAFETY: as above.
        let next = unsafe { self.node.as_ref() }.next.get();
        NonNull::new(next.cast_mut()).map(|node| Listed { node, list: self.list })
    }

    /// Wakes it and leaves it on the list. Nobody is to be woken if it has been and has not looked since.
    pub fn rouse(self) -> Wake {
        // SAFETY: as above; a place, not a reference to the node.
        let word = unsafe { &raw const (*self.node.as_ptr()).word };
        // SAFETY: it is alive until it sees this store.
        let before = unsafe { &*word }.swap(AWAKE, Ordering::Release);
        Wake((before == ASLEEP).then_some(word))
    }

    /// Takes it off the list and wakes it.
    pub fn release(self) -> Wake {
        // SAFETY: as above.
        self.list.remove(unsafe { self.node.as_ref() });
        self.rouse()
    }
}

/// Those who are to be woken once the list is unlocked: a few, so that there is room for them; the others are woken while
/// it is locked.
pub(crate) struct Wakes {
    count: usize,
    wakes: [Wake; 16],
}

impl Wakes {
    pub fn new() -> Wakes {
        Wakes { count: 0, wakes: [const { Wake::NOBODY }; 16] }
    }

    pub fn add<P: Platform>(&mut self, wake: Wake) {
        match self.wakes.get_mut(self.count) {
            Some(place) => {
                *place = wake;
                self.count += 1;
            }
            None => wake.now::<P>(),
        }
    }

    pub fn now<P: Platform>(self) {
        for wake in self.wakes.into_iter().take(self.count) {
            wake.now::<P>();
        }
    }
}

/// Where a waiter enters the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    First,
    Last,
}

/// The list with what belongs to it, under its spinlock.
pub(crate) struct Waiters<P: Platform, S = ()> {
    inner: SpinLock<Inner<S>, IrqDisabled<P>, Raw>,
}

/// What the list's spinlock protects.
pub(crate) struct Inner<S> {
    pub list: List,
    pub state: S,
}

impl<P: Platform, S> Waiters<P, S> {
    crate::constant! {
        pub const fn new(state: S) -> Waiters<P, S> {
            let list = List { first: Cell::new(ptr::null()), last: Cell::new(ptr::null()) };
            Waiters { inner: SpinLock::hidden(Inner { list, state }) }
        }
    }

    pub fn lock(&self) -> SpinLockGuard<'_, Inner<S>, IrqDisabled<P>, Raw> {
        self.inner.lock()
    }
}
