//! `help` and `man`, made of the table of commands.

use super::{COMMANDS, Call, Command, find, nearest, print};
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use std::fmt::Write;

/// What `help COMMAND` prints.
pub fn page(command: &Command) -> String {
    let mut text = format!("Usage: {}", command.name);
    if !command.options.is_empty() {
        text.push_str(" [OPTION]..");
    }
    if !command.usage.is_empty() {
        let _ = write!(text, " {}", command.usage);
    }
    let _ = writeln!(text, "\n{} {}.", command.name, command.summary);
    if !command.options.is_empty() {
        text.push('\n');
    }
    for o in command.options {
        let mut shown = if o.letter == '#' { "-N".to_owned() } else { format!("-{}", o.letter) };
        if !o.long.is_empty() {
            let _ = write!(shown, ", --{}", o.long);
        }
        if !o.argument.is_empty() {
            let _ = write!(shown, " {}", o.argument);
        }
        let _ = writeln!(text, "{}", format!("  {shown:<28} {}", o.text).trim_end());
    }
    text
}

pub fn help(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if !call.operands().is_empty() {
        return man(shell, call);
    }
    let mut text = String::new();
    for command in COMMANDS.iter().filter(|c| !c.summary.starts_with("refused")) {
        let _ = writeln!(text, "{:<10} {}", command.name, command.summary);
    }
    text.push_str(
        "\nThe files are the kernel's: /proc, /sys, /dev, /tmp. insmod and modinfo take files of the computer.\n\
         Time is virtual: it passes with `sleep`, and at the prompt as you type. `help COMMAND` tells more of one.\n",
    );
    Ok(print(shell, call, &text))
}

pub fn man(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let mut status = 0;
    for name in call.operands() {
        match find(name) {
            Some(command) => shell.say(&call.io.out, &page(command)),
            None => {
                let hint = nearest(name).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                let text = format!("{}: there is no command `{name}`{hint}", call.name());
                status = shell.fail(call.io, 1, &text);
            }
        }
    }
    if call.operands().is_empty() {
        status = shell.fail(call.io, 1, "man: of which command? `help` lists them");
    }
    Ok(Outcome::Done(status))
}
