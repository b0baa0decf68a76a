//! `print_hex_dump` and `hex_dump_to_buffer`: bytes in rows of 16 or 32, in groups of 1, 2, 4 or 8, and as text.

use crate::string;
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

/// How rows are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Not at all.
    None,
    /// By the address.
    Address,
    /// By the offset.
    Offset,
}

/// How a row looks.
#[derive(Clone, Copy)]
pub struct Look {
    /// Bytes of a row: 16 or 32.
    pub row: usize,
    /// Bytes of a group.
    pub group: usize,
    /// Whether the text stands behind it.
    pub text: bool,
}

/// Appends the row of `len` bytes at `from`.
fn line(vm: &Vm, out: &mut String, from: usize, len: usize, look: Look) {
    use std::fmt::Write;
    let row = if look.row == 32 { 32 } else { 16 };
    let len = len.min(row);
    let group = match look.group {
        n @ (2 | 4 | 8) if len.is_multiple_of(n) => n,
        _ => 1,
    };
    let start = out.len();
    for at in (0..len).step_by(group) {
        let gap = if at == 0 { "" } else { " " };
        let value = vm.machine.memory.load(from + at, group).unwrap_or(0);
        // Writing to a string cannot fail.
        let _ = write!(out, "{gap}{value:0width$x}", width = 2 * group);
    }
    if look.text {
        let column = row * 2 + row / group + 1;
        let blanks = (start + column).saturating_sub(out.len());
        out.extend(std::iter::repeat_n(' ', blanks));
        for at in 0..len {
            let b = vm.machine.memory.load(from + at, 1).unwrap_or(0) as u8;
            out.push(if (0x20..0x7f).contains(&b) { b as char } else { '.' });
        }
    }
}

/// `hex_dump_to_buffer`: the length of the whole row.
pub fn to_buffer(
    vm: &mut Vm,
    from: usize,
    len: usize,
    look: Look,
    to: usize,
    size: usize,
    place: Place,
) -> i32 {
    vm.touch(from, len, AccessKind::Read, place);
    let mut text = String::new();
    line(vm, &mut text, from, len, look);
    let whole = text.len();
    if size > 0 {
        text.truncate(size - 1);
        text.push('\0');
        let kept = std::mem::take(&mut text).into_bytes();
        vm.touch(to, kept.len(), AccessKind::Write, place);
        let stored = vm.machine.memory.write(to, &kept);
        drop(kept);
        string::store(vm, |_| stored, to, place);
    }
    whole as i32
}

/// `print_hex_dump`, each row a record of this level.
pub fn print(vm: &mut Vm, level: u8, prefix: &str, kind: Prefix, look: Look, from: usize, len: usize) {
    let row = if look.row == 32 { 32 } else { 16 };
    for at in (0..len).step_by(row) {
        let mut text = match kind {
            Prefix::None => prefix.to_owned(),
            Prefix::Address => format!("{prefix}{:016x}: ", from + at),
            Prefix::Offset => format!("{prefix}{at:08x}: "),
        };
        line(vm, &mut text, from + at, len - at, look);
        crate::printk::say(vm, level, &text);
    }
}
