//! `ls` and `stat`.

use super::{Call, missing};
use crate::command::system::calendar;
use crate::errno::words;
use crate::options::{Opt, opt};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::system::{Entry, Kind};
use std::fmt::Write;

pub const OPTIONS: &[Opt] = &[
    opt('1', "", "", "one in a line, which is so anyway"),
    opt('A', "almost-all", "", "names with a dot too"),
    opt('a', "all", "", "names with a dot too, and . and .."),
    opt('d', "directory", "", "directories, not what is in them"),
    opt('F', "classify", "", "with a mark of what each is"),
    opt('h', "human-readable", "", "sizes in K and M"),
    opt('i', "inode", "", "refused"),
    opt('l', "", "", "with everything about each"),
    opt('R', "recursive", "", "what is in directories too"),
    opt('r', "reverse", "", "the other way round"),
    opt('S', "", "", "by size"),
    opt('t', "", "", "by time"),
];

pub fn ls(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let options = &call.options;
    if options.has('i') {
        return Ok(Outcome::Done(shell.fail(
            call.io,
            2,
            "ls: -i is not supported: there are no inodes to see",
        )));
    }
    let mut operands = call.operands().to_vec();
    if operands.is_empty() {
        operands.push(".".to_owned());
    }
    operands.sort();
    let (mut files, mut directories, mut status) = (Vec::new(), Vec::new(), 0);
    for operand in operands {
        let path = shell.absolute(&operand);
        let entry = shell.system().stat(&path);
        let entry = match entry {
            Ok(e) if matches!(e.kind, Kind::Link(_)) && !options.has('l') => {
                shell.resolve(&path).map_or(e, |(_, target)| target)
            }
            Ok(e) => e,
            Err(error) => {
                let text = format!("ls: cannot access '{operand}': {}", words(error));
                status = shell.fail(call.io, 2, &text);
                continue;
            }
        };
        if entry.kind == Kind::Directory && !options.has('d') {
            directories.push((operand, path));
        } else {
            files.push(Entry { name: operand, ..entry });
        }
    }
    let titled = directories.len() + files.len() > 1 || options.has('R');
    let mut text = block(shell, &files, call);
    let mut first = files.is_empty();
    directories.reverse();
    while let Some((shown, path)) = directories.pop() {
        let listed = shell.system().list(&path);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => {
                let text = format!("ls: cannot open directory '{shown}': {}", words(error));
                status = shell.fail(call.io, 2, &text);
                continue;
            }
        };
        let all = options.has('a');
        entries.retain(|e| all || options.has('A') || !e.name.starts_with('.'));
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        if options.has('t') {
            entries.sort_by_key(|e| std::cmp::Reverse(e.time));
        } else if options.has('S') {
            entries.sort_by_key(|e| std::cmp::Reverse(e.size));
        }
        if options.has('r') {
            entries.reverse();
        }
        if options.has('R') {
            for entry in entries.iter().rev().filter(|e| e.kind == Kind::Directory) {
                let join = |base: &str| format!("{}/{}", base.trim_end_matches('/'), entry.name);
                directories.push((join(&shown), join(&path)));
            }
        }
        if all {
            for (name, at) in [("..", format!("{path}/..")), (".", path.clone())] {
                let at = shell.absolute(&at);
                let found = shell.system().stat(&at);
                if let Ok(entry) = found {
                    entries.insert(0, Entry { name: name.to_owned(), ..entry });
                }
            }
        }
        if titled {
            let _ = writeln!(text, "{}{shown}:", if first { "" } else { "\n" });
        }
        first = false;
        if options.has('l') {
            let _ = writeln!(text, "total 0");
        }
        text.push_str(&block(shell, &entries, call));
    }
    shell.say(&call.io.out, &text);
    Ok(Outcome::Done(status))
}

/// The lines of some files, columns as wide as the widest.
fn block(shell: &Shell, entries: &[Entry], call: &Call) -> String {
    let mark = |e: &Entry| match e.kind {
        _ if !call.options.has('F') => "",
        Kind::Directory => "/",
        Kind::Link(_) => "@",
        _ if e.mode & 0o111 != 0 => "*",
        _ => "",
    };
    let mut text = String::new();
    if !call.options.has('l') {
        for e in entries {
            let _ = writeln!(text, "{}{}", e.name, mark(e));
        }
        return text;
    }
    let numbers: Vec<(String, String)> = entries
        .iter()
        .map(|e| match e.kind {
            Kind::Char(major, minor) => (format!("{major},"), minor.to_string()),
            _ if call.options.has('h') => (String::new(), human(e.size)),
            _ => (String::new(), e.size.to_string()),
        })
        .collect();
    let widest = |f: fn(&(String, String)) -> &String| numbers.iter().map(|n| f(n).len()).max().unwrap_or(0);
    let (major, minor) = (widest(|n| &n.0), widest(|n| &n.1));
    let links = |e: &Entry| if e.kind == Kind::Directory { 2 } else { 1 };
    let now = shell.system().now();
    for (e, (a, b)) in entries.iter().zip(&numbers) {
        let size = match major {
            0 => format!("{b:>minor$}"),
            _ => format!("{a:>major$} {b:>minor$}"),
        };
        let _ = write!(
            text,
            "{} {} root root {size} {} {}{}",
            permissions(e),
            links(e),
            calendar(e.time).listing(now),
            e.name,
            mark(e)
        );
        if let Kind::Link(to) = &e.kind {
            let _ = write!(text, " -> {to}");
        }
        text.push('\n');
    }
    text
}

/// `drwxr-xr-x`
fn permissions(e: &Entry) -> String {
    let kind = match e.kind {
        Kind::File => '-',
        Kind::Directory => 'd',
        Kind::Char(..) => 'c',
        Kind::Link(_) => 'l',
    };
    let bits = "rwxrwxrwx".chars().enumerate();
    let bits = bits.map(|(i, c)| if e.mode & (0o400 >> i) != 0 { c } else { '-' });
    std::iter::once(kind).chain(bits).collect()
}

/// `1.5K`
fn human(size: u64) -> String {
    let (mut unit, mut scale) = (0, 1u64);
    while size / scale >= 1024 && unit < 4 {
        unit += 1;
        scale *= 1024;
    }
    match (unit, (size as u128 * 10).div_ceil(u128::from(scale))) {
        (0, _) => size.to_string(),
        (_, tenths @ 0..100) => format!("{}.{}{}", tenths / 10, tenths % 10, [' ', 'K', 'M', 'G', 'T'][unit]),
        _ => format!("{}{}", size.div_ceil(scale), [' ', 'K', 'M', 'G', 'T'][unit]),
    }
}

pub fn stat(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    let mut status = 0;
    for file in call.operands() {
        let path = shell.absolute(file);
        let entry = shell.system().stat(&path);
        let e = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let text = format!("stat: cannot statx '{file}': {}", words(error));
                status = shell.fail(call.io, 1, &text);
                continue;
            }
        };
        let (what, device) = match &e.kind {
            Kind::File if e.size == 0 => ("regular empty file", String::new()),
            Kind::File => ("regular file", String::new()),
            Kind::Directory => ("directory", String::new()),
            Kind::Char(a, b) => ("character special file", format!("\tDevice type: {a},{b}")),
            Kind::Link(_) => ("symbolic link", String::new()),
        };
        let arrow = if let Kind::Link(to) = &e.kind { format!(" -> {to}") } else { String::new() };
        let text = format!(
            "  File: {file}{arrow}\n  Size: {:<10}\t{what}{device}\nAccess: ({:04o}/{})  Uid: (    0/    root)   \
             Gid: (    0/    root)\nModify: {}\n",
            e.size,
            e.mode,
            permissions(&e),
            calendar(e.time).full()
        );
        shell.say(&call.io.out, &text);
    }
    Ok(Outcome::Done(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_letters() {
        let entry = |kind, mode| Entry { name: "x".into(), kind, mode, size: 0, time: 0 };
        assert_eq!(permissions(&entry(Kind::File, 0o644)), "-rw-r--r--");
        assert_eq!(permissions(&entry(Kind::Directory, 0o755)), "drwxr-xr-x");
        assert_eq!(permissions(&entry(Kind::Char(1, 2), 0o600)), "crw-------");
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(human(1023), "1023");
        assert_eq!(human(1025), "1.1K");
        assert_eq!(human(16384), "16K");
    }
}
