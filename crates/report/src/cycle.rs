//! Who waits for whom, as a closed line.
//!
//! ```text
//!   feeder (pid 101) holds cat_lock (pets.c:42)  <--.
//!     | waits for dog_lock (pets.c:44)              |
//!     v                                             |
//!   walker (pid 102) holds dog_lock (pets.c:59)     |
//!     | waits for cat_lock (pets.c:61)              |
//!     '---------------------------------------------'
//! ```

use crate::line::Line;
use crate::scene;
use crate::style::{Style, Tone};
use crate::text;
use scenario::story::{HeldLock, Source, Story, Told, Waiting};

/// The left margin.
const MARGIN: usize = 6;
/// What the line at the right takes: two spaces, `<--.`.
const RETURN: usize = 6;

/// The drawing; empty if the story is no deadlock.
pub fn lines(story: &Story, style: &Style) -> Vec<Line> {
    let Told::Deadlock { cycle } = &story.defect else { return Vec::new() };
    if cycle.is_empty() {
        return Vec::new();
    }
    let margin = if style.room() < 60 { 2 } else { MARGIN };
    let room = style.room() - margin - RETURN;
    let mut body: Vec<Line> = Vec::new();
    let mut starts = Vec::new();
    for (i, link) in cycle.iter().enumerate() {
        if i > 0 {
            body.push(arrow("v"));
        }
        starts.push(body.len());
        body.extend(holder(story, link, room));
        for part in text::wrap(&waits(story, cycle, i), room.saturating_sub(4)) {
            body.push(arrow("|").plain(" ").plain(part));
        }
    }
    let right = body.iter().map(Line::width).max().unwrap_or(0);
    let mut out = Vec::new();
    for (i, line) in body.into_iter().enumerate() {
        let line = Line::new().to(margin).line(line);
        let end = margin + right + 2;
        out.push(match i {
            0 => line.to(end).tone(Tone::Error, "<--."),
            _ => line.to(end + 3).tone(Tone::Error, "|"),
        });
    }
    let bottom = format!("'{}'", "-".repeat(right + 2));
    out.push(Line::new().to(margin + 2).tone(Tone::Error, bottom));
    out
}

fn arrow(mark: &str) -> Line {
    Line::new().to(2).tone(Tone::Error, mark)
}

/// The name of who waits and what it holds.
fn holder(story: &Story, link: &Waiting, room: usize) -> Vec<Line> {
    let name = text::clip(&who(story, link.actor), room);
    let holds = holds(link);
    let head = Line::new().tone(Tone::Bold, &name);
    if text::width(&name) + 2 + text::width(&holds) <= room {
        return vec![head.plain("  ").plain(holds)];
    }
    let further = text::wrap(&holds, room.saturating_sub(4));
    std::iter::once(head).chain(further.into_iter().map(|s| arrow("|").plain(" ").plain(s))).collect()
}

/// What it holds.
pub(crate) fn holds(link: &Waiting) -> String {
    let holds = match link.holds.as_slice() {
        [] => "holds no lock".to_string(),
        held => format!("holds {}", held.iter().map(lock).collect::<Vec<_>>().join(", ")),
    };
    text::clean(&holds)
}

/// A context with its number.
pub(crate) fn who(story: &Story, actor: usize) -> String {
    let name = scene::name(story, actor);
    match story.actors.get(actor) {
        Some(a) if a.pid != 0 => format!("{name} (pid {})", a.pid),
        Some(a) if scene::is_interrupt(story, actor) => format!("{name} (CPU {})", a.cpu),
        _ => name,
    }
}

fn lock(held: &HeldLock) -> String {
    format!("{}{}", scene::held(held), at(&held.taken))
}

fn at(source: &Source) -> String {
    match source.file.is_empty() && source.function.is_empty() {
        true => String::new(),
        false => format!(" ({})", scene::place(source)),
    }
}

/// What the link at `i` waits for.
pub(crate) fn waits(story: &Story, cycle: &[Waiting], i: usize) -> String {
    let link = &cycle[i];
    let next = &cycle[(i + 1) % cycle.len()];
    let place = at(&link.at);
    let said = match (link.interrupted, link.waits_for.as_str()) {
        (true, _) => format!("is interrupted by {}{place}", scene::name(story, next.actor)),
        (false, "") => format!("waits for {}{place}", scene::name(story, next.actor)),
        (false, what) => format!("waits {}{place}", scene::waits_for(what)),
    };
    let behind = format!(": behind {}", scene::name(story, next.actor));
    let reads = next.holds.iter().any(|l| l.name == "rcu_read_lock" || link.waits_for.contains(&l.name));
    let reader = format!(": for the reader of {}", scene::name(story, next.actor));
    let rest = match cycle.len() {
        2.. if link.waits_for.starts_with("synchronize_") && reads => reader.as_str(),
        1 => ": for itself",
        _ if scene::is_behind(link, next) => behind.as_str(),
        _ => "",
    };
    text::clean(&format!("{said}{rest}"))
}
