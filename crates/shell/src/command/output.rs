//! `echo`, `printf`, `seq`, `clear`, `yes`: what prints what it is given.

use super::{Call, print};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};

pub fn echo(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let mut words = &call.argv[1..];
    let (mut newline, mut escapes) = (true, false);
    while let Some((first, rest)) = words.split_first()
        && first.len() > 1
        && first.starts_with('-')
        && first[1..].chars().all(|c| "neE".contains(c))
    {
        for c in first[1..].chars() {
            match c {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        // `\c` ends the output.
        if let Some(end) = text.find("\\c") {
            text.truncate(end);
            newline = false;
        }
        text = unescape(&text);
    }
    if newline {
        text.push('\n');
    }
    Ok(print(shell, call, &text))
}

/// Backslashes and what they stand for: `\n`, `\t`, `\x41`, `\0101`.
pub fn unescape(text: &str) -> String {
    let mut made = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            made.push(c);
            continue;
        }
        let Some(c) = chars.next() else {
            made.push('\\');
            break;
        };
        let mut digits = |radix: u32, most: usize, first: u32| {
            let mut value = first;
            for _ in 0..most {
                match chars.peek().and_then(|c| c.to_digit(radix)) {
                    Some(d) => {
                        value = value * radix + d;
                        chars.next();
                    }
                    None => break,
                }
            }
            char::from_u32(value & 0xff).unwrap_or('\0')
        };
        let new = match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\x07',
            'b' => '\x08',
            'e' => '\x1b',
            'f' => '\x0c',
            'v' => '\x0b',
            '\\' => '\\',
            'x' => digits(16, 2, 0),
            '0' => digits(8, 3, 0),
            '1'..='7' => digits(8, 2, c.to_digit(8).unwrap_or(0)),
            other => {
                made.push('\\');
                other
            }
        };
        made.push(new);
    }
    made
}

pub fn printf(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let Some((format, arguments)) = call.operands().split_first() else {
        let text = "bash: printf: usage: printf [-v var] format [arguments]";
        return Ok(Outcome::Done(shell.fail(call.io, 2, text)));
    };
    let mut arguments = arguments.iter();
    let (mut made, mut wrong) = (String::new(), Vec::new());
    loop {
        let before = arguments.len();
        if let Err(why) = round(format, &mut arguments, &mut made, &mut wrong) {
            return Ok(Outcome::Done(shell.fail(call.io, 1, &format!("bash: printf: {why}"))));
        }
        // The format is used again as long as it uses arguments up.
        if arguments.len() == 0 || arguments.len() == before {
            break;
        }
    }
    shell.say(&call.io.out, &made);
    let mut status = 0;
    for word in wrong {
        status = shell.fail(call.io, 1, &format!("bash: printf: {word}: invalid number"));
    }
    Ok(Outcome::Done(status))
}

/// One use of a format.
fn round(
    format: &str,
    arguments: &mut std::slice::Iter<String>,
    made: &mut String,
    wrong: &mut Vec<String>,
) -> Result<(), String> {
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        made.push_str(&unescape(&rest[..at]));
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !"-+ #0123456789.*".contains(c)).unwrap_or(rest.len());
        let (spec, after) = rest.split_at(end);
        let Some(kind) = after.chars().next() else { return Err("`%': missing format character".to_owned()) };
        rest = &after[kind.len_utf8()..];
        if kind == '%' {
            made.push('%');
            continue;
        }
        let flags: String = spec.chars().take_while(|c| "-+ #0".contains(*c)).collect();
        let numbers = &spec[flags.len()..];
        let (width, precision) = numbers.split_once('.').map_or((numbers, None), |(w, p)| (w, Some(p)));
        let mut measure = |text: &str| match text {
            "*" => arguments.next().and_then(|a| a.parse().ok()).unwrap_or(0),
            text => text.parse().unwrap_or(0usize),
        };
        let width = measure(width).min(4096);
        let precision = precision.map(|p| measure(p).min(4096));
        let argument = arguments.next().map_or("", String::as_str);
        let mut number = || {
            integer(argument).unwrap_or_else(|| {
                wrong.push(argument.to_owned());
                0
            })
        };
        let digits = |n: String| match precision {
            Some(p) => format!("{n:0>p$}"),
            None => n,
        };
        let body = match kind {
            's' => argument.chars().take(precision.unwrap_or(usize::MAX)).collect(),
            'b' => unescape(argument),
            'c' => argument.chars().take(1).collect(),
            'q' => crate::interpret::quote(argument),
            'd' | 'i' => {
                let n = number();
                let sign = match (n < 0, flags.contains('+'), flags.contains(' ')) {
                    (true, ..) => "-",
                    (false, true, _) => "+",
                    (false, false, true) => " ",
                    _ => "",
                };
                format!("{sign}{}", digits(n.unsigned_abs().to_string()))
            }
            'u' => digits((number() as u64).to_string()),
            'x' => format!(
                "{}{}",
                if flags.contains('#') { "0x" } else { "" },
                digits(format!("{:x}", number()))
            ),
            'X' => format!(
                "{}{}",
                if flags.contains('#') { "0X" } else { "" },
                digits(format!("{:X}", number()))
            ),
            'o' => digits(format!("{:o}", number())),
            other => return Err(format!("`{other}': invalid format character")),
        };
        let fill = width.saturating_sub(body.chars().count());
        if flags.contains('-') {
            made.push_str(&body);
            made.push_str(&" ".repeat(fill));
        } else if flags.contains('0') && "diuxXo".contains(kind) && precision.is_none() {
            let sign = usize::from(body.starts_with(['-', '+', ' ']));
            made.push_str(&body[..sign]);
            made.push_str(&"0".repeat(fill));
            made.push_str(&body[sign..]);
        } else {
            made.push_str(&" ".repeat(fill));
            made.push_str(&body);
        }
    }
    made.push_str(&unescape(rest));
    Ok(())
}

/// `42`, `-7`, `0x2a`, `052`, `'A`; nothing is 0.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(c) = text.strip_prefix(['\'', '"']) {
        return Some(c.chars().next().map_or(0, |c| i64::from(u32::from(c))));
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |d| (true, d));
    let value = if digits.is_empty() && !negative {
        0
    } else if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        u64::from_str_radix(hex, 16).ok()? as i64
    } else if digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits.strip_prefix('+').unwrap_or(digits).parse().ok()?
    };
    Some(if negative { value.wrapping_neg() } else { value })
}

/// The most numbers that `seq` prints.
const MOST: usize = 1_000_000;

pub fn seq(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let numbers: Option<Vec<i64>> = call.operands().iter().map(|w| w.parse().ok()).collect();
    let (first, step, last) = match numbers.as_deref() {
        Some([last]) => (1, 1, *last),
        Some([first, last]) => (*first, 1, *last),
        Some([first, step, last]) if *step != 0 => (*first, *step, *last),
        _ => {
            let text = "seq: whole numbers are needed: seq [FIRST [STEP]] LAST";
            return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
        }
    };
    let numbers = std::iter::successors(Some(first), |n| n.checked_add(step));
    let text: Vec<String> = numbers
        .take_while(|n| if step > 0 { *n <= last } else { *n >= last })
        .take(MOST)
        .map(|n| format!("{n}\n"))
        .collect();
    Ok(print(shell, call, &text.concat()))
}

pub fn clear(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(print(shell, call, "\x1b[H\x1b[2J\x1b[3J"))
}

pub fn yes(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(Outcome::Done(shell.fail(call.io, 1, "yes: it would never end; `seq 100` prints a hundred lines")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslashes_are_those_of_echo() {
        assert_eq!(unescape(r"a\tb\n\x41\0101\\\q"), "a\tb\nAA\\\\q");
        assert_eq!(unescape("\\"), "\\");
    }

    #[test]
    fn formats_are_those_of_printf() {
        let printed = |format: &str, arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
            let (mut made, mut wrong) = (String::new(), Vec::new());
            round(format, &mut arguments.iter(), &mut made, &mut wrong).map(|()| made)
        };
        assert_eq!(printed(r"%5d|%-5s|%05d\n", &["42", "ab", "-7"]).unwrap(), "   42|ab   |-0007\n");
        assert_eq!(printed("%x %#x %o %c%%", &["255", "255", "8", "xyz"]).unwrap(), "ff 0xff 10 x%");
        assert_eq!(printed("%.2s|%*d|%.3d", &["abc", "4", "1", "7"]).unwrap(), "ab|   1|007");
        assert!(printed("%y", &[]).is_err());
        assert!(printed("%", &[]).is_err());
    }
}
