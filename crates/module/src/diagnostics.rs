//! The compiler's complaints, read from its plain text output.
//!
//! gcc and clang agree on `file:line:column: severity: message`. What stands in one of our headers because a
//! macro of ours was used is moved to the use: gcc adds notes `in expansion of macro`, the outermost last. What
//! stands in a header without a macro is moved to the line that includes it.

use std::fmt;
use std::path::Path;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing was compiled.
    Error,
    /// It compiled.
    Warning,
}

/// One complaint, at its place in the module's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1; 0 if the complaint is about the file as a whole.
    pub line: u32,
    /// The column, from 1; 0 if it is not known.
    pub column: u32,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The option that controls a warning (`-Wunused-variable`).
    pub option: Option<String>,
}

impl Diagnostic {
    /// An error about a file as a whole.
    pub(crate) fn on_file(file: String, message: String) -> Diagnostic {
        Diagnostic { file, line: 0, column: 0, severity: Severity::Error, message, option: None }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        if self.column > 0 {
            write!(f, "{}:", self.column)?;
        }
        write!(f, " {}", self.message)
    }
}

/// Reads errors and warnings in order; `include` is the directory of our headers.
pub(crate) fn parse(text: &str, include: &Path) -> Vec<Diagnostic> {
    let include = include.to_string_lossy();
    let is_ours = |file: &str| file.starts_with(include.as_ref()) || file.starts_with('<');
    let mut found: Vec<(Diagnostic, Option<Position>)> = Vec::new();
    let mut included_from: Option<Position> = None;
    for line in text.lines() {
        if let Some(place) = inclusion(line) {
            if line.starts_with("In file") {
                included_from = None;
            }
            if !is_ours(&place.file) {
                included_from.get_or_insert(place);
            }
            continue;
        }
        let Some((place, kind, message)) = split(line) else { continue };
        let severity = match kind {
            "error" | "fatal error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => {
                let is_use = message.starts_with("in expansion of macro");
                if let Some((last, _)) = found.last_mut().filter(|(d, _)| is_use && is_ours(&d.file)) {
                    // Only the last of a row of uses lies outside our headers.
                    last.move_to(place);
                } else if let Some((last, _)) = found.last_mut().filter(|_| message.starts_with("expected '"))
                {
                    last.message = format!("{}: {message}", last.message);
                }
                continue;
            }
        };
        let (message, option) = split_option(message);
        let Position { file, line, column } = place;
        found.push((Diagnostic { file, line, column, severity, message, option }, included_from.clone()));
    }
    let outside = found.into_iter().map(|(mut diagnostic, included_from)| {
        if let Some(place) = included_from.filter(|_| is_ours(&diagnostic.file)) {
            diagnostic.move_to(place);
        }
        diagnostic
    });
    outside.filter(|d| d.severity == Severity::Error || !is_ours(&d.file)).collect()
}

/// A place in a file.
#[derive(Clone)]
struct Position {
    file: String,
    line: u32,
    column: u32,
}

impl Diagnostic {
    fn move_to(&mut self, place: Position) {
        Position { file: self.file, line: self.line, column: self.column } = place;
    }
}

/// The place in `In file included from FILE:LINE:` or in a line that continues it.
fn inclusion(line: &str) -> Option<Position> {
    let rest = line.strip_prefix("In file included from ").or_else(|| {
        let rest = line.strip_prefix(' ')?.trim_start();
        rest.strip_prefix("from ")
    })?;
    let mut parts = rest.trim_end_matches([',', ':']).split(':');
    let file = parts.next()?.to_string();
    Some(Position { file, line: parts.next()?.parse().ok()?, column: 0 })
}

/// Place, severity and message of a line `FILE:LINE:COLUMN: SEVERITY: MESSAGE`.
fn split(line: &str) -> Option<(Position, &str, &str)> {
    let kinds = [": fatal error: ", ": error: ", ": warning: ", ": note: "];
    let (at, kind) = kinds.iter().filter_map(|kind| Some((line.find(kind)?, *kind))).min()?;
    let message = &line[at + kind.len()..];
    let mut parts = line[..at].rsplitn(3, ':');
    let (last, middle, first) = (parts.next()?, parts.next(), parts.next());
    let (file, row, column) = match (first, middle.and_then(|m| m.parse().ok()), last.parse().ok()) {
        (Some(file), Some(row), Some(column)) => (file.to_string(), row, column),
        (_, _, Some(row)) => (line[..at].rsplit_once(':')?.0.to_string(), row, 0),
        _ => return None,
    };
    Some((Position { file, line: row, column }, kind.trim_matches([':', ' ']), message))
}

/// Parts a message from the option that controls it.
fn split_option(message: &str) -> (String, Option<String>) {
    if let Some((text, option)) = message.strip_suffix(']').and_then(|m| m.rsplit_once(" [-W")) {
        let option = option.strip_prefix("error=").unwrap_or(option);
        let option = option.strip_prefix("error,-W").unwrap_or(option);
        return (text.to_string(), Some(format!("-W{option}")));
    }
    (message.to_string(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        parse(text, Path::new("/cache/inc")).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn reads_places_and_messages() {
        let text = "a.c: In function 'f':\na.c:3:5: error: 'x' undeclared (first use in this function)\n\
                    a.c:3:5: note: each undeclared identifier is reported only once\n\
                    a.c:9:1: warning: unused variable 'y' [-Wunused-variable]\n";
        assert_eq!(
            read(text),
            ["a.c:3:5: 'x' undeclared (first use in this function)", "a.c:9:1: unused variable 'y'"]
        );
    }

    #[test]
    fn moves_a_complaint_in_a_macro_to_its_use() {
        let text = "In file included from /cache/inc/linux/kernel.h:8,\n                 from a.c:1:\n\
                    /cache/inc/linux/bug.h:26:44: error: bad\n\
                    /cache/inc/linux/bug.h:23:61: note: in definition of macro 'WARN'\n\
                    a.c:19:6: note: in expansion of macro 'WARN_ON'\n";
        assert_eq!(read(text), ["a.c:19:6: bad"]);
        let text = "a.c:5:2: error: passing argument\n/cache/inc/x.h:1:1: note: expected 'int *'\n";
        assert_eq!(read(text), ["a.c:5:2: passing argument: expected 'int *'"]);
    }

    #[test]
    fn moves_a_complaint_in_a_header_to_its_inclusion() {
        let text = "In file included from /cache/inc/linux/kernel.h:8,\n                 from a.c:4:\n\
                    /cache/inc/linux/bug.h:26:44: error: bad [-Werror=x]\n";
        assert_eq!(read(text), ["a.c:4: bad"]);
    }
}
