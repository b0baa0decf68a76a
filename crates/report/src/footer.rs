//! What stands under the interleaving: callers, locks held, how to see it again, what to do.

use crate::advice;
use crate::line::{self, Line};
use crate::number::{count, many};
use crate::scene;
use crate::style::{Style, Tone};
use scenario::story::{Guilty, Outcomes, Source, Story, Told};
use scenario::verdict::Found;

/// The columns of the headings.
const HEADING: usize = 17;

/// The values that are told one by one of what comes out.
const VALUES: usize = 4;

/// The lines under the interleaving.
pub fn lines(f: &Found, style: &Style) -> Vec<Line> {
    let mut out = Vec::new();
    out.extend(entries("called from", callers(&f.story, style.verbose), style));
    out.extend(entries("locks held", locks(&f.story, style.verbose), style));
    out.extend(entries("what comes out", f.story.outcomes.iter().map(outcomes).collect(), style));
    if let Some(trace) = &f.trace {
        // A command is there to be copied: it is never wrapped.
        out.push(heading("see it again").plain(format!("lockstep replay {}", trace.display())));
    }
    out.extend(entries("what to do", vec![advice::advice(&f.story)], style));
    out
}

/// Texts with headings. The last is a command, which is never wrapped.
pub fn notes(notes: &[(&str, String)], style: &Style) -> Vec<Line> {
    let Some(((head, command), wrapped)) = notes.split_last() else { return Vec::new() };
    let wrapped = wrapped.iter().flat_map(|(head, text)| entries(head, vec![text.clone()], style));
    wrapped.chain([heading(head).plain(command)]).collect()
}

/// `counter = 20 in 612 of 1,000 random executions, 19 in 388`
pub(crate) fn outcomes(o: &Outcomes) -> String {
    let mut text = format!("{} =", o.variable);
    for (i, (value, n)) in o.values.iter().take(VALUES).enumerate() {
        text += &match i {
            0 => format!(" {value} in {} of {} random executions", count(*n), count(o.executions)),
            _ => format!(", {value} in {}", count(*n)),
        };
    }
    let others = o.values.get(VALUES..).unwrap_or_default();
    if !others.is_empty() {
        let n: u64 = others.iter().map(|(_, n)| n).sum();
        text += &format!(", {} in {}", many(others.len() as u64, "other value"), count(n));
    }
    if o.broken > 0 {
        text += &format!("; {} without an end", count(o.broken));
    }
    text
}

fn heading(s: &str) -> Line {
    Line::new().to(2).tone(Tone::Faint, s).to(HEADING)
}

fn entries(head: &str, texts: Vec<String>, style: &Style) -> Vec<Line> {
    let mut out = Vec::new();
    for text in texts.iter().filter(|t| !t.is_empty()) {
        let start = if out.is_empty() { heading(head) } else { Line::new().to(HEADING) };
        out.extend(line::paragraph(start, text, style));
    }
    out
}

/// Who it is about: `(1) bump/0`.
fn at(story: &Story, index: usize, g: &Guilty) -> String {
    let name = scene::name(story, g.actor);
    if story.places.len() > 1 { format!("({}) {name}", index + 1) } else { name }
}

/// The callers of each guilty place.
pub(crate) fn callers(story: &Story, verbose: bool) -> Vec<String> {
    if !verbose && story.places.iter().all(|g| g.stack.len() < 2) {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    let mut known: Vec<(usize, &[Source])> = Vec::new();
    let least = if verbose { 1 } else { 2 };
    for (i, g) in story.places.iter().enumerate().filter(|(_, g)| g.stack.len() >= least) {
        let same = known.iter().find(|(_, s)| *s == g.stack.as_slice());
        let chain = match same {
            Some((first, _)) => format!("the same as ({})", first + 1),
            None => g.stack.iter().rev().map(call).collect::<Vec<_>>().join(" -> "),
        };
        known.push((i, &g.stack));
        out.push(format!("{}: {chain}", at(story, i, g)));
    }
    out
}

fn call(s: &Source) -> String {
    match (s.function.is_empty(), s.file.is_empty()) {
        (false, false) => format!("{} ({})", s.function, scene::place(s)),
        _ => scene::place(s),
    }
}

/// The locks held at each guilty place.
pub(crate) fn locks(story: &Story, verbose: bool) -> Vec<String> {
    let drawn = matches!(story.defect, Told::Deadlock { .. });
    let race = matches!(story.defect, Told::DataRace { .. });
    let mut out = Vec::new();
    for (i, g) in story.places.iter().enumerate() {
        if !verbose && (drawn || g.held.is_empty()) {
            continue;
        }
        let held: Vec<String> = g
            .held
            .iter()
            .map(|l| format!("{} (taken at {})", scene::held(l), scene::place(&l.taken)))
            .collect();
        match (held.is_empty(), race || verbose) {
            (true, true) => out.push(format!("{}: none", at(story, i, g))),
            (true, false) => {}
            (false, _) => out.push(format!("{}: {}", at(story, i, g), held.join(", "))),
        }
    }
    out
}
