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

/// What stands at `at`, as `get_option` has it: 0 no number, 1 a number, 2 with a comma behind it, 3 with a dash; the
/// number; and where it goes on.
fn option_at(vm: &mut Vm, at: usize, place: Place) -> (i32, i32, usize) {
    if at == 0 || byte(vm, at) == 0 {
        return (0, 0, at);
    }
    let negative = byte(vm, at) == b'-';
    let digits = at + usize::from(negative);
    let (n, used) = match byte(vm, digits) {
        b'-' => (0, 0),
        _ => number_at(vm, digits, place),
    };
    let behind = digits + used;
    let value = if negative { (n as i32).wrapping_neg() } else { n as i32 };
    match byte(vm, behind) {
        _ if used == 0 => (0, value, behind),
        b',' => (2, value, behind + 1),
        b'-' => (3, value, behind),
        _ => (1, value, behind),
    }
}

/// `get_option`: the kind.
pub fn option(vm: &mut Vm, text: usize, value: usize, place: Place) -> i32 {
    vm.touch(text, 8, AccessKind::Read, place);
    let at = vm.machine.memory.load(text, 8).unwrap_or(0) as usize;
    let (kind, n, behind) = option_at(vm, at, place);
    if value != 0 && at != 0 && byte(vm, at) != 0 {
        string::write(vm, value, &n.to_le_bytes(), place);
    }
    if behind != at {
        string::write(vm, text, &(behind as u64).to_le_bytes(), place);
    }
    kind
}

/// `get_options`: where the numbers end, ranges `a-b` written out; `values[0]` is how many there are of the at most
/// `n - 1`, or, with `n` 0, of all.
pub fn options(vm: &mut Vm, text: usize, n: usize, values: usize, place: Place) -> usize {
    let (mut at, mut i) = (text, 1usize);
    let room = |i: usize| n == 0 || i < n;
    let put = |vm: &mut Vm, i: usize, value: i32| {
        if n > 0 && i < n {
            string::write(vm, values + 4 * i, &value.to_le_bytes(), place);
        }
    };
    while room(i) {
        let (kind, value, behind) = option_at(vm, at, place);
        at = behind;
        if kind == 0 {
            break;
        }
        put(vm, i, value);
        if kind == 3 {
            at += 1;
            let (upper, _) = number_at(vm, at, place);
            let count = upper as i64 - i64::from(value);
            if count < 0 {
                break;
            }
            for x in 0..count.min(n as i64) {
                put(vm, i + x as usize, value.wrapping_add(x as i32));
            }
            i += count as usize;
            continue;
        }
        i += 1;
        if kind == 1 {
            break;
        }
    }
    string::write(vm, values, &(i as u32 - 1).to_le_bytes(), place);
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
