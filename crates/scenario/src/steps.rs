//! The steps of a user process as text: `echo 5 > /proc/x; cat /proc/x; dd if=/dev/x bs=16 count=2; ioctl /dev/x 0x7201 5;
//! irq 7; sleep 0.5; unplug DEV; rmmod`. `{mod}` is the module's name.

use thiserror::Error;
use vm::{Program, Step, Where};

/// What is wrong with a step.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StepError {
    /// Quotes do not match.
    #[error("the quotes of `{0}` do not match")]
    Quotes(String),
    /// There is no such step.
    #[error(
        "`{0}` is no step; steps are: echo TEXT > PATH, cat PATH, dd if=PATH bs=B count=N, ioctl PATH CMD [ARG], \
        irq N, sleep SECONDS, unplug DEV, rmmod"
    )]
    Unknown(String),
    /// It is incomplete, or holds too much.
    #[error("`{step}` is not understood: write `{usage}`")]
    Usage {
        /// What was given.
        step: String,
        /// What is wanted.
        usage: &'static str,
    },
    /// There is nothing to do.
    #[error("a process has at least one step, such as `cat /proc/x`")]
    Empty,
}

/// A process that does these steps.
///
/// # Errors
/// What is wrong, and what is wanted instead.
pub fn parse(text: &str, module: &str) -> Result<Program, StepError> {
    let mut steps = Vec::new();
    for part in split(text)? {
        let words = shlex::split(&part).ok_or_else(|| StepError::Quotes(part.clone()))?;
        let words: Vec<String> = words.iter().map(|w| w.replace("{mod}", module)).collect();
        if !words.is_empty() {
            steps.push(step(&part, &words)?);
        }
    }
    if steps.is_empty() { Err(StepError::Empty) } else { Ok(program(steps)) }
}

/// The process that does these steps, named after the tool that does them, or after the shell if there are several.
pub(crate) fn program(steps: Vec<Step>) -> Program {
    let tool = steps.first().map_or("sh", tool);
    let name = if steps.iter().all(|s| self::tool(s) == tool) { tool } else { "sh" };
    Program { name: name.to_owned(), steps }
}

fn tool(step: &Step) -> &'static str {
    match step {
        Step::Write { .. } => "echo",
        Step::Read { .. } => "cat",
        Step::Copy { .. } => "dd",
        Step::Ioctl { .. } => "ioctl",
        Step::Irq(_) => "irq",
        Step::Sleep(_) => "sleep",
        Step::Unplug(_) => "unplug",
        Step::Insmod { .. } => "insmod",
        Step::Rmmod(_) => "rmmod",
        Step::Chmod { .. } => "chmod",
        Step::Remove { .. } => "rm",
        Step::MakeDirectory { .. } => "mkdir",
        Step::RemoveDirectory { .. } => "rmdir",
        Step::MakeNode { .. } => "mknod",
    }
}

/// The parts between semicolons, those within quotes left alone.
fn split(text: &str) -> Result<Vec<String>, StepError> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        let last = parts.last_mut().expect("there is a part");
        match (c, quote) {
            (';', None) => parts.push(String::new()),
            ('\\', None | Some('"')) => {
                last.push(c);
                last.extend(letters.next());
            }
            _ => {
                last.push(c);
                match quote {
                    Some(q) if q == c => quote = None,
                    None if c == '\'' || c == '"' => quote = Some(c),
                    _ => {}
                }
            }
        }
    }
    match quote {
        Some(_) => Err(StepError::Quotes(text.to_owned())),
        None => Ok(parts),
    }
}

fn step(text: &str, words: &[String]) -> Result<Step, StepError> {
    let usage = |usage| StepError::Usage { step: text.trim().to_owned(), usage };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match *words.as_slice() {
        ["echo", ref rest @ ..] => echo(rest).ok_or_else(|| usage("echo TEXT > PATH")),
        ["cat", path] => Ok(Step::Read { path: path.to_owned() }),
        ["cat", ..] => Err(usage("cat PATH")),
        ["dd", ref rest @ ..] => dd(rest).ok_or_else(|| usage("dd if=PATH [of=PATH] [bs=BYTES] [count=N]")),
        ["ioctl", path, ref rest @ ..] if (1..=2).contains(&rest.len()) => {
            let command = number(rest[0]).and_then(|n| u32::try_from(n).ok());
            let argument = rest.get(1).map_or(Some(0), |a| number(a));
            match (command, argument) {
                (Some(command), Some(argument)) => {
                    Ok(Step::Ioctl { path: path.to_owned(), command, argument })
                }
                _ => Err(usage("ioctl PATH CMD [ARG], with numbers as 0x7201 or 29185")),
            }
        }
        ["ioctl", ..] => Err(usage("ioctl PATH CMD [ARG]")),
        ["irq", line] => {
            let line = number(line).and_then(|n| u32::try_from(n).ok());
            line.map(Step::Irq).ok_or_else(|| usage("irq N"))
        }
        ["irq", ..] => Err(usage("irq N")),
        ["sleep", seconds] => match seconds.parse::<f64>() {
            Ok(s) if (0.0..=1e6).contains(&s) => Ok(Step::Sleep((s * 1e9) as u64)),
            _ => Err(usage("sleep SECONDS")),
        },
        ["sleep", ..] => Err(usage("sleep SECONDS")),
        ["unplug", device] => Ok(Step::Unplug(device.to_owned())),
        ["unplug", ..] => Err(usage("unplug DEV")),
        ["rmmod"] => Ok(Step::Rmmod("{mod}".to_owned())),
        ["rmmod", name] => Ok(Step::Rmmod(name.to_owned())),
        ["rmmod", ..] => Err(usage("rmmod [NAME]")),
        ["chmod", mode, path] => match u16::from_str_radix(mode, 8) {
            Ok(mode) if mode <= 0o7777 => Ok(Step::Chmod { path: path.to_owned(), mode }),
            _ => Err(usage("chmod OCTAL PATH")),
        },
        _ => Err(StepError::Unknown(text.trim().to_owned())),
    }
}

fn number(text: &str) -> Option<u64> {
    let (digits, base) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    u64::from_str_radix(digits, base).ok()
}

/// `echo [-n] TEXT .. > PATH`
fn echo(words: &[&str]) -> Option<Step> {
    let (words, newline) = match words {
        ["-n", rest @ ..] => (rest, false),
        rest => (rest, true),
    };
    let at = words.iter().position(|w| w.starts_with('>'))?;
    let (text, to) = words.split_at(at);
    let mark = to[0];
    let append = mark.starts_with(">>");
    let glued = mark.trim_start_matches('>');
    let path = match (glued, &to[1..]) {
        ("", [path]) => path,
        ("", _) => return None,
        (path, []) => path,
        _ => return None,
    };
    let mut bytes = text.join(" ").into_bytes();
    if newline {
        bytes.push(b'\n');
    }
    Some(Step::Write { path: path.to_owned(), bytes, append })
}

fn dd(words: &[&str]) -> Option<Step> {
    let (mut from, mut to, mut block, mut count) = (None, None, 512, None);
    for word in words {
        match word.split_once('=')? {
            ("if", path) => from = Some(path.to_owned()),
            ("of", path) => to = Some(path.to_owned()),
            ("bs", n) => block = size(n)?,
            ("count", n) => count = Some(n.parse().ok()?),
            _ => return None,
        }
    }
    (from.is_some() || to.is_some()).then_some(Step::Copy { from, to, block, count })
}

fn size(text: &str) -> Option<usize> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1024),
        None => (text, 1),
    };
    digits.parse::<usize>().ok()?.checked_mul(unit).filter(|n| *n > 0)
}

/// The steps as text that [`parse`] reads.
pub fn text(program: &Program) -> String {
    program.steps.iter().map(step_text).collect::<Vec<_>>().join("; ")
}

fn quoted(text: &str) -> String {
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), |q| q.into_owned())
}

/// What the command that a step is says of its failure; nothing for what is no command.
pub(crate) fn complaint(step: &Step, at: Where, reason: &str) -> Option<String> {
    Some(match (step, at) {
        (Step::Read { path }, _) => format!("cat: {path}: {reason}"),
        (Step::Write { path, .. }, Where::Open) => format!("bash: {path}: {reason}"),
        (Step::Write { .. }, _) => format!("bash: echo: write error: {reason}"),
        (Step::Copy { from: Some(path), .. }, Where::Open) => {
            format!("dd: failed to open '{path}': {reason}")
        }
        (Step::Copy { from, .. }, Where::Read) => {
            format!("dd: error reading '{}': {reason}", from.as_deref().unwrap_or("standard input"))
        }
        (Step::Copy { to, .. }, _) => {
            format!("dd: error writing '{}': {reason}", to.as_deref().unwrap_or("standard output"))
        }
        (Step::Ioctl { path, .. }, _) => format!("ioctl: {path}: {reason}"),
        (Step::Rmmod(name), _) => format!("rmmod: ERROR: could not remove '{name}': {reason}"),
        (Step::Irq(_) | Step::Sleep(_), _) => return None,
        _ => format!("{}: {reason}", step_text(step)),
    })
}

pub(crate) fn step_text(step: &Step) -> String {
    match step {
        Step::Write { path, bytes, append } => {
            let text = String::from_utf8_lossy(bytes);
            let (flag, text) = match text.strip_suffix('\n') {
                Some(text) => ("", text),
                None => ("-n ", &*text),
            };
            let mark = if *append { ">>" } else { ">" };
            format!("echo {flag}{} {mark} {}", quoted(text), quoted(path))
        }
        Step::Read { path } => format!("cat {}", quoted(path)),
        Step::Copy { from, to, block, count } => {
            let part =
                |name: &str, value: Option<String>| value.map_or(String::new(), |v| format!(" {name}={v}"));
            format!(
                "dd{}{} bs={block}{}",
                part("if", from.as_deref().map(quoted)),
                part("of", to.as_deref().map(quoted)),
                part("count", count.map(|n| n.to_string()))
            )
        }
        Step::Ioctl { path, command, argument: 0 } => format!("ioctl {} {command:#x}", quoted(path)),
        Step::Ioctl { path, command, argument } => format!("ioctl {} {command:#x} {argument}", quoted(path)),
        Step::Irq(line) => format!("irq {line}"),
        Step::Sleep(ns) => format!("sleep {}", *ns as f64 / 1e9),
        Step::Unplug(device) => format!("unplug {}", quoted(device)),
        Step::Insmod { file, params } => format!("insmod {} {}", quoted(file), params.join(" ")),
        Step::Rmmod(name) if name == "{mod}" => "rmmod".to_owned(),
        Step::Rmmod(name) => format!("rmmod {}", quoted(name)),
        Step::Chmod { path, mode } => format!("chmod {mode:o} {}", quoted(path)),
        Step::Remove { path } => format!("rm {}", quoted(path)),
        Step::MakeDirectory { path } => format!("mkdir {}", quoted(path)),
        Step::RemoveDirectory { path } => format!("rmdir {}", quoted(path)),
        Step::MakeNode { path, mode, major, minor } => {
            format!("mknod -m {mode:o} {} c {major} {minor}", quoted(path))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_and_written() {
        let all = "echo 'a b' > /proc/x; echo -n 5 >> /proc/x; cat /proc/x; dd if=/dev/x bs=16 count=2; \
            ioctl /dev/x 0x7201 5; irq 7; sleep 0.5; unplug dev; rmmod; chmod 666 /proc/x";
        let program = parse(all, "m").unwrap();
        assert_eq!(program.name, "sh");
        assert_eq!(program.steps.len(), 10);
        assert_eq!(text(&program), all.replace("            ", ""));
        assert_eq!(parse(&text(&program), "m"), Ok(program));
    }

    #[test]
    fn the_module_has_a_name() {
        let program = parse("cat /proc/{mod}", "hello").unwrap();
        assert_eq!(program.steps, [Step::Read { path: "/proc/hello".to_owned() }]);
    }

    #[test]
    fn quotes_keep_semicolons() {
        let program = parse("echo 'a;b' > /proc/x", "m").unwrap();
        assert_eq!(
            program.steps,
            [Step::Write { path: "/proc/x".to_owned(), bytes: b"a;b\n".to_vec(), append: false }]
        );
        assert!(matches!(parse("echo 'a > /proc/x", "m"), Err(StepError::Quotes(_))));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let said = |text: &str| parse(text, "m").unwrap_err().to_string();
        assert!(said("caat /proc/x").contains("`caat /proc/x` is no step"));
        assert!(said("echo 5").contains("write `echo TEXT > PATH`"));
        assert!(said("dd if=/dev/x bs=0").contains("write `dd if=PATH"));
        assert!(said("ioctl /dev/x seven").contains("with numbers"));
        assert!(said(" ; ").contains("at least one step"));
    }
}
