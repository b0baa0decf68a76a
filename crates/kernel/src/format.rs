//! The kernel's `vsnprintf` (Documentation/core-api/printk-formats.rst): flags, width, precision, integer sizes, and
//! the pointer extensions `%px`, `%pS`, `%ps`, `%pe`, `%pK`. A plain `%p` prints a hash of the address, as Linux does,
//! so that it is stable and tells nothing.
//!
//! Format, arguments and strings are read from module memory byte by byte; nothing is allocated but room in the
//! output, which the caller keeps.

use machine::Place;
use region::Memory;
use vm::Vm;

/// The arguments of a C variadic function, where the calling convention has put them: integer registers saved in
/// memory at `registers`, the rest at `overflow`.
#[derive(Clone, Copy, Debug)]
pub struct Varargs {
    /// Address of six saved registers.
    pub registers: usize,
    /// How many of them are used up.
    pub used: usize,
    /// Address of the arguments that had no register.
    pub overflow: usize,
}

impl Varargs {
    /// The next argument as 64 bits; 0 if it cannot be read.
    pub fn next(&mut self, memory: &impl Memory) -> u64 {
        let at = if self.used < 6 {
            self.used += 1;
            self.registers + 8 * (self.used - 1)
        } else {
            self.overflow += 8;
            self.overflow - 8
        };
        memory.load(at, 8).unwrap_or(0)
    }
}

#[derive(Clone, Copy, Default)]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    bytes: u8,
    conversion: u8,
}

/// The longest width, precision or string that is honoured.
const LONGEST: isize = 4096;

fn byte(memory: &impl Memory, at: usize) -> u8 {
    memory.load(at, 1).unwrap_or(0) as u8
}

/// Appends the text of the format at `at` to `out`.
pub fn format(vm: &Vm, out: &mut Vec<u8>, mut at: usize, mut arguments: Varargs) {
    let memory = &vm.machine.memory;
    loop {
        match byte(memory, at) {
            0 => return,
            b'%' => {
                let spec = directive(memory, &mut at, &mut arguments);
                convert(vm, out, spec, &mut at, &mut arguments);
            }
            b => {
                out.push(b);
                at += 1;
            }
        }
    }
}

/// The addresses that `%s` directives of the format at `at` read, at most 16: the addresses and their number.
pub fn strings(memory: &impl Memory, mut at: usize, mut arguments: Varargs) -> ([usize; 16], usize) {
    let (mut found, mut n) = ([0; 16], 0);
    loop {
        match byte(memory, at) {
            0 => return (found, n),
            b'%' => {
                let spec = directive(memory, &mut at, &mut arguments);
                if matches!(spec.conversion, b'%' | 0) {
                    continue;
                }
                let value = arguments.next(memory) as usize;
                if spec.conversion == b's' && spec.precision.is_none() && n < found.len() {
                    found[n] = value;
                    n += 1;
                }
            }
            _ => at += 1,
        }
    }
}

/// Reads a directive from its `%` to its conversion letter.
fn directive(memory: &impl Memory, at: &mut usize, arguments: &mut Varargs) -> Spec {
    let mut spec = Spec { bytes: 4, ..Spec::default() };
    *at += 1;
    loop {
        match byte(memory, *at) {
            b'-' => spec.left = true,
            b'+' => spec.plus = true,
            b' ' => spec.space = true,
            b'#' => spec.alternate = true,
            b'0' => spec.zero = true,
            _ => break,
        }
        *at += 1;
    }
    let width = number(memory, at, arguments);
    spec.left |= width < 0;
    spec.width = width.unsigned_abs();
    if byte(memory, *at) == b'.' {
        *at += 1;
        spec.precision = usize::try_from(number(memory, at, arguments)).ok();
    }
    loop {
        spec.bytes = match byte(memory, *at) {
            b'h' => spec.bytes / 2,
            b'l' | b'L' | b'z' | b'Z' | b't' | b'j' | b'q' => 8,
            _ => break,
        };
        *at += 1;
    }
    spec.bytes = spec.bytes.max(1);
    spec.conversion = byte(memory, *at);
    *at += usize::from(spec.conversion != 0);
    spec
}

/// A width or precision; one that is an argument may be negative.
fn number(memory: &impl Memory, at: &mut usize, arguments: &mut Varargs) -> isize {
    if byte(memory, *at) == b'*' {
        *at += 1;
        return (arguments.next(memory) as i32 as isize).clamp(-LONGEST, LONGEST);
    }
    let mut n = 0;
    while let d @ b'0'..=b'9' = byte(memory, *at) {
        n = (n * 10 + isize::from(d - b'0')).min(LONGEST);
        *at += 1;
    }
    n
}

fn convert(vm: &Vm, out: &mut Vec<u8>, spec: Spec, at: &mut usize, arguments: &mut Varargs) {
    let memory = &vm.machine.memory;
    match spec.conversion {
        0 => {}
        b'%' => out.push(b'%'),
        b'c' => {
            let c = arguments.next(memory) as u8;
            padded(out, spec, |out| out.push(c));
        }
        b's' => {
            let from = arguments.next(memory) as usize;
            padded(out, spec, |out| string(memory, out, from, spec.precision));
        }
        b'd' | b'i' => {
            let shift = 64 - 8 * u32::from(spec.bytes);
            let value = ((arguments.next(memory) << shift) as i64) >> shift;
            let sign: &[u8] = match value {
                v if v < 0 => b"-",
                _ if spec.plus => b"+",
                _ if spec.space => b" ",
                _ => b"",
            };
            integer(out, spec, sign, value.unsigned_abs(), 10);
        }
        b'u' | b'x' | b'X' | b'o' => {
            let shift = 64 - 8 * u32::from(spec.bytes);
            let value = (arguments.next(memory) << shift) >> shift;
            let (prefix, base): (&[u8], u64) = match spec.conversion {
                b'u' => (b"", 10),
                b'x' => (b"0x", 16),
                b'X' => (b"0X", 16),
                _ => (b"0", 8),
            };
            let prefix = if spec.alternate && (value != 0 || base == 16) { prefix } else { b"" };
            integer(out, spec, prefix, value, base);
        }
        b'p' => {
            let address = arguments.next(memory) as usize;
            let extension = byte(memory, *at);
            while byte(memory, *at).is_ascii_alphanumeric() {
                *at += 1;
            }
            padded(out, spec, |out| pointer(vm, out, extension, address));
        }
        other => out.extend_from_slice(&[b'%', other]),
    }
}

/// Writes what `write` writes, with blanks up to the width.
fn padded(out: &mut Vec<u8>, spec: Spec, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write(out);
    let blanks = spec.width.saturating_sub(out.len() - start);
    out.extend(std::iter::repeat_n(b' ', blanks));
    if !spec.left {
        out[start..].rotate_right(blanks);
    }
}

fn integer(out: &mut Vec<u8>, spec: Spec, sign: &[u8], mut value: u64, base: u64) {
    let mut digits = [0u8; 24];
    let mut first = digits.len();
    loop {
        first -= 1;
        let d = (value % base) as u8;
        let letter = if spec.conversion == b'X' { b'A' } else { b'a' };
        digits[first] = if d < 10 { b'0' + d } else { letter + d - 10 };
        value /= base;
        if value == 0 {
            break;
        }
    }
    let digits = &digits[first..];
    let zeros = match spec.precision {
        Some(p) => p.saturating_sub(digits.len()),
        None if spec.zero && !spec.left => spec.width.saturating_sub(digits.len() + sign.len()),
        None => 0,
    };
    padded(out, spec, |out| {
        out.extend_from_slice(sign);
        out.extend(std::iter::repeat_n(b'0', zeros));
        out.extend_from_slice(digits);
    });
}

fn string(memory: &impl Memory, out: &mut Vec<u8>, from: usize, precision: Option<usize>) {
    if from == 0 {
        out.extend_from_slice(b"(null)");
        return;
    }
    let longest = LONGEST as usize;
    for i in 0..precision.unwrap_or(longest).min(longest) {
        match memory.load(from + i, 1) {
            Some(0) => return,
            Some(b) => out.push(b as u8),
            None => {
                out.extend_from_slice(b"(efault)");
                return;
            }
        }
    }
}

fn pointer(vm: &Vm, out: &mut Vec<u8>, extension: u8, address: usize) {
    let hexadecimal = Spec { zero: true, width: 16, conversion: b'x', ..Spec::default() };
    let error = -(address as i64);
    match extension {
        b'S' | b'B' => out.extend_from_slice(vm.symbol(address, true).as_bytes()),
        b's' => out.extend_from_slice(vm.symbol(address, false).as_bytes()),
        b'x' => integer(out, hexadecimal, b"", address as u64, 16),
        b'e' if (1..4096).contains(&error) => match error_name(error) {
            Some(name) => out.extend_from_slice(name.as_bytes()),
            None => integer(out, Spec::default(), b"-", error as u64, 10),
        },
        // NULL and error pointers tell nothing, and are printed as they are.
        _ if address == 0 || (1..4096).contains(&error) => integer(out, hexadecimal, b"", address as u64, 16),
        _ => {
            let hash = (address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            integer(out, hexadecimal, b"", hash, 16);
        }
    }
}

fn error_name(n: i64) -> Option<&'static str> {
    Some(match n {
        1 => "-EPERM",
        2 => "-ENOENT",
        4 => "-EINTR",
        5 => "-EIO",
        7 => "-E2BIG",
        9 => "-EBADF",
        11 => "-EAGAIN",
        12 => "-ENOMEM",
        13 => "-EACCES",
        14 => "-EFAULT",
        6 => "-ENXIO",
        16 => "-EBUSY",
        17 => "-EEXIST",
        19 => "-ENODEV",
        22 => "-EINVAL",
        25 => "-ENOTTY",
        28 => "-ENOSPC",
        32 => "-EPIPE",
        61 => "-ENODATA",
        74 => "-EBADMSG",
        95 => "-EOPNOTSUPP",
        115 => "-EINPROGRESS",
        512 => "-ERESTARTSYS",
        517 => "-EPROBE_DEFER",
        524 => "-ENOTSUPP",
        34 => "-ERANGE",
        35 => "-EDEADLK",
        38 => "-ENOSYS",
        110 => "-ETIMEDOUT",
        _ => return None,
    })
}

/// `snprintf(to, size, format, ..)`: writes at most `size` bytes, the terminating zero included; the length that the
/// whole text has.
pub fn print_to(vm: &mut Vm, to: usize, size: usize, at: usize, arguments: Varargs, place: Place) -> usize {
    crate::printk::announce(vm, at, arguments, place);
    let whole = with_text(vm, at, arguments, |_, text, start| text.len() - start);
    let kept = whole.min(size.saturating_sub(1));
    if size == 0 {
        return whole;
    }
    // Others may run here, and they use the log's buffer, too: the text is made once more.
    vm.touch(to, kept + 1, machine::AccessKind::Write, place);
    let stored = with_text(vm, at, arguments, |vm, text, start| {
        text.truncate(start + kept);
        text.push(0);
        vm.machine.memory.write(to, &text[start..])
    });
    crate::string::store(vm, |_| stored, to, place);
    whole
}

/// Gives the text of a format to `read`, at the end of the log's buffer; nobody else runs before that is put back.
pub(crate) fn with_text<T>(
    vm: &mut Vm,
    at: usize,
    arguments: Varargs,
    read: impl FnOnce(&mut Vm, &mut Vec<u8>, usize) -> T,
) -> T {
    let mut text = std::mem::take(vm.log.begin());
    let start = text.len();
    format(vm, &mut text, at, arguments);
    let value = read(vm, &mut text, start);
    text.truncate(start);
    *vm.log.begin() = text;
    value
}
