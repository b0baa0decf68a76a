//! The kernel's `sscanf`: `%d %i %u %x %o %c %s %n %[..] %%`, widths, `*`, and the sizes `hh h l ll L z`. A blank in the
//! format matches any number of blanks; every conversion but `%c`, `%n` and `%[` skips blanks first. What the library
//! of C does otherwise and the kernel's does not: `%s` without a width takes at most 32,767 characters, and `%[` needs a
//! width.

use crate::format::Varargs;
use crate::{number, string};
use machine::Place;
use region::Memory;
use vm::Vm;

fn byte(vm: &Vm, at: usize) -> u8 {
    vm.machine.memory.load(at, 1).unwrap_or(0) as u8
}

fn is_space(b: u8) -> bool {
    b == b' ' || (9..=13).contains(&b)
}

fn skip(vm: &Vm, mut at: usize) -> usize {
    while is_space(byte(vm, at)) {
        at += 1;
    }
    at
}

/// One conversion: where it stores nothing, how wide it is, how large what it stores.
struct Spec {
    ignored: bool,
    width: Option<usize>,
    size: usize,
    letter: u8,
}

/// Reads a conversion from behind its `%`.
fn spec(vm: &Vm, format: &mut usize) -> Spec {
    let mut spec = Spec { ignored: false, width: None, size: 4, letter: 0 };
    if byte(vm, *format) == b'*' {
        spec.ignored = true;
        *format += 1;
    }
    while let d @ b'0'..=b'9' = byte(vm, *format) {
        spec.width = Some((spec.width.unwrap_or(0) * 10 + usize::from(d - b'0')).min(i16::MAX as usize));
        *format += 1;
    }
    loop {
        spec.size = match byte(vm, *format) {
            b'h' if spec.size == 2 => 1,
            b'h' => 2,
            b'l' | b'L' | b'z' | b'q' => 8,
            _ => break,
        };
        *format += 1;
    }
    spec.letter = byte(vm, *format);
    *format += usize::from(spec.letter != 0);
    spec
}

/// The characters between brackets, from behind the opening one.
fn set(vm: &Vm, format: &mut usize) -> [bool; 256] {
    let mut set = [false; 256];
    let negated = byte(vm, *format) == b'^';
    *format += usize::from(negated);
    let first = *format;
    loop {
        match byte(vm, *format) {
            0 => break,
            b']' if *format > first => {
                *format += 1;
                break;
            }
            from => {
                let to = byte(vm, *format + 2);
                if byte(vm, *format + 1) == b'-' && to != b']' && to != 0 {
                    set[usize::from(from.min(to))..=usize::from(to.max(from))].fill(true);
                    *format += 3;
                } else {
                    set[usize::from(from)] = true;
                    *format += 1;
                }
            }
        }
    }
    set[0] = negated;
    if negated {
        set.iter_mut().for_each(|b| *b = !*b);
    }
    set
}

/// `sscanf(text, format, ..)`: how many conversions were stored.
pub fn scan(vm: &mut Vm, text: usize, format: usize, mut arguments: Varargs, place: Place) -> i32 {
    string::length(vm, text, place);
    string::length(vm, format, place);
    let (mut at, mut format, mut stored) = (text, format, 0);
    loop {
        let wanted = byte(vm, format);
        if wanted == 0 {
            return stored;
        }
        format += 1;
        if is_space(wanted) {
            format = skip(vm, format);
            at = skip(vm, at);
            continue;
        }
        if wanted != b'%' || byte(vm, format) == b'%' {
            format += usize::from(wanted == b'%');
            if byte(vm, at) != wanted {
                return stored;
            }
            at += 1;
            continue;
        }
        let spec = spec(vm, &mut format);
        let letters = if spec.letter == b'[' { Some(set(vm, &mut format)) } else { None };
        let mut target = |vm: &Vm| match spec.ignored {
            true => None,
            false => Some(arguments.next(&vm.machine.memory) as usize),
        };
        match spec.letter {
            b'n' => {
                if let Some(to) = target(vm) {
                    string::write(vm, to, &((at - text) as u32).to_le_bytes(), place);
                }
                continue;
            }
            _ if byte(vm, at) == 0 => return stored,
            b'c' => {
                let n = spec.width.unwrap_or(1);
                let there = string::length_within(vm, at);
                let n = n.min(there);
                if let Some(to) = target(vm) {
                    string::copy(vm, to, at, n, place);
                }
                at += n;
            }
            b's' | b'[' => {
                let most = spec.width.unwrap_or(i16::MAX as usize);
                if letters.is_none() {
                    at = skip(vm, at);
                } else if spec.width.is_none() {
                    return stored;
                }
                let fits = |b: u8| b != 0 && letters.map_or(!is_space(b), |set| set[usize::from(b)]);
                let n = (0..most).find(|i| !fits(byte(vm, at + i))).unwrap_or(most);
                if n == 0 {
                    return stored;
                }
                if let Some(to) = target(vm) {
                    string::copy(vm, to, at, n, place);
                    string::fill(vm, to + n, 0, 1, place);
                }
                at += n;
            }
            letter @ (b'd' | b'i' | b'u' | b'x' | b'X' | b'o') => {
                at = skip(vm, at);
                let base = match letter {
                    b'i' => 0,
                    b'x' | b'X' => 16,
                    b'o' => 8,
                    _ => 10,
                };
                let mut digits = [0; 72];
                let there = string::length_within(vm, at).min(digits.len());
                for (i, digit) in digits[..there].iter_mut().enumerate() {
                    *digit = byte(vm, at + i);
                }
                let signed = matches!(letter, b'd' | b'i');
                let negative = signed && digits[0] == b'-';
                let first = digits[usize::from(negative)];
                let radix = if base == 0 { 10 } else { base };
                if !(first as char).is_digit(radix) || negative && spec.width == Some(1) {
                    return stored;
                }
                let most = spec.width.unwrap_or(digits.len());
                let (value, used) = number::prefix_within(&digits[..there], base, most);
                if let Some(to) = target(vm) {
                    string::write(vm, to, &(value as u64).to_le_bytes()[..spec.size], place);
                }
                at += used;
            }
            _ => return stored,
        }
        stored += i32::from(!spec.ignored);
    }
}
