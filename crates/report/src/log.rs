//! The kernel log as `dmesg` prints it.

use crate::line::{self, Line};
use crate::number;
use crate::style::{Style, Tone};
use scenario::verdict::LogLine;

/// Records of the kernel log: `[    0.000000] text`. Each line of a record with newlines has the stamp. Lines are
/// never cut or wrapped; bytes that a terminal would obey are printed as `\x1b`.
pub fn log(lines: &[LogLine], style: &Style) -> String {
    let mut out = Vec::new();
    for record in lines {
        for part in record.text.split('\n') {
            let stamp = format!("[{:>12}] ", number::seconds(record.time));
            let stamp = if part.trim().is_empty() { stamp.trim_end() } else { &stamp };
            out.push(Line::new().tone(Tone::Stamp, stamp).tone(tone(record.level), escape(part)));
        }
    }
    line::render(&out, style)
}

fn tone(level: u8) -> Tone {
    match level {
        0..=3 => Tone::Error,
        4 => Tone::Bold,
        _ => Tone::Plain,
    }
}

fn escape(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        match c {
            '\t' => out.push(c),
            c if c.is_control() => out += &format!("\\x{:02x}", c as u32),
            c => out.push(c),
        }
    }
    out
}
