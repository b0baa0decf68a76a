use crate::identity::Identity;
use crate::op::Op;
use crate::runner;
use std::panic::Location;

/// Something that is done once.
#[derive(Debug)]
pub struct Once {
    identity: Identity,
}

// SAFETY: its number is read and given by the one thread of the computer that runs the execution.
unsafe impl Sync for Once {}

impl Once {
    /// It is not done yet.
    pub const fn new() -> Once {
        Once { identity: Identity::new() }
    }

    /// Does it, unless it is done; waits while another does it.
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        let at = Location::caller();
        let object = self.identity.get(at);
        if runner::operate(Op::Once(object), at).1 {
            f();
            runner::operate(Op::Done(object), at);
        }
    }

    /// Whether it is done.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        let at = Location::caller();
        runner::operate(Op::IsDone(self.identity.get(at)), at).1
    }
}

impl Default for Once {
    fn default() -> Once {
        Once::new()
    }
}
