//! The run state of one task: the locks it holds and its interrupt state.
//!
//! The caller owns one value for each of its contexts and gives it to every
//! call. Interrupts may either run on the value of the task they interrupt, as
//! in the kernel, or on a value of their own; the verdicts are the same.

use alloc::vec::Vec;

use crate::acquire::{Map, Mode};
use crate::chain::{Node, ROOT};
use crate::held::{Held, Level};
use crate::usage::{Irq, Usage, UsageSet};
use crate::wait_type::WaitType;
use crate::witness::Context;

/// The depth for which room is reserved, the kernel's `MAX_LOCK_DEPTH`. Deeper
/// stacks only cost an allocation.
const DEPTH: usize = 48;

/// Whether a hardirq handler may be forced into a thread (`IRQF_NO_THREAD`
/// forbids it); it decides which locks the handler may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handler {
    /// May run threaded: `spinlock_t` is allowed.
    Threaded,
    /// Always runs in hardirq context: only `raw_spinlock_t` is allowed.
    NotThreaded,
}

/// Held locks and interrupt state of one context.
#[derive(Clone, Debug)]
pub struct Task {
    pub(crate) context: Context,
    pub(crate) held: Vec<Held>,
    hardirqs: bool,
    softirqs: bool,
    in_hardirq: u32,
    in_softirq: u32,
    handler: Handler,
}

impl Task {
    /// A task with no locks and all interrupts enabled.
    #[must_use]
    pub fn new(context: Context) -> Task {
        Task::holding(Vec::with_capacity(DEPTH), context)
    }

    fn holding(held: Vec<Held>, context: Context) -> Task {
        Task {
            context,
            held,
            hardirqs: true,
            softirqs: true,
            in_hardirq: 0,
            in_softirq: 0,
            handler: Handler::Threaded,
        }
    }

    /// Forgets everything, for the next execution; keeps its memory.
    pub fn reset(&mut self, context: Context) {
        let mut held = core::mem::take(&mut self.held);
        held.clear();
        *self = Task::holding(held, context);
    }

    /// The number of locks held.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.held.len()
    }

    /// How the task holds the lock, if it does.
    #[must_use]
    pub fn holds(&self, map: Map) -> Option<Mode> {
        self.held.iter().find(|h| h.address == map.address).map(|h| h.mode)
    }

    /// Enters a hardirq. The caller has disabled hardirqs before.
    pub fn hardirq_enter(&mut self, handler: Handler) {
        self.in_hardirq += 1;
        self.handler = handler;
    }

    /// Leaves a hardirq.
    pub fn hardirq_exit(&mut self) {
        self.in_hardirq = self.in_hardirq.saturating_sub(1);
    }

    /// Enters the softirq. The caller has disabled softirqs before.
    pub fn softirq_enter(&mut self) {
        self.in_softirq += 1;
    }

    /// Leaves the softirq.
    pub fn softirq_exit(&mut self) {
        self.in_softirq = self.in_softirq.saturating_sub(1);
    }

    /// Hardirqs are disabled. Saying it twice says it once.
    pub fn hardirqs_off(&mut self) {
        self.hardirqs = false;
    }

    /// Softirqs are disabled. Saying it twice says it once.
    pub fn softirqs_off(&mut self) {
        self.softirqs = false;
    }

    /// Whether `irq` can arrive, as far as the task knows.
    #[must_use]
    pub fn enabled(&self, irq: Irq) -> bool {
        match irq {
            Irq::Hardirq => self.hardirqs,
            Irq::Softirq => self.softirqs,
        }
    }

    /// Whether the task executes inside `irq`.
    #[must_use]
    pub fn inside(&self, irq: Irq) -> bool {
        match irq {
            Irq::Hardirq => self.in_hardirq > 0,
            Irq::Softirq => self.in_softirq > 0,
        }
    }

    /// The mode of `read_lock` here: readers of an `rwlock_t` overtake waiting
    /// writers only in interrupts (queued rwlocks).
    #[must_use]
    pub fn read_lock_mode(&self) -> Mode {
        if self.inside(Irq::Hardirq) || self.inside(Irq::Softirq) || !self.softirqs {
            Mode::Recursive
        } else {
            Mode::Shared
        }
    }

    pub(crate) fn turn_on(&mut self, irq: Irq) {
        match irq {
            Irq::Hardirq => self.hardirqs = true,
            Irq::Softirq => self.softirqs = true,
        }
    }

    pub(crate) fn level(&self) -> Level {
        Level { hardirq: self.inside(Irq::Hardirq), softirq: self.inside(Irq::Softirq) }
    }

    /// The wait type of the context itself.
    pub(crate) fn wait_type(&self) -> WaitType {
        match (self.inside(Irq::Hardirq), self.handler) {
            (true, Handler::NotThreaded) => WaitType::Spin,
            (true, Handler::Threaded) => WaitType::Config,
            (false, _) if self.inside(Irq::Softirq) => WaitType::Config,
            (false, _) => WaitType::Max,
        }
    }

    /// The states that a lock taken in this place shows.
    pub(crate) fn usage(&self, held: &Held) -> UsageSet {
        use crate::acquire::Attempt;
        let mut set = UsageSet::default();
        set.insert(Usage::used(held.mode));
        if !held.checked {
            return set;
        }
        for irq in Irq::ALL {
            if self.inside(irq) && held.attempt != Attempt::Try {
                set.insert(Usage::used_in(irq, held.mode));
            }
            if self.hardirqs && self.enabled(irq) && held.attempt != Attempt::Sync {
                set.insert(Usage::enabled(irq, held.mode));
            }
        }
        set
    }

    /// The chain and the wait type that the next lock at `depth` extends.
    pub(crate) fn base(&self, depth: usize, level: Level) -> (Node, WaitType) {
        match depth.checked_sub(1).map(|top| &self.held[top]) {
            Some(top) if top.level == level => (top.chain, top.inner),
            _ => (ROOT, self.wait_type()),
        }
    }
}
