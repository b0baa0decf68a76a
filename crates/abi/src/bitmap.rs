use kernel::bitmap::{assign, clear_area, combine, last, next, none, weight};

doors! { "linux/bitmap.h";
    call bitmap_zero(map: usize, bits: u32) |vm, place| { combine(vm, map, (0, 0), bits as usize, |_, _| 0, place); };
    call bitmap_fill(map: usize, bits: u32) |vm, place| { combine(vm, map, (0, 0), bits as usize, |_, _| !0, place); };
    call bitmap_copy(to: usize, a: usize, bits: u32) |vm, place| {
        combine(vm, to, (a, 0), bits as usize, |x, _| x, place);
    };
    call bitmap_complement(to: usize, a: usize, bits: u32) |vm, place| {
        combine(vm, to, (a, 0), bits as usize, |x, _| !x, place);
    };
    call bitmap_set(map: usize, start: u32, bits: u32) |vm, place| {
        assign(vm, map, start as usize, bits as usize, true, place);
    };
    call bitmap_clear(map: usize, start: u32, bits: u32) |vm, place| {
        assign(vm, map, start as usize, bits as usize, false, place);
    };
    call bitmap_and(to: usize, a: usize, b: usize, bits: u32) -> bool |vm, place| {
        combine(vm, to, (a, b), bits as usize, |x, y| x & y, place)
    };
    call bitmap_andnot(to: usize, a: usize, b: usize, bits: u32) -> bool |vm, place| {
        combine(vm, to, (a, b), bits as usize, |x, y| x & !y, place)
    };
    call bitmap_or(to: usize, a: usize, b: usize, bits: u32) |vm, place| {
        combine(vm, to, (a, b), bits as usize, |x, y| x | y, place);
    };
    call bitmap_xor(to: usize, a: usize, b: usize, bits: u32) |vm, place| {
        combine(vm, to, (a, b), bits as usize, |x, y| x ^ y, place);
    };
    call bitmap_equal(a: usize, b: usize, bits: u32) -> bool |vm, place| {
        none(vm, (a, b), bits as usize, |x, y| x ^ y, place)
    };
    call bitmap_intersects(a: usize, b: usize, bits: u32) -> bool |vm, place| {
        !none(vm, (a, b), bits as usize, |x, y| x & y, place)
    };
    call bitmap_subset(a: usize, b: usize, bits: u32) -> bool |vm, place| {
        none(vm, (a, b), bits as usize, |x, y| x & !y, place)
    };
    call bitmap_empty(map: usize, bits: u32) -> bool |vm, place| none(vm, (map, 0), bits as usize, |x, _| x, place);
    call bitmap_full(map: usize, bits: u32) -> bool |vm, place| none(vm, (map, 0), bits as usize, |x, _| !x, place);
    call bitmap_weight(map: usize, bits: u32) -> u32 |vm, place| weight(vm, map, bits as usize, place);
    call bitmap_find_next_zero_area(map: usize, size: usize, start: usize, nr: u32, align: usize) -> usize
        |vm, place| clear_area(vm, map, size, start, (nr as usize, align), place);
    call find_next_bit(map: usize, size: usize, at: usize) -> usize |vm, place| {
        next(vm, (map, 0), size, at, |x, _| x, place)
    };
    call find_next_zero_bit(map: usize, size: usize, at: usize) -> usize |vm, place| {
        next(vm, (map, 0), size, at, |x, _| !x, place)
    };
    call find_next_and_bit(a: usize, b: usize, size: usize, at: usize) -> usize |vm, place| {
        next(vm, (a, b), size, at, |x, y| x & y, place)
    };
    call find_last_bit(map: usize, size: usize) -> usize |vm, place| last(vm, map, size, place);
}
