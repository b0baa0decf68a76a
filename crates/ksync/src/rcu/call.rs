//! Functions that are called after a grace period.
//!
//! A list to whose front everybody adds by compare-and-exchange, and which one thread takes as a whole, by an exchange. It
//! waits for a grace period, which began after all of them were added, and calls them, the oldest first. While it waits a
//! next list grows; so there is one grace period for many functions.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::cell::Cell;
use core::panic::AssertUnwindSafe;
use core::ptr::null_mut;
use std::sync::Once;
use std::thread_local;

use crate::platform::{Host, Platform};
use crate::primitive::{AtomicPtr, AtomicU32, Ordering};

type Function = Box<dyn FnOnce() + Send>;

struct Node {
    function: Function,
    next: *mut Node,
}

/// The functions that wait, and the thread that calls them.
pub struct Queue {
    /// invariant: null or a node from `Box::into_raw`, as is each `next`.
    newest: AtomicPtr<Node>,
    /// Changes when the list is not empty any more.
    bell: AtomicU32,
    thread: Once,
    name: &'static str,
    synchronize: fn(),
}

thread_local! {
    /// The queue whose thread this is.
    static CALLING: Cell<Option<&'static Queue>> = const { Cell::new(None) };
}

impl Queue {
    pub const fn new(name: &'static str, synchronize: fn()) -> Queue {
        Queue {
            newest: AtomicPtr::new(null_mut()),
            bell: AtomicU32::new(0),
            thread: Once::new(),
            name,
            synchronize,
        }
    }

    /// Has a function called after a grace period that begins later.
    pub fn push(&'static self, function: Function) {
        self.thread.call_once(|| {
            let builder = std::thread::Builder::new().name(self.name.into());
            builder
                .spawn(|| self.serve())
                .expect("failed to start the thread that calls what waits for a grace period");
        });
        let mut newest = self.newest.load(Ordering::Relaxed);
        let node = Box::into_raw(Box::new(Node { function, next: newest }));
        while let Err(is) =
            self.newest.compare_exchange_weak(newest, node, Ordering::Release, Ordering::Relaxed)
        {
            newest = is;
            // SAFETY: nobody else can reach it yet.
            unsafe { (*node).next = newest };
        }
        if newest.is_null() {
            self.bell.fetch_add(1, Ordering::Release);
            Host::wake(&self.bell, 1);
        }
    }

    /// Waits until all functions that are in the list have been called.
    pub fn barrier(&'static self) {
        let inside = CALLING.get().is_some_and(|queue| core::ptr::eq(queue, self));
        assert!(!inside, "barrier() in a function that waited for a grace period waits for itself");
        let done = Arc::new(AtomicU32::new(0));
        let tell = done.clone();
        self.push(Box::new(move || {
            tell.store(1, Ordering::Release);
            Host::wake(&*tell, 1);
        }));
        while done.load(Ordering::Acquire) == 0 {
            Host::park(&done, 0, None);
        }
    }

    fn serve(&'static self) {
        CALLING.set(Some(self));
        loop {
            // The bell first: who adds to the list after it was taken rings later.
            let bell = self.bell.load(Ordering::Acquire);
            let mut newer = self.newest.swap(null_mut(), Ordering::Acquire);
            if newer.is_null() {
                Host::park(&self.bell, bell, None);
                continue;
            }
            (self.synchronize)();
            let mut oldest: *mut Node = null_mut();
            while !newer.is_null() {
                // SAFETY: the invariant of `newest`; the list is this thread's.
                let next = unsafe { core::mem::replace(&mut (*newer).next, oldest) };
                (oldest, newer) = (newer, next);
            }
            while !oldest.is_null() {
                // SAFETY: as above; each node is taken once.
                let node = unsafe { Box::from_raw(oldest) };
                oldest = node.next;
                // The panic has been reported by its hook.
                let _ = std::panic::catch_unwind(AssertUnwindSafe(node.function));
            }
        }
    }
}
