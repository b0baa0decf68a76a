//! `kstrtoint` and its like, and the older `simple_strtol`.

use crate::errno::{EINVAL, ERANGE};

/// The number that `text` is, whole, in `base` (0: by its prefix), with one newline allowed at its end, as
/// `kstrtoll` has it; or a negative error number.
///
/// # Errors
/// `EINVAL` if it is no number, `ERANGE` if it does not fit 64 bits.
pub fn parse(text: &[u8], base: u32) -> Result<i128, i64> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (value, used) = digits_of(digits, base)?;
    if used == 0 || used != digits.len() {
        return Err(EINVAL);
    }
    Ok(if negative { -value } else { value })
}

/// The number at the beginning of `text`, and how many bytes it took; as `simple_strtoll` has it.
pub fn prefix(text: &[u8], base: u32) -> (i128, usize) {
    let (negative, skip) = if text.first() == Some(&b'-') { (true, 1) } else { (false, 0) };
    let (value, used) = digits_of(&text[skip..], base).unwrap_or((0, 0));
    (if negative { -value } else { value }, if used == 0 { 0 } else { used + skip })
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

fn digits_of(text: &[u8], base: u32) -> Result<(i128, usize), i64> {
    let hex = matches!(text, [b'0', b'x' | b'X', d, ..] if d.is_ascii_hexdigit());
    let (base, skip) = match base {
        0 | 16 if hex => (16, 2),
        0 if text.len() > 1 && text[0] == b'0' => (8, 0),
        0 => (10, 0),
        b => (b, 0),
    };
    let mut value: i128 = 0;
    let mut used = skip;
    while let Some(d) = text.get(used).and_then(|b| (*b as char).to_digit(36)).filter(|d| *d < base) {
        value = value * i128::from(base) + i128::from(d);
        if value > i128::from(u64::MAX) {
            return Err(ERANGE);
        }
        used += 1;
    }
    Ok((value, used))
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
    }
}
