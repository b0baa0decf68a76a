//! The constants are those of `include/lockstep/atomic.h`.

use machine::{Atomic, Order, Rmw, layout};
use vm::Vm;

fn order(n: i32) -> Order {
    match n {
        layout::ORDER_RELAXED => Order::Relaxed,
        layout::ORDER_ACQUIRE => Order::Acquire,
        layout::ORDER_RELEASE => Order::Release,
        _ => Order::Full,
    }
}

pub(crate) fn operation(n: i32) -> Rmw {
    match n {
        layout::ATOMIC_ADD => Rmw::Add,
        layout::ATOMIC_SUB => Rmw::Sub,
        layout::ATOMIC_AND => Rmw::And,
        layout::ATOMIC_OR => Rmw::Or,
        layout::ATOMIC_XOR => Rmw::Xor,
        _ => Rmw::AndNot,
    }
}

fn guard(n: i32) -> Rmw {
    match n {
        layout::UNLESS_NEGATIVE => Rmw::AddUnlessNegative,
        layout::UNLESS_POSITIVE => Rmw::AddUnlessPositive,
        _ => Rmw::AddUnlessBelow,
    }
}

#[inline(always)]
fn perform(
    vm: &mut Vm,
    place: machine::Place,
    address: usize,
    size: u8,
    rmw: Rmw,
    values: (u64, u64),
    n: i32,
) -> u64 {
    vm.atomic(Atomic { address, size, rmw, order: order(n), operand: values.0, other: values.1 }, place)
}

doors! { "linux/atomic.h";
    poll __lockstep_atomic32_fetch(v: usize, op: i32, operand: i32, n: i32) -> i32 |vm, place| {
        perform(vm, place, v, 4, operation(op), (operand as u32 as u64, 0), n) as i32
    };
    poll __lockstep_atomic32_xchg(v: usize, value: i32, n: i32) -> i32 |vm, place| {
        perform(vm, place, v, 4, Rmw::Exchange, (value as u32 as u64, 0), n) as i32
    };
    poll __lockstep_atomic32_cmpxchg(v: usize, expected: i32, value: i32, n: i32) -> i32 |vm, place| {
        perform(vm, place, v, 4, Rmw::CompareExchange, (value as u32 as u64, expected as u32 as u64), n) as i32
    };
    poll __lockstep_atomic32_unless(v: usize, add: i32, unless: i32, n: i32) -> i32 |vm, place| {
        perform(vm, place, v, 4, Rmw::AddUnless, (add as u32 as u64, unless as u32 as u64), n) as i32
    };
    poll __lockstep_atomic32_guarded(v: usize, add: i32, g: i32, n: i32) -> i32 |vm, place| {
        perform(vm, place, v, 4, guard(g), (add as u32 as u64, 0), n) as i32
    };
    poll __lockstep_atomic64_fetch(v: usize, op: i32, operand: u64, n: i32) -> u64 |vm, place| {
        perform(vm, place, v, 8, operation(op), (operand, 0), n)
    };
    poll __lockstep_atomic64_xchg(v: usize, value: u64, n: i32) -> u64 |vm, place| {
        perform(vm, place, v, 8, Rmw::Exchange, (value, 0), n)
    };
    poll __lockstep_atomic64_cmpxchg(v: usize, expected: u64, value: u64, n: i32) -> u64 |vm, place| {
        perform(vm, place, v, 8, Rmw::CompareExchange, (value, expected), n)
    };
    poll __lockstep_atomic64_unless(v: usize, add: u64, unless: u64, n: i32) -> u64 |vm, place| {
        perform(vm, place, v, 8, Rmw::AddUnless, (add, unless), n)
    };
    poll __lockstep_atomic64_guarded(v: usize, add: u64, g: i32, n: i32) -> u64 |vm, place| {
        perform(vm, place, v, 8, guard(g), (add, 0), n)
    };
    poll __lockstep_xchg(object: usize, size: usize, value: u64, n: i32) -> u64 |vm, place| {
        perform(vm, place, object, size as u8, Rmw::Exchange, (value, 0), n)
    };
    poll __lockstep_cmpxchg(object: usize, size: usize, expected: u64, value: u64, n: i32) -> u64 |vm, place| {
        perform(vm, place, object, size as u8, Rmw::CompareExchange, (value, expected), n)
    };
}
