use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::format::{Varargs, print_to};
use kernel::scan::scan;
use region::Memory;

variadic!(sprintf => unbounded);
variadic!(snprintf => bounded);
variadic!(scnprintf => bounded_count);
variadic!(sscanf => scanned);

extern "C" fn unbounded(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (to, format) = (named(registers, 0), named(registers, 1));
    print_to(vm, to, usize::MAX >> 1, format, after(2, registers, overflow), place) as i32
}

extern "C" fn bounded(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (to, size, format) = (named(registers, 0), named(registers, 1), named(registers, 2));
    print_to(vm, to, size, format, after(3, registers, overflow), place) as i32
}

extern "C" fn bounded_count(registers: usize, overflow: usize) -> i32 {
    let whole = bounded(registers, overflow);
    let size = named(registers, 1);
    whole.min((size as i32 - 1).max(0))
}

extern "C" fn scanned(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let (text, format) = (named(registers, 0), named(registers, 1));
    scan(vm, text, format, after(2, registers, overflow), place)
}

mod fixed {
    use super::{Memory, Varargs, print_to};
    doors! { "linux/sprintf.h";
        call vsnprintf(to: usize, size: usize, format: usize, list: usize) -> i32 |vm, place| {
            // A va_list of the System V ABI: gp_offset, fp_offset, overflow_arg_area, reg_save_area.
            let field = |at: usize, size: usize| vm.machine.memory.load(list + at, size).unwrap_or(0) as usize;
            let arguments = Varargs { registers: field(16, 8), used: field(0, 4) / 8, overflow: field(8, 8) };
            print_to(vm, to, size, format, arguments, place) as i32
        };
        call vsscanf(text: usize, format: usize, list: usize) -> i32 |vm, place| {
            let field = |at: usize, size: usize| vm.machine.memory.load(list + at, size).unwrap_or(0) as usize;
            let arguments = Varargs { registers: field(16, 8), used: field(0, 4) / 8, overflow: field(8, 8) };
            super::scan(vm, text, format, arguments, place)
        };
    }
}

pub(crate) const DOORS: &[Door] = &[
    Door::new("sprintf", "linux/sprintf.h", sprintf as *const ()),
    Door::new("snprintf", "linux/sprintf.h", snprintf as *const ()),
    Door::new("scnprintf", "linux/sprintf.h", scnprintf as *const ()),
    Door::new("sscanf", "linux/sprintf.h", sscanf as *const ()),
    fixed::DOORS[0],
    fixed::DOORS[1],
];
