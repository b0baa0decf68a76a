//! A finding as it is told: who did what in which order, with names and places in the source. Values only; the words
//! are the report's.

use detect::Code;
use serde::{Deserialize, Serialize};

/// A finding with everything a report needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Story {
    /// What kind of finding it is.
    pub code: Code,
    /// The values of the defect.
    pub defect: Told,
    /// Every context that takes part, in the order of its first row. Rows and other fields name them by index.
    pub actors: Vec<Actor>,
    /// The guilty places, the most important first: what `(1)`, `(2)` in a report stand for.
    pub places: Vec<Guilty>,
    /// What happened, in order. Steps that have nothing to do with the finding are left out.
    pub rows: Vec<Row>,
    /// How many times a context was left that could have gone on.
    pub preemptions: u32,
    /// How many interrupts, softirqs or ticks came uninvited.
    pub interrupts: u32,
    /// How many times a task was moved to another CPU.
    #[serde(default)]
    pub migrations: u32,
    /// How many faults struck: an allocation that failed, a signal that came.
    #[serde(default)]
    pub faults: u32,
    /// For a race: what comes of it in random executions, if that differs.
    #[serde(default)]
    pub outcomes: Option<Outcomes>,
}

/// The values that a variable has at the ends of many executions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outcomes {
    /// Its name.
    pub variable: String,
    /// How many random executions were done.
    pub executions: u64,
    /// Each value, as a decimal number, with how many executions end with it; the most frequent first.
    pub values: Vec<(String, u64)>,
    /// How many executions do not come to their end: a deadlock, an oops.
    pub broken: u64,
}

/// What sort of context an actor is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A user process.
    Process,
    /// A kthread.
    Kthread,
    /// The task that loads the module.
    Insmod,
    /// The task that unloads it.
    Rmmod,
    /// An interrupt line, by number.
    Irq(u32),
    /// The interrupt that a CPU has of its own.
    Interrupt,
    /// The softirq of a CPU.
    Softirq,
    /// The clock.
    Clock,
    /// A thread of a Rust program, which has no CPU of its own.
    Thread,
}

/// A context that takes part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// Its name as printed: `bump/0`, `insmod`, `irq 7`, `softirq/1`.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The function it runs, if known.
    pub function: String,
    /// The kernel's name of the task (`comm`).
    pub comm: String,
    /// Its process id; 0 if it is no task.
    pub pid: u32,
    /// The CPU it is on when the execution ends.
    pub cpu: u16,
}

/// A line of source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file as the compiler named it; empty if nothing is known.
    pub file: String,
    /// From 1; 0: unknown.
    pub line: u32,
    /// From 1; 0: unknown.
    pub column: u32,
    /// The function.
    pub function: String,
    /// The text of the line, without the white space around it; empty if the file cannot be read.
    pub text: String,
}

/// The part that a guilty place plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The access, call or instruction that shows the defect.
    Here,
    /// The access that came earlier.
    Earlier,
    /// Waits here.
    Waits,
    /// The lock it holds was taken here.
    Took,
    /// The object was allocated here.
    Allocated,
    /// The object was freed here.
    Freed,
    /// Preemption, bottom halves or interrupts are off since here.
    Since,
}

/// A guilty place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Guilty {
    /// Its part.
    pub role: Role,
    /// Whose place it is: an index of [`Story::actors`].
    pub actor: usize,
    /// Where.
    pub source: Source,
    /// How memory is accessed there, if it is.
    pub access: Option<AccessWord>,
    /// The callers, innermost first, the place itself included.
    pub stack: Vec<Source>,
    /// The locks the context held there, oldest first.
    pub held: Vec<HeldLock>,
}

/// How memory is accessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AccessWord {
    /// It stores.
    pub write: bool,
    /// `READ_ONCE`, `WRITE_ONCE`, an atomic operation.
    pub marked: bool,
    /// No access: an assertion that nobody else writes, or (`write`) that nobody else uses it.
    #[serde(default)]
    pub asserts: bool,
    /// Bytes.
    pub size: u32,
}

/// A lock and where it was taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeldLock {
    /// Its name in the source, or its address.
    pub name: String,
    /// Where it was taken.
    pub taken: Source,
    /// It is held with other readers.
    pub shared: bool,
}

/// A line of the interleaving.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Whose line it is: an index of [`Story::actors`].
    pub actor: usize,
    /// Where; without a file for what happens outside of the module's code.
    pub source: Source,
    /// What.
    pub what: What,
    /// It happens in a function of a header that the line calls, `list_add` for instance.
    pub inside: bool,
    /// The number of the guilty place it is, from 1.
    pub guilty: Option<usize>,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A load of `variable` (empty if it has no name) that gives `value`.
    Read {
        /// Its name.
        variable: String,
        /// What is there.
        value: u64,
        /// Bytes.
        size: u32,
    },
    /// A store that leaves `value`; unknown if the execution ended before it happened.
    Write {
        /// Its name.
        variable: String,
        /// What was there.
        before: u64,
        /// What is there afterwards.
        value: Option<u64>,
        /// Bytes.
        size: u32,
    },
    /// A call into the kernel.
    Call {
        /// The function's name in C: `mutex_lock`.
        name: String,
        /// What it acts on, by its name in the source: `cat_lock`; empty if nothing.
        object: String,
        /// What came of it.
        result: CallResult,
    },
    /// The context begins to run this function.
    Begins(String),
    /// The context ends, or its handler returns.
    Ends,
    /// It interrupts a CPU; the actor that it interrupts, if one.
    Interrupts {
        /// The CPU.
        cpu: u16,
        /// Whom.
        interrupted: Option<usize>,
    },
    /// It is moved from the first CPU to the second.
    Moves(u16, u16),
    /// Virtual time goes on to so many nanoseconds since power-on.
    Time(u64),
    /// The defect strikes here.
    Stops,
    /// Whatever these words say.
    Says(String),
}

/// What came of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallResult {
    /// It took the lock.
    Taken,
    /// It gave the lock back.
    Released,
    /// It wakes so many tasks; the first of them, if any.
    Wakes(u32, Option<usize>),
    /// It has to wait; for this actor, if for one.
    Waits(Option<usize>),
    /// It is done and returns nothing of interest.
    Done,
    /// It returns this.
    Returns(i64),
    /// A fault of this execution struck it, and it returns this.
    Fails(i64),
}

/// The values of a defect, with names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// Two accesses that nothing orders; places 0 (earlier) and 1 (later).
    DataRace {
        /// What they touch.
        variable: String,
        /// Its address.
        address: usize,
    },
    /// A cycle of waiting contexts.
    Deadlock {
        /// Each waits for the next, the last for the first.
        cycle: Vec<Waiting>,
    },
    /// The processor stops.
    Oops {
        /// Why.
        fault: Fault,
        /// The address that was touched or jumped to.
        address: usize,
        /// For [`Fault::Killed`]: how the process ended.
        how: String,
        /// The address is one of a user process.
        #[serde(default)]
        user: bool,
    },
    /// A heap object is used after its end or beside it.
    Heap {
        /// It was freed before.
        freed: bool,
        /// It is a store.
        write: bool,
        /// Bytes accessed.
        size: u32,
        /// The address.
        address: usize,
        /// The object: its address and size, if there is one near.
        object: Option<(usize, usize)>,
    },
    /// The stack is too deep.
    StackOverflow {
        /// Bytes in use.
        depth: usize,
    },
    /// A rule of a primitive is broken.
    Misuse {
        /// Which.
        rule: Rule,
        /// The object's name, or its address.
        object: String,
        /// The C type or function that the rule belongs to: `struct mutex`, `free_irq`.
        of: String,
        /// Who holds or uses it, where that matters: an index of [`Story::actors`].
        owner: Option<usize>,
        /// For [`Rule::Mistaken`]: what lies there instead.
        #[serde(default)]
        instead: String,
    },
    /// Code or data of the module is used after it was unloaded.
    AfterRmmod {
        /// A kthread is left, as opposed to a timer or a call.
        thread: bool,
        /// The address used.
        address: usize,
    },
    /// A rule about the order or the context of locks is broken. Each of the guilty places is one of `acts`.
    Locks {
        /// Which.
        rule: LockRule,
        /// What the kernel says, line by line.
        says: Vec<String>,
        /// What is done with locks, in the order of the places.
        acts: Vec<LockAct>,
    },
    /// A function that may sleep is called where sleeping is not allowed.
    Sleeps {
        /// The function's name in C; empty if it is not known.
        call: String,
        /// It calls the scheduler, as opposed to a function that might.
        schedules: bool,
        /// Why it must not.
        masks: Masks,
    },
    /// A task uses its CPU while it may be moved to another.
    Preemptible {
        /// By what: `smp_processor_id`.
        call: String,
    },
    /// `BUG()`.
    Bug,
    /// A function of the module returns and leaves a lock held, or something off.
    Imbalance {
        /// Who called it.
        caller: Caller,
        /// Its name; empty if it is not known.
        function: String,
        /// The lock; empty: none.
        lock: String,
        /// What is off.
        masks: Masks,
    },
    /// Memory is freed while something in it is in use.
    FreedInUse {
        /// The C type of what is in use: `struct timer_list`.
        kind: String,
        /// Its name.
        object: String,
        /// Who holds it, if it is a lock: an index of [`Story::actors`].
        owner: Option<usize>,
        /// The function that it runs, if it runs one.
        hint: String,
    },
    /// A name is there when the module is gone.
    Registered {
        /// Its path, or `device numbers 254:0`.
        name: String,
        /// The function that takes it away: `remove_proc_entry`.
        removes: String,
    },
    /// Memory is there when the module is gone.
    Leak {
        /// Its address.
        address: usize,
        /// Bytes.
        size: usize,
    },
    /// `WARN()`.
    Warn {
        /// What it says; empty: nothing.
        message: String,
        /// Where in the kernel it stands: `lib/refcount.c:28`; empty: in the module.
        place: String,
    },
    /// A copy from or to user space is longer than the object, and is not done.
    UserCopy {
        /// The size of the object.
        room: usize,
        /// How many bytes were to be copied.
        size: usize,
        /// To user space.
        to_user: bool,
    },
    /// A loop without end.
    SoftLockup,
    /// A wait without end, with nobody left who could end it.
    Hang {
        /// What it waits at: `wait_for_completion(&done)`.
        waits_at: String,
    },
}

/// A rule about the order or the context of locks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockRule {
    /// Locks are taken in orders that form a circle.
    Circular,
    /// A lock is taken under one of its own class.
    Recursive,
    /// `_nest_lock` names a lock that is not held.
    NotNested,
    /// A subclass of 8 or more.
    Subclass,
    /// A lock is taken in an interrupt, and held where it may come.
    Interrupt,
    /// A `spinlock_t` is taken where only a `raw_spinlock_t` may be.
    WaitContext,
}

/// What somebody does with a lock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LockAct {
    /// Who: an index of [`Story::actors`].
    pub actor: usize,
    /// The lock, by its name.
    pub lock: String,
    /// The lock under which it is taken; empty: none that matters.
    pub under: String,
    /// It shows that the lock is taken in an interrupt, or with interrupts on.
    pub interrupts: Option<Interrupts>,
}

/// What interrupts have to do with an act.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interrupts {
    /// It is done in a hard interrupt.
    InHardirq,
    /// It is done in a softirq.
    InSoftirq,
    /// It is done with interrupts on.
    HardirqsOn,
    /// It is done with bottom halves on.
    SoftirqsOn,
}

/// Who called a function of the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caller {
    /// `insmod`
    Init,
    /// `rmmod`
    Exit,
    /// A kthread, which ends.
    Thread,
    /// A worker.
    Work,
    /// The timer code.
    Timer,
    /// The code of timers of high resolution.
    Hrtimer,
    /// The code of interrupts between CPUs.
    Ipi,
    /// The tasklet code.
    Tasklet,
    /// An interrupt line, of this number.
    Irq(u32),
    /// This system call.
    Syscall(String),
}

/// What keeps a context from being preempted, and from sleeping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masks {
    /// `preempt_count()`
    pub count: u32,
    /// Preemption is off, or a spinlock held.
    pub preemption: bool,
    /// Bottom halves are off.
    pub bottom_halves: bool,
    /// Interrupts are off.
    pub interrupts: bool,
    /// It is a reader of RCU.
    pub reader: bool,
    /// The lock that turned them off, by its name; empty if it was none.
    pub lock: String,
}

/// A link of a wait-for cycle.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// Who waits: an index of [`Story::actors`].
    pub actor: usize,
    /// What it waits for: `dog_lock`, `kthread_stop`, or nothing if it is interrupted.
    pub waits_for: String,
    /// Where.
    pub at: Source,
    /// The locks it holds.
    pub holds: Vec<HeldLock>,
    /// It cannot go on because the next one interrupted it.
    pub interrupted: bool,
}

/// Why the processor stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A load from an address that is nobody's memory.
    Read,
    /// A store to one.
    Write,
    /// A jump to one.
    Jump,
    /// An address that is not canonical, or a privileged instruction: a general protection fault.
    Protection,
    /// A division by zero.
    Divide,
    /// An invalid instruction.
    InvalidOpcode,
    /// The stack pointer is not in the context's stack.
    Stack,
    /// Module code damaged the process that runs it, so that nothing more is known.
    Killed,
}

/// Rules of primitives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// It was never initialised.
    Uninitialised,
    /// Its bytes were overwritten.
    Corrupted,
    /// It is something else.
    Mistaken,
    /// It was copied or moved after it was initialised.
    Moved,
    /// It is initialised while it is in use.
    InitialisedInUse,
    /// It is unlocked by somebody who does not hold it.
    NotHeld,
    /// What RCU protects is used where nothing protects it.
    Unprotected,
    /// The task has ended, or never was.
    NoTask,
    /// The line was not requested.
    NoLine,
    /// The address is not that of an allocated object.
    NotAllocated,
    /// The object was freed before.
    DoubleFree,
}
