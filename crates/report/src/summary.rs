//! A defect in one plain sentence, in our own words: the title of a finding.

use crate::headline::is_canonical;
use crate::locks;
use crate::number::{count, many};
use crate::scene::{self, Verb, quoted};
use crate::text;
use scenario::story::{ActorKind, Caller, Fault, Masks, Rule, Story, Told, Waiting};

/// One sentence without a full stop that reads after `error[code]:`.
pub fn summary(story: &Story) -> String {
    let who = quoted(story, scene::blamed(story));
    let sentence = match &story.defect {
        Told::DataRace { variable, address } => race(story, variable, *address),
        Told::Deadlock { cycle } => deadlock(story, cycle),
        Told::Oops { fault: Fault::Killed, how, .. } => {
            format!("module code damages the process that runs it, which is then {how}")
        }
        Told::Oops { fault: Fault::Read, address, user: true, .. } => {
            format!("{who} reads through {address:#x}, a pointer of user space, itself")
        }
        Told::Oops { fault: Fault::Write, address, user: true, .. } => {
            format!("{who} writes through {address:#x}, a pointer of user space, itself")
        }
        Told::Oops { fault, address, .. } => format!("{who} {}", oops(*fault, *address)),
        Told::Heap { freed, write, size, address, object } => {
            let verb = if *write { "writes" } else { "reads" };
            let bytes = many(u64::from(*size), "byte");
            match (*freed, object) {
                (true, _) => format!("{who} {verb} {bytes} of an object that is freed already"),
                (false, Some((start, len))) => {
                    format!("{who} {verb} {bytes} {}", beside(*address, *start, *len))
                }
                (false, None) => format!("{who} {verb} {bytes} that belong to no object of the heap"),
            }
        }
        Told::StackOverflow { depth } => {
            format!("{who} needs {} bytes of stack, more than a kernel stack has", count(*depth as u64))
        }
        Told::Misuse { rule: Rule::Mistaken, object, of, instead, .. } => {
            let is = match instead.as_str() {
                "" => "whose bytes were never one".to_string(),
                instead => format!("which is a {instead}"),
            };
            format!("{who} uses {} as a {of}, {is}", scene::object(object))
        }
        Told::Misuse { rule, object, of, owner, .. } => misuse(story, *rule, object, of, *owner),
        Told::AfterRmmod { thread: true, .. } if scene::is_irq(story) => {
            format!("{who} is still requested when the module is unloaded")
        }
        Told::AfterRmmod { thread: true, .. } => {
            format!("{who} still runs in the module after the module is unloaded")
        }
        Told::AfterRmmod { thread: false, .. } => {
            let actor = story.actors.get(scene::blamed(story));
            let what = match actor.map(|a| a.kind) {
                _ if actor.is_some_and(|a| a.comm.starts_with("kworker/") && !a.function.is_empty()) => {
                    let function = actor.map_or("", |a| a.function.as_str());
                    format!("{who} runs the work item `{function}`")
                }
                Some(ActorKind::Irq(_)) => format!("{who}, an interrupt handler, runs"),
                Some(ActorKind::Softirq) if who.contains("softirq/") => {
                    format!("{who} runs a timer or a tasklet of the module")
                }
                Some(ActorKind::Softirq | ActorKind::Interrupt) => format!("{who} runs"),
                _ => format!("{who} uses the module's code or data"),
            };
            format!("{what} after the module is unloaded")
        }
        Told::Sleeps { call, schedules, masks } => {
            let call = if call.is_empty() { "a function".to_string() } else { format!("{call}()") };
            let how = if *schedules { "sleeps" } else { "may sleep" };
            format!("{who} calls {call}, which {how}, {}", atomic(story, masks))
        }
        Told::Locks { rule, acts, .. } => locks::summary(story, *rule, acts),
        Told::Preemptible { call } if call.starts_with("__") => {
            format!("{who} uses {call}() where it may be moved to another CPU in the middle")
        }
        Told::Preemptible { .. } => {
            format!("{who} asks for its CPU where it may be moved to another before it uses the answer")
        }
        Told::Bug => format!("{who} hits {}", call(story, "BUG")),
        Told::Warn { message, place } => {
            let said = if message.is_empty() { String::new() } else { format!(": {message}") };
            match place.is_empty() {
                true => format!("{who} hits {}{said}", call(story, "WARN")),
                false => format!("{who} breaks a rule of the function that it calls{said}"),
            }
        }
        Told::UserCopy { room, size, to_user } => {
            let (room, size) = (many(*room as u64, "byte"), many(*size as u64, "byte"));
            match to_user {
                true => format!("{who} copies {size} to user space from an object of {room}"),
                false => format!("{who} copies {size} from user space into an object of {room}"),
            }
        }
        Told::Imbalance { caller, lock, masks, .. } => {
            let what = match (lock.as_str(), caller) {
                ("", Caller::Irq(_)) if !masks.interrupts => "interrupts on".to_string(),
                ("", _) => format!("{} off", off(masks)),
                (lock, _) => format!("{} held", scene::object(lock)),
            };
            match caller {
                Caller::Syscall(_) => format!("{who} returns to user space with {what}"),
                Caller::Thread => format!("{who} ends with {what}"),
                _ => format!("{who} returns with {what}"),
            }
        }
        Told::Registered { name, .. } if name.starts_with("device numbers") => {
            format!("{name} are still reserved when the module is gone")
        }
        Told::Registered { name, .. } => format!("{name} is still registered when the module is gone"),
        Told::Leak { size, .. } => {
            format!(
                "{} that {who} allocates {} never freed",
                many(*size as u64, "byte"),
                if *size == 1 { "is" } else { "are" }
            )
        }
        Told::FreedInUse { kind, owner, .. } => {
            let thing = format!("a {kind}");
            match owner {
                Some(o) if *o == scene::blamed(story) => {
                    format!("{who} frees memory with {thing} in it, which it holds")
                }
                Some(o) => {
                    format!("{who} frees memory with {thing} in it, which {} holds", quoted(story, *o))
                }
                None => {
                    let active = match kind.as_str() {
                        k if k.contains("timer") => "armed",
                        k if k.contains("kobject") => "registered",
                        _ => "queued",
                    };
                    format!("{who} frees memory with {thing} in it, which is {active}")
                }
            }
        }
        Told::SoftLockup => format!("{who} runs in a loop that never ends"),
        Told::Hang { waits_at } if waits_at.is_empty() => {
            format!("{who} waits for ever: nobody is left who could wake it")
        }
        Told::Hang { waits_at } => {
            format!("{who} waits for ever at {waits_at}: nobody is left who could wake it")
        }
    };
    text::clean(&sentence)
}

/// A variable as an identifier, or the object that it is part of, or the memory at its address.
pub(crate) fn variable(name: &str, address: usize) -> String {
    match name {
        "" => format!("the memory at {address:#x}"),
        n if n.starts_with("0x") => format!("the memory at {n}"),
        n => named(n),
    }
}

/// A name, quoted; what has none of its own is described. The copy of a per-CPU variable is quoted with its CPU behind.
pub(crate) fn named(name: &str) -> String {
    match name.split_once(" [CPU ") {
        Some((variable, cpu)) if !variable.contains(' ') => format!("`{variable}` [CPU {cpu}"),
        _ if name.contains(' ') => format!("the {name}"),
        _ => format!("`{name}`"),
    }
}

fn race(story: &Story, name: &str, address: usize) -> String {
    let what = variable(name, address);
    let unordered = "with nothing to order them";
    let [Some(a), Some(b)] = [0, 1].map(|i| story.places.get(i)) else {
        return format!("two contexts use {what} {unordered}");
    };
    let (x, y) = (scene::verb(story, 0), scene::verb(story, 1));
    let asserts = |g: &scenario::story::Guilty| g.access.is_some_and(|a| a.asserts);
    if asserts(a) || asserts(b) {
        let (claims, breaks) = if asserts(a) { (a, b) } else { (b, a) };
        let used = claims.access.is_some_and(|a| a.write);
        let verb = if used { "uses" } else { "writes" };
        let (p, q) = (quoted(story, claims.actor), quoted(story, breaks.actor));
        return format!("{p} asserts that nobody else {verb} {what}, and {q} does");
    }
    let is_thread = |kind| matches!(kind, ActorKind::Kthread | ActorKind::Thread);
    let thread = |i: usize| story.actors.get(i).is_some_and(|a| is_thread(a.kind));
    let threads = a.source.function == b.source.function && thread(a.actor) && thread(b.actor);
    let (p, q) = (quoted(story, a.actor), quoted(story, b.actor));
    match (threads, x == y) {
        (true, true) => format!("two threads {} {what} {unordered}", x.plural()),
        (true, false) => {
            let (one, other) = if x == Verb::Read { (x, y) } else { (y, x) };
            format!("a thread {} {what} while another {} it, {unordered}", one.singular(), other.singular())
        }
        (false, true) => format!("{p} and {q} both {} {what} {unordered}", x.plural()),
        (false, false) => format!("{p} {} and {q} {} {what} {unordered}", x.singular(), y.singular()),
    }
}

fn deadlock(story: &Story, cycle: &[Waiting]) -> String {
    let names: Vec<String> = cycle.iter().map(|w| quoted(story, w.actor)).collect();
    if let Some(i) = cycle.iter().position(|w| w.interrupted) {
        let waiter = &cycle[(i + 1) % cycle.len()];
        if cycle.len() == 2 && !waiter.waits_for.is_empty() {
            let lock = &waiter.waits_for;
            let who = quoted(story, waiter.actor);
            return format!("{who} waits for `{lock}`, which {}, that it interrupts, holds", names[i]);
        }
    }
    match cycle {
        [] => "contexts wait for each other for ever".to_string(),
        [w] if w.holds.iter().any(|l| l.name == w.waits_for) => {
            format!("{} waits for `{}`, which it holds itself", names[0], w.waits_for)
        }
        [w] => format!("{} waits for itself{}", names[0], at(&w.waits_for)),
        [_, _] => format!("{} and {} wait for each other for ever", names[0], names[1]),
        _ => format!("{} contexts wait in a circle: {}", names.len(), scene::list(&names)),
    }
}

fn at(waits_for: &str) -> String {
    if waits_for.is_empty() { String::new() } else { format!(" in `{waits_for}`") }
}

fn oops(fault: Fault, address: usize) -> String {
    let null = address < 4096;
    let pointer = match address {
        0 => "a NULL pointer".to_string(),
        _ if null => format!("a NULL pointer (at offset {address:#x})"),
        _ => format!("{address:#x}, which is nobody's memory"),
    };
    match fault {
        Fault::Read if null => format!("reads through {pointer}"),
        Fault::Write if null => format!("writes through {pointer}"),
        Fault::Jump if null => format!("calls a function through {pointer}"),
        Fault::Read => format!("reads from {pointer}"),
        Fault::Write => format!("writes to {pointer}"),
        Fault::Jump => format!("calls a function at {address:#x}, where there is no code"),
        Fault::Protection if is_canonical(address) => {
            "uses something that cannot be an address, or an instruction that is not allowed".to_string()
        }
        Fault::Protection => format!("uses {address:#x}, which cannot be an address"),
        Fault::Divide => "divides by zero".to_string(),
        Fault::InvalidOpcode => "executes an invalid instruction".to_string(),
        Fault::Killed => "damages the process that runs it".to_string(),
        Fault::Stack => "leaves its stack: the stack pointer is somewhere else".to_string(),
    }
}

/// Where an address lies that is not in an object: `8 bytes past the end of an object of 64 bytes`.
pub(crate) fn beside(address: usize, start: usize, len: usize) -> String {
    let end = start.saturating_add(len);
    let object = format!("an object of {}", many(len as u64, "byte"));
    match address {
        a if a < start => format!("{} before {object}", many((start - a) as u64, "byte")),
        a if a == end => format!("right behind {object}"),
        a if a > end => format!("{} behind {object}", many((a - end) as u64, "byte")),
        _ => format!("across the end of {object}"),
    }
}

fn misuse(story: &Story, rule: Rule, object: &str, of: &str, owner: Option<usize>) -> String {
    let who = quoted(story, scene::blamed(story));
    let thing = match of {
        "" => scene::object(object),
        _ => format!("{} ({of})", scene::object(object)),
    };
    match rule {
        Rule::Uninitialised => format!("{who} uses {thing}, which was never initialised"),
        Rule::Corrupted => format!("{who} uses {thing}, whose bytes were overwritten"),
        Rule::Mistaken => format!("{who} uses {thing}, which is something else"),
        Rule::Moved => format!("{who} uses {thing}, which was copied or moved after it was initialised"),
        Rule::InitialisedInUse => match owner {
            Some(o) => format!("{who} initialises {thing} while {} uses it", quoted(story, o)),
            None => format!("{who} initialises {thing} while it is in use"),
        },
        Rule::NotHeld if of == "RCU reader" => {
            format!("{who} leaves a reader of RCU that it has not entered")
        }
        Rule::NotHeld => match owner {
            Some(o) => format!("{who} releases {thing}, which {} holds", quoted(story, o)),
            None => format!("{who} releases {thing}, which it does not hold"),
        },
        Rule::Unprotected if of == "rcu_dereference_protected" => {
            format!("{who} uses {}, and what is to protect it does not", scene::object(object))
        }
        Rule::Unprotected if of == "list" => {
            format!("{who} goes along a list of RCU outside of a reader, from {}", scene::object(object))
        }
        Rule::Unprotected => format!("{who} uses {} outside of a reader of RCU", scene::object(object)),
        Rule::NoTask => {
            let call = scene::last_call(story, scene::blamed(story)).unwrap_or("kthread_stop");
            format!("{who} calls {call}() for a task that has ended or never was")
        }
        Rule::NoLine => {
            format!("{who} calls {}() for {object}, which was not requested", of.trim_end_matches("()"))
        }
        Rule::NotAllocated => format!("{who} frees {}, which no allocation returned", scene::object(object)),
        Rule::DoubleFree => format!("{who} frees {} a second time", scene::object(object)),
    }
}

/// Why a context must not sleep, as a phrase.
fn atomic(story: &Story, masks: &Masks) -> String {
    match story.actors.get(scene::blamed(story)).map(|a| a.kind) {
        Some(ActorKind::Irq(_) | ActorKind::Interrupt) => "in a hard interrupt".to_string(),
        Some(ActorKind::Softirq) => "in a softirq".to_string(),
        _ if masks.reader && masks.count == 0 && !masks.interrupts => "in a reader of RCU".to_string(),
        _ if !masks.lock.is_empty() => format!("while it holds the spinlock {}", scene::object(&masks.lock)),
        _ => format!("with {} off", off(masks)),
    }
}

/// What is off: `preemption and interrupts`.
pub(crate) fn off(masks: &Masks) -> String {
    let all = [
        (masks.preemption, "preemption"),
        (masks.bottom_halves, "bottom halves"),
        (masks.interrupts, "interrupts"),
    ];
    let names: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    if names.is_empty() { "preemption".to_string() } else { scene::list(&names) }
}

/// The macro that fired, with its condition if the line shows it: `BUG_ON(count < 0)`.
fn call(story: &Story, start: &str) -> String {
    let (source, _) = scene::blame(story);
    let found = source.text.find(start).map(|i| &source.text[i..]);
    let macro_call = found.and_then(text::call).map(|end| &found.unwrap_or_default()[..end]);
    match macro_call {
        Some(c) => format!("`{c}`"),
        None => format!("{start}() at {}", scene::place(&source)),
    }
}
