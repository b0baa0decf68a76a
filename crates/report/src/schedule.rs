//! A table that was followed: the execution as it tells it, what came out, or where it could not be followed.

use crate::line::{self, Line};
use crate::style::{Style, Tone};
use crate::{table, text};
use scenario::{Mismatch, Scheduled, Value};

/// What `check --schedule` prints above the findings. `file` is the table's.
pub fn scheduled(s: &Scheduled, file: &str, style: &Style) -> String {
    let mut out = Vec::new();
    if let Some(m) = &s.mismatch {
        out.extend(mismatch(m, file, style));
    }
    let rows = table::lines(&s.story, style, true);
    if !rows.is_empty() {
        let head = match s.mismatch {
            Some(_) => "What happens up to there:",
            None => "What happens:",
        };
        if !out.is_empty() {
            out.push(Line::new());
        }
        out.extend([Line::of(format!("  {head}")), Line::new()]);
        out.extend(rows);
    }
    if s.mismatch.is_none() && !s.values.is_empty() {
        out.push(Line::new());
        out.extend(s.values.iter().map(end));
    }
    line::render(&out, style)
}

fn mismatch(m: &Mismatch, file: &str, style: &Style) -> Vec<Line> {
    let head = format!("{file}:{}: {}: `{}`: {}", m.line, m.context, m.cell, m.why);
    let mut out = Vec::new();
    for (i, part) in text::wrap(&head, style.room().saturating_sub(7)).into_iter().enumerate() {
        out.push(match i {
            0 => Line::new().tone(Tone::Error, "error:").plain(" ").tone(Tone::Bold, part),
            _ => Line::new().to(7).tone(Tone::Bold, part),
        });
    }
    if !m.way.is_empty() {
        out.extend(line::paragraph(Line::of("  on the way to it: "), &m.way.join(", then "), style));
    }
    out
}

fn end(v: &Value) -> Line {
    let line = Line::of("  final  ");
    let tone = if v.holds { Tone::Faint } else { Tone::Error };
    match (&v.wanted, &v.got) {
        (Some(wanted), Some(got)) if v.holds => {
            let as_said = if wanted == got { String::new() } else { format!(" ({wanted})") };
            line.plain(format!("{} = {got}{as_said}", v.name)).tone(tone, "  as the table says")
        }
        (Some(wanted), Some(got)) => {
            line.plain(format!("{} = {got}", v.name)).tone(tone, format!("  and the table says {wanted}"))
        }
        _ if v.holds => line.plain(&v.name).tone(tone, "  as the table says"),
        _ => line.plain(format!("no {}", v.name)).tone(tone, "  and the table says that there is one"),
    }
}
