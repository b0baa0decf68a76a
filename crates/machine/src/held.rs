use crate::{Machine, Nesting, Side};
use engine::Ctx;
use region::Memory;

/// A lock that a context holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Held {
    /// The lock's address.
    pub address: usize,
    /// Where it was taken.
    pub pc: usize,
    /// With others or alone.
    pub side: Side,
    /// By a call that does not wait.
    pub tried: bool,
    /// The subclass that `_nested` named.
    pub subclass: u8,
    /// The lock that `_nest_lock` named; 0: none.
    pub nest: usize,
}

impl Held {
    /// The most locks that are remembered of one context.
    pub const CAPACITY: usize = 16;

    const NONE: Held = Held { address: 0, pc: 0, side: Side::Write, tried: false, subclass: 0, nest: 0 };
}

/// The locks that a context holds, oldest first.
///
/// They lie beside the contexts, not in them: a context that appears is written as a whole, these never are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holdings {
    locks: [Held; Held::CAPACITY],
    count: u8,
}

impl Holdings {
    pub(crate) const NONE: Holdings = Holdings { locks: [Held::NONE; Held::CAPACITY], count: 0 };

    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    fn as_slice(&self) -> &[Held] {
        &self.locks[..usize::from(self.count)]
    }

    /// Whether the lock is held as this; true if more locks are held than are remembered.
    fn contains(&self, address: usize, side: Side) -> bool {
        let held = self.as_slice();
        held.len() == Held::CAPACITY || held.iter().any(|h| h.address == address && h.side == side)
    }

    fn push(&mut self, held: Held) {
        if let Some(slot) = self.locks.get_mut(usize::from(self.count)) {
            *slot = held;
            self.count += 1;
        }
    }

    fn remove(&mut self, address: usize) {
        if let Some(i) = self.as_slice().iter().rposition(|h| h.address == address) {
            self.locks.copy_within(i + 1..usize::from(self.count), i);
            self.count -= 1;
        }
    }
}

impl<M: Memory> Machine<M> {
    /// The locks that `c` holds, oldest first.
    pub fn held(&self, c: Ctx) -> &[Held] {
        self.held[c.index()].as_slice()
    }

    /// Whether `c` holds the lock as this; true if it holds more locks than are remembered.
    pub(crate) fn holds(&self, c: Ctx, address: usize, side: Side) -> bool {
        self.held[c.index()].contains(address, side)
    }

    pub(crate) fn hold(&mut self, c: Ctx, address: usize, side: Side) {
        let context = &mut self.contexts[c.index()];
        let pc = context.place.pc;
        let tried = std::mem::take(&mut context.tries);
        let Nesting { lock, subclass, nest } = std::mem::take(&mut context.nesting);
        let (subclass, nest) = if lock == address { (subclass, nest) } else { (0, 0) };
        context.changes = context.changes.wrapping_add(1);
        self.held[c.index()].push(Held { address, pc, side, tried, subclass, nest });
    }

    pub(crate) fn let_go(&mut self, c: Ctx, address: usize) {
        let context = &mut self.contexts[c.index()];
        context.changes = context.changes.wrapping_add(1);
        self.held[c.index()].remove(address);
    }
}
