//! The locks against their peers; `cargo bench -p ksync --bench locks`.
//!
//! An argument is a part of a table's title: only those tables are made. A plot of the medians is written to
//! `locks.svg` in the directory for the results of this target. Two threads, on two CPUs: nothing here says anything about
//! more waiters.

use std::cell::{Cell, RefCell, UnsafeCell};
use std::fmt::Write;
use std::hint::{black_box, spin_loop};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use harness::{Figure, Results, Table, alone, both};
use ksync::{
    BigReaderLock, Mcs, Mutex, NoGuard, PreemptDisabled, Queued, RawLock, RwLock, RwSemaphore, SeqLock,
    SpinLock, Ticket,
};

mod harness;

/// Operations of a candidate in a round.
const TURNS: usize = 50_000;

/// One lock of any kind around a counter: what a table's candidates are made of.
type Add<'a> = Box<dyn Fn() + Sync + 'a>;

/// What makes a table with a title.
type Make = fn(&str) -> Results;

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let tables: [(&str, Make); 8] = [
        ("spin locks, one thread, lock and unlock", spin_alone),
        ("spin locks, two threads, aggregate", spin_both),
        ("mutexes, one thread, lock and unlock", mutex_alone),
        ("mutexes, two threads, aggregate", mutex_both),
        ("mutexes, two threads, 50 pauses in 200, aggregate", mutex_moderate),
        ("readers, one thread", read_alone),
        ("readers, two threads, aggregate", read_both),
        ("sequence lock, one thread", sequence),
    ];
    let mut done = Vec::new();
    for (title, table) in tables {
        if wanted.is_empty() || wanted.iter().any(|part| title.contains(part.as_str())) {
            done.push((title, table(title)));
        }
    }
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("locks.svg");
    std::fs::write(&file, plot(&done)).expect("the target directory can be written to");
    println!("\nplot: {}", file.display());
}

/// Nanoseconds for one turn of a function on one thread.
fn turns(run: impl Fn() + Sync) -> f64 {
    alone(TURNS, || (0..TURNS).for_each(|_| run()))
}

/// The floor of every spinlock: a compare-exchange and a store.
struct FloorA(AtomicU32);

impl FloorA {
    fn turn(&self) {
        let _ = black_box(self.0.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed));
        self.0.store(0, Ordering::Release);
    }
}

/// The floor of every lock that can sleep: two read-modify-writes.
struct FloorB(AtomicU32);

impl FloorB {
    fn turn(&self) {
        let _ = black_box(self.0.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed));
        black_box(self.0.swap(0, Ordering::Release));
    }
}

fn spin_alone(title: &str) -> Results {
    fn ours<G: ksync::Context, R: RawLock + Send + Sync>() -> impl FnMut() -> f64 {
        let lock: SpinLock<u64, G, R> = SpinLock::new(0);
        move || turns(|| *lock.lock() += 1)
    }
    let floor = FloorA(AtomicU32::new(0));
    let spin = spin::mutex::SpinMutex::<u64>::new(0);
    let spin_ticket = spin::mutex::TicketMutex::<u64>::new(0);
    Table::new(title)
        .candidate("compare-exchange and store (floor A)", || turns(|| floor.turn()))
        .candidate("ksync Ticket", ours::<NoGuard, Ticket>())
        .candidate("ksync Ticket, preemption counted", ours::<PreemptDisabled, Ticket>())
        .candidate("ksync Queued", ours::<NoGuard, Queued>())
        .candidate("ksync Mcs", ours::<NoGuard, Mcs>())
        .candidate("spin SpinMutex", || turns(|| *spin.lock() += 1))
        .candidate("spin TicketMutex", || turns(|| *spin_ticket.lock() += 1))
        .at_most(1.15, "ksync Ticket", "compare-exchange and store (floor A)")
        .run()
}

/// Two threads that do the same until one of them has done all its turns; nanoseconds for one of both's, and the part that
/// the slower did of what the quicker did.
fn contend(run: &(dyn Fn() + Sync)) -> (f64, f64) {
    let (ready, stop) = (Barrier::new(2), AtomicBool::new(false));
    let side = |cpu: usize| {
        harness::bind(cpu);
        ready.wait();
        let start = Instant::now();
        let mut count = 0;
        while count < TURNS && !stop.load(Ordering::Relaxed) {
            run();
            count += 1;
        }
        stop.store(true, Ordering::Relaxed);
        (count, start, Instant::now())
    };
    let (one, other) = std::thread::scope(|scope| {
        let (one, other) = (scope.spawn(|| side(0)), scope.spawn(|| side(1)));
        (one.join().expect("a bench does not panic"), other.join().expect("a bench does not panic"))
    });
    let elapsed = one.2.max(other.2) - one.1.min(other.1);
    let (least, most) = (one.0.min(other.0), one.0.max(other.0));
    (elapsed.as_nanos() as f64 / (least + most) as f64, least as f64 / most as f64)
}

/// A table of locks that two threads contend for, with their fairness below it.
fn contended<'a>(
    title: &'a str,
    locks: Vec<(&'static str, Add<'a>)>,
    targets: impl FnOnce(Table<'a>) -> Table<'a>,
    fairness: &[(&str, f64)],
) -> Results {
    let shares: &'static RefCell<Vec<(String, Vec<f64>)>> = Box::leak(Box::default());
    let mut table = Table::new(title);
    for (name, run) in locks {
        shares.borrow_mut().push((name.to_owned(), Vec::new()));
        let index = shares.borrow().len() - 1;
        table = table.candidate(name, move || {
            let (time, fair) = contend(&*run);
            shares.borrow_mut()[index].1.push(fair);
            time
        });
    }
    let results = targets(table).run();
    for (name, samples) in shares.borrow_mut().iter_mut() {
        samples.sort_by(f64::total_cmp);
        let median = samples[samples.len() / 2];
        let target = fairness.iter().find(|(other, _)| other == name);
        let verdict = target.map_or(String::new(), |(_, least)| {
            let upper = samples[samples.len() * 20 / 30];
            format!("   target: at least {least:.2} {}", if upper < *least { "MISSED" } else { "met" })
        });
        println!("  fairness: {name:<34} {median:>9.2}{verdict}");
    }
    results
}

/// A line that goes from one CPU to the other and back, by stores and loads: half of the time is the floor of any lock
/// that serves in order.
fn transfer() -> f64 {
    let (ping, pong) = (AtomicU64::new(0), AtomicU64::new(0));
    let rounds = TURNS as u64;
    both(
        TURNS * 2,
        || {
            for turn in 1..=rounds {
                ping.store(turn, Ordering::Release);
                while pong.load(Ordering::Acquire) != turn {
                    spin_loop();
                }
            }
        },
        || {
            for turn in 1..=rounds {
                while ping.load(Ordering::Acquire) != turn {
                    spin_loop();
                }
                pong.store(turn, Ordering::Release);
            }
        },
    )
}

fn spin_both(title: &str) -> Results {
    fn ours<'a, R: RawLock + Send + Sync + 'a>() -> Add<'a> {
        let lock: SpinLock<u64, NoGuard, R> = SpinLock::new(0);
        Box::new(move || *lock.lock() += 1)
    }
    let spin = spin::mutex::SpinMutex::<u64>::new(0);
    let spin_ticket = spin::mutex::TicketMutex::<u64>::new(0);
    let line = "line transfer, one way";
    contended(
        title,
        vec![
            ("ksync Ticket", ours::<Ticket>()),
            ("ksync Queued", ours::<Queued>()),
            ("ksync Mcs", ours::<Mcs>()),
            ("spin SpinMutex", Box::new(move || *spin.lock() += 1)),
            ("spin TicketMutex", Box::new(move || *spin_ticket.lock() += 1)),
        ],
        |table| {
            table.candidate(line, transfer).at_most(1.15, "ksync Ticket", line).at_most(
                1.15,
                "ksync Queued",
                line,
            )
        },
        &[("ksync Ticket", 0.95), ("ksync Queued", 0.95)],
    )
}

fn mutex_alone(title: &str) -> Results {
    let floor = FloorB(AtomicU32::new(0));
    let ours: Mutex<u64> = Mutex::new(0);
    let semaphore: RwSemaphore<u64> = RwSemaphore::new(0);
    let standard = std::sync::Mutex::new(0_u64);
    let parking = parking_lot::Mutex::new(0_u64);
    Table::new(title)
        .candidate("compare-exchange and swap (floor B)", || turns(|| floor.turn()))
        .candidate("ksync Mutex", || turns(|| *ours.lock() += 1))
        .candidate("ksync RwSemaphore, write", || turns(|| *semaphore.write() += 1))
        .candidate("std Mutex", || turns(|| *standard.lock().expect("nobody panics") += 1))
        .candidate("parking_lot Mutex", || turns(|| *parking.lock() += 1))
        .at_most(1.05, "ksync Mutex", "compare-exchange and swap (floor B)")
        .run()
}

/// The mutexes, each around a counter and so many turns of waiting, inside and after.
fn mutexes<'a>(inside: u32, outside: u32) -> Vec<(&'static str, Add<'a>)> {
    let work = |turns: u32| (0..turns).for_each(|turn| _ = black_box(turn));
    let ours: Mutex<u64> = Mutex::new(0);
    let ticket: SpinLock<u64, NoGuard> = SpinLock::new(0);
    let standard = std::sync::Mutex::new(0_u64);
    let parking = parking_lot::Mutex::new(0_u64);
    macro_rules! turn {
        ($lock:expr) => {
            Box::new(move || {
                let mut guard = $lock;
                *guard += 1;
                work(inside);
                drop(guard);
                work(outside);
            })
        };
    }
    vec![
        ("ksync Mutex", turn!(ours.lock())),
        ("ksync Ticket", turn!(ticket.lock())),
        ("std Mutex", turn!(standard.lock().expect("nobody panics"))),
        ("parking_lot Mutex", turn!(parking.lock())),
    ]
}

fn mutex_both(title: &str) -> Results {
    let targets = |table: Table<'static>| table.at_most(1.1, "ksync Mutex", "parking_lot Mutex");
    contended(Box::leak(title.to_owned().into()), mutexes(0, 0), targets, &[("ksync Mutex", 0.7)])
}

fn mutex_moderate(title: &str) -> Results {
    let targets = |table: Table<'static>| table.at_most(1.2, "ksync Mutex", "ksync Ticket");
    contended(Box::leak(title.to_owned().into()), mutexes(50, 200), targets, &[("ksync Mutex", 0.7)])
}

/// The readers, each of a number.
fn readers<'a>() -> Vec<(&'static str, Add<'a>)> {
    let shared = AtomicUsize::new(0);
    let ours: RwLock<u64, NoGuard> = RwLock::new(0);
    let big: BigReaderLock<u64, NoGuard> = BigReaderLock::new(0);
    let semaphore: RwSemaphore<u64> = RwSemaphore::new(0);
    let standard = std::sync::RwLock::new(0_u64);
    let parking = parking_lot::RwLock::new(0_u64);
    let spin = spin::RwLock::<u64>::new(0);
    vec![
        (
            "fetch_add and fetch_sub",
            Box::new(move || {
                black_box(shared.fetch_add(1, Ordering::Acquire));
                black_box(shared.fetch_sub(1, Ordering::Release));
            }),
        ),
        ("ksync RwLock", Box::new(move || _ = black_box(*ours.read()))),
        ("ksync BigReaderLock", Box::new(move || _ = black_box(*big.read()))),
        ("ksync RwSemaphore", Box::new(move || _ = black_box(*semaphore.read()))),
        ("std RwLock", Box::new(move || _ = black_box(*standard.read().expect("nobody panics")))),
        ("parking_lot RwLock", Box::new(move || _ = black_box(*parking.read()))),
        ("spin RwLock", Box::new(move || _ = black_box(*spin.read()))),
    ]
}

fn read_alone(title: &str) -> Results {
    let mut table = Table::new(title);
    for (name, run) in readers() {
        table = table.candidate(name, move || turns(&run));
    }
    table.at_most(1.1, "ksync RwLock", "fetch_add and fetch_sub").run()
}

fn read_both(title: &str) -> Results {
    let targets = |table: Table<'static>| table.at_most(0.125, "ksync BigReaderLock", "std RwLock");
    contended(Box::leak(title.to_owned().into()), readers(), targets, &[])
}

/// A value that is copied without any care.
struct Careless(UnsafeCell<[u64; 4]>);

// SAFETY: nobody writes.
unsafe impl Sync for Careless {}

fn sequence(title: &str) -> Results {
    let careless = Careless(UnsafeCell::new([0; 4]));
    let careless = &careless;
    let lock: SeqLock<[u64; 4]> = SeqLock::new([0; 4]);
    let word: SeqLock<u64> = SeqLock::new(0);
    // SAFETY: nobody writes.
    let copy = || unsafe { careless.0.get().read_volatile() };
    let results = Table::new(title)
        .candidate("copy of 32 bytes", || turns(|| _ = black_box(copy())))
        .candidate("ksync SeqLock, 32 bytes", || turns(|| _ = black_box(lock.read())))
        .candidate("ksync SeqLock, 8 bytes", || turns(|| _ = black_box(word.read())))
        .run();
    let [copy, read] = ["copy of 32 bytes", "ksync SeqLock, 32 bytes"].map(|name| results.figure(name));
    let verdict = if read.low - copy.high > 1.0 { "MISSED" } else { "met" };
    println!("  target: at most 1 ns more than the copy: {:.2} ns {verdict}", read.median - copy.median);
    results
}

/// The medians with their intervals as bars, a panel for each table.
fn plot(tables: &[(&str, Results)]) -> String {
    const BAR: f64 = 18.0;
    let rows: usize = tables.iter().map(|(_, results)| results.names().count() + 2).sum();
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"{}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        rows as f64 * BAR + 20.0
    );
    let line = Cell::new(1.0);
    let next = || {
        line.set(line.get() + 1.0);
        (line.get() - 1.0) * BAR
    };
    for (title, results) in tables {
        let figures: Vec<(&str, Figure)> = results.names().map(|name| (name, results.figure(name))).collect();
        let most = figures.iter().map(|(_, figure)| figure.high).fold(1.0, f64::max);
        let scale = 420.0 / most;
        let _ =
            writeln!(text, "<text x=\"10\" y=\"{}\" font-weight=\"bold\">{title}, ns</text>", next() + 13.0);
        for (name, Figure { median, low, high }) in figures {
            let top = next();
            let colour = if name.starts_with("ksync") { "#1b6ca8" } else { "#999999" };
            let middle = top + BAR / 2.0;
            let _ = writeln!(
                text,
                "<text x=\"270\" y=\"{0}\" text-anchor=\"end\">{name}</text>\
                 <rect x=\"280\" y=\"{1}\" width=\"{2:.1}\" height=\"{3}\" fill=\"{colour}\"/>\
                 <path d=\"M{4:.1} {middle}H{5:.1}\" stroke=\"black\"/>\
                 <text x=\"{6:.1}\" y=\"{0}\">{median:.2}</text>",
                top + 13.0,
                top + 2.0,
                median * scale,
                BAR - 4.0,
                280.0 + low * scale,
                280.0 + high * scale,
                290.0 + high * scale,
            );
        }
        next();
    }
    text.push_str("</svg>\n");
    text
}
