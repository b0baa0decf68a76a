//! `kmalloc` and `kfree`. Objects come filled with the kernel's poison for memory in use, 0x5a, so that a read of
//! what was never written gives the same in every process.

use crate::string;
use machine::{AccessKind, Fault, Origin, Place};
use vm::Vm;

const POISON: u8 = 0x5a;
const LARGEST: usize = 1 << 22;
pub use machine::layout::{GFP_ZERO, ZERO_SIZE_PTR as ZERO_SIZE};

/// `__GFP_DIRECT_RECLAIM`: the caller may sleep.
pub const GFP_DIRECT_RECLAIM: u32 = 0x400;
const GFP_NOFAIL: u32 = 0x8000;

/// `call` allocates with these flags: unless they are those of `GFP_ATOMIC` and its like, it may sleep.
pub fn might_block(vm: &mut Vm, flags: u32, call: &'static str, place: Place) {
    if flags & GFP_DIRECT_RECLAIM != 0 {
        vm.might_sleep(call, place);
    }
}

/// `kmalloc(size, flags)`; 0 if there is no memory.
pub fn allocate(vm: &mut Vm, size: usize, flags: u32, place: Place) -> usize {
    allocate_of(vm, size, 16, Origin::Kmalloc, flags, place)
}

/// The same at a multiple of `align`, from that allocator.
pub fn allocate_of(
    vm: &mut Vm,
    size: usize,
    align: usize,
    origin: Origin,
    flags: u32,
    place: Place,
) -> usize {
    match size {
        0 => ZERO_SIZE,
        n if n > LARGEST => 0,
        _ if is_failing(vm, flags, place) => 0,
        n => vm.allocate_of(n, align, origin, if flags & GFP_ZERO != 0 { 0 } else { POISON }, place),
    }
}

/// Whether this allocation is one that is made to fail.
pub fn is_failing(vm: &mut Vm, flags: u32, place: Place) -> bool {
    flags & GFP_NOFAIL == 0 && vm.fails(Fault::Allocation, place)
}

/// `kmalloc_array(n, size, flags)`; 0 if the product overflows.
pub fn allocate_array(vm: &mut Vm, n: usize, size: usize, flags: u32, place: Place) -> usize {
    n.checked_mul(size).map_or(0, |bytes| allocate(vm, bytes, flags, place))
}

/// `kfree(address)`
pub fn free(vm: &mut Vm, address: usize, place: Place) {
    if address > ZERO_SIZE {
        vm.free(address, place);
    }
}

/// `ksize(address)`
pub fn size(vm: &Vm, address: usize) -> usize {
    let object = vm.machine.heap().find(address);
    object.filter(|o| o.address == address && o.freed.is_none()).map_or(0, |o| o.size)
}

/// `krealloc(address, size, flags)`
pub fn reallocate(vm: &mut Vm, address: usize, bytes: usize, flags: u32, place: Place) -> usize {
    if address <= ZERO_SIZE {
        return allocate(vm, bytes, flags, place);
    }
    if bytes == 0 {
        free(vm, address, place);
        return ZERO_SIZE;
    }
    let kept = size(vm, address).min(bytes);
    let to = allocate(vm, bytes, flags, place);
    if to > ZERO_SIZE {
        string::copy(vm, to, address, kept, place);
        free(vm, address, place);
    }
    to
}

/// `kmemdup(from, size, flags)`, with `zeros` bytes of zero behind it.
pub fn duplicate_bytes(
    vm: &mut Vm,
    from: usize,
    size: usize,
    zeros: usize,
    flags: u32,
    place: Place,
) -> usize {
    let to = allocate(vm, size + zeros, flags, place);
    if to > ZERO_SIZE {
        string::copy(vm, to, from, size, place);
        if zeros > 0 {
            string::fill(vm, to + size, 0, zeros, place);
        }
    }
    to
}

/// `kfree_sensitive(address)`
pub fn free_sensitive(vm: &mut Vm, address: usize, place: Place) {
    let bytes = size(vm, address);
    if bytes > 0 {
        string::fill(vm, address, 0, bytes, place);
    }
    free(vm, address, place);
}

/// `kstrdup(string, flags)`
pub fn duplicate(vm: &mut Vm, string: usize, flags: u32, place: Place) -> usize {
    if string == 0 {
        return 0;
    }
    let len = string::length(vm, string, place) + 1;
    let to = allocate(vm, len, flags, place);
    if to > ZERO_SIZE {
        vm.touch(to, len, AccessKind::Write, place);
        string::copy(vm, to, string, len, place);
    }
    to
}
