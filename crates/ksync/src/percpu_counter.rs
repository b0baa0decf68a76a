//! A counter with a word for each CPU, `percpu_counter`.
//!
//! Adding is a restartable sequence ([`rseq`]) on the word of the caller's CPU: no locked instruction, and no line that
//! moves. The value is the sum of the words, which costs a load for each possible CPU: it is for what is counted often and
//! asked for rarely.
//!
//! A word that is changed by restartable sequences may be changed by nothing else: an atomic addition from another CPU
//! would be lost between the two halves of the sequence's own. Threads without an area therefore add, atomically, to
//! words of a second array, chosen by the thread's number.

use alloc::boxed::Box;
use core::fmt;

use crate::padded::Padded;
use crate::percpu::num_possible_cpus;
use crate::platform::{Host, Platform};
use crate::primitive::{AtomicI64, Ordering};
use crate::rseq;

/// A counter that is cheap to add to from every CPU at once. Any context; nothing waits. No operation orders anything.
///
/// ```
/// use ksync::PerCpuCounter;
///
/// let packets = PerCpuCounter::new();
/// std::thread::scope(|s| {
///     for _ in 0..4 {
///         s.spawn(|| (0..1000).for_each(|_| packets.inc()));
///     }
/// });
/// packets.add(-1);
/// assert_eq!(packets.sum(), 3999);
/// ```
pub struct PerCpuCounter {
    /// Changed by restartable sequences only.
    words: Box<[Padded<AtomicI64>]>,
    /// Changed by atomic additions only; a power of two of them.
    shards: Box<[Padded<AtomicI64>]>,
}

impl fmt::Debug for PerCpuCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PerCpuCounter({})", self.sum())
    }
}

impl Default for PerCpuCounter {
    fn default() -> PerCpuCounter {
        PerCpuCounter::new()
    }
}

impl PerCpuCounter {
    /// A counter at zero. Allocates 256 bytes for each possible CPU.
    #[must_use]
    pub fn new() -> PerCpuCounter {
        rseq::available();
        let words = |count| (0..count).map(|_| Padded(AtomicI64::new(0))).collect();
        let cpus = num_possible_cpus();
        PerCpuCounter { words: words(cpus), shards: words(cpus.next_power_of_two()) }
    }

    /// `percpu_counter_add`, which wraps. Costs two nanoseconds where there is an [`rseq`] area, one atomic addition else.
    #[inline]
    pub fn add(&self, value: i64) {
        if !rseq::add(&self.words, value) {
            self.add_to_shard(value);
        }
    }

    /// `percpu_counter_inc`.
    #[inline]
    pub fn inc(&self) {
        self.add(1);
    }

    /// `percpu_counter_dec`.
    #[inline]
    pub fn dec(&self) {
        self.add(-1);
    }

    fn add_to_shard(&self, value: i64) {
        self.shards[Host::cpu() & (self.shards.len() - 1)].fetch_add(value, Ordering::Relaxed);
    }

    /// `percpu_counter_sum`: the value. Exact if nobody adds meanwhile, else some of what they add is in it and some not.
    #[must_use]
    pub fn sum(&self) -> i64 {
        let words = self.words.iter().chain(&self.shards);
        words.fold(0, |sum, word| sum.wrapping_add(word.load(Ordering::Relaxed)))
    }

    /// `percpu_counter_sum_positive`: the value, or zero if it is below, as it may seem to be while others add.
    #[must_use]
    pub fn sum_positive(&self) -> i64 {
        self.sum().max(0)
    }

    /// `percpu_counter_set`, for a counter that nobody else knows of.
    pub fn set(&mut self, value: i64) {
        for word in self.words.iter_mut().chain(&mut self.shards) {
            *word = Padded(AtomicI64::new(0));
        }
        self.shards[0] = Padded(AtomicI64::new(value));
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn alone_it_is_a_number(start: i64, values: std::vec::Vec<i64>) {
            let mut counter = PerCpuCounter::new();
            counter.set(start);
            values.iter().for_each(|&value| counter.add(value));
            prop_assert_eq!(counter.sum(), values.iter().fold(start, |sum, &value| sum.wrapping_add(value)));
        }
    }

    #[test]
    fn threads_with_and_without_an_area_lose_nothing() {
        let (counter, rounds) = (PerCpuCounter::new(), if cfg!(miri) { 20 } else { 300_000 });
        std::thread::scope(|s| {
            for thread in 0..6 {
                let counter = &counter;
                s.spawn(move || {
                    for _ in 0..rounds {
                        if thread % 3 == 2 { counter.add_to_shard(1) } else { counter.inc() }
                    }
                    counter.dec();
                });
            }
        });
        assert_eq!(counter.sum(), 6 * (rounds - 1));
        assert_eq!(counter.sum_positive(), counter.sum());
    }

    /// A thread that is moved to and fro, and one that stays, add to the same words.
    #[cfg(all(target_os = "linux", not(miri)))]
    #[test]
    fn migration_in_the_middle_of_an_addition_loses_nothing() {
        let counter = PerCpuCounter::new();
        let done = crate::primitive::AtomicBool::new(false);
        std::thread::scope(|s| {
            let mut adders = std::vec::Vec::new();
            for _ in 0..3 {
                let (tell, told) = std::sync::mpsc::channel();
                s.spawn({
                    let counter = &counter;
                    move || {
                        // SAFETY: it has no conditions.
                        tell.send(unsafe { libc::gettid() }).unwrap();
                        (0..1_000_000).for_each(|_| counter.inc());
                    }
                });
                adders.push(told.recv().unwrap());
            }
            let done = &done;
            let mover = s.spawn(move || {
                let mut cpu = 0;
                while !done.load(Ordering::Relaxed) {
                    for &thread in &adders {
                        cpu = (cpu + 1) % num_possible_cpus();
                        // SAFETY: the set is plain data; a thread that is gone is an error, which does not matter.
                        unsafe {
                            let mut set: libc::cpu_set_t = core::mem::zeroed();
                            libc::CPU_SET(cpu, &mut set);
                            libc::sched_setaffinity(thread, size_of_val(&set), &set);
                        }
                    }
                    std::thread::sleep(std::time::Duration::from_micros(50));
                }
            });
            while counter.sum() < 2_900_000 {
                std::thread::yield_now();
            }
            done.store(true, Ordering::Relaxed);
            mover.join().unwrap();
        });
        assert_eq!(counter.sum(), 3_000_000);
    }

    #[test]
    fn the_area_is_used_where_there_is_one() {
        let counter = PerCpuCounter::new();
        counter.add(5);
        let in_words: i64 = counter.words.iter().map(|word| word.load(Ordering::Relaxed)).sum();
        assert_eq!(in_words, if rseq::available() { 5 } else { 0 });
    }
}
