use kernel::cmdline;

doors! { "linux/kernel.h";
    call get_option(text: usize, value: usize) -> i32 |vm, place| {
        vm.event(place);
        cmdline::option(vm, text, value, place)
    };
    call get_options(text: usize, n: i32, values: usize) -> usize |vm, place| {
        vm.event(place);
        cmdline::options(vm, text, n.max(0) as usize, values, place)
    };
    call memparse(text: usize, end: usize) -> u64 |vm, place| {
        vm.event(place);
        cmdline::memory(vm, text, end, place)
    };
}
