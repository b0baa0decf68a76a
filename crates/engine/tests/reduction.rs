//! Random programs: the reduced search sees every class of executions that the full one sees, each once.
//!
//! `PROGRAMS=10000 cargo test -p engine --release --test reduction -- --nocapture` compares so many of each family.

mod toy;

use engine::strategy::{Bounds, Dfs, Dpor, Subtree};
use engine::{RandomNumbers, Strategy};
use std::rc::Rc;
use toy::{Local, Op, Seen, Setup, search};

/// An instruction: an operation, perhaps only if the last result was not zero.
#[derive(Clone, Copy, Debug)]
struct Instr {
    op: Op,
    only_if: bool,
}

/// What a family of programs is made of.
#[derive(Clone, Copy)]
struct Family {
    contexts: u64,
    length: u64,
    ops: &'static [Kind],
    handlers: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Load,
    Store,
    Cas,
    Lock,
    TryLock,
    Shared,
    Semaphore,
    Await,
    Choose,
    Mask,
}

fn program(family: &Family, random: &mut RandomNumbers, handler: bool) -> Vec<Instr> {
    let mut code = Vec::new();
    let mut put = |op| code.push(Instr { op, only_if: false });
    let mut open: Vec<Op> = Vec::new();
    let mut below = |n: u64| u64::from(random.below(n as u32));
    let mut conditional = Vec::new();
    if handler {
        put(Op::Enter);
    }
    let length = 1 + below(if handler { 2 } else { family.length });
    for _ in 0..length {
        let (v, l) = (below(2) as usize, below(2) as usize);
        let held = |op: Op| open.contains(&op);
        match family.ops[below(family.ops.len() as u64) as usize] {
            Kind::Load => put(Op::Load(v)),
            Kind::Store => {
                if below(3) == 0 {
                    conditional.push(Op::Store(v, 1 + below(2) as i64));
                    put(Op::Load(v));
                    put(Op::Store(v, 7));
                } else {
                    put(Op::Store(v, below(3) as i64));
                }
            }
            Kind::Cas => put(Op::Cas(v, below(2) as i64, 1 + below(2) as i64)),
            Kind::Lock if !held(Op::Unlock(l)) && !handler => {
                put(Op::Lock(l));
                open.push(Op::Unlock(l));
            }
            Kind::TryLock if !held(Op::Unlock(l)) => {
                put(Op::TryLock(l));
                put(Op::Cas(9, 0, 0));
            }
            Kind::Shared if !held(Op::EndRead(l)) && !held(Op::EndWrite(l)) && !handler => {
                let (begin, end) = if below(2) == 0 {
                    (Op::Read(l), Op::EndRead(l))
                } else {
                    (Op::Write(l), Op::EndWrite(l))
                };
                put(begin);
                open.push(end);
            }
            Kind::Semaphore if !handler => put([Op::Down(2), Op::Up(2), Op::TryDown(2)][below(3) as usize]),
            Kind::Await if !handler => put(Op::Await(v)),
            Kind::Choose => put(Op::Choose(2)),
            Kind::Mask if !held(Op::Unmask) && !handler => {
                put(Op::Mask);
                open.push(Op::Unmask);
            }
            _ => {
                if let Some(op) = open.pop() {
                    put(op);
                }
            }
        }
    }
    while let Some(op) = open.pop() {
        put(op);
    }
    if handler {
        put(Op::Exit);
    }
    refine(code)
}

/// A store of 7 happens only if what was read before is zero; a successful trylock is followed by a store and an unlock.
fn refine(code: Vec<Instr>) -> Vec<Instr> {
    let mut out = Vec::new();
    for (i, x) in code.iter().enumerate() {
        match x.op {
            Op::Store(_, 7) => out.push(Instr { only_if: true, ..*x }),
            Op::Cas(9, ..) => {
                let Op::TryLock(l) = code[i - 1].op else { unreachable!() };
                out.push(Instr { op: Op::Unlock(l), only_if: true });
            }
            _ => out.push(*x),
        }
    }
    out
}

fn run(code: &[Instr], l: &mut Local) -> Op {
    loop {
        l.pc += 1;
        match code.get(l.pc - 1) {
            None => return Op::End,
            Some(x) if x.only_if && l.result == 0 => {}
            Some(x) => return x.op,
        }
    }
}

struct Verdict {
    full: u64,
    classes: u64,
    reduced: u64,
    blocked: u64,
    deadlocks: bool,
}

/// Compares the searches of program `number` of a family; `None`: the full search is too large.
fn compare(family: &Family, seed: u64, number: u64) -> Option<Verdict> {
    let mut random = RandomNumbers::new(seed, number);
    let n = 2 + random.below(family.contexts as u32 - 1) as usize;
    let mut setup = Setup::new(2);
    let mut text = String::new();
    for i in 0..n {
        let handler = family.handlers && i > 0 && random.below(2) == 0;
        let code = program(family, &mut random, handler);
        text.push_str(&format!(
            "{i}{}: {:?}\n",
            if handler { " on CPU 0" } else { "" },
            code.iter().map(|x| (x.op, x.only_if)).collect::<Vec<_>>()
        ));
        let code = move |l: &mut Local| run(&code, l);
        setup = if handler { setup.handler(0, code) } else { setup.task(code) };
    }
    let setup = Rc::new(setup);
    let most = 3_000;
    let mut full = Dfs::new(Bounds::NONE, None, &Subtree::default(), most);
    let mut all = Seen::with_classes();
    search(&setup, &mut full, &mut all);
    if !full.coverage().complete {
        return None;
    }
    let mut dpor = Dpor::new(10 * most);
    let mut seen = Seen::with_classes();
    search(&setup, &mut dpor, &mut seen);
    assert!(dpor.coverage().complete, "program {number} of seed {seed} is not done:\n{text}");
    assert_eq!(all.outcomes, seen.outcomes, "outcomes of program {number} of seed {seed}:\n{text}");
    assert_eq!(all.views, seen.views, "views of program {number} of seed {seed}:\n{text}");
    if all.deadlocks == 0 {
        let lost: Vec<_> =
            all.classes.iter().filter(|c| !seen.classes.contains_key(c.0)).map(|c| c.1).collect();
        assert!(
            lost.is_empty(),
            "program {number} of seed {seed} loses {} of {} classes:\n{text}{}",
            lost.len(),
            all.classes.len(),
            lost[0]
        );
    }
    Some(Verdict {
        full: all.executions,
        classes: seen.classes.len() as u64,
        reduced: seen.executions,
        blocked: dpor.blocked(),
        deadlocks: all.deadlocks > 0,
    })
}

/// Compares so many programs; the search is optimal if it does each class once.
fn fuzz(family: Family, seed: u64, programs: u64, optimal: bool) {
    let (mut done, mut full, mut classes, mut reduced, mut blocked) = (0, 0, 0, 0, 0);
    for number in 0..programs {
        let Some(v) = compare(&family, seed, number) else { continue };
        if optimal && !v.deadlocks {
            assert_eq!(v.reduced, v.classes, "program {number} of seed {seed}");
        }
        done += 1;
        full += v.full;
        classes += v.classes;
        reduced += v.reduced;
        blocked += v.blocked;
    }
    println!(
        "{done} programs: {full} executions in full, {classes} classes, {reduced} executions, {blocked} given up"
    );
    assert!(done * 2 > programs, "the programs are too large");
    assert!(2 * reduced <= 3 * classes, "{reduced} executions of {classes} classes");
    assert!(!optimal || blocked * 100 <= reduced, "{blocked} of {reduced} executions were begun in vain");
}

fn programs(default: u64) -> u64 {
    std::env::var("PROGRAMS").map_or(default, |n| n.parse().expect("PROGRAMS is a number"))
}

use Kind::*;

#[test]
fn memory() {
    fuzz(
        Family { contexts: 3, length: 4, ops: &[Load, Store, Cas], handlers: false },
        1,
        programs(200),
        true,
    );
}

#[test]
fn locks() {
    let ops = &[Load, Store, Lock, Lock, Lock];
    fuzz(Family { contexts: 3, length: 5, ops, handlers: false }, 2, programs(200), true);
}

#[test]
fn attempts() {
    let ops = &[Load, Store, Lock, TryLock];
    fuzz(Family { contexts: 3, length: 4, ops, handlers: false }, 3, programs(200), false);
}

#[test]
fn readers_and_writers() {
    let ops = &[Load, Store, Shared, Shared];
    fuzz(Family { contexts: 3, length: 4, ops, handlers: false }, 4, programs(200), false);
}

#[test]
fn semaphores_and_waits() {
    let ops = &[Load, Store, Semaphore, Await];
    fuzz(Family { contexts: 3, length: 4, ops, handlers: false }, 5, programs(200), false);
}

#[test]
fn choices() {
    let ops = &[Load, Store, Choose, Lock];
    fuzz(Family { contexts: 3, length: 4, ops, handlers: false }, 6, programs(200), true);
}

#[test]
fn interrupts() {
    let ops = &[Load, Store, Cas, Mask];
    fuzz(Family { contexts: 3, length: 4, ops, handlers: true }, 7, programs(200), false);
}
