//! Wait queues (kernel/sched/wait.c): who waits for a condition is on a list; `wake_up` goes along the list and wakes
//! those whose task state it is meant for.
//!
//! `prepare_to_wait` queues the task and sets its state, then the task tests its condition, and `schedule` sleeps only
//! if the state is still not `TASK_RUNNING`: a wake-up in between is not lost. Shared waiters stand at the head of the
//! list, exclusive ones at its tail; `wake_up` wakes every shared one that it meets and one exclusive. A waiter of
//! `DEFINE_WAIT` leaves the list when it is woken, one of `DECLARE_WAITQUEUE` when it says so.
//!
//! Order: the list is guarded by the queue's own lock, so `prepare_to_wait` and `wake_up` are ordered as two sections
//! of one lock are, and what the waker did before is seen by whom it wakes. `waitqueue_active` looks without the lock
//! and orders nothing.
//!
//! What this does not know: wake functions of the module's own.

use crate::layout::wait_queue_entry::{FLAGS, PRIVATE};
use crate::{Kind, Machine, Misuse, Operation, Phase, Progress, ids, layout, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

/// Operations on a `wait_queue_head_t`, by its address, and a `struct wait_queue_entry`, by its address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wait {
    /// `prepare_to_wait(queue, entry, state)`
    Prepare(usize, usize, Turn, u32),
    /// `finish_wait(queue, entry)`
    Finish(usize, usize),
    /// `add_wait_queue(queue, entry)`
    Add(usize, usize, Turn),
    /// `remove_wait_queue(queue, entry)`
    Remove(usize, usize),
    /// `__wake_up(queue, states, n)`: wakes who sleeps in one of these states, at most so many of them exclusive; 0:
    /// any number. Returns how many it woke, and in the upper half the first of them.
    Wake(usize, u32, u32),
    /// `waitqueue_active(queue)`
    IsActive(usize),
}

/// How many of those who wait a wake-up lets through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// All of them: the head of the queue.
    Shared,
    /// One at a time: the tail.
    Exclusive,
}

/// A task on a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiter {
    /// The address of the queue.
    pub queue: usize,
    /// The address of the entry.
    pub entry: usize,
    /// Who waits.
    pub task: Ctx,
    turn: Turn,
    leaves: bool,
}

impl Wait {
    /// The address of the queue.
    pub fn address(&self) -> usize {
        match *self {
            Wait::Prepare(q, ..)
            | Wait::Finish(q, _)
            | Wait::Add(q, ..)
            | Wait::Remove(q, _)
            | Wait::Wake(q, ..)
            | Wait::IsActive(q) => q,
        }
    }
}

impl Operation for Wait {
    fn wants<M: Memory>(&self, _: &Machine<M>, _: Ctx) -> Footprint {
        let mode = if self.looks() { Mode::Read } else { Mode::Acquire };
        Footprint::of(objects::lock(self.address()), mode)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let queue = self.address();
        if let Err(misuse) = m.object(Kind::WaitQueue, queue) {
            return Progress::Misused(misuse, 0);
        }
        let lock = objects::lock(queue);
        let queued = |m: &Machine<M>, entry| m.waiters.iter().position(|w| w.entry == entry);
        match *self {
            Wait::IsActive(_) => {
                fp.add(lock, Mode::Read);
                return Progress::Returns(m.waiters.iter().any(|w| w.queue == queue).into());
            }
            // A waiter that was woken and left the list has nothing to do with the lock.
            Wait::Finish(_, entry) if queued(m, entry).is_none() => {
                m.memory.store(ids::task_address(c), 4, layout::TASK_RUNNING.into());
                return Progress::Returns(0);
            }
            _ => fp.add(lock, Mode::Acquire),
        }
        let value = match *self {
            Wait::Prepare(_, entry, turn, state) => {
                let outcome = match queued(m, entry) {
                    Some(_) => Ok(()),
                    None => m.queue(queue, entry, turn),
                };
                m.memory.store(ids::task_address(c), 4, state.into());
                outcome.map(|()| 0)
            }
            Wait::Add(_, entry, turn) => m.queue(queue, entry, turn).map(|()| 0),
            Wait::Finish(_, entry) => {
                m.memory.store(ids::task_address(c), 4, layout::TASK_RUNNING.into());
                m.waiters.retain(|w| w.entry != entry);
                Ok(0)
            }
            Wait::Remove(_, entry) => {
                m.waiters.retain(|w| w.entry != entry);
                Ok(0)
            }
            Wait::Wake(_, states, exclusive) => m.wake_queue(queue, states, exclusive),
            Wait::IsActive(_) => Ok(0),
        };
        fp.add(lock, Mode::Release);
        match value {
            Ok(value) => Progress::Returns(value),
            Err(misuse) => Progress::Misused(misuse, 0),
        }
    }

    fn looks(&self) -> bool {
        matches!(self, Wait::IsActive(_))
    }

    fn asks(&self) -> bool {
        false
    }
}

impl<M: Memory> Machine<M> {
    /// Who is on a wait queue, in the order in which a wake-up goes along each.
    pub fn waiters(&self) -> &[Waiter] {
        &self.waiters
    }

    fn queue(&mut self, queue: usize, entry: usize, turn: Turn) -> Result<(), Misuse> {
        let word =
            |at: usize, size| self.memory.load(entry + at, size).ok_or(Misuse::Wild { address: entry });
        let (flags, task) = (word(FLAGS, 4)?, word(PRIVATE, 8)? as usize);
        let Some(task) = ids::task_at(task).filter(|t| self.contexts[t.index()].is_alive()) else {
            return Err(Misuse::NoTask { address: task });
        };
        let leaves = flags as u32 & layout::WAIT_AUTOREMOVE != 0;
        let waiter = Waiter { queue, entry, task, turn, leaves };
        match turn {
            Turn::Shared => self.waiters.insert(0, waiter),
            Turn::Exclusive => self.waiters.push(waiter),
        }
        Ok(())
    }

    fn wake_queue(&mut self, queue: usize, states: u32, exclusive: u32) -> Result<u64, Misuse> {
        let (mut woken, mut first, mut left) = (0u64, Ctx::NONE, exclusive);
        let mut i = 0;
        while i < self.waiters.len() {
            let waiter = self.waiters[i];
            if waiter.queue != queue {
                i += 1;
                continue;
            }
            if self.contexts[waiter.task.index()].phase == Phase::Dead {
                return Err(Misuse::NoTask { address: ids::task_address(waiter.task) });
            }
            if !self.wake_from(waiter.task, states) {
                i += 1;
                continue;
            }
            self.contexts[waiter.task.index()].woken_by = queue;
            first = if woken == 0 { waiter.task } else { first };
            woken += 1;
            if waiter.leaves {
                self.waiters.remove(i);
            } else {
                i += 1;
            }
            if waiter.turn == Turn::Exclusive {
                left = left.wrapping_sub(1);
                if left == 0 {
                    break;
                }
            }
        }
        Ok(woken | u64::from(first.0) << 32)
    }

    /// Makes a task runnable if its state is one of these; whether it was.
    pub(crate) fn wake_from(&mut self, t: Ctx, states: u32) -> bool {
        let state = self.memory.load(ids::task_address(t), 4).unwrap_or(0) as u32;
        state & states != 0 && self.wake(t)
    }
}
