//! Findings: one enum of defects, each with the values a report needs.

use crate::atomic::Sleeps;
use crate::balance::Imbalance;
use crate::freed::InUse;
use crate::lock_order::LockRule;
use engine::Ctx;
use machine::{AccessKind, Misuse, Place};
use serde::{Deserialize, Serialize};

/// The stable name of a kind of finding; part of the interface of `--format json`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// An invalid access or instruction that would stop the kernel.
    Oops,
    /// Contexts wait for each other for ever.
    Deadlock,
    /// Memory of the heap is used after it was freed.
    UseAfterFree,
    /// Memory beside an object of the heap is used.
    OutOfBounds,
    /// Memory is freed that cannot be.
    InvalidFree,
    /// Code or data of the module is used after it was unloaded.
    AfterRmmod,
    /// The stack of a context overflows.
    StackOverflow,
    /// `BUG()`
    Bug,
    /// Memory is freed that holds a lock which is held.
    HeldLockFreed,
    /// Memory is freed that holds a timer or a work item which is active.
    ActiveObjectFreed,
    /// A function that may sleep is called where sleeping is not allowed.
    SleepInAtomic,
    /// A task uses its CPU while it may be moved to another.
    Preemptible,
    /// A function of the module returns with a lock held.
    LockHeldAtExit,
    /// A function of the module returns with preemption, bottom halves or interrupts in another state.
    ContextImbalance,
    /// A copy from or to user space is longer than the object.
    UserCopyOverflow,
    /// Locks are taken in orders that could end in a deadlock.
    LockOrder,
    /// A lock is taken in an interrupt, and held where that interrupt may come.
    IrqLock,
    /// A lock that may sleep is taken where only spinning is allowed.
    WaitContext,
    /// A primitive is used in a way that its rules forbid.
    Misuse,
    /// A context runs without end.
    SoftLockup,
    /// A context waits for something that cannot come any more.
    Hang,
    /// `WARN()`
    Warn,
    /// A name is still registered when the module is gone.
    LeftRegistered,
    /// Memory is never freed.
    Leak,
    /// Conflicting accesses that nothing orders.
    DataRace,
}

impl Code {
    /// Every code, the worst first.
    pub const ALL: [Code; 25] = [
        Code::Oops,
        Code::Deadlock,
        Code::UseAfterFree,
        Code::OutOfBounds,
        Code::InvalidFree,
        Code::AfterRmmod,
        Code::StackOverflow,
        Code::Bug,
        Code::HeldLockFreed,
        Code::ActiveObjectFreed,
        Code::SleepInAtomic,
        Code::Preemptible,
        Code::LockHeldAtExit,
        Code::ContextImbalance,
        Code::UserCopyOverflow,
        Code::LockOrder,
        Code::IrqLock,
        Code::WaitContext,
        Code::Misuse,
        Code::SoftLockup,
        Code::Hang,
        Code::Warn,
        Code::LeftRegistered,
        Code::Leak,
        Code::DataRace,
    ];

    /// The name as it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Code::Oops => "oops",
            Code::Deadlock => "deadlock",
            Code::UseAfterFree => "use-after-free",
            Code::OutOfBounds => "out-of-bounds",
            Code::InvalidFree => "invalid-free",
            Code::AfterRmmod => "after-rmmod",
            Code::StackOverflow => "stack-overflow",
            Code::Bug => "bug",
            Code::HeldLockFreed => "held-lock-freed",
            Code::ActiveObjectFreed => "active-object-freed",
            Code::SleepInAtomic => "sleep-in-atomic",
            Code::Preemptible => "preemptible",
            Code::LockHeldAtExit => "lock-held-at-exit",
            Code::ContextImbalance => "context-imbalance",
            Code::UserCopyOverflow => "user-copy-overflow",
            Code::LockOrder => "lock-order",
            Code::IrqLock => "irq-lock",
            Code::WaitContext => "wait-context",
            Code::Misuse => "misuse",
            Code::SoftLockup => "soft-lockup",
            Code::Hang => "hang",
            Code::Warn => "warn",
            Code::LeftRegistered => "left-registered",
            Code::Leak => "leak",
            Code::DataRace => "data-race",
        }
    }
}

/// One of two accesses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Side {
    /// Who.
    pub context: Ctx,
    /// How.
    pub kind: AccessKind,
    /// The return address of the announcing call.
    pub pc: usize,
    /// It is no access, but `ASSERT_EXCLUSIVE_WRITER` or `ASSERT_EXCLUSIVE_ACCESS`.
    pub asserts: bool,
}

/// Why the processor stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A load, store or jump to an address that is nobody's memory.
    Page {
        /// It was a store.
        write: bool,
        /// It was a jump.
        fetch: bool,
    },
    /// An address that is not canonical, or a privileged instruction.
    Protection,
    /// A division by zero or its overflow.
    Divide,
    /// An instruction that does not exist, `__builtin_trap` included.
    InvalidOpcode,
    /// The stack pointer lies outside of the context's stack.
    Stack,
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Defect {
    /// Two accesses of `size` bytes at most at `address`, unordered, one a plain one, one a store.
    DataRace {
        /// Where.
        address: usize,
        /// The access that came first in this execution.
        earlier: Side,
        /// The one that came second.
        later: Side,
    },
    /// The contexts wait each for the next, the last for the first.
    Deadlock {
        /// The first contexts of the cycle, beginning with the least.
        cycle: [Ctx; 8],
        /// How many contexts there are in all.
        len: u8,
    },
    /// The processor stops at `address`.
    Oops {
        /// The address that was touched, if one was.
        address: usize,
        /// Why.
        fault: Fault,
    },
    /// A heap object is accessed outside of its life or bounds.
    Heap {
        /// Where.
        address: usize,
        /// How many bytes.
        size: u32,
        /// Whether it is a store.
        write: bool,
        /// The object's index in the heap's list.
        object: u32,
        /// It was freed before; otherwise the access lies beside it.
        freed: bool,
    },
    /// The stack is deeper than a kernel stack is.
    StackOverflow {
        /// Bytes in use.
        depth: usize,
    },
    /// A rule of a primitive is broken.
    Misuse(Misuse),
    /// A rule about the order or the context of locks is broken.
    Locks {
        /// Which.
        rule: LockRule,
        /// The number of the validator's finding in this execution.
        index: u32,
    },
    /// A call that may sleep, in atomic context.
    Sleeps(Sleeps),
    /// A task uses its CPU while it may be moved to another.
    Preemptible {
        /// By what: `smp_processor_id`.
        call: &'static str,
    },
    /// `BUG()`; the source place is the finding's.
    Bug,
    /// A function that does not leave the context as it found it.
    Imbalance(Imbalance),
    /// Memory is freed while something in it is in use.
    FreedInUse(InUse),
    /// `WARN()`.
    Warn {
        /// The record of the log that is the line `WARNING: ..`.
        line: u32,
        /// The record before it is the message.
        message: bool,
    },
    /// A copy from or to user space is longer than the object.
    UserCopy {
        /// The size of the object.
        room: usize,
        /// How many bytes were to be copied.
        size: usize,
        /// To user space.
        to_user: bool,
    },
    /// No end within the budget of events or basic blocks.
    SoftLockup,
    /// A name that the module has published is there when the module is gone.
    Registered {
        /// Its slot among the machine's names.
        slot: u32,
    },
    /// Device numbers are reserved when the module is gone.
    Reserved {
        /// The first, with its major in the upper bits.
        first: u32,
    },
    /// An object that the module has allocated is there when the module is gone.
    Leak {
        /// Its index in the heap's list.
        object: u32,
    },
    /// Something is left that can never end: a kthread after rmmod, or a wait for ever at rmmod.
    Leftover {
        /// It is blocked, as opposed to running in module code after rmmod.
        blocked: bool,
    },
}

/// A defect, by whom and where it showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What.
    pub defect: Defect,
    /// Who did it, or came last to it.
    pub context: Ctx,
    /// Where in the module's code.
    pub place: Place,
}

impl Finding {
    /// Its kind.
    pub fn code(&self) -> Code {
        match self.defect {
            Defect::DataRace { .. } => Code::DataRace,
            Defect::Deadlock { .. } => Code::Deadlock,
            Defect::Oops { .. } => Code::Oops,
            Defect::Heap { freed: true, .. } => Code::UseAfterFree,
            Defect::Heap { freed: false, .. } => Code::OutOfBounds,
            Defect::StackOverflow { .. } => Code::StackOverflow,
            Defect::Bug => Code::Bug,
            Defect::Locks { rule: LockRule::Interrupt, .. } => Code::IrqLock,
            Defect::Locks { rule: LockRule::WaitContext, .. } => Code::WaitContext,
            Defect::Locks { .. } => Code::LockOrder,
            Defect::Sleeps(_) => Code::SleepInAtomic,
            Defect::Preemptible { .. } => Code::Preemptible,
            Defect::Warn { .. } => Code::Warn,
            Defect::UserCopy { .. } => Code::UserCopyOverflow,
            Defect::Imbalance(Imbalance { lock: 0, .. }) => Code::ContextImbalance,
            Defect::Imbalance(_) => Code::LockHeldAtExit,
            Defect::FreedInUse(InUse { held: Some(_), .. }) => Code::HeldLockFreed,
            Defect::FreedInUse(_) => Code::ActiveObjectFreed,
            Defect::SoftLockup => Code::SoftLockup,
            Defect::Registered { .. } | Defect::Reserved { .. } => Code::LeftRegistered,
            Defect::Leak { .. } => Code::Leak,
            Defect::Leftover { blocked: true } => Code::Hang,
            Defect::Leftover { blocked: false } => Code::AfterRmmod,
            Defect::Misuse(Misuse::Wild { .. }) => Code::Oops,
            Defect::Misuse(Misuse::ModuleGone { .. }) => Code::AfterRmmod,
            Defect::Misuse(Misuse::NoTask { .. }) => Code::UseAfterFree,
            Defect::Misuse(Misuse::NotAllocated { .. } | Misuse::DoubleFree { .. }) => Code::InvalidFree,
            Defect::Misuse(_) => Code::Misuse,
        }
    }

    /// Whether the execution ends with it.
    pub fn is_fatal(&self) -> bool {
        use Code::*;
        let code = self.code();
        !matches!(code, DataRace | Warn | Misuse | SleepInAtomic | LockHeldAtExit | ContextImbalance)
            && !matches!(
                code,
                HeldLockFreed | ActiveObjectFreed | UserCopyOverflow | LeftRegistered | Leak | Preemptible
            )
            && !matches!(code, LockOrder | IrqLock | WaitContext)
    }

    /// What makes two findings of one worker the same, before places in the source are known.
    pub fn key(&self) -> (Code, usize, usize) {
        match self.defect {
            Defect::DataRace { earlier, later, .. } => {
                (Code::DataRace, earlier.pc.min(later.pc), earlier.pc.max(later.pc))
            }
            Defect::Locks { index, .. } => (self.code(), self.place.pc, index as usize),
            _ => (self.code(), self.place.pc, 0),
        }
    }
}

/// The findings of one execution. Allocates only when made.
pub struct Findings {
    list: Vec<Finding>,
    fatal: bool,
    off: Switches,
}

/// The kinds of findings that are not told. An execution ends by a fatal one nevertheless.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Switches(u32);

impl Switches {
    /// The same without this kind.
    pub fn without(self, code: Code) -> Switches {
        Switches(self.0 | 1 << code as u32)
    }

    /// The same with this kind.
    pub fn with(self, code: Code) -> Switches {
        Switches(self.0 & !(1 << code as u32))
    }

    /// No kind.
    pub fn none() -> Switches {
        Code::ALL.into_iter().fold(Switches(0), Switches::without)
    }

    /// Whether the kind is not told.
    pub fn is_off(self, code: Code) -> bool {
        self.0 & 1 << code as u32 != 0
    }

    /// The kinds that are not told.
    pub fn off(self) -> impl Iterator<Item = Code> {
        Code::ALL.into_iter().filter(move |c| self.is_off(*c))
    }
}

impl Default for Findings {
    fn default() -> Self {
        Findings { list: Vec::with_capacity(Findings::MAX), fatal: false, off: Switches::default() }
    }
}

impl Findings {
    /// The most findings that are kept of one execution.
    pub const MAX: usize = 64;

    /// Adds a finding, once.
    #[cold]
    pub fn add(&mut self, finding: Finding) {
        self.fatal |= finding.is_fatal();
        if self.off.is_off(finding.code()) {
            return;
        }
        let known = self.list.iter().any(|f| f.key() == finding.key());
        if !known && self.list.len() < Self::MAX {
            self.list.push(finding);
        }
    }

    /// What is told, from here on.
    pub fn switch(&mut self, switches: Switches) {
        self.off = switches;
    }

    /// What is told.
    pub fn switches(&self) -> Switches {
        self.off
    }

    /// The findings, in the order in which they showed.
    pub fn list(&self) -> &[Finding] {
        &self.list
    }

    /// Whether the execution must end.
    #[inline(always)]
    pub fn is_fatal(&self) -> bool {
        self.fatal
    }

    /// The machine goes on without those whom a finding has ended.
    pub fn go_on(&mut self) {
        self.fatal = false;
    }

    /// Forget the execution.
    #[inline(always)]
    pub fn reset(&mut self) {
        if !self.list.is_empty() {
            self.list.clear();
        }
        self.fatal = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code that is added and not listed does not compile here, or fails.
    #[test]
    fn every_code_is_listed_once_in_its_order() {
        let last = match Code::ALL[Code::ALL.len() - 1] {
            Code::Oops
            | Code::Deadlock
            | Code::UseAfterFree
            | Code::OutOfBounds
            | Code::InvalidFree
            | Code::AfterRmmod
            | Code::StackOverflow
            | Code::Bug
            | Code::HeldLockFreed
            | Code::ActiveObjectFreed
            | Code::SleepInAtomic
            | Code::Preemptible
            | Code::LockHeldAtExit
            | Code::ContextImbalance
            | Code::UserCopyOverflow
            | Code::LockOrder
            | Code::IrqLock
            | Code::WaitContext
            | Code::Misuse
            | Code::SoftLockup
            | Code::Hang
            | Code::Warn
            | Code::LeftRegistered
            | Code::Leak
            | Code::DataRace => Code::ALL.len() - 1,
        };
        assert!(Code::ALL.iter().enumerate().all(|(i, code)| *code as usize == i));
        assert_eq!(last, Code::DataRace as usize);
    }
}
