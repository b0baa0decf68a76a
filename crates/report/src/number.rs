//! Numbers as they are printed: counts, values of variables, addresses, times, error numbers.

/// From here on a number is printed in hexadecimal: it is an address or a bit pattern.
const POINTER: u64 = 0x1000_0000;

/// A count with separators: `1,204`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// A count with its noun: `1 finding`, `2 findings`.
pub fn many(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(n))
}

/// The value of a variable of `size` bytes: decimal, signed if that makes it small, hexadecimal for what looks
/// like an address.
pub fn value(v: u64, size: u32) -> String {
    let bits = (8 * size.clamp(1, 8)).min(64);
    let v = if bits == 64 { v } else { v & ((1 << bits) - 1) };
    let negative = (v as i64) << (64 - bits) >> (64 - bits);
    match v {
        _ if size > 1 && (-65_536..0).contains(&negative) => negative.to_string(),
        _ if size > 4 && v >= POINTER => format!("{v:#x}"),
        _ => v.to_string(),
    }
}

/// What a function returned: an error by its name, an address in hexadecimal.
pub fn returned(v: i64) -> String {
    match errno(v) {
        Some(name) => format!("-{name}"),
        None => value(v as u64, 8),
    }
}

/// The name of a negative error number.
fn errno(v: i64) -> Option<&'static str> {
    Some(match v {
        -1 => "EPERM",
        -2 => "ENOENT",
        -4 => "EINTR",
        -5 => "EIO",
        -6 => "ENXIO",
        -9 => "EBADF",
        -11 => "EAGAIN",
        -12 => "ENOMEM",
        -14 => "EFAULT",
        -16 => "EBUSY",
        -17 => "EEXIST",
        -19 => "ENODEV",
        -22 => "EINVAL",
        -28 => "ENOSPC",
        -35 => "EDEADLK",
        -38 => "ENOSYS",
        -62 => "ETIME",
        -110 => "ETIMEDOUT",
        -512 => "ERESTARTSYS",
        _ => return None,
    })
}

/// A time in nanoseconds as seconds with microseconds, as `dmesg` prints it.
pub fn seconds(ns: u64) -> String {
    format!("{}.{:06}", ns / 1_000_000_000, ns / 1_000 % 1_000_000)
}
