//! Wait types: which locks may be taken inside which.
//!
//! Every lock class has two wait types. The *inner* one says what kind of
//! waiting the holder still tolerates: inside a `raw_spinlock_t` only spinning,
//! inside a `spinlock_t` what PREEMPT_RT turns into sleeping (CONFIG), inside a
//! mutex anything that sleeps. The *outer* one says what the environment must
//! tolerate for the lock to be taken; where it is absent it equals the inner
//! one. RCU readers are the reason for having two: they may begin anywhere
//! (outer FREE) but what stands inside them is restricted (inner CONFIG).
//!
//! The rule (`CONFIG_PROVE_RAW_LOCK_NESTING`): the outer type of the lock to be
//! taken must not exceed the strictest inner type among the context itself and
//! the locks held in that context. The context counts as SPIN in a hardirq
//! whose handler may not be threaded, as CONFIG in a threaded hardirq and in a
//! softirq, as MAX in a task. Locks held by an interrupted context do not
//! count: the interrupt is its own environment.
//!
//! Each held lock stores the strictest type up to itself, so the check is one
//! comparison.
//!
//! What it does not catch: a trylock is never checked, for it does not wait;
//! neither is a lock whose inner type is INV (pseudo-locks). Sleeping without
//! a lock (`msleep` under a spinlock) is the business of `might_sleep`.

/// How a lock may wait, from the strictest to the laxest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[repr(u8)]
pub enum WaitType {
    /// Not checked (`LD_WAIT_INV`).
    #[default]
    Inv = 0,
    /// Wait free: RCU and the like.
    Free = 1,
    /// Spins with preemption off: `raw_spinlock_t`.
    Spin = 2,
    /// Spins, or sleeps under PREEMPT_RT: `spinlock_t`, `rwlock_t`.
    Config = 3,
    /// Sleeps: `mutex`, `rw_semaphore`.
    Sleep = 4,
    /// Anything: the bare task context.
    Max = 5,
}

impl WaitType {
    /// The outer type in force: an absent one equals the inner one.
    #[must_use]
    pub fn or(self, inner: WaitType) -> WaitType {
        if self == WaitType::Inv { inner } else { self }
    }
}
