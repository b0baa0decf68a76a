//! The functions that take and give back semaphores and locks with readers, or wait for a completion.

use machine::{Flavour, RwLock, RwSem, Semaphore, Side, TaskState};

pub(super) fn rwlock(op: &RwLock) -> &'static str {
    use Flavour::{Bh, Irq, IrqSave, Plain};
    use RwLock::{Lock, TryLock, Unlock, Wait};
    use Side::{Read, Write};
    match op {
        Lock(_, Read, Plain) | Wait(_, Read, Plain, ..) => "read_lock",
        Lock(_, Read, Irq) | Wait(_, Read, Irq, ..) => "read_lock_irq",
        Lock(_, Read, IrqSave) | Wait(_, Read, IrqSave, ..) => "read_lock_irqsave",
        Lock(_, Read, Bh) | Wait(_, Read, Bh, ..) => "read_lock_bh",
        Lock(_, Write, Plain) | Wait(_, Write, Plain, ..) => "write_lock",
        Lock(_, Write, Irq) | Wait(_, Write, Irq, ..) => "write_lock_irq",
        Lock(_, Write, IrqSave) | Wait(_, Write, IrqSave, ..) => "write_lock_irqsave",
        Lock(_, Write, Bh) | Wait(_, Write, Bh, ..) => "write_lock_bh",
        TryLock(_, Read, _) => "read_trylock",
        TryLock(_, Write, IrqSave) => "write_trylock_irqsave",
        TryLock(_, Write, _) => "write_trylock",
        Unlock(_, Read, Plain, _) => "read_unlock",
        Unlock(_, Read, Irq, _) => "read_unlock_irq",
        Unlock(_, Read, IrqSave, _) => "read_unlock_irqrestore",
        Unlock(_, Read, Bh, _) => "read_unlock_bh",
        Unlock(_, Write, Plain, _) => "write_unlock",
        Unlock(_, Write, Irq, _) => "write_unlock_irq",
        Unlock(_, Write, IrqSave, _) => "write_unlock_irqrestore",
        Unlock(_, Write, Bh, _) => "write_unlock_bh",
    }
}

pub(super) fn semaphore(op: &Semaphore) -> &'static str {
    use Semaphore::{Down, Granted, TryDown, Up, Wait};
    match op {
        Down(_, state, timeout) | Wait(_, state, _, timeout) | Granted(_, state, timeout) => match state {
            TaskState::Uninterruptible if *timeout == u64::MAX => "down",
            TaskState::Uninterruptible => "down_timeout",
            TaskState::Killable => "down_killable",
            TaskState::Interruptible => "down_interruptible",
        },
        TryDown(_) => "down_trylock",
        Up(_) => "up",
    }
}

pub(super) fn rwsem(op: &RwSem) -> &'static str {
    use RwSem::{Downgrade, Granted, IsContended, IsLocked, Lock, TryLock, Unlock, Wait};
    use Side::{Read, Write};
    match op {
        Lock(_, Read, state) | Wait(_, Read, state, _) | Granted(_, state) => match state {
            TaskState::Uninterruptible => "down_read",
            TaskState::Killable => "down_read_killable",
            TaskState::Interruptible => "down_read_interruptible",
        },
        Lock(_, Write, state) | Wait(_, Write, state, _) => match state {
            TaskState::Killable => "down_write_killable",
            _ => "down_write",
        },
        TryLock(_, Read) => "down_read_trylock",
        TryLock(_, Write) => "down_write_trylock",
        Unlock(_, Read) => "up_read",
        Unlock(_, Write) => "up_write",
        Downgrade(_) => "downgrade_write",
        IsLocked(_) => "rwsem_is_locked",
        IsContended(_) => "rwsem_is_contended",
    }
}

pub(super) fn wait_for_completion(state: TaskState, timeout: u64) -> &'static str {
    match (state, timeout) {
        (TaskState::Uninterruptible, u64::MAX) => "wait_for_completion",
        (TaskState::Uninterruptible, _) => "wait_for_completion_timeout",
        (TaskState::Killable, u64::MAX) => "wait_for_completion_killable",
        (TaskState::Killable, _) => "wait_for_completion_killable_timeout",
        (TaskState::Interruptible, u64::MAX) => "wait_for_completion_interruptible",
        (TaskState::Interruptible, _) => "wait_for_completion_interruptible_timeout",
    }
}
