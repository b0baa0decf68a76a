//! The one place to which the features `lockdep` and `lock_stat` report what happens to locks.
//!
//! A state for the whole program, under a spinlock with interrupts off, with a record for each task. Whatever allocates in
//! here may come back in here, when the allocator takes a lock of ours: then nothing is noted.

#![allow(clippy::extra_unused_type_parameters, reason = "with one feature some of it does nothing")]

use alloc::collections::BTreeMap;
use core::cell::UnsafeCell;
use core::panic::Location;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::class::{Class, Taken};
use crate::platform::Platform;
use crate::raw::RawLock;
use crate::ticket::Ticket;

#[cfg(feature = "lock_stat")]
use crate::lock_stat::{Holding, Statistics};
#[cfg(feature = "lockdep")]
use crate::validate::{Record, Validation};

/// A place in a program.
pub(crate) type Place = &'static Location<'static>;

/// Tasks that hold nothing are forgotten when there are so many.
const TASKS: usize = 1024;

/// What is known of a task.
#[derive(Default)]
struct Task {
    #[cfg(feature = "lockdep")]
    record: Record,
    #[cfg(feature = "lock_stat")]
    held: alloc::vec::Vec<Holding>,
}

impl Task {
    fn is_idle(&self) -> bool {
        let mut idle = true;
        #[cfg(feature = "lockdep")]
        {
            idle &= self.record.is_idle();
        }
        #[cfg(feature = "lock_stat")]
        {
            idle &= self.held.is_empty();
        }
        idle
    }
}

/// What is known.
struct State {
    tasks: BTreeMap<u32, Task>,
    #[cfg(feature = "lockdep")]
    validation: Validation,
    #[cfg(feature = "lock_stat")]
    statistics: Statistics,
}

struct Tracker {
    lock: Ticket,
    /// The task that holds the lock, 0 if none does.
    owner: AtomicU32,
    state: UnsafeCell<Option<State>>,
}

// SAFETY: the state is reached with the lock held.
unsafe impl Sync for Tracker {}

static TRACKER: Tracker =
    Tracker { lock: Ticket::new(), owner: AtomicU32::new(0), state: UnsafeCell::new(None) };

fn with<P: Platform, R>(action: impl FnOnce(&mut State, u32) -> R) -> Option<R> {
    let task = P::task();
    if TRACKER.owner.load(Ordering::Relaxed) == task {
        return None;
    }
    struct Held<P: Platform>(core::marker::PhantomData<P>);
    impl<P: Platform> Drop for Held<P> {
        fn drop(&mut self) {
            TRACKER.owner.store(0, Ordering::Relaxed);
            // SAFETY: it was taken below.
            unsafe { TRACKER.lock.unlock() };
            P::irq_enable();
        }
    }
    P::irq_disable();
    TRACKER.lock.lock::<P>();
    TRACKER.owner.store(task, Ordering::Relaxed);
    let _held = Held::<P>(core::marker::PhantomData);
    // SAFETY: the lock is held, by this call: a nested one would have returned above.
    let state = unsafe { &mut *TRACKER.state.get() };
    let state = state.get_or_insert_with(|| State {
        tasks: BTreeMap::new(),
        #[cfg(feature = "lockdep")]
        validation: Validation::new(),
        #[cfg(feature = "lock_stat")]
        statistics: Statistics::new(P::now()),
    });
    Some(action(state, task))
}

fn with_task<P: Platform>(action: impl FnOnce(&mut Parts<'_>)) {
    with::<P, _>(|state, number| {
        if !state.tasks.contains_key(&number) && state.tasks.len() >= TASKS {
            state.tasks.retain(|_, task| !task.is_idle());
        }
        let task = state.tasks.entry(number).or_default();
        #[cfg(feature = "lockdep")]
        task.record.begin(number);
        action(&mut Parts {
            task,
            #[cfg(feature = "lockdep")]
            validation: &mut state.validation,
            #[cfg(feature = "lock_stat")]
            statistics: &mut state.statistics,
        });
    });
}

struct Parts<'a> {
    task: &'a mut Task,
    #[cfg(feature = "lockdep")]
    validation: &'a mut Validation,
    #[cfg(feature = "lock_stat")]
    statistics: &'a mut Statistics,
}

/// A lock is about to be waited for.
pub(crate) fn wanted<P: Platform>(class: &Class, taken: Taken, site: Place) {
    #[cfg(feature = "lockdep")]
    with_task::<P>(|all| all.validation.acquire(&mut all.task.record, class, taken, site, false));
    let _ = (class, taken, site);
}

/// It is held by somebody.
pub(crate) fn contended<P: Platform>(class: &Class, site: Place) {
    #[cfg(feature = "lock_stat")]
    with_task::<P>(|all| all.statistics.contended(class, site, P::cpu()));
    let _ = (class, site);
}

/// It is taken, after so many nanoseconds if it was not free.
pub(crate) fn taken<P: Platform>(class: &Class, taken: Taken, site: Place, waited: Option<u64>) {
    #[cfg(feature = "lock_stat")]
    with_task::<P>(|all| {
        let holding = all.statistics.taken(class, taken, site, waited, P::cpu(), P::now());
        all.task.held.push(holding);
    });
    let _ = (class, taken, site, waited);
}

/// It was tried.
pub(crate) fn tried<P: Platform>(class: &Class, as_what: Taken, site: Place, success: bool) {
    if success {
        #[cfg(feature = "lockdep")]
        with_task::<P>(|all| all.validation.acquire(&mut all.task.record, class, as_what, site, true));
        taken::<P>(class, as_what, site, None);
    } else {
        #[cfg(feature = "lock_stat")]
        with_task::<P>(|all| all.statistics.rejected(class, as_what, site));
    }
}

/// It is about to be given back.
pub(crate) fn released<P: Platform>(class: &Class, site: Place) {
    with_task::<P>(|all| {
        #[cfg(feature = "lockdep")]
        all.validation.release(&mut all.task.record, class, site);
        #[cfg(feature = "lock_stat")]
        {
            let address = (&raw const *class).addr();
            if let Some(index) = all.task.held.iter().rposition(|held| held.address == address) {
                let holding = all.task.held.remove(index);
                all.statistics.released(holding, P::now());
            }
        }
        let _ = all;
    });
    let _ = (class, site);
}

/// A writer goes on as a reader.
pub(crate) fn downgraded<P: Platform>(class: &Class, site: Place) {
    #[cfg(feature = "lockdep")]
    with_task::<P>(|all| all.validation.downgrade(&mut all.task.record, class, site));
    let _ = (class, site);
}

/// What happens to interrupts and bottom halves.
#[cfg(feature = "lockdep")]
pub(crate) fn context<P: Platform>(event: crate::validate::Event, site: Place) {
    with_task::<P>(|all| all.validation.context(&mut all.task.record, event, site));
}

/// The validator's findings so far, and none of them again.
#[cfg(feature = "lockdep")]
pub(crate) fn findings<P: Platform>() -> alloc::vec::Vec<lockdep::Finding> {
    with::<P, _>(|state, _| state.validation.take()).unwrap_or_default()
}

/// The statistics.
#[cfg(feature = "lock_stat")]
pub(crate) fn statistics<P: Platform, R>(action: impl FnOnce(&mut Statistics) -> R) -> R {
    with::<P, _>(|state, _| action(&mut state.statistics)).expect("statistics are not read from within")
}
