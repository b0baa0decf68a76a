//! A lock as its owner describes it, and a request to take it.

use crate::witness::Site;

/// How a lock is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Mode {
    /// As the only holder: spinlocks, mutexes, writers.
    #[default]
    Exclusive,
    /// As a reader that queues behind a waiting writer: `down_read`, and
    /// `read_lock` in a task.
    Shared,
    /// As a reader that overtakes waiting writers: `rcu_read_lock`, and
    /// `read_lock` in an interrupt.
    Recursive,
}

/// Whether taking it may wait.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Attempt {
    /// It waits until it has the lock.
    #[default]
    Wait,
    /// A trylock that has succeeded. A failed one is no event.
    Try,
    /// It waits for the lock to be free but takes nothing (`lock_sync`):
    /// validated like an acquisition, never held.
    Sync,
}

/// The instance of a lock, the kernel's `lockdep_map`. It is a small value that
/// lives beside the lock; [`Validator::map`](crate::Validator::map) makes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Map {
    /// The address of the lock.
    pub address: u64,
    pub(crate) key: Option<u32>,
    pub(crate) subclass: u8,
}

impl Map {
    /// A lock that was never initialised and does not lie in static memory:
    /// taking it is a finding.
    #[must_use]
    pub fn without_key(address: u64) -> Map {
        Map { address, key: None, subclass: 0 }
    }

    /// Another lock of the same class.
    #[must_use]
    pub fn at(self, address: u64) -> Map {
        Map { address, ..self }
    }

    /// The same lock with another default subclass (`lockdep_set_subclass`).
    #[must_use]
    pub fn with_subclass(self, subclass: u8) -> Map {
        Map { subclass, ..self }
    }
}

/// A request to take a lock, given to [`Validator::acquire`](crate::Validator::acquire)
/// before the caller waits for it (after it succeeded, for a trylock).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acquire {
    pub(crate) map: Map,
    pub(crate) site: Site,
    pub(crate) subclass: u32,
    pub(crate) mode: Mode,
    pub(crate) attempt: Attempt,
    pub(crate) nest: Option<Map>,
    pub(crate) unchecked: bool,
}

impl Acquire {
    /// Takes `map` exclusively at `site`, waiting for it. This is also how a
    /// pseudo-lock is entered (`lock_map_acquire`): a work item around its
    /// function and at `flush_work`, a timer around its callback and at
    /// `timer_delete_sync`.
    #[must_use]
    pub fn exclusive(map: Map, site: Site) -> Acquire {
        Acquire {
            map,
            site,
            subclass: 0,
            mode: Mode::Exclusive,
            attempt: Attempt::Wait,
            nest: None,
            unchecked: false,
        }
    }

    /// Takes it as a non-recursive reader.
    #[must_use]
    pub fn shared(map: Map, site: Site) -> Acquire {
        Acquire::exclusive(map, site).mode(Mode::Shared)
    }

    /// Takes it as a recursive reader (`lock_map_acquire_read`).
    #[must_use]
    pub fn recursive(map: Map, site: Site) -> Acquire {
        Acquire::exclusive(map, site).mode(Mode::Recursive)
    }

    /// Enters an RCU read-side section: a recursive reader that is tracked and
    /// whose wait type counts, but which takes no part in the lock order.
    #[must_use]
    pub fn rcu(map: Map, site: Site) -> Acquire {
        Acquire::recursive(map, site).unchecked()
    }

    /// In another mode.
    #[must_use]
    pub fn mode(self, mode: Mode) -> Acquire {
        Acquire { mode, ..self }
    }

    /// By a trylock that has succeeded.
    #[must_use]
    pub fn trylock(self) -> Acquire {
        Acquire { attempt: Attempt::Try, ..self }
    }

    /// Only waits for it to be free (`lock_sync`).
    #[must_use]
    pub fn sync(self) -> Acquire {
        Acquire { attempt: Attempt::Sync, ..self }
    }

    /// In a subclass (`_nested`). [`SUBCLASSES`](crate::SUBCLASSES) and above
    /// is a finding.
    #[must_use]
    pub fn nested(self, subclass: u32) -> Acquire {
        Acquire { subclass, ..self }
    }

    /// Under the protection of `outer`, which serialises all locks of this
    /// class (`_nest_lock`).
    #[must_use]
    pub fn nest_lock(self, outer: Map) -> Acquire {
        Acquire { nest: Some(outer), ..self }
    }

    /// Tracked as held, not validated.
    #[must_use]
    pub fn unchecked(self) -> Acquire {
        Acquire { unchecked: true, ..self }
    }
}
