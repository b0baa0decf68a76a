//! Arrays of pointers by number: what stands behind `xarray`, `idr` and `ida`.
//!
//! A tree of nodes with 64 slots each, as high as its largest index needs; a value of index 0 alone stands in the head
//! itself. (The form is that of a radix tree: D. Morrison, "PATRICIA", 1968, with a fixed fan-out.) A node on the
//! module's heap:
//!
//! | bytes | |
//! |---|---|
//! | 0 | shift: the bits of an index below its own |
//! | 8 | one bit a slot: something is in it |
//! | 16 | one bit a slot: nothing can be added at or below it |
//! | 24 | 64 slots, of entries or of nodes |
//!
//! A pointer to a node has bit 1 set, as entries never have. Readers need no lock: slots and the head are loaded and
//! stored as marked accesses, and a store publishes what it points to; the rest is plain and belongs to who holds the
//! array's lock. A node that is empty is freed at once, where Linux waits for a grace period: who reads without
//! `rcu_read_lock` is told what it risks, who reads with it is told too much. Trees do not grow lower again.

use crate::{slab, string};
use machine::{Access, AccessKind, Order, Place};
use region::Memory;
use vm::Vm;

const NODE: usize = 24 + 64 * 8;
const USED: usize = 8;
const FULL: usize = 16;
const SLOTS: usize = 24;
const IS_NODE: usize = 2;
/// The most levels that 64 bits need.
const LEVELS: usize = 11;

/// There is no memory for another node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoMemory;

/// An array, by the address of its head, and who asks from where.
pub struct Array<'a> {
    vm: &'a mut Vm,
    head: usize,
    flags: u32,
    place: Place,
}

impl Array<'_> {
    /// The array whose head lies at `head`; nodes are allocated with these flags.
    pub fn new(vm: &mut Vm, head: usize, flags: u32, place: Place) -> Array<'_> {
        Array { vm, head, flags, place }
    }

    /// A slot or the head, whoever changes it meanwhile.
    fn look(&mut self, at: usize) -> usize {
        self.vm.access_again(Access { address: at, size: 8, kind: AccessKind::MarkedRead }, self.place);
        self.vm.machine.memory.load(at, 8).unwrap_or(0) as usize
    }

    /// Stores into a slot or the head, after all that was done before.
    fn publish(&mut self, at: usize, value: usize) {
        self.vm.barrier(Order::Release, self.place);
        self.vm.access_again(Access { address: at, size: 8, kind: AccessKind::MarkedWrite }, self.place);
        string::store(self.vm, |vm| vm.machine.memory.store(at, 8, value as u64), at, self.place);
    }

    fn load(&mut self, at: usize) -> u64 {
        self.vm.touch(at, 8, AccessKind::Read, self.place);
        self.vm.machine.memory.load(at, 8).unwrap_or(0)
    }

    fn store_word(&mut self, at: usize, value: u64) {
        self.vm.touch(at, 8, AccessKind::Write, self.place);
        string::store(self.vm, |vm| vm.machine.memory.store(at, 8, value), at, self.place);
    }

    fn shift(&self, node: usize) -> u32 {
        // It never changes while the node is there.
        self.vm.machine.memory.load(node, 8).unwrap_or(0) as u32
    }

    fn slot(node: usize, shift: u32, index: u64) -> (usize, u32) {
        let n = (index >> shift & 63) as u32;
        (node + SLOTS + 8 * n as usize, n)
    }

    fn is_beyond(shift: u32, index: u64) -> bool {
        shift + 6 < 64 && index >> (shift + 6) != 0
    }

    /// The entry at `index`; 0: there is none.
    pub fn get(&mut self, index: u64) -> usize {
        let mut at = self.look(self.head);
        if at & 3 != IS_NODE {
            return if index == 0 { at } else { 0 };
        }
        let mut node = at - IS_NODE;
        if Self::is_beyond(self.shift(node), index) {
            return 0;
        }
        loop {
            let shift = self.shift(node);
            at = self.look(Self::slot(node, shift, index).0);
            if shift == 0 || at == 0 {
                return at;
            }
            node = at - IS_NODE;
        }
    }

    fn make(&mut self, shift: u32) -> Result<usize, NoMemory> {
        // The line allocates it, but it is the array that keeps it.
        let flags = self.flags | slab::GFP_ZERO;
        let ours = Place { pc: 0, ..self.place };
        if slab::is_failing(self.vm, flags, self.place) {
            return Err(NoMemory);
        }
        match self.vm.allocate(NODE, 0, ours) {
            0 => Err(NoMemory),
            node => {
                self.store_word(node, shift.into());
                Ok(node)
            }
        }
    }

    fn drop_node(&mut self, node: usize) {
        let ours = Place { pc: 0, ..self.place };
        self.vm.release(node, ours);
    }

    fn mark(&mut self, node: usize, n: u32, word: usize, is: bool) -> u64 {
        let old = self.load(node + word);
        let new = if is { old | 1 << n } else { old & !(1 << n) };
        if new != old {
            self.store_word(node + word, new);
        }
        new
    }

    /// Puts `entry` at `index`, or takes out what is there if it is 0; what was there.
    ///
    /// # Errors
    /// If there is no memory; nothing is changed then but the tree's height.
    pub fn put(&mut self, index: u64, entry: usize) -> Result<usize, NoMemory> {
        let head = self.look(self.head);
        if head & 3 != IS_NODE {
            if index == 0 {
                self.publish(self.head, entry);
                return Ok(head);
            }
            if entry == 0 {
                return Ok(0);
            }
            let node = self.make(0)?;
            if head != 0 {
                self.store_word(node + SLOTS, head as u64);
                self.mark(node, 0, USED, true);
                self.mark(node, 0, FULL, true);
            }
            self.publish(self.head, node | IS_NODE);
        }
        self.grow(index, entry)?;
        let mut path = [(0usize, 0u32); LEVELS];
        let mut depth = 0;
        let mut node = self.look(self.head) - IS_NODE;
        if Self::is_beyond(self.shift(node), index) {
            return Ok(0);
        }
        loop {
            let shift = self.shift(node);
            let (at, n) = Self::slot(node, shift, index);
            path[depth] = (node, n);
            depth += 1;
            let there = self.look(at);
            if shift == 0 {
                if there != entry {
                    self.publish(at, entry);
                }
                self.settle(&path[..depth], entry != 0, entry != 0);
                return Ok(there);
            }
            if there == 0 {
                if entry == 0 {
                    return Ok(0);
                }
                let below = self.make(shift - 6)?;
                self.publish(at, below | IS_NODE);
                self.mark(node, n, USED, true);
                node = below;
            } else {
                node = there - IS_NODE;
            }
        }
    }

    /// Puts nodes above the tree until `index` is within.
    fn grow(&mut self, index: u64, entry: usize) -> Result<(), NoMemory> {
        loop {
            let top = self.look(self.head);
            let shift = self.shift(top - IS_NODE);
            if entry == 0 || !Self::is_beyond(shift, index) {
                return Ok(());
            }
            let above = self.make(shift + 6)?;
            self.store_word(above + SLOTS, top as u64);
            self.mark(above, 0, USED, true);
            let full = self.load(top - IS_NODE + FULL) == u64::MAX;
            self.mark(above, 0, FULL, full);
            self.publish(self.head, above | IS_NODE);
        }
    }

    /// Tells the nodes up the path that the last slot is used or not; frees those that are empty.
    fn settle(&mut self, path: &[(usize, u32)], mut used: bool, mut full: bool) {
        for (i, &(node, n)) in path.iter().enumerate().rev() {
            let in_use = self.mark(node, n, USED, used);
            full = self.mark(node, n, FULL, full) == u64::MAX;
            if in_use != 0 {
                used = true;
                continue;
            }
            used = false;
            match i.checked_sub(1) {
                Some(up) => {
                    let (above, slot) = path[up];
                    self.publish(above + SLOTS + 8 * slot as usize, 0);
                }
                None => self.publish(self.head, 0),
            }
            self.drop_node(node);
        }
    }

    /// Says whether the entry at `index`, which is there and not the only one, is such that nothing can be added to it.
    pub fn set_full(&mut self, index: u64, full: bool) {
        let mut path = [(0usize, 0u32); LEVELS];
        let mut depth = 0;
        let mut at = self.look(self.head);
        while at & 3 == IS_NODE {
            let node = at - IS_NODE;
            let shift = self.shift(node);
            let (slot, n) = Self::slot(node, shift, index);
            path[depth] = (node, n);
            depth += 1;
            if shift == 0 {
                break;
            }
            at = self.look(slot);
        }
        self.settle(&path[..depth], true, full);
    }

    /// The first entry from `index` up to `last`.
    pub fn next(&mut self, index: u64, last: u64) -> Option<(u64, usize)> {
        let head = self.look(self.head);
        if head & 3 != IS_NODE {
            return (head != 0 && index == 0).then_some((0, head));
        }
        let node = head - IS_NODE;
        if Self::is_beyond(self.shift(node), index) {
            return None;
        }
        self.seek(node, index, last)
    }

    fn seek(&mut self, node: usize, from: u64, last: u64) -> Option<(u64, usize)> {
        let shift = self.shift(node);
        let base = if shift + 6 < 64 { from >> (shift + 6) << (shift + 6) } else { 0 };
        for n in (from >> shift & 63)..64 {
            let start = (base | n << shift).max(from);
            if start > last {
                return None;
            }
            let there = self.look(node + SLOTS + 8 * n as usize);
            match there {
                0 => {}
                entry if shift == 0 => return Some((start, entry)),
                below => {
                    let found = self.seek(below - IS_NODE, start, last);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// The first index from `from` up to `last` without an entry.
    pub fn free_index(&mut self, from: u64, last: u64) -> Option<u64> {
        if from > last {
            return None;
        }
        let head = self.look(self.head);
        if head & 3 != IS_NODE {
            let first = from.max(u64::from(head != 0));
            return (first <= last).then_some(first);
        }
        let node = head - IS_NODE;
        let shift = self.shift(node);
        if Self::is_beyond(shift, from) {
            return Some(from);
        }
        let found = self.seek_free(node, from);
        let beyond = if shift + 6 < 64 { Some(1u64 << (shift + 6)) } else { None };
        found.or(beyond).filter(|i| *i <= last)
    }

    fn seek_free(&mut self, node: usize, from: u64) -> Option<u64> {
        let shift = self.shift(node);
        let full = self.load(node + FULL);
        let base = if shift + 6 < 64 { from >> (shift + 6) << (shift + 6) } else { 0 };
        for n in (from >> shift & 63)..64 {
            if full >> n & 1 != 0 {
                continue;
            }
            let start = (base | n << shift).max(from);
            if shift == 0 {
                return Some(start);
            }
            match self.look(node + SLOTS + 8 * n as usize) {
                0 => return Some(start),
                below => {
                    let found = self.seek_free(below - IS_NODE, start);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// Whether there is no entry.
    pub fn is_empty(&mut self) -> bool {
        self.look(self.head) == 0
    }

    /// Forgets every entry.
    pub fn clear(&mut self) {
        let head = self.look(self.head);
        self.publish(self.head, 0);
        if head & 3 == IS_NODE {
            self.clear_node(head - IS_NODE);
        }
    }

    fn clear_node(&mut self, node: usize) {
        if self.shift(node) > 0 {
            for n in 0..64 {
                let below = self.look(node + SLOTS + 8 * n);
                if below != 0 {
                    self.clear_node(below - IS_NODE);
                }
            }
        }
        self.drop_node(node);
    }
}
