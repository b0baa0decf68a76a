//! A finding in full: what, where, how it happens, why it is wrong, what to do next.

use crate::line::{self, Line};
use crate::style::{Style, Tone};
use crate::{cell, cycle, excerpt, footer, headline, number, scene, summary, table, text};
use detect::Code;
use scenario::story::{Source, Story, Told};
use scenario::verdict::{Found, Verdict};

/// One finding of a verdict.
pub fn finding(f: &Found, v: &Verdict, style: &Style) -> String {
    page(f, v, style, style.verbose)
}

/// What `replay` prints: the finding with all its steps, without what was searched.
pub fn replayed(f: &Found, v: &Verdict, style: &Style) -> String {
    page(f, v, style, true)
}

/// A finding of another kind of program: its code, its title, how it happens, and what stands under that, each with a
/// heading.
pub fn told(code: &str, what: &str, story: &Story, notes: &[(&str, String)], style: &Style) -> String {
    let mut out = heading(&format!("error[{code}]:"), what, Tone::Error, style);
    out.extend(body(story, style, style.verbose, Vec::new()));
    out.push(Line::new());
    out.extend(footer::notes(notes, style));
    line::render(&out, style)
}

fn page(f: &Found, v: &Verdict, style: &Style, whole: bool) -> String {
    let story = &f.story;
    let mut out = title(f, style);
    out.extend(body(story, style, whole, kernel(f, v, style)));
    out.push(Line::new());
    out.extend(footer::lines(f, style));
    line::render(&out, style)
}

/// Where it happens, what stands under that, and how it happens.
fn body(story: &Story, style: &Style, whole: bool, under: Vec<Line>) -> Vec<Line> {
    let mut out = Vec::new();
    let drawing = cycle::lines(story, style);
    let excerpt = if scene::is_drawn(story) { Vec::new() } else { excerpt::lines(story, style) };
    match excerpt.is_empty() {
        true => out.extend(excerpt::arrows(&places(story), style)),
        false => out.extend(excerpt),
    }
    out.extend(under);
    if !drawing.is_empty() {
        out.push(Line::new());
        out.extend(drawing);
    }
    let rows = table::lines(story, style, whole);
    if !rows.is_empty() {
        out.push(Line::new());
        out.extend(line::paragraph(Line::of("  "), &how(story), style));
        out.push(Line::new());
        out.extend(rows);
    }
    out
}

fn places(story: &Story) -> Vec<&Source> {
    match &story.defect {
        Told::Deadlock { cycle } => cycle.iter().map(|w| &w.at).collect(),
        _ => story.places.iter().map(|g| &g.source).collect(),
    }
}

/// `error[data-race]`
pub(crate) fn head(f: &Found) -> String {
    let word = if f.code == Code::Warn { "warning" } else { "error" };
    format!("{word}[{}]", f.code.name())
}

fn title(f: &Found, style: &Style) -> Vec<Line> {
    let tone = if f.code == Code::Warn { Tone::Warning } else { Tone::Error };
    heading(&format!("{}:", head(f)), &summary::summary(&f.story), tone, style)
}

fn heading(head: &str, sentence: &str, tone: Tone, style: &Style) -> Vec<Line> {
    let mut out = Vec::new();
    for part in text::wrap(&format!("{head} {sentence}"), style.room()) {
        out.push(match part.strip_prefix(head) {
            Some(rest) => Line::new().tone(tone, head).tone(Tone::Bold, rest),
            None => Line::new().tone(Tone::Bold, part),
        });
    }
    out
}

/// What the kernel would say.
fn kernel(f: &Found, v: &Verdict, style: &Style) -> Vec<Line> {
    let gutter = excerpt::gutter(&f.story);
    let head = Line::new().to(gutter + 1).tone(Tone::Rule, "=").plain(" ");
    let said = headline::in_module(&f.story, &v.module);
    if headline::is_silent(&said) {
        return line::paragraph(head, &format!("Linux would say {said}"), style);
    }
    let text = match headline::delay(&said) {
        Some(seconds) => format!("Linux would say, after {seconds} seconds: {said}"),
        None => format!("Linux would say: {said}"),
    };
    let mut out = line::paragraph(head, &text, style);
    for more in headline::more(&f.story, &v.module) {
        let under = Line::new().to(gutter + 3);
        out.extend(line::paragraph(under, &more, style));
    }
    out
}

/// The heading of the table.
pub(crate) fn how(story: &Story) -> String {
    let what = match &story.defect {
        Told::Locks { .. } => return "How they are taken:".to_string(),
        Told::Deadlock { cycle } if cycle.len() > 1 => "How they get there",
        Told::Deadlock { .. } | Told::Hang { .. } => "How it gets there",
        _ => cell::loses(story).unwrap_or("How it happens"),
    };
    let mut parts = Vec::new();
    if story.preemptions > 0 {
        parts.push(number::many(u64::from(story.preemptions), "preemption"));
    }
    if story.interrupts > 0 {
        parts.push(number::many(u64::from(story.interrupts), "interrupt"));
    }
    if story.migrations > 0 {
        parts.push(number::many(u64::from(story.migrations), "migration"));
    }
    if story.faults > 0 {
        parts.push(number::many(u64::from(story.faults), "fault"));
    }
    match parts.is_empty() {
        true => format!("{what} (no preemption):"),
        false => format!("{what} ({}):", parts.join(", ")),
    }
}
