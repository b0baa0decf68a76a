//! The sentence that the kernel itself would print, with its configuration for debugging turned on.
//!
//! The texts are those of Linux 6.x. Offsets within functions (`+0x11/0x40`) and the ranges of stacks are left out,
//! as they differ from build to build.

use crate::scene;
use scenario::story::{Actor, ActorKind, Caller, Fault, Masks, Rule, Source, Story, Told};

/// What the kernel prints for a defect that it does not check.
const SILENCE: &str = "nothing: the kernel does not check this";

/// Addresses below this count as NULL.
const NULL_PAGE: usize = 4096;

/// The kernel's own first line for a story: `BUG: KCSAN: data-race in read / write`.
///
/// Where the kernel says nothing at all, the text says so.
pub fn headline(story: &Story) -> String {
    in_module(story, "")
}

/// The headline with the module's name behind each function, as the kernel prints it.
pub(crate) fn in_module(story: &Story, module: &str) -> String {
    let (source, actor) = scene::blame(story);
    let here = symbol(&source, module);
    match &story.defect {
        Told::DataRace { .. } => {
            let mut both: Vec<String> = (0..2)
                .map(|i| story.places.get(i).map_or("unknown".to_string(), |g| symbol(&g.source, module)))
                .collect();
            both.sort();
            let asserts = story.places.iter().any(|g| g.access.is_some_and(|a| a.asserts));
            let what = if asserts { "assert: race" } else { "data-race" };
            format!("BUG: KCSAN: {what} in {} / {}", both[0], both[1])
        }
        Told::Deadlock { .. } => deadlock(story),
        Told::Oops { fault, address, .. } => oops(*fault, *address, actor),
        Told::Heap { freed: true, .. } => format!("BUG: KASAN: slab-use-after-free in {here}"),
        Told::Heap { freed: false, .. } => format!("BUG: KASAN: slab-out-of-bounds in {here}"),
        Told::StackOverflow { .. } => format!("BUG: {} stack guard page was hit", stack(actor)),
        Told::Misuse { rule: Rule::NoTask, .. } => {
            let call = scene::last_call(story, scene::blamed(story)).unwrap_or("kthread_stop");
            format!("BUG: KASAN: slab-use-after-free in {call}")
        }
        Told::Misuse { rule, object, of, owner, .. } => misuse(*rule, object, of, *owner, &here, actor),
        Told::AfterRmmod { address, .. } => page_fault(*address),
        Told::Sleeps { call, schedules, masks } => sleeps(call, *schedules, masks, actor, &source),
        Told::Locks { says, .. } => says.first().cloned().unwrap_or_default(),
        Told::Preemptible { call } => {
            format!("BUG: using {call}() in preemptible [00000000] code: {}", task(actor, '/'))
        }
        Told::Bug => format!("kernel BUG at {}:{}!", source.file, source.line),
        Told::Imbalance { caller, function, lock, masks } => imbalance(caller, function, lock, masks, actor),
        Told::FreedInUse { owner: Some(_), .. } => "WARNING: held lock freed!".to_string(),
        Told::FreedInUse { kind, .. } if kind.contains("kobject") => {
            "at the next use: BUG: KASAN: slab-use-after-free".to_string()
        }
        Told::FreedInUse { kind, hint, .. } => {
            let kind = kind.trim_start_matches("struct ");
            format!("ODEBUG: free active (active state 0) object type: {kind} hint: {hint}")
        }
        Told::UserCopy { room, size, .. } => format!("Buffer overflow detected ({room} < {size})!"),
        Told::Warn { message, .. } if !message.is_empty() => message.clone(),
        Told::Warn { place, .. } => warning(place, &source, &here, actor),
        Told::Registered { name, .. } if name.starts_with("/proc/") => {
            format!("at the next insmod: proc_dir_entry '{}' already registered", &name[1..])
        }
        Told::Registered { name, .. } if name.starts_with("device numbers") => {
            "nothing; /proc/devices lists the name still".to_string()
        }
        Told::Registered { .. } => {
            "at the next use: BUG: unable to handle page fault for address".to_string()
        }
        Told::Leak { address, size } => {
            format!("kmemleak: unreferenced object 0x{address:016x} (size {size})")
        }
        Told::SoftLockup => lockup(actor, is_hardirq(actor)),
        Told::Hang { .. } => hung(actor),
    }
}

/// The further lines that the kernel prints with the headline.
pub(crate) fn more(story: &Story, module: &str) -> Vec<String> {
    let (source, actor) = scene::blame(story);
    match &story.defect {
        Told::Sleeps { schedules: false, masks, .. } => {
            let mut lines = vec![format!(
                "in_atomic(): {}, irqs_disabled(): {}, non_block: 0, pid: {}, name: {}",
                u8::from(masks.count != 0),
                u8::from(masks.interrupts),
                actor.map_or(0, |a| a.pid),
                comm(actor)
            )];
            if masks.reader {
                lines.push("RCU nest depth: 1, expected: 0".to_string());
            }
            lines
        }
        Told::Locks { says, .. } => says.iter().skip(1).cloned().collect(),
        Told::Preemptible { .. } => vec![format!("caller is {}", symbol(&source, module))],
        Told::Oops { user: true, fault, .. } => {
            let (access, code) = match fault {
                Fault::Jump => ("instruction fetch", 0x11),
                Fault::Write => ("write access", 3),
                _ => ("read access", 1),
            };
            vec![
                format!("#PF: supervisor {access} in kernel mode"),
                format!("#PF: error_code(0x{code:04x}) - permissions violation"),
            ]
        }
        Told::Warn { message, place } if !message.is_empty() => {
            vec![warning(place, &source, &symbol(&source, module), actor)]
        }
        Told::UserCopy { .. } => vec![warning("mm/maccess.c:234", &source, "", actor)],
        Told::Misuse { rule: Rule::Unprotected, of, .. } => {
            let what = match of.as_str() {
                "list" => "RCU-list traversed in non-reader section!!".to_string(),
                by => format!("suspicious {by}() usage!"),
            };
            vec![format!("{}:{} {what}", source.file, source.line)]
        }
        Told::Deadlock { .. } => {
            lockdep(story).map(|l| format!("and with lockdep: {l}")).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The line of a `WARN()` that says where it stands: in the kernel, or here.
fn warning(place: &str, source: &Source, here: &str, actor: Option<&Actor>) -> String {
    let at = match place {
        "" => format!("{}:{} {here}", source.file, source.line),
        place => place.to_string(),
    };
    format!("WARNING: CPU: {} PID: {} at {at}", cpu(actor), actor.map_or(0, |a| a.pid))
}

/// What is said when a function returns with something held or off.
fn imbalance(caller: &Caller, function: &str, lock: &str, masks: &Masks, actor: Option<&Actor>) -> String {
    let scheduling =
        || format!("BUG: scheduling while atomic: {}/0x{:08x}", task(actor, '/'), masks.count + 1);
    let to_user = "WARNING: lock held when returning to user space!".to_string();
    let counted = masks.preemption || masks.bottom_halves;
    match caller {
        Caller::Init if counted || masks.interrupts => {
            let preemption = if counted { "preemption imbalance " } else { "" };
            let interrupts = if masks.interrupts { "disabled interrupts " } else { "" };
            format!("initcall {function} returned with {preemption}{interrupts}").trim_end().to_string()
        }
        Caller::Init | Caller::Exit | Caller::Syscall(_) if !lock.is_empty() => to_user,
        Caller::Thread if !lock.is_empty() => format!("WARNING: {} still has locks held!", task(actor, '/')),
        Caller::Work => {
            let pid = actor.map_or(0, |a| a.pid);
            format!("BUG: workqueue leaked lock or atomic: {}/0x{:08x}/{pid}", comm(actor), masks.count)
        }
        Caller::Timer if counted => {
            format!("timer: {function} preempt leak: 00000100 -> {:08x}", masks.count)
        }
        Caller::Tasklet if counted => format!(
            "huh, entered softirq 6 TASKLET with preempt_count 00000100, exited with {:08x}?",
            masks.count
        ),
        Caller::Irq(line) if !masks.interrupts => format!("irq {line} handler {function} enabled interrupts"),
        Caller::Syscall(call) if masks.interrupts => {
            let numbers = [("read", 0), ("write", 1), ("close", 3), ("ioctl", 16), ("delete_module", 176)];
            let number = numbers.iter().find(|(name, _)| name == call).map_or(257, |(_, n)| *n);
            format!("syscall {number} left IRQs disabled")
        }
        Caller::Exit | Caller::Thread | Caller::Syscall(_) if counted => scheduling(),
        _ => SILENCE.to_string(),
    }
}

/// In which file of the kernel a function says that it may sleep.
fn asserted_in(call: &str, source: &Source) -> String {
    let file = match call {
        "might_sleep" => return format!("{}:{}", source.file, source.line),
        c if c.starts_with("mutex_") => "kernel/locking/mutex.c",
        c if c.starts_with("down_read") || c.starts_with("down_write") => "kernel/locking/rwsem.c",
        c if c.starts_with("down") => "kernel/locking/semaphore.c",
        c if c.starts_with("wait_for_completion") || c.starts_with("kthread_stop") => {
            "kernel/sched/completion.c"
        }
        c if c.starts_with("alloc_percpu") || c.starts_with("flush_") || c.starts_with("cancel_") => {
            if c.starts_with("alloc") { "kernel/locking/mutex.c" } else { "kernel/workqueue.c" }
        }
        c if c.starts_with('k') || c.contains("alloc") || c.starts_with("memdup") => {
            "include/linux/sched/mm.h"
        }
        c if c.contains("_user") || c.contains("_buffer") => "include/linux/uaccess.h",
        c if c.contains("srcu") => "kernel/rcu/srcutree.c",
        c if c.contains("rcu") => "kernel/rcu/tree.c",
        c if c.contains("irq") => "kernel/irq/manage.c",
        c if c.starts_with("tasklet_") => "kernel/softirq.c",
        // The line is that of the macro's use.
        "wait_event" | "cond_resched" => return format!("{}:{}", source.file, source.line),
        _ => "kernel/locking/mutex.c",
    };
    file.to_string()
}

fn sleeps(call: &str, schedules: bool, masks: &Masks, actor: Option<&Actor>, source: &Source) -> String {
    match schedules {
        true if masks.count == 0 && masks.reader => {
            "WARNING: Voluntary context switch within RCU read-side critical section!".to_string()
        }
        true if masks.count == 0 => SILENCE.to_string(),
        // The scheduler has turned preemption off itself when it looks.
        true => format!("BUG: scheduling while atomic: {}/0x{:08x}", task(actor, '/'), masks.count + 1),
        false => {
            format!("BUG: sleeping function called from invalid context at {}", asserted_in(call, source))
        }
    }
}

/// The further line that lockdep prints for a deadlock.
fn lockdep(story: &Story) -> Option<&'static str> {
    let Told::Deadlock { cycle } = &story.defect else { return None };
    let interrupted = cycle.iter().any(|w| w.interrupted);
    let locks = cycle
        .iter()
        .all(|w| w.interrupted || scene::waiting_call(story, w.actor).is_some_and(scene::is_lock_call));
    match (locks, interrupted, cycle.len()) {
        (true, true, _) => Some("WARNING: inconsistent lock state"),
        (true, false, 1) => Some("WARNING: possible recursive locking detected"),
        (true, false, 2..) => Some("WARNING: possible circular locking dependency detected"),
        _ => None,
    }
}

/// After how many seconds the kernel says so, where that is not at once.
pub(crate) fn delay(headline: &str) -> Option<u32> {
    let watchdogs =
        [("INFO: task ", 120), ("watchdog: BUG: soft lockup", 26), ("Watchdog detected hard LOCKUP", 10)];
    watchdogs.iter().find(|(start, _)| headline.starts_with(start)).map(|(_, s)| *s)
}

/// Whether the kernel says nothing.
pub(crate) fn is_silent(headline: &str) -> bool {
    headline == SILENCE
}

fn symbol(source: &Source, module: &str) -> String {
    match (source.function.as_str(), module) {
        ("", _) => "unknown".to_string(),
        (f, "") => f.to_string(),
        (f, m) => format!("{f} [{m}]"),
    }
}

fn comm(actor: Option<&Actor>) -> String {
    match actor {
        Some(a) if a.pid == 0 => format!("swapper/{}", a.cpu),
        Some(a) if a.comm.is_empty() => a.name.clone(),
        Some(a) => a.comm.clone(),
        None => "unknown".to_string(),
    }
}

fn task(actor: Option<&Actor>, between: char) -> String {
    match actor {
        Some(a) if a.pid == 0 => format!("swapper/{}{between}0", a.cpu),
        Some(a) if !a.comm.is_empty() => format!("{}{between}{}", a.comm, a.pid),
        Some(a) => format!("{}{between}{}", a.name, a.pid),
        None => format!("unknown{between}0"),
    }
}

fn cpu(actor: Option<&Actor>) -> u16 {
    actor.map_or(0, |a| a.cpu)
}

fn is_hardirq(actor: Option<&Actor>) -> bool {
    matches!(actor.map(|a| a.kind), Some(ActorKind::Irq(_) | ActorKind::Interrupt))
}

fn hung(actor: Option<&Actor>) -> String {
    format!("INFO: task {} blocked for more than 120 seconds.", task(actor, ':'))
}

fn lockup(actor: Option<&Actor>, irqs_off: bool) -> String {
    match irqs_off {
        true => format!("Watchdog detected hard LOCKUP on cpu {}", cpu(actor)),
        false => {
            format!("watchdog: BUG: soft lockup - CPU#{} stuck for 26s! [{}]", cpu(actor), task(actor, ':'))
        }
    }
}

/// Whether the bits of an address above the 47th are all the same.
pub(crate) fn is_canonical(address: usize) -> bool {
    matches!(address >> 47, 0 | 0x1_ffff)
}

fn protection(address: usize) -> String {
    match is_canonical(address) {
        true => "general protection fault: 0000 [#1] PREEMPT SMP".to_string(),
        false => format!(
            "general protection fault, probably for non-canonical address {address:#x}: 0000 [#1] PREEMPT SMP"
        ),
    }
}

fn page_fault(address: usize) -> String {
    match address {
        0..NULL_PAGE => format!("BUG: kernel NULL pointer dereference, address: {address:016x}"),
        _ if !is_canonical(address) => protection(address),
        _ => format!("BUG: unable to handle page fault for address: {address:016x}"),
    }
}

fn oops(fault: Fault, address: usize, actor: Option<&Actor>) -> String {
    match fault {
        Fault::Read | Fault::Write | Fault::Jump => page_fault(address),
        Fault::Protection => protection(address),
        Fault::Divide => "divide error: 0000 [#1] PREEMPT SMP".to_string(),
        Fault::InvalidOpcode => "invalid opcode: 0000 [#1] PREEMPT SMP".to_string(),
        Fault::Killed => "nothing that could be known: anything may happen".to_string(),
        Fault::Stack => format!("BUG: {} stack guard page was hit at {address:016x}", stack(actor)),
    }
}

fn stack(actor: Option<&Actor>) -> &'static str {
    match actor.map(|a| a.kind) {
        Some(ActorKind::Irq(_) | ActorKind::Interrupt) => "IRQ",
        Some(ActorKind::Softirq) => "SOFTIRQ",
        _ => "TASK",
    }
}

fn deadlock(story: &Story) -> String {
    let Told::Deadlock { cycle } = &story.defect else { return String::new() };
    let spinning = cycle
        .iter()
        .find(|w| !w.interrupted && scene::waiting_call(story, w.actor).is_some_and(scene::spins))
        .or(cycle.iter().find(|w| !w.interrupted && scene::is_interrupt(story, w.actor)));
    let Some(spinner) = spinning else {
        return hung(cycle.first().and_then(|w| story.actors.get(w.actor)));
    };
    let actor = story.actors.get(spinner.actor);
    let call = scene::waiting_call(story, spinner.actor).unwrap_or_default();
    // Who reads is not recorded as an owner.
    if cycle.len() == 1 && spinner.holds.iter().all(|l| !l.shared || l.name != spinner.waits_for) {
        let kind = if call.contains("read_") || call.contains("write_") { "rwlock" } else { "spinlock" };
        return format!("BUG: {kind} recursion on CPU#{}, {}", cpu(actor), task(actor, '/'));
    }
    let irqs_off = is_hardirq(actor)
        || scene::is_irq_off(call)
        || spinner.holds.iter().any(|l| scene::is_irq_off(&l.taken.text));
    lockup(actor, irqs_off)
}

fn misuse(
    rule: Rule,
    object: &str,
    of: &str,
    owner: Option<usize>,
    here: &str,
    actor: Option<&Actor>,
) -> String {
    let on = format!("on CPU#{}, {}", cpu(actor), task(actor, '/'));
    let odebug = |event: &str, state: &str, kind: &str| {
        format!("ODEBUG: {event} {state} (active state 0) object type: {kind}")
    };
    let kind = of.trim_start_matches("struct ").trim_start_matches("raw_");
    match (rule, kind) {
        (Rule::Unprotected, _) => "WARNING: suspicious RCU usage".to_string(),
        (Rule::DoubleFree, _) => format!("BUG: KASAN: double-free in {here}"),
        (Rule::NotAllocated, _) => format!("BUG: KASAN: invalid-free in {here}"),
        (Rule::NoLine, _) => {
            let digits: String = object.chars().filter(char::is_ascii_digit).collect();
            let line = if digits.is_empty() { "?".to_string() } else { digits };
            match of.contains("enable") {
                true => format!("Unbalanced enable for IRQ {line}"),
                false => format!("Trying to free already-free IRQ {line}"),
            }
        }
        (Rule::Uninitialised | Rule::Corrupted | Rule::Mistaken | Rule::Moved, "mutex") => {
            "DEBUG_LOCKS_WARN_ON(lock->magic != lock)".to_string()
        }
        (Rule::Uninitialised | Rule::Corrupted | Rule::Mistaken | Rule::Moved, "rw_semaphore") => {
            "DEBUG_RWSEMS_WARN_ON(sem->magic != sem)".to_string()
        }
        (Rule::Uninitialised, "timer_list") => odebug("assert_init", "not available", "timer_list"),
        (Rule::Uninitialised, "work_struct" | "delayed_work") => {
            odebug("activate", "not available", "work_struct")
        }
        (Rule::Uninitialised, "hrtimer") => odebug("activate", "not available", "hrtimer"),
        (Rule::Uninitialised | Rule::Corrupted | Rule::Mistaken, "rwlock_t") => {
            format!("BUG: rwlock bad magic {on}")
        }
        (
            Rule::Uninitialised | Rule::Corrupted | Rule::Mistaken,
            "spinlock_t" | "spinlock" | "semaphore" | "completion" | "wait_queue_head_t" | "wait_queue_head"
            | "seqlock_t",
        ) => format!("BUG: spinlock bad magic {on}"),
        (Rule::InitialisedInUse, "timer_list") => odebug("init", "active", "timer_list"),
        (Rule::InitialisedInUse, "work_struct" | "delayed_work") => odebug("init", "active", "work_struct"),
        (Rule::InitialisedInUse, _) if owner.is_some() => "WARNING: held lock freed!".to_string(),
        (Rule::NotHeld, "semaphore") => SILENCE.to_string(),
        (Rule::NotHeld, _) => "WARNING: bad unlock balance detected!".to_string(),
        _ => SILENCE.to_string(),
    }
}
