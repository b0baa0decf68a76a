//! What may be said at the prompt of `lockstep step`.

use scenario::Until;
use std::path::PathBuf;

/// The commands, in the order of help: what is typed, and what it does.
pub const COMMANDS: &[(&str, &str)] = &[
    ("WHO", "it makes a step: its number, or its name (`bump/1`; `bump` for bump/0)"),
    ("WHO N", "it makes N steps, as long as it can"),
    (
        "WHO alt K",
        "it makes a step by this alternative: the CPU that is interrupted, a wait that is cut short",
    ),
    (
        "next [N]",
        "who moves by default, `*`, makes a step, or N steps are made by default; so does an empty line",
    ),
    ("line [WHO]", "it does all that it does on its line"),
    ("until LINE", "by default, until somebody comes to the line: `20`, `counter.c:20`, `bump`"),
    ("until WHO", "by default, until it can move"),
    ("until WHO ends", "by default, until it has ended"),
    ("until step ends", "the same as `line`"),
    ("finish", "by default, to the end"),
    ("undo [N]", "takes the last step back, or the last N: the execution is done again without them"),
    ("restart", "takes all steps back"),
    (
        "show [WHO]",
        "the source around its next line, its callers, the locks that it holds, the module's data",
    ),
    ("list", "who is there"),
    ("dmesg", "the kernel log"),
    ("save FILE", "writes the execution up to here as a trace for `lockstep replay`"),
    ("help", "this"),
    ("quit", "ends; so does the end of the input"),
];

/// A command that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Nothing,
    /// Somebody moves; as it was written, to be found among who is there.
    Who(String),
    Next(u32),
    Line(Option<String>),
    /// On, by default.
    Until(Until),
    /// On until this context can move, or somebody comes to this function.
    UntilNamed(String),
    Undo(usize),
    Restart,
    Show(Option<String>),
    List,
    Dmesg,
    Save(PathBuf),
    Help,
    Quit,
}

/// Understands a line.
///
/// # Errors
/// What is wrong with it, and what to write instead.
pub fn parse(line: &str) -> Result<Command, String> {
    let line = line.trim();
    if line.starts_with('#') {
        return Ok(Command::Nothing);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let named = || (!rest.is_empty()).then(|| rest.to_owned());
    let alone = |command: Command| match rest {
        "" => Ok(command),
        _ => Err(format!("`{word}` stands alone; `{rest}` is too much")),
    };
    match word {
        "" => Ok(Command::Next(1)),
        "n" | "next" => Ok(Command::Next(count(word, rest)?)),
        "l" | "line" => Ok(Command::Line(named())),
        "u" | "until" => until(rest),
        "finish" => alone(Command::Until(Until::Over)),
        "undo" => Ok(Command::Undo(count(word, rest)? as usize)),
        "restart" => alone(Command::Restart),
        "s" | "show" => Ok(Command::Show(named())),
        "list" => alone(Command::List),
        "dmesg" => alone(Command::Dmesg),
        "save" if rest.is_empty() => Err("`save` wants a file: `save lost.trace`".to_owned()),
        "save" => Ok(Command::Save(PathBuf::from(rest))),
        "h" | "help" | "?" => alone(Command::Help),
        "q" | "quit" | "exit" => alone(Command::Quit),
        _ => Ok(Command::Who(line.to_owned())),
    }
}

fn count(word: &str, rest: &str) -> Result<u32, String> {
    match (rest, rest.parse::<u32>()) {
        ("", _) => Ok(1),
        (_, Ok(n)) if n > 0 => Ok(n),
        _ => Err(format!("`{word} {rest}`: `{rest}` is no number of steps, from 1 up")),
    }
}

/// `20`, `counter.c:20`, `bump`, `bump/1`, `bump/1 ends`, `step ends`, `end`.
fn until(rest: &str) -> Result<Command, String> {
    if rest.is_empty() {
        return Err(
            "`until` wants a line, a function or a context: `until 20`, `until bump/1 ends`".to_owned()
        );
    }
    if matches!(rest, "step ends" | "line ends") {
        return Ok(Command::Line(None));
    }
    if matches!(rest, "end" | "the end") {
        return Ok(Command::Until(Until::Over));
    }
    if let Some(name) = rest.strip_suffix(" ends") {
        return Ok(Command::Until(Until::Ends(name.trim().to_owned())));
    }
    let (of, line) = rest.rsplit_once(':').unwrap_or(("", rest));
    match line.trim().parse::<u32>() {
        Ok(0) => Err("lines are counted from 1".to_owned()),
        Ok(line) => Ok(Command::Until(Until::Line(of.trim().to_owned(), line))),
        Err(_) if rest.contains(':') => Err(format!("`{rest}` is no line; write `counter.c:20`")),
        Err(_) => Ok(Command::UntilNamed(rest.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_is_a_step() {
        assert_eq!(parse("  "), Ok(Command::Next(1)));
        assert_eq!(parse("n 5"), Ok(Command::Next(5)));
        assert!(parse("next 0").unwrap_err().contains("from 1 up"));
        assert!(parse("undo -1").unwrap_err().contains("from 1 up"));
    }

    #[test]
    fn what_is_no_command_is_a_context() {
        assert_eq!(parse("irq 7 alt 2"), Ok(Command::Who("irq 7 alt 2".to_owned())));
        assert_eq!(parse("3"), Ok(Command::Who("3".to_owned())));
    }

    #[test]
    fn until_knows_lines_functions_and_contexts() {
        let line = |of: &str, n| Ok(Command::Until(Until::Line(of.to_owned(), n)));
        assert_eq!(parse("until 20"), line("", 20));
        assert_eq!(parse("until counter.c:20"), line("counter.c", 20));
        assert_eq!(parse("until bump/1 ends"), Ok(Command::Until(Until::Ends("bump/1".to_owned()))));
        assert_eq!(parse("until bump"), Ok(Command::UntilNamed("bump".to_owned())));
        assert_eq!(parse("until step ends"), Ok(Command::Line(None)));
        assert!(parse("until").is_err());
        assert!(parse("until 0").is_err());
        assert!(parse("until a:b").is_err());
    }
}
