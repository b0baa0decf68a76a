//! `dmesg`.

use super::Call;
use crate::command::system::calendar;
use crate::options::{Opt, opt};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::system::Record;

pub const OPTIONS: &[Opt] = &[
    opt('C', "clear", "", "clear the log"),
    opt('c', "read-clear", "", "print the log and clear it"),
    opt('k', "kernel", "", "the kernel's records, which is all of them"),
    opt('l', "level", "LEVELS", "only these: emerg,alert,crit,err,warn,notice,info,debug"),
    opt('n', "console-level", "LEVEL", "what the prompt shows unasked: records below this level, 1 to 8"),
    opt('r', "raw", "", "as the kernel gives it"),
    opt('T', "ctime", "", "as dates; power-on is 1970-01-01 00:00:00"),
    opt('t', "notime", "", "without times"),
    opt('w', "follow", "", "until Ctrl-C; in a script for ten seconds of virtual time"),
    opt('x', "decode", "", "with facilities and levels"),
];

const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

/// For how long a script follows the log.
const FOLLOW: u64 = 10_000_000_000;

/// A record as `dmesg` prints it.
pub fn line(record: &Record) -> String {
    let seconds = record.time / 1_000_000_000;
    let micros = record.time % 1_000_000_000 / 1000;
    laid_out(&format!("[{seconds:5}.{micros:06}] "), &record.text)
}

/// A text after what stands before it; its further lines begin where the first does.
fn laid_out(prefix: &str, text: &str) -> String {
    let indent = format!("\n{}", " ".repeat(prefix.len()));
    format!("{prefix}{}\n", text.replace('\n', &indent))
}

pub fn dmesg(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let options = &call.options;
    if let Some(word) = call.operands().first() {
        let text = format!("dmesg: bad usage: unexpected argument '{word}'");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    }
    if let Some(level) = options.argument('n') {
        let number = match LEVELS.iter().position(|l| *l == level) {
            Some(n) => Some(n as u8 + 1),
            None => level.parse().ok().filter(|n| (1..=8).contains(n)),
        };
        return Ok(Outcome::Done(match number {
            Some(n) => {
                shell.console_level = n;
                0
            }
            None => shell.fail(call.io, 1, &format!("dmesg: unknown level '{level}'")),
        }));
    }
    let mut wanted = [true; 8];
    if let Some(levels) = options.argument('l') {
        wanted = [false; 8];
        for level in levels.split(',') {
            match LEVELS.iter().position(|l| *l == level) {
                Some(n) => wanted[n] = true,
                None => {
                    let text = format!("dmesg: unknown level '{level}'");
                    return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
                }
            }
        }
    }
    let mut next = 0;
    let mut followed = 0;
    loop {
        let log = shell.log();
        if let Some(last) = log.last()
            && (options.has('C') || options.has('c'))
        {
            shell.cleared = last.sequence + 1;
        }
        if options.has('C') {
            return Ok(Outcome::Done(0));
        }
        let mut text = String::new();
        for record in log.iter().filter(|r| r.sequence >= next && wanted[usize::from(r.level & 7)]) {
            text.push_str(&show(record, options));
        }
        if let Some(last) = log.last() {
            next = last.sequence + 1;
        }
        shell.say(&call.io.out, &text);
        let more = options.has('w') && (shell.terminal || followed < FOLLOW);
        if !more {
            return Ok(Outcome::Done(0));
        }
        let slice = 100_000_000;
        followed += slice;
        shell.pass(slice)?;
    }
}

fn show(record: &Record, options: &crate::options::Options) -> String {
    if options.has('r') {
        return format!("<{}>{}", record.level, line(record));
    }
    let mut prefix = String::new();
    if options.has('x') {
        prefix = format!("{:<6}:{:<6}: ", "kern", LEVELS[usize::from(record.level & 7)]);
    }
    if options.has('t') {
        return laid_out(&prefix, &record.text);
    }
    if options.has('T') {
        return laid_out(&format!("{prefix}[{}] ", calendar(record.time).ctime()), &record.text);
    }
    laid_out(&prefix, line(record).trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_two_lines_is_indented() {
        let record = Record { sequence: 0, time: 12_345_678_901, level: 6, text: "first\nsecond".into() };
        assert_eq!(line(&record), "[   12.345678] first\n               second\n");
    }
}
