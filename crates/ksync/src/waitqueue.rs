//! Wait queues: tasks that wait for a condition, and who makes it true wakes them.
//!
//! A waiter enters the list *before* it looks at the condition, and a waker changes the condition *before* it locks the
//! list. So either the waker finds the waiter on the list, or the waiter locked the list after the waker had unlocked it,
//! and then sees what the waker did. Nothing else has to be ordered by hand.
//!
//! Waiters that are not exclusive stand before the exclusive ones. A wake-up wakes all of the former and one, or as many
//! as asked for, of the latter; whom it wakes it takes off the list, and a waiter that then finds its condition false
//! enters anew.
//!
//! An exclusive waiter may find its condition true, or its time come, and be chosen by a wake-up before it has left the list.
//! It did not need that one, and another may: so it passes it on. (Three threads show it: the first waiter is woken and
//! finds that a second, which looked just then, has taken what it waits for; it enters anew, behind the second; the next
//! wake-up chooses the second, which is about to leave.)
//!
//! Source: include/linux/wait.h as documented; LWN, "Simple wait queues" and "Driver porting: sleeping and waking up".

use core::fmt;

use crate::platform::{Host, Platform};
use crate::primitive::{Ordering, fence};
use crate::waiters::{Kind, Place, Waiter, Waiters, Wakes};

/// Tasks that wait for conditions. See [`wait_event!`](crate::wait_event).
///
/// # Ordering and contexts
///
/// What happens before a wake-up happens before what follows the wait that it ends. A wait that finds its condition true at
/// once is ordered by what the condition reads, and by nothing else. Waiting is for tasks, and the condition is evaluated in them, with nothing held; waking may be done from anywhere.
pub struct WaitQueue<P: Platform = Host> {
    waiters: Waiters<P>,
}

impl<P: Platform> WaitQueue<P> {
    crate::constant! {
        /// A queue in which nobody waits.
        #[must_use]
        pub const fn new() -> WaitQueue<P> {
            WaitQueue { waiters: Waiters::new(()) }
        }
    }

    /// Waits until the condition is true (`wait_event`).
    pub fn wait(&self, condition: impl FnMut() -> bool) {
        self.wait_until(Kind::Shared, None, condition);
    }

    /// Waits until the condition is true, as one of those of whom a wake-up wakes one (`wait_event_exclusive`).
    pub fn wait_exclusive(&self, condition: impl FnMut() -> bool) {
        self.wait_until(Kind::Exclusive, None, condition);
    }

    /// Waits until the condition is true for so many nanoseconds (`wait_event_timeout`). Whether it is at last.
    #[must_use]
    pub fn wait_timeout(&self, nanoseconds: u64, condition: impl FnMut() -> bool) -> bool {
        self.wait_until(Kind::Shared, Some(P::now().saturating_add(nanoseconds)), condition)
    }

    /// As [`wait_timeout`](WaitQueue::wait_timeout), exclusively.
    #[must_use]
    pub fn wait_exclusive_timeout(&self, nanoseconds: u64, condition: impl FnMut() -> bool) -> bool {
        self.wait_until(Kind::Exclusive, Some(P::now().saturating_add(nanoseconds)), condition)
    }

    fn wait_until(&self, kind: Kind, until: Option<u64>, mut condition: impl FnMut() -> bool) -> bool {
        if condition() {
            return true;
        }
        let waiter = Waiter::new(kind);
        let entry = Entry { queue: self, waiter: &waiter };
        loop {
            entry.prepare();
            if condition() {
                return true;
            }
            if !waiter.park::<P>(until) {
                return condition();
            }
        }
    }

    /// Wakes all waiters that are not exclusive and one that is.
    pub fn wake_up(&self) {
        self.wake(1);
    }

    /// Wakes all waiters that are not exclusive and up to so many that are (`wake_up_nr`).
    pub fn wake_up_nr(&self, exclusive: u32) {
        self.wake(exclusive);
    }

    /// Wakes all waiters.
    pub fn wake_up_all(&self) {
        self.wake(u32::MAX);
    }

    // In one piece: a waiter that is woken, finds its condition false and enters anew must not be met again.
    fn wake(&self, mut exclusive: u32) {
        let mut wakes = Wakes::new();
        let waiters = self.waiters.lock();
        while let Some(first) = waiters.list.first() {
            if first.kind() == Kind::Exclusive {
                if exclusive == 0 {
                    break;
                }
                exclusive -= 1;
            }
            wakes.add::<P>(first.release());
        }
        drop(waiters);
        wakes.now::<P>();
    }

    fn len(&self) -> usize {
        let waiters = self.waiters.lock();
        core::iter::successors(waiters.list.first(), |waiter| waiter.next()).count()
    }

    /// Whether somebody waits (`wq_has_sleeper`). If not, whoever begins to wait later sees what the caller did before.
    pub fn has_sleeper(&self) -> bool {
        fence(Ordering::SeqCst);
        !self.waiters.lock().list.is_empty()
    }
}

/// A waiter while its condition may be evaluated: however that ends, it is off the list afterwards.
struct Entry<'a, P: Platform> {
    queue: &'a WaitQueue<P>,
    waiter: &'a Waiter,
}

impl<P: Platform> Entry<'_, P> {
    /// Enters the list, unless the waiter is on it.
    fn prepare(&self) {
        let waiters = self.queue.waiters.lock();
        if self.waiter.is_listed() {
            return;
        }
        self.waiter.rearm();
        let place = if self.waiter.kind() == Kind::Exclusive { Place::Last } else { Place::First };
        // SAFETY: dropping this entry removes it, and the waiter outlives the entry.
        unsafe { waiters.list.enter(self.waiter, place) };
    }

    /// Leaves the list. Whether an exclusive wake-up has chosen this waiter since it last entered.
    fn leave(&self) -> bool {
        let waiters = self.queue.waiters.lock();
        let chosen = !self.waiter.is_listed() && self.waiter.kind() == Kind::Exclusive;
        waiters.list.remove(self.waiter);
        chosen
    }
}

impl<P: Platform> Drop for Entry<'_, P> {
    fn drop(&mut self) {
        if self.leave() {
            self.queue.wake_up();
        }
    }
}

impl<P: Platform> fmt::Debug for WaitQueue<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitQueue").field("waiters", &self.len()).finish_non_exhaustive()
    }
}

impl<P: Platform> Default for WaitQueue<P> {
    fn default() -> Self {
        WaitQueue::new()
    }
}

/// Waits in a [`WaitQueue`] until a condition is true.
///
/// ```
/// use ksync::{WaitQueue, wait_event};
/// use std::sync::atomic::{AtomicBool, Ordering};
/// use std::thread;
///
/// static QUEUE: WaitQueue = WaitQueue::new();
/// static READY: AtomicBool = AtomicBool::new(false);
///
/// thread::spawn(|| {
///     READY.store(true, Ordering::Relaxed);
///     QUEUE.wake_up();
/// });
/// wait_event!(QUEUE, READY.load(Ordering::Relaxed));
/// ```
#[macro_export]
macro_rules! wait_event {
    ($queue:expr, $condition:expr) => {
        $queue.wait(|| $condition)
    };
}

/// Waits in a [`WaitQueue`] until a condition is true, for so many nanoseconds. Whether it is at last.
///
/// ```
/// use ksync::{WaitQueue, wait_event_timeout};
///
/// let queue: WaitQueue = WaitQueue::new();
/// assert!(!wait_event_timeout!(queue, false, 1_000));
/// assert!(wait_event_timeout!(queue, true, 0));
/// ```
#[macro_export]
macro_rules! wait_event_timeout {
    ($queue:expr, $condition:expr, $nanoseconds:expr) => {
        $queue.wait_timeout($nanoseconds, || $condition)
    };
}
