//! Threads of an operating system.
//!
//! Each thread is a CPU of its own, which is what per-CPU means where nothing runs two tasks on the same one: numbers
//! are given at first use, the lowest free one first, and come back at the thread's end. Preemption, bottom halves and
//! interrupts cannot be turned off here; their depths are counted, so that code that asks for them gets true answers.

use core::cell::Cell;
use std::thread_local;

use super::Platform;
use crate::cpu::CpuState;
use crate::primitive::AtomicU32;

use core::sync::atomic::{AtomicU32 as Counter, AtomicU64 as Bits, Ordering};

/// Threads of an operating system, with a futex to wait on.
#[derive(Debug)]
pub enum Std {}

/// How many threads at a time have a number. The others do without per-CPU state.
const THREADS: usize = 1024;

/// Turns of a loop that spin; every later one gives the CPU away.
const SPINS: u32 = 256;

static STATE: [CpuState; THREADS] = [const { CpuState::new() }; THREADS];

/// Which numbers are taken.
static TAKEN: [Bits; THREADS / 64] = [const { Bits::new(0) }; THREADS / 64];

/// The last task number given.
static TASKS: Counter = Counter::new(0);

const UNKNOWN: usize = usize::MAX;

thread_local! {
    static NUMBER: Cell<usize> = const { Cell::new(UNKNOWN) };
    static TASK: Cell<u32> = const { Cell::new(0) };
    static PREEMPT: Cell<u32> = const { Cell::new(0) };
    static BH: Cell<u32> = const { Cell::new(0) };
    static IRQ: Cell<u32> = const { Cell::new(0) };
    static LEASE: Lease = const { Lease };
}

/// Gives the thread's number back when the thread ends.
struct Lease;

impl Drop for Lease {
    fn drop(&mut self) {
        let number = NUMBER.replace(THREADS);
        if let Some(word) = TAKEN.get(number / 64) {
            word.fetch_and(!(1 << (number % 64)), Ordering::Release);
        }
    }
}

/// Takes the lowest free number; `THREADS` if there is none, or if the thread is about to end.
#[cold]
fn number() -> usize {
    let number = if LEASE.try_with(|_| ()).is_ok() { lowest_free() } else { THREADS };
    NUMBER.set(number);
    number
}

fn lowest_free() -> usize {
    for (index, word) in TAKEN.iter().enumerate() {
        let mut bits = word.load(Ordering::Relaxed);
        while bits != u64::MAX {
            let free = bits.trailing_ones() as usize;
            match word.compare_exchange_weak(bits, bits | 1 << free, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return index * 64 + free,
                Err(actual) => bits = actual,
            }
        }
    }
    THREADS
}

fn down(depth: &Cell<u32>) {
    debug_assert!(depth.get() > 0, "turned on more often than off");
    depth.set(depth.get().wrapping_sub(1));
}

// SAFETY: 1. numbers belong to threads and come back only when a thread has ended; 2. it is a static; 3. task numbers are never given
// twice (a process that starts 2^29 threads is ended).
unsafe impl Platform for Std {
    const CPUS: usize = THREADS;

    #[inline]
    fn per_cpu() -> &'static [CpuState] {
        &STATE
    }

    #[inline]
    fn cpu() -> usize {
        match NUMBER.get() {
            UNKNOWN => number(),
            known => known,
        }
    }

    #[inline]
    fn task() -> u32 {
        match TASK.get() {
            0 => {
                let task = TASKS.fetch_add(1, Ordering::Relaxed) + 1;
                assert!(task <= u32::MAX >> 3, "more than 2^29 threads took a lock that knows its owner");
                TASK.set(task);
                task
            }
            known => known,
        }
    }

    #[inline]
    fn preempt_disable() {
        PREEMPT.set(PREEMPT.get() + 1);
    }
    #[inline]
    fn preempt_enable() {
        PREEMPT.with(down);
    }
    #[inline]
    fn preempt_depth() -> u32 {
        PREEMPT.get()
    }

    #[inline]
    fn bh_disable() {
        PREEMPT.set(PREEMPT.get() + 1);
        BH.set(BH.get() + 1);
    }
    #[inline]
    fn bh_enable() {
        BH.with(down);
        PREEMPT.with(down);
    }
    #[inline]
    fn bh_depth() -> u32 {
        BH.get()
    }

    #[inline]
    fn irq_disable() {
        IRQ.set(IRQ.get() + 1);
    }
    #[inline]
    fn irq_enable() {
        IRQ.with(down);
    }
    #[inline]
    fn irq_depth() -> u32 {
        IRQ.get()
    }

    #[inline]
    fn relax(turn: u32) {
        if turn < SPINS {
            crate::primitive::pause();
        } else {
            std::thread::yield_now();
        }
    }

    #[cfg(target_os = "linux")]
    fn park(word: &AtomicU32, expected: u32, until: Option<u64>) {
        let time = until.map(|ns| libc::timespec {
            tv_sec: (ns / 1_000_000_000) as libc::time_t,
            tv_nsec: (ns % 1_000_000_000) as libc::c_long,
        });
        let time = time.as_ref().map_or(core::ptr::null(), core::ptr::from_ref);
        let operation = libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG;
        // SAFETY: the word is alive for the call, the time is null or alive; both are only read. An error (the value
        // differs, a signal, the time has come) is an early return, which the caller expects.
        unsafe {
            libc::syscall(
                libc::SYS_futex,
                word.as_ptr(),
                operation,
                expected,
                time,
                core::ptr::null::<u32>(),
                libc::FUTEX_BITSET_MATCH_ANY,
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "the system call does not access it")]
    fn wake(word: *const AtomicU32, count: u32) {
        let operation = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
        let count = count.min(i32::MAX as u32);
        // SAFETY: only the address counts; it is not accessed.
        unsafe {
            libc::syscall(libc::SYS_futex, word, operation, count);
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn park(word: &AtomicU32, expected: u32, until: Option<u64>) {
        let mut turn = 0;
        while word.load(Ordering::Acquire) == expected && until.is_none_or(|time| Self::now() < time) {
            Self::relax(turn);
            turn = turn.saturating_add(1);
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn wake(_word: *const AtomicU32, _count: u32) {}

    fn now() -> u64 {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure is ours and valid.
        unsafe {
            libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time);
        }
        time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
    }
}
