//! What an environment supplies.
//!
//! A kernel implements [`Platform`] for a type without values and names that type in its locks, best once:
//!
//! ```
//! # use ksync::platform::Std as MyKernel;
//! type SpinLock<T, G = ksync::PreemptDisabled<MyKernel>> = ksync::SpinLock<T, G>;
//! static JIFFIES: SpinLock<u64> = SpinLock::new(0);
//! assert_eq!(*JIFFIES.lock(), 0);
//! ```
//!
//! Where no platform is named, [`Host`] is meant: [`Std`] with the feature `std`, `Bare` without it on x86-64, and
//! nothing, which is an error of the compiler's, elsewhere.

#[cfg(all(target_arch = "x86_64", not(loom)))]
mod bare;
#[cfg(loom)]
mod loom;
#[cfg(all(feature = "std", not(loom)))]
mod std;

#[cfg(all(target_arch = "x86_64", not(loom)))]
pub use bare::Bare;
#[cfg(loom)]
pub use loom::Loom;
#[cfg(all(feature = "std", not(loom)))]
pub use std::Std;

use crate::cpu::CpuState;
use crate::primitive::{self, AtomicU32};

/// The platform that is meant where none is named.
#[cfg(loom)]
pub type Host = Loom;
/// The platform that is meant where none is named.
#[cfg(all(feature = "std", not(loom)))]
pub type Host = Std;
/// The platform that is meant where none is named.
#[cfg(all(not(feature = "std"), target_arch = "x86_64", not(loom)))]
pub type Host = Bare;
/// The platform that is meant where none is named.
#[cfg(all(not(feature = "std"), not(target_arch = "x86_64"), not(loom)))]
pub type Host = Unplugged;

/// Stands where a platform has to be named and is not.
#[derive(Debug)]
pub enum Unplugged {}

/// What the locks need of the environment that they run in.
///
/// Functions that turn something off nest: each call adds one to a depth that belongs to the CPU, and the matching call
/// that brings it back to zero turns it on again. No state is handed out, so it does not matter in which order the
/// matching calls come.
///
/// # Safety
///
/// What the locks rely on for memory safety:
///
/// 1. Between `preempt_disable` and the matching `preempt_enable`, [`cpu`](Platform::cpu) returns the same number, and
///    no two contexts that run at the same time get the same number, except that the one interrupted the other.
/// 2. [`per_cpu`](Platform::per_cpu) returns the same slice whenever it is called.
/// 3. [`task`](Platform::task) returns the same number throughout the life of a task, and no two live tasks share one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no platform",
    label = "name a type that implements `ksync::Platform` here",
    note = "without the feature `std` there is a default platform on x86-64 only"
)]
pub unsafe trait Platform: 'static {
    /// The number of CPUs for which there may be per-CPU state.
    const CPUS: usize;

    /// What the locks keep for each CPU: [`CPUS`](Platform::CPUS) of them, always the same ones.
    fn per_cpu() -> &'static [CpuState];

    /// The number of the CPU that the caller runs on. Numbers from [`CPUS`](Platform::CPUS) on mean that there is no
    /// per-CPU state for it; what uses such state does without it, at some cost.
    fn cpu() -> usize;

    /// The number of the calling task: neither 0 nor above `u32::MAX >> 3`. In an interrupt it is that of the interrupted task.
    fn task() -> u32;

    /// Whether a task runs at this moment, as far as is known cheaply. Who waits for it spins while it does.
    fn is_running(task: u32) -> bool {
        let _ = task;
        true
    }

    /// Whether the caller is an interrupt or a bottom half. Such readers of a [`RwLock`](crate::RwLock) overtake waiting
    /// writers, because the one that they interrupted may be a reader.
    fn in_interrupt() -> bool {
        false
    }

    /// Turns preemption off on this CPU.
    fn preempt_disable();
    /// Ends one [`preempt_disable`](Platform::preempt_disable).
    fn preempt_enable();
    /// How often preemption is off on this CPU.
    fn preempt_depth() -> u32;

    /// Turns bottom halves, and with them preemption, off on this CPU.
    fn bh_disable();
    /// Ends one [`bh_disable`](Platform::bh_disable).
    fn bh_enable();
    /// How often bottom halves are off on this CPU.
    fn bh_depth() -> u32;

    /// Turns interrupts off on this CPU. The first call remembers, on the CPU, whether they were on.
    fn irq_disable();
    /// Ends one [`irq_disable`](Platform::irq_disable); the last one turns interrupts on if they were on before the first.
    fn irq_enable();
    /// How often interrupts are off on this CPU.
    fn irq_depth() -> u32;

    /// Lets time pass in a loop that waits; `turn` counts the loop's turns from 0. Where the caller may be waiting for
    /// somebody who has no CPU, late turns give the CPU away.
    fn relax(turn: u32) {
        let _ = turn;
        primitive::pause();
    }

    /// Waits while `*word == expected`, until somebody calls [`wake`](Platform::wake) for the word or the time `until`
    /// (as [`now`](Platform::now) counts it) has come. It may return early: callers look again. A task only; the
    /// comparison and going to sleep are one step as seen by `wake`.
    fn park(word: &AtomicU32, expected: u32, until: Option<u64>);

    /// Wakes up to `count` of those who wait for the word. Any context. Only the address counts: who was waiting may be
    /// gone, and the word with it.
    fn wake(word: *const AtomicU32, count: u32);

    /// Nanoseconds of a clock that never goes backwards.
    fn now() -> u64;
}
