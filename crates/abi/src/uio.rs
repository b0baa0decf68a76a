use kernel::iter;

doors! { "linux/uio.h";
    call copy_to_iter(from: usize, n: usize, to: usize) -> usize |vm, place| iter::copy(vm, from, n, to, true, place);
    call copy_from_iter(to: usize, n: usize, from: usize) -> usize |vm, place| {
        iter::copy(vm, to, n, from, false, place)
    };
    call iov_iter_advance(iter: usize, n: usize) |vm, place| {
        vm.event(place);
        iter::advance(vm, iter, n, place);
    };
    call iov_iter_revert(iter: usize, n: usize) |vm, place| {
        vm.event(place);
        iter::advance(vm, iter, n.wrapping_neg(), place);
    };
}
