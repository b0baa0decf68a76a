use crate::Door;
use crate::varargs::{after, named, variadic};
use kernel::hexdump::{self, Look, Prefix};
use kernel::ratelimit;
use machine::AccessKind;
use region::Memory;

variadic!(_printk => print);
variadic!(__lockstep_trace_printk => trace);

extern "C" fn print(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    kernel::printk::printk(vm, named(registers, 0), after(1, registers, overflow), place)
}

extern "C" fn trace(registers: usize, overflow: usize) -> i32 {
    // SAFETY: as for every door.
    let vm = unsafe { vm::vm() };
    let place = vm.caller();
    vm.event(place);
    kernel::printk::announce(vm, named(registers, 0), after(1, registers, overflow), place);
    0
}

/// The variadic ones.
pub(crate) const PRINTED: &[Door] = &[
    Door::new("_printk", "linux/printk.h", _printk as *const ()),
    Door::new("__lockstep_trace_printk", "linux/printk.h", __lockstep_trace_printk as *const ()),
];

/// Bytes of a row, of a group, and whether there is text, as the header packs them.
fn look(shape: u32) -> Look {
    Look { row: (shape & 0xff) as usize, group: (shape >> 8 & 0xff) as usize, text: shape >> 16 != 0 }
}

doors! { "linux/printk.h";
    call __lockstep_hex_row(from: usize, n: usize, shape: u32, to: usize, size: usize) -> i32 |vm, place| {
        hexdump::to_buffer(vm, from, n, look(shape), to, size, place)
    };
    call __lockstep_hex_dump(level: usize, prefix: usize, kind: i32, shape: u32, from: usize, n: usize) |vm, place| {
        vm.event(place);
        vm.touch(from, n, AccessKind::Read, place);
        let level = match vm.machine.memory.load(level + 1, 1) {
            Some(d @ 0x30..=0x37) => d as u8 - b'0',
            _ => 4,
        };
        let kind = match kind {
            1 => Prefix::Address,
            2 => Prefix::Offset,
            _ => Prefix::None,
        };
        let byte = |i: usize| vm.machine.memory.load(prefix + i, 1).filter(|b| *b != 0);
        let prefix: String = (0..64).map_while(byte).map(|b| char::from(b as u8)).collect();
        hexdump::print(vm, level, &prefix, kind, look(shape), from, n);
    };
    call ___ratelimit(state: usize, function: usize) -> i32 |vm, place| {
        ratelimit::passes(vm, state, function, place).into()
    };
}
