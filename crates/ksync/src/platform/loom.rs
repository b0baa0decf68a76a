//! Threads of the checker loom.
//!
//! A test gives each thread its number by [`Loom::start`]. Parking waits on a condition variable of loom's, so that a
//! wake-up that is lost ends as a deadlock, which loom reports. Time stands still.

use core::cell::Cell;
use std::boxed::Box;
use std::vec::Vec;

use ::loom::sync::{Condvar, Mutex};

use super::Platform;
use crate::cpu::CpuState;
use crate::primitive::{AtomicU32, Ordering};

/// Threads of the checker loom.
#[derive(Debug)]
pub enum Loom {}

const CPUS: usize = 4;

::loom::lazy_static! {
    static ref STATE: Box<[CpuState]> = (0..CPUS).map(|_| CpuState::new()).collect::<Vec<_>>().into();
    static ref PARK: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());
}

::loom::thread_local! {
    static NUMBER: Cell<usize> = Cell::new(0);
    static PREEMPT: Cell<u32> = Cell::new(0);
    static BH: Cell<u32> = Cell::new(0);
    static IRQ: Cell<u32> = Cell::new(0);
}

std::thread_local! {
    /// Of the checker itself and not of the threads that it plays.
    static QUEUES: Cell<bool> = const { Cell::new(false) };
}

impl Loom {
    /// Says whether who finds a queued lock held always queues, and never becomes pending.
    pub fn set_always_queues(always: bool) {
        QUEUES.set(always);
    }

    pub(crate) fn always_queues() -> bool {
        QUEUES.get()
    }

    /// Says which number the calling thread has. Each has its own, below 4.
    pub fn start(number: usize) {
        NUMBER.with(|n| n.set(number));
    }
}

fn up(depth: &Cell<u32>) {
    depth.set(depth.get() + 1);
}

fn down(depth: &Cell<u32>) {
    depth.set(depth.get() - 1);
}

// SAFETY: the tests give different numbers to the threads of an execution.
unsafe impl Platform for Loom {
    const CPUS: usize = CPUS;

    fn per_cpu() -> &'static [CpuState] {
        &STATE
    }

    fn cpu() -> usize {
        NUMBER.with(Cell::get)
    }

    fn task() -> u32 {
        Self::cpu() as u32 + 1
    }

    fn preempt_disable() {
        PREEMPT.with(up);
    }
    fn preempt_enable() {
        PREEMPT.with(down);
    }
    fn preempt_depth() -> u32 {
        PREEMPT.with(Cell::get)
    }

    fn bh_disable() {
        PREEMPT.with(up);
        BH.with(up);
    }
    fn bh_enable() {
        BH.with(down);
        PREEMPT.with(down);
    }
    fn bh_depth() -> u32 {
        BH.with(Cell::get)
    }

    fn irq_disable() {
        IRQ.with(up);
    }
    fn irq_enable() {
        IRQ.with(down);
    }
    fn irq_depth() -> u32 {
        IRQ.with(Cell::get)
    }

    fn park(word: &AtomicU32, expected: u32, _until: Option<u64>) {
        let (lock, changed) = &*PARK;
        let mut guard = lock.lock().unwrap();
        // The condition variable stands for the kernel's queue; the lock gives no order to what the algorithm relies on
        // beyond what its own atomics give, except that the comparison and going to sleep are one step.
        if word.load(Ordering::Relaxed) == expected {
            guard = changed.wait(guard).unwrap();
        }
        drop(guard);
    }

    fn wake(_word: *const AtomicU32, _count: u32) {
        let (lock, changed) = &*PARK;
        let guard = lock.lock().unwrap();
        changed.notify_all();
        drop(guard);
    }

    fn now() -> u64 {
        0
    }
}
