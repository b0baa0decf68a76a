//! What locks with readers and a writer have in common: who holds them, and whom a waiter waits for.

use crate::{Machine, Side, objects};
use engine::{Ctx, Footprint, Mode};
use region::Memory;

impl<M: Memory> Machine<M> {
    /// The next number in the queue of an object, from 1.
    pub(crate) fn ticket(&mut self, id: usize) -> u32 {
        self.objects[id].tickets += 1;
        self.objects[id].tickets
    }

    /// Takes the lock with others or alone.
    pub(crate) fn share(&mut self, id: usize, c: Ctx, side: Side, fp: &mut Footprint) {
        if side == Side::Write {
            return self.take(id, c, fp);
        }
        let object = &mut self.objects[id];
        object.readers += 1;
        fp.add(objects::lock(object.address), Mode::Read);
        fp.add(objects::writers(object.address), Mode::Read);
        let address = object.address;
        self.hold(c, address, Side::Read);
    }

    /// Gives the lock back. Some: `c` did not hold it; this one does, if anyone.
    pub(crate) fn unshare(
        &mut self,
        id: usize,
        c: Ctx,
        side: Side,
        fp: &mut Footprint,
    ) -> Option<Option<Ctx>> {
        let address = self.objects[id].address;
        let is_held = self.holds(c, address, side);
        let owner = self.objects[id].owner;
        if side == Side::Write {
            self.give(id, c, fp);
            fp.add(objects::writers(address), Mode::Release);
        } else {
            fp.add(objects::lock(address), Mode::Release);
            self.objects[id].readers = self.objects[id].readers.saturating_sub(1);
            self.let_go(c, address);
        }
        if is_held {
            return None;
        }
        Some(if owner != Ctx::NONE && owner != c { Some(owner) } else { self.reader(address, 0) })
    }

    /// Whom a waiter waits for, one after the other: the writer that holds the lock, for a writer each reader, and
    /// those before it in the queue. It waits for all of them.
    pub(crate) fn blockers(
        &self,
        address: usize,
        side: Side,
        before: impl Iterator<Item = Ctx>,
        nth: usize,
    ) -> Option<Ctx> {
        let owner = self.lock_owner(address);
        let readers = (0..).map_while(|n| self.reader(address, n)).take_while(|_| side == Side::Write);
        owner.into_iter().chain(readers).chain(before).nth(nth)
    }

    /// The contexts that hold the lock at `address` as readers, by number.
    pub fn reader(&self, address: usize, nth: usize) -> Option<Ctx> {
        let reads = |d: &&Ctx| self.holds(**d, address, Side::Read);
        self.alive.iter().filter(reads).nth(nth).copied()
    }

    /// Whether `c`, or what it interrupts, holds the lock at `address`: `lockdep_is_held`.
    pub fn is_held(&self, c: Ctx, address: usize, side: Option<Side>) -> bool {
        let holds =
            |d: Ctx| self.held(d).iter().any(|h| h.address == address && side.is_none_or(|s| s == h.side));
        let cpu = &self.cpus[usize::from(self.contexts[c.index()].cpu)];
        holds(c) || cpu.below(c).any(holds)
    }
}
