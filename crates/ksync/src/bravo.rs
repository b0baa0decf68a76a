//! The big-reader lock: readers that share nothing.
//!
//! A layer over a reader-writer lock. While the lock is *biased* a reader does not touch it: it writes the lock's address
//! into a slot of its CPU's row, looks whether the lock is still biased, and reads. A writer takes the lock below, ends
//! the bias, and waits until no slot of any row has the lock's address. Then readers go by the lock below, until one of
//! them, after a time in proportion to what the wait cost, sets the bias again.
//!
//! ```text
//!   reader                         writer
//!   slot = lock                    biased = 0
//!   -- full barrier --             -- full barrier --
//!   biased == 1 ?                  every slot != lock ?
//! ```
//!
//! Each writes one place and then reads the other's; with the barriers at least one of them sees the other. A bias is set
//! only by who holds the lock for reading, so never while there is a writer.
//!
//! A slot that is taken (another lock whose address has the same remainder, or an interrupt's reader) sends the reader to
//! the lock below. Slots are per CPU and are claimed by a compare-exchange, since a reader may be moved to another CPU
//! between finding its row and claiming; whoever releases, on whatever CPU, stores 0.
//!
//! A reader whose guard is forgotten leaves the address in its slot, and with it keeps out the writers of whatever lock is at
//! that address for ever.
//!
//! Source: Dice and Kogan, "BRAVO: Biased Locking for Reader-Writer Locks", USENIX ATC 2019; there the slots are those of
//! one table, which here is in rows, one for each CPU, so that CPUs do not meet. The older idea is Linux's brlock.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use crate::context::{Context, PreemptDisabled};
use crate::platform::Platform;
use crate::primitive::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use crate::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};

const SLOTS: usize = 8;

/// The times that ending the bias has cost for which it stays ended.
const COST: u64 = 9;

/// The slots of one CPU.
#[derive(Debug)]
pub(crate) struct Row {
    slots: [AtomicUsize; SLOTS],
}

impl Row {
    crate::constant! {
        pub const fn new() -> Row {
            Row {
                slots: [
                    AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0),
                    AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0),
                ],
            }
        }
    }
}

/// A value that is read all the time and changed rarely.
///
/// As [`RwLock`], but readers on different CPUs share no line while there are no writers, so that reading costs the same
/// on any number of them; the first writer after a time of reading pays for that with a look at each CPU's row.
///
/// ```
/// use ksync::BigReaderLock;
///
/// let mounts: BigReaderLock<Vec<&str>> = BigReaderLock::new(vec!["/"]);
/// assert_eq!(mounts.read().len(), 1);
/// mounts.write().push("/proc");
/// assert_eq!(mounts.read()[1], "/proc");
/// ```
///
/// # Ordering and contexts
///
/// As those of [`RwLock`].
pub struct BigReaderLock<T, G: Context = PreemptDisabled> {
    biased: AtomicU32,
    /// When the bias may be set again.
    inhibited_until: AtomicU64,
    lock: RwLock<T, G>,
}

impl<T, G: Context> BigReaderLock<T, G> {
    crate::constant! {
        /// A free lock around a value.
        #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
        pub const fn new(value: T) -> BigReaderLock<T, G> {
            let inhibited_until = AtomicU64::new(0);
            BigReaderLock { biased: AtomicU32::new(1), inhibited_until, lock: RwLock::new(value) }
        }
    }

    /// The value, of which nobody else knows any more.
    pub fn into_inner(self) -> T {
        self.lock.into_inner()
    }

    fn address(&self) -> usize {
        (&raw const *self).addr()
    }

    /// The slot for this lock in a row.
    fn slot_of(&self, row: &'static Row) -> &'static AtomicUsize {
        &row.slots[self.address() / align_of::<Self>() % SLOTS]
    }

    /// Claims a slot and looks whether that is enough.
    #[inline]
    fn claim(&self) -> Option<&'static AtomicUsize> {
        // The features look at the lock below.
        let tracked = cfg!(any(feature = "lockdep", feature = "lock_stat"));
        if tracked || self.biased.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let state = G::Platform::per_cpu().get(G::Platform::cpu())?;
        let slot = self.slot_of(&state.readers);
        // The full barriers of the essay: all four accesses are sequentially consistent, so one of the two reads is after
        // the other's write in their total order.
        slot.compare_exchange(0, self.address(), Ordering::SeqCst, Ordering::Relaxed).ok()?;
        full_barrier_for_loom();
        if self.biased.load(Ordering::SeqCst) == 1 {
            return Some(slot);
        }
        slot.store(0, Ordering::Release);
        None
    }

    /// Takes the lock for reading, spinning while there is a writer or one waits.
    #[inline]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn read(&self) -> BigReaderReadGuard<'_, T, G> {
        G::enter();
        match self.claim() {
            Some(slot) => BigReaderReadGuard { lock: self, held: Held::Slot(slot), not_send: PhantomData },
            None => self.read_slow(),
        }
    }

    #[cold]
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    fn read_slow(&self) -> BigReaderReadGuard<'_, T, G> {
        let below = self.lock.read();
        G::leave();
        let until = self.inhibited_until.load(Ordering::Relaxed);
        if self.biased.load(Ordering::Relaxed) == 0 && G::Platform::now() >= until {
            // Release: the next reader that relies on it sees what the last writer wrote, as this one does.
            self.biased.store(1, Ordering::Release);
        }
        BigReaderReadGuard { lock: self, held: Held::Below(below), not_send: PhantomData }
    }

    /// Takes the lock for writing, spinning while anybody else has it.
    #[cfg_attr(any(feature = "lockdep", feature = "lock_stat"), track_caller)]
    pub fn write(&self) -> BigReaderWriteGuard<'_, T, G> {
        let below = self.lock.write();
        if self.biased.load(Ordering::Relaxed) == 1 {
            self.end_bias();
        }
        BigReaderWriteGuard { below }
    }

    #[cold]
    fn end_bias(&self) {
        self.biased.store(0, Ordering::SeqCst);
        full_barrier_for_loom();
        let begin = G::Platform::now();
        for state in G::Platform::per_cpu() {
            let slot = self.slot_of(&state.readers);
            let mut turn = 0;
            // An acquire, too: what the reader did happens before what the writer does.
            while slot.load(Ordering::SeqCst) == self.address() {
                G::Platform::relax(turn);
                turn = turn.saturating_add(1);
            }
        }
        let end = G::Platform::now();
        self.inhibited_until.store(end + (end - begin) * COST, Ordering::Relaxed);
    }

    /// The value, which nobody else can reach meanwhile; takes no lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.get_mut()
    }
}

/// Loom takes sequentially consistent accesses for acquires and releases; it knows the order of fences alone.
#[inline(always)]
fn full_barrier_for_loom() {
    #[cfg(loom)]
    crate::primitive::fence(Ordering::SeqCst);
}

impl<T: fmt::Debug, G: Context> fmt::Debug for BigReaderLock<T, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BigReaderLock").field("lock", &self.lock).finish_non_exhaustive()
    }
}

/// How a reader holds the lock.
enum Held<'a, T, G: Context> {
    /// By a slot of its CPU.
    Slot(&'static AtomicUsize),
    /// By the lock below; the guard gives it back.
    Below(#[expect(dead_code, reason = "its drop counts")] RwLockReadGuard<'a, T, G>),
}

/// The right to read the value of a [`BigReaderLock`]; gives it back when it is dropped. It stays on its CPU.
#[must_use = "a lock whose guard is not kept is released at once"]
pub struct BigReaderReadGuard<'a, T, G: Context = PreemptDisabled> {
    lock: &'a BigReaderLock<T, G>,
    held: Held<'a, T, G>,
    not_send: PhantomData<*mut ()>,
}

// SAFETY: a shared guard gives shared references to the value and nothing else.
unsafe impl<T: Sync, G: Context> Sync for BigReaderReadGuard<'_, T, G> {}

impl<T, G: Context> Deref for BigReaderReadGuard<'_, T, G> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock for reading, by a slot, for which writers wait, or by the lock below.
        unsafe { &*self.lock.lock.data() }
    }
}

impl<T, G: Context> Drop for BigReaderReadGuard<'_, T, G> {
    #[inline]
    fn drop(&mut self) {
        if let Held::Slot(slot) = self.held {
            slot.store(0, Ordering::Release);
            G::leave();
        }
    }
}

/// The right to change the value of a [`BigReaderLock`]; gives it back when it is dropped. It stays on its CPU.
#[must_use = "a lock whose guard is not kept is released at once"]
pub struct BigReaderWriteGuard<'a, T, G: Context = PreemptDisabled> {
    below: RwLockWriteGuard<'a, T, G>,
}

impl<T, G: Context> Deref for BigReaderWriteGuard<'_, T, G> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.below
    }
}

impl<T, G: Context> DerefMut for BigReaderWriteGuard<'_, T, G> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.below
    }
}
