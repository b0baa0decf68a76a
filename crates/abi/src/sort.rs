use kernel::sort::Array;

doors! { "linux/sort.h";
    call sort(base: usize, n: usize, size: usize, compare: usize, swap: usize) |vm, place| {
        vm.event(place);
        Array { vm, base, size, compare, swap, data: 0, place }.sort(n);
    };
    call sort_r(base: usize, n: usize, size: usize, compare: usize, swap: usize, data: u64) |vm, place| {
        vm.event(place);
        Array { vm, base, size, compare, swap, data, place }.sort(n);
    };
}
