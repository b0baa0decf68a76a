//! What makes an object the same throughout an execution, wherever it is moved.

use crate::object::At;
use crate::runner;
use std::cell::Cell;

/// The execution that knows an object, and its number there; zeros: none does.
#[derive(Debug)]
pub(crate) struct Identity(Cell<(u32, u32)>);

/// Whether an object was known to the execution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Known {
    /// It is.
    Here,
    /// It is used for the first time, or was made within it.
    Fresh,
    /// An earlier execution has used it.
    Elsewhere,
}

impl Identity {
    pub(crate) const fn new() -> Identity {
        Identity(Cell::new((0, 0)))
    }

    /// The object's number in this execution, which it gets if it has none, and whether it had.
    pub(crate) fn number(&self, at: At) -> (u32, Known) {
        runner::with(|world, _| {
            let (generation, number) = self.0.get();
            if generation == world.generation {
                return (number, Known::Here);
            }
            let number = world.object(at);
            self.0.set((world.generation, number));
            (number, if generation == 0 { Known::Fresh } else { Known::Elsewhere })
        })
    }

    /// The number alone.
    pub(crate) fn get(&self, at: At) -> u32 {
        self.number(at).0
    }
}
