//! A verdict as GitHub's Markdown: tables for the interleavings, fenced text for drawings.
//!
//! The cells of a table are padded, so that it reads as text too. Within a table a bar is `\|`, also in code; a step
//! of an interrupt stands behind an arrow, within the column of what it interrupts.

use crate::cell::{Cell, Item};
use crate::page::Page;
use crate::style::Style;
use crate::{closing, cycle, line, page, text};
use scenario::verdict::{Found, LogLine, Verdict};

/// The columns of fenced drawings.
const PLAIN: Style = Style { width: 100, colour: false, verbose: false };

/// The whole document.
pub(crate) fn document(v: &Verdict, log: &[LogLine], whole: bool) -> String {
    let mut out = format!("# {}\n", escaped(if v.file.is_empty() { &v.module } else { &v.file }));
    for note in &v.notes {
        out += &format!("\n> {}\n", escaped(&text::clean(note)));
    }
    if !log.is_empty() {
        out += &format!("\n{}", fenced(&crate::log(log, &PLAIN)));
    }
    for f in &v.findings {
        out += &format!("\n{}", finding(f, v, whole));
    }
    let wide = Style { width: 100_000, ..PLAIN };
    let closing = line::render(&closing::lines(v, &wide), &wide);
    let mut lines = closing.lines();
    out += &format!("\n**{}**\n\n", escaped(lines.next().unwrap_or_default()));
    out + &lines.map(|l| format!("- {}\n", escaped(l.trim()))).collect::<String>()
}

fn finding(f: &Found, v: &Verdict, whole: bool) -> String {
    let page = page::page(f, v, whole);
    let mut out = format!("## `{}` {}\n\n", page.head, marked(&page.summary));
    for place in &page.places {
        let code = if place.text.is_empty() { String::new() } else { format!(": {}", code(&place.text)) };
        out += &format!("- **{}** {}{code}\n", escaped(&place.at), escaped(&place.label));
    }
    out += if page.places.is_empty() { "" } else { "\n" };
    out += &page.said.iter().map(|s| format!("> {}  \n", escaped(s))).collect::<String>();
    if !page.links.is_empty() {
        out += &format!("\n{}", fenced(&line::render(&cycle::lines(&f.story, &PLAIN), &PLAIN)));
    }
    if !page.items.is_empty() {
        out += &format!("\n**{}**\n\n{}", escaped(page.how.trim_end_matches(':')), table(&page));
    }
    out += "\n";
    for note in &page.notes {
        let said = if note.is_command { code(&note.text) } else { marked(&note.text) };
        out += &format!("- *{}*: {said}\n", note.head);
    }
    out
}

fn table(page: &Page) -> String {
    let columns = page.lanes.len() + 2;
    let mut rows = vec![vec![String::new(); columns]];
    rows[0][0] = "line".to_owned();
    for (i, lane) in page.lanes.iter().enumerate() {
        rows[0][i + 1] = escaped(lane);
    }
    for item in &page.items {
        let mut row = vec![String::new(); columns];
        match item {
            Item::Banner(said) => row[1] = format!("*{}*", escaped(said)),
            Item::Cell(c) => {
                row[0] = escaped(&c.label);
                row[c.column + 1] = cell(c);
                row[columns - 1] = strong(&c.markers.join(" "));
            }
        }
        rows.push(row);
    }
    let widths: Vec<usize> =
        (0..columns).map(|i| rows.iter().map(|r| text::width(&r[i])).max().unwrap_or(0).max(3)).collect();
    let mut out = String::new();
    for (n, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            out += &format!("| {cell}{} ", " ".repeat(width - text::width(cell)));
        }
        out += "|\n";
        if n == 0 {
            for (i, width) in widths.iter().enumerate() {
                let right = if i == 0 { ":" } else { "-" };
                out += &format!("| {}{right} ", "-".repeat(width - 1));
            }
            out += "|\n";
        }
    }
    out
}

fn cell(c: &Cell) -> String {
    let arrow = "\u{21b3} ".repeat(c.depth);
    let source = match c.source() {
        "" => String::new(),
        source => code(source).replace('|', "\\|"),
    };
    let gap = if source.is_empty() || c.what.is_empty() { "" } else { " " };
    format!("{arrow}{source}{gap}{}", escaped(&c.what))
}

fn strong(s: &str) -> String {
    if s.is_empty() { String::new() } else { format!("**{}**", escaped(s)) }
}

fn fenced(s: &str) -> String {
    let longest = s.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{s}{fence}\n")
}

/// Text as code, whatever backticks it holds.
fn code(s: &str) -> String {
    let longest = s.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let gap = if s.starts_with('`') || s.ends_with('`') { " " } else { "" };
    format!("{ticks}{gap}{s}{gap}{ticks}")
}

/// Text that marks its names with backticks, which are left as they are.
fn marked(s: &str) -> String {
    let even = s.matches('`').count().is_multiple_of(2);
    let part = |(i, part): (usize, &str)| if even && i % 2 == 1 { code(part) } else { escaped(part) };
    let glue = if even { "" } else { "\\`" };
    s.split('`').enumerate().map(part).collect::<Vec<_>>().join(glue)
}

/// Text in which nothing is markup.
fn escaped(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
