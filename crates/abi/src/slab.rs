use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::{cache, format, pages, slab, string};
use region::Memory;

doors! { "linux/slab.h";
    call kmalloc(size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kmalloc", place);
        slab::allocate(vm, size, flags, place)
    };
    call kzalloc(size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kzalloc", place);
        slab::allocate(vm, size, flags | slab::GFP_ZERO, place)
    };
    call kmalloc_array(n: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kmalloc_array", place);
        slab::allocate_array(vm, n, size, flags, place)
    };
    call kcalloc(n: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kcalloc", place);
        slab::allocate_array(vm, n, size, flags | slab::GFP_ZERO, place)
    };
    call krealloc(object: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "krealloc", place);
        slab::reallocate(vm, object, size, flags, place)
    };
    call kfree(object: usize) |vm, place| slab::free(vm, object, place);
    call ksize(object: usize) -> usize |vm, _place| slab::size(vm, object);
    call kstrdup(string: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kstrdup", place);
        slab::duplicate(vm, string, flags, place)
    };
    call kmemdup(from: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kmemdup", place);
        slab::duplicate_bytes(vm, from, size, 0, flags, place)
    };
    call kmemdup_nul(from: usize, size: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kmemdup_nul", place);
        slab::duplicate_bytes(vm, from, size, 1, flags, place)
    };
    call kstrndup(string: usize, most: usize, flags: u32) -> usize |vm, place| {
        slab::might_block(vm, flags, "kstrndup", place);
        match string {
            0 => 0,
            _ => {
                let len = string::length_most(vm, string, most, place);
                slab::duplicate_bytes(vm, string, len, 1, flags, place)
            }
        }
    };
    call kfree_sensitive(object: usize) |vm, place| slab::free_sensitive(vm, object, place);
    call kmem_cache_create(name: usize, size: u32, align: u32, flags: u32, constructor: usize) -> usize |vm, place| {
        cache::create(vm, name, size as usize, align as usize, flags, constructor, place)
    };
    call kmem_cache_destroy(cache: usize) |vm, place| cache::destroy(vm, cache, place);
    call kmem_cache_alloc(cache: usize, flags: u32) -> usize |vm, place| cache::allocate(vm, cache, flags, place);
    call kmem_cache_zalloc(cache: usize, flags: u32) -> usize |vm, place| cache::zalloc(vm, cache, flags, place);
    call kmem_cache_free(cache: usize, object: usize) |vm, place| cache::free(vm, cache, object, place);
    call kmem_cache_size(cache: usize) -> u32 |vm, place| cache::size(vm, cache, place) as u32;
    call kvmalloc(size: usize, flags: u32) -> usize |vm, place| pages::kvmalloc(vm, size, flags, place);
    call kvmalloc_array(n: usize, size: usize, flags: u32) -> usize |vm, place| {
        n.checked_mul(size).map_or(0, |bytes| pages::kvmalloc(vm, bytes, flags, place))
    };
    call kvrealloc(object: usize, old: usize, size: usize, flags: u32) -> usize |vm, place| {
        pages::kvrealloc(vm, object, old, size, flags, place)
    };
    call kvfree(object: usize) |vm, place| pages::kvfree(vm, object, place);
    call vmalloc(size: usize) -> usize |vm, place| pages::vmalloc(vm, size, false, "vmalloc", place);
    call vzalloc(size: usize) -> usize |vm, place| pages::vmalloc(vm, size, true, "vzalloc", place);
    call vfree(object: usize) |vm, place| pages::vfree(vm, object, place);
    call is_vmalloc_addr(address: usize) -> bool |vm, _place| pages::is_vmalloc(vm, address);
    call alloc_pages(flags: u32, order: u32) -> usize |vm, place| {
        pages::allocate(vm, flags, order, "alloc_pages", place)
    };
    call __get_free_pages(flags: u32, order: u32) -> usize |vm, place| pages::get(vm, flags, order, place);
    call __free_pages(page: usize, _order: u32) |vm, place| pages::put(vm, page, place);
    call free_pages(address: usize, _order: u32) |vm, place| pages::free(vm, address, place);
    call get_page(page: usize) |vm, place| pages::hold(vm, page, place);
    call put_page(page: usize) |vm, place| pages::put(vm, page, place);
    call page_address(page: usize) -> usize |vm, place| pages::address(vm, page, place);
    call virt_to_page(address: usize) -> usize |vm, _place| pages::of(vm, address);
}

variadic!(kasprintf => print);

extern "C" fn print(registers: usize, overflow: usize) -> usize {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (flags, format) = (named(registers, 0) as u32, named(registers, 1));
    allocate_printed(vm, flags, format, after(2, registers, overflow), place)
}

/// Allocates room for what the format prints, and prints it there; 0: there is no memory.
fn allocate_printed(
    vm: &mut vm::Vm,
    flags: u32,
    at: usize,
    arguments: format::Varargs,
    place: machine::Place,
) -> usize {
    slab::might_block(vm, flags, "kasprintf", place);
    let len = format::print_to(vm, 0, 0, at, arguments, place);
    let to = slab::allocate(vm, len + 1, flags, place);
    if to != 0 {
        format::print_to(vm, to, len + 1, at, arguments, place);
    }
    to
}

mod list {
    use super::{Memory, allocate_printed, format};
    doors! { "linux/slab.h";
        call kvasprintf(flags: u32, format: usize, list: usize) -> usize |vm, place| {
            // A va_list of the System V ABI: gp_offset, fp_offset, overflow_arg_area, reg_save_area.
            let field = |at: usize, size: usize| vm.machine.memory.load(list + at, size).unwrap_or(0) as usize;
            let arguments =
                format::Varargs { registers: field(16, 8), used: field(0, 4) / 8, overflow: field(8, 8) };
            allocate_printed(vm, flags, format, arguments, place)
        };
    }
}

/// Those that print what they allocate.
pub(crate) const PRINTED: &[Door] =
    &[Door::new("kasprintf", "linux/sprintf.h", kasprintf as *const ()), list::DOORS[0]];
