//! `cat`, `cp`, `dd`, `tee`: what moves bytes between files.

use super::{Call, complaint, missing};
use crate::errno::words;
use crate::plan::{Flow, Outcome, Plan};
use crate::shell::{Shell, Stop};
use crate::stream::Sink;
use crate::system::Call as At;
use vm::Step;

/// The bytes that `cat` and `cp` ask for at once.
const BLOCK: usize = 131_072;

pub fn cat(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let operands = call.operands().to_vec();
    let number = call.options.has('n');
    if operands.is_empty() || operands == ["-"] {
        let text = call.input();
        let out = call.io.out.clone();
        if number {
            let numbered = numbered(&text);
            shell.write(&out, numbered.as_bytes());
        } else {
            shell.write(&out, &text);
        }
        return Ok(Outcome::Done(0));
    }
    // From one file to another the process reads and writes in turn, as the real one does.
    if let (Sink::File(file), [from], false) = (&call.io.out, operands.as_slice(), number)
        && !file.append
    {
        file.taken.set(true);
        let to = Some(file.path.clone());
        let step = Step::Copy { from: Some(shell.absolute(from)), to, block: BLOCK, count: None };
        let from = from.clone();
        return Ok(Plan::outcome(vec![step], move |shell, exit, io| {
            let Some(done) = exit.done.first() else { return 1 };
            match (done.error, done.at) {
                (0, _) => 0,
                (error, At::Write | At::Close) => {
                    shell.fail(io, 1, &format!("cat: write error: {}", words(error)))
                }
                (error, _) => shell.fail(io, 1, &complaint("cat", &from, error)),
            }
        }));
    }
    let steps = operands.iter().map(|f| Step::Read { path: shell.absolute(f) }).collect();
    let outcome = Plan::outcome(steps, move |shell, exit, io| {
        if number {
            shell.say(&io.out, &numbered(&exit.output));
        }
        let mut status = 0;
        for (file, done) in operands.iter().zip(&exit.done) {
            if done.error != 0 {
                status = shell.fail(io, 1, &complaint("cat", file, done.error));
            }
        }
        status
    });
    Ok(match outcome {
        Outcome::Steps(plan) if !number => Outcome::Steps(Plan { flow: Flow::Through, ..plan }),
        other => other,
    })
}

fn numbered(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.split_inclusive('\n').enumerate().map(|(i, l)| format!("{:6}\t{l}", i + 1)).collect()
}

pub fn cp(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let [from, to] = call.operands() else {
        return Ok(missing(shell, call));
    };
    let mut path = shell.absolute(to);
    if let Ok((directory, entry)) = shell.resolve(&path)
        && entry.kind == crate::system::Kind::Directory
    {
        let name = from.rsplit('/').next().unwrap_or(from);
        path = format!("{}/{name}", directory.trim_end_matches('/'));
    }
    let step = Step::Copy { from: Some(shell.absolute(from)), to: Some(path), block: BLOCK, count: None };
    let (from, to) = (from.clone(), to.clone());
    Ok(Plan::outcome(vec![step], move |shell, exit, io| {
        let Some(done) = exit.done.first() else { return 1 };
        let why = words(done.error);
        match (done.error, done.at) {
            (0, _) => 0,
            (_, At::Read) => shell.fail(io, 1, &format!("cp: error reading '{from}': {why}")),
            (_, At::Write | At::Close) => shell.fail(io, 1, &format!("cp: error writing '{to}': {why}")),
            _ => shell.fail(io, 1, &format!("cp: cannot copy '{from}' to '{to}': {why}")),
        }
    }))
}

pub fn dd(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let (mut from, mut to, mut block, mut count, mut silent) = (None, None, 512, None, false);
    for operand in call.operands() {
        let Some((name, value)) = operand.split_once('=') else {
            let text = format!("dd: unrecognized operand '{operand}'\nTry 'dd --help' for more information.");
            return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
        };
        let number = size(value);
        match (name, number) {
            ("if", _) => from = Some(value.to_owned()),
            ("of", _) => to = Some(value.to_owned()),
            ("bs", Some(n)) if n > 0 && n <= 1 << 30 => block = n as usize,
            ("count", Some(n)) => count = Some(n),
            ("bs" | "count", _) => {
                let text = format!("dd: invalid number: '{value}'");
                return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
            }
            ("status", _) => silent = value == "none",
            ("conv", _) if value == "notrunc" || value == "fsync" => {}
            _ => {
                let text = format!(
                    "dd: {name}= is not supported: if, of, bs, count, status=none and conv=notrunc are"
                );
                return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
            }
        }
    }
    let path = |shell: &Shell, p: &Option<String>| p.as_ref().map(|p| shell.absolute(p));
    let step = Step::Copy { from: path(shell, &from), to: path(shell, &to), block, count };
    let input = if from.is_none() { call.input() } else { Vec::new() };
    let to_output = to.is_none();
    let outcome = Plan::outcome(vec![step], move |shell, exit, io| {
        let Some(done) = exit.done.first() else { return 1 };
        if to_output {
            shell.write(&io.out, &exit.output);
        }
        let shown = |p: &Option<String>, other: &str| p.clone().unwrap_or_else(|| other.to_owned());
        let (from, to) = (shown(&from, "standard input"), shown(&to, "standard output"));
        let why = words(done.error);
        let mut status = 0;
        match (done.error, done.at) {
            (0, _) => {}
            (_, At::Read) => status = shell.fail(io, 1, &format!("dd: error reading '{from}': {why}")),
            (_, At::Write | At::Close) => {
                status = shell.fail(io, 1, &format!("dd: error writing '{to}': {why}"));
            }
            _ => {
                // Which of the two could not be opened, the kernel side does not say: it is the one that is not there.
                let missing = shell.resolve(&from).is_err();
                let file = if missing && from != "standard input" { from } else { to };
                return shell.fail(io, 1, &format!("dd: failed to open '{file}': {why}"));
            }
        }
        if !silent {
            let m = done.moved;
            let text = format!(
                "{}+{} records in\n{}+{} records out\n{} copied",
                m.whole_in,
                m.part_in,
                m.whole_out,
                m.part_out,
                bytes(m.bytes)
            );
            shell.fail(io, 0, &text);
        }
        status
    });
    Ok(match outcome {
        Outcome::Steps(plan) => Outcome::Steps(Plan { input, ..plan }),
        done => done,
    })
}

/// `2560 bytes (2.6 kB, 2.5 KiB)`, as `dd` says it.
fn bytes(n: u64) -> String {
    let mut shown = Vec::new();
    for (base, units) in [(1000u128, ["kB", "MB", "GB", "TB"]), (1024, ["KiB", "MiB", "GiB", "TiB"])] {
        // Rounded up to two digits, or to a whole number from ten on: the rounding of coreutils' `human_readable`.
        let mut unit = 0;
        let mut scale = base;
        while unit + 1 < units.len() && u128::from(n) >= scale * base {
            unit += 1;
            scale *= base;
        }
        if u128::from(n) < base {
            continue;
        }
        let tenths = (u128::from(n) * 20 / scale).div_ceil(2);
        shown.push(match tenths {
            0..100 => format!("{}.{} {}", tenths / 10, tenths % 10, units[unit]),
            _ => format!("{} {}", (u128::from(n) * 2 / scale).div_ceil(2), units[unit]),
        });
    }
    let word = if n == 1 { "byte" } else { "bytes" };
    match shown.as_slice() {
        [] => format!("{n} {word}"),
        several => format!("{n} {word} ({})", several.join(", ")),
    }
}

/// `4k`, `1M`, `512`.
fn size(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit {
        "" | "c" => 1,
        "b" => 512,
        "k" | "K" | "KiB" => 1 << 10,
        "kB" | "KB" => 1000,
        "M" | "MiB" => 1 << 20,
        "MB" => 1_000_000,
        "G" | "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

pub fn tee(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let text = call.input();
    shell.write(&call.io.out, &text);
    let files = call.operands().to_vec();
    let append = call.options.has('a');
    let steps =
        files.iter().map(|f| Step::Write { path: shell.absolute(f), bytes: text.clone(), append }).collect();
    Ok(Plan::outcome(steps, move |shell, exit, io| {
        let mut status = 0;
        for (file, done) in files.iter().zip(&exit.done) {
            if done.error != 0 {
                status = shell.fail(io, 1, &complaint("tee", file, done.error));
            }
        }
        status
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_dd() {
        assert_eq!(size("4k"), Some(4096));
        assert_eq!(size("1MB"), Some(1_000_000));
        assert_eq!(size("x"), None);
        assert_eq!(size("1q"), None);
        assert_eq!(bytes(0), "0 bytes");
        assert_eq!(bytes(1), "1 byte");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1000), "1000 bytes (1.0 kB)");
        assert_eq!(bytes(2560), "2560 bytes (2.6 kB, 2.5 KiB)");
        assert_eq!(bytes(5_242_880), "5242880 bytes (5.2 MB, 5.0 MiB)");
        assert_eq!(bytes(104_857_600), "104857600 bytes (105 MB, 100 MiB)");
    }
}
