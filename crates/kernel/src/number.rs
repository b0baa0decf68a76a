//! `kstrtoint` and its like, and the older `simple_strtol`.

use crate::errno::{EINVAL, ERANGE};

/// The number that `text` is, whole, in `base` (0: by its prefix), with one newline allowed at its end, as
/// `kstrtoll` has it; or a negative error number.
///
/// # Errors
/// `EINVAL` if it is no number, `ERANGE` if it does not fit 64 bits.
pub fn parse(text: &[u8], base: u32) -> Result<i128, i64> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let digits = rest.strip_suffix(b"\n").unwrap_or(rest);
    let found = Digits::of(digits, base, usize::MAX);
    if found.count == 0 || found.used != digits.len() {
        return Err(EINVAL);
    }
    if found.overflows {
        return Err(ERANGE);
    }
    let value = i128::from(found.value);
    Ok(if negative { -value } else { value })
}

/// The same of a number without a minus, as `kstrtoull` has it.
///
/// # Errors
/// As of [`parse`]; `EINVAL` of a number with a minus, of zero, too.
pub fn parse_unsigned(text: &[u8], base: u32) -> Result<i128, i64> {
    if text.first() == Some(&b'-') { Err(EINVAL) } else { parse(text, base) }
}

/// The number at the beginning of `text`, and how many bytes it took; as `simple_strtoll` has it.
pub fn prefix(text: &[u8], base: u32) -> (i128, usize) {
    prefix_within(text, base, usize::MAX)
}

/// The same of at most `most` bytes; a prefix of the base that fills them is skipped, and is 0.
pub fn prefix_within(text: &[u8], base: u32, most: usize) -> (i128, usize) {
    let negative = text.first() == Some(&b'-') && most > 1;
    let skip = usize::from(negative);
    let found = Digits::of(&text[skip..], base, most - skip);
    let value = i128::from(found.value);
    (if negative { -value } else { value }, if found.used == 0 { 0 } else { found.used + skip })
}

/// Digits at the beginning of a text.
struct Digits {
    /// Modulo 2 to the 64th.
    value: u64,
    /// Bytes, with the prefix.
    used: usize,
    /// Digits.
    count: usize,
    overflows: bool,
}

impl Digits {
    fn of(text: &[u8], base: u32, most: usize) -> Digits {
        let marked = matches!(text, [b'0', b'x' | b'X', ..]);
        let hex = marked && text.get(2).is_some_and(u8::is_ascii_hexdigit);
        let (base, skip) = match base {
            0 if hex => (16, 2),
            0 if text.first() == Some(&b'0') => (8, 0),
            0 => (10, 0),
            16 if marked => (16, 2),
            b => (b, 0),
        };
        let mut found = Digits { value: 0, used: skip.min(most), count: 0, overflows: false };
        let digit = |b: &u8| (*b as char).to_digit(36).filter(|d| *d < base);
        for d in text.iter().skip(skip).take(most - found.used).map_while(digit) {
            let (value, a) = found.value.overflowing_mul(base.into());
            let (value, b) = value.overflowing_add(d.into());
            found = Digits {
                value,
                used: found.used + 1,
                count: found.count + 1,
                overflows: found.overflows | a | b,
            };
        }
        found
    }
}

/// What `kstrtobool` takes for yes and no, by the first two bytes.
pub fn truth(text: &[u8]) -> Option<bool> {
    match text {
        [b'y' | b'Y' | b't' | b'T' | b'1', ..] => Some(true),
        [b'n' | b'N' | b'f' | b'F' | b'0', ..] => Some(false),
        [b'o' | b'O', b'n' | b'N', ..] => Some(true),
        [b'o' | b'O', b'f' | b'F', ..] => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_and_in_their_base() {
        assert_eq!(parse(b"42", 0), Ok(42));
        assert_eq!(parse(b"-0x1f\n", 0), Ok(-31));
        assert_eq!(parse(b"010", 0), Ok(8));
        assert_eq!(parse(b"010", 10), Ok(10));
        assert_eq!(parse(b"12abc", 0), Err(EINVAL));
        assert_eq!(parse(b"", 0), Err(EINVAL));
        assert_eq!(parse(b"99999999999999999999999", 10), Err(ERANGE));
        assert_eq!(prefix(b"12abc", 10), (12, 2));
        assert_eq!(prefix(b"-7", 10), (-7, 2));
        assert_eq!(prefix(b"x", 10), (0, 0));
        assert_eq!(parse_unsigned(b"-0", 0), Err(EINVAL));
        assert_eq!(parse(b"0x", 16), Err(EINVAL));
        assert_eq!(prefix_within(b"0xA7", 16, 2), (0, 2));
        assert_eq!(prefix_within(b"-123", 10, 3), (-12, 3));
    }
}
