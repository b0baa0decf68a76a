use crate::Door;
use crate::varargs::{after, named, variadic};

variadic!(_printk => print);

extern "C" fn print(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    kernel::printk::printk(vm, named(registers, 0), after(1, registers, overflow), place)
}

pub(crate) const DOORS: &[Door] = &[Door::new("_printk", "linux/printk.h", _printk as *const ())];
