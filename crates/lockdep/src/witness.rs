//! Where and when something was observed.

/// A source position. Its meaning belongs to the caller: a program counter, an
/// index into a table of `file:line`, the address of a `Location`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Site(pub u64);

/// The description of the context that executed: a task, an interrupt line, a
/// softirq. Its meaning belongs to the caller, too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Context(pub u64);

/// The evidence for one fact.
///
/// `order` numbers the event in a total order that the caller supplies through
/// [`Validator::at`](crate::Validator::at): a checker packs the execution's
/// number and the event's number into it, a running kernel counts. Of two
/// witnesses for one fact the lesser is kept, so what is known does not depend
/// on the sequence in which executions are merged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Witness {
    /// The number of the event.
    pub order: u64,
    /// Who executed it.
    pub context: Context,
    /// Where the lock that was already held had been acquired. For a usage
    /// bit: where the lock itself had been acquired.
    pub held: Site,
    /// Where the event happened.
    pub site: Site,
}

/// The lesser of two optional witnesses; one is better than none.
pub(crate) fn least(a: Option<Witness>, b: Option<Witness>) -> Option<Witness> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
