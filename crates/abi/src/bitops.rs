//! Bit `nr` lies in word `nr / 64`, whatever `nr` is: a negative one lies before the map.

use machine::{Access, AccessKind, Atomic, Order, Place, Rmw};
use region::Memory;
use vm::Vm;

fn word(nr: i64, map: usize) -> usize {
    map.wrapping_add_signed(8 * nr.div_euclid(64) as isize)
}

fn mask(nr: i64) -> u64 {
    1 << nr.rem_euclid(64)
}

/// Changes the bit; whether it was set.
fn change(vm: &mut Vm, nr: i64, map: usize, rmw: Rmw, order: Order, place: Place) -> bool {
    let atomic = Atomic { address: word(nr, map), size: 8, rmw, order, operand: mask(nr), other: 0 };
    vm.atomic(atomic, place) & mask(nr) != 0
}

fn test(vm: &mut Vm, nr: i64, map: usize, place: Place) -> bool {
    let address = word(nr, map);
    vm.access(Access { address, size: 8, kind: AccessKind::MarkedRead }, place);
    vm.machine.memory.load(address, 8).unwrap_or(0) & mask(nr) != 0
}

doors! { "linux/bitops.h";
    call set_bit(nr: i64, map: usize) |vm, place| { change(vm, nr, map, Rmw::Or, Order::Relaxed, place); };
    call clear_bit(nr: i64, map: usize) |vm, place| { change(vm, nr, map, Rmw::AndNot, Order::Relaxed, place); };
    call change_bit(nr: i64, map: usize) |vm, place| { change(vm, nr, map, Rmw::Xor, Order::Relaxed, place); };
    poll test_and_set_bit(nr: i64, map: usize) -> bool |vm, place| {
        change(vm, nr, map, Rmw::Or, Order::Full, place)
    };
    poll test_and_clear_bit(nr: i64, map: usize) -> bool |vm, place| {
        change(vm, nr, map, Rmw::AndNot, Order::Full, place)
    };
    call test_and_change_bit(nr: i64, map: usize) -> bool |vm, place| {
        change(vm, nr, map, Rmw::Xor, Order::Full, place)
    };
    poll test_and_set_bit_lock(nr: i64, map: usize) -> bool |vm, place| {
        change(vm, nr, map, Rmw::Or, Order::Acquire, place)
    };
    call clear_bit_unlock(nr: i64, map: usize) |vm, place| {
        change(vm, nr, map, Rmw::AndNot, Order::Release, place);
    };
    call __clear_bit_unlock(nr: i64, map: usize) |vm, place| {
        change(vm, nr, map, Rmw::AndNot, Order::Release, place);
    };
    poll test_bit(nr: i64, map: usize) -> bool |vm, place| test(vm, nr, map, place);
    poll test_bit_acquire(nr: i64, map: usize) -> bool |vm, place| {
        let set = test(vm, nr, map, place);
        vm.barrier(Order::Acquire, place);
        set
    };
    call hweight8(word: u32) -> u32 |_vm, _place| (word & 0xff).count_ones();
    call hweight16(word: u32) -> u32 |_vm, _place| (word & 0xffff).count_ones();
    call hweight32(word: u32) -> u32 |_vm, _place| word.count_ones();
    call hweight64(word: u64) -> u64 |_vm, _place| word.count_ones().into();
    call fls(word: u32) -> i32 |_vm, _place| 32 - word.leading_zeros() as i32;
    call fls64(word: u64) -> i32 |_vm, _place| 64 - word.leading_zeros() as i32;
}
