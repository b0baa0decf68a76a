//! Random programs: the search of executions that differ comes to the same as that of every execution.
//!
//! `PROGRAMS=20000 cargo test -p model --test reduction -- --nocapture` compares so many.

use model::atomic::{AtomicBool, AtomicU32, Ordering::*};
use model::cell::Cell;
use model::sync::{Condvar, Mutex, RwLock};
use model::{Builder, hint, thread};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone, Debug)]
enum Instr {
    Load(usize),
    Store(usize, u32),
    Add(usize),
    Swap(usize, u32, u32),
    Locked(usize, Vec<Instr>),
    TryLocked(usize, Vec<Instr>),
    Reads(Vec<Instr>),
    Writes(Vec<Instr>),
    Awaits(usize),
    Yields,
    Parks,
    Unparks,
    Notifies,
    Sleeps,
    Cell(bool),
    Child(Vec<Instr>),
    IsFinished,
}

/// What the threads of a program share.
#[derive(Default)]
struct Shared {
    variables: [AtomicU32; 2],
    locks: [Mutex<()>; 2],
    readers: RwLock<()>,
    condition: Condvar,
    told: AtomicBool,
    cell: Cell<u32>,
    first: std::sync::Mutex<Option<thread::Thread>>,
}

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn code(&mut self, length: u64, depth: u32) -> Vec<Instr> {
        (0..1 + self.below(length)).map(|_| self.instr(depth)).collect()
    }

    fn instr(&mut self, depth: u32) -> Instr {
        let (v, k) = (self.below(2) as usize, self.below(2) as u32);
        match self.below(if depth == 0 { 15 } else { 22 }) {
            0 | 1 => Instr::Load(v),
            2 | 3 => Instr::Store(v, k + 1),
            4 => Instr::Add(v),
            5 => Instr::Swap(v, k, 2),
            6 => Instr::Awaits(v),
            7 => Instr::Yields,
            8 if self.below(4) == 0 => Instr::Parks,
            9 | 10 => Instr::Unparks,
            11 => Instr::Notifies,
            12 if self.below(4) == 0 => Instr::Sleeps,
            13 if self.below(6) == 0 => Instr::Cell(k == 0),
            8..=14 => Instr::Load(1 - v),
            15 | 16 => Instr::Locked(v, self.code(2, depth - 1)),
            17 => Instr::TryLocked(v, self.code(2, depth - 1)),
            18 => Instr::Reads(self.code(2, depth - 1)),
            19 => Instr::Writes(self.code(2, depth - 1)),
            20 => Instr::Child(self.code(2, depth - 1)),
            _ => Instr::IsFinished,
        }
    }
}

/// Runs code; what it has seen goes to `seen`.
fn run(code: &[Instr], shared: &Arc<Shared>, seen: &mut Vec<u32>) {
    for instr in code {
        match instr {
            Instr::Load(v) => seen.push(shared.variables[*v].load(Acquire)),
            Instr::Store(v, k) => shared.variables[*v].store(*k, Release),
            Instr::Add(v) => seen.push(shared.variables[*v].fetch_add(1, AcqRel)),
            Instr::Swap(v, a, b) => {
                let swapped = shared.variables[*v].compare_exchange(*a, *b, AcqRel, Acquire);
                seen.push(swapped.map_or_else(|v| v, |v| v + 100));
            }
            Instr::Locked(l, code) => {
                let _guard = shared.locks[*l].lock().unwrap();
                run(code, shared, seen);
            }
            Instr::TryLocked(l, code) => match shared.locks[*l].try_lock() {
                Ok(_guard) => run(code, shared, seen),
                Err(_) => seen.push(1000),
            },
            Instr::Reads(code) => {
                let _guard = shared.readers.read().unwrap();
                run(code, shared, seen);
            }
            Instr::Writes(code) => {
                let _guard = shared.readers.write().unwrap();
                run(code, shared, seen);
            }
            Instr::Awaits(v) => {
                while shared.variables[*v].load(Acquire) == 0 {
                    hint::spin_loop();
                }
            }
            Instr::Yields => thread::yield_now(),
            Instr::Parks => thread::park(),
            Instr::Unparks => {
                let first = shared.first.lock().unwrap().clone();
                if let Some(first) = first {
                    first.unpark();
                }
            }
            Instr::Notifies => {
                shared.told.store(true, Release);
                shared.condition.notify_one();
            }
            Instr::Sleeps => {
                let mut guard = shared.locks[0].lock().unwrap();
                while !shared.told.load(Acquire) {
                    guard = shared.condition.wait(guard).unwrap();
                }
            }
            Instr::Cell(true) => shared.cell.set(1),
            Instr::Cell(false) => _ = shared.cell.get(),
            Instr::Child(code) => {
                let (code, shared) = (code.clone(), shared.clone());
                let child = thread::spawn(move || {
                    let mut seen = Vec::new();
                    run(&code, &shared, &mut seen);
                    seen
                });
                seen.extend(child.join().unwrap());
            }
            Instr::IsFinished => {
                let theirs = shared.clone();
                let child = thread::spawn(move || theirs.variables[0].load(Acquire));
                seen.push(child.is_finished().into());
            }
        }
    }
}

/// What comes of a program: what the threads have seen in the executions that came to their end, and whether something
/// was found; nothing if not all were done.
fn outcome(builder: Builder, program: &[Vec<Instr>]) -> Option<(BTreeSet<Vec<u32>>, Option<bool>, u64)> {
    let outcomes = Arc::new(std::sync::Mutex::new(BTreeSet::new()));
    let (place, program) = (outcomes.clone(), program.to_vec());
    let verdict = builder.executions(60_000).steps(300).explore(move || {
        let shared = Arc::new(Shared::default());
        let threads: Vec<_> = program
            .iter()
            .map(|code| {
                let (code, theirs) = (code.clone(), shared.clone());
                let spawned = thread::spawn(move || {
                    let mut seen = Vec::new();
                    run(&code, &theirs, &mut seen);
                    seen
                });
                shared.first.lock().unwrap().get_or_insert(spawned.thread().clone());
                spawned
            })
            .collect();
        let mut seen: Vec<u32> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
        seen.extend(shared.variables.iter().map(|v| v.load(Acquire)));
        place.lock().unwrap().insert(seen);
    });
    match &verdict.found {
        // Which executions came before the one in which it was found is another matter.
        Some(_) => Some((BTreeSet::new(), Some(true), 0)),
        None => verdict.complete.then(|| (outcomes.lock().unwrap().clone(), None, verdict.executions)),
    }
}

#[test]
fn executions_that_differ_show_all_that_executions_show() {
    let programs = std::env::var("PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let (mut compared, mut found, mut every, mut differing) = (0, 0, 0, 0);
    for seed in 0..programs {
        let mut numbers = Numbers(seed);
        (0..8).for_each(|_| _ = numbers.below(2));
        let threads = 2 + numbers.below(2);
        let program: Vec<Vec<Instr>> = (0..threads).map(|_| numbers.code(7 - 2 * threads, 1)).collect();
        let Some(all) = outcome(Builder::new().every(), &program) else { continue };
        let differ = outcome(Builder::new().differing(), &program);
        let differ = differ.unwrap_or_else(|| panic!("seed {seed} is not finished: {program:?}"));
        assert_eq!((&differ.0, differ.1), (&all.0, all.1), "seed {seed}: {program:?}");
        assert!(differ.2 <= all.2, "seed {seed}: {program:?}");
        compared += 1;
        found += u64::from(all.1.is_some());
        every += all.2;
        differing += differ.2;
    }
    println!("{compared} programs, {found} with a finding; {every} executions, {differing} of which differ");
    assert!(compared > programs * 3 / 4 && found > programs / 20 && differing * 2 < every);
}
