//! The full search of random small programs equals a brute-force enumeration of their interleavings.

use engine::strategy::{Bounds, Dfs, Replay, Subtree};
use engine::{Alts, Ctx, Ending, Footprint, Mode, Obj, Strategy, WaitsFor, World, explore, run_one};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug)]
enum Op {
    /// register = variable
    Load(u8),
    /// variable = register + constant
    Store(u8, u8),
    Lock(u8),
    Unlock(u8),
}

#[derive(Clone, Debug)]
struct Toy {
    programs: Vec<Vec<Op>>,
    at: Vec<usize>,
    registers: Vec<u8>,
    variables: [u8; 2],
    owner: [Option<u16>; 2],
    alive: Vec<Ctx>,
    history: Vec<u16>,
}

impl Toy {
    fn new(programs: &[Vec<Op>]) -> Toy {
        let n = programs.len();
        Toy {
            programs: programs.to_vec(),
            at: vec![0; n],
            registers: vec![0; n],
            variables: [0; 2],
            owner: [None; 2],
            alive: (0..n as u16).map(Ctx).collect(),
            history: Vec::new(),
        }
    }

    fn op(&self, c: Ctx) -> Option<Op> {
        self.programs[c.index()].get(self.at[c.index()]).copied()
    }
}

impl World for Toy {
    fn contexts(&self) -> &[Ctx] {
        &self.alive
    }

    fn picks(&self, c: Ctx) -> Alts {
        match self.op(c) {
            None => Alts::NONE,
            Some(Op::Lock(l)) if self.owner[l as usize].is_some() => Alts::NONE,
            Some(_) => Alts::ONE,
        }
    }

    fn wants(&self, _: Ctx, _: u8) -> Footprint {
        Footprint::EMPTY
    }

    fn perform(&mut self, c: Ctx, _: u8) -> Footprint {
        let i = c.index();
        self.history.push(c.0);
        let op = self.op(c).expect("only a context that can move is picked");
        self.at[i] += 1;
        match op {
            Op::Load(v) => {
                self.registers[i] = self.variables[v as usize];
                Footprint::of(Obj::new(1, v.into()), Mode::Read)
            }
            Op::Store(v, k) => {
                self.variables[v as usize] = self.registers[i].wrapping_add(k);
                Footprint::of(Obj::new(1, v.into()), Mode::Write)
            }
            Op::Lock(l) => {
                self.owner[l as usize] = Some(c.0);
                Footprint::of(Obj::new(2, l.into()), Mode::Acquire)
            }
            Op::Unlock(l) => {
                self.owner[l as usize] = None;
                Footprint::of(Obj::new(2, l.into()), Mode::Release)
            }
        }
    }

    fn waits_for(&self, c: Ctx) -> WaitsFor {
        match self.op(c) {
            Some(Op::Lock(l)) => {
                self.owner[l as usize].map_or(WaitsFor::Anyone, |o| WaitsFor::Context(Ctx(o)))
            }
            _ => WaitsFor::Anyone,
        }
    }
}

/// Every interleaving, by the plainest recursion there is. Like the search, it stops at the first wait-for
/// cycle, whoever else could still run.
fn brute_force(toy: &Toy, last: Option<Ctx>, into: &mut BTreeSet<Vec<u16>>, deadlocks: &mut usize) {
    if let Some(c) = last {
        let mut seen = vec![c];
        let mut at = c;
        while toy.picks(at).is_empty() {
            let WaitsFor::Context(next) = toy.waits_for(at) else { break };
            if seen.contains(&next) {
                *deadlocks += 1;
                into.insert(toy.history.clone());
                return;
            }
            seen.push(next);
            at = next;
        }
    }
    let movers: Vec<Ctx> = toy.alive.iter().copied().filter(|c| !toy.picks(*c).is_empty()).collect();
    if movers.is_empty() {
        into.insert(toy.history.clone());
    }
    for c in movers {
        let mut next = toy.clone();
        next.perform(c, 0);
        brute_force(&next, Some(c), into, deadlocks);
    }
}

fn search(programs: &[Vec<Op>], bounds: Bounds, below: Option<Bounds>) -> (Vec<Vec<u16>>, usize, Dfs) {
    let mut dfs = Dfs::new(bounds, below, &Subtree::default(), u64::MAX);
    let (mut found, mut deadlocks) = (Vec::new(), 0);
    explore(
        &mut dfs,
        || Toy::new(programs),
        |e| {
            deadlocks += usize::from(e.ending == Ending::Deadlock);
            found.push(e.world.history.clone());
        },
    );
    (found, deadlocks, dfs)
}

fn preemptions(programs: &[Vec<Op>], history: &[u16]) -> u32 {
    let mut toy = Toy::new(programs);
    let mut last: Option<Ctx> = None;
    let mut n = 0;
    for c in history {
        if last.is_some_and(|l| l.0 != *c && !toy.picks(l).is_empty()) {
            n += 1;
        }
        toy.perform(Ctx(*c), 0);
        last = Some(Ctx(*c));
    }
    n
}

fn program() -> impl Strategy_<Value = Vec<Op>> {
    let step = prop_oneof![
        (0..2u8).prop_map(|v| vec![Op::Load(v), Op::Store(v, 1)]),
        (0..2u8).prop_map(|v| vec![Op::Load(v)]),
        (0..2u8, 0..2u8).prop_map(|(l, v)| vec![Op::Lock(l), Op::Store(v, 3), Op::Unlock(l)]),
        (0..2u8).prop_map(|l| vec![Op::Lock(l), Op::Lock(1 - l), Op::Unlock(1 - l), Op::Unlock(l)]),
    ];
    proptest::collection::vec(step, 0..3).prop_map(|steps| steps.concat())
}
use proptest::strategy::Strategy as Strategy_;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn full_search_is_brute_force(programs in proptest::collection::vec(program(), 1..4)) {
        prop_assume!(programs.iter().map(Vec::len).sum::<usize>() <= 9);
        let (mut expected, mut expected_deadlocks) = (BTreeSet::new(), 0);
        brute_force(&Toy::new(&programs), None, &mut expected, &mut expected_deadlocks);
        let (found, deadlocks, dfs) = search(&programs, Bounds::NONE, None);
        prop_assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(found.len() as u64, dfs.counted());
        prop_assert_eq!(deadlocks, expected_deadlocks);
        prop_assert!(dfs.coverage().complete);
    }

    #[test]
    fn bounds_rise_without_repetition(programs in proptest::collection::vec(program(), 1..4)) {
        prop_assume!(programs.iter().map(Vec::len).sum::<usize>() <= 8);
        let (mut all, mut deadlocks) = (BTreeSet::new(), 0);
        brute_force(&Toy::new(&programs), None, &mut all, &mut deadlocks);
        let mut counted = 0;
        for level in 0..12 {
            let below = (level > 0).then(|| Bounds::level(level - 1));
            let (found, _, dfs) = search(&programs, Bounds::level(level), below);
            let within = all.iter().filter(|h| preemptions(&programs, h) <= level).cloned().collect::<BTreeSet<_>>();
            prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), within);
            counted += dfs.counted();
            if dfs.coverage().complete {
                break;
            }
        }
        prop_assert_eq!(counted, all.len() as u64);
    }

    #[test]
    fn parts_in_order_are_the_whole(programs in proptest::collection::vec(program(), 1..4), limit in 1..7u64) {
        prop_assume!(programs.iter().map(Vec::len).sum::<usize>() <= 7);
        let (whole, ..) = search(&programs, Bounds::NONE, None);
        let mut parts = vec![Subtree::default()];
        let mut found = Vec::new();
        while let Some(part) = parts.pop() {
            let mut dfs = Dfs::new(Bounds::NONE, None, &part, limit);
            explore(&mut dfs, || Toy::new(&programs), |e| found.push(e.world.history.clone()));
            let rest: Vec<_> = dfs.rest().collect();
            parts.extend(rest.into_iter().rev());
        }
        prop_assert_eq!(found, whole);
    }

    #[test]
    fn deviations_replay(programs in proptest::collection::vec(program(), 2..4), seed in any::<u64>()) {
        let mut random = engine::strategy::Random::new(seed, 0..3);
        let mut traces = Vec::new();
        explore(&mut random, || Toy::new(&programs), |e| {
            traces.push((e.course.deviations().to_vec(), e.world.history.clone(), e.ending));
        });
        for (deviations, history, ending) in traces {
            let mut world = Toy::new(&programs);
            let mut replay = Replay::new(&deviations);
            let mut course = engine::Course::default();
            prop_assert_eq!(run_one(&mut world, &mut course, &mut replay), ending);
            prop_assert_eq!(world.history, history);
            prop_assert_eq!(course.deviations(), deviations.as_slice());
            prop_assert!(replay.left_out().is_empty());
        }
    }
}

#[test]
fn two_increments_have_as_many_interleavings_as_counted_by_hand() {
    let increment = vec![Op::Load(0), Op::Store(0, 1)];
    let (found, _, _) = search(&[increment.clone(), increment], Bounds::NONE, None);
    assert_eq!(found.len(), 6);
}

#[test]
fn opposite_orders_deadlock_with_one_preemption_and_not_with_none() {
    let a = vec![Op::Lock(0), Op::Lock(1), Op::Unlock(1), Op::Unlock(0)];
    let b = vec![Op::Lock(1), Op::Lock(0), Op::Unlock(0), Op::Unlock(1)];
    assert_eq!(search(&[a.clone(), b.clone()], Bounds::level(0), None).1, 0);
    assert!(search(&[a, b], Bounds::level(1), None).1 > 0);
}

/// The corner that a checker without native locks gets wrong: a load before the store in the same thread.
#[test]
fn a_threads_own_load_hides_no_interleaving() {
    let reader = vec![Op::Load(0)];
    let writer = vec![Op::Load(0), Op::Store(0, 1)];
    let mut values = BTreeSet::new();
    let mut dfs = Dfs::new(Bounds::NONE, None, &Subtree::default(), u64::MAX);
    explore(
        &mut dfs,
        || Toy::new(&[reader.clone(), writer.clone()]),
        |e| {
            values.insert(e.world.registers[0]);
        },
    );
    assert_eq!(values, BTreeSet::from([0, 1]));
}

#[test]
fn a_random_execution_is_a_function_of_seed_and_number() {
    let p = vec![Op::Load(0), Op::Store(0, 1), Op::Lock(1), Op::Unlock(1)];
    let histories = |range| {
        let mut h = Vec::new();
        let mut random = engine::strategy::Random::new(7, range);
        explore(
            &mut random,
            || Toy::new(&[p.clone(), p.clone(), p.clone()]),
            |e| h.push(e.world.history.clone()),
        );
        h
    };
    let all = histories(0..20);
    assert_eq!(all[13..20], histories(13..20));
    assert!(all.iter().collect::<BTreeSet<_>>().len() > 10);
}
