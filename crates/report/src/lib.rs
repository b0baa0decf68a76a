//! What a person, a program and `dmesg` get to read: verdicts, findings and the kernel log.
//!
//! Everything in this crate is a function from the values of a [`scenario::verdict::Verdict`] to text. It decides
//! nothing: what is a finding, which comes first, and which steps belong to it is settled before. One file is one
//! part of the page:
//!
//! | part | file |
//! |---|---|
//! | what there is, and races that are told with another | `overview` |
//! | the title, our own sentence for a defect | `summary` |
//! | the kernel's sentence for it | `headline` |
//! | the guilty lines with labels | `excerpt`, `label` |
//! | who waits for whom | `cycle` |
//! | the interleaving, a column for each context | `table`, `track`, `cell` |
//! | callers, locks held, how to see it again, what to do | `footer`, `advice` |
//! | what was searched | `closing` |
//! | the parts without a layout, for documents | `page` |
//! | documents | `markdown`, `svg`, `latex`, `json` |
//! | what a code means | `explain` |
//! | an execution that a table says | `schedule` |
//! | an execution that somebody leads | `step` |
//!
//! Lines fit into [`Style::width`], or into 40 columns where that is less. Without colour all that the report adds
//! to the module's own text is ASCII. No line ends in a space.
#![forbid(unsafe_code)]

mod advice;
mod cell;
mod closing;
mod cycle;
mod excerpt;
pub mod explain;
mod finding;
mod footer;
mod headline;
mod initialiser;
mod json;
mod label;
mod latex;
mod line;
mod locks;
mod log;
mod markdown;
mod number;
mod overview;
mod page;
mod scene;
mod schedule;
pub mod step;
mod style;
mod summary;
mod svg;
mod table;
mod text;
mod track;

pub use finding::{finding, replayed, told};
pub use headline::headline;
pub use json::{json, scheduled as scheduled_json};
pub use log::log;
pub use schedule::scheduled;
pub use style::Style;
pub use summary::summary;

use scenario::verdict::{LogLine, Verdict};

/// What a document is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Markup {
    /// GitHub's Markdown.
    Markdown,
    /// One picture.
    Svg,
    /// A fragment of LaTeX.
    Latex,
}

/// A verdict as a document, with the kernel log before it; `whole` shows every step of each finding.
pub fn document(markup: Markup, v: &Verdict, log: &[LogLine], whole: bool) -> String {
    match markup {
        Markup::Markdown => markdown::document(v, log, whole),
        Markup::Svg => svg::document(v, log, whole),
        Markup::Latex => latex::document(v, log, whole),
    }
}

/// Everything that `check` prints: what `insmod` says about the parameters, each finding in the order given, then
/// what was searched.
pub fn verdict(v: &Verdict, style: &Style) -> String {
    let notes = v.notes.iter().flat_map(|n| line::paragraph(line::Line::of("note: "), n, style));
    let mut out = line::render(&notes.collect::<Vec<_>>(), style);
    out += &line::render(&overview::lines(v, style), style);
    for f in &v.findings {
        if style.verbose || !overview::is_folded(f, v) {
            out += &finding(f, v, style);
            out += &line::render(&overview::more(f, v, style), style);
            out.push('\n');
        }
    }
    out + &line::render(&closing::lines(v, style), style)
}

#[cfg(test)]
mod documents;
#[cfg(test)]
mod property;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
