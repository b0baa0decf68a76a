//! The numbers of contexts and the kinds of objects.
//!
//! The order of numbers is the default order of moving: `insmod`, the module's tasks by birth, `rmmod`, softirqs,
//! interrupt lines, the own interrupts of CPUs, user processes, and the clock last.

use engine::Ctx;
use region::layout;

/// The task that loads the module.
pub const INSMOD: Ctx = Ctx(0);
/// The first and last number of a task that the module makes.
pub(crate) const TASKS: std::ops::RangeInclusive<u16> = 1..=255;
/// The task that unloads the module.
pub const RMMOD: Ctx = Ctx(256);
const SOFTIRQS: u16 = 257;
const LINES: u16 = 321;
pub(crate) const LINE_COUNT: usize = 64;
const LOCALS: u16 = LINES + LINE_COUNT as u16;
const PROCESSES: u16 = LOCALS + crate::Config::MAX_CPUS;
/// How many user processes there may be at a time.
pub const PROCESS_COUNT: u16 = CLOCK.0 - PROCESSES;
/// The passage of time.
pub const CLOCK: Ctx = Ctx(511);

/// The softirq context of a CPU.
pub const fn softirq(cpu: u16) -> Ctx {
    Ctx(SOFTIRQS + cpu)
}

/// The CPU of a softirq context.
pub fn softirq_cpu(c: Ctx) -> Option<u16> {
    (SOFTIRQS..LINES).contains(&c.0).then(|| c.0 - SOFTIRQS)
}

/// The interrupt that a CPU has of its own.
pub const fn local(cpu: u16) -> Ctx {
    Ctx(LOCALS + cpu)
}

/// The CPU of such an interrupt.
pub fn local_cpu(c: Ctx) -> Option<u16> {
    (LOCALS..PROCESSES).contains(&c.0).then(|| c.0 - LOCALS)
}

/// The context of the interrupt line in `slot`, below 64.
pub const fn line(slot: usize) -> Ctx {
    Ctx(LINES + slot as u16)
}

/// The slot of a line's context.
pub fn line_of(c: Ctx) -> Option<usize> {
    (LINES..LINES + LINE_COUNT as u16).contains(&c.0).then(|| (c.0 - LINES) as usize)
}

/// The user process of this number, below [`PROCESS_COUNT`].
pub const fn process(n: u16) -> Ctx {
    Ctx(PROCESSES + n)
}

/// The number of a user process.
#[inline(always)]
pub fn process_of(c: Ctx) -> Option<u16> {
    let n = c.0.wrapping_sub(PROCESSES);
    (n < PROCESS_COUNT).then_some(n)
}

/// Whether the context is a task.
#[inline(always)]
pub fn is_task(c: Ctx) -> bool {
    c <= RMMOD || process_of(c).is_some()
}

/// Where the `task_struct` of a task lies.
pub fn task_address(c: Ctx) -> usize {
    layout::TASKS + c.index() * layout::TASK_SIZE
}

/// The task whose `task_struct` lies at `address`.
pub fn task_at(address: usize) -> Option<Ctx> {
    let offset = address.checked_sub(layout::TASKS)?;
    let c = Ctx(u16::try_from(offset / layout::TASK_SIZE).ok()?);
    (offset % layout::TASK_SIZE == 0 && is_task(c)).then_some(c)
}

/// The objects that footprints speak of.
pub mod objects {
    use engine::{Ctx, Obj};

    /// A name that modules publish: a /proc entry, a device, by its key.
    pub const NODE: u8 = 11;
    /// Eight bytes of memory.
    pub const MEMORY: u8 = 1;
    /// A lock or completion in C memory, by address.
    pub const LOCK: u8 = 2;
    /// A mask lock of a CPU: preemption (0), bottom halves (1), interrupts (2).
    pub const MASK: u8 = 3;
    /// A task: its start, its wake-ups.
    pub const TASK: u8 = 4;
    /// The end of a task.
    pub const EXIT: u8 = 5;
    /// A request to stop a kthread.
    pub const STOP: u8 = 6;
    /// An interrupt line.
    pub const LINE: u8 = 7;
    /// A timer, by address.
    pub const TIMER: u8 = 8;
    /// Virtual time.
    pub const TIME: u8 = 9;
    /// The life of the module.
    pub const MODULE: u8 = 10;
    /// What writers of a lock with readers did, by its address.
    pub const WRITERS: u8 = 12;
    /// The threads of an interrupt line.
    pub const IRQ_THREADS: u8 = 13;
    /// Readers of RCU or an `srcu_struct` that have left.
    pub const LEFT: u8 = 14;
    /// Grace periods that have begun, and callbacks that have run.
    pub const GRACE: u8 = 15;
    /// A function that one CPU sent another.
    pub const IPI: u8 = 16;
    /// A kthread that parks.
    pub const PARK: u8 = 17;

    /// Given back by readers that entered when so many grace periods of their domain had begun. Who takes it waits for all
    /// those that entered at lower counts.
    pub fn left(domain: u32, count: u32) -> Obj {
        Obj::new(LEFT, u64::from(domain) << 32 | u64::from(count))
    }

    /// The domain and the count of such an object.
    pub fn left_when(object: Obj) -> (u32, u32) {
        ((object.offset() >> 32) as u32, object.offset() as u32)
    }

    /// A mask lock of a CPU: preemption (0), bottom halves (1), interrupts (2).
    pub fn mask(cpu: u16, mask: u8) -> Obj {
        Obj::new(MASK, u64::from(cpu) << 2 | u64::from(mask))
    }

    /// The eight bytes that hold `address`.
    #[inline(always)]
    pub fn memory(address: usize) -> Obj {
        Obj::new(MEMORY, (address >> 3) as u64)
    }

    /// The lock at `address`.
    #[inline(always)]
    pub fn lock(address: usize) -> Obj {
        Obj::new(LOCK, address as u64)
    }

    /// The name of this key.
    pub fn node(key: u64) -> Obj {
        Obj::new(NODE, key)
    }

    /// What the writers of the lock at `address` did, as its readers see it.
    #[inline(always)]
    pub fn writers(address: usize) -> Obj {
        Obj::new(WRITERS, address as u64)
    }

    /// The timer at `address`.
    pub fn timer(address: usize) -> Obj {
        Obj::new(TIMER, address as u64)
    }

    /// An object that belongs to a context.
    pub fn of(kind: u8, c: Ctx) -> Obj {
        Obj::new(kind, c.0.into())
    }

    /// How many faults have struck, and tasks been moved, of those that one execution has; orders nothing else.
    pub const FAULTS: Obj = Obj::new(TIME, 1);
    /// Virtual time.
    pub const CLOCK: Obj = Obj::new(TIME, 0);
    /// The prompt of a session.
    pub const PROMPT: Obj = Obj::new(MODULE, 1);
    /// The life of the module.
    pub const LIFE: Obj = Obj::new(MODULE, 0);
}
