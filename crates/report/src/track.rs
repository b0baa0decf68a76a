//! Which actor is drawn in which column, and how deep.

use crate::scene;
use scenario::story::{ActorKind, Row, Story, What};

/// Where an actor is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Track {
    /// The column, from 0.
    pub column: usize,
    /// How many bars stand before its text: 1 for the interrupt of a task, 2 for the interrupt of a softirq of one.
    pub depth: usize,
}

/// The tracks of a story.
#[derive(Debug)]
pub struct Tracks {
    /// For each actor; `None` if it has no rows of its own.
    of: Vec<Option<Track>>,
    /// The actor at the head of each column.
    pub heads: Vec<usize>,
}

impl Tracks {
    /// Where an actor is drawn.
    pub fn of(&self, actor: usize) -> Option<Track> {
        self.of.get(actor).copied().flatten()
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.heads.len()
    }
}

/// Distributes the actors that have rows. An interrupt that always interrupts one and the same actor is drawn
/// within the column of that actor; everybody else has a column, in the order of the first rows.
pub fn tracks(story: &Story) -> Tracks {
    let mut tracks = Tracks { of: vec![None; story.actors.len()], heads: Vec::new() };
    for row in story.rows.iter().filter(|r| !is_banner(r)) {
        place(story, row.actor, &mut tracks, 0);
    }
    tracks
}

/// Whether a row is drawn across all columns.
pub fn is_banner(row: &Row) -> bool {
    matches!(row.what, What::Time(_))
}

fn place(story: &Story, actor: usize, tracks: &mut Tracks, hops: usize) -> Option<Track> {
    if actor >= story.actors.len() {
        return None;
    }
    if let Some(known) = tracks.of[actor] {
        return Some(known);
    }
    let track = match host(story, actor) {
        Some(under) if hops < 3 => {
            let outer = place(story, under, tracks, hops + 1)?;
            // The hosts of a circle are each other's; the first of them got a column meanwhile.
            if let Some(known) = tracks.of[actor] {
                return Some(known);
            }
            Track { column: outer.column, depth: outer.depth + 1 }
        }
        _ => {
            tracks.heads.push(actor);
            Track { column: tracks.heads.len() - 1, depth: 0 }
        }
    };
    tracks.of[actor] = Some(track);
    Some(track)
}

/// The one actor that an interrupt interrupts, if it has rows too.
fn host(story: &Story, actor: usize) -> Option<usize> {
    if !scene::is_interrupt(story, actor) {
        return None;
    }
    let mut hosts = story.rows.iter().filter(|r| r.actor == actor).filter_map(|r| match r.what {
        What::Interrupts { interrupted, .. } => Some(interrupted),
        _ => None,
    });
    let first = hosts.next()??;
    let same = hosts.all(|h| h == Some(first));
    let has_rows = story.rows.iter().any(|r| r.actor == first && !is_banner(r));
    (same && has_rows && first != actor).then_some(first)
}

/// What an actor is called at the head of its column, from the longest form to the shortest.
pub fn titles(story: &Story, actor: usize) -> Vec<String> {
    let name = scene::name(story, actor);
    let Some(a) = story.actors.get(actor) else { return vec![name] };
    let cpu = format!("CPU {}", a.cpu);
    match a.kind {
        ActorKind::Clock | ActorKind::Thread => vec![name],
        _ if a.pid == 0 => vec![format!("{name} ({cpu})"), name],
        _ => vec![format!("{name} (pid {}, {cpu})", a.pid), format!("{name} ({cpu})"), name],
    }
}
