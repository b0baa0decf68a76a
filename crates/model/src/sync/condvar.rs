use super::mutex::MutexGuard;
use crate::identity::Identity;
use crate::op::Op;
use crate::runner;
use std::panic::Location;
use std::sync::LockResult;

/// A queue of threads that wait for a condition. Whom `notify_one` wakes is a choice; nobody is woken for no reason, so
/// that a wake-up that is lost stays lost.
#[derive(Debug)]
pub struct Condvar {
    identity: Identity,
}

// SAFETY: its number is read and given by the one thread of the computer that runs the execution.
unsafe impl Sync for Condvar {}

impl Condvar {
    /// Nobody waits.
    pub const fn new() -> Condvar {
        Condvar { identity: Identity::new() }
    }

    /// Gives the mutex back and waits, in one step; takes the mutex again when it is woken.
    ///
    /// # Errors
    /// Never.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let at = Location::caller();
        let (lock, taken) = (guard.lock, guard.at);
        std::mem::forget(guard);
        runner::operate(Op::Sleep(self.identity.get(at), lock.identity.get(taken)), at);
        Ok(lock.guard(at))
    }

    /// Waits as long as the condition holds.
    ///
    /// # Errors
    /// Never.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Wakes one who waits.
    #[track_caller]
    pub fn notify_one(&self) {
        let at = Location::caller();
        runner::operate(Op::WakeOne(self.identity.get(at)), at);
    }

    /// Wakes all who wait.
    #[track_caller]
    pub fn notify_all(&self) {
        let at = Location::caller();
        runner::operate(Op::WakeAll(self.identity.get(at)), at);
    }
}

impl Default for Condvar {
    fn default() -> Condvar {
        Condvar::new()
    }
}
