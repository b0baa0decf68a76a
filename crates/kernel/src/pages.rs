//! Whole pages: `alloc_pages` and `vmalloc`.
//!
//! Memory is mapped once, at addresses that are physical and virtual in one. The `struct page`s of an allocation are the
//! object that stands before it in the heap's list, so that a page is found by an address and an address by a page.

use crate::{bug, slab};
use machine::{AccessKind, Atomic, Fault, Order, Origin, Place, Rmw, layout};
use region::Memory;
use vm::Vm;

use layout::page::{ADDRESS, COUNT, ORDER, SIZE};

const PAGE: usize = 4096;
/// `MAX_ORDER` of 6.1: one more than the largest order.
const MAX_ORDER: u32 = 11;
/// The most that `vmalloc` gives.
const LARGEST: usize = 64 << 20;
const POISON: u8 = 0x5a;

/// `pages` pages of which `bytes` are asked for, and their `struct page`s: the first of these; 0: there is no memory.
fn take(vm: &mut Vm, bytes: usize, order: u32, origin: Origin, flags: u32, place: Place) -> usize {
    let pages = bytes.div_ceil(PAGE);
    let ours = Place { pc: 0, ..place };
    let first = vm.allocate_of(pages * SIZE, 64, origin, 0, ours);
    if first == 0 {
        return 0;
    }
    let fill = if flags & slab::GFP_ZERO != 0 { 0 } else { POISON };
    let memory = vm.allocate_of(bytes, PAGE, origin, fill, place);
    if memory == 0 {
        vm.release(first, ours);
        return 0;
    }
    for i in 0..pages {
        let page = first + i * SIZE;
        vm.machine.memory.store(page + ADDRESS, 8, (memory + i * PAGE) as u64);
        vm.machine.memory.store(page + COUNT, 4, u64::from(i == 0 || origin == Origin::Vmalloc));
        vm.machine.memory.store(page + ORDER, 4, order.into());
    }
    first
}

/// `alloc_pages`: a page, or 0.
pub fn allocate(vm: &mut Vm, flags: u32, order: u32, call: &'static str, place: Place) -> usize {
    slab::might_block(vm, flags, call, place);
    if order >= MAX_ORDER {
        bug::warn_of_kernel_once(vm, "mm/page_alloc.c:5534", "order is MAX_ORDER or larger", place);
        return 0;
    }
    if slab::is_failing(vm, flags, place) {
        return 0;
    }
    take(vm, PAGE << order, order, Origin::Pages, flags, place)
}

/// `page_address`; 0 of no page.
pub fn address(vm: &mut Vm, page: usize, place: Place) -> usize {
    if page == 0 {
        return 0;
    }
    vm.touch(page + ADDRESS, 8, AccessKind::Read, place);
    vm.machine.memory.load(page + ADDRESS, 8).unwrap_or(0) as usize
}

/// `__get_free_pages`: the memory's address, or 0.
pub fn get(vm: &mut Vm, flags: u32, order: u32, place: Place) -> usize {
    match allocate(vm, flags, order, "__get_free_pages", place) {
        0 => 0,
        page => address(vm, page, place),
    }
}

/// `virt_to_page`: 0 of what is no page of ours.
pub fn of(vm: &Vm, address: usize) -> usize {
    let heap = vm.machine.heap();
    let Some(i) = heap.index_of(address).filter(|i| *i > 0) else { return 0 };
    match heap.objects()[i] {
        o if matches!(o.origin, Origin::Pages | Origin::Vmalloc) && address >= o.address => {
            heap.objects()[i - 1].address + (address - o.address) / PAGE * SIZE
        }
        _ => 0,
    }
}

fn count(vm: &mut Vm, page: usize, rmw: Rmw, place: Place) -> i32 {
    let atomic = Atomic { address: page + COUNT, size: 4, rmw, order: Order::Full, operand: 1, other: 0 };
    vm.atomic(atomic, place) as i32
}

/// `get_page`
pub fn hold(vm: &mut Vm, page: usize, place: Place) {
    count(vm, page, Rmw::Add, place);
}

/// `put_page`, `__free_pages`: who gives the last reference back frees the pages.
pub fn put(vm: &mut Vm, page: usize, place: Place) {
    if page == 0 {
        return;
    }
    let memory = address(vm, page, place);
    match count(vm, page, Rmw::Sub, place) {
        1 => release(vm, memory, page, place),
        n if n <= 0 => bug::warn_of_kernel(
            vm,
            "include/linux/mm.h:762",
            "page dumped because: VM_BUG_ON_PAGE(page_ref_count(page) == 0)",
            place,
        ),
        _ => {}
    }
}

fn release(vm: &mut Vm, memory: usize, page: usize, place: Place) {
    vm.release(memory, place);
    vm.release(page, Place { pc: 0, ..place });
}

/// `free_pages`
pub fn free(vm: &mut Vm, memory: usize, place: Place) {
    if memory == 0 {
        return;
    }
    let known = vm.machine.heap().find(memory).filter(|o| o.address == memory && o.origin == Origin::Pages);
    match known.map(|o| o.freed) {
        Some(None) => put(vm, of(vm, memory), place),
        // A second time, or of what is none.
        Some(Some(_)) => vm.release(memory, place),
        None => vm.misuse(machine::Misuse::NotAllocated { address: memory }, place),
    }
}

/// `vmalloc`: the memory's address, or 0.
pub fn vmalloc(vm: &mut Vm, bytes: usize, zero: bool, call: &'static str, place: Place) -> usize {
    vm.might_sleep(call, place);
    if bytes == 0 || bytes > LARGEST || vm.fails(Fault::Allocation, place) {
        return 0;
    }
    let flags = if zero { slab::GFP_ZERO } else { 0 };
    match take(vm, bytes, 0, Origin::Vmalloc, flags, place) {
        0 => 0,
        page => address(vm, page, place),
    }
}

/// `vfree`
pub fn vfree(vm: &mut Vm, memory: usize, place: Place) {
    if vm.machine.context(vm.current()).level == machine::Level::Task {
        vm.might_sleep("vfree", place);
    }
    if memory == 0 {
        return;
    }
    let known = vm.machine.heap().find(memory).filter(|o| o.address == memory && o.origin == Origin::Vmalloc);
    match known.map(|o| o.freed) {
        Some(None) => {
            let page = of(vm, memory);
            release(vm, memory, page, place);
        }
        Some(Some(_)) => vm.release(memory, place),
        None => {
            let said = format!("Trying to vfree() nonexistent vm area ({memory:016x})");
            bug::warn_of_kernel(vm, "mm/vmalloc.c:2660", &said, place);
        }
    }
}

/// `kvmalloc`: what is larger than a page may come from `vmalloc`, where the caller may sleep.
pub fn kvmalloc(vm: &mut Vm, bytes: usize, flags: u32, place: Place) -> usize {
    slab::might_block(vm, flags, "kvmalloc", place);
    if bytes <= PAGE || flags & slab::GFP_DIRECT_RECLAIM == 0 {
        return slab::allocate(vm, bytes, flags, place);
    }
    vmalloc(vm, bytes, flags & slab::GFP_ZERO != 0, "kvmalloc", place)
}

/// `kvfree`
pub fn kvfree(vm: &mut Vm, memory: usize, place: Place) {
    let known = vm.machine.heap().find(memory).map(|o| o.origin);
    match known {
        Some(Origin::Vmalloc) => vfree(vm, memory, place),
        _ => slab::free(vm, memory, place),
    }
}

/// `is_vmalloc_addr`
pub fn is_vmalloc(vm: &Vm, memory: usize) -> bool {
    vm.machine.heap().find(memory).is_some_and(|o| o.origin == Origin::Vmalloc)
}

/// `kvrealloc` of an object of `old` bytes.
pub fn kvrealloc(vm: &mut Vm, memory: usize, old: usize, bytes: usize, flags: u32, place: Place) -> usize {
    if old >= bytes && memory > slab::ZERO_SIZE {
        return memory;
    }
    let to = kvmalloc(vm, bytes, flags, place);
    if to > slab::ZERO_SIZE && memory > slab::ZERO_SIZE {
        crate::string::copy(vm, to, memory, old, place);
        kvfree(vm, memory, place);
    }
    to
}
