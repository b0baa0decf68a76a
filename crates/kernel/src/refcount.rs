//! Reference counts that saturate: Documentation/core-api/refcount-vs-atomic.rst says what orders what, and
//! lib/refcount.c what is said when a count goes wrong.

use crate::bug;
use machine::{Access, AccessKind, Atomic, Order, Place, Rmw};
use region::Memory;
use vm::Vm;

/// `REFCOUNT_SATURATED`
const SATURATED: i32 = i32::MIN / 2;

/// How a count goes wrong: where it is said, and how.
type Wrong = (&'static str, &'static str);
const OVERFLOW: Wrong = ("lib/refcount.c:22", "refcount_t: saturated; leaking memory.");
const FROM_ZERO: Wrong = ("lib/refcount.c:25", "refcount_t: addition on 0; use-after-free.");
const UNDERFLOW: Wrong = ("lib/refcount.c:28", "refcount_t: underflow; use-after-free.");
const LEAK: Wrong = ("lib/refcount.c:31", "refcount_t: decrement hit 0; leaking memory.");

fn update(vm: &mut Vm, at: usize, rmw: Rmw, (operand, other): (i32, i32), order: Order, place: Place) -> i32 {
    let (operand, other) = (u64::from(operand as u32), u64::from(other as u32));
    vm.atomic(Atomic { address: at, size: 4, rmw, order, operand, other }, place) as i32
}

fn saturate(vm: &mut Vm, at: usize, (at_line, text): Wrong, place: Place) {
    vm.access(Access { address: at, size: 4, kind: AccessKind::MarkedWrite }, place);
    vm.machine.memory.store(at, 4, u64::from(SATURATED as u32));
    bug::warn_of_kernel_once(vm, at_line, text, place);
}

/// `refcount_add`
pub fn add(vm: &mut Vm, at: usize, n: i32, place: Place) {
    let old = update(vm, at, Rmw::Add, (n, 0), Order::Relaxed, place);
    if old == 0 {
        saturate(vm, at, FROM_ZERO, place);
    } else if old < 0 || old.wrapping_add(n) < 0 {
        saturate(vm, at, OVERFLOW, place);
    }
}

/// `refcount_add_not_zero`
pub fn add_not_zero(vm: &mut Vm, at: usize, n: i32, place: Place) -> bool {
    let old = update(vm, at, Rmw::AddUnless, (n, 0), Order::Relaxed, place);
    if old < 0 || old != 0 && old.wrapping_add(n) < 0 {
        saturate(vm, at, ("lib/refcount.c:19", OVERFLOW.1), place);
    }
    old != 0
}

/// `refcount_sub_and_test`
pub fn sub_and_test(vm: &mut Vm, at: usize, n: i32, place: Place) -> bool {
    let old = update(vm, at, Rmw::Sub, (n, 0), Order::Release, place);
    if old == n {
        // What others did before they gave their reference back is done.
        vm.barrier(Order::Acquire, place);
        return true;
    }
    if old < 0 || old.wrapping_sub(n) < 0 {
        saturate(vm, at, UNDERFLOW, place);
    }
    false
}

/// `refcount_dec`
pub fn decrement(vm: &mut Vm, at: usize, place: Place) {
    if update(vm, at, Rmw::Sub, (1, 0), Order::Release, place) <= 1 {
        saturate(vm, at, LEAK, place);
    }
}

/// `refcount_dec_if_one`
pub fn decrement_if_one(vm: &mut Vm, at: usize, place: Place) -> bool {
    update(vm, at, Rmw::CompareExchange, (0, 1), Order::Full, place) == 1
}

/// `refcount_dec_not_one`
pub fn decrement_not_one(vm: &mut Vm, at: usize, place: Place) -> bool {
    loop {
        vm.access(Access { address: at, size: 4, kind: AccessKind::MarkedRead }, place);
        let old = vm.machine.memory.load(at, 4).unwrap_or(0) as u32 as i32;
        if old == SATURATED {
            return true;
        }
        if old == 1 {
            return false;
        }
        if old <= 0 {
            bug::warn_of_kernel_once(vm, "lib/refcount.c:87", UNDERFLOW.1, place);
            return true;
        }
        if update(vm, at, Rmw::CompareExchange, (old - 1, old), Order::Release, place) == old {
            return true;
        }
    }
}
