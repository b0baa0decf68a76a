//! What stands under a guilty line: whose it is, what happens there, and with which locks held.

use crate::locks as lock_order;
use crate::number::many;
use crate::scene::{self, Verb, quoted};
use crate::summary;
use crate::text;
use scenario::story::{AccessWord, ActorKind, Caller, Fault, Guilty, Role, Rule, Story, Told};

/// The label of a guilty place, with its number if there are several.
pub fn label(story: &Story, index: usize) -> String {
    let g = &story.places[index];
    let number = if story.places.len() > 1 { format!("({}) ", index + 1) } else { String::new() };
    text::clean(&format!("{number}{}", words(story, index, g)))
}

/// What a data race says about locks, once, behind its last label.
pub fn locks(story: &Story) -> Option<String> {
    let Told::DataRace { .. } = story.defect else { return None };
    let [a, b] = [story.places.first()?, story.places.get(1)?];
    let said = match (a.held.is_empty(), b.held.is_empty()) {
        (true, true) => "neither holds a lock".to_string(),
        _ => format!("{}, {}", holds(story, a), holds(story, b)),
    };
    Some(text::clean(&said))
}

fn holds(story: &Story, g: &Guilty) -> String {
    let who = scene::name(story, g.actor);
    match g.held.as_slice() {
        [] => format!("{who} holds no lock"),
        held => {
            format!("{who} holds {}", held.iter().map(scene::held).collect::<Vec<_>>().join(", "))
        }
    }
}

fn words(story: &Story, index: usize, g: &Guilty) -> String {
    if let Told::Locks { acts, .. } = &story.defect
        && let Some(act) = acts.get(index)
    {
        return lock_order::label(story, act);
    }
    let who = scene::name(story, g.actor);
    match g.role {
        Role::Allocated if matches!(story.defect, Told::Registered { .. }) => {
            format!("registered here by {who}")
        }
        Role::Allocated => format!("allocated here by {who}"),
        Role::Freed => format!("freed here by {who}"),
        Role::Since => match &story.defect {
            Told::Imbalance { caller: Caller::Irq(_), masks, .. } if !masks.interrupts => {
                format!("interrupts are off when {who} begins, and on when it returns")
            }
            Told::Sleeps { masks, .. } if masks.reader && masks.count == 0 && !masks.interrupts => {
                format!("{who} is a reader of RCU since here")
            }
            _ => format!("{} since here", since(story)),
        },
        Role::Took => format!("{} taken here by {who}", taken(story, g)),
        Role::Waits if is_interrupted(story, g) => format!("{who} is interrupted here"),
        Role::Waits => match waited(story, g) {
            Some(what) => format!("{who} waits here {what}"),
            None => format!("{who} waits here"),
        },
        Role::Earlier | Role::Here => match (&story.defect, g.access) {
            (Told::DataRace { .. }, Some(access)) => format!("{} here by {who}", accessed(access)),
            (Told::DataRace { .. }, None) => format!("{} here by {who}", past(scene::verb(story, index))),
            (_, Some(access)) if g.role == Role::Earlier => format!("{} here by {who}", accessed(access)),
            _ if g.role == Role::Earlier => format!("earlier here by {who}"),
            _ => strikes(story, g, &who),
        },
    }
}

/// What is off since a place: `preemption is off`.
fn since(story: &Story) -> String {
    let masks = match &story.defect {
        Told::Sleeps { masks, .. } | Told::Imbalance { masks, .. } => masks,
        _ => return "preemption is off".to_string(),
    };
    let off = summary::off(masks);
    let are = if off == "preemption" { "is" } else { "are" };
    format!("{off} {are} off")
}

fn past(verb: Verb) -> &'static str {
    match verb {
        Verb::Read => "read",
        Verb::Write => "written",
        Verb::Update => "updated",
    }
}

fn accessed(access: AccessWord) -> String {
    match access {
        AccessWord { asserts: true, write: false, .. } => {
            return "asserted to have no other writer".to_string();
        }
        AccessWord { asserts: true, .. } => return "asserted to have no other user".to_string(),
        _ => {}
    }
    let verb = if access.write { "written" } else { "read" };
    let marked = if access.marked { " (marked)" } else { "" };
    format!("{verb}{marked}")
}

/// The lock that a `Took` place is about: that of its row, else the newest lock held there.
fn taken(story: &Story, g: &Guilty) -> String {
    match &story.defect {
        Told::Imbalance { lock, .. } => return lock.clone(),
        Told::FreedInUse { kind, .. } => return format!("the {kind}"),
        _ => {}
    }
    let row = story.rows.iter().find(|r| r.actor == g.actor && scene::same_line(&r.source, &g.source));
    match row.map(|r| &r.what) {
        Some(scenario::story::What::Call { object, .. }) if !object.is_empty() => object.clone(),
        _ => g.held.last().map_or("the lock".to_string(), |l| l.name.clone()),
    }
}

/// Whether the context waits only because it is interrupted.
fn is_interrupted(story: &Story, g: &Guilty) -> bool {
    let Told::Deadlock { cycle } = &story.defect else { return false };
    cycle.iter().any(|w| w.actor == g.actor && w.interrupted)
}

/// What a context waits for at the end, as a phrase.
fn waited(story: &Story, g: &Guilty) -> Option<String> {
    let Told::Deadlock { cycle } = &story.defect else { return None };
    let link = cycle.iter().find(|w| w.actor == g.actor && !w.interrupted)?;
    if cycle.len() == 1 && link.waits_for.contains('(') {
        return Some(format!("{} for itself", scene::waits_for(&link.waits_for)));
    }
    let itself = cycle.len() == 1 || link.holds.iter().any(|l| l.name == link.waits_for);
    let end = if itself { ", which it holds itself" } else { "" };
    (!link.waits_for.is_empty()).then(|| format!("{}{end}", scene::waits_for(&link.waits_for)))
}

/// What happens at the place where the defect shows.
fn strikes(story: &Story, g: &Guilty, who: &str) -> String {
    match &story.defect {
        Told::Oops { fault, address, .. } => match fault {
            Fault::Read => format!("{who} reads address {address:#x} here"),
            Fault::Write => format!("{who} writes to address {address:#x} here"),
            Fault::Jump => format!("{who} jumps to address {address:#x} here"),
            Fault::Protection => format!("{who} causes a general protection fault here"),
            Fault::Divide => format!("{who} divides by zero here"),
            Fault::InvalidOpcode => format!("{who} executes an invalid instruction here"),
            Fault::Killed => format!("{who} damages the process that runs it"),
            Fault::Stack => format!("the stack pointer of {who} is outside of its stack here"),
        },
        Told::Heap { freed, write, size, address, object } => {
            let verb = if *write { "writes" } else { "reads" };
            let bytes = many(u64::from(*size), "byte");
            match (freed, object) {
                (true, Some((start, len))) if address >= start => {
                    let at = address - start;
                    format!("{who} {verb} {bytes} at offset {at} of the freed {}", many(*len as u64, "byte"))
                }
                (false, Some((start, len))) => {
                    format!("{who} {verb} {bytes} {} here", summary::beside(*address, *start, *len))
                }
                (true, _) => format!("{who} {verb} {bytes} of freed memory here"),
                (false, None) => format!("{who} {verb} {bytes} of nobody's memory here"),
            }
        }
        Told::StackOverflow { .. } => "the stack is too deep here".to_string(),
        Told::Misuse { rule, object, owner, instead, .. } => match (rule, owner) {
            (Rule::Uninitialised, _) => format!("{object} is used here and was never initialised"),
            (Rule::Corrupted, _) => format!("{object} is not what its initialiser left"),
            (Rule::Mistaken, _) if instead.is_empty() => format!("{object} is something else"),
            (Rule::Mistaken, _) => format!("{object} is a {instead}"),
            (Rule::Moved, _) => format!("{object} is not where it was initialised"),
            (Rule::InitialisedInUse, _) => format!("{object} is initialised here by {who}"),
            (Rule::NotHeld, Some(o)) => format!("{who} releases what {} holds", scene::name(story, *o)),
            (Rule::NotHeld, None) if object == "rcu_read_lock" => format!("{who} is no reader here"),
            (Rule::NotHeld, None) => format!("{who} does not hold {object} here"),
            (Rule::Unprotected, _) => format!("{who} is in no reader here"),
            (Rule::NoTask, _) => "the task is gone".to_string(),
            (Rule::NoLine, _) => format!("{who} has not requested it"),
            (Rule::NotAllocated, _) => "this is not the beginning of an allocated object".to_string(),
            (Rule::DoubleFree, _) => format!("freed again here by {who}"),
        },
        Told::AfterRmmod { thread: true, .. } if scene::is_irq(story) => format!("{who} is requested here"),
        Told::AfterRmmod { .. } => format!("{who} is here after the module is unloaded"),
        Told::Sleeps { schedules: true, .. } => format!("{who} sleeps here"),
        Told::Sleeps { .. } => format!("{who} may sleep here"),
        Told::Preemptible { call } => format!("{who} calls {call}() with preemption on"),
        Told::Bug if story.actors.get(g.actor).is_some_and(|a| a.kind == ActorKind::Thread) => {
            format!("{who} panics here")
        }
        Told::Bug => format!("{who} stops here"),
        Told::Warn { .. } => format!("{who} warns here"),
        Told::UserCopy { .. } => format!("{who} copies more than there is room for"),
        Told::FreedInUse { .. } => format!("freed here by {who}"),
        Told::Registered { .. } => format!("registered here by {who}"),
        Told::Leak { .. } => format!("allocated here by {who}"),
        Told::Imbalance { .. } => format!("{who} returns here"),
        Told::SoftLockup => format!("{who} goes round here for ever"),
        Told::Hang { .. } => format!("{who} waits here for ever"),
        Told::Deadlock { .. } | Told::DataRace { .. } | Told::Locks { .. } => match g.access {
            Some(access) => format!("{} here by {who}", accessed(access)),
            None => format!("{} is here", quoted(story, g.actor)),
        },
    }
}
