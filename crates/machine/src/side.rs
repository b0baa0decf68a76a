/// As what a lock is held: alone or with others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Side {
    /// With others: `read_lock`, `down_read`.
    Read,
    /// Alone: `write_lock`, `down_write`, and every lock that knows no readers.
    #[default]
    Write,
}

/// In which state a task sleeps: what may end its wait besides what it waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaskState {
    /// `TASK_UNINTERRUPTIBLE`: nothing.
    Uninterruptible,
    /// `TASK_KILLABLE`: a fatal signal.
    Killable,
    /// `TASK_INTERRUPTIBLE`: any signal.
    Interruptible,
}
