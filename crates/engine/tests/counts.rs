//! The numbers of executions that differ, of programs on which other checkers agree.
//!
//! Spawning and joining are no steps, a failed compare-and-exchange is a look, and locks race between two takings.

mod toy;

use engine::Strategy;
use engine::strategy::{Coverage, Dpor};
use std::rc::Rc;
use toy::{Local, Op, Seen, Setup, search};

struct Count {
    executions: u64,
    blocked: u64,
    deadlocks: u64,
}

fn count_of(setup: Setup) -> Count {
    let mut dpor = Dpor::new(u64::MAX);
    let mut seen = Seen::default();
    search(&Rc::new(setup), &mut dpor, &mut seen);
    assert_eq!(dpor.coverage(), Coverage { executions: seen.executions, finished: true, complete: true });
    Count { executions: seen.executions, blocked: dpor.blocked(), deadlocks: seen.deadlocks }
}

#[track_caller]
fn expect(setup: Setup, executions: u64) {
    let got = count_of(setup);
    assert_eq!((got.executions, got.blocked, got.deadlocks), (executions, 0, 0));
}

fn counter(threads: usize, times: usize) -> Setup {
    Setup::new(1).tasks(threads, move |_, l| {
        l.pc += 1;
        match (l.pc - 1) % 4 {
            _ if l.pc > 4 * times => Op::End,
            0 => Op::Lock(0),
            1 => Op::Load(0),
            2 => Op::Store(0, l.result + 1),
            _ => Op::Unlock(0),
        }
    })
}

fn racy(threads: usize, times: usize) -> Setup {
    Setup::new(1).tasks(threads, move |_, l| {
        l.pc += 1;
        match (l.pc - 1) % 2 {
            _ if l.pc > 2 * times => Op::End,
            0 => Op::Load(0),
            _ => Op::Store(0, l.result + 1),
        }
    })
}

fn readers(n: usize) -> Setup {
    once(Setup::new(1), Op::Store(0, 1)).tasks(n, |_, l| step(l, &[Op::Load(0)]))
}

fn once(setup: Setup, op: Op) -> Setup {
    setup.task(move |l| step(l, &[op]))
}

fn step(l: &mut Local, ops: &[Op]) -> Op {
    l.pc += 1;
    ops.get(l.pc - 1).copied().unwrap_or(Op::End)
}

fn lastzero(n: usize) -> Setup {
    let reader = move |l: &mut Local| {
        l.pc += 1;
        match l.pc {
            1 => {
                l.r[0] = n as i64;
                Op::Load(n)
            }
            _ if l.result == 0 => Op::End,
            _ => {
                l.r[0] -= 1;
                Op::Load(l.r[0] as usize)
            }
        }
    };
    Setup::new(n + 1).task(reader).tasks(n, |i, l| {
        l.pc += 1;
        match l.pc {
            1 => Op::Load(i),
            2 => Op::Store(i + 1, l.result + 1),
            _ => Op::End,
        }
    })
}

fn philosophers(n: usize, ordered: bool) -> Setup {
    Setup::new(1).tasks(n, move |i, l| {
        let (mut a, mut b) = (i, (i + 1) % n);
        if ordered && a > b {
            (a, b) = (b, a);
        }
        step(l, &[Op::Lock(a), Op::Lock(b), Op::Unlock(b), Op::Unlock(a)])
    })
}

/// Variable 0 is the head of the stack, 0 where it is empty; what a node points to is plain memory.
fn treiber(pushers: usize, times: usize) -> Setup {
    let mut setup = Setup::new(1);
    for i in 0..pushers {
        setup = setup.task_with(move |l, next| {
            l.pc += 1;
            if l.pc > 1 && (l.pc == 2 || l.result != l.r[1]) {
                return push(i * times, l, next);
            }
            l.r[0] += i64::from(l.pc > 1);
            l.pc = 1;
            if l.r[0] == times as i64 { Op::End } else { Op::Load(0) }
        });
    }
    setup.task_with(move |l, next| {
        l.pc += 1;
        let done = l.pc > 2 && l.result == l.r[1];
        if l.pc > 1 && !done && l.result != 0 {
            l.r[1] = l.result;
            return Op::Cas(0, l.r[1], next[l.r[1] as usize]);
        }
        l.r[0] += i64::from(l.pc > 1);
        l.pc = 1;
        if l.r[0] == times as i64 { Op::End } else { Op::Load(0) }
    })
}

fn push(base: usize, l: &mut Local, next: &mut [i64]) -> Op {
    let node = (base as i64) + l.r[0] + 1;
    l.r[1] = l.result;
    next[node as usize] = l.r[1];
    Op::Cas(0, l.r[1], node)
}

/// Each puts values into a table by compare-and-exchange, with linear probing.
fn indexer(threads: usize) -> Setup {
    Setup::new(128).tasks(threads, move |i, l| {
        // r0: how many were put; r1: where; r2: what.
        l.pc += 1;
        if l.pc > 1 && l.result != 0 {
            l.r[1] = (l.r[1] + 1) % 128;
        } else {
            if l.r[0] == 4 {
                return Op::End;
            }
            l.r[0] += 1;
            l.r[2] = l.r[0] * 11 + i as i64;
            l.r[1] = (l.r[2] * 7) % 128;
        }
        Op::Cas(l.r[1] as usize, 0, l.r[2])
    })
}

#[test]
fn counters() {
    for (threads, times, n) in
        [(2, 2, 6), (2, 5, 252), (3, 1, 6), (3, 2, 90), (3, 3, 1_680), (4, 1, 24), (4, 2, 2_520)]
    {
        expect(counter(threads, times), n);
    }
}

#[test]
fn races() {
    for (threads, times, n) in [(2, 2, 34), (2, 3, 328), (2, 5, 34_904), (3, 1, 36), (3, 2, 7_134)] {
        expect(racy(threads, times), n);
    }
}

#[test]
fn one_writer() {
    for (n, count) in [(2, 4), (3, 8), (8, 256), (13, 8_192)] {
        expect(readers(n), count);
    }
}

#[test]
fn last_zero() {
    for (n, count) in [(3, 12), (5, 64), (10, 3_328)] {
        expect(lastzero(n), count);
    }
}

#[test]
fn dining() {
    for (n, count) in [(3, 7), (6, 63)] {
        let got = count_of(philosophers(n, false));
        assert_eq!((got.executions, got.blocked, got.deadlocks), (count, 0, 1));
    }
    expect(philosophers(3, true), 6);
    expect(philosophers(4, true), 14);
}

#[test]
fn stacks() {
    expect(treiber(1, 1), 2);
    expect(treiber(2, 1), 20);
    expect(treiber(2, 2), 7_712);
}

#[test]
fn tables() {
    expect(indexer(8), 1);
    expect(indexer(12), 8);
}

#[test]
fn factorials() {
    for (n, count) in [(3, 6), (5, 120), (7, 5_040)] {
        expect(counter(n, 1), count);
        expect(Setup::new(1).tasks(n, |_, l| step(l, &[Op::Add(0, 1)])), count);
    }
}

/// `cargo test -p engine --release --test counts -- --ignored --nocapture`
#[test]
#[ignore = "takes seconds with optimisation, minutes without"]
fn large() {
    let started = std::time::Instant::now();
    expect(counter(4, 3), 369_600);
    println!("369,600 executions of counter(4x3) in {:.2} s", started.elapsed().as_secs_f64());
    let started = std::time::Instant::now();
    expect(lastzero(15), 147_456);
    println!("147,456 executions of lastzero(15) in {:.2} s", started.elapsed().as_secs_f64());
    expect(indexer(15), 4_096);
}
