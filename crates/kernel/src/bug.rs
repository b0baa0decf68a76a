//! `BUG()`, `WARN()` and `panic()`: the kernel's words in the log, and a finding.

use crate::format::{self, Varargs};
use crate::printk;
use detect::{Defect, Finding};
use machine::Place;
use std::fmt::Arguments;
use std::io::Write;
use vm::Vm;

fn say(vm: &mut Vm, level: u8, line: Arguments<'_>) {
    // Writing to a vector cannot fail.
    let _ = vm.log.begin().write_fmt(line);
    let (time, c) = (vm.machine.now(), vm.current());
    vm.log.end(time, level, c);
}

/// `BUG()` at `file:line`. Does not return.
pub fn bug(vm: &mut Vm, file: String, line: u32, place: Place) {
    say(vm, 2, format_args!("------------[ cut here ]------------"));
    say(vm, 2, format_args!("kernel BUG at {file}:{line}!"));
    drop(file);
    let context = vm.current();
    vm.find(Finding { defect: Defect::Bug, context, place });
    vm.leave();
}

/// `WARN()` at `file:line`, with a message or without.
pub fn warn(vm: &mut Vm, file: String, line: u32, message: usize, arguments: Varargs, place: Place) {
    vm.event(place);
    let context = vm.current();
    let (cpu, pid) = (vm.machine.context(context).cpu, vm.machine.pid(context));
    let at = vm.symbol(place.pc, true);
    say(vm, 4, format_args!("------------[ cut here ]------------"));
    let before = vm.log.len();
    formatted(vm, 4, message, arguments);
    let (message, warning) = (vm.log.len() > before, vm.log.len() as u32);
    say(vm, 4, format_args!("WARNING: CPU: {cpu} PID: {pid} at {file}:{line} {at}"));
    say(vm, 4, format_args!("---[ end trace 0000000000000000 ]---"));
    drop((file, at));
    vm.find(Finding { defect: Defect::Warn { line: warning, message }, context, place });
}

/// A `WARN()` that stands in the kernel's own code, `file:line`: a rule of one of its interfaces is broken by who called
/// from `place`.
pub fn warn_of_kernel(vm: &mut Vm, at: &str, message: &str, place: Place) {
    let line = say_warning(vm, at, message);
    let context = vm.current();
    vm.find(Finding { defect: Defect::Warn { line, message: true }, context, place });
}

/// The same by `WARN_ONCE()`: once for each place of the module, in one execution.
pub fn warn_of_kernel_once(vm: &mut Vm, at: &str, message: &str, place: Place) {
    let said = |f: &Finding| match f.defect {
        Defect::Warn { line, message: true } if f.place.pc == place.pc => {
            let record = vm.log.records().nth((line as usize).wrapping_sub(1));
            record.is_some_and(|(_, text)| text == message.as_bytes())
        }
        _ => false,
    };
    if !vm.findings.list().iter().any(said) {
        warn_of_kernel(vm, at, message, place);
    }
}

/// `__copy_overflow`: a copy from or to user space is longer than the object of `room` bytes, and is not done.
pub fn copy_overflow(vm: &mut Vm, room: usize, size: usize, to_user: bool, place: Place) {
    vm.event(place);
    let message = format!("Buffer overflow detected ({room} < {size})!");
    say_warning(vm, "mm/maccess.c:234", &message);
    drop(message);
    let context = vm.current();
    vm.find(Finding { defect: Defect::UserCopy { room, size, to_user }, context, place });
}

/// The record of the line `WARNING: ..`; the message stands before it.
fn say_warning(vm: &mut Vm, at: &str, message: &str) -> u32 {
    let context = vm.current();
    let (cpu, pid) = (vm.machine.context(context).cpu, vm.machine.pid(context));
    say(vm, 4, format_args!("------------[ cut here ]------------"));
    say(vm, 4, format_args!("{message}"));
    let line = vm.log.len() as u32;
    say(vm, 4, format_args!("WARNING: CPU: {cpu} PID: {pid} at {at}"));
    say(vm, 4, format_args!("---[ end trace 0000000000000000 ]---"));
    line
}

/// `panic()`. Does not return.
pub fn panic(vm: &mut Vm, message: usize, arguments: Varargs, place: Place) {
    printk::announce(vm, message, arguments, place);
    let _ = vm.log.begin().write_all(b"Kernel panic - not syncing: ");
    formatted(vm, 0, message, arguments);
    let context = vm.current();
    vm.find(Finding { defect: Defect::Bug, context, place });
    vm.leave();
}

fn formatted(vm: &mut Vm, level: u8, message: usize, arguments: Varargs) {
    let mut text = std::mem::take(vm.log.begin());
    let start = text.len();
    format::format(vm, &mut text, message, arguments);
    let some = text.len() > start;
    if text.last() == Some(&b'\n') {
        text.pop();
    }
    *vm.log.begin() = text;
    if some {
        let (time, c) = (vm.machine.now(), vm.current());
        vm.log.end(time, level, c);
    }
}

/// `dump_stack()`
pub fn dump_stack(vm: &mut Vm, place: Place) {
    vm.event(place);
    let context = vm.current();
    let (cpu, pid) = (vm.machine.context(context).cpu, vm.machine.pid(context));
    let name = vm.machine.context(context).name;
    say(vm, 4, format_args!("CPU: {cpu} PID: {pid} Comm: {}", name.as_str()));
    say(vm, 4, format_args!("Call Trace:"));
    for pc in vm.frames(context, place) {
        if pc != 0 {
            let symbol = vm.symbol(pc, true);
            say(vm, 4, format_args!(" {symbol}"));
        }
    }
}
