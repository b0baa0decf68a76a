//! Questions that several parts of a report ask of a story.

use crate::{summary, text};
use scenario::story::{
    Actor, ActorKind, CallResult, Guilty, HeldLock, Role, Row, Source, Story, Told, Waiting, What,
};

/// What a context does to a variable at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// It loads it.
    Read,
    /// It stores to it.
    Write,
    /// The same line loads and stores.
    Update,
}

impl Verb {
    /// As in "the thread reads".
    pub fn singular(self) -> &'static str {
        match self {
            Verb::Read => "reads",
            Verb::Write => "writes",
            Verb::Update => "updates",
        }
    }

    /// As in "two threads read".
    pub fn plural(self) -> &'static str {
        match self {
            Verb::Read => "read",
            Verb::Write => "write",
            Verb::Update => "update",
        }
    }
}

/// The name of an actor.
pub fn name(story: &Story, actor: usize) -> String {
    match story.actors.get(actor) {
        Some(a) if !a.name.is_empty() => text::clean(&a.name),
        _ => "a context".to_string(),
    }
}

/// The name of an actor as an identifier in a sentence.
pub fn quoted(story: &Story, actor: usize) -> String {
    match story.actors.get(actor) {
        Some(a) if !a.name.is_empty() => format!("`{}`", text::clean(&a.name)),
        _ => "a context".to_string(),
    }
}

/// The last part of a path.
pub fn base(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// A place, short: `counter.c:17`; the function if no line is known.
pub fn place(source: &Source) -> String {
    let short = match (source.file.is_empty(), source.line) {
        (false, 0) => base(&source.file).to_string(),
        (false, line) => format!("{}:{line}", base(&source.file)),
        (true, _) if !source.function.is_empty() => format!("{}()", source.function),
        (true, _) => "unknown place".to_string(),
    };
    text::clean(&short)
}

/// Whether two places are the same line.
pub fn same_line(a: &Source, b: &Source) -> bool {
    a.line == b.line && a.file == b.file && a.function == b.function
}

/// The place where the defect shows.
pub fn culprit(story: &Story) -> Option<&Guilty> {
    let with = |role| story.places.iter().find(|g| g.role == role);
    with(Role::Here).or_else(|| with(Role::Waits)).or(story.places.first())
}

/// The place and the context of the defect, from the last row if there is no guilty place.
pub fn blame(story: &Story) -> (Source, Option<&Actor>) {
    let (source, actor) = match (culprit(story), story.rows.last()) {
        (Some(g), _) => (g.source.clone(), g.actor),
        (None, Some(r)) => (r.source.clone(), r.actor),
        (None, None) => (Source::default(), 0),
    };
    (source, story.actors.get(actor))
}

/// The index of the actor to blame.
pub fn blamed(story: &Story) -> usize {
    culprit(story).map(|g| g.actor).or(story.rows.last().map(|r| r.actor)).unwrap_or(0)
}

/// Whether the actor to blame is an interrupt line.
pub fn is_irq(story: &Story) -> bool {
    matches!(story.actors.get(blamed(story)).map(|a| a.kind), Some(ActorKind::Irq(_)))
}

/// What a guilty place does to its variable: an update if the context both loads and stores it in that line.
pub fn verb(story: &Story, place: usize) -> Verb {
    let Some(g) = story.places.get(place) else { return Verb::Read };
    let subject = match (row(story, place).map(|r| &r.what), &story.defect) {
        (Some(What::Read { variable, .. } | What::Write { variable, .. }), _) => variable,
        (_, Told::DataRace { variable, .. }) => variable,
        _ => return Verb::Read,
    };
    let write = g.access.is_some_and(|a| a.write);
    let both = story.rows.iter().any(|r| {
        r.actor == g.actor
            && same_line(&r.source, &g.source)
            && match &r.what {
                What::Read { variable, .. } => write && variable == subject,
                What::Write { variable, .. } => !write && variable == subject,
                _ => false,
            }
    });
    match (both, write) {
        (true, _) => Verb::Update,
        (false, true) => Verb::Write,
        (false, false) => Verb::Read,
    }
}

/// The last function of the kernel that an actor called.
pub fn last_call(story: &Story, actor: usize) -> Option<&str> {
    story.rows.iter().rev().filter(|r| r.actor == actor).find_map(|r| match &r.what {
        What::Call { name, .. } => Some(name.as_str()),
        _ => None,
    })
}

/// The row of a guilty place, by its index.
pub fn row(story: &Story, place: usize) -> Option<&Row> {
    story.rows.iter().rev().find(|r| r.guilty == Some(place + 1))
}

/// The function in which an actor waits at the end, if its last row is a call that has to wait.
pub fn waiting_call(story: &Story, actor: usize) -> Option<&str> {
    story.rows.iter().rev().filter(|r| r.actor == actor).find_map(|r| match &r.what {
        What::Call { name, result: CallResult::Waits(_), .. } => Some(name.as_str()),
        _ => None,
    })
}

/// Whether a function of the kernel waits without sleeping.
pub fn spins(call: &str) -> bool {
    let call = call.trim_start_matches('_');
    ["spin_lock", "raw_spin_lock", "read_lock", "write_lock", "bit_spin_lock", "write_seqlock"]
        .iter()
        .any(|p| call.starts_with(p))
}

/// Whether lockdep knows the locks that a function takes.
pub fn is_lock_call(call: &str) -> bool {
    spins(call)
        || ["mutex_lock", "down_read", "down_write", "rt_mutex_lock"].iter().any(|p| call.starts_with(p))
}

/// Whether a function of the kernel turns interrupts off.
pub fn is_irq_off(call: &str) -> bool {
    call.contains("_irqsave") || call.contains("lock_irq")
}

/// Where an actor turned interrupts on last.
pub fn turns_on(story: &Story, actor: usize) -> Option<&Source> {
    let on = |r: &&Row| {
        let call = matches!(&r.what, What::Call { name, .. }
            if name == "local_irq_enable" || name.ends_with("unlock_irq") || name.ends_with("irqrestore"));
        r.actor == actor && call
    };
    story.rows.iter().rev().find(on).map(|r| &r.source)
}

/// Whether an actor is an interrupt or a softirq.
pub fn is_interrupt(story: &Story, actor: usize) -> bool {
    let kind = story.actors.get(actor).map(|a| a.kind);
    matches!(kind, Some(ActorKind::Irq(_) | ActorKind::Interrupt | ActorKind::Softirq))
}

/// Whether a story is told by the drawing of its cycle and its table, without an excerpt: a deadlock of several that
/// all wait.
pub fn is_drawn(story: &Story) -> bool {
    match &story.defect {
        Told::Deadlock { cycle } => cycle.len() > 1 && cycle.iter().all(|w| !w.interrupted),
        _ => false,
    }
}

/// Whether a context waits in the queue of a lock behind the next one, which does not hold it either.
pub fn is_behind(link: &Waiting, next: &Waiting) -> bool {
    !link.interrupted
        && !link.waits_for.is_empty()
        && link.waits_for == next.waits_for
        && next.holds.iter().all(|l| l.name != link.waits_for)
}

/// What a context waits for as a phrase: `for cat_lock`, `in kthread_stop(worker)`.
pub fn waits_for(what: &str) -> String {
    if what.contains('(') { format!("in {what}") } else { format!("for {what}") }
}

/// A lock that is held, by its name and how.
pub fn held(lock: &HeldLock) -> String {
    if lock.shared && lock.name != "rcu_read_lock" {
        format!("{} for reading", lock.name)
    } else {
        lock.name.clone()
    }
}

/// The name of an object as an identifier; a description or an address with an article.
pub fn object(name: &str) -> String {
    match name {
        "" => "an object".to_string(),
        n if n.starts_with("0x") => format!("the object at {n}"),
        n if n.starts_with("a ") => n.to_string(),
        n => summary::named(n),
    }
}

/// Several names as a phrase: `a, b and c`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.to_string(),
        None => String::new(),
    }
}
