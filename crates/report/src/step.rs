//! An execution that somebody leads: what has just happened, who can move, what one of them is about.
//!
//! ```text
//!   * 2  bump/0 (CPU 1)  20  counter++  read counter
//!     3  bump/1 (CPU 2)  20  counter++  read counter
//!     -  insmod (CPU 0)  33  kthread_stop(t)  waits for bump/0 to end
//! ```
//!
//! The star is at who moves by default, a dash in place of the number at who cannot move.

use crate::cell::{self, Cell, Item};
use crate::line::{self, Line};
use crate::style::{Style, Tone};
use crate::{number, scene, text, track};
use scenario::story::{Source, Story};
use scenario::{Look, Point, Standing};

/// The most rows that are shown of what happened.
const ROWS: usize = 12;
/// The most columns of a line of source.
const CODE: usize = 36;
/// The left margin.
const MARGIN: usize = 2;
/// Between columns.
const GAP: usize = 2;

/// What happened, a line for each row.
pub fn happened(story: &Story, style: &Style) -> String {
    let tracks = track::tracks(story);
    let n = story.rows.len();
    let rows = (n.saturating_sub(ROWS)..n).filter_map(|i| {
        let only: Vec<bool> = (0..n).map(|j| j == i).collect();
        let mut items = cell::items(story, &tracks, &only).into_iter();
        let own = items.find(|item| !matches!(item, Item::Banner(b) if b.starts_with("...")))?;
        Some((scene::name(story, story.rows[i].actor), own))
    });
    let rows: Vec<(String, Item)> = rows.collect();
    let cells =
        || rows.iter().filter_map(|(name, i)| if let Item::Cell(c) = i { Some((name, c)) } else { None });
    let name = cells().map(|(name, _)| text::width(name)).max().unwrap_or(0);
    let label = cells().map(|(_, c)| text::width(&c.label)).max().unwrap_or(0);
    let shown = cells().map(|(_, c)| text::width(c.source())).max().unwrap_or(0);
    let mut out = Vec::new();
    if n > ROWS {
        out.push(Line::of("  ").tone(Tone::Faint, "..."));
    }
    for (who, item) in &rows {
        out.push(match item {
            Item::Banner(banner) => Line::new().to(MARGIN).tone(Tone::Faint, banner),
            Item::Cell(c) => row(who, c, [name, label, shown], style),
        });
    }
    line::render(&out, style)
}

fn row(who: &str, c: &Cell, [name, label, shown]: [usize; 3], style: &Style) -> Line {
    let start = MARGIN + name + GAP;
    let line = Line::new().to(MARGIN).tone(Tone::Bold, who).to(start + label - text::width(&c.label));
    let line = line.tone(Tone::Rule, &c.label).to(start + label + GAP).plain(c.source());
    let line =
        if c.what.is_empty() { line } else { line.to(start + label + GAP + shown + GAP).plain(&c.what) };
    let marker = c.markers.join(" ");
    let room = style.room().saturating_sub(line.width() + 5);
    match marker.is_empty() || text::width(&marker) > room {
        true => line,
        false => line.to(0).plain("  ").tone(Tone::Error, format!("<- {marker}")),
    }
}

/// Who is there; `numbers` are those by which they are called, one for each.
pub fn point(p: &Point, steps: usize, numbers: &[usize], style: &Style) -> String {
    let head = format!("step {steps}, {} s", number::seconds(p.time));
    let mut out = vec![Line::new().to(MARGIN).tone(Tone::Faint, head)];
    if let Some(why) = &p.over {
        out.extend(line::paragraph(Line::of("  The execution is over: "), &format!("{why}."), style));
        return line::render(&out, style);
    }
    let several = has_several_files(p);
    let whos: Vec<String> = p.standing.iter().map(who).collect();
    let number = numbers.iter().map(|n| n.to_string().len()).max().unwrap_or(1);
    let name = whos.iter().map(|w| text::width(w)).max().unwrap_or(0);
    let labels: Vec<String> = p.standing.iter().map(|s| label(&s.source, several)).collect();
    let label = labels.iter().map(|l| text::width(l)).max().unwrap_or(0);
    let code =
        p.standing.iter().map(|s| text::width(&text::code(&s.source.text))).max().unwrap_or(0).min(CODE);
    for (((s, n), who), place) in p.standing.iter().zip(numbers).zip(&whos).zip(&labels) {
        let own = text::code(&s.source.text);
        let star = if s.default.is_some() { "* " } else { "  " };
        let n = if s.alternatives.is_empty() { "-".to_owned() } else { n.to_string() };
        let line = Line::new().to(MARGIN).tone(Tone::Error, star);
        let line = line.to(MARGIN + 2 + number - n.len()).tone(Tone::Rule, n);
        let start = MARGIN + 2 + number + GAP;
        let tone = if s.alternatives.is_empty() { Tone::Faint } else { Tone::Bold };
        let line = line.to(start).tone(tone, who).to(start + name + GAP + label - text::width(place));
        let mut line = line.tone(Tone::Rule, place).to(start + name + GAP + label + GAP);
        if code > 0 {
            let end = line.width() + code + GAP;
            line = line.plain(text::clip(&own, code)).to(end);
        }
        out.extend(line::paragraph(line, &about(s, &own), style));
    }
    line::render(&out, style)
}

fn who(s: &Standing) -> String {
    let name = text::clean(&s.name);
    match s.cpu {
        Some(cpu) => format!("{name} (CPU {cpu})"),
        None => name,
    }
}

fn has_several_files(p: &Point) -> bool {
    let mut files = p.standing.iter().map(|s| s.source.file.as_str()).filter(|f| !f.is_empty());
    let first = files.next();
    files.any(|f| Some(f) != first)
}

fn label(source: &Source, several: bool) -> String {
    match (source.line, several) {
        (0, _) => String::new(),
        (_, true) => text::clip_start(&scene::place(source), 16),
        (line, false) => line.to_string(),
    }
}

/// What it would do, and why it cannot.
fn about(s: &Standing, code: &str) -> String {
    // A line that consists of the call says what it does.
    let function = s.what.split('(').next().unwrap_or_default();
    let says = s.what.contains('(') && code.contains(function);
    let mut parts: Vec<String> = Vec::new();
    if !says || s.alternatives.is_empty() && s.why.is_empty() {
        parts.push(s.what.clone());
    }
    if !s.why.is_empty() {
        parts.push(s.why.clone());
    }
    let mut said = parts.join(": ");
    if s.alternatives.len() > 1 {
        let all: Vec<String> = s.alternatives.iter().map(u8::to_string).collect();
        said += &format!(" (alternatives {})", scene::list(&all));
    }
    said
}

/// What somebody is about: the source around the next line, who called, the locks held, the module's data.
pub fn look(l: &Look, style: &Style) -> String {
    let mut out = Vec::new();
    if !l.name.is_empty() {
        let head = Line::new().to(MARGIN).tone(Tone::Bold, &l.name);
        let place = l.stack.first().map_or(String::new(), |s| format!(" at {}", scene::place(s)));
        out.push(head.plain(format!(": {}{place}", l.what)));
    }
    let here = l.stack.first().map_or(0, |s| s.line);
    let gutter = l.around.last().map_or(0, |(n, _)| n.to_string().len());
    for (n, s) in &l.around {
        let arrow = if *n == here { "-> " } else { "   " };
        let number = n.to_string();
        let line = Line::new().to(MARGIN).tone(Tone::Error, arrow);
        let line = line.to(MARGIN + 3 + gutter - number.len()).tone(Tone::Rule, format!("{number} |"));
        let shown = text::clean(&s.replace('\t', "    "));
        let room = style.room().saturating_sub(line.width() + 1);
        out.push(line.plain(" ").plain(text::clip(&shown, room)));
    }
    for s in l.stack.iter().skip(1) {
        out.push(Line::new().to(MARGIN).plain(format!(
            "called from {} in {}()",
            scene::place(s),
            s.function
        )));
    }
    let held = l.held.iter().map(|h| match h.taken.line {
        0 => scene::held(h),
        line => format!("{} since line {line}", scene::held(h)),
    });
    let held: Vec<String> = held.collect();
    if !l.name.is_empty() {
        let held = if held.is_empty() { "no lock".to_owned() } else { held.join(", ") };
        out.extend(line::paragraph(Line::of("  holds  "), &held, style));
    }
    let mut values: Vec<String> = l.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    values.extend(l.more.then(|| "...".to_owned()));
    if !values.is_empty() {
        out.extend(line::paragraph(Line::of("  data   "), &values.join(", "), style));
    }
    line::render(&out, style)
}
