//! The commands that a module's ioctl functions know.
//!
//! They are the labels of the switch over the command, and what the command is compared with, in the function that the
//! source makes the ioctl operation of a file and in those that it hands the command to. The source text says which
//! expressions these are; the compiler says which numbers. A module that decodes the command by itself (a switch over
//! `_IOC_NR(cmd)`) has no such labels: then the macros that it defines as `_IO*(...)` count.
//!
//! What it does not see: commands in another file than the one that is compiled, and tables of commands.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::constants::constants;
use crate::object::no_such_file;
use crate::tokens::{Token, argument, closing, tokens};
use crate::{Compiler, Options, UserError};

/// The members that hold an ioctl function.
const MEMBERS: &[&str] = &["unlocked_ioctl", "proc_ioctl"];

/// A command of an ioctl function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IoctlNumber {
    /// The ioctl operation that knows it.
    pub function: String,
    /// As the source writes it: `RING_RESET`.
    pub name: String,
    /// The number.
    pub number: u32,
}

impl IoctlNumber {
    /// How many bytes the argument points to; 0 where it is no pointer, as far as the number tells.
    pub fn size(&self) -> usize {
        match self.number >> 30 {
            0 => 0,
            _ => self.number as usize >> 16 & 0x3fff,
        }
    }
}

/// The commands of the ioctl functions of a C file, in the order of the source, each number once for each function.
///
/// # Errors
/// If the file cannot be read or compiled.
pub fn ioctl_numbers(
    compiler: &Compiler,
    source: &Path,
    options: &Options,
) -> Result<Vec<IoctlNumber>, UserError> {
    let text = fs::read(source).map_err(|error| no_such_file(source, &error))?;
    let commands = commands(&String::from_utf8_lossy(&text));
    if commands.is_empty() {
        return Ok(Vec::new());
    }
    let expressions: Vec<String> = commands.iter().map(|(_, name)| name.clone()).collect();
    let values = constants(compiler, source, options, &expressions)?;
    let mut out: Vec<IoctlNumber> = Vec::new();
    for ((function, name), number) in commands.into_iter().zip(values) {
        let Some(number) = number else { continue };
        if out.iter().all(|n| n.function != function || n.number != number) {
            out.push(IoctlNumber { function, name, number });
        }
    }
    Ok(out)
}

/// The ioctl operations of a source with the expressions that stand for commands.
fn commands(text: &str) -> Vec<(String, String)> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    for function in operations(&tokens) {
        let mut reader = Reader { tokens: &tokens, seen: BTreeSet::new(), found: Vec::new() };
        reader.function(&function, 1);
        if reader.found.is_empty() {
            reader.found = macros(text);
        }
        out.extend(reader.found.into_iter().map(|name| (function.clone(), name)));
    }
    out
}

/// The functions that are made an ioctl operation: `.unlocked_ioctl = f`, `ops->unlocked_ioctl = &f`.
fn operations(tokens: &[Token<'_>]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if !MEMBERS.contains(&token.text) || tokens.get(i + 1).is_none_or(|t| t.text != "=") {
            continue;
        }
        let value = tokens[i + 2..].iter().find(|t| t.text != "&");
        if let Some(name) = value.filter(|t| t.is_name() && t.text != "NULL").map(|t| t.text.to_owned())
            && !out.contains(&name)
        {
            out.push(name);
        }
    }
    out
}

/// The macros that a source defines as `_IO*(...)`.
fn macros(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("define")?;
        let (name, value) = rest.trim_start().split_once([' ', '\t'])?;
        value.contains("_IO").then(|| name.to_owned()).filter(|n| !n.contains('('))
    };
    text.lines().filter_map(name).collect()
}

/// Reads functions for what they compare their command with.
struct Reader<'a> {
    tokens: &'a [Token<'a>],
    seen: BTreeSet<String>,
    found: Vec<String>,
}

impl Reader<'_> {
    /// Reads the function of this name, whose parameter number `parameter` is the command.
    fn function(&mut self, name: &str, parameter: usize) {
        if !self.seen.insert(name.to_owned()) {
            return;
        }
        let tokens = self.tokens;
        let definition = (0..tokens.len()).find_map(|i| {
            let open = i + 1;
            let close = closing(tokens, open).filter(|_| tokens[i].text == name)?;
            let end = closing(tokens, close + 1).filter(|_| tokens[close + 1].text == "{")?;
            Some((open, close, end))
        });
        let Some((open, close, end)) = definition else { return };
        let Some(range) = argument(tokens, open, parameter) else { return };
        let Some(command) = tokens[range].iter().rev().find(|t| t.is_name()) else { return };
        self.body(close + 1, end, command.text);
    }

    fn body(&mut self, start: usize, end: usize, command: &str) {
        let tokens = self.tokens;
        // For each switch around: where it ends, and whether it is one over the command.
        let mut switches: Vec<(usize, bool)> = Vec::new();
        for i in start..end {
            while switches.last().is_some_and(|(end, _)| *end <= i) {
                switches.pop();
            }
            match tokens[i].text {
                "switch" => {
                    let Some(close) = closing(tokens, i + 1) else { continue };
                    let Some(end) = closing(tokens, close + 1) else { continue };
                    let over = &tokens[i + 2..close];
                    let whole = over.iter().any(|t| t.text == command)
                        && over.iter().all(|t| !t.text.starts_with("_IOC_"));
                    switches.push((end, whole));
                }
                "case" if switches.last().is_some_and(|(_, whole)| *whole) => self.label(i + 1, end),
                "==" | "!=" => {
                    if tokens[i - 1].text == command {
                        self.primary(i + 1);
                    } else if tokens.get(i + 1).is_some_and(|t| t.text == command) {
                        self.primary_before(i);
                    }
                }
                name if tokens[i].is_name() && tokens.get(i + 1).is_some_and(|t| t.text == "(") => {
                    let arguments = (0..).map_while(|n| argument(tokens, i + 1, n));
                    let handed = arguments.into_iter().position(|range| match &tokens[range] {
                        [only] => only.text == command,
                        _ => false,
                    });
                    if let Some(n) = handed {
                        self.function(name, n);
                    }
                }
                _ => {}
            }
        }
    }

    /// The expression of a label, which begins here.
    fn label(&mut self, start: usize, end: usize) {
        let mut questions = 0;
        let length = self.tokens[start..end].iter().position(|t| match t.text {
            "?" => {
                questions += 1;
                false
            }
            ":" if questions > 0 => {
                questions -= 1;
                false
            }
            ":" | "..." => true,
            _ => false,
        });
        if let Some(length) = length {
            self.add(start, start + length);
        }
    }

    /// The name, number or macro call that begins here.
    fn primary(&mut self, start: usize) {
        let end = match self.tokens.get(start + 1) {
            Some(t) if t.text == "(" => closing(self.tokens, start + 1).map(|close| close + 1),
            _ => Some(start + 1),
        };
        if let Some(end) = end {
            self.add(start, end);
        }
    }

    /// The name or number that ends before here.
    fn primary_before(&mut self, end: usize) {
        if self.tokens[end - 1].text != ")" {
            self.add(end - 1, end);
        }
    }

    fn add(&mut self, start: usize, end: usize) {
        let mut name = String::new();
        for (i, token) in self.tokens[start..end].iter().enumerate() {
            let words = i > 0 && (token.is_word() && self.tokens[start + i - 1].is_word());
            let spaced = words || (i > 0 && self.tokens[start + i - 1].text == ",");
            name += if spaced { " " } else { "" };
            name += token.text;
        }
        if !name.is_empty() && !self.found.contains(&name) {
            self.found.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        commands(text).into_iter().map(|(function, name)| format!("{function} {name}")).collect()
    }

    #[test]
    fn labels_and_comparisons_are_commands() {
        let text = r#"
            static long f(struct file *file, unsigned int cmd, unsigned long arg)
            {
                if (cmd == RESET) // cmd == NONE
                    return 0;
                if (_IOC_TYPE(cmd) != 'r')
                    return -ENOTTY;
                switch (cmd) {
                case _IO('r', 1):
                    switch (arg) { case 7: return 1; }
                    return 0;
                case SIZED(int, 2): case 0x7203 ... 0x7205:
                    return 0;
                }
                return other(file, arg, cmd);
            }
            static int other(struct file *file, long n, u32 code) { return GET != code ? -ENOTTY : 0; }
            static const struct file_operations ops = { .owner = THIS_MODULE, .unlocked_ioctl = f };
        "#;
        let found = names(text);
        assert_eq!(found, ["f RESET", "f _IO('r', 1)", "f SIZED(int, 2)", "f 0x7203", "f GET"]);
    }

    #[test]
    fn macros_stand_in_for_labels_of_parts() {
        let text = "
            #define RING_RESET _IO('r', 1)
            #define RING_SIZE 16
            long f(struct file *file, unsigned int cmd, unsigned long arg)
            { switch (_IOC_NR(cmd)) { case 1: return 0; } return -ENOTTY; }
            struct proc_ops ops = { .proc_ioctl = &f };
        ";
        assert_eq!(names(text), ["f RING_RESET"]);
    }

    #[test]
    fn a_module_without_an_operation_has_no_commands() {
        assert!(names("int f(int cmd) { switch (cmd) { case 1: return 0; } }").is_empty());
        assert!(names("struct file_operations o = { .unlocked_ioctl = NULL };").is_empty());
        assert!(names("struct file_operations o = { .unlocked_ioctl =").is_empty());
    }

    #[test]
    fn the_size_of_the_argument_is_in_the_number() {
        let number = |number| IoctlNumber { function: String::new(), name: String::new(), number };
        assert_eq!(number(0x4004_7202).size(), 4);
        assert_eq!(number(0x7201).size(), 0);
    }
}
