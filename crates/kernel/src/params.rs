//! Module parameters: `name=value` words parsed into the module's variables (Documentation of `module_param`).

use crate::number;
use region::Memory;
use thiserror::Error;

/// Why a parameter was not taken, in the kernel's words.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
pub enum ParamError {
    /// The value does not fit the parameter's type.
    #[error("`{value}' invalid for parameter `{name}': it takes {wanted}")]
    Invalid {
        /// The parameter.
        name: String,
        /// What was given.
        value: String,
        /// What it takes.
        wanted: String,
    },
    /// The text is longer than the parameter's buffer.
    #[error("`{value}' too large for parameter `{name}': it takes at most {room} characters")]
    TooLarge {
        /// Characters that fit.
        room: usize,
        /// The parameter.
        name: String,
        /// What was given.
        value: String,
    },
}

/// The bytes that a scalar of type `kind` has for `value`; `None` if the value is not one of it.
pub fn scalar(kind: &str, value: &str) -> Option<Vec<u8>> {
    let number =
        |low: i128, high: i128| number::parse(value.as_bytes(), 0).ok().filter(|n| (low..=high).contains(n));
    let bytes = |n: i128, size: usize| (n as i64).to_le_bytes()[..size].to_vec();
    match kind {
        "bool" => truth(value).map(|b| vec![u8::from(b)]),
        "invbool" => truth(value).map(|b| vec![u8::from(!b)]),
        "byte" => number(0, 255).map(|n| bytes(n, 1)),
        "short" => number(i16::MIN.into(), i16::MAX.into()).map(|n| bytes(n, 2)),
        "ushort" => number(0, u16::MAX.into()).map(|n| bytes(n, 2)),
        "int" => number(i32::MIN.into(), i32::MAX.into()).map(|n| bytes(n, 4)),
        "uint" => number(0, u32::MAX.into()).map(|n| bytes(n, 4)),
        "long" => number(i64::MIN.into(), i64::MAX.into()).map(|n| bytes(n, 8)),
        "ulong" => number(0, u64::MAX.into()).map(|n| (n as u64).to_le_bytes().to_vec()),
        _ => None,
    }
}

/// What a scalar of type `kind` takes, in words.
pub fn wanted(kind: &str) -> &'static str {
    match kind {
        "bool" | "invbool" => "y or n",
        "byte" => "a number from 0 to 255",
        "short" => "a number from -32768 to 32767",
        "ushort" => "a number from 0 to 65535",
        "int" => "a number from -2147483648 to 2147483647",
        "uint" => "a number from 0 to 4294967295",
        "long" => "a number from -9223372036854775808 to 9223372036854775807",
        "ulong" => "a number from 0 to 18446744073709551615",
        _ => "a text of at most 1024 characters",
    }
}

/// The text of a parameter of this type at `at`, as /sys/module shows it.
pub fn show(memory: &impl Memory, kind: &str, at: usize) -> String {
    let load = |size: usize| memory.load(at, size).unwrap_or(0);
    let text = |at: usize| {
        let bytes = memory.c_string(at, 1024).unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    };
    match kind {
        "bool" => if load(1) != 0 { "Y" } else { "N" }.to_owned(),
        "invbool" => if load(1) != 0 { "N" } else { "Y" }.to_owned(),
        "byte" => load(1).to_string(),
        "short" => (load(2) as i16).to_string(),
        "ushort" => load(2).to_string(),
        "int" => (load(4) as i32).to_string(),
        "uint" => load(4).to_string(),
        "long" => (load(8) as i64).to_string(),
        "ulong" => load(8).to_string(),
        "charp" => match load(8) as usize {
            0 => "(null)".to_owned(),
            at => text(at),
        },
        _ => text(at),
    }
}

fn truth(value: &str) -> Option<bool> {
    match value {
        "" | "y" | "Y" | "1" | "on" | "ON" | "t" | "T" => Some(true),
        "n" | "N" | "0" | "off" | "OFF" | "f" | "F" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_have_their_ranges() {
        assert_eq!(scalar("int", "-3"), Some((-3i32).to_le_bytes().to_vec()));
        assert_eq!(scalar("uint", "-3"), None);
        assert_eq!(scalar("byte", "256"), None);
        assert_eq!(scalar("bool", "Y"), Some(vec![1]));
        assert_eq!(scalar("bool", "maybe"), None);
        assert_eq!(scalar("ulong", "0xffffffffffffffff"), Some(vec![255; 8]));
        assert_eq!(scalar("int", "abc"), None);
    }
}
