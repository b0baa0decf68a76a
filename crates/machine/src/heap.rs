//! What is known of the heap: every object that was allocated, where, by whom, and where it was freed.
//!
//! Each context has a part of the arena of its own, so that an address is a function of who asks and how much it
//! was given before. Freed memory is not given out again within an execution. Objects have a red zone after them.

use crate::{Machine, Misuse};
use engine::Ctx;
use region::{Memory, layout};

/// Which allocator an object comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// `kmalloc`
    #[default]
    Kmalloc,
    /// The `kmem_cache` at this address.
    Cache(usize),
    /// `alloc_pages`
    Pages,
    /// `vmalloc`
    Vmalloc,
}

/// An object of the heap.
#[derive(Clone, Copy, Debug)]
pub struct Allocation {
    /// Its first byte.
    pub address: usize,
    /// How many bytes were asked for.
    pub size: usize,
    /// Who asked, and from where.
    pub by: (Ctx, usize),
    /// Who freed it, and from where.
    pub freed: Option<(Ctx, usize)>,
    /// What gave it out.
    pub origin: Origin,
}

/// All objects of an execution, in the order in which they were made.
#[derive(Default)]
pub struct Heap {
    objects: Vec<Allocation>,
    shared: usize,
}

const PART: usize = 512 << 10;
const SHARED: usize = PART * engine::CONTEXTS;
pub(crate) const REDZONE: usize = 16;

impl Heap {
    pub(crate) fn with_capacity(n: usize) -> Heap {
        Heap { objects: Vec::with_capacity(n), shared: 0 }
    }

    pub(crate) fn reset(&mut self) {
        self.objects.clear();
        self.shared = 0;
    }

    /// Notes an object; its index.
    pub(crate) fn add(&mut self, object: Allocation) -> usize {
        self.objects.push(object);
        self.objects.len() - 1
    }

    /// All objects, the oldest first.
    pub fn objects(&self) -> &[Allocation] {
        &self.objects
    }

    /// The object whose bytes or red zone `address` lies in.
    pub fn find(&self, address: usize) -> Option<&Allocation> {
        self.index_of(address).map(|i| &self.objects[i])
    }

    /// The number of the object whose bytes or red zone `address` lies in.
    pub fn index_of(&self, address: usize) -> Option<usize> {
        if !layout::ARENA.contains(address) {
            return None;
        }
        let room = |o: &Allocation| o.size.max(1).next_multiple_of(16) + REDZONE;
        self.objects.iter().rposition(|o| o.address <= address && address - o.address < room(o))
    }
}

impl<M: Memory> Machine<M> {
    /// Gives `size` bytes to `c`, who asks from `pc`; the index of the new object. `None`: the arena is full.
    pub fn allocate(&mut self, c: Ctx, size: usize, pc: usize) -> Option<usize> {
        self.allocate_of(c, size, 16, Origin::Kmalloc, pc)
    }

    /// The same at a multiple of `align`, a power of two from 16 up, from that allocator.
    pub fn allocate_of(
        &mut self,
        c: Ctx,
        size: usize,
        align: usize,
        origin: Origin,
        pc: usize,
    ) -> Option<usize> {
        let room = size.max(1).checked_next_multiple_of(16)?.checked_add(REDZONE + align - 16)?;
        let address = self.reserve(c, room)?.next_multiple_of(align);
        Some(self.heap.add(Allocation { address, size, by: (c, pc), freed: None, origin }))
    }

    /// Takes `room` bytes, a multiple of 16, out of the part of `c`, or out of the shared rest.
    pub(crate) fn reserve(&mut self, c: Ctx, room: usize) -> Option<usize> {
        let given = self.contexts[c.index()].given as usize;
        Some(if room <= (PART - REDZONE).saturating_sub(given) {
            self.contexts[c.index()].given += room as u32;
            // The first object of a part has a red zone before it, too.
            layout::ARENA.start + c.index() * PART + REDZONE + given
        } else {
            let at = SHARED + self.heap.shared;
            if room > layout::ARENA.size - at {
                return None;
            }
            self.heap.shared += room;
            layout::ARENA.start + at
        })
    }

    /// Marks the object at `address` as freed; its index.
    pub fn free(&mut self, c: Ctx, address: usize, pc: usize) -> Result<usize, Misuse> {
        let found = self.heap.objects.iter().rposition(|o| o.address == address);
        let Some(i) = found else { return Err(Misuse::NotAllocated { address }) };
        let object = &mut self.heap.objects[i];
        if object.freed.is_some() {
            return Err(Misuse::DoubleFree { address });
        }
        object.freed = Some((c, pc));
        Ok(i)
    }
}
