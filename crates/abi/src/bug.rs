use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::bug;
use region::Memory;
use vm::Vm;

/// A file name as the compiler wrote it, at most 255 bytes.
fn text(vm: &Vm, at: usize) -> String {
    (0..255)
        .map_while(|i| vm.machine.memory.load(at + i, 1).filter(|b| *b != 0))
        .map(|b| b as u8 as char)
        .collect()
}

mod fixed {
    use super::{bug, text};
    use region::Memory;
    doors! { "linux/bug.h";
        call __lockstep_bug(file: usize, line: i32, _condition: usize) |vm, place| {
            let file = text(vm, file);
            bug::bug(vm, file, line as u32, place);
        };
        call __lockstep_once(flag: usize) -> bool |vm, _place| {
            let first = vm.machine.memory.load(flag, 1) == Some(0);
            vm.machine.memory.store(flag, 1, 1);
            first
        };
        call dump_stack() |vm, place| bug::dump_stack(vm, place);
    }
}

variadic!(__lockstep_warn => warn);
variadic!(panic => stop);

extern "C" fn warn(registers: usize, overflow: usize) {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    let file = text(vm, named(registers, 0));
    bug::warn(
        vm,
        file,
        named(registers, 1) as u32,
        named(registers, 2),
        after(3, registers, overflow),
        place,
    );
}

extern "C" fn stop(registers: usize, overflow: usize) {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    bug::panic(vm, named(registers, 0), after(1, registers, overflow), place);
}

pub(crate) const DOORS: &[Door] = &[
    fixed::DOORS[0],
    fixed::DOORS[1],
    fixed::DOORS[2],
    Door::new("__lockstep_warn", "linux/bug.h", __lockstep_warn as *const ()),
    Door::new("panic", "linux/panic.h", panic as *const ()),
];
