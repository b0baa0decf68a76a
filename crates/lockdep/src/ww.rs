//! Wound/wait mutexes: acquire contexts, who gives way, and the debug checks.
//!
//! A task that must hold several `ww_mutex`es, in no order it could know in
//! advance, takes them under one *acquire context*. Contexts carry a stamp; a
//! smaller one is older. Where two contexts collide the younger gives way with
//! `-EDEADLK`, and its owner must release all it holds, wait for the contended
//! mutex with `ww_mutex_lock_slow`, and begin again. Under *wait-die* a younger
//! requester gives way to an older holder at once; under *wound-wait* an older
//! requester wounds the younger holder, which gives way at its next contended
//! lock. A context that holds nothing never gives way.
//!
//! For the validator a context is a pseudo-lock and the `_nest_lock` of every
//! mutex taken under it: within a context many mutexes of the one class may be
//! held, and two contexts of a class in one task are recursion.
//!
//! The checks (`CONFIG_DEBUG_MUTEXES`) are those of the documented interface in
//! Documentation/locking/ww-mutex-design.rst; their conditions are named as the
//! kernel prints them, in [`WwCheck`].
//!
//! What is not here: the wait queue. [`Outcome::Blocked`] tells the caller to
//! wait and to call [`Ww::granted`] once it owns the mutex; contexts that
//! already wait are not compared with each other.

use alloc::vec::Vec;

use crate::acquire::{Acquire, Map};
use crate::class::{ClassSpec, Key};
use crate::finding::Defect;
use crate::task::Task;
use crate::validator::Validator;
use crate::witness::Site;

/// Which of two colliding contexts gives way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    /// `DEFINE_WD_CLASS`.
    WaitDie,
    /// `DEFINE_WW_CLASS`.
    WoundWait,
}

/// A `ww_class`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WwClass<'a> {
    /// The key of its acquire contexts.
    pub acquire_key: Key,
    /// The name of its acquire contexts, `<class>_acquire`.
    pub acquire_name: &'a str,
    /// The key of its mutexes, which also identifies the class.
    pub mutex_key: Key,
    /// The name of its mutexes, `<class>_mutex`.
    pub mutex_name: &'a str,
    /// Who gives way.
    pub algorithm: Algorithm,
}

/// A `ww_acquire_ctx`.
#[derive(Clone, Debug)]
pub struct AcquireContext {
    /// Its pseudo-lock.
    pub map: Map,
    /// Its age; smaller is older.
    pub stamp: u64,
    /// The number of mutexes held under it.
    pub acquired: u32,
    /// An older context wants a mutex held under this one.
    pub wounded: bool,
    /// `ww_acquire_done` was called.
    pub done: bool,
    /// The class it was made for.
    pub class: Option<Key>,
    /// The mutex whose lock gave `-EDEADLK`.
    pub contending: Option<MutexId>,
    /// Who gives way.
    pub algorithm: Algorithm,
}

/// A `ww_mutex`.
#[derive(Clone, Debug)]
pub struct WwMutex {
    /// Its lock.
    pub map: Map,
    /// Whether it is held, by whatever call.
    pub locked: bool,
    /// The context it is held under.
    pub context: Option<ContextId>,
    /// The class it was made for.
    pub class: Key,
}

/// The name of an acquire context in its [`Ww`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ContextId(pub usize);

/// The name of a mutex in its [`Ww`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MutexId(pub usize);

/// What came of a lock call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The mutex is held.
    Acquired,
    /// It is held under this context already (`-EALREADY`).
    Already,
    /// The context must give way (`-EDEADLK`).
    Deadlock,
    /// Another holds it. The caller waits, then calls [`Ww::granted`].
    Blocked,
    /// A trylock failed.
    Busy,
}

/// A debug check of the interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WwCheck {
    /// `ww_mutex_lock_slow` without an `-EDEADLK` before it.
    NotContending,
    /// A mutex that is free has a context: it was released by `mutex_unlock`.
    StaleContext,
    /// A lock after `ww_acquire_done`.
    LockAfterDone,
    /// After `-EDEADLK` another mutex than the contended one was taken.
    WrongContended,
    /// After `-EDEADLK` not everything was released first.
    StillAcquired,
    /// `-EDEADLK` while an earlier one is not dealt with.
    ContendingAgain,
    /// The context and the mutex belong to different classes.
    DifferentClass,
    /// `ww_acquire_done` twice.
    DoneTwice,
    /// A mutex is released under a context that counts none.
    NoneAcquired,
    /// `ww_acquire_fini` with mutexes held.
    FiniEarly,
}

impl WwCheck {
    /// The condition as it stands in `DEBUG_LOCKS_WARN_ON(...)`.
    #[must_use]
    pub fn condition(self) -> &'static str {
        match self {
            WwCheck::NotContending => "!ctx->contending_lock",
            WwCheck::StaleContext => "ww->ctx",
            WwCheck::LockAfterDone => "ww_ctx->done_acquire",
            WwCheck::WrongContended => "ww_ctx->contending_lock != ww",
            WwCheck::StillAcquired => "ww_ctx->acquired > 0",
            WwCheck::ContendingAgain => "ww_ctx->contending_lock",
            WwCheck::DifferentClass => "ww_ctx->ww_class != ww->ww_class",
            WwCheck::DoneTwice => "ctx->done_acquire",
            WwCheck::NoneAcquired => "!lock->ctx->acquired",
            WwCheck::FiniEarly => "ctx->acquired",
        }
    }
}

/// All wound/wait mutexes and acquire contexts of a system.
#[derive(Clone, Default, Debug)]
pub struct Ww {
    contexts: Vec<AcquireContext>,
    mutexes: Vec<WwMutex>,
    stamp: u64,
}

/// The validator and the task in which a call is made.
pub struct Caller<'a> {
    /// The validator.
    pub validator: &'a mut Validator,
    /// The calling task.
    pub task: &'a mut Task,
    /// The place of the call.
    pub site: Site,
}

impl Caller<'_> {
    fn check(&mut self, violated: impl Into<Option<WwCheck>>) {
        if let Some(check) = violated.into() {
            self.validator.report(self.task, self.site, Defect::DebugLocks(check));
        }
    }
}

impl Ww {
    /// `ww_mutex_init`.
    pub fn mutex_init(&mut self, validator: &mut Validator, address: u64, class: &WwClass<'_>) -> MutexId {
        let map = validator.map(address, &ClassSpec::sleeping(class.mutex_key, class.mutex_name));
        self.mutexes.push(WwMutex { map, locked: false, context: None, class: class.mutex_key });
        MutexId(self.mutexes.len() - 1)
    }

    /// `ww_acquire_init`: makes a context that is younger than all before it.
    pub fn acquire_init(&mut self, by: &mut Caller<'_>, address: u64, class: &WwClass<'_>) -> ContextId {
        let spec = ClassSpec::pseudo(class.acquire_key, class.acquire_name);
        let map = by.validator.map(address, &spec);
        by.validator.acquire(by.task, Acquire::exclusive(map, by.site));
        self.stamp += 1;
        self.contexts.push(AcquireContext {
            map,
            stamp: self.stamp,
            acquired: 0,
            wounded: false,
            done: false,
            class: Some(class.mutex_key),
            contending: None,
            algorithm: class.algorithm,
        });
        ContextId(self.contexts.len() - 1)
    }

    /// `ww_acquire_done`: no further mutex will be taken.
    pub fn acquire_done(&mut self, by: &mut Caller<'_>, context: ContextId) {
        let context = self.context(context);
        by.check(context.done.then_some(WwCheck::DoneTwice));
        context.done = true;
    }

    /// `ww_acquire_fini`: the context ends.
    pub fn acquire_fini(&mut self, by: &mut Caller<'_>, context: ContextId) {
        let context = self.context(context);
        by.validator.release(by.task, context.map, by.site);
        by.check((context.acquired > 0).then_some(WwCheck::FiniEarly));
    }

    /// `ww_mutex_lock`, with or without a context.
    pub fn lock(&mut self, by: &mut Caller<'_>, mutex: MutexId, context: Option<ContextId>) -> Outcome {
        let WwMutex { map, locked, context: holder, .. } = *self.mutex(mutex);
        let mut request = Acquire::exclusive(map, by.site);
        if let Some(id) = context {
            if holder == Some(id) {
                return Outcome::Already;
            }
            let context = self.context(id);
            context.wounded &= context.acquired > 0;
            request = request.nest_lock(context.map);
        }
        by.validator.acquire(by.task, request);
        if !locked {
            self.granted(by, mutex, context);
            return Outcome::Acquired;
        }
        if context.is_some_and(|id| self.gives_way(by, mutex, id)) {
            by.validator.release(by.task, map, by.site);
            return Outcome::Deadlock;
        }
        Outcome::Blocked
    }

    /// `ww_mutex_lock_slow`: waits for the contended mutex after `-EDEADLK`.
    pub fn lock_slow(&mut self, by: &mut Caller<'_>, mutex: MutexId, context: ContextId) -> Outcome {
        by.check(self.context(context).contending.is_none().then_some(WwCheck::NotContending));
        self.lock(by, mutex, Some(context))
    }

    /// `ww_mutex_trylock` without a context.
    pub fn trylock(&mut self, by: &mut Caller<'_>, mutex: MutexId) -> Outcome {
        let mutex = self.mutex(mutex);
        if mutex.locked {
            return Outcome::Busy;
        }
        mutex.locked = true;
        by.validator.acquire(by.task, Acquire::exclusive(mutex.map, by.site).trylock());
        Outcome::Acquired
    }

    /// `ww_mutex_unlock`.
    pub fn unlock(&mut self, by: &mut Caller<'_>, mutex: MutexId) {
        let WwMutex { map, context, .. } = *self.mutex(mutex);
        if let Some(context) = context {
            let context = self.context(context);
            by.check((context.acquired == 0).then_some(WwCheck::NoneAcquired));
            context.acquired = context.acquired.saturating_sub(1);
        }
        let mutex = self.mutex(mutex);
        (mutex.context, mutex.locked) = (None, false);
        by.validator.release(by.task, map, by.site);
    }

    /// The caller owns the mutex: the context takes note of it.
    pub fn granted(&mut self, by: &mut Caller<'_>, mutex: MutexId, context: Option<ContextId>) {
        self.mutex(mutex).locked = true;
        let Some(id) = context else { return };
        let WwMutex { context: stale, class, .. } = *self.mutex(mutex);
        let context = self.context(id);
        by.check(stale.map(|_| WwCheck::StaleContext));
        by.check(context.done.then_some(WwCheck::LockAfterDone));
        if let Some(contended) = context.contending.take() {
            by.check((contended != mutex).then_some(WwCheck::WrongContended));
            by.check((context.acquired > 0).then_some(WwCheck::StillAcquired));
        }
        by.check((context.class != Some(class)).then_some(WwCheck::DifferentClass));
        context.acquired += 1;
        self.mutex(mutex).context = Some(id);
    }

    /// Whether context `id` must give way at a mutex that is held.
    fn gives_way(&mut self, by: &mut Caller<'_>, mutex: MutexId, id: ContextId) -> bool {
        let holder = self.mutex(mutex).context;
        let AcquireContext { stamp, acquired, wounded, algorithm, .. } = *self.context(id);
        let holder = holder.map(|id| self.context(id));
        let gives_way = match algorithm {
            Algorithm::WaitDie => holder.is_some_and(|h| h.stamp < stamp),
            Algorithm::WoundWait => {
                if let Some(holder) = holder.filter(|h| acquired > 0 && stamp < h.stamp) {
                    holder.wounded = true;
                }
                wounded
            }
        };
        if !gives_way || acquired == 0 {
            return false;
        }
        let context = self.context(id);
        by.check(context.contending.map(|_| WwCheck::ContendingAgain));
        context.contending = Some(mutex);
        true
    }

    /// A mutex by name.
    pub fn mutex(&mut self, id: MutexId) -> &mut WwMutex {
        &mut self.mutexes[id.0]
    }

    /// A context by name.
    pub fn context(&mut self, id: ContextId) -> &mut AcquireContext {
        &mut self.contexts[id.0]
    }

    /// Copies a context as the assignment of the C structure would.
    pub fn copy_context(&mut self, id: ContextId) -> ContextId {
        self.contexts.push(self.contexts[id.0].clone());
        ContextId(self.contexts.len() - 1)
    }
}
