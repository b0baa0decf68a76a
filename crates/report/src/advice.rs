//! What to do about a finding, in one line.

use crate::initialiser::initialiser;
use crate::locks;
use crate::scene::{self, Verb, name};
use crate::summary;
use scenario::story::{ActorKind, Caller, Fault, Role, Rule, Story, Told, Waiting};

/// One sentence of advice.
pub fn advice(story: &Story) -> String {
    match &story.defect {
        Told::DataRace { variable, address } => race(story, &summary::variable(variable, *address)),
        Told::Deadlock { cycle } => deadlock(story, cycle),
        Told::Oops { user: true, fault: Fault::Read | Fault::Write, .. } => {
            "this is a pointer of user space (__user): copy through it with copy_from_user(), copy_to_user(), \
             get_user() or put_user(), and return -EFAULT if that fails"
                .to_string()
        }
        Told::Oops { fault, address, .. } => oops(*fault, *address).to_string(),
        Told::Heap { freed: true, .. } => {
            "let the last user be done before kfree(): a lock, a reference count (kref), or kfree_rcu()"
                .to_string()
        }
        Told::Heap { freed: false, .. } => {
            "check the index or length against the size that was allocated".to_string()
        }
        Told::StackOverflow { .. } => {
            "allocate large buffers with kmalloc(), and bound the recursion".to_string()
        }
        Told::Misuse { rule: Rule::Mistaken, instead, of, .. } => match instead.as_str() {
            "" => format!("pass the address of a {of} that was initialised as one"),
            i if i.starts_with("pointer") => {
                "pass the pointer itself, without the &; a cast hides this from the compiler".to_string()
            }
            _ => "pass the object that is meant; a cast hides this from the compiler".to_string(),
        },
        Told::Misuse { rule, object, of, owner, .. } => misuse(story, *rule, object, of, *owner),
        Told::AfterRmmod { thread: true, .. } if scene::is_irq(story) => {
            "call free_irq() in the exit function, with the same number and dev_id".to_string()
        }
        Told::AfterRmmod { thread: true, .. } => {
            "let the exit function wait for the thread: kthread_stop(), and kthread_should_stop() in its loop"
                .to_string()
        }
        Told::AfterRmmod { thread: false, .. } => {
            "undo in the exit function what the module armed or registered, and wait until it is done: \
             timer_delete_sync(), cancel_work_sync(), free_irq()"
                .to_string()
        }
        Told::Sleeps { call, masks, .. } if masks.reader && masks.count == 0 && !masks.interrupts => reads(call),
        Told::Sleeps { call, schedules, .. } => sleeps(story, call, *schedules),
        Told::Locks { rule, acts, .. } => locks::advice(*rule, acts),
        Told::Preemptible { call } if call.starts_with("__") => format!(
            "use {}, which is safe anywhere, or keep the task on its CPU: preempt_disable() before, preempt_enable() \
             when the copy is no longer used",
            safe(call)
        ),
        Told::Preemptible { .. } => {
            "keep the task on its CPU while it uses the answer: get_cpu() and put_cpu(), get_cpu_ptr() and \
             put_cpu_ptr(); if a stale answer does no harm, raw_smp_processor_id()"
                .to_string()
        }
        Told::Bug => "the module itself says that this cannot be: see above how it comes to be".to_string(),
        Told::UserCopy { .. } => {
            "compare the length with sizeof() of the object before the copy; it is the user who chooses it"
                .to_string()
        }
        Told::Imbalance { function, lock, masks, caller } => {
            let within =
                if function.is_empty() { "the function".to_string() } else { format!("{function}()") };
            match (lock.as_str(), caller) {
                ("", Caller::Irq(_)) if !masks.interrupts => {
                    "leave interrupts off in a handler: spin_lock_irqsave(), not spin_lock_irq()".to_string()
                }
                ("", _) => {
                    format!("turn {} on again on every path out of {within}", summary::off(masks))
                }
                (lock, _) => format!("release {lock} on every path out of {within}, early returns included"),
            }
        }
        Told::Registered { removes, .. } => {
            format!("call {removes}() in the exit function, and on the paths of init that fail after this")
        }
        Told::Leak { .. } => {
            "free it in the exit function, or where the last pointer to it is given up; look at every path that \
             leaves or overwrites that pointer"
                .to_string()
        }
        Told::FreedInUse { owner: Some(_), .. } => {
            "release the lock before kfree(), when nobody else can reach the object any more".to_string()
        }
        Told::FreedInUse { kind, .. } if kind.contains("timer") => {
            "stop the timer before kfree(), and wait for it: timer_delete_sync()".to_string()
        }
        Told::FreedInUse { kind, .. } if kind.contains("kobject") => {
            "give the reference back with kobject_put(), and free the object in the release function".to_string()
        }
        Told::FreedInUse { .. } => {
            "take the work item back before kfree(), and wait for it: cancel_work_sync()".to_string()
        }
        Told::Warn { place, .. } if !place.is_empty() => {
            "keep the rule of the function called here: see above how it comes to be broken".to_string()
        }
        Told::Warn { .. } => {
            "the module itself says that this should not be: see above how it comes to be".to_string()
        }
        Told::SoftLockup => {
            "give the loop an end that does not depend on luck, or let it sleep: wait_event(), a completion"
                .to_string()
        }
        Told::Hang { .. } if kept(story).is_some() => kept(story).unwrap_or_default(),
        Told::Hang { .. } => {
            "make sure that whoever wakes it still comes, and wakes it after the condition holds: \
             complete(), wake_up()"
                .to_string()
        }
    }
}

/// The operation on this CPU's copy that is one instruction.
fn safe(call: &str) -> String {
    format!("{}()", call.trim_start_matches('_'))
}

/// Who took the lock that is waited for, where it was never given back.
fn kept(story: &Story) -> Option<String> {
    let took = story.places.iter().find(|g| g.role == Role::Took)?;
    let (who, place) = (name(story, took.actor), scene::place(&took.source));
    Some(format!("give back on every path what {who} takes at {place}"))
}

fn race(story: &Story, what: &str) -> String {
    if story.places.iter().any(|g| g.access.is_some_and(|a| a.asserts)) {
        return format!("order the accesses of {what} as the assertion says, or take the assertion back");
    }
    let marked = |i: usize| story.places.get(i).and_then(|g| g.access).is_some_and(|a| a.marked);
    let actor = |i: usize| story.places.get(i).map_or(0, |g| g.actor);
    let kinds = [0, 1].map(|i| story.actors.get(actor(i)).map(|a| a.kind));
    let lock_for_irq = kinds.iter().any(|k| matches!(k, Some(ActorKind::Irq(_) | ActorKind::Interrupt)));
    let lock = match () {
        () if lock_for_irq => "spin_lock_irqsave()",
        () if kinds.contains(&Some(ActorKind::Softirq)) => "spin_lock_bh()",
        () => "one lock",
    };
    let size = story.places.first().and_then(|g| g.access).map_or(0, |a| a.size);
    let atomic = if size == 8 { "atomic64_t" } else { "atomic_t" };
    if what.contains("` [CPU ") {
        let off = match () {
            () if lock_for_irq => "local_irq_save()",
            () if kinds.contains(&Some(ActorKind::Softirq)) => "local_bh_disable()",
            () => {
                return format!(
                    "change only this CPU's copy, with this_cpu_add() and its like, and read the others with \
                     READ_ONCE(); or guard {what} with one lock"
                );
            }
        };
        return format!("change {what} with this_cpu_add() and its like, or keep the other out with {off}");
    }
    let last = [0, 1].map(|i| story.places.get(i).and_then(|g| g.held.last()));
    if let [Some(a), Some(b)] = last
        && a.name == b.name
        && let Some(i) = last.iter().position(|l| l.is_some_and(|l| l.shared))
    {
        let place = match a.shared && b.shared {
            true => format!("wherever {what} is written"),
            false => format!("at ({}) too", i + 1),
        };
        return format!("take {} for writing {place}: readers do not exclude each other", a.name);
    }
    let held = last.map(|l| l.map(|l| &l.name));
    if let [Some(lock), None] | [None, Some(lock)] = held {
        let without = usize::from(held[0].is_some()) + 1;
        let with = if lock_for_irq { ", with spin_lock_irqsave() outside of the handler" } else { "" };
        return format!("take {lock} at ({without}) too{with}");
    }
    let verbs = [scene::verb(story, 0), scene::verb(story, 1)];
    match (marked(0), marked(1)) {
        (true, false) | (false, true) => {
            let plain = usize::from(marked(0)) + 1;
            format!(
                "mark the access ({plain}) too with READ_ONCE() or WRITE_ONCE(), or guard {what} with {lock}"
            )
        }
        _ if verbs.contains(&Verb::Update) => {
            format!("guard every access of {what} with {lock}, or make it an {atomic}")
        }
        _ if verbs.contains(&Verb::Read) => format!(
            "guard {what} with {lock}; if it announces other data, use smp_store_release() and \
             smp_load_acquire(); if an old value does no harm, WRITE_ONCE() and READ_ONCE()"
        ),
        _ => format!("guard every access of {what} with {lock}"),
    }
}

fn deadlock(story: &Story, cycle: &[Waiting]) -> String {
    if let Some(i) = cycle.iter().position(|w| w.interrupted) {
        // The lock that must not be held where interrupts come is the one for which somebody waits for the
        // interrupted context.
        let lock = &cycle[(i + cycle.len() - 1) % cycle.len()].waits_for;
        let holder = cycle[i].holds.iter().find(|l| l.name == *lock);
        let interrupter = &cycle[(i + 1) % cycle.len()];
        let kind = story.actors.get(interrupter.actor).map(|a| a.kind);
        let off = if kind == Some(ActorKind::Softirq) { "bh()" } else { "irqsave()" };
        return match holder {
            Some(l) if scene::is_irq_off(&l.taken.text) && off == "irqsave()" => {
                let on = scene::turns_on(story, cycle[i].actor);
                let at = on.map_or(String::new(), |s| format!(" at {}", scene::place(s)));
                format!(
                    "leave interrupts off{at} while {lock} is held: local_irq_save() and local_irq_restore(), \
                     spin_lock_irqsave() and spin_unlock_irqrestore()"
                )
            }
            Some(l) => {
                let call = ["write_lock", "read_lock"].into_iter().find(|c| l.taken.text.contains(c));
                let call = call.unwrap_or("spin_lock");
                format!("take {lock} with {call}_{off} at {}", scene::place(&l.taken))
            }
            None => format!("turn off in process context what interrupts it: spin_lock_{off}"),
        };
    }
    if let Some(reader) = reads_again(cycle) {
        return format!(
            "let {} take {} for reading once: a writer that waits holds up every later reader",
            name(story, reader.actor),
            reader.waits_for
        );
    }
    let holds = |name: &str| cycle.iter().any(|w| w.holds.iter().any(|l| l.name == name));
    match cycle {
        [w] => match w.waits_for.as_str() {
            call if call.starts_with("sysfs_remove_file(") => {
                "let an attribute that removes itself call sysfs_remove_file_self(), or device_remove_file_self()"
                    .to_string()
            }
            lock if lock.is_empty() || lock.contains('(') => {
                "do not wait for what only the one that waits can do".to_string()
            }
            lock => format!("release {lock} before, or call a function that expects it to be held"),
        },
        _ if cycle.iter().all(|w| holds(&w.waits_for)) => {
            let mut locks: Vec<&str> = cycle.iter().map(|w| w.waits_for.as_str()).collect();
            locks.sort_unstable();
            locks.dedup();
            format!("take {} in the same order everywhere", scene::list(&locks))
        }
        _ => match cycle.iter().find(|w| !holds(&w.waits_for)) {
            Some(w) if !w.holds.is_empty() && !w.waits_for.is_empty() => {
                let held: Vec<&str> = w.holds.iter().map(|l| l.name.as_str()).collect();
                format!(
                    "let {} release {} before it waits {}",
                    name(story, w.actor),
                    scene::list(&held),
                    scene::waits_for(&w.waits_for)
                )
            }
            _ => "let one of them not wait while the others need it".to_string(),
        },
    }
}

/// Who takes a lock for reading again and stands behind a writer.
fn reads_again(cycle: &[Waiting]) -> Option<&Waiting> {
    let next = |i: usize| &cycle[(i + 1) % cycle.len()];
    let again = |w: &Waiting| w.holds.iter().any(|l| l.shared && l.name == w.waits_for);
    (0..cycle.len()).find(|i| again(&cycle[*i]) && scene::is_behind(&cycle[*i], next(*i))).map(|i| &cycle[i])
}

/// What to do about sleeping in a reader of RCU.
fn reads(call: &str) -> String {
    match call {
        c if c.contains("synchronize_rcu") || c.contains("rcu_barrier") => {
            format!("call {c}() after rcu_read_unlock(): it waits for this reader, too")
        }
        _ => "call it after rcu_read_unlock(), with a reference to what was found; readers that must sleep use SRCU"
            .to_string(),
    }
}

fn sleeps(story: &Story, call: &str, schedules: bool) -> String {
    let interrupt = scene::is_interrupt(story, scene::blamed(story));
    let allocates = call.contains("alloc") && !call.contains("percpu") || call == "kstrdup";
    match call {
        _ if allocates && interrupt => format!("pass {call}() GFP_ATOMIC, and be ready for NULL"),
        _ if allocates => format!("call {call}() before, or pass it GFP_ATOMIC and be ready for NULL"),
        _ if interrupt => "leave what may sleep to process context: a work item, a thread, or \
                           request_threaded_irq(); for short sections a spinlock does"
            .to_string(),
        c if c.contains("mutex") || c.starts_with("down") => {
            format!("call {c}() before preemption goes off, or make that lock a mutex too")
        }
        c if c.contains("_user") => {
            format!("call {c}() on a local copy, before the lock is taken or after it is released")
        }
        _ if schedules => "release the lock before sleeping; mdelay() and udelay() wait without".to_string(),
        _ => "call it before preemption goes off, or after it is on again".to_string(),
    }
}

fn oops(fault: Fault, address: usize) -> &'static str {
    match fault {
        Fault::Read | Fault::Write | Fault::Jump if address < 4096 => {
            "find out who leaves the pointer NULL, and check it or set it before it is used"
        }
        Fault::Read | Fault::Write => {
            "find out where the pointer comes from: never set, overwritten, or freed"
        }
        Fault::Jump => "find out who sets the function pointer, and whether it is still valid here",
        Fault::Protection => "find out where the pointer comes from; in assembler, look at the instruction",
        Fault::Divide => "check the divisor before the division",
        Fault::InvalidOpcode => "look for __builtin_trap(), or for a function that ends without a return",
        Fault::Killed => "look for inline assembly that leaves registers, the stack or the process damaged",
        Fault::Stack => "look for recursion, and for writes past the end of a local array",
    }
}

fn misuse(story: &Story, rule: Rule, object: &str, of: &str, owner: Option<usize>) -> String {
    match rule {
        Rule::Uninitialised => {
            format!("initialise it before anybody can reach it: {}", initialiser(of, object))
        }
        Rule::Corrupted => {
            "look for a memset(), a copy, or a write past the end of what lies before it".to_string()
        }
        Rule::Mistaken => "pass the object that is meant; a cast hides this from the compiler".to_string(),
        Rule::Moved => format!("initialise each copy at its own place: {}", initialiser(of, object)),
        Rule::InitialisedInUse => "initialise it once, before it is shared, and never again".to_string(),
        Rule::NotHeld if of == "struct semaphore" => {
            "look at what the function returns that waits for it: after an error the semaphore is not one's own, and \
             neither what it guards nor up() is"
                .to_string()
        }
        Rule::NotHeld => match owner {
            Some(o) => {
                format!("only {} may release it: a lock belongs to the one that took it", name(story, o))
            }
            None => "release it once for each time it is taken, on every path".to_string(),
        },
        Rule::Unprotected if of == "rcu_dereference_protected" => {
            "take the lock that its second argument names before".to_string()
        }
        Rule::Unprotected => "put rcu_read_lock() before it and rcu_read_unlock() after the last use; who writes uses \
             rcu_dereference_protected() with the lock that keeps others out"
            .to_string(),
        Rule::NoTask => {
            let call = scene::last_call(story, scene::blamed(story)).unwrap_or("kthread_stop");
            format!("hold a reference with get_task_struct() as long as {call}() may be called")
        }
        Rule::NoLine => {
            "free exactly what request_irq() gave: the same line, the same dev_id, once".to_string()
        }
        Rule::NotAllocated => "pass kfree() the very pointer that kmalloc() returned".to_string(),
        Rule::DoubleFree => "let one owner free it, and set the pointer to NULL afterwards".to_string(),
    }
}
