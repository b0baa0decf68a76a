//! Stories made by hand, for the tests: one for each kind of report.

mod deadlocks;

pub use deadlocks::*;
use detect::Code;
use scenario::story::*;
use scenario::verdict::{Found, Outcome, Searched, Verdict};

/// A line of a file.
pub fn at(file: &str, line: u32, column: u32, function: &str, text: &str) -> Source {
    Source { file: file.into(), line, column, function: function.into(), text: text.into() }
}

/// A kthread.
pub fn thread(function: &str, number: u32, pid: u32, cpu: u16) -> Actor {
    let name = format!("{function}/{number}");
    Actor { name: name.clone(), kind: ActorKind::Kthread, function: function.into(), comm: name, pid, cpu }
}

/// An interrupt line, a softirq, insmod or the clock.
pub fn other(kind: ActorKind, name: &str, function: &str, pid: u32, cpu: u16) -> Actor {
    let comm = if pid > 0 { name.into() } else { String::new() };
    Actor { name: name.into(), kind, function: function.into(), comm, pid, cpu }
}

/// A guilty place without callers and locks.
pub fn guilty(role: Role, actor: usize, source: &Source, access: Option<(bool, u32)>) -> Guilty {
    let access = access.map(|(write, size)| AccessWord { write, marked: false, asserts: false, size });
    Guilty { role, actor, source: source.clone(), access, stack: vec![source.clone()], held: Vec::new() }
}

/// A lock and where it was taken.
pub fn held(name: &str, taken: &Source) -> HeldLock {
    HeldLock { name: name.into(), taken: taken.clone(), shared: false }
}

/// A row that is no guilty place.
pub fn row(actor: usize, source: &Source, what: What) -> Row {
    Row { actor, source: source.clone(), what, inside: false, guilty: None }
}

/// The row as guilty place `n`.
pub fn mark(mut row: Row, n: usize) -> Row {
    row.guilty = Some(n);
    row
}

/// A load of four bytes.
pub fn read(variable: &str, value: u64) -> What {
    What::Read { variable: variable.into(), value, size: 4 }
}

/// A store of four bytes.
pub fn write(variable: &str, before: u64, value: u64) -> What {
    What::Write { variable: variable.into(), before, value: Some(value), size: 4 }
}

/// A call.
pub fn call(name: &'static str, object: &str, result: CallResult) -> What {
    What::Call { name: name.into(), object: object.into(), result }
}

fn story(code: Code, defect: Told, actors: Vec<Actor>, places: Vec<Guilty>, rows: Vec<Row>) -> Story {
    Story {
        code,
        defect,
        actors,
        places,
        rows,
        preemptions: 1,
        interrupts: 0,
        migrations: 0,
        faults: 0,
        outcomes: None,
    }
}

/// Two threads increment one variable in one line.
pub fn counter() -> Story {
    let line = at("examples/counter.c", 17, 9, "bump", "counter++;");
    let main = at("examples/counter.c", 26, 3, "adder", "bump();");
    let mut places = vec![
        guilty(Role::Earlier, 0, &line, Some((false, 4))),
        guilty(Role::Here, 1, &line, Some((true, 4))),
    ];
    for p in &mut places {
        p.stack.push(main.clone());
    }
    let rows = vec![
        mark(row(0, &line, read("counter", 7)), 1),
        row(1, &line, read("counter", 7)),
        mark(row(1, &line, write("counter", 7, 8)), 2),
        row(0, &line, write("counter", 8, 8)),
    ];
    let defect = Told::DataRace { variable: "counter".into(), address: 0x1000_2000 };
    let actors = vec![thread("bump", 0, 101, 0), thread("bump", 1, 102, 1)];
    story(Code::DataRace, defect, actors, places, rows)
}

/// The same with a third thread, which comes in between as well.
pub fn counter_of_three() -> Story {
    let mut story = counter();
    let line = story.rows[0].source.clone();
    story.actors.push(thread("bump", 2, 103, 2));
    story.rows.insert(2, row(2, &line, read("counter", 7)));
    story.rows.insert(4, row(2, &line, write("counter", 8, 8)));
    story
}

/// A flag announces data in one context, and another reads it; insmod sets both up.
pub fn flag() -> Story {
    let init = at("mailbox.c", 12, 9, "mailbox_init", "ready = 0;");
    let store = at("mailbox.c", 31, 8, "writer", "ready = 1;\t/* go */");
    let data =
        at("mailbox.c", 30, 10, "writer", "payload = next_payload(writer_state, PAYLOAD_KIND_DEFAULT);");
    let load = at("mailbox.c", 44, 6, "reader", "if (ready && box->open) {");
    let lock = at("mailbox.c", 29, 2, "writer", "mutex_lock(&box_lock);");
    let mut places = vec![
        guilty(Role::Earlier, 1, &store, Some((true, 4))),
        guilty(Role::Here, 2, &load, Some((false, 4))),
    ];
    places[0].held.push(held("box_lock", &lock));
    let rows = vec![
        row(0, &init, write("ready", 0, 0)),
        row(1, &lock, call("mutex_lock", "box_lock", CallResult::Taken)),
        row(1, &data, write("payload", 0, 0xffff_ffff)),
        mark(row(1, &store, write("ready", 0, 1)), 1),
        mark(row(2, &load, read("ready", 1)), 2),
    ];
    let defect = Told::DataRace { variable: "ready".into(), address: 0x1000_2004 };
    let actors = vec![
        other(ActorKind::Insmod, "insmod", "mailbox_init", 100, 0),
        thread("writer", 0, 101, 1),
        thread("reader", 0, 102, 2),
    ];
    story(Code::DataRace, defect, actors, places, rows)
}

/// A thread reads an object that rmmod has freed.
pub fn freed() -> Story {
    let alloc = at("uaf.c", 30, 8, "uaf_init", "item = kmalloc(sizeof(*item), GFP_KERNEL);");
    let free = at("uaf.c", 41, 2, "uaf_exit", "kfree(item);");
    let deref = at("uaf.c", 17, 16, "reader", "total += item->value;");
    let mut places = vec![
        guilty(Role::Here, 1, &deref, Some((false, 4))),
        guilty(Role::Freed, 2, &free, None),
        guilty(Role::Allocated, 0, &alloc, None),
    ];
    places[0].stack.push(at("uaf.c", 24, 3, "reader_main", "reader();"));
    let rows = vec![
        mark(row(0, &alloc, call("kmalloc", "", CallResult::Returns(0x1001_0000))), 3),
        row(1, &at("uaf.c", 15, 1, "reader", "{"), What::Begins("reader".into())),
        mark(row(2, &free, call("kfree", "item", CallResult::Done)), 2),
        mark(row(1, &deref, What::Stops), 1),
    ];
    let defect = Told::Heap {
        freed: true,
        write: false,
        size: 4,
        address: 0x1001_0008,
        object: Some((0x1001_0000, 64)),
    };
    let actors = vec![
        other(ActorKind::Insmod, "insmod", "uaf_init", 100, 0),
        thread("reader_main", 0, 101, 1),
        other(ActorKind::Rmmod, "rmmod", "uaf_exit", 102, 0),
    ];
    story(Code::UseAfterFree, defect, actors, places, rows)
}

/// A load through a pointer that another thread has cleared.
pub fn null() -> Story {
    let check = at("dev.c", 50, 6, "poll_dev", "if (dev->ops)");
    let jump = at("dev.c", 51, 3, "poll_dev", "dev->ops->poll(dev);");
    let clear = at("dev.c", 70, 11, "detach", "dev->ops = NULL;");
    let ops = |value| What::Read { variable: "dev->ops".into(), value, size: 8 };
    let places = vec![guilty(Role::Here, 0, &jump, None)];
    let rows = vec![
        row(0, &check, ops(0x1000_3000)),
        row(
            1,
            &clear,
            What::Write { variable: "dev->ops".into(), before: 0x1000_3000, value: Some(0), size: 8 },
        ),
        row(0, &jump, ops(0)),
        mark(row(0, &jump, What::Stops), 1),
    ];
    let actors = vec![thread("poll_dev", 0, 101, 0), thread("detach", 0, 102, 1)];
    story(
        Code::Oops,
        Told::Oops { fault: Fault::Read, address: 0x10, how: String::new(), user: false },
        actors,
        places,
        rows,
    )
}

/// A timer fires after the module is unloaded.
pub fn late_timer() -> Story {
    let arm = at("tick.c", 22, 2, "tick_init", "mod_timer(&tick_timer, jiffies + HZ);");
    let gone = at("tick.c", 11, 1, "tick_fn", "{");
    let actors = vec![
        other(ActorKind::Insmod, "insmod", "tick_init", 100, 0),
        other(ActorKind::Rmmod, "rmmod", "tick_exit", 101, 0),
        other(ActorKind::Clock, "clock", "", 0, 0),
        other(ActorKind::Softirq, "softirq/0", "tick_fn", 0, 0),
    ];
    let none = Source::default();
    let rows = vec![
        row(0, &arm, call("mod_timer", "tick_timer", CallResult::Returns(0))),
        row(1, &at("tick.c", 30, 1, "tick_exit", "{"), What::Begins("tick_exit".into())),
        row(1, &none, What::Ends),
        row(2, &none, What::Time(1_004_000_000)),
        row(3, &none, What::Interrupts { cpu: 0, interrupted: None }),
        mark(row(3, &gone, What::Stops), 1),
    ];
    let defect = Told::AfterRmmod { thread: false, address: 0xffff_ffff_a000_2010 };
    let places = vec![guilty(Role::Here, 3, &gone, None)];
    story(Code::AfterRmmod, defect, actors, places, rows)
}

/// A lock is used that nobody initialised.
pub fn uninitialised() -> Story {
    let line = at("queue.c", 14, 2, "queue_init", "spin_lock(&queue->lock);");
    let places = vec![guilty(Role::Here, 0, &line, None)];
    let defect = Told::Misuse {
        rule: Rule::Uninitialised,
        object: "queue->lock".into(),
        of: "spinlock_t".into(),
        owner: None,
        instead: String::new(),
    };
    let rows = vec![mark(row(0, &line, call("spin_lock", "queue->lock", CallResult::Taken)), 1)];
    let actors = vec![other(ActorKind::Insmod, "insmod", "queue_init", 100, 0)];
    let mut s = story(Code::Misuse, defect, actors, places, rows);
    s.preemptions = 0;
    s
}

/// A story with more rows than are shown.
pub fn long() -> Story {
    let mut s = counter();
    let line = at("examples/counter.c", 12, 2, "warm_up", "calls++;");
    let warm: Vec<Row> = (0..60).map(|i| row(i % 2, &line, write("calls", i as u64, i as u64 + 1))).collect();
    s.rows.splice(0..0, warm);
    s
}

/// A handler on an idle CPU races with a thread.
pub fn idle_interrupt() -> Story {
    let taken = at("nic.c", 60, 2, "send", "spin_lock_irqsave(&tx_lock, flags);");
    let count = at("nic.c", 61, 2, "send", "stats.packets += n;");
    let reset = at("nic.c", 90, 2, "on_irq", "stats.packets = 0;");
    let mut places = vec![
        guilty(Role::Earlier, 0, &count, Some((true, 8))),
        guilty(Role::Here, 1, &reset, Some((true, 8))),
    ];
    places[0].held.push(held("tx_lock", &taken));
    let read = |value| What::Read { variable: "stats.packets".into(), value, size: 8 };
    let write =
        |before, value| What::Write { variable: "stats.packets".into(), before, value: Some(value), size: 8 };
    let rows = vec![
        row(0, &taken, call("spin_lock_irqsave", "tx_lock", CallResult::Taken)),
        row(0, &count, read(40)),
        row(1, &Source::default(), What::Interrupts { cpu: 1, interrupted: None }),
        mark(row(1, &reset, write(40, 0)), 2),
        row(1, &Source::default(), What::Ends),
        mark(row(0, &count, write(0, 42)), 1),
    ];
    let actors = vec![thread("send", 0, 101, 0), other(ActorKind::Irq(7), "irq 7", "on_irq", 0, 1)];
    let defect = Told::DataRace { variable: "stats.packets".into(), address: 0x1000_4000 };
    let mut s = story(Code::DataRace, defect, actors, places, rows);
    s.interrupts = 1;
    s.preemptions = 0;
    s
}

/// A story of every kind, and every rule and fault.
pub fn all() -> Vec<Story> {
    let mut all = vec![
        counter(),
        flag(),
        abba(),
        twice(),
        nested(),
        circle(),
        stop(),
        idle_interrupt(),
        freed(),
        null(),
        late_timer(),
        uninitialised(),
        long(),
    ];
    let one = |code, defect, text: &str| {
        let line = at("one.c", 33, 2, "one", text);
        let places = vec![guilty(Role::Here, 0, &line, None)];
        let rows = vec![mark(row(0, &line, What::Stops), 1)];
        story(code, defect, vec![thread("one", 0, 101, 1), thread("two", 0, 102, 0)], places, rows)
    };
    let faults = [
        Fault::Read,
        Fault::Write,
        Fault::Jump,
        Fault::Divide,
        Fault::InvalidOpcode,
        Fault::Stack,
        Fault::Protection,
    ];
    for fault in faults {
        for address in [0, 0x4141_4141, 0xdead_0000_0000_0100] {
            all.push(one(
                Code::Oops,
                Told::Oops { fault, address, how: String::new(), user: false },
                "*p = 1;",
            ));
        }
    }
    let rules = [
        (Rule::Uninitialised, "struct mutex", "m"),
        (Rule::Uninitialised, "struct timer_list", "t"),
        (Rule::Uninitialised, "struct completion", "done"),
        (Rule::Corrupted, "spinlock_t", "object from one.c:12 + 8"),
        (Rule::Mistaken, "spinlock_t", "m"),
        (Rule::Moved, "struct mutex", "m"),
        (Rule::Moved, "spinlock_t", "l"),
        (Rule::InitialisedInUse, "struct mutex", "m"),
        (Rule::InitialisedInUse, "struct timer_list", "t"),
        (Rule::NotHeld, "struct mutex", "m"),
        (Rule::NoTask, "struct task_struct", "task_struct of two/0"),
        (Rule::NoLine, "free_irq", "irq 7"),
        (Rule::NotAllocated, "kfree", "0x10010008"),
        (Rule::DoubleFree, "kfree", "object from one.c:12"),
    ];
    for (rule, of, object) in rules {
        for owner in [None, Some(1)] {
            let instead = if rule == Rule::Mistaken { "struct mutex".into() } else { String::new() };
            let defect = Told::Misuse { rule, object: object.into(), of: of.into(), owner, instead };
            all.push(one(Code::Misuse, defect, "use(x);"));
        }
    }
    let beside =
        |address| Told::Heap { freed: false, write: true, size: 4, address, object: Some((0x1000, 64)) };
    all.extend([0xff8, 0x103e, 0x1040, 0x1048].map(|a| one(Code::OutOfBounds, beside(a), "p[i] = 0;")));
    all.push(one(Code::StackOverflow, Told::StackOverflow { depth: 16_640 }, "char big[9000];"));
    all.push(one(Code::AfterRmmod, Told::AfterRmmod { thread: true, address: 0x1000_0000 }, "msleep(10);"));
    all.push(one(
        Code::Preemptible,
        Told::Preemptible { call: "smp_processor_id".into() },
        "turns[smp_processor_id()]++;",
    ));
    all.push(one(Code::Bug, Told::Bug, "BUG_ON(count < 0);"));
    all.push(one(
        Code::Warn,
        Told::Warn { message: String::new(), place: String::new() },
        "if (WARN_ON(list_empty(&head)))",
    ));
    all.push(one(Code::SoftLockup, Told::SoftLockup, "while (!ready)"));
    all.push(one(
        Code::Hang,
        Told::Hang { waits_at: "wait_for_completion(&done)".into() },
        "wait_for_completion(&done);",
    ));
    all
}

/// The finding of a story.
pub fn found(story: Story) -> Found {
    let module = story.places.first().map_or("m".into(), |g| g.source.file.replace(".c", ""));
    let trace = format!(".lockstep/{}/{}-1.trace", crate::scene::base(&module), story.code.name());
    Found { code: story.code, story, execution: 12, trace: Some(trace.into()) }
}

/// A verdict with findings.
pub fn verdict(stories: Vec<Story>) -> Verdict {
    let file =
        stories.first().and_then(|s| s.places.first()).map_or("ring.c".into(), |g| g.source.file.clone());
    let findings: Vec<Found> = stories.into_iter().map(found).collect();
    Verdict {
        module: crate::scene::base(&file).replace(".c", ""),
        file,
        cpus: 4,
        faults: Vec::new(),
        preemption: "full",
        outcome: if findings.is_empty() { Outcome::Clean } else { Outcome::Findings },
        searched: Searched {
            executions: 97_204,
            bound: Some(2),
            exhaustive: 1_204,
            random: 96_000,
            rounds: 2,
            promoted: 3,
            all_ran: true,
            ..Searched::default()
        },
        lock_orders: Vec::new(),
        notes: Vec::new(),
        unwritten: None,
        processes: Vec::new(),
        findings,
    }
}
