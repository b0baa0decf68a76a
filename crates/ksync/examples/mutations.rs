//! Seeds faults into the locks and the structures, one at a time, and sees whether the tests catch each: an ordering weakened, a wake-up
//! dropped, a second look left out. A test that would not notice them proves nothing.
//!
//! `cargo run -p ksync --example mutations [PART OF A NAME]...`
//!
//! A copy of the crate in the target directory is changed by a table of replacements, each with the test that has to fail,
//! mostly one under loom, for what only weak memory shows too. A test that does not end in two minutes counts as failed:
//! a lost wake-up shows in that way. First the copy has to pass unchanged. Exits with 1 if a fault is not caught, or if a
//! replacement does not fit the source any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// How a fault has to show.
#[derive(Clone, Copy)]
enum By {
    /// In a test of `tests/loom.rs`.
    Loom(&'static str),
    /// In a test of `tests/loom_structures.rs`.
    Structures(&'static str),
    /// In a test of the crate itself, under loom.
    Unit(&'static str),
    /// In a test by threads: the file and the test.
    Threads(&'static str, &'static str),
}
use By::{Loom, Structures, Threads, Unit};

/// A name, a file, what stands there once, what is put there, and how it has to show.
type Mutation = (&'static str, &'static str, &'static str, &'static str, By);

const LIMIT: Duration = Duration::from_secs(120);

const MUTATIONS: &[Mutation] = &[
    (
        "ticket: unlock publishes nothing",
        "ticket",
        "serving.wrapping_add(1), Ordering::Release",
        "serving.wrapping_add(1), Ordering::Relaxed",
        Loom("ticket"),
    ),
    (
        "ticket: lock at once without acquire",
        "ticket",
        "if self.serving.load(Ordering::Acquire) != ticket",
        "if self.serving.load(Ordering::Relaxed) != ticket",
        Loom("ticket"),
    ),
    (
        "ticket: wait without acquire",
        "ticket",
        "while self.serving.load(Ordering::Acquire) != ticket",
        "while self.serving.load(Ordering::Relaxed) != ticket",
        Loom("ticket"),
    ),
    (
        "ticket: attempt without acquire",
        "ticket",
        "while self.serving.load(Ordering::Acquire) != serving",
        "while self.serving.load(Ordering::Relaxed) != serving",
        Loom("ticket_attempts"),
    ),
    (
        "queued: unlock publishes nothing",
        "queued",
        "self.locked.store(0, Ordering::Release)",
        "self.locked.store(0, Ordering::Relaxed)",
        Loom("queued"),
    ),
    (
        "queued: take without acquire",
        "queued",
        "self.locked.compare_exchange(0, 1, Ordering::Acquire",
        "self.locked.compare_exchange(0, 1, Ordering::Relaxed",
        Loom("queued"),
    ),
    (
        "queued: the pending one takes by a store",
        "queued",
        "while self.locked.load(Ordering::Relaxed) != 0 || !self.take() {",
        "while self.locked.load(Ordering::Acquire) != 0 || { self.locked.store(1, Ordering::Relaxed); false } {",
        Loom("queued"),
    ),
    (
        "queued: the head takes by a store",
        "queued",
        "|| self.locked.load(Ordering::Relaxed) != 0\n                || !self.take()",
        "|| self.locked.load(Ordering::Acquire) != 0\n                || { self.locked.store(1, Ordering::Relaxed); false }",
        Loom("queued_of_three"),
    ),
    (
        "queued: the next is not made the head",
        "queued",
        "Node::of::<P>(next).head.store(1, Ordering::Release);",
        "let _ = next;",
        Loom("queue_of_two"),
    ),
    (
        "queued: the head leaves without a look for a next",
        "queued",
        "if tail == code && self.tail.compare_exchange(code, 0, Ordering::Relaxed, Ordering::Relaxed).is_ok() {",
        "let _ = (tail, code);\n        self.tail.store(0, Ordering::Relaxed);\n        if true {",
        Loom("queue_of_two"),
    ),
    (
        "queued: a comer does not tell its predecessor",
        "queued",
        "Node::of::<P>(before).next.store(code, Ordering::Release);",
        "",
        Loom("queue_of_two"),
    ),
    (
        "mcs: unlock publishes nothing",
        "mcs",
        "compare_exchange(HELD, ptr::null_mut(), Ordering::Release",
        "compare_exchange(HELD, ptr::null_mut(), Ordering::Relaxed",
        Loom("mcs"),
    ),
    (
        "mcs: attempt without acquire",
        "mcs",
        "compare_exchange(ptr::null_mut(), HELD, Ordering::Acquire",
        "compare_exchange(ptr::null_mut(), HELD, Ordering::Relaxed",
        Loom("mcs"),
    ),
    (
        "mcs: a grant publishes nothing",
        "mcs",
        ".store(true, Ordering::Release)",
        ".store(true, Ordering::Relaxed)",
        Loom("mcs"),
    ),
    (
        "mcs: a grant is read without acquire",
        "mcs",
        "!node.granted.load(Ordering::Acquire)",
        "!node.granted.load(Ordering::Relaxed)",
        Loom("mcs"),
    ),
    (
        "mcs: the lock keeps a waiter that is served",
        "mcs",
        "self.next.store(ptr::null_mut(), Ordering::Relaxed);\n",
        "\n",
        Loom("mcs"),
    ),
    (
        "mcs: unlock does not wait for who is just coming",
        "mcs",
        "next = await_next(&self.next);",
        "return;",
        Loom("mcs"),
    ),
    (
        "rwlock: a reader leaves without release",
        "rwlock",
        "self.state.fetch_sub(READER, Ordering::Release)",
        "self.state.fetch_sub(READER, Ordering::Relaxed)",
        Loom("rwlock_reader_and_writer"),
    ),
    (
        "rwlock: a writer leaves without release",
        "rwlock",
        "self.state.fetch_sub(WRITING, Ordering::Release)",
        "self.state.fetch_sub(WRITING, Ordering::Relaxed)",
        Loom("rwlock_"),
    ),
    (
        "rwlock: a reader comes without acquire",
        "rwlock",
        "if self.state.fetch_add(READER, Ordering::Acquire)",
        "if self.state.fetch_add(READER, Ordering::Relaxed)",
        Loom("rwlock_reader_and_writer"),
    ),
    (
        "rwlock: a reader does not wait for the writer",
        "rwlock",
        "while self.state.load(Ordering::Acquire) & WRITING != 0",
        "while self.state.load(Ordering::Acquire) & WRITING != 0 && false",
        Loom("rwlock_reader_and_writer"),
    ),
    (
        "rwlock: a reader that queues stays counted",
        "rwlock",
        "self.state.fetch_sub(READER, Ordering::Relaxed);\n        self.queue.lock::<P>();",
        "self.queue.lock::<P>();",
        Loom("rwlock_reader_and_writer"),
    ),
    (
        "big reader: no second look at the bias",
        "bravo",
        "if self.biased.load(Ordering::SeqCst) == 1 {",
        "if true {",
        Loom("big_reader_lock"),
    ),
    (
        "big reader: the writer does not wait for the slots",
        "bravo",
        "while slot.load(Ordering::SeqCst) == self.address() {",
        "while false {",
        Loom("big_reader_lock"),
    ),
    (
        "big reader: no full barriers (weak memory alone shows it)",
        "bravo",
        "crate::primitive::fence(Ordering::SeqCst);",
        "core::hint::black_box(());",
        Loom("big_reader_lock"),
    ),
    (
        "big reader: a reader leaves without release",
        "bravo",
        "slot.store(0, Ordering::Release);\n            G::leave();",
        "slot.store(0, Ordering::Relaxed);\n            G::leave();",
        Loom("big_reader_lock"),
    ),
    (
        "mutex: unlock publishes nothing",
        "mutex",
        "self.owner.fetch_sub(task, Ordering::Release",
        "self.owner.fetch_sub(task, Ordering::Relaxed",
        Loom("mutex"),
    ),
    (
        "mutex: taken at once without acquire",
        "mutex",
        "self.owner.compare_exchange(0, task, Ordering::Acquire",
        "self.owner.compare_exchange(0, task, Ordering::Relaxed",
        Loom("mutex"),
    ),
    (
        "mutex: the first waiter takes it without acquire",
        "mutex",
        "self.owner.compare_exchange_weak(owner, mine, Ordering::Acquire",
        "self.owner.compare_exchange_weak(owner, mine, Ordering::Relaxed",
        Loom("mutex"),
    ),
    ("mutex: sleep without a second look", "mutex", "if if first {", "if woken && if first {", Loom("mutex")),
    (
        "mutex: the first waiter is not woken",
        "mutex",
        "waiters.list.first().map_or(Wake::NOBODY, Listed::rouse)",
        "waiters.list.first().map_or(Wake::NOBODY, |_| Wake::NOBODY)",
        Loom("mutex"),
    ),
    (
        "mutex: waiters are not announced",
        "mutex",
        "self.owner.fetch_or(WAITERS, Ordering::Relaxed);",
        "",
        Loom("mutex"),
    ),
    (
        "mutex: a waiter forgets a wake-up that came early",
        "mutex",
        "waiter.rearm();\n            drop(waiters);",
        "drop(waiters);\n            waiter.rearm();",
        Loom("mutex"),
    ),
    (
        "waiters: a wake-up publishes nothing",
        "waiters",
        "swap(AWAKE, Ordering::Release)",
        "swap(AWAKE, Ordering::Relaxed)",
        Loom("semaphore"),
    ),
    (
        "waiters: a wake-up is read without acquire",
        "waiters",
        "self.word.load(Ordering::Acquire) == AWAKE",
        "self.word.load(Ordering::Relaxed) == AWAKE",
        Loom("semaphore"),
    ),
    (
        "semaphore: a unit that comes as the time ends is lost",
        "semaphore",
        "let served = !waiter.is_listed();",
        "let served = false;",
        Threads("waiting", "what_comes_as_the_time_ends_is_not_lost"),
    ),
    (
        "completion: one that comes as the time ends is lost",
        "completion",
        "let served = !waiter.is_listed();",
        "let served = false;",
        Threads("waiting", "what_comes_as_the_time_ends_is_not_lost"),
    ),
    (
        "rw semaphore: a reader does not look again",
        "rwsem",
        "if before & WRITER == 0 { self.serve(&waiters.list) } else { Wakes::new() }",
        "{ let _ = before; Wakes::new() }",
        Loom("rw_semaphore_reader_and_writer"),
    ),
    (
        "rw semaphore: a writer leaves without release",
        "rwsem",
        "self.state.fetch_sub(WRITER, Ordering::Release)",
        "self.state.fetch_sub(WRITER, Ordering::Relaxed)",
        Loom("rw_semaphore"),
    ),
    (
        "rw semaphore: a reader leaves without release",
        "rwsem",
        "self.state.fetch_sub(READER, Ordering::Release)",
        "self.state.fetch_sub(READER, Ordering::Relaxed)",
        Loom("rw_semaphore"),
    ),
    (
        "rw semaphore: a writer that leaves serves nobody",
        "rwsem",
        "if self.state.fetch_sub(WRITER, Ordering::Release) & WAITERS != 0 {",
        "if self.state.fetch_sub(WRITER, Ordering::Release) & HANDOFF != 0 {",
        Loom("rw_semaphore"),
    ),
    (
        "wait queue: the condition is not looked at on the list",
        "waitqueue",
        "entry.prepare();\n            if condition() {",
        "entry.prepare();\n            if false {",
        Loom("wait_queue"),
    ),
    (
        "wait queue: a wake-up of one who leaves is not passed on",
        "waitqueue",
        "if self.leave() {",
        "if self.leave() && false {",
        Threads("waiting", "an_exclusive_wake_up_of_one_who_leaves_goes_to_the_next"),
    ),
    (
        "once: it is done without release",
        "once",
        "self.state.swap(self.end, Ordering::Release)",
        "self.state.swap(self.end, Ordering::Relaxed)",
        Loom("once"),
    ),
    (
        "once: it is found done without acquire",
        "once",
        "if self.state.load(Ordering::Acquire) != DONE",
        "if self.state.load(Ordering::Relaxed) != DONE",
        Loom("once"),
    ),
    ("once: who waits is not woken", "once", "P::wake(self.state, u32::MAX);", "", Loom("once")),
    (
        "sequence count: no fence before the second look (weak memory alone shows it)",
        "seqcount",
        "fence(Ordering::Acquire);",
        "",
        Loom("sequence_count"),
    ),
    (
        "sequence count: no fence after the odd count (weak memory alone shows it)",
        "seqcount",
        "self.count.store(count.wrapping_add(1), Ordering::Relaxed);\n        fence(Ordering::Release);",
        "self.count.store(count.wrapping_add(1), Ordering::Relaxed);",
        Loom("sequence_count"),
    ),
    (
        "sequence count: the end publishes nothing",
        "seqcount",
        "self.count.store(count.wrapping_add(1), Ordering::Release);",
        "self.count.store(count.wrapping_add(1), Ordering::Relaxed);",
        Loom("sequence_count"),
    ),
    (
        "local lock: a value is given twice",
        "locallock",
        "&& !copy.used.load(Ordering::Relaxed)",
        "",
        Threads("seqlock", "each_cpu_has_its_own_value"),
    ),
    (
        "kfifo: the producer publishes nothing",
        "kfifo",
        "self.fifo().r#in.store(self.r#in, Ordering::Release)",
        "self.fifo().r#in.store(self.r#in, Ordering::Relaxed)",
        Structures("kfifo_hands"),
    ),
    (
        "kfifo: the consumer gives slots back too early",
        "kfifo",
        "self.fifo().out.store(self.out, Ordering::Release)",
        "self.fifo().out.store(self.out, Ordering::Relaxed)",
        Structures("kfifo_hands"),
    ),
    (
        "kfifo: the consumer looks without acquire",
        "kfifo",
        "self.r#in = self.fifo().r#in.load(Ordering::Acquire);",
        "self.r#in = self.fifo().r#in.load(Ordering::Relaxed);",
        Structures("kfifo_hands"),
    ),
    (
        "kfifo: the producer looks without acquire",
        "kfifo",
        "self.out = self.fifo().out.load(Ordering::Acquire);",
        "self.out = self.fifo().out.load(Ordering::Relaxed);",
        Structures("kfifo_hands"),
    ),
    (
        "kfifo: an end is given back without release",
        "kfifo",
        "sealed::Queue::produced(unsafe { self.fifo.as_ref() }).store(false, Ordering::Release)",
        "sealed::Queue::produced(unsafe { self.fifo.as_ref() }).store(false, Ordering::Relaxed)",
        Structures("an_end_of"),
    ),
    (
        "ring: a turn is passed without release",
        "ring",
        "slot.sequence.store(to.wrapping_sub(position & (N - 1)), Ordering::Release)",
        "slot.sequence.store(to.wrapping_sub(position & (N - 1)), Ordering::Relaxed)",
        Structures("a_ring"),
    ),
    (
        "ring: a turn is seen without acquire",
        "ring",
        "slot.sequence.load(Ordering::Acquire)",
        "slot.sequence.load(Ordering::Relaxed)",
        Structures("a_ring"),
    ),
    (
        "ring: the consumer leaves the turn of this round",
        "ring",
        "Self::pass(slot, position, position.wrapping_add(N));",
        "Self::pass(slot, position, position);",
        Structures("a_ring"),
    ),
    (
        "llist: what is added is not published",
        "llist",
        "compare_exchange_weak(was, first.as_ptr(), Ordering::Release",
        "compare_exchange_weak(was, first.as_ptr(), Ordering::Relaxed",
        Structures("llist"),
    ),
    (
        "llist: all is taken without acquire",
        "llist",
        "self.first.swap(null_mut(), Ordering::Acquire)",
        "self.first.swap(null_mut(), Ordering::Relaxed)",
        Structures("llist_loses"),
    ),
    (
        "llist: the first is looked at without acquire",
        "llist",
        "let mut was = self.0.first.load(Ordering::Acquire);",
        "let mut was = self.0.first.load(Ordering::Relaxed);",
        Structures("the_taker"),
    ),
    (
        "refcount: a reference is given back without release",
        "refcount",
        "let old = self.0.fetch_sub(i, Ordering::Release);",
        "let old = self.0.fetch_sub(i, Ordering::Relaxed);",
        Structures("who_takes"),
    ),
    (
        "refcount: the last reference is taken without acquire",
        "refcount",
        "            fence(Ordering::Acquire);\n",
        "",
        Structures("who_takes"),
    ),
    (
        "refcount: what is gone is found again",
        "refcount",
        "            if old == 0 {\n                return false;\n            }\n            let (relaxed",
        "            let (relaxed",
        Structures("nobody_gets"),
    ),
    (
        "bitops: the lock is given back without release",
        "bitops",
        "fetch_and(!bit_mask(nr), Ordering::Release);",
        "fetch_and(!bit_mask(nr), Ordering::Relaxed);",
        Structures("a_bit"),
    ),
    (
        "bitops: the lock is taken without acquire",
        "bitops",
        "word.fetch_or(mask, Ordering::Acquire) & mask != 0",
        "word.fetch_or(mask, Ordering::Relaxed) & mask != 0",
        Structures("a_bit"),
    ),
    (
        "atomic: no fence before",
        "atomic",
        "        crate::primitive::fence(Ordering::SeqCst);\n        let result = operation();\n        crate::primitive::fence(Ordering::SeqCst);",
        "        let result = operation();",
        Structures("full_barrier"),
    ),
    (
        "rcu: a reader without its fence",
        "rcu/grace",
        "            if period & FENCE != 0 {\n                fence(Ordering::SeqCst);\n            }\n",
        "",
        Unit("rcu_under_loom"),
    ),
    (
        "rcu: a reader ends without release",
        "rcu/grace",
        "record.word.store(word - 1, Ordering::Release)",
        "record.word.store(word - 1, Ordering::Relaxed)",
        Unit("rcu_under_loom"),
    ),
    (
        "rcu: a grace period waits for nobody",
        "rcu/grace",
        "if idle(word) || self.number(word) == period {",
        "if idle(word) || self.number(word) <= period {",
        Unit("rcu_under_loom"),
    ),
    (
        "rcu: a nested section ends the outer one",
        "rcu/grace",
        "record.word.store(word + 1, Ordering::Relaxed);",
        "",
        Unit("rcu_under_loom"),
    ),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = home.ancestors().nth(2).expect("the crate is two levels below the workspace");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let copy = target.join("mutations");
    prepare(root, &copy);

    let chosen: Vec<&Mutation> = MUTATIONS
        .iter()
        .filter(|(name, ..)| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())))
        .collect();
    println!("all as it is:");
    for (by, name) in [
        (Loom(""), "loom"),
        (Structures(""), "loom_structures"),
        (Unit("rcu"), "rcu"),
        (Threads("waiting", ""), "waiting"),
        (Threads("seqlock", ""), "seqlock"),
    ] {
        if let Some(why) = failure(&copy, by) {
            println!("  the tests of {name} fail without a fault ({why}); nothing can be said");
            return ExitCode::FAILURE;
        }
    }
    println!("  all tests pass");
    let mut missed = 0;
    for &(name, file, from, to, by) in chosen.iter().copied() {
        let path = copy.join(format!("crates/ksync/src/{file}.rs"));
        let text = fs::read_to_string(&path).expect("the copy can be read");
        if text.matches(from).count() != 1 {
            println!("{name}: does not fit {file}.rs any more: {} places", text.matches(from).count());
            missed += 1;
            continue;
        }
        fs::write(&path, text.replace(from, to)).expect("the copy can be written");
        match failure(&copy, by) {
            Some(why) => println!("caught  {name} ({why})"),
            None => {
                println!("MISSED  {name}");
                missed += 1;
            }
        }
        fs::write(&path, text).expect("the copy can be written");
    }
    println!("{} of {} faults are caught", chosen.len() - missed, chosen.len());
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Copies what is needed to build the crate.
fn prepare(root: &Path, copy: &Path) {
    for part in ["crates/ksync/src", "crates/ksync/tests", "crates/lockdep/src"] {
        let _ = fs::remove_dir_all(copy.join(part));
        copy_tree(&root.join(part), &copy.join(part));
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the workspace has a manifest");
    let members =
        manifest.replace("members = [\"crates/*\"]", "members = [\"crates/ksync\", \"crates/lockdep\"]");
    fs::write(copy.join("Cargo.toml"), members).expect("the copy can be written");
    fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).expect("the copy can be written");
    for part in ["ksync", "lockdep"] {
        let manifest = format!("crates/{part}/Cargo.toml");
        let text = fs::read_to_string(root.join(&manifest)).expect("the crate has a manifest");
        // Examples, benches and listed tests are not copied, and what they need is not built.
        let needed = |part: &&str| {
            !["[[", "[dev-dependencies]"].iter().any(|head| part.trim_start().starts_with(head))
        };
        let text = text.split("\n\n").filter(needed).collect::<Vec<_>>();
        fs::write(copy.join(&manifest), text.join("\n\n")).expect("the copy can be written");
    }
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the target directory can be written to");
    for entry in fs::read_dir(from).expect("the crate can be read") {
        let path = entry.expect("the crate can be read").path();
        let place = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy_tree(&path, &place);
        } else {
            fs::copy(&path, &place).expect("the copy can be written");
        }
    }
}

/// Why a test fails, if it does.
fn failure(copy: &Path, by: By) -> Option<&'static str> {
    let (test, filter, flags, target) = match by {
        Loom(filter) => ("loom", filter, "--cfg loom", "target/loom"),
        Structures(filter) => ("loom_structures", filter, "--cfg loom", "target/loom"),
        Unit(filter) => ("", filter, "--cfg loom", "target/loom"),
        Threads(test, filter) => (test, filter, "", "target/threads"),
    };
    let which = if test.is_empty() { vec!["--lib"] } else { vec!["--test", test] };
    let mut build = Command::new(env!("CARGO"));
    build.args(["test", "--offline", "--quiet", "-p", "ksync", "--target-dir", target]).args(&which);
    build.args(["--config", "profile.dev.debug=false"]).env("RUSTFLAGS", flags).current_dir(copy);
    let built = build.args(["--no-run"]).output().expect("cargo can be run");
    if !built.status.success() {
        println!("{}", String::from_utf8_lossy(&built.stderr));
        return None;
    }
    let mut build = Command::new(env!("CARGO"));
    build.args(["test", "--offline", "--quiet", "-p", "ksync", "--target-dir", target]).args(&which);
    build.args(["--config", "profile.dev.debug=false"]).env("RUSTFLAGS", flags).current_dir(copy);
    // In a group of its own, so that the test ends with the command.
    std::os::unix::process::CommandExt::process_group(&mut build, 0);
    let mut run = build
        .args(["--", filter])
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("cargo can be run");
    let begin = Instant::now();
    loop {
        if let Some(status) = run.try_wait().expect("the test is ours") {
            return (!status.success()).then_some("fails");
        }
        if begin.elapsed() > LIMIT {
            let group = -i32::try_from(run.id()).expect("a process's number is an int");
            // SAFETY: the group is that of the process that was begun above.
            unsafe { libc::kill(group, libc::SIGKILL) };
            let _ = run.wait();
            return Some("does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
