use crate::Op;
use engine::{Ctx, Nature};

/// What kind of control path a context is; a higher one interrupts a lower one on its CPU.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Process context.
    Task,
    /// Softirq.
    Softirq,
    /// Hardirq.
    Hardirq,
}

/// What a context is doing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Phase {
    /// There is no such context.
    Absent,
    /// It has declared an operation and has not performed it.
    Declared(Op),
    /// Its code runs, up to its next operation.
    Running,
    /// It has ended.
    Dead,
}

/// Where in the module's code a context is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// The return address of the call into us.
    pub pc: usize,
    /// The caller's stack pointer.
    pub sp: usize,
    /// The caller's frame pointer.
    pub fp: usize,
}

/// A name of at most 15 bytes, as the kernel's `comm`.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Name([u8; 16]);

impl Name {
    /// The first 15 bytes of `text`.
    pub fn new(text: &[u8]) -> Name {
        let mut name = [0; 16];
        let n = text.len().min(15);
        name[..n].copy_from_slice(&text[..n]);
        Name(name)
    }

    /// The bytes as they lie in a `task_struct`.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(16);
        std::str::from_utf8(&self.0[..end]).unwrap_or("?")
    }
}

impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an annotation says of the next acquisition of a lock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Nesting {
    /// Of which lock.
    pub lock: usize,
    /// `_nested`: the subclass.
    pub subclass: u8,
    /// `_nest_lock`: the lock that serialises all of the class; 0: none.
    pub nest: usize,
}

/// What keeps a context from being preempted, and from sleeping.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Masks {
    /// Task, softirq or hardirq.
    pub level: Level,
    /// How often preemption was turned off, bottom halves excluded.
    pub preempt: u16,
    /// How often bottom halves were turned off.
    pub bh: u16,
    /// Whether it has interrupts off.
    pub irqs_off: bool,
    /// How often it has entered RCU's readers.
    pub rcu: u16,
    /// `preempt_count()`
    pub count: u32,
    /// Where it was when it stopped being preemptible; 0: it began like that.
    pub since: usize,
}

/// The state of a context.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// What it is doing.
    pub phase: Phase,
    /// Whether the declared operation has to be asked for its alternatives: some always have one.
    pub(crate) asks: bool,
    /// What sort of event the declared operation is.
    pub(crate) nature: Nature,
    /// Task, softirq or hardirq.
    pub level: Level,
    /// The CPU it is on, or was on last.
    pub cpu: u16,
    /// The CPUs that it may run on, a bit each.
    pub allowed: u64,
    /// A signal is pending.
    pub signalled: bool,
    /// The semaphore of which it did not get the unit that it waited for, because a signal came; 0: none.
    pub(crate) refused: usize,
    /// For a kthread: signals reach it.
    pub allows_signals: bool,
    /// It is bound to its CPU for ever (`PF_NO_SETAFFINITY`).
    pub bound: bool,
    /// How often it has entered RCU's readers and not left.
    pub rcu: u16,
    /// How many grace periods of RCU had begun when it became one for which RCU waits.
    pub(crate) entered: u32,
    /// Where it entered them last from outside.
    pub(crate) reads_since: usize,
    /// How often migration was turned off.
    pub stays: u16,
    /// How often preemption was turned off, bottom halves excluded.
    pub preempt: u16,
    /// How often bottom halves were turned off.
    pub bh: u16,
    /// Whether it has interrupts off.
    pub irqs_off: bool,
    /// Where it was when it stopped being preemptible; 0: it is, or it began like that.
    pub since: usize,
    /// Whether it gave its CPU up until the declared operation can be performed.
    pub asleep: bool,
    /// For a kthread: it was asked to stop.
    pub stop: bool,
    /// For a kthread: it was asked to park.
    pub park: bool,
    /// For a kthread: its function runs, or has.
    pub(crate) begun: bool,
    /// For a kthread: it stands parked.
    pub parked: bool,
    /// How many references to its `task_struct` modules hold.
    pub references: u16,
    /// For a kthread: it was woken for the first time.
    pub started: bool,
    /// What its function returned last.
    pub value: u64,
    /// Who made it, and as which of the maker's children.
    pub birth: (Ctx, u16),
    /// How many contexts it has made.
    pub children: u16,
    /// Bytes of its part of the heap arena that were given to it.
    pub given: u32,
    /// The wait queue through which it was woken last and has not run since; 0: none.
    pub(crate) woken_by: usize,
    /// How often it slept on a timeout.
    pub naps: u32,
    /// For a worker: one more than the id of the work item that it runs; 0: it is none.
    pub work: u32,
    /// How many random numbers it was given.
    pub drawn: u32,
    /// For the thread of an interrupt: one more than the number of its action; 0: it is none.
    pub action: u32,
    /// Where it was when it declared its operation.
    pub place: Place,
    /// The function it runs, and the argument.
    pub entry: (usize, u64),
    /// The return address of the call that made it: `kthread_create`, `request_irq`.
    pub origin: usize,
    /// When it was made, in nanoseconds of virtual time.
    pub born: u64,
    /// Its name.
    pub name: Name,
    /// Counts the changes of the locks it holds and of what it has off.
    pub changes: u32,
    /// What an annotation says of its next acquisition.
    pub nesting: Nesting,
    /// Its operation takes a lock without waiting.
    pub(crate) tries: bool,
}

impl Context {
    pub(crate) const ABSENT: Context = Context {
        phase: Phase::Absent,
        asks: true,
        nature: Nature::Ordinary,
        level: Level::Task,
        cpu: 0,
        allowed: u64::MAX,
        signalled: false,
        refused: 0,
        allows_signals: false,
        bound: false,
        rcu: 0,
        entered: 0,
        reads_since: 0,
        stays: 0,
        preempt: 0,
        bh: 0,
        irqs_off: false,
        since: 0,
        asleep: false,
        stop: false,
        park: false,
        begun: false,
        parked: false,
        references: 0,
        started: false,
        value: 0,
        birth: (Ctx::NONE, 0),
        children: 0,
        given: 0,
        woken_by: 0,
        naps: 0,
        work: 0,
        drawn: 0,
        action: 0,
        place: Place { pc: 0, sp: 0, fp: 0 },
        entry: (0, 0),
        origin: 0,
        born: 0,
        name: Name([0; 16]),
        changes: 0,
        nesting: Nesting { lock: 0, subclass: 0, nest: 0 },
        tries: false,
    };

    /// It wants to perform `op` next.
    #[inline(always)]
    pub(crate) fn declare(&mut self, op: Op) {
        self.phase = Phase::Declared(op);
        self.asks = op.asks();
        self.nature = op.nature();
    }

    /// The context that wants to perform `op` next.
    #[inline(always)]
    pub(crate) fn declaring(mut self, op: Op) -> Context {
        self.declare(op);
        self
    }

    /// Whether it is executing or will: neither absent nor dead.
    pub fn is_alive(&self) -> bool {
        !matches!(self.phase, Phase::Absent | Phase::Dead)
    }

    /// Whether another task may take its CPU while it could go on, were the preemption model full.
    #[inline(always)]
    pub fn is_preemptible(&self) -> bool {
        self.preempt == 0 && self.bh == 0 && !self.irqs_off
    }

    /// Whether it may find itself on another CPU from one instruction to the next: a preemptible task that nothing
    /// keeps where it is.
    pub fn may_leave_its_cpu(&self) -> bool {
        self.level == Level::Task && self.is_preemptible() && self.stays == 0 && !self.bound
    }

    /// Where it became a reader of RCU; 0: it is none.
    fn reads_since(&self) -> usize {
        if self.rcu > 0 { self.reads_since } else { 0 }
    }

    /// Whether it may sleep: it is a task, preemptible, and no reader of RCU.
    #[inline(always)]
    pub fn may_sleep(&self) -> bool {
        self.level == Level::Task && self.is_preemptible() && self.rcu == 0
    }

    /// `preempt_count()`: preemption in bits 0..7, softirq in 8..15 (serving 0x100, disabled 0x200 each), hardirq from
    /// 16.
    pub fn preempt_count(&self) -> u32 {
        let level = match self.level {
            Level::Task => 0,
            Level::Softirq => 0x100,
            Level::Hardirq => 0x1_0000,
        };
        u32::from(self.preempt) + 0x200 * u32::from(self.bh) + level
    }

    /// What keeps it from sleeping.
    pub fn masks(&self) -> Masks {
        Masks {
            level: self.level,
            preempt: self.preempt,
            bh: self.bh,
            irqs_off: self.irqs_off,
            rcu: self.rcu,
            count: self.preempt_count(),
            since: if self.since == 0 { self.reads_since() } else { self.since },
        }
    }
}
