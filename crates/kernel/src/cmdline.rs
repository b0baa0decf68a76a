//! `get_option` and `memparse`: numbers of a command line.

use crate::{number, string};
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

/// The number at `at`, and how many bytes it takes.
fn number_at(vm: &mut Vm, at: usize, place: Place) -> (i128, usize) {
    let len = string::length(vm, at, place).min(32);
    let mut bytes = [0; 32];
    for (i, b) in bytes[..len].iter_mut().enumerate() {
        *b = vm.machine.memory.load(at + i, 1).unwrap_or(0) as u8;
    }
    number::prefix(&bytes[..len], 0)
}

fn byte(vm: &Vm, at: usize) -> u8 {
    vm.machine.memory.load(at, 1).unwrap_or(0) as u8
}

/// `get_option`: 0 no number, 1 a number, 2 with a comma behind it, 3 with a dash.
pub fn option(vm: &mut Vm, text: usize, value: usize, place: Place) -> i32 {
    vm.touch(text, 8, AccessKind::Read, place);
    let at = vm.machine.memory.load(text, 8).unwrap_or(0) as usize;
    if at == 0 || byte(vm, at) == 0 {
        return 0;
    }
    let (n, used) = number_at(vm, at, place);
    if used == 0 {
        return 0;
    }
    if value != 0 {
        string::write(vm, value, &(n as u32).to_le_bytes(), place);
    }
    let (kind, behind) = match byte(vm, at + used) {
        b',' => (2, used + 1),
        b'-' => (3, used),
        _ => (1, used),
    };
    string::write(vm, text, &((at + behind) as u64).to_le_bytes(), place);
    kind
}

/// `get_options`: where the numbers end; `values[0]` is how many there are of the at most `n - 1`.
pub fn options(vm: &mut Vm, text: usize, n: usize, values: usize, place: Place) -> usize {
    let (mut at, mut count) = (text, 0u32);
    while (count as usize) + 1 < n {
        let (value, used) = number_at(vm, at, place);
        if used == 0 {
            break;
        }
        count += 1;
        string::write(vm, values + 4 * count as usize, &(value as u32).to_le_bytes(), place);
        at += used;
        if byte(vm, at) != b',' {
            break;
        }
        at += 1;
    }
    string::write(vm, values, &count.to_le_bytes(), place);
    at
}

/// `memparse`: the number times 1,024 to the power that its suffix says.
pub fn memory(vm: &mut Vm, text: usize, end: usize, place: Place) -> u64 {
    let (value, used) = number_at(vm, text, place);
    let power = b"KMGTPE".iter().position(|c| *c == byte(vm, text + used).to_ascii_uppercase());
    if end != 0 {
        let behind = text + used + usize::from(power.is_some());
        string::write(vm, end, &(behind as u64).to_le_bytes(), place);
    }
    (value as u64) << power.map_or(0, |p| 10 * (p + 1))
}
