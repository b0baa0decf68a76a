//! What stands before and between many findings: a list of their titles, and the races that are told with another.
//!
//! Races on one variable are mostly one mistake. The first is told in full, the others follow it with a line each; a verbose
//! report tells all in full.

use crate::line::{self, Line};
use crate::scene;
use crate::style::{Style, Tone};
use crate::{finding, number, summary};
use scenario::story::Told;
use scenario::verdict::{Found, Verdict};

/// So many findings are told without a list of them.
const FEW: usize = 3;

/// What a race is about, without the index of an element.
fn object(f: &Found) -> Option<&str> {
    let Told::DataRace { variable, .. } = &f.story.defect else { return None };
    let end = variable.find(['[', '+']).unwrap_or(variable.len());
    Some(variable[..end].trim_end()).filter(|name| !name.is_empty())
}

/// The first finding that is a race on the same object.
fn first<'a>(f: &Found, v: &'a Verdict) -> Option<&'a Found> {
    let own = object(f)?;
    v.findings.iter().find(|g| object(g) == Some(own))
}

/// Whether a finding is told with an earlier one.
pub(crate) fn is_folded(f: &Found, v: &Verdict) -> bool {
    first(f, v).is_some_and(|g| !std::ptr::eq(f, g))
}

/// The races that are told with this one, a line each.
pub(crate) fn more(f: &Found, v: &Verdict, style: &Style) -> Vec<Line> {
    if style.verbose || is_folded(f, v) {
        return Vec::new();
    }
    let others = || {
        v.findings.iter().filter(|g| !std::ptr::eq(f, *g) && first(g, v).is_some_and(|h| std::ptr::eq(f, h)))
    };
    let n = others().count();
    if n == 0 {
        return Vec::new();
    }
    let races = number::many(n as u64, "further race");
    let object = summary::named(object(f).unwrap_or_default());
    let mut out = vec![Line::new()];
    out.extend(line::paragraph(
        Line::of("  "),
        &format!("{races} on {object} (-v tells each in full):"),
        style,
    ));
    for other in others() {
        let sides: Vec<String> = (0..other.story.places.len()).map(|i| side(other, i)).collect();
        let trace = other
            .trace
            .as_ref()
            .and_then(|t| t.file_stem())
            .map_or(String::new(), |t| format!("  [{}]", t.to_string_lossy()));
        out.extend(line::paragraph(Line::of("    "), &format!("{}{trace}", sides.join(", ")), style));
    }
    out
}

/// `bump/0 writes at counter.c:17`
fn side(f: &Found, i: usize) -> String {
    let g = &f.story.places[i];
    let verb = scene::verb(&f.story, i).singular();
    format!("{} {verb} at {}", scene::name(&f.story, g.actor), scene::place(&g.source))
}

/// The titles of many findings.
pub(crate) fn lines(v: &Verdict, style: &Style) -> Vec<Line> {
    let told: Vec<&Found> = v.findings.iter().filter(|f| style.verbose || !is_folded(f, v)).collect();
    if told.len() <= FEW {
        return Vec::new();
    }
    let mut out = Vec::new();
    let head = format!("{}, the worst first:", number::many(v.findings.len() as u64, "finding"));
    out.push(Line::new().tone(Tone::Bold, head));
    for f in told {
        let (source, _) = scene::blame(&f.story);
        let at = if source.line > 0 { format!(" ({})", scene::place(&source)) } else { String::new() };
        let text = format!("{}: {}{at}", finding::head(f), summary::summary(&f.story));
        out.extend(line::paragraph(Line::of("  "), &text, style));
    }
    out.push(Line::new());
    out
}
