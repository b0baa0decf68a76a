use kernel::slab;

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
}
