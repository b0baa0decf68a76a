//! The guilty lines of the source, each with what it is guilty of.
//!
//! ```text
//!   --> examples/counter.c:17:2
//!    |
//! 17 |     counter++;
//!    |     ^^^^^^^^^ (1) read here by bump/0, (2) written here by bump/1; neither holds a lock
//!    |
//! ```
//!
//! A [`Source`] has the text of a line without its indentation, so a column alone does not say what to underline.
//! The name of the variable or function does; without one the column does, if a token begins there under an
//! indentation of a few tabs; otherwise the whole statement is underlined.

use crate::label;
use crate::line::Line;
use crate::scene;
use crate::style::{Style, Tone};
use crate::text;
use scenario::story::{Source, Story, Told, What};

/// The indentation of a line of source.
const INDENT: usize = 4;

/// A line of source and the guilty places on it, in the order of their numbers.
struct Spot<'a> {
    source: &'a Source,
    places: Vec<usize>,
}

/// The excerpt of a story; empty if no place is known.
pub fn lines(story: &Story, style: &Style) -> Vec<Line> {
    let spots = spots(story);
    let gutter = gutter(story);
    let mut out = Vec::new();
    let mut previous: Option<&Source> = None;
    for spot in &spots {
        let source = spot.source;
        match previous {
            Some(p) if p.file == source.file && p.line + 1 < source.line => {
                out.push(Line::new().tone(Tone::Rule, "..."));
            }
            Some(p) if p.file == source.file => {}
            _ => {
                let first = spots.iter().filter(|s| s.source.file == source.file).min_by_key(|s| s.places[0]);
                out.push(arrow(first.map_or(source, |s| s.source), previous.is_some(), gutter, style));
                out.push(rule(gutter));
            }
        }
        out.extend(excerpt(story, spot, gutter, style));
        previous = Some(source);
    }
    if !spots.is_empty() {
        out.push(rule(gutter));
    }
    out
}

/// The places of a story without their lines: `  --> pets.c:44:2 and pets.c:61:2`.
pub fn arrows(sources: &[&Source], style: &Style) -> Vec<Line> {
    let mut known: Vec<String> = Vec::new();
    for s in sources.iter().filter(|s| !s.file.is_empty()) {
        let p = full(s);
        if !known.contains(&p) {
            known.push(p);
        }
    }
    match known.as_slice() {
        [] => Vec::new(),
        _ => crate::line::paragraph(Line::new().tone(Tone::Rule, "  --> "), &known.join(" and "), style),
    }
}

/// The columns of the line numbers.
pub fn gutter(story: &Story) -> usize {
    let widest = story.places.iter().map(|g| g.source.line).max().unwrap_or(0);
    widest.to_string().len().max(2)
}

/// The rule beside the excerpt, on a line of its own.
fn rule(gutter: usize) -> Line {
    Line::new().to(gutter + 1).tone(Tone::Rule, "|")
}

/// One line for each line of source, files in the order of their first place, lines from top to bottom.
fn spots(story: &Story) -> Vec<Spot<'_>> {
    let mut files: Vec<&str> = Vec::new();
    let mut spots: Vec<Spot> = Vec::new();
    for (i, g) in story.places.iter().enumerate() {
        if g.source.file.is_empty() || g.source.line == 0 {
            continue;
        }
        if !files.contains(&g.source.file.as_str()) {
            files.push(&g.source.file);
        }
        match spots.iter_mut().find(|s| s.source.file == g.source.file && s.source.line == g.source.line) {
            Some(s) => s.places.push(i),
            None => spots.push(Spot { source: &g.source, places: vec![i] }),
        }
    }
    spots.sort_by_key(|s| (files.iter().position(|f| *f == s.source.file), s.source.line));
    spots
}

fn full(s: &Source) -> String {
    let file = text::clean(&s.file);
    match (s.line, s.column) {
        (0, _) => file,
        (line, 0) => format!("{file}:{line}"),
        (line, column) => format!("{file}:{line}:{column}"),
    }
}

fn arrow(source: &Source, further: bool, gutter: usize, style: &Style) -> Line {
    let arrow = if further { "::: " } else { "--> " };
    let room = style.room().saturating_sub(gutter + 4);
    Line::new().to(gutter).tone(Tone::Rule, arrow).plain(text::clip_start(&full(source), room))
}

fn excerpt(story: &Story, spot: &Spot, gutter: usize, style: &Style) -> Vec<Line> {
    let head =
        |n: &str| Line::new().to(gutter - n.len().min(gutter)).tone(Tone::Rule, format!("{n} |")).plain(" ");
    let number = spot.source.line.to_string();
    let start = gutter + 3 + INDENT;
    let room = style.room().saturating_sub(start);
    let source = text::clean(&spot.source.text);
    let (from, len) = underline(story, spot, &source);
    let mut labels: Vec<String> = spot.places.iter().map(|i| label::label(story, *i)).collect();
    if spot.places.contains(&1)
        && let Some(locks) = label::locks(story)
    {
        let joined = format!("{}; {locks}", labels.join(", "));
        labels = vec![joined];
    }
    let shown = text::clip(&source, room);
    let mut out = Vec::new();
    if !shown.is_empty() {
        out.push(head(&number).plain(" ".repeat(INDENT)).plain(&shown));
    }
    let from = from.min(room.saturating_sub(1));
    let carets = len.clamp(1, room - from);
    let marks = head("").to(start + from);
    let marks = match shown.is_empty() {
        true => head(&number).to(start),
        false => marks.tone(Tone::Error, "^".repeat(carets)).plain(" "),
    };
    out.extend(labelled(marks, start, &labels.join(", "), gutter, style));
    out
}

/// The underline with its label behind it, or under it if there is no room.
fn labelled(marks: Line, start: usize, label: &str, gutter: usize, style: &Style) -> Vec<Line> {
    let room = style.room().saturating_sub(marks.width());
    let bar = || Line::new().to(gutter + 1).tone(Tone::Rule, "|");
    let mut out = Vec::new();
    if text::width(label) <= room || (room >= 40 && text::width(label) <= 2 * room) {
        let column = marks.width();
        for part in text::wrap(label, room) {
            let head = if out.is_empty() { marks.clone() } else { bar().to(column) };
            out.push(head.tone(Tone::Error, part));
        }
        return out;
    }
    out.push(marks);
    for part in text::wrap(label, style.room().saturating_sub(start)) {
        out.push(bar().to(start).tone(Tone::Error, part));
    }
    out
}

/// What to underline, as columns of the text: where it begins, how long it is.
fn underline(story: &Story, spot: &Spot, source: &str) -> (usize, usize) {
    let from = spot
        .places
        .iter()
        .find_map(|i| named(story, *i, source))
        .or_else(|| by_column(spot.source.column as usize, source))
        .unwrap_or(0);
    let len = expression(&source[from..]);
    (text::width(&source[..from]), text::width(&source[from..from + len]))
}

/// Where the variable or function of a guilty place stands in its line.
fn named(story: &Story, place: usize, source: &str) -> Option<usize> {
    if let Told::DataRace { variable, .. } = &story.defect
        && let Some(at) = find_word(source, variable)
    {
        return Some(at);
    }
    match &scene::row(story, place)?.what {
        What::Call { name, .. } => find_word(source, name),
        What::Read { variable, .. } | What::Write { variable, .. } => find_word(source, variable),
        _ => None,
    }
}

/// The first place where a word stands alone.
fn find_word(source: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    if word.is_empty() {
        return None;
    }
    source.match_indices(word).map(|(i, _)| i).find(|i| {
        let before = source[..*i].chars().next_back();
        let after = source[i + word.len()..].chars().next();
        !(before.is_some_and(part) || after.is_some_and(part) && word.ends_with(part))
    })
}

/// The token that begins in a column, under the least indentation by tabs that makes one begin there.
fn by_column(column: usize, source: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    (1..=4).filter_map(|tabs| column.checked_sub(1 + tabs)).find(|at| {
        let Some((head, tail)) = source.split_at_checked(*at) else { return false };
        let starts = tail.chars().next().is_some_and(|c| part(c) || c == '*' || c == '&');
        starts && !head.chars().next_back().is_some_and(part)
    })
}

/// The length of the expression that a text begins with: to a semicolon, or a parenthesis that it did not open.
fn expression(s: &str) -> usize {
    let mut depth = 0;
    for (i, c) in s.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return i,
            ')' if depth == 1 && text::call(s) == Some(i + 1) => return i + 1,
            ')' | ']' => depth -= 1,
            ';' | '{' if depth == 0 => return s[..i].trim_end().len(),
            ',' | '?' | ':' if depth == 0 => return i,
            '&' | '|' if depth == 0 && s[i + 1..].starts_with(c) && i > 0 => return s[..i].trim_end().len(),
            _ => {}
        }
    }
    s.trim_end().len()
}
