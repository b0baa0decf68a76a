//! A value for each CPU, `alloc_percpu`.
//!
//! Each value has cache lines of its own, so that threads on different CPUs do not disturb each other. In a program the
//! caller may be moved to another CPU at any moment: [`PerCpu::this`] is the value of the CPU that the caller ran on a
//! moment ago (`raw_cpu_ptr`), and what it does with it has to be right on any CPU: the value is shared, and choosing it
//! by CPU only makes sharing rare. What must not be shared at all is a restartable sequence, such as
//! [`PerCpuCounter`](crate::PerCpuCounter) is made of, or a value of the thread's.
//!
//! The CPU's number comes from the thread's [`rseq`] area, or, where there is none, from the platform: on
//! [`Std`](crate::platform::Std) that is the number of the thread, which serves the same purpose.

use alloc::boxed::Box;

use crate::padded::Padded;
use crate::platform::{Host, Platform};
use crate::rseq;

/// How many CPUs the system may have.
#[must_use]
pub fn num_possible_cpus() -> usize {
    // SAFETY: it has no conditions.
    let count = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_CONF) };
    usize::try_from(count).unwrap_or(1).max(1)
}

/// A value for each CPU.
///
/// ```
/// use ksync::{AtomicT, PerCpu};
///
/// let served = PerCpu::new(|_cpu| AtomicT::new(0));
/// std::thread::scope(|s| {
///     for _ in 0..3 {
///         s.spawn(|| served.this().inc());
///     }
/// });
/// assert_eq!(served.iter().map(AtomicT::read).sum::<i32>(), 3);
/// ```
#[derive(Debug)]
pub struct PerCpu<T> {
    values: Box<[Padded<T>]>,
}

impl<T> PerCpu<T> {
    /// One value for each possible CPU, made from its number. Allocates.
    pub fn new(mut init: impl FnMut(usize) -> T) -> PerCpu<T> {
        rseq::available();
        PerCpu { values: (0..num_possible_cpus()).map(|cpu| Padded(init(cpu))).collect() }
    }

    /// `raw_cpu_ptr`: the value of the CPU that the caller runs on, or ran on a moment ago. Others may be using it. Any
    /// context; costs a few loads.
    #[inline]
    #[must_use]
    pub fn this(&self) -> &T {
        &self.values[self.number()]
    }

    #[inline]
    fn number(&self) -> usize {
        match rseq::cpu() {
            Some(cpu) if cpu < self.values.len() => cpu,
            _ => self.other_number(),
        }
    }

    #[cold]
    fn other_number(&self) -> usize {
        Host::cpu() % self.values.len()
    }

    /// `per_cpu_ptr`: the value of a CPU; `None` if there is no such CPU.
    #[must_use]
    pub fn get(&self, cpu: usize) -> Option<&T> {
        self.values.get(cpu).map(|value| &value.0)
    }

    /// `for_each_possible_cpu`: the values, in the order of CPUs.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T> + DoubleEndedIterator {
        self.values.iter().map(|value| &value.0)
    }

    /// The values, of which nobody else knows.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut T> + DoubleEndedIterator {
        self.values.iter_mut().map(|value| &mut value.0)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::AtomicT;
    use std::vec::Vec;

    #[test]
    fn each_cpu_has_its_own() {
        let mut numbers = PerCpu::new(|cpu| cpu);
        assert_eq!(numbers.iter().len(), num_possible_cpus());
        assert!(numbers.iter().copied().eq(0..num_possible_cpus()));
        assert_eq!(numbers.get(0), Some(&0));
        assert_eq!(numbers.get(num_possible_cpus()), None);
        assert!(*numbers.this() < num_possible_cpus());
        numbers.iter_mut().for_each(|number| *number += 1);
        assert_eq!(
            numbers.iter().copied().collect::<Vec<_>>(),
            (1..=num_possible_cpus()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn nothing_is_lost_where_threads_share_a_cpu() {
        let (counts, rounds) = (PerCpu::new(|_| AtomicT::new(0)), if cfg!(miri) { 20 } else { 10_000 });
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| (0..rounds).for_each(|_| counts.this().inc()));
            }
        });
        assert_eq!(counts.iter().map(AtomicT::read).sum::<i32>(), 4 * rounds);
    }

    #[cfg(all(target_os = "linux", not(miri)))]
    #[test]
    fn this_is_the_cpu_that_the_thread_is_bound_to() {
        if !rseq::available() {
            return;
        }
        let numbers = PerCpu::new(|cpu| cpu);
        // SAFETY: the sets are plain data that the calls fill and read.
        let allowed = unsafe {
            let mut allowed: libc::cpu_set_t = core::mem::zeroed();
            libc::sched_getaffinity(0, size_of_val(&allowed), &mut allowed);
            allowed
        };
        for cpu in 0..num_possible_cpus().min(1024) {
            // SAFETY: as above.
            let bound = unsafe {
                let mut set: libc::cpu_set_t = core::mem::zeroed();
                libc::CPU_SET(cpu, &mut set);
                libc::CPU_ISSET(cpu, &allowed) && libc::sched_setaffinity(0, size_of_val(&set), &set) == 0
            };
            if bound {
                assert_eq!(*numbers.this(), cpu);
            }
        }
    }
}
