//! A row of the interleaving as three pieces of text: where, what the source says, what comes of it.

use crate::number;
use crate::scene;
use crate::text;
use crate::track::Tracks;
use scenario::story::{ActorKind, CallResult, Fault, Row, Rule, Story, Told, What};

/// A line of the table.
#[derive(Clone, Debug)]
pub enum Item {
    /// A row of an actor.
    Cell(Cell),
    /// What concerns all columns: time that passes, steps that are left out.
    Banner(String),
}

/// A row in its column.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The column.
    pub column: usize,
    /// The number of the line; empty if it is that of the row above.
    pub label: String,
    /// How many bars stand before the text.
    pub depth: usize,
    /// The text of the line, nested.
    pub text: String,
    /// What comes of it.
    pub what: String,
    /// What stands at the right margin.
    pub markers: Vec<String>,
}

impl Cell {
    /// The text of the line without the bars before it.
    pub fn source(&self) -> &str {
        let bars = BAR.len() * self.depth;
        self.text.get(bars..).unwrap_or_default()
    }
}

/// What stands before the text of an interrupt, for each that it is nested in.
const BAR: &str = "|  ";

/// After so many rows of others the text of a line is repeated.
const FORGOTTEN: usize = 8;

/// The rows of a story as lines of the table; `kept` says which rows are shown.
pub fn items(story: &Story, tracks: &Tracks, kept: &[bool]) -> Vec<Item> {
    let several = has_several_files(story);
    let mut last: Vec<Option<usize>> = vec![None; story.actors.len()];
    let mut out = Vec::new();
    let mut left_out = 0;
    for (i, row) in story.rows.iter().enumerate() {
        if !kept.get(i).copied().unwrap_or(true) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            out.push(Item::Banner(format!("... {} left out ...", number::many(left_out, "step"))));
            left_out = 0;
            last.fill(None);
        }
        if let What::Time(ns) = row.what {
            out.push(Item::Banner(format!("~ the clock goes on to {} s ~", number::seconds(ns))));
            continue;
        }
        let Some(track) = tracks.of(row.actor) else { continue };
        if is_told(story, i) {
            continue;
        }
        let above = last[row.actor].filter(|l| i - l <= FORGOTTEN).map(|l| &story.rows[l]);
        let repeats = above.is_some_and(|a| a.source.line > 0 && scene::same_line(&a.source, &row.source))
            && !matches!(row.what, What::Begins(_) | What::Interrupts { .. });
        last[row.actor] = Some(i);
        let source = if repeats { String::new() } else { shown(story, row, track.depth > 0) };
        let bars = BAR.repeat(track.depth);
        let what = what(story, row, track.depth > 0, &source);
        out.push(Item::Cell(Cell {
            column: track.column,
            depth: track.depth,
            label: if repeats { String::new() } else { label(row, several) },
            text: text::clean(&format!("{bars}{source}")).trim_end().to_string(),
            what: text::clean(&what),
            markers: markers(story, i),
        }));
    }
    if left_out > 0 {
        out.push(Item::Banner(format!("... {} left out ...", number::many(left_out, "step"))));
    }
    out
}

fn has_several_files(story: &Story) -> bool {
    let mut files = story.rows.iter().map(|r| r.source.file.as_str()).filter(|f| !f.is_empty());
    let first = files.next();
    files.any(|f| Some(f) != first)
}

fn label(row: &Row, several: bool) -> String {
    match (row.source.line, several && !row.source.file.is_empty()) {
        (0, _) => String::new(),
        (_, true) => text::clip_start(&scene::place(&row.source), 16),
        (line, false) => line.to_string(),
    }
}

/// The text of the line, or what stands for it.
fn shown(story: &Story, row: &Row, nested: bool) -> String {
    let own = text::code(&row.source.text);
    let function = |f: &str| if f.is_empty() { String::new() } else { format!("{f}()") };
    let actor = story.actors.get(row.actor);
    match &row.what {
        What::Begins(f) => function(f),
        What::Interrupts { .. } => {
            let handler = actor.map_or(String::new(), |a| function(&a.function));
            match nested {
                _ if handler.is_empty() => scene::name(story, row.actor),
                true => format!("{}: {handler}", scene::name(story, row.actor)),
                false => handler,
            }
        }
        What::Ends if nested => format!("{} returns", scene::name(story, row.actor)),
        What::Ends => actor.map_or(String::new(), |a| function(&a.function)),
        What::Call { name, object, .. } if own.is_empty() => text::clean(&format!("{name}({object})")),
        What::Read { variable, .. } | What::Write { variable, .. } if own.is_empty() => text::clean(variable),
        _ if own.is_empty() => function(&row.source.function),
        _ => own,
    }
}

/// Whether a row says that an interrupt's handler begins, which the row before has said.
fn is_told(story: &Story, row: usize) -> bool {
    let here = &story.rows[row];
    let What::Begins(f) = &here.what else { return false };
    let before = story.rows[..row].iter().rev().find(|r| r.actor == here.actor);
    before.is_some_and(|b| matches!(b.what, What::Interrupts { .. }))
        && story.actors.get(here.actor).is_some_and(|a| a.function == *f)
}

fn what(story: &Story, row: &Row, nested: bool, shown: &str) -> String {
    // The text of a line that calls a function does not say what the function touches.
    let named = |variable: &str| match row.inside && !variable.contains(' ') && !variable.starts_with("0x") {
        true => format!("{variable} "),
        false => String::new(),
    };
    match &row.what {
        What::Read { variable, value, size } => {
            format!("read  {}{}", named(variable), number::value(*value, *size))
        }
        What::Write { variable, value: Some(value), size, .. } => {
            format!("write {}{}", named(variable), number::value(*value, *size))
        }
        What::Write { value: None, .. } => "write".to_string(),
        What::Call { name, result, .. } => called(story, name, *result, shown),
        What::Begins(_) => "begins".to_string(),
        What::Ends if nested => String::new(),
        What::Ends => match story.actors.get(row.actor).map(|a| a.kind) {
            Some(ActorKind::Irq(_) | ActorKind::Interrupt | ActorKind::Softirq) => "returns".to_string(),
            _ => "ends".to_string(),
        },
        What::Interrupts { cpu, interrupted } => match (nested, interrupted) {
            (false, Some(whom)) => format!("interrupts {}", scene::name(story, *whom)),
            _ => format!("on CPU {cpu}"),
        },
        What::Moves(from, to) => format!("moved from CPU {from} to CPU {to}"),
        What::Time(_) => String::new(),
        What::Says(words) => words.clone(),
        What::Stops => strikes(&story.defect).to_string(),
    }
}

fn called(story: &Story, name: &str, result: CallResult, shown: &str) -> String {
    match result {
        CallResult::Taken => "taken".to_string(),
        CallResult::Released => "released".to_string(),
        CallResult::Waits(Some(whom)) => {
            let itself = matches!(&story.defect, Told::Deadlock { cycle } if cycle.len() == 1);
            if itself {
                "waits for itself".to_string()
            } else {
                format!("waits for {}", scene::name(story, whom))
            }
        }
        CallResult::Waits(None) => "waits".to_string(),
        CallResult::Wakes(_, None) => "wakes nobody".to_string(),
        CallResult::Wakes(1, Some(whom)) => format!("wakes {}", scene::name(story, whom)),
        CallResult::Wakes(n, Some(whom)) => {
            format!("wakes {} and {} more", scene::name(story, whom), n.saturating_sub(1))
        }
        CallResult::Fails(0) => format!("the {name} fails: a fault"),
        CallResult::Fails(v) if v < 0 => format!("a signal comes: {}", number::returned(v)),
        CallResult::Fails(_) => "a signal comes".to_string(),
        CallResult::Done if shown.contains(name) => String::new(),
        CallResult::Done => format!("{name}()"),
        CallResult::Returns(v) if shown.contains(name) => format!("returns {}", number::returned(v)),
        CallResult::Returns(v) => format!("{name}() returns {}", number::returned(v)),
    }
}

/// What is said at the row where the defect strikes.
fn strikes(defect: &Told) -> &'static str {
    match defect {
        Told::DataRace { .. } => "races",
        Told::Deadlock { .. } | Told::Hang { .. } => "waits for ever",
        Told::Oops { fault: Fault::Divide, .. } => "divides by zero",
        Told::Oops { fault: Fault::Stack, .. } | Told::StackOverflow { .. } => "stack overflows",
        Told::Oops { .. } => "oops",
        Told::Heap { freed: true, .. } => "use after free",
        Told::Heap { freed: false, .. } => "out of bounds",
        Told::Misuse { rule, .. } => match rule {
            Rule::Uninitialised => "not initialised",
            Rule::Corrupted => "overwritten",
            Rule::Mistaken => "something else",
            Rule::Moved => "not the original",
            Rule::InitialisedInUse => "is in use",
            Rule::NotHeld => "not held",
            Rule::Unprotected => "no reader",
            Rule::NoTask => "no such task",
            Rule::NoLine => "no such line",
            Rule::NotAllocated => "not an object",
            Rule::DoubleFree => "freed twice",
        },
        Told::AfterRmmod { .. } => "module is gone",
        Told::Sleeps { schedules: true, .. } => "sleeps",
        Told::Sleeps { .. } => "may sleep",
        Told::Preemptible { .. } => "may be moved",
        Told::Locks { .. } => "taken",
        Told::Bug => "BUG",
        Told::Imbalance { .. } => "returns",
        Told::FreedInUse { .. } => "in use",
        Told::Registered { .. } => "registered",
        Told::Leak { .. } => "allocated",
        Told::UserCopy { .. } => "too long",
        Told::Warn { .. } => "WARNING",
        Told::SoftLockup => "never ends",
    }
}

/// The number of the guilty place, and what is lost there.
fn markers(story: &Story, row: usize) -> Vec<String> {
    let several = story.places.len() > 1;
    let place = match story.rows[row].guilty {
        Some(_) if scene::is_drawn(story) => None,
        Some(n) if several => Some(format!("({n})")),
        Some(_) => Some("here".to_string()),
        None => None,
    };
    place.into_iter().chain(lost(story, row)).collect()
}

/// What a store takes back that another context did since this one's load in the same line.
fn lost(story: &Story, row: usize) -> Option<String> {
    let here = &story.rows[row];
    let What::Write { variable, before, value: Some(value), size } = &here.what else { return None };
    // A function of a header touches several objects from one line, which have one description.
    if here.inside && variable.contains(' ') {
        return None;
    }
    let earlier = story.rows[..row].iter().rev().filter(|r| r.actor == here.actor);
    let mut in_line = earlier.take_while(|r| scene::same_line(&r.source, &here.source));
    let read = in_line.find_map(|r| match &r.what {
        What::Read { variable: v, value, .. } if v == variable => Some(*value),
        _ => None,
    })?;
    match value.wrapping_sub(read) {
        _ if read == *before => None,
        1 if value == before => Some("one increment is gone".to_string()),
        u64::MAX if value == before => Some("one decrement is gone".to_string()),
        _ => Some(format!("the write of {} is gone", number::value(*before, *size))),
    }
}

/// What a table shows in which a store takes back what another context did.
pub fn loses(story: &Story) -> Option<&'static str> {
    let text = (0..story.rows.len()).find_map(|i| lost(story, i))?;
    Some(match text.as_str() {
        "one increment is gone" => "How an increment is lost",
        "one decrement is gone" => "How a decrement is lost",
        _ => "How a write is lost",
    })
}
