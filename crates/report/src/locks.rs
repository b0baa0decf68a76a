//! The words for rules about the order and the context of locks.

use crate::scene::{self, quoted};
use scenario::story::{Interrupts, LockAct, LockRule, Story};

/// The title.
pub(crate) fn summary(story: &Story, rule: LockRule, acts: &[LockAct]) -> String {
    let [.., before, last] = acts else {
        let who = quoted(story, scene::blamed(story));
        let lock = acts.first().map_or("a lock".to_string(), |a| scene::object(&a.lock));
        return match rule {
            LockRule::Subclass => format!("{who} takes {lock} in a subclass that does not exist"),
            LockRule::NotNested => not_nested(story, acts),
            _ => format!("{who} takes {lock} where it must not"),
        };
    };
    let (who, lock) = (quoted(story, last.actor), scene::object(&last.lock));
    match rule {
        LockRule::Circular => circle(story, acts),
        LockRule::Recursive if last.lock == before.lock => {
            format!("{who} takes {lock} while it holds another lock of the same class")
        }
        LockRule::Recursive => {
            let held = scene::object(&before.lock);
            format!("{who} takes {lock} while it holds {held}, which is a lock of the same class")
        }
        LockRule::NotNested => not_nested(story, acts),
        LockRule::Subclass => format!("{who} takes {lock} in a subclass that does not exist"),
        LockRule::WaitContext => {
            let held = scene::object(&before.lock);
            format!("{who} takes {lock}, a spinlock_t, while it holds {held}, a raw_spinlock_t")
        }
        LockRule::Interrupt => interrupt(story, acts),
    }
}

fn not_nested(story: &Story, acts: &[LockAct]) -> String {
    let Some(act) = acts.last() else { return "a lock is not nested as is said".to_string() };
    let (who, lock, outer) = (quoted(story, act.actor), scene::object(&act.lock), scene::object(&act.under));
    format!("{who} says that {outer} protects the order in which it takes {lock}, and does not hold it")
}

/// Whether it is a work item, a queue or a timer, which is held while its function runs.
fn is_pseudo(lock: &str) -> bool {
    lock.starts_with('(')
}

/// The locks of a circle, from the first that is held.
fn around(acts: &[LockAct]) -> Vec<&str> {
    acts.iter().filter(|a| !a.under.is_empty()).map(|a| a.under.as_str()).collect()
}

fn circle(story: &Story, acts: &[LockAct]) -> String {
    let pairs: Vec<&LockAct> = acts.iter().filter(|a| !a.under.is_empty()).collect();
    match pairs.as_slice() {
        [a, b] => {
            let (p, q) = (quoted(story, a.actor), quoted(story, b.actor));
            let (first, second) = (scene::object(&a.under), scene::object(&a.lock));
            if let Some((inside, waits)) = [(a, b), (b, a)].into_iter().find(|(i, _)| is_pseudo(&i.under)) {
                let (p, q) = (quoted(story, inside.actor), quoted(story, waits.actor));
                let (item, lock) = (scene::object(&inside.under), scene::object(&inside.lock));
                return format!("{p} takes {lock} in {item}, for which {q} waits with {lock} held");
            }
            match a.actor == b.actor {
                true => format!("{p} takes {second} under {first}, and elsewhere {first} under {second}"),
                false => format!("{p} takes {second} under {first}, and {q} takes {first} under {second}"),
            }
        }
        _ => {
            let mut locks = around(acts);
            locks.extend(locks.first().copied());
            format!("locks are taken in a circle: {}", locks.join(" -> "))
        }
    }
}

fn interrupt(story: &Story, acts: &[LockAct]) -> String {
    let inside = |a: &&LockAct| matches!(a.interrupts, Some(Interrupts::InHardirq | Interrupts::InSoftirq));
    let open = |a: &&LockAct| matches!(a.interrupts, Some(Interrupts::HardirqsOn | Interrupts::SoftirqsOn));
    let (Some(safe), Some(unsafe_)) = (acts.iter().find(inside), acts.iter().find(open)) else {
        return "a lock is taken in an interrupt, and held where it may come".to_string();
    };
    let (x, y) = (quoted(story, safe.actor), quoted(story, unsafe_.actor));
    let on = turned_on(unsafe_.interrupts);
    let (taken, held) = (scene::object(&safe.lock), scene::object(&unsafe_.lock));
    if safe.lock == unsafe_.lock {
        return format!("{x} takes {taken}, which {y} holds with {on} on");
    }
    let holder = acts.iter().find(|a| !a.under.is_empty()).map_or(unsafe_.actor, |a| a.actor);
    let z = quoted(story, holder);
    format!("{x} takes {taken}, under which {z} takes {held}, which {y} holds with {on} on")
}

fn turned_on(interrupts: Option<Interrupts>) -> &'static str {
    match interrupts {
        Some(Interrupts::SoftirqsOn) => "bottom halves",
        _ => "interrupts",
    }
}

/// What stands under the line of an act.
pub(crate) fn label(story: &Story, act: &LockAct) -> String {
    let who = scene::name(story, act.actor);
    let takes = match (is_pseudo(&act.lock), act.under.is_empty()) {
        (true, true) => "begins",
        (true, false) => "waits for",
        _ => "takes",
    };
    let base = format!("{who} {takes} {}", act.lock);
    match (act.interrupts, act.under.as_str()) {
        (Some(Interrupts::InHardirq), _) => format!("{base} here, in a hard interrupt"),
        (Some(Interrupts::InSoftirq), _) => format!("{base} here, in a softirq"),
        (Some(on), _) => format!("{base} here, with {} on", turned_on(Some(on))),
        (None, "") => format!("{base} here"),
        (None, under) => format!("{base} here, with {under} held"),
    }
}

/// What to do.
pub(crate) fn advice(rule: LockRule, acts: &[LockAct]) -> String {
    let pseudo = acts.iter().find(|a| is_pseudo(&a.lock));
    match rule {
        LockRule::Circular if pseudo.is_some() => {
            let own = |a: &&LockAct| !is_pseudo(&a.lock);
            let lock = acts.iter().find(own).map_or("the lock", |a| a.lock.as_str());
            format!("release {lock} before waiting for a function that takes it")
        }
        LockRule::Circular => {
            let mut locks = around(acts);
            locks.sort_unstable();
            locks.dedup();
            format!("take {} in the same order everywhere", scene::list(&locks))
        }
        LockRule::Recursive => {
            "take the locks of one class in an order of their own (by address, from parent to \
             child), and say so: mutex_lock_nested(lock, SINGLE_DEPTH_NESTING), spin_lock_nested()"
                .to_string()
        }
        LockRule::NotNested => {
            "hold the lock that is named before, or take it out of the annotation".to_string()
        }
        LockRule::Subclass => "subclasses are 0 to 7: use another class, lockdep_set_class()".to_string(),
        LockRule::WaitContext => {
            "make the inner lock a raw_spinlock_t too if its sections are short, or take it outside: where \
             PREEMPT_RT is on, a spinlock_t sleeps"
                .to_string()
        }
        LockRule::Interrupt => {
            let open = acts
                .iter()
                .rev()
                .find(|a| matches!(a.interrupts, Some(Interrupts::HardirqsOn | Interrupts::SoftirqsOn)));
            let off = match open.and_then(|a| a.interrupts) {
                Some(Interrupts::SoftirqsOn) => "spin_lock_bh()",
                _ => "spin_lock_irqsave()",
            };
            let lock = open.map_or("the lock", |a| a.lock.as_str());
            format!("take {lock} with {off} wherever that interrupt may come")
        }
    }
}
