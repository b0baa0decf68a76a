use serde::{Deserialize, Serialize};
use std::fmt;

/// How many context numbers there are; every [`Ctx`] is below it.
pub const CONTEXTS: usize = 512;

/// Something that executes: a task, an interrupt line, a softirq, the clock.
///
/// The number means the same in every execution of a scenario, and its order is the default order in which
/// contexts move when the current one cannot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ctx(pub u16);

impl Ctx {
    /// No context at all: what is current before the first step.
    pub const NONE: Ctx = Ctx(u16::MAX);

    /// The number as an index below [`CONTEXTS`].
    #[inline(always)]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Ctx::NONE { write!(f, "c-") } else { write!(f, "c{}", self.0) }
    }
}
