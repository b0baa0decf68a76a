//! A schedule as a table that people write: a column for each context, time goes down.
//!
//! ```text
//!       bump/0              |       bump/1
//!   ------------------------+-----------------------
//!   read counter = 7        |
//!                           | read counter = 7
//!   write counter = 8       |
//!                           | write counter = 8
//!
//!   final: counter = 8
//! ```
//!
//! A cell is a step of its column's context. Cells of one row happen in one unit of time, the left one first. What a
//! context does between its cells happens on the way, and is not written. Lines that are empty, begin with `#` or are
//! rules, and what follows `<-`, are remarks, so that the tables of reports can be followed, too. `docs/schedules.md` is
//! the whole of the format.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// A table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Table {
    /// The contexts, as they are written.
    pub(crate) columns: Vec<Column>,
    /// The cells in the order in which they happen.
    pub(crate) cells: Vec<Cell>,
    /// What holds at the end.
    pub(crate) finals: Vec<Final>,
}

/// A column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Column {
    /// The context's name: `bump/0`, `irq 7`.
    pub(crate) head: String,
    /// For a process that is written as its steps: which of the scenario's.
    pub(crate) process: Option<u16>,
}

/// A step that a context makes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// Whose.
    pub(crate) column: usize,
    /// The line of the file.
    pub(crate) line: usize,
    /// As it is written.
    pub(crate) text: String,
    /// Where in the source, if that is said: a file or function, if it is named, and the line.
    pub(crate) place: Option<(String, u32)>,
    /// What.
    pub(crate) deed: Deed,
}

/// A number as it is written, and its bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Number {
    pub(crate) text: String,
    pub(crate) bits: u64,
}

/// What is accessed, and with which values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    /// Its name; empty: whatever it is.
    pub(crate) variable: String,
    /// What was there before.
    pub(crate) before: Option<Number>,
    /// What is read, or there afterwards.
    pub(crate) value: Option<Number>,
}

/// What has to come of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Wanted {
    /// Anything.
    Anything,
    /// The lock is taken.
    Taken,
    /// It has to wait; for this object or context, if one is named.
    Waits(String),
    /// It returns this.
    Returns(Number),
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Deed {
    /// All that it does on the line.
    Line,
    /// A load.
    Read(Target),
    /// A store, or an update in one step.
    Write(Target),
    /// An update in one step.
    Update(Target),
    /// It takes the lock, after waiting for it if it must.
    Takes(String),
    /// It asks for the lock and does not get it.
    Waits(String),
    /// It gives the lock back.
    Releases(String),
    /// A call into the kernel.
    Call {
        /// The function.
        name: String,
        /// The object that it acts on, if that is written as `&object`.
        object: Option<String>,
        /// What comes of it.
        wanted: Wanted,
    },
    /// It begins to run.
    Begins,
    /// It ends, or its handler returns.
    Ends,
    /// It interrupts this CPU, or the CPU of this context; empty: the first that it can.
    Interrupts(String),
}

/// What holds at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Final {
    /// A variable of the module has this value.
    Value(String, Number),
    /// There is a finding of this code.
    Found(String),
}

impl Number {
    /// `7`, `-1`, `0x10`, `NULL`.
    pub(crate) fn parse(text: &str) -> Option<Number> {
        let (digits, minus) = match text.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let bits = match digits.strip_prefix("0x") {
            _ if text == "NULL" => 0,
            Some(hex) => u64::from_str_radix(hex, 16).ok()?,
            None if digits.starts_with(|c: char| c.is_ascii_digit()) => digits.parse().ok()?,
            None => return None,
        };
        Some(Number { text: text.to_owned(), bits: if minus { bits.wrapping_neg() } else { bits } })
    }

    /// Whether `size` bytes that hold `value` hold this number.
    pub(crate) fn is(&self, value: u64, size: u32) -> bool {
        let mask = u64::MAX >> (64 - 8 * size.clamp(1, 8));
        self.bits & mask == value & mask
    }
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong, with the number of the line.
    pub(crate) fn read(path: &Path) -> Result<Table, String> {
        let text = std::fs::read_to_string(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            std::io::ErrorKind::InvalidData => "not a table: it is not text".to_owned(),
            std::io::ErrorKind::IsADirectory => "is a directory, not a table".to_owned(),
            _ => crate::Error::plain(&e),
        })?;
        Table::parse(&text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong, with the number of the line.
    pub(crate) fn parse(text: &str) -> Result<Table, String> {
        let mut table = Table::default();
        let mut ended = false;
        for (i, whole) in text.lines().enumerate() {
            let n = i + 1;
            let line = whole.split("<-").next().unwrap_or_default().trim_end();
            if line.trim().is_empty() || line.trim_start().starts_with('#') || is_rule(line) {
                continue;
            }
            if let Some(rest) = line.trim_start().strip_prefix("final:") {
                table.finals.extend(finals(rest).map_err(|e| format!("line {n}: {e}"))?);
                ended = true;
                continue;
            }
            if ended {
                return Err(format!("line {n}: rows come before `final:`, which is the last"));
            }
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            if table.columns.is_empty() {
                table.head(&parts).map_err(|e| format!("line {n}: {e}"))?;
                continue;
            }
            if parts.len() > table.columns.len() {
                let (has, heads) = (parts.len(), table.columns.len());
                return Err(format!("line {n}: there are {has} cells, and {heads} columns at the head"));
            }
            for (column, part) in parts.iter().enumerate().filter(|p| !p.1.is_empty()) {
                let (place, deed) = cell(part).map_err(|e| format!("line {n}: {e}"))?;
                table.cells.push(Cell { column, line: n, text: squeezed(part), place, deed });
            }
        }
        if table.columns.is_empty() {
            return Err("there is no row at all; the first names the contexts: `bump/0 | bump/1`".to_owned());
        }
        Ok(table)
    }

    fn head(&mut self, parts: &[&str]) -> Result<(), String> {
        for part in parts {
            // Reports add the number of the process and the CPU.
            let head = match part.split_once(" (") {
                Some((head, rest)) if rest.contains("CPU ") => head,
                _ => part,
            };
            if head.is_empty() {
                return Err(
                    "a column has no name; the first row names the contexts: `bump/0 | bump/1`".to_owned()
                );
            }
            if self.columns.iter().any(|c| c.head == head) {
                return Err(format!("two columns are named `{head}`"));
            }
            self.columns.push(Column { head: head.to_owned(), process: None });
        }
        Ok(())
    }
}

fn is_rule(line: &str) -> bool {
    line.chars().all(|c| " -+=|".contains(c))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn finals(text: &str) -> Result<Vec<Final>, String> {
    let parts = text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty());
    let parts: Vec<Final> = parts
        .map(|part| match part.split_once('=') {
            Some((name, value)) => Number::parse(value.trim())
                .map(|v| Final::Value(name.trim().to_owned(), v))
                .ok_or_else(|| format!("`{}` is no number", value.trim())),
            None if part.contains(' ') => {
                Err(format!("`{part}` is not understood: write `counter = 8`, or `deadlock`"))
            }
            None => Ok(Final::Found(part.to_owned())),
        })
        .collect::<Result<_, _>>()?;
    if parts.is_empty() {
        Err("`final:` says nothing; write `final: counter = 8`".to_owned())
    } else {
        Ok(parts)
    }
}

type Said = (Option<(String, u32)>, Deed);

fn cell(text: &str) -> Result<Said, String> {
    let (place, rest) = place(text);
    if rest.is_empty() {
        return Ok((place, Deed::Line));
    }
    let told = deed(rest).or_else(|| {
        // As in reports: the line, its text, what comes of it.
        let behind = rest.split_once("  ").filter(|_| place.is_some())?.1.trim();
        deed(behind)
    });
    told.map(|deed| (place, deed)).ok_or_else(|| {
        format!(
            "`{}` is not understood; a cell is a line (`20`), a step (`read counter`, `write counter = 8`, \
            `update counter`, `takes lock`, `waits for lock`, `releases lock`, `begins`, `ends`, `interrupts bump/0`), \
            a call (`mutex_lock(&lock)`), or a line and a step",
            squeezed(text)
        )
    })
}

/// `20`, `bump:20`, `counter.c:20`, and what follows.
fn place(text: &str) -> (Option<(String, u32)>, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let (of, line) = word.rsplit_once(':').unwrap_or(("", word));
    match line.parse::<u32>() {
        Ok(line) if line > 0 => (Some((of.to_owned(), line)), rest.trim()),
        _ => (None, text),
    }
}

fn deed(text: &str) -> Option<Deed> {
    if let Some(call) = call(text) {
        return Some(call);
    }
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let name = || {
        let name = rest.trim_start_matches('&');
        (!name.is_empty() && !name.contains("  ")).then(|| name.to_owned())
    };
    Some(match word {
        "read" | "reads" => Deed::Read(target(rest)?),
        "write" | "writes" => Deed::Write(target(rest)?),
        "update" | "updates" => Deed::Update(target(rest)?),
        "takes" | "gets" => Deed::Takes(name()?),
        "releases" => Deed::Releases(name()?),
        "waits" => Deed::Waits(rest.strip_prefix("for ")?.trim().trim_start_matches('&').to_owned()),
        "interrupts" => Deed::Interrupts(rest.to_owned()),
        "begins" if rest.is_empty() => Deed::Begins,
        "ends" | "returns" if rest.is_empty() => Deed::Ends,
        _ => return None,
    })
}

/// `counter`, `counter = 7`, `counter 7 -> 8`, `7`, nothing.
fn target(text: &str) -> Option<Target> {
    let (front, value) = match text.rsplit_once("->").or_else(|| text.rsplit_once('=')) {
        Some((front, value)) => (front.trim(), Some(Number::parse(value.trim())?)),
        None => (text, None),
    };
    let (variable, last) = front.rsplit_once(char::is_whitespace).unwrap_or(("", front));
    let number = Number::parse(last);
    let name = |s: &str| s.trim().trim_end_matches([':', '=']).trim().to_owned();
    match (number, value) {
        (Some(before), value) if text.contains("->") => {
            Some(Target { variable: name(variable), before: Some(before), value })
        }
        (Some(value), None) => Some(Target { variable: name(variable), before: None, value: Some(value) }),
        (None, value) => Some(Target { variable: name(front), before: None, value }),
        (Some(_), Some(_)) => None,
    }
}

/// `mutex_lock(&lock)`, with what comes of it.
fn call(text: &str) -> Option<Deed> {
    let (name, rest) = text.split_once('(')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let (argument, after) = rest.rsplit_once(')').filter(|_| is_name)?;
    let first = argument.split(',').next().unwrap_or_default().trim();
    let object = first.strip_prefix('&').map(|o| o.trim().to_owned());
    let after = after.trim().trim_end_matches(';').trim();
    let wanted = match after.split_once(char::is_whitespace).unwrap_or((after, "")) {
        ("", _) => Wanted::Anything,
        ("taken", "") => Wanted::Taken,
        ("released", "") => Wanted::Anything,
        ("waits", rest) => Wanted::Waits(rest.trim_start_matches("for ").trim().to_owned()),
        ("wakes", _) => Wanted::Anything,
        ("returns" | "=", value) => Wanted::Returns(Number::parse(value.trim())?),
        _ => return None,
    };
    Some(Deed::Call { name: name.to_owned(), object, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed_of(text: &str) -> Deed {
        cell(text).unwrap().1
    }

    fn access(variable: &str, before: Option<&str>, value: Option<&str>) -> Target {
        let number = |n: Option<&str>| n.and_then(Number::parse);
        Target { variable: variable.to_owned(), before: number(before), value: number(value) }
    }

    #[test]
    fn cells_name_places_and_steps() {
        assert_eq!(cell("20").unwrap(), (Some((String::new(), 20)), Deed::Line));
        assert_eq!(cell("bump:20 read counter").unwrap().0, Some(("bump".to_owned(), 20)));
        assert_eq!(deed_of("read counter = 7"), Deed::Read(access("counter", None, Some("7"))));
        assert_eq!(deed_of("write i"), Deed::Write(access("i", None, None)));
        assert_eq!(deed_of("update i 7 -> 8"), Deed::Update(access("i", Some("7"), Some("8"))));
        assert_eq!(deed_of("update i = 8"), Deed::Update(access("i", None, Some("8"))));
        assert_eq!(deed_of("waits for dog_lock"), Deed::Waits("dog_lock".to_owned()));
        assert_eq!(deed_of("ends"), Deed::Ends);
    }

    #[test]
    fn rows_of_reports_are_cells() {
        assert_eq!(deed_of("20  counter++  read  0"), Deed::Read(access("", None, Some("0"))));
        assert_eq!(deed_of("write 1"), Deed::Write(access("", None, Some("1"))));
        let lock = Deed::Call {
            name: "mutex_lock".to_owned(),
            object: Some("dog_lock".to_owned()),
            wanted: Wanted::Waits("walker/0".to_owned()),
        };
        assert_eq!(deed_of("29  mutex_lock(&dog_lock)  waits for walker/0"), lock);
    }

    #[test]
    fn a_table_is_read_in_the_order_of_time() {
        let text = "# i\n a/0 (pid 101, CPU 1) | a/1\n ----+----\n read i | read i\n | write i <- (1)\nfinal: i = -1, deadlock\n";
        let table = Table::parse(text).unwrap();
        let order: Vec<(usize, usize)> = table.cells.iter().map(|c| (c.line, c.column)).collect();
        assert_eq!(order, [(4, 0), (4, 1), (5, 1)]);
        assert_eq!(table.columns[0].head, "a/0");
        let minus = Number::parse("-1").unwrap();
        assert!(minus.is(0xffff_ffff, 4) && !minus.is(0xffff_ffff, 8));
        assert_eq!(table.finals, [Final::Value("i".to_owned(), minus), Final::Found("deadlock".to_owned())]);
    }

    #[test]
    fn errors_name_the_line() {
        assert!(Table::parse("").unwrap_err().contains("no row at all"));
        assert_eq!(Table::parse("a/0 | a/0").unwrap_err(), "line 1: two columns are named `a/0`");
        assert!(Table::parse("a/0\nread i | read i").unwrap_err().starts_with("line 2: there are 2 cells"));
        assert!(Table::parse("a/0\nraed i").unwrap_err().starts_with("line 2: `raed i` is not understood"));
        assert!(Table::parse("a/0\nfinal: i = x").unwrap_err().contains("`x` is no number"));
        assert!(Table::parse("a/0\nfinal: i = 1\n20").unwrap_err().starts_with("line 3: rows come before"));
    }
}
