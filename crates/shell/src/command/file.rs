//! `chmod`, `ioctl`, `mkdir`, `mknod`, `rm`, `rmdir`, `touch`: what is done to files.

use super::{Call, complaint, missing};
use crate::errno::words;
use crate::options::{Opt, opt};
use crate::plan::{Outcome, Plan};
use crate::shell::{Shell, Stop};
use crate::system::{Call as At, Kind};
use vm::Step;

pub const MKDIR: &[Opt] = &[opt('p', "parents", "", "no error if it is there; its parents too")];
pub const MKNOD: &[Opt] = &[opt('m', "mode", "MODE", "the permissions, 644 if not given")];
pub const RM: &[Opt] = &[
    opt('f', "force", "", "no error if it is not there"),
    opt('r', "recursive", "", "directories and what is in them"),
];

/// Steps, one for each file, whose errors are told with the words before and after the file's name.
fn each(steps: Vec<Step>, files: Vec<String>, told: &'static str) -> Outcome {
    Plan::outcome(steps, move |shell, exit, io| {
        let mut status = 0;
        for (file, done) in files.iter().zip(&exit.done) {
            if done.error != 0 {
                status = shell.fail(io, 1, &format!("{told} '{file}': {}", words(done.error)));
            }
        }
        status
    })
}

pub fn chmod(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let [mode, files @ ..] = call.operands() else { return Ok(missing(shell, call)) };
    if files.is_empty() {
        let text = format!("chmod: missing operand after '{mode}'\nTry 'chmod --help' for more information.");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    }
    let (mut steps, mut left, mut status) = (Vec::new(), Vec::new(), 0);
    for file in files {
        let old = match shell.resolve(file) {
            Ok((_, entry)) => entry,
            Err(error) => {
                let text = format!("chmod: cannot access '{file}': {}", words(error));
                status = shell.fail(call.io, 1, &text);
                continue;
            }
        };
        match permissions(mode, old.mode, old.kind == Kind::Directory) {
            Some(mode) => {
                steps.push(Step::Chmod { path: shell.absolute(file), mode });
                left.push(file.clone());
            }
            None => {
                return Ok(Outcome::Done(shell.fail(call.io, 1, &format!("chmod: invalid mode: '{mode}'"))));
            }
        }
    }
    if steps.is_empty() {
        return Ok(Outcome::Done(status));
    }
    Ok(each(steps, left, "chmod: changing permissions of"))
}

/// `644`, `u+x,g-w`, `a=r`, `+X`: the mode of a file that has another one.
fn permissions(text: &str, old: u16, directory: bool) -> Option<u16> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return u16::from_str_radix(text, 8).ok().filter(|m| *m <= 0o7777);
    }
    let mut mode = old;
    for clause in text.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let mut who = 0;
        for c in clause[..at].chars() {
            who |= match c {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        if at == 0 {
            // The umask keeps writing from the group and the others.
            who = 0o755 | 0o111 | 0o444;
        }
        let mut rest = &clause[at..];
        while let Some(operator) = rest.chars().next() {
            let body = &rest[1..];
            let end = body.find(['+', '-', '=']).unwrap_or(body.len());
            let mut bits = 0;
            for c in body[..end].chars() {
                bits |= match c {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if directory || old & 0o111 != 0 => 0o111,
                    'X' => 0,
                    _ => return None,
                };
            }
            match operator {
                '+' => mode |= bits & who,
                '-' => mode &= !(bits & who),
                _ => mode = mode & !who | bits & who,
            }
            rest = &body[end..];
        }
    }
    Some(mode)
}

pub fn ioctl(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let (file, command, argument) = match call.operands() {
        [file, command] => (file, command, None),
        [file, command, argument] => (file, command, Some(argument)),
        _ => return Ok(missing(shell, call)),
    };
    let number = |text: &String| {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text.as_str()), |d| (true, d));
        let value = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            Some(hex) => u64::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        };
        value.map(|v: u64| if negative { v.wrapping_neg() } else { v })
    };
    let known = number(command).and_then(|n| u32::try_from(n).ok());
    let (Some(command), Some(argument)) = (known, argument.map_or(Some(0), number)) else {
        let text = "ioctl: COMMAND and ARGUMENT are numbers: 0x40046b01 or 7";
        return Ok(Outcome::Done(shell.fail(call.io, 2, text)));
    };
    let step = Step::Ioctl { path: shell.absolute(file), command, argument };
    let file = file.clone();
    Ok(Plan::outcome(vec![step], move |shell, exit, io| {
        let Some(done) = exit.done.first() else { return 1 };
        match (done.error, done.at) {
            (0, _) => {
                shell.say(&io.out, &format!("{}\n", done.value));
                0
            }
            (error, At::Open) => shell.fail(io, 1, &complaint("ioctl", &file, error)),
            (error, _) => shell.fail(io, 1, &format!("ioctl: {file}: ioctl failed: {}", words(error))),
        }
    }))
}

pub fn mkdir(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    let (mut steps, mut files) = (Vec::new(), Vec::new());
    for file in call.operands() {
        let path = shell.absolute(file);
        if call.options.has('p') {
            let mut so_far = String::new();
            for part in path.split('/').filter(|p| !p.is_empty()) {
                so_far = format!("{so_far}/{part}");
                if shell.resolve(&so_far).is_err() {
                    steps.push(Step::MakeDirectory { path: so_far.clone() });
                    files.push(so_far.clone());
                }
            }
        } else {
            steps.push(Step::MakeDirectory { path });
            files.push(file.clone());
        }
    }
    Ok(each(steps, files, "mkdir: cannot create directory"))
}

pub fn mknod(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let [file, kind, numbers @ ..] = call.operands() else { return Ok(missing(shell, call)) };
    if kind != "c" && kind != "u" {
        let text = format!("mknod: only character devices are supported: use `c`, not '{kind}'");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    }
    let parsed: Vec<Option<u32>> = numbers.iter().map(|n| n.parse().ok()).collect();
    let [Some(major), Some(minor)] = parsed.as_slice() else {
        let text = "mknod: a character device needs its major and minor number: mknod FILE c MAJOR MINOR";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    };
    let Some(mode) = permissions(call.options.argument('m').unwrap_or("644"), 0o644, false) else {
        return Ok(Outcome::Done(shell.fail(call.io, 1, "mknod: invalid mode")));
    };
    let step = Step::MakeNode { path: shell.absolute(file), mode, major: *major, minor: *minor };
    let file = file.clone();
    Ok(Plan::outcome(vec![step], move |shell, exit, io| match exit.done.first() {
        Some(done) if done.error == 0 => 0,
        Some(done) => shell.fail(io, 1, &complaint("mknod", &file, done.error)),
        None => 1,
    }))
}

pub fn rm(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let force = call.options.has('f');
    if call.operands().is_empty() && !force {
        return Ok(missing(shell, call));
    }
    let (mut steps, mut files, mut status) = (Vec::new(), Vec::new(), 0);
    for file in call.operands() {
        let path = shell.absolute(file);
        let entry = shell.system().stat(&path);
        match entry {
            Err(2) if force => {}
            Err(error) => {
                status = shell.fail(call.io, 1, &format!("rm: cannot remove '{file}': {}", words(error)));
            }
            Ok(entry) if entry.kind == Kind::Directory => {
                if !call.options.has('r') {
                    status = shell.fail(call.io, 1, &format!("rm: cannot remove '{file}': Is a directory"));
                    continue;
                }
                if path == "/" {
                    status = shell.fail(call.io, 1, "rm: it is dangerous to operate recursively on '/'");
                    continue;
                }
                gather(shell, &path, file, &mut steps, &mut files, 0);
            }
            Ok(_) => {
                steps.push(Step::Remove { path });
                files.push(file.clone());
            }
        }
    }
    if steps.is_empty() {
        return Ok(Outcome::Done(status));
    }
    let inner = each(steps, files, "rm: cannot remove");
    Ok(worst(inner, status))
}

/// An outcome whose status is another one's where its own is 0.
fn worst(outcome: Outcome, other: u8) -> Outcome {
    match outcome {
        Outcome::Steps(plan) => {
            let finish = plan.finish;
            Outcome::Steps(Plan {
                finish: Box::new(move |shell, exit, io| match finish(shell, exit, io) {
                    0 => other,
                    status => status,
                }),
                ..plan
            })
        }
        Outcome::Done(status) => Outcome::Done(if status == 0 { other } else { status }),
    }
}

/// What is in a directory, then the directory.
fn gather(
    shell: &Shell,
    path: &str,
    shown: &str,
    steps: &mut Vec<Step>,
    files: &mut Vec<String>,
    depth: u32,
) {
    let entries = shell.system().list(path).unwrap_or_default();
    for entry in entries {
        let (path, shown) = (format!("{path}/{}", entry.name), format!("{shown}/{}", entry.name));
        if entry.kind == Kind::Directory && depth < 64 {
            gather(shell, &path, &shown, steps, files, depth + 1);
        } else {
            steps.push(Step::Remove { path });
            files.push(shown);
        }
    }
    steps.push(Step::RemoveDirectory { path: path.to_owned() });
    files.push(shown.to_owned());
}

pub fn rmdir(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    let steps = call.operands().iter().map(|f| Step::RemoveDirectory { path: shell.absolute(f) }).collect();
    Ok(each(steps, call.operands().to_vec(), "rmdir: failed to remove"))
}

pub fn touch(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    let (mut steps, mut files) = (Vec::new(), Vec::new());
    for file in call.operands() {
        // The times of a file that is there are not kept.
        if shell.resolve(file).is_err() && !call.options.has('c') {
            steps.push(Step::Write { path: shell.absolute(file), bytes: Vec::new(), append: true });
            files.push(file.clone());
        }
    }
    Ok(each(steps, files, "touch: cannot touch"))
}

#[cfg(test)]
mod tests {
    use super::permissions;

    #[test]
    fn modes_are_those_of_chmod() {
        for (text, old, expected) in [
            ("644", 0, Some(0o644)),
            ("0755", 0, Some(0o755)),
            ("u+x", 0o644, Some(0o744)),
            ("a-w", 0o666, Some(0o444)),
            ("+x", 0o644, Some(0o755)),
            ("+w", 0o444, Some(0o644)),
            ("go=r,u=rw", 0o777, Some(0o644)),
            ("u+x-w", 0o644, Some(0o544)),
            ("a+X", 0o644, Some(0o644)),
            ("9", 0, None),
            ("u+q", 0, None),
            ("hello", 0, None),
        ] {
            assert_eq!(permissions(text, old, false), expected, "{text}");
        }
        assert_eq!(permissions("a+X", 0o644, true), Some(0o755));
    }
}
