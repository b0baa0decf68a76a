//! Slab caches: objects of one size and one name (`kmem_cache_create`).
//!
//! A cache is a `struct kmem_cache` on the heap, so that using one that was destroyed is a use after free. Its objects are
//! the heap's, each with the cache it comes from. Memory is given out once, so that a constructor runs for each object.

use crate::{bug, slab, string};
use machine::{AccessKind, Origin, Place, layout};
use region::Memory;
use vm::Vm;

use layout::kmem_cache::{ALIGN, CONSTRUCTOR, FLAGS, NAME, OBJECT_SIZE, SIZE, SIZE_};

/// `SLAB_HWCACHE_ALIGN`
const CACHE_LINE: u32 = 0x2000;
const LARGEST: usize = 1 << 22;

fn field(vm: &mut Vm, cache: usize, at: usize, size: usize, place: Place) -> usize {
    vm.touch(cache + at, size, AccessKind::Read, place);
    vm.machine.memory.load(cache + at, size).unwrap_or(0) as usize
}

/// `kmem_cache_create`: the cache, or 0.
pub fn create(
    vm: &mut Vm,
    name: usize,
    size: usize,
    align: usize,
    flags: u32,
    constructor: usize,
    place: Place,
) -> usize {
    vm.might_sleep("kmem_cache_create", place);
    if name == 0 || size == 0 || size > LARGEST {
        return 0;
    }
    let line = if flags & CACHE_LINE != 0 { 64 } else { 8 };
    let align = align.max(if size < line { size.next_power_of_two() } else { line }).clamp(8, 4096);
    let cache = slab::allocate(vm, SIZE, slab::GFP_ZERO, place);
    if cache == 0 {
        return 0;
    }
    let fields = [
        (OBJECT_SIZE, 4, size),
        (SIZE_, 4, size.next_multiple_of(align)),
        (ALIGN, 4, align),
        (FLAGS, 4, flags as usize),
        (NAME, 8, name),
        (CONSTRUCTOR, 8, constructor),
    ];
    for (at, bytes, value) in fields {
        vm.machine.memory.store(cache + at, bytes, value as u64);
    }
    cache
}

/// `kmem_cache_size`
pub fn size(vm: &mut Vm, cache: usize, place: Place) -> usize {
    field(vm, cache, OBJECT_SIZE, 4, place)
}

/// `kmem_cache_alloc`: an object, or 0.
pub fn allocate(vm: &mut Vm, cache: usize, flags: u32, place: Place) -> usize {
    slab::might_block(vm, flags, "kmem_cache_alloc", place);
    let bytes = size(vm, cache, place);
    let align = field(vm, cache, ALIGN, 4, place);
    let constructor = field(vm, cache, CONSTRUCTOR, 8, place);
    let object = slab::allocate_of(vm, bytes, align.max(16), Origin::Cache(cache), flags, place);
    if object != 0 && constructor != 0 {
        vm.call(constructor, [object as u64, 0, 0, 0, 0], place);
    }
    object
}

fn name(vm: &Vm, cache: usize) -> String {
    let at = vm.machine.memory.load(cache + NAME, 8).unwrap_or(0) as usize;
    let byte = |i: usize| vm.machine.memory.load(at + i, 1).filter(|b| *b != 0);
    (0..64).map_while(byte).map(|b| char::from(b as u8)).collect()
}

/// `kmem_cache_free`
pub fn free(vm: &mut Vm, cache: usize, object: usize, place: Place) {
    if object == 0 {
        return;
    }
    let known = vm.machine.heap().find(object).filter(|o| o.address == object).map(|o| o.origin);
    match known {
        Some(Origin::Cache(of)) if of != cache => {
            let said = format!(
                "cache_from_obj: Wrong slab cache. {} but object is from {}",
                name(vm, cache),
                name(vm, of)
            );
            bug::warn_of_kernel(vm, "mm/slab.h:439", &said, place);
        }
        Some(Origin::Pages | Origin::Vmalloc) => vm.free(object, place),
        _ => {
            field(vm, cache, OBJECT_SIZE, 4, place);
            vm.free(object, place);
        }
    }
}

/// `kmem_cache_destroy`: objects that were not freed are told, and lost.
pub fn destroy(vm: &mut Vm, cache: usize, place: Place) {
    if cache == 0 {
        return;
    }
    vm.might_sleep("kmem_cache_destroy", place);
    field(vm, cache, OBJECT_SIZE, 4, place);
    let is_left = |o: &&machine::Allocation| o.origin == Origin::Cache(cache) && o.freed.is_none();
    let left = vm.machine.heap().objects().iter().filter(is_left).count();
    if left > 0 {
        let at = vm.symbol(place.pc, true);
        let said = format!(
            "kmem_cache_destroy {}: Slab cache still has objects when called from {at}",
            name(vm, cache)
        );
        bug::warn_of_kernel(vm, "mm/slab_common.c:505", &said, place);
    }
    vm.free(cache, place);
}

/// `kmem_cache_alloc` with `__GFP_ZERO`, for caches without a constructor.
pub fn zalloc(vm: &mut Vm, cache: usize, flags: u32, place: Place) -> usize {
    let object = allocate(vm, cache, flags | slab::GFP_ZERO, place);
    if object != 0 && field(vm, cache, CONSTRUCTOR, 8, place) != 0 {
        let bytes = size(vm, cache, place);
        string::fill(vm, object, 0, bytes, place);
    }
    object
}
