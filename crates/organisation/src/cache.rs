//! Caches of disk blocks, one for each operating system, written back when a block is evicted. Each knows the version
//! of its copy; nobody tells the other caches.

use crate::Disk;

#[derive(Clone, Copy, Debug)]
struct Copy {
    version: u32,
    dirty: bool,
}

/// The disk, and the caches of its blocks.
#[derive(Debug)]
pub(crate) struct Caches {
    /// The copies of each block: by cache, then by block.
    copies: Vec<Option<Copy>>,
    /// The blocks in each cache, oldest at the hand.
    order: Vec<Vec<u32>>,
    hands: Vec<usize>,
    /// How many caches hold a dirty copy of each block.
    dirty: Vec<u32>,
    /// The version of each block that was written last, anywhere.
    newest: Vec<u32>,
    /// The version on disk.
    stored: Vec<u32>,
    blocks: usize,
    capacity: usize,
}

/// What an access to a block met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met {
    /// It had to be fetched from the disk.
    pub(crate) missed: bool,
    /// A read that got an older content than somebody has written.
    pub(crate) stale: bool,
    /// A write that made the block dirty in a second cache.
    pub(crate) doubled: bool,
}

impl Caches {
    pub(crate) fn new(caches: usize, capacity: usize, disk: Disk) -> Caches {
        let blocks = disk.blocks as usize;
        Caches {
            copies: vec![None; caches * blocks],
            order: vec![Vec::with_capacity(capacity); caches],
            hands: vec![0; caches],
            dirty: vec![0; blocks],
            newest: vec![0; blocks],
            stored: vec![0; blocks],
            blocks,
            capacity,
        }
    }

    pub(crate) fn access(&mut self, cache: usize, block: u32, write: bool) -> Met {
        let b = block as usize;
        let at = cache * self.blocks + b;
        let missed = self.copies[at].is_none();
        if missed {
            self.make_room(cache, block);
            self.copies[at] = Some(Copy { version: self.stored[b], dirty: false });
        }
        let Some(copy) = &mut self.copies[at] else { unreachable!("the block was fetched") };
        if !write {
            return Met { missed, stale: copy.version != self.newest[b], doubled: false };
        }
        self.newest[b] += 1;
        copy.version = self.newest[b];
        let mut doubled = false;
        if !copy.dirty {
            copy.dirty = true;
            self.dirty[b] += 1;
            doubled = self.dirty[b] > 1;
        }
        Met { missed, stale: false, doubled }
    }

    /// Evicts the oldest block if the cache is full, and notes the new one.
    fn make_room(&mut self, cache: usize, block: u32) {
        let order = &mut self.order[cache];
        if order.len() < self.capacity {
            order.push(block);
            return;
        }
        let hand = self.hands[cache];
        let old = std::mem::replace(&mut order[hand], block) as usize;
        self.hands[cache] = (hand + 1) % self.capacity;
        if let Some(copy) = self.copies[cache * self.blocks + old].take()
            && copy.dirty
        {
            self.stored[old] = copy.version;
            self.dirty[old] -= 1;
        }
    }
}
