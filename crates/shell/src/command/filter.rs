//! `cut`, `head`, `less`, `more`, `sort`, `tail`, `tr`, `uniq`, `wc`: from text to text.

use super::{Call, complaint};
use crate::options::{Opt, Options, opt};
use crate::plan::{Outcome, Plan};
use crate::shell::{Shell, Stop};
use crate::stream::Io;
use std::fmt::Write;
use vm::Step;

pub const CUT: &[Opt] = &[
    opt('c', "characters", "LIST", "these characters: 1-3,7"),
    opt('d', "delimiter", "CHAR", "what stands between fields; a tab if not given"),
    opt('f', "fields", "LIST", "these fields"),
    opt('s', "only-delimited", "", "no lines without the delimiter"),
];
pub const HEAD: &[Opt] = &[
    opt('#', "", "", "so many lines"),
    opt('c', "bytes", "N", "so many bytes"),
    opt('n', "lines", "N", "so many lines; -N: all but the last N"),
    opt('q', "quiet", "", "no names of files"),
];
pub const TAIL: &[Opt] = &[
    opt('#', "", "", "so many lines"),
    opt('c', "bytes", "N", "so many bytes"),
    opt('f', "follow", "", "refused: dmesg -w follows the log"),
    opt('n', "lines", "N", "so many lines; +N: from line N on"),
    opt('q', "quiet", "", "no names of files"),
];
pub const SORT: &[Opt] = &[
    opt('k', "key", "N", "by field N"),
    opt('n', "numeric-sort", "", "by numbers"),
    opt('r', "reverse", "", "the other way round"),
    opt('t', "field-separator", "CHAR", "what stands between fields"),
    opt('u', "unique", "", "each line once"),
];
pub const TR: &[Opt] =
    &[opt('d', "delete", "", "delete"), opt('s', "squeeze-repeats", "", "one for several")];
pub const UNIQ: &[Opt] = &[
    opt('c', "count", "", "with how often each comes"),
    opt('d', "repeated", "", "those that come several times"),
    opt('u', "unique", "", "those that come once"),
];
pub const WC: &[Opt] = &[opt('c', "bytes", "", ""), opt('l', "lines", "", ""), opt('w', "words", "", "")];

/// A text, and the name of the file that it is of; empty: standard input.
pub struct Source {
    pub name: String,
    pub text: Vec<u8>,
}

/// The texts that a command is about, its files read by its process; those that cannot be read are told.
pub fn sources(
    shell: &Shell,
    call: &Call,
    files: &[String],
    then: impl FnOnce(&mut Shell, Vec<Source>, &Io) -> u8 + 'static,
) -> Outcome {
    let name = call.name().to_owned();
    if files.is_empty() {
        let text = call.input();
        return Plan::outcome(Vec::new(), move |shell, _, io| {
            then(shell, vec![Source { name: String::new(), text }], io)
        });
    }
    let input = files.iter().any(|f| f == "-").then(|| call.input());
    let files = files.to_vec();
    let read = files.iter().filter(|f| *f != "-");
    let steps = read.map(|f| Step::Read { path: shell.absolute(f) }).collect();
    Plan::outcome(steps, move |shell, exit, io| {
        let (mut done, mut output) = (exit.done.iter(), exit.output.as_slice());
        let (mut all, mut status) = (Vec::new(), 0);
        for file in files {
            if file == "-" {
                all.push(Source {
                    name: "(standard input)".to_owned(),
                    text: input.clone().unwrap_or_default(),
                });
                continue;
            }
            let Some(done) = done.next() else { break };
            let length = usize::try_from(done.output).unwrap_or(usize::MAX).min(output.len());
            let (text, rest) = output.split_at(length);
            output = rest;
            if done.error != 0 {
                status = shell.fail(io, 1, &complaint(&name, &file, done.error));
            } else {
                all.push(Source { name: file, text: text.to_vec() });
            }
        }
        let result = then(shell, all, io);
        if result == 0 { status } else { result }
    })
}

/// A command that makes one text of all its sources together.
fn together(shell: &Shell, call: &Call, make: impl FnOnce(&Options, &[u8]) -> Vec<u8> + 'static) -> Outcome {
    let options = call.options.clone();
    sources(shell, call, call.operands(), move |shell, all, io| {
        let text: Vec<u8> = all.into_iter().flat_map(|s| s.text).collect();
        let made = make(&options, &text);
        shell.write(&io.out, &made);
        0
    })
}

/// The lines of a text, their newlines with them.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&b| b == b'\n').collect()
}

fn bare(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

pub fn head(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    ends(shell, call, |amount, text| match amount {
        Amount::Bytes(n) => text[..n.min(text.len())].to_vec(),
        Amount::Lines(n) => lines(text).into_iter().take(n).flatten().copied().collect(),
        Amount::But(n) => {
            let all = lines(text);
            all[..all.len().saturating_sub(n)].concat()
        }
    })
}

pub fn tail(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.options.has('f') {
        let text =
            "tail: -f is not supported: a file of the kernel does not grow; `dmesg -w` follows the log";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    }
    ends(shell, call, |amount, text| match amount {
        Amount::Bytes(n) => text[text.len() - n.min(text.len())..].to_vec(),
        Amount::Lines(n) => {
            let all = lines(text);
            all[all.len() - n.min(all.len())..].concat()
        }
        Amount::But(n) => lines(text).into_iter().skip(n.saturating_sub(1)).flatten().copied().collect(),
    })
}

#[derive(Clone, Copy)]
enum Amount {
    Bytes(usize),
    Lines(usize),
    /// `head -n -N`, `tail -n +N`.
    But(usize),
}

fn ends(shell: &mut Shell, call: &Call, cut: fn(Amount, &[u8]) -> Vec<u8>) -> Result<Outcome, Stop> {
    let mut operands = call.operands().to_vec();
    let (mut value, bytes) = match (call.options.argument('c'), call.options.argument('n')) {
        (Some(c), _) => (c.to_owned(), true),
        (None, Some(n)) => (n.to_owned(), false),
        (None, None) if call.options.has('#') => {
            (call.options.argument('#').unwrap_or_default().to_owned(), false)
        }
        (None, None) => ("10".to_owned(), false),
    };
    // `tail +5`
    if let Some(first) = operands.first()
        && first.strip_prefix('+').is_some_and(|d| d.parse::<usize>().is_ok())
    {
        value = operands.remove(0);
    }
    let but = value.strip_prefix(if call.name() == "head" { '-' } else { '+' });
    let amount = match but.unwrap_or(value.trim_start_matches(['-', '+'])).parse() {
        Ok(n) if bytes => Amount::Bytes(n),
        Ok(n) if but.is_some() => Amount::But(n),
        Ok(n) => Amount::Lines(n),
        Err(_) => {
            let text = format!("{}: invalid number of lines: '{value}'", call.name());
            return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
        }
    };
    let titled = operands.len() > 1 && !call.options.has('q');
    Ok(sources(shell, call, &operands, move |shell, all, io| {
        for (i, source) in all.iter().enumerate() {
            if titled {
                let gap = if i > 0 { "\n" } else { "" };
                shell.say(&io.out, &format!("{gap}==> {} <==\n", source.name));
            }
            shell.write(&io.out, &cut(amount, &source.text));
        }
        0
    }))
}

pub fn page(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(together(shell, call, |_, text| text.to_vec()))
}

pub fn wc(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let options = call.options.clone();
    let several = call.operands().len() > 1;
    Ok(sources(shell, call, call.operands(), move |shell, all, io| {
        let every = !(options.has('c') || options.has('l') || options.has('w'));
        let count = |text: &[u8]| {
            let words = String::from_utf8_lossy(text).split_whitespace().count();
            let all = [(text.iter().filter(|&&b| b == b'\n').count(), 'l'), (words, 'w'), (text.len(), 'c')];
            all.into_iter().filter(|(_, l)| every || options.has(*l)).map(|(n, _)| n).collect::<Vec<_>>()
        };
        let mut rows: Vec<(Vec<usize>, String)> =
            all.iter().map(|s| (count(&s.text), s.name.clone())).collect();
        if several {
            let mut total = vec![0; rows.first().map_or(0, |(r, _)| r.len())];
            for (row, _) in &rows {
                for (sum, n) in total.iter_mut().zip(row) {
                    *sum += n;
                }
            }
            rows.push((total, "total".to_owned()));
        }
        let bytes: usize = all.iter().map(|s| s.text.len()).sum();
        let alone = rows.len() == 1 && rows[0].0.len() == 1;
        // Of standard input the size is not known beforehand, and columns are seven wide.
        let width = match (alone, all.first().is_some_and(|s| s.name.is_empty())) {
            (true, _) => 1,
            (false, true) => 7,
            (false, false) => bytes.to_string().len(),
        };
        let mut text = String::new();
        for (row, name) in rows {
            let shown: Vec<String> = row.iter().map(|n| format!("{n:width$}")).collect();
            let gap = if name.is_empty() { "" } else { " " };
            let _ = writeln!(text, "{}{gap}{name}", shown.join(" "));
        }
        shell.say(&io.out, &text);
        0
    }))
}

pub fn sort(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if let Some(key) = call.options.argument('k')
        && field_number(key).is_none()
    {
        let text = format!("sort: -k {key}: invalid number at field start");
        return Ok(Outcome::Done(shell.fail(call.io, 2, &text)));
    }
    Ok(together(shell, call, |options, text| {
        let numeric = options.has('n') || options.argument('k').is_some_and(|k| k.contains('n'));
        let reverse = options.has('r') || options.argument('k').is_some_and(|k| k.contains('r'));
        let key = |line: &[u8]| -> Vec<u8> {
            let Some(n) = options.argument('k').and_then(field_number) else { return line.to_vec() };
            let line = String::from_utf8_lossy(line).into_owned();
            let fields: Vec<&str> = match options.argument('t').and_then(|t| t.chars().next()) {
                Some(c) => line.split(c).collect(),
                None => line.split_whitespace().collect(),
            };
            fields.get(n - 1).copied().unwrap_or_default().as_bytes().to_vec()
        };
        let number = |text: &[u8]| {
            let text = String::from_utf8_lossy(text);
            let text = text.trim_start();
            let end =
                text.find(|c: char| !(c.is_ascii_digit() || c == '-' || c == '.')).unwrap_or(text.len());
            text[..end].parse::<f64>().unwrap_or(0.0)
        };
        let mut all: Vec<&[u8]> = lines(text).into_iter().map(bare).collect();
        all.sort_by(|a, b| {
            let order =
                if numeric { number(&key(a)).total_cmp(&number(&key(b))) } else { key(a).cmp(&key(b)) };
            let order = order.then_with(|| a.cmp(b));
            if reverse { order.reverse() } else { order }
        });
        if options.has('u') {
            all.dedup();
        }
        all.into_iter().flat_map(|l| [l, b"\n"].concat()).collect()
    }))
}

/// `2`, `2n`, `2,2`
fn field_number(key: &str) -> Option<usize> {
    let end = key.find(|c: char| !c.is_ascii_digit()).unwrap_or(key.len());
    key[..end].parse().ok().filter(|n| *n > 0)
}

pub fn uniq(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    Ok(together(shell, call, |options, text| {
        let mut counted: Vec<(usize, &[u8])> = Vec::new();
        for line in lines(text).into_iter().map(bare) {
            match counted.last_mut() {
                Some((n, last)) if *last == line => *n += 1,
                _ => counted.push((1, line)),
            }
        }
        let mut made = Vec::new();
        for (n, line) in counted {
            if (options.has('d') && n == 1) || (options.has('u') && n > 1) {
                continue;
            }
            if options.has('c') {
                made.extend(format!("{n:7} ").into_bytes());
            }
            made.extend(line);
            made.push(b'\n');
        }
        made
    }))
}

/// `1,3-5,7-`: ranges, both ends included.
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    list.split(',')
        .map(|part| {
            let number = |t: &str, other: usize| if t.is_empty() { Some(other) } else { t.parse().ok() };
            let (from, to) = match part.split_once('-') {
                Some(("", "")) => return None,
                Some((from, to)) => (number(from, 1)?, number(to, usize::MAX)?),
                None => (part.parse().ok()?, part.parse().ok()?),
            };
            (from >= 1 && to >= from).then_some((from, to))
        })
        .collect()
}

pub fn cut(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let options = &call.options;
    let (list, fields) = match (options.argument('f'), options.argument('c')) {
        (Some(list), None) => (list, true),
        (None, Some(list)) => (list, false),
        _ => {
            let text = "cut: you must specify a list of bytes, characters, or fields\n\
                        Try 'cut --help' for more information.";
            return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
        }
    };
    let Some(ranges) = ranges(list) else {
        let text = format!("cut: invalid field range: '{list}'\nTry 'cut --help' for more information.");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    };
    let mut delimiter = options.argument('d').unwrap_or("\t").chars();
    let (Some(delimiter), None) = (delimiter.next(), delimiter.next()) else {
        let text = "cut: the delimiter must be a single character\nTry 'cut --help' for more information.";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    };
    Ok(together(shell, call, move |options, text| {
        let wanted = |i: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&(i + 1)));
        let mut made = String::new();
        for line in String::from_utf8_lossy(text).lines() {
            if !fields {
                made.extend(line.chars().enumerate().filter(|(i, _)| wanted(*i)).map(|(_, c)| c));
            } else if line.contains(delimiter) {
                let parts = line.split(delimiter).enumerate().filter(|(i, _)| wanted(*i));
                let parts: Vec<&str> = parts.map(|(_, p)| p).collect();
                made.push_str(&parts.join(&delimiter.to_string()));
            } else if options.has('s') {
                continue;
            } else {
                made.push_str(line);
            }
            made.push('\n');
        }
        made.into_bytes()
    }))
}

pub fn tr(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let (from, to) = match call.operands() {
        [from] if call.options.has('d') || call.options.has('s') => (set(from), Vec::new()),
        [from, to] => (set(from), set(to)),
        _ => {
            let text = "tr: missing operand\nTry 'tr --help' for more information.";
            return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
        }
    };
    let (delete, squeeze) = (call.options.has('d'), call.options.has('s'));
    let text = call.input();
    Ok(Plan::outcome(Vec::new(), move |shell, _, io| {
        let mut made = String::new();
        for c in String::from_utf8_lossy(&text).chars() {
            let found = from.iter().position(|f| *f == c);
            let new = match found {
                Some(_) if delete => continue,
                Some(i) => to.get(i).or(to.last()).copied().unwrap_or(c),
                None => c,
            };
            if squeeze && found.is_some() && made.ends_with(new) {
                continue;
            }
            made.push(new);
        }
        shell.say(&io.out, &made);
        0
    }))
}

/// `a-z`, `\n`, `[:upper:]`
fn set(text: &str) -> Vec<char> {
    match text {
        "[:upper:]" => return ('A'..='Z').collect(),
        "[:lower:]" => return ('a'..='z').collect(),
        "[:digit:]" => return ('0'..='9').collect(),
        "[:space:]" => return vec![' ', '\t', '\n', '\r'],
        _ => {}
    }
    let text: Vec<char> = super::output::unescape(text).chars().collect();
    let mut all = Vec::new();
    let mut i = 0;
    while i < text.len() {
        match (text.get(i + 1), text.get(i + 2)) {
            (Some('-'), Some(&to)) if to >= text[i] => {
                all.extend((text[i]..=to).take(1 << 12));
                i += 3;
            }
            _ => {
                all.push(text[i]);
                i += 1;
            }
        }
    }
    all
}
