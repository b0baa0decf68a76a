//! What a thread declares before it does it.

use std::sync::atomic::Ordering;

/// Memory of an atomic: where, how many bytes, and which object it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Where. invariant: valid and aligned for `size` bytes as long as an operation on it is declared, because the
    /// thread that declared it stands in a method that borrows the atomic.
    pub(crate) at: *mut u8,
    /// 1, 2, 4 or 8.
    pub(crate) size: u8,
    /// Its number in this execution.
    pub(crate) object: u32,
}

impl Word {
    /// What is there.
    pub(crate) fn load(self) -> u64 {
        // SAFETY: `at` is valid and aligned (see the field), and only this computer thread runs the execution.
        unsafe {
            match self.size {
                1 => u64::from(*self.at),
                2 => u64::from(*self.at.cast::<u16>()),
                4 => u64::from(*self.at.cast::<u32>()),
                _ => *self.at.cast::<u64>(),
            }
        }
    }

    /// Leaves a value there.
    pub(crate) fn store(self, value: u64) {
        // SAFETY: as in `load`; the bytes lie in an `UnsafeCell`.
        unsafe {
            match self.size {
                1 => *self.at = value as u8,
                2 => *self.at.cast::<u16>() = value as u16,
                4 => *self.at.cast::<u32>() = value as u32,
                _ => *self.at.cast::<u64>() = value,
            }
        }
    }
}

/// How a lock is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// With other readers.
    Shared,
    /// Alone.
    Alone,
}

/// Why a thread lets the others go first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Yield {
    /// It waits for a change.
    Spin,
    /// It may also have no reason.
    Polite,
}

/// An operation: a step that other threads can observe. Objects are named by their number in this execution.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    Load(Word, Ordering),
    Store(Word, Ordering, u64),
    /// A function of what is there and an operand.
    Update(Word, Ordering, fn(u64, u64) -> u64, u64),
    Exchange(Exchange),
    Take(u32, Side),
    TryTake(u32, Side),
    Give(u32, Side),
    /// Gives the mutex (second) back and sleeps on the condition variable (first).
    Sleep(u32, u32),
    /// Was woken, and takes the mutex again.
    Awake(u32, u32),
    WakeOne(u32),
    WakeAll(u32),
    Park,
    Unpark(u8),
    Yield(Yield),
    Join(u8),
    IsFinished(u8),
    /// Begins what is done once, unless it is done.
    Once(u32),
    /// It is done.
    Done(u32),
    /// Looks whether it is done.
    IsDone(u32),
}

/// A compare-and-exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exchange {
    pub(crate) word: Word,
    pub(crate) expected: u64,
    pub(crate) new: u64,
    pub(crate) success: Ordering,
    pub(crate) failure: Ordering,
    /// It may fail though it finds what it expects.
    pub(crate) weak: bool,
}
