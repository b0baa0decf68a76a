//! The kernel log.

use crate::format::{self, Varargs};
use crate::string;
use machine::Place;
use region::Memory;
use vm::Vm;

/// How a record begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Level {
    Is(u8),
    Continues,
}

/// `_printk(format, ..)`: one record, or with `KERN_CONT` more of the last; the number of bytes.
pub fn printk(vm: &mut Vm, at: usize, arguments: Varargs, place: Place) -> i32 {
    announce(vm, at, arguments, place);
    let (level, body) = level(&vm.machine.memory, at);
    // The log's own buffer is filled; nobody else runs before it is put back.
    let mut text = std::mem::take(vm.log.begin());
    let start = text.len();
    format::format(vm, &mut text, body, arguments);
    let whole = text.len() - start;
    let ended = text.len() > start && text.last() == Some(&b'\n');
    if ended {
        text.pop();
    }
    *vm.log.begin() = text;
    let (time, c) = (vm.machine.now(), vm.current());
    match level {
        Level::Continues => vm.log.append(time, c),
        Level::Is(level) => vm.log.end(time, level, c),
    }
    vm.log.leave_open(!ended);
    vm.machine.pass_time();
    whole as i32
}

/// The kernel itself says something.
pub fn say(vm: &mut Vm, level: u8, text: &str) {
    let c = vm.current();
    say_of(vm, c, level, text);
}

/// The kernel itself says something of `c`.
pub fn say_of(vm: &mut Vm, c: engine::Ctx, level: u8, text: &str) {
    vm.log.begin().extend_from_slice(text.as_bytes());
    let time = vm.machine.now();
    vm.log.end(time, level, c);
}

/// Announces the reads of a format and of the strings that it prints.
pub fn announce(vm: &mut Vm, at: usize, arguments: Varargs, place: Place) {
    string::length(vm, at, place);
    let (strings, n) = format::strings(&vm.machine.memory, at, arguments);
    for &address in &strings[..n] {
        if address >= 4096 {
            string::length(vm, address, place);
        }
    }
}

/// What `KERN_ERR` and the like put before the format (the default is `KERN_WARNING`), and where the rest begins.
fn level(memory: &impl Memory, at: usize) -> (Level, usize) {
    match (memory.load(at, 1), memory.load(at + 1, 1).map(|b| b as u8)) {
        (Some(1), Some(d @ b'0'..=b'7')) => (Level::Is(d - b'0'), at + 2),
        (Some(1), Some(b'c')) => (Level::Continues, at + 2),
        _ => (Level::Is(4), at),
    }
}
