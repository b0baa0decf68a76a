use crate::Faults;

/// When a task that could go on may lose its CPU to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Preemption {
    /// `PREEMPT`: wherever its preemption count is zero and interrupts are on.
    #[default]
    Full,
    /// `PREEMPT_VOLUNTARY`: at calls that might sleep, and at `cond_resched`.
    Voluntary,
    /// `PREEMPT_NONE`: at `cond_resched` only.
    None,
}

/// What machine it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Config {
    /// How many CPUs, 1 to [`Config::MAX_CPUS`].
    pub cpus: u16,
    /// The preemption model.
    pub preemption: Preemption,
    /// How often each interrupt line may fire.
    pub irqs: u32,
    /// A periodic source that has fired this often no longer holds up settling.
    pub laps: u32,
    /// Whether virtual time passes while contexts run, 100 ns an event.
    pub timed: bool,
    /// Whether a task that wakes up may be put on another CPU.
    pub moves: bool,
    /// How often in an execution a task that asks for its CPU may be moved to another meanwhile.
    pub migrations: u32,
    /// What may go wrong.
    pub faults: Faults,
    /// Whether `rmmod` may begin as soon as the module is loaded, beside user processes.
    pub rmmod_beside: bool,
    /// Whether there is no module of its own, and processes load and unload what they like.
    pub session: bool,
    /// With `timed`: expiries later than this many nanoseconds hold up nothing.
    pub horizon: u64,
}

impl Config {
    /// The most CPUs a machine has.
    pub const MAX_CPUS: u16 = 64;
    /// Virtual time of an event, in nanoseconds, where time passes while contexts run.
    pub const EVENT_NS: u64 = 100;
    /// Timer ticks per second.
    pub const HZ: u64 = 250;
    /// Virtual time from the request of a line to its one firing in a timed run, in nanoseconds.
    pub const IRQ_AFTER_NS: u64 = 1_000_000;
}

impl Default for Config {
    fn default() -> Self {
        Config {
            cpus: 4,
            preemption: Preemption::Full,
            irqs: 1,
            laps: 2,
            timed: false,
            moves: false,
            migrations: 0,
            faults: Faults::default(),
            rmmod_beside: false,
            session: false,
            horizon: 10_000_000_000,
        }
    }
}
