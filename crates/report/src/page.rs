//! A finding as the parts of a page, without a layout: what the renderers of documents share.

use crate::cell::{self, Item};
use crate::{advice, cycle, finding, footer, headline, label, scene, summary, table, text, track};
use scenario::story::{Story, Told};
use scenario::verdict::{Found, Verdict};

/// The parts of a page, from top to bottom.
pub(crate) struct Page {
    /// `error[data-race]`
    pub head: String,
    /// What it is, in one sentence.
    pub summary: String,
    /// What Linux would say.
    pub said: Vec<String>,
    /// The guilty places, the first being number 1.
    pub places: Vec<Place>,
    /// A deadlock's cycle: each link waits for the next.
    pub links: Vec<Link>,
    /// The heading of the interleaving.
    pub how: String,
    /// The names of its columns.
    pub lanes: Vec<String>,
    /// Its rows.
    pub items: Vec<Item>,
    /// What stands below.
    pub notes: Vec<Note>,
}

/// A guilty place.
pub(crate) struct Place {
    /// `counter.c:20`
    pub at: String,
    /// The line of source.
    pub text: String,
    /// Whose it is, and what happens there.
    pub label: String,
}

/// A link of a cycle.
pub(crate) struct Link {
    /// Who.
    pub name: String,
    /// What it holds, each with its place.
    pub holds: String,
    /// What it waits for.
    pub waits: String,
}

/// A line below the interleaving.
pub(crate) struct Note {
    /// What it is about.
    pub head: &'static str,
    /// What it says.
    pub text: String,
    /// It is a command to be copied.
    pub is_command: bool,
}

/// The page of a finding; `whole` shows every step.
pub(crate) fn page(f: &Found, v: &Verdict, whole: bool) -> Page {
    let story = &f.story;
    let tracks = track::tracks(story);
    let items = cell::items(story, &tracks, &table::kept(story, whole));
    Page {
        head: finding::head(f),
        summary: summary::summary(story),
        said: said(story, v),
        places: (0..story.places.len()).map(|i| place(story, i)).collect(),
        links: links(story),
        how: finding::how(story),
        lanes: tracks.heads.iter().map(|a| track::titles(story, *a).swap_remove(0)).collect(),
        items,
        notes: notes(f),
    }
}

fn said(story: &Story, v: &Verdict) -> Vec<String> {
    let said = headline::in_module(story, &v.module);
    if headline::is_silent(&said) {
        return vec![format!("Linux would say {said}")];
    }
    let first = match headline::delay(&said) {
        Some(seconds) => format!("Linux would say, after {seconds} seconds: {said}"),
        None => format!("Linux would say: {said}"),
    };
    std::iter::once(first).chain(headline::more(story, &v.module)).map(|s| text::clean(&s)).collect()
}

fn place(story: &Story, i: usize) -> Place {
    let g = &story.places[i];
    let last = i + 1 == story.places.len();
    let locks = label::locks(story).filter(|_| last).map_or(String::new(), |l| format!("; {l}"));
    Place {
        at: scene::place(&g.source),
        text: text::clean(g.source.text.trim()),
        label: format!("{}{locks}", label::label(story, i)),
    }
}

fn links(story: &Story) -> Vec<Link> {
    let Told::Deadlock { cycle } = &story.defect else { return Vec::new() };
    let link = |i: usize| Link {
        name: cycle::who(story, cycle[i].actor),
        holds: cycle::holds(&cycle[i]),
        waits: cycle::waits(story, cycle, i),
    };
    (0..cycle.len()).map(link).collect()
}

fn notes(f: &Found) -> Vec<Note> {
    let story = &f.story;
    let note = |head, text: String| Note { head, text: text::clean(&text), is_command: false };
    let mut out: Vec<Note> = Vec::new();
    out.extend(footer::callers(story, false).into_iter().map(|t| note("called from", t)));
    out.extend(footer::locks(story, false).into_iter().map(|t| note("locks held", t)));
    out.extend(story.outcomes.iter().map(|o| note("what comes out", footer::outcomes(o))));
    let command = |t: &std::path::PathBuf| format!("lockstep replay {}", t.display());
    out.extend(f.trace.iter().map(|t| Note { is_command: true, ..note("see it again", command(t)) }));
    out.push(note("what to do", advice::advice(story)));
    out.retain(|n| !n.text.is_empty());
    out
}
