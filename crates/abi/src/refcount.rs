use kernel::refcount;

doors! { "linux/refcount.h";
    call refcount_add(n: i32, r: usize) |vm, place| refcount::add(vm, r, n, place);
    call refcount_inc(r: usize) |vm, place| refcount::add(vm, r, 1, place);
    call refcount_dec(r: usize) |vm, place| refcount::decrement(vm, r, place);
    poll refcount_add_not_zero(n: i32, r: usize) -> bool |vm, place| refcount::add_not_zero(vm, r, n, place);
    poll refcount_inc_not_zero(r: usize) -> bool |vm, place| refcount::add_not_zero(vm, r, 1, place);
    call refcount_sub_and_test(n: i32, r: usize) -> bool |vm, place| refcount::sub_and_test(vm, r, n, place);
    call refcount_dec_and_test(r: usize) -> bool |vm, place| refcount::sub_and_test(vm, r, 1, place);
    poll refcount_dec_if_one(r: usize) -> bool |vm, place| refcount::decrement_if_one(vm, r, place);
    poll refcount_dec_not_one(r: usize) -> bool |vm, place| refcount::decrement_not_one(vm, r, place);
}
