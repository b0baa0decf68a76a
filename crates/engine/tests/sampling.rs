//! What the rules of sampling promise, measured on small programs: the seed is fixed, so the numbers are what they are.

mod toy;

use engine::strategy::{Rule, Sampled};
use engine::{Ctx, Ending, explore};
use std::collections::BTreeMap;
use std::rc::Rc;
use toy::{Made, Op, Setup, Toy};

/// How often what `look` makes of an execution comes out.
fn drawn<T: Ord>(setup: Setup, rule: Rule, n: u64, look: impl Fn(&[Made], Ending) -> T) -> BTreeMap<T, u64> {
    let setup = Rc::new(setup);
    let mut counts = BTreeMap::new();
    // The first execution of a range is a walk.
    for first in (0..n).step_by(1000) {
        let mut sampled = Sampled::new(7, first..first + 1001, Some(rule));
        let mut profiled = false;
        explore(
            &mut sampled,
            || Toy::new(&setup),
            |e| {
                if std::mem::replace(&mut profiled, true) {
                    *counts.entry(look(&e.world.made, e.ending)).or_insert(0) += 1;
                }
            },
        );
    }
    counts
}

/// Contexts that make so many steps each, on a variable that they share if `shared`, else on their own.
fn threads(steps: &[usize], shared: bool) -> Setup {
    let mut setup = Setup::new(steps.len());
    for (i, n) in steps.iter().copied().enumerate() {
        setup = setup.task(move |l| {
            l.pc += 1;
            match l.pc <= n {
                true => Op::Add(if shared { 0 } else { i }, 1),
                false => Op::End,
            }
        });
    }
    setup
}

fn order(made: &[Made], _: Ending) -> Vec<Ctx> {
    made.iter().filter(|m| m.op != Op::End).map(|m| m.context).collect()
}

/// Each came out as often as `share` says, within six standard deviations.
#[track_caller]
fn is_distributed<T: Ord + std::fmt::Debug>(counts: &BTreeMap<T, u64>, share: impl Fn(&T) -> f64) {
    let n = counts.values().sum::<u64>() as f64;
    for (what, count) in counts {
        let p = share(what);
        let deviation = (n * p * (1.0 - p)).sqrt();
        assert!((*count as f64 - n * p).abs() < 6.0 * deviation, "{what:?}: {count}, not {:.0}", n * p);
    }
}

#[test]
fn a_walk_goes_on_with_each_alike() {
    // The first step of the one that has one is the k-th with a probability of 2^-k, and what is left for the last.
    let counts = drawn(threads(&[1, 3], true), Rule::Walk, 20_000, order);
    assert_eq!(counts.len(), 4);
    is_distributed(&counts, |o| {
        let at = o.iter().position(|c| *c == Ctx(0)).unwrap_or(0);
        [0.5, 0.25, 0.125, 0.125][at]
    });
}

#[test]
fn a_uniform_walk_comes_to_each_interleaving_alike() {
    // 35 orders of 4 steps with 3. Both contexts share one object, so that all steps are interesting either way.
    let counts = drawn(threads(&[4, 3], true), Rule::Surw, 20_000, order);
    assert_eq!(counts.len(), 35);
    is_distributed(&counts, |_| 1.0 / 35.0);
}

#[test]
fn a_selective_walk_comes_to_each_order_of_interesting_steps_alike() {
    // A long prefix on objects of their own, then two steps each on a shared one: 6 orders of these.
    let setup = Setup::new(3).tasks(2, |i, l| {
        l.pc += 1;
        match l.pc {
            n if n <= 12 * (1 - i) => Op::Add(1 + i, 1),
            n if n <= 12 * (1 - i) + 2 => Op::Add(0, 1),
            _ => Op::End,
        }
    });
    let look = |made: &[Made], _: Ending| -> Vec<Ctx> {
        made.iter().filter(|m| m.op == Op::Add(0, 1)).map(|m| m.context).collect()
    };
    let selective = drawn(setup.clone(), Rule::Surw, 20_000, look);
    let walk = drawn(setup, Rule::Walk, 20_000, look);
    // Half of the executions are uniform over all steps, where who has fewer is later as often as is fair.
    let rarest = |counts: &BTreeMap<Vec<Ctx>, u64>| counts.values().copied().min().unwrap_or(0);
    assert_eq!(selective.len(), 6);
    assert!(rarest(&selective) > 20_000 / 15, "{selective:?}");
    assert!(walk.len() < 6 || rarest(&walk) < 20_000 / 200, "{walk:?}");
}

#[test]
fn partial_order_sampling_decides_each_conflict_alike_however_long_the_way_to_it() {
    // One context has far to go; which of the two conflicting steps comes first is still a fair draw: of steps that draw
    // once, the earlier is the one with the greater priority, if what is before does not hold it back.
    let setup = Setup::new(3).tasks(2, |i, l| {
        l.pc += 1;
        match l.pc {
            n if n <= 6 * i => Op::Add(1 + i, 1),
            n if n == 6 * i + 1 => Op::Add(0, 1),
            _ => Op::End,
        }
    });
    let first = |made: &[Made], _: Ending| made.iter().find(|m| m.op == Op::Add(0, 1)).map(|m| m.context);
    let counts = drawn(setup.clone(), Rule::Pos, 20_000, first);
    // The last of seven uniform draws must be above the first of the other and all before it: the other moves as soon as it
    // is the highest, so it comes second only if it is the least of all eight: 1 / 8.
    is_distributed(&counts, |c| if *c == Some(Ctx(1)) { 1.0 / 8.0 } else { 7.0 / 8.0 });
    // A walk meets that order in one of 2^7.
    let walk = drawn(setup, Rule::Walk, 20_000, first);
    is_distributed(&walk, |c| if *c == Some(Ctx(1)) { 1.0 / 128.0 } else { 127.0 / 128.0 });
}

#[test]
fn partial_order_sampling_draws_again_where_steps_conflict() {
    // Three steps on one variable: each of the six orders is as likely as any.
    let counts = drawn(threads(&[1, 1, 1], true), Rule::Pos, 20_000, order);
    assert_eq!(counts.len(), 6);
    is_distributed(&counts, |_| 1.0 / 6.0);
    // Two of each: who is drawn again has a fair chance against who waits, whose priority was drawn again, too.
    let counts = drawn(threads(&[2, 2], true), Rule::Pos, 20_000, order);
    is_distributed(&counts, |o| if o[0] == o[1] { 0.25 } else { 0.125 });
}

/// How often a bug is met, of so many executions.
fn met(setup: Setup, rule: Rule, n: u64, bug: impl Fn(&[Made]) -> bool) -> f64 {
    let counts = drawn(setup, rule, n, |made, _| bug(made));
    counts.get(&true).copied().unwrap_or(0) as f64 / n as f64
}

#[test]
fn priorities_meet_bugs_of_small_depth_as_often_as_is_promised() {
    const STEPS: usize = 20;
    let at = |made: &[Made], c: u16, nth: usize| {
        let mut of = made.iter().enumerate().filter(|(_, m)| m.context == Ctx(c));
        of.nth(nth).map_or(usize::MAX, |(i, _)| i)
    };
    let (n, k) = (2.0, 2.0 * STEPS as f64);
    // Depth 1: the last step of one before the first of the other.
    let of_one = |made: &[Made]| at(made, 1, STEPS - 1) < at(made, 0, 0);
    let often = met(threads(&[STEPS, STEPS], true), Rule::Pct, 20_000, of_one);
    assert!(often >= 1.0 / (5.0 * n), "{often}");
    assert_eq!(met(threads(&[STEPS, STEPS], true), Rule::Walk, 20_000, of_one), 0.0);
    // Depth 2: the whole of one between two steps in the midst of the other.
    let of_two = |made: &[Made]| at(made, 0, 9) < at(made, 1, 0) && at(made, 1, STEPS - 1) < at(made, 0, 10);
    let often = met(threads(&[STEPS, STEPS], true), Rule::Pct, 20_000, of_two);
    assert!(often >= 1.0 / (5.0 * n * k), "{often}");
    assert_eq!(met(threads(&[STEPS, STEPS], true), Rule::Walk, 20_000, of_two), 0.0);
    // Depth 3: besides, one stops in the midst of that.
    let of_three = |made: &[Made]| {
        let inside = (0..STEPS).filter(|i| at(made, 1, *i) < at(made, 0, 10)).count();
        at(made, 0, 9) < at(made, 1, 0) && inside == 10 && at(made, 0, STEPS - 1) < at(made, 1, 10)
    };
    let often = met(threads(&[STEPS, STEPS], true), Rule::Pct, 50_000, of_three);
    assert!(often >= 1.0 / (5.0 * n * k * k), "{often}");
}

#[test]
fn an_execution_is_a_function_of_its_seed_its_number_and_its_range() {
    let of = |seed, rule| {
        let setup = Rc::new(threads(&[5, 5, 5], true));
        let mut orders = Vec::new();
        explore(
            &mut Sampled::new(seed, 0..40, rule),
            || Toy::new(&setup),
            |e| orders.push(order(&e.world.made, e.ending)),
        );
        orders
    };
    for rule in Rule::ALL.map(Some).into_iter().chain([None]) {
        assert_eq!(of(1, rule), of(1, rule));
        assert_ne!(of(1, rule), of(2, rule));
    }
    // In turn each rule does what it would do alone.
    let all = of(3, None);
    for (i, rule) in Rule::ALL.into_iter().enumerate() {
        let alone = of(3, Some(rule));
        assert!((i..40).step_by(4).all(|n| all[n] == alone[n]), "{rule:?}");
    }
}
