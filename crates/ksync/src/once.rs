//! What is done once.
//!
//! ```text
//!   UNTOUCHED --first comer--> RUNNING --it is done--> DONE
//!                              RUNNING --another comer--> AWAITED, which parks
//!   RUNNING or AWAITED --a panic--> UNTOUCHED, and another comer tries
//! ```
//!
//! The change to DONE is a release, and whoever sees it does so by an acquire, so that everybody sees what was done.
//!
//! Source: the kernel's `DO_ONCE`; std's `Once` for what a panic means (there it poisons, here the next one tries again).

use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::platform::{Host, Platform};
use crate::primitive::{AtomicU32, Ordering, Payload};

const UNTOUCHED: u32 = 0;
const RUNNING: u32 = 1;
const AWAITED: u32 = 2;
const DONE: u32 = 3;

/// A value that is made by who needs it first.
///
/// ```
/// use ksync::Once;
///
/// static TABLE: Once<Vec<u32>> = Once::new();
///
/// assert!(TABLE.get().is_none());
/// assert_eq!(TABLE.get_or_init(|| vec![1, 2, 3]).len(), 3);
/// assert_eq!(TABLE.get_or_init(|| unreachable!())[0], 1);
/// ```
///
/// # Ordering, contexts and cost
///
/// What making the value did happens before what follows any [`get`](Once::get) that finds it. `get` may be called from
/// anywhere and is a load; [`get_or_init`](Once::get_or_init) may sleep. Making the value must not ask for it.
pub struct Once<T = (), P: Platform = Host> {
    state: AtomicU32,
    value: Payload<MaybeUninit<T>>,
    platform: PhantomData<fn() -> P>,
}

// SAFETY: a value that nobody uses moves with its cell.
unsafe impl<T: Send, P: Platform> Send for Once<T, P> {}
// SAFETY: the value is made by one thread, perhaps dropped by another (`Send`), and shared (`Sync`).
unsafe impl<T: Send + Sync, P: Platform> Sync for Once<T, P> {}

impl<T, P: Platform> Once<T, P> {
    crate::constant! {
        /// Nothing is done.
        #[must_use]
        pub const fn new() -> Once<T, P> {
            let value = Payload::new(MaybeUninit::uninit());
            Once { state: AtomicU32::new(UNTOUCHED), value, platform: PhantomData }
        }
    }

    /// The value, if it has been made.
    #[inline]
    pub fn get(&self) -> Option<&T> {
        if self.state.load(Ordering::Acquire) != DONE {
            return None;
        }
        // SAFETY: it was written before the state became DONE, and is not written again.
        Some(unsafe { (*self.value.get()).assume_init_ref() })
    }

    /// The value, made by `make` if nobody has; waits while somebody else makes it. If `make` panics nothing is made.
    #[inline]
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        match self.get() {
            Some(value) => value,
            None => self.make(make),
        }
    }

    #[cold]
    fn make(&self, make: impl FnOnce() -> T) -> &T {
        let mut state = self.state.load(Ordering::Acquire);
        while state != DONE {
            let next = if state == UNTOUCHED { RUNNING } else { AWAITED };
            if state != AWAITED
                && let Err(actual) =
                    self.state.compare_exchange(state, next, Ordering::Acquire, Ordering::Acquire)
            {
                state = actual;
                continue;
            }
            if state == UNTOUCHED {
                let running = Running::<P> { state: &self.state, end: UNTOUCHED, platform: PhantomData };
                let value = make();
                // SAFETY: only who made the state RUNNING writes, and nobody reads before it is DONE.
                unsafe { (*self.value.get()).write(value) };
                running.done();
                break;
            }
            P::park(&self.state, AWAITED, None);
            state = self.state.load(Ordering::Acquire);
        }
        self.get().expect("the state is DONE")
    }

    /// The value, of which nobody else knows any more, if it has been made.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    /// Takes the value out; it can be made again.
    pub fn take(&mut self) -> Option<T> {
        self.get()?;
        self.state = AtomicU32::new(UNTOUCHED);
        // SAFETY: it was there, and the state says that it is no more.
        Some(unsafe { self.value.get_mut().assume_init_read() })
    }
}

impl<P: Platform> Once<(), P> {
    /// Does something if nobody has (`DO_ONCE`); when it returns it has been done.
    pub fn call_once(&self, action: impl FnOnce()) {
        self.get_or_init(action);
    }
}

/// The state while the value is being made; sets the next one however that ends.
struct Running<'a, P: Platform> {
    state: &'a AtomicU32,
    end: u32,
    platform: PhantomData<P>,
}

impl<P: Platform> Running<'_, P> {
    fn done(mut self) {
        self.end = DONE;
    }
}

impl<P: Platform> Drop for Running<'_, P> {
    fn drop(&mut self) {
        if self.state.swap(self.end, Ordering::Release) == AWAITED {
            P::wake(self.state, u32::MAX);
        }
    }
}

impl<T, P: Platform> Drop for Once<T, P> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<T: fmt::Debug, P: Platform> fmt::Debug for Once<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Once").field(&self.get()).finish()
    }
}

impl<T, P: Platform> Default for Once<T, P> {
    fn default() -> Self {
        Once::new()
    }
}
