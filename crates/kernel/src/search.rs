//! Searching and comparing strings: `strrchr`, `strspn`, `strsep` and their like. What is looked at is announced as one
//! read at the caller's line.

use crate::errno::EINVAL;
use crate::string::{self, length, length_most};
use machine::{AccessKind, Place};
use region::Memory;
use vm::Vm;

fn byte(vm: &Vm, at: usize) -> u8 {
    vm.machine.memory.load(at, 1).unwrap_or(0) as u8
}

/// `strrchr`; 0 if it is not there.
pub fn find_last(vm: &mut Vm, text: usize, character: u8, place: Place) -> usize {
    let len = length(vm, text, place);
    (0..=len).rev().find(|i| byte(vm, text + i) == character).map_or(0, |i| text + i)
}

/// `strnchr`; 0 if it is not there.
pub fn find_within(vm: &mut Vm, text: usize, most: usize, character: u8, place: Place) -> usize {
    let len = length_most(vm, text, most, place);
    (0..most.min(len + 1)).find(|i| byte(vm, text + i) == character).map_or(0, |i| text + i)
}

/// `strchrnul`: the string's end if it is not there.
pub fn find_or_end(vm: &mut Vm, text: usize, character: u8, place: Place) -> usize {
    let len = length(vm, text, place);
    text + (0..len).find(|i| byte(vm, text + i) == character).unwrap_or(len)
}

/// `strnstr`; 0 if it is not there.
pub fn find_string_within(vm: &mut Vm, text: usize, part: usize, most: usize, place: Place) -> usize {
    let (len, n) = (length_most(vm, text, most, place), length(vm, part, place));
    let is_at = |i: usize| (0..n).all(|j| byte(vm, text + i + j) == byte(vm, part + j));
    (0..(len + 1).saturating_sub(n)).find(|i| is_at(*i)).map_or(0, |i| text + i)
}

/// `strspn`, or `strcspn` if not `of`: how many characters at the beginning are (not) among those of `set`.
pub fn span(vm: &mut Vm, text: usize, set: usize, of: bool, place: Place) -> usize {
    let (len, n) = (length(vm, text, place), length(vm, set, place));
    let is_in = |b: u8| (0..n).any(|j| byte(vm, set + j) == b);
    (0..len).find(|i| is_in(byte(vm, text + i)) != of).unwrap_or(len)
}

/// `strsep`: the next token of the string that `string` points to, which is cut off; 0: there is none.
pub fn separate(vm: &mut Vm, string: usize, delimiters: usize, place: Place) -> usize {
    vm.touch(string, 8, AccessKind::Read, place);
    let text = vm.machine.memory.load(string, 8).unwrap_or(0) as usize;
    if text == 0 {
        return 0;
    }
    let n = span(vm, text, delimiters, false, place);
    let rest = match byte(vm, text + n) {
        0 => 0,
        _ => {
            string::fill(vm, text + n, 0, 1, place);
            text + n + 1
        }
    };
    string::write(vm, string, &(rest as u64).to_le_bytes(), place);
    text
}

fn is_space(b: u8) -> bool {
    b == b' ' || (9..=13).contains(&b) || b == 0xa0
}

/// `skip_spaces`
pub fn skip_spaces(vm: &mut Vm, text: usize, place: Place) -> usize {
    let len = length(vm, text, place);
    text + (0..len).find(|i| !is_space(byte(vm, text + i))).unwrap_or(len)
}

/// `strim`: blanks at the end are cut off, those at the beginning left out.
pub fn trim(vm: &mut Vm, text: usize, place: Place) -> usize {
    let len = length(vm, text, place);
    let kept = (0..len).rev().find(|i| !is_space(byte(vm, text + i))).map_or(0, |i| i + 1);
    if len > 0 {
        string::fill(vm, text + kept, 0, 1, place);
    }
    text + (0..kept).find(|i| !is_space(byte(vm, text + i))).unwrap_or(0)
}

/// `strreplace`
pub fn replace(vm: &mut Vm, text: usize, from: u8, to: u8, place: Place) -> usize {
    let len = length(vm, text, place);
    for i in 0..len {
        if byte(vm, text + i) == from {
            string::fill(vm, text + i, to, 1, place);
        }
    }
    text
}

/// `strncasecmp`; `strcasecmp` with `usize::MAX`.
pub fn compare_caseless(vm: &mut Vm, a: usize, b: usize, most: usize, place: Place) -> i32 {
    let (la, lb) = (length_most(vm, a, most, place), length_most(vm, b, most, place));
    let lower = |at: usize| i32::from(byte(vm, at).to_ascii_lowercase());
    let n = (la.min(lb) + 1).min(most);
    (0..n).map(|i| lower(a + i) - lower(b + i)).find(|d| *d != 0).unwrap_or(0)
}

/// `memchr`; 0 if it is not there. `memchr_inv` if not `of`: the first that is another.
pub fn find_byte(vm: &mut Vm, object: usize, character: u8, size: usize, of: bool, place: Place) -> usize {
    vm.touch(object, size, AccessKind::Read, place);
    (0..size).find(|i| (byte(vm, object + i) == character) == of).map_or(0, |i| object + i)
}

/// `sysfs_streq`: a newline at the end of one of both does not count.
pub fn is_same_line(vm: &mut Vm, a: usize, b: usize, place: Place) -> bool {
    let (la, lb) = (length(vm, a, place), length(vm, b, place));
    let bare = |at: usize, len: usize| if len > 0 && byte(vm, at + len - 1) == b'\n' { len - 1 } else { len };
    let (na, nb) = (bare(a, la), bare(b, lb));
    na == nb && (0..na).all(|i| byte(vm, a + i) == byte(vm, b + i))
}

/// `match_string`, or `sysfs_match_string` of lines: the number of the string, or `-EINVAL`.
pub fn matched(vm: &mut Vm, strings: usize, n: usize, string: usize, lines: bool, place: Place) -> i32 {
    for i in 0..n {
        let at = strings.wrapping_add(8 * i);
        vm.touch(at, 8, AccessKind::Read, place);
        let each = vm.machine.memory.load(at, 8).unwrap_or(0) as usize;
        if each == 0 {
            break;
        }
        let same = match lines {
            true => is_same_line(vm, each, string, place),
            false => string::compare_strings(vm, each, string, usize::MAX, place) == 0,
        };
        if same {
            return i as i32;
        }
    }
    EINVAL as i32
}

/// `strcat`, `strncat`: at most `most` characters of `from` and a zero.
pub fn append(vm: &mut Vm, to: usize, from: usize, most: usize, place: Place) -> usize {
    let (end, n) = (to + length(vm, to, place), length_most(vm, from, most, place));
    string::copy(vm, end, from, n, place);
    string::fill(vm, end + n, 0, 1, place);
    to
}

/// `strlcat`, and `strlcpy` if not `behind`: the length that the whole would have.
pub fn append_bounded(vm: &mut Vm, to: usize, from: usize, size: usize, behind: bool, place: Place) -> usize {
    let n = length(vm, from, place);
    let before = if behind { length_most(vm, to, size, place) } else { 0 };
    if before < size {
        let kept = n.min(size - before - 1);
        string::copy(vm, to + before, from, kept, place);
        string::fill(vm, to + before + kept, 0, 1, place);
    }
    before + n
}
