use crate::{Alts, Ctx, Footprint};

/// A set of contexts, each with one declared operation, that move one step at a time.
///
/// A world is a pure state machine: what a step does depends on the state and the pick alone.
pub trait World {
    /// The contexts that are alive, in rising order of their number: the default order of moving.
    fn contexts(&self) -> &[Ctx];
    /// The alternatives of the declared operation of `c`; empty if it cannot move.
    fn picks(&self, c: Ctx) -> Alts;
    /// What performing `alt` would touch; may be too large.
    fn wants(&self, c: Ctx, alt: u8) -> Footprint;
    /// Whether there are states in which the declared operation of `c` has to wait for what another context does.
    fn may_wait(&self, c: Ctx) -> bool {
        let _ = c;
        true
    }
    /// What keeps the footprint of `c`'s declared operation from telling everything that it depends on and changes, in a few
    /// words; `None`: nothing does. A search that leaves out steps whose order cannot be seen relies on it.
    fn untold(&self, c: Ctx) -> Option<&'static str> {
        let _ = c;
        None
    }
    /// Performs the step and says exactly what it touched.
    fn perform(&mut self, c: Ctx, alt: u8) -> Footprint;
    /// For whom `c`, which cannot move, waits.
    fn waits_for(&self, c: Ctx) -> WaitsFor;
    /// The contexts for which `c`, which cannot move, waits at the same time, the one of [`World::waits_for`] first: it
    /// goes on only when none of them keeps it, as a writer waits for each reader. `None` also where there is only that
    /// one.
    fn waits_also_for(&self, c: Ctx, nth: usize) -> Option<Ctx> {
        let _ = (c, nth);
        None
    }
    /// Whether `c` surely cannot move while a context of a lower number can: it need not be asked then.
    fn is_last_resort(&self, c: Ctx) -> bool {
        let _ = c;
        false
    }
    /// Who moves by default when `c`, which moved last, cannot: what it has brought about on its CPU.
    fn successor(&self, c: Ctx) -> Option<Ctx> {
        let _ = c;
        None
    }
    /// What sort of event it is when `c` performs `alt`: what bounds count.
    fn nature(&self, c: Ctx, alt: u8) -> Nature {
        let _ = (c, alt);
        Nature::Ordinary
    }
}

/// For whom a context waits that cannot move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WaitsFor {
    /// For one context: the owner of the lock, the interrupter, the thread to be joined.
    Context(Ctx),
    /// For one context as far as one can tell, though any other may end the wait, too: for who took the last unit of
    /// a semaphore. It counts when nobody can move any more.
    Presumably(Ctx),
    /// For an event that anyone may bring about, or for nothing at all.
    Anyone,
}

/// What sort of event a pick is; each sort has a bound of its own in a bounded search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// A step of a context that runs because it is scheduled. Leaving a context that could go on for
    /// another is a *preemption*.
    Ordinary,
    /// A step that comes uninvited: an interrupt is delivered, a pending softirq starts.
    Interrupt,
    /// Time passes. Never done by default while anything else can move.
    Clock,
    /// The good day's step goes wrong: an allocation fails, a wait is interrupted by a signal.
    Fault,
}
