use kernel::random;

doors! { "linux/random.h";
    call get_random_u64() -> u64 |vm, place| {
        vm.event(place);
        random::next(vm)
    };
    call get_random_bytes(to: usize, n: usize) |vm, place| {
        vm.event(place);
        random::fill(vm, to, n, place);
    };
}
