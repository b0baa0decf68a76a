//! Facts: the laws of merging, and what does not depend on the sequence.

use lockdep::{ClassSpec, Facts, Validator};
use proptest::prelude::*;

use crate::lab::{CIRCULAR, Lab};
use crate::random::{Event, executions, play};

fn facts_of(number: u64, execution: &[Event]) -> Facts {
    let mut v = Validator::new();
    play(&mut v, number, execution);
    v.facts()
}

fn merged(a: &Facts, b: &Facts) -> Facts {
    let mut facts = a.clone();
    facts.merge(b);
    facts
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(runs in executions(3, 30)) {
        let all: Vec<Facts> = (0..3).map(|i| facts_of(i, runs.get(i as usize).map_or(&[], |r| r))).collect();
        let [a, b, c] = [&all[0], &all[1], &all[2]];
        prop_assert_eq!(merged(a, b), merged(b, a));
        prop_assert_eq!(merged(&merged(a, b), c), merged(a, &merged(b, c)));
        prop_assert_eq!(&merged(a, a), a);
        prop_assert_eq!(&merged(a, &Facts::new()), a);
    }

    #[test]
    fn facts_depend_on_the_executions_not_on_their_sequence(
        runs in executions(5, 24),
        sequence in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        // One worker does all of it, in some sequence and partly twice.
        let mut one = Validator::new();
        for i in sequence.iter().chain(&sequence[..2]).filter(|i| **i < runs.len()) {
            play(&mut one, *i as u64, &runs[*i]);
        }
        // Five workers do one each.
        let mut all = Facts::new();
        for (i, run) in runs.iter().enumerate() {
            all.merge(&facts_of(i as u64, run));
        }
        prop_assert_eq!(one.facts(), all);
    }

    #[test]
    fn learning_facts_and_exporting_them_is_merging(runs in executions(2, 30)) {
        let a = facts_of(0, &runs[0]);
        let b = facts_of(1, runs.get(1).map_or(&[], |r| r));
        let mut v = Validator::new();
        v.learn(&b);
        v.learn(&a);
        prop_assert_eq!(v.facts(), merged(&a, &b));
    }

    #[test]
    fn judging_is_a_function_of_the_facts(runs in executions(4, 24)) {
        let all: Vec<Facts> = runs.iter().enumerate().map(|(i, r)| facts_of(i as u64, r)).collect();
        let forwards = all.iter().fold(Facts::new(), |sum, f| merged(&sum, f));
        let backwards = all.iter().rev().fold(Facts::new(), |sum, f| merged(&sum, f));
        prop_assert_eq!(forwards.judge(), backwards.judge());
    }
}

#[test]
fn a_circle_of_two_workers_is_found_by_judging() {
    let [mut one, mut two] = [Lab::new(), Lab::new()];
    let names = |lab: &mut Lab| ["a", "b"].map(|n| lab.mutex(n));
    let [a, b] = names(&mut one);
    one.nest(&[a, b]);
    let [a, b] = names(&mut two);
    two.line = 10;
    two.nest(&[b, a]);
    one.silent();
    two.silent();
    let facts = merged(&one.v.facts(), &two.v.facts());
    assert_eq!(facts.len(), (2, 2));
    let findings = facts.judge();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].headline(&lockdep::Who::default()), CIRCULAR);
    assert_eq!(findings[0].order, 12);
    assert!(findings[0].held.is_empty());
}

#[test]
fn later_events_are_judged_against_learnt_facts() {
    let mut one = Lab::new();
    let [a, b] = ["a", "b"].map(|n| one.mutex(n));
    one.nest(&[a, b]);
    let mut two = Lab::new();
    two.v.learn(&one.v.facts());
    let [a, b] = ["a", "b"].map(|n| two.mutex(n));
    two.nest(&[b, a]);
    two.expect(&[CIRCULAR]);
}

#[test]
fn judging_gives_the_headlines_of_the_validator() {
    let mut lab = Lab::new();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|n| lab.spin(n));
    lab.irqs_off(|lab| lab.nest(&[a, b]));
    lab.nest(&[b]);
    lab.in_hardirq(|lab| lab.nest(&[a]));
    lab.irqs_off(|lab| lab.nest(&[a, c]));
    lab.nest(&[c]);
    lab.nest(&[d]);
    lab.irqs_off(|lab| lab.nest(&[a, d]));
    let told = lab.headlines();
    assert_eq!(told.len(), 3);
    let who = lockdep::Who::default();
    let judged: Vec<_> = lab.v.facts().judge().iter().map(|f| f.headline(&who).into_owned()).collect();
    assert_eq!(told, judged);
}

#[test]
fn a_lesser_witness_replaces_a_greater_one() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    for line in [100, 50, 70] {
        lab.line = line;
        lab.nest(&[a, b]);
    }
    let facts = lab.v.facts();
    let (_, _, _, witness) = facts.dependencies().next().unwrap();
    assert_eq!(witness.order, 52);
    let least = facts.usages().map(|(_, _, _, w)| w.order).min();
    assert_eq!(least, Some(51));
}

#[test]
fn classes_show_what_all_workers_know() {
    let [mut one, mut two] = [Lab::new(), Lab::new()];
    let a = one.spin("a");
    one.irqs_off(|lab| lab.nest(&[a]));
    let a = two.spin("a");
    two.in_hardirq(|lab| lab.nest(&[a]));
    let other = two.mutex("a");
    two.nest(&[other]);
    let facts = merged(&one.v.facts(), &two.v.facts());
    let mut classes: Vec<_> = facts.classes().values().map(|c| c.to_string()).collect();
    classes.sort();
    assert_eq!(classes, ["(a#2){+.+.}-{4:4}", "(a){-...}-{3:3}"]);
}

#[test]
fn a_chain_with_a_trylock_in_it_is_another_chain() {
    let run = |lab: &mut Lab, with: fn(lockdep::Acquire) -> lockdep::Acquire, line: u64| {
        lab.line = line;
        let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
        lab.lock(a);
        lab.take(b, with);
        lab.nest(&[c]);
        lab.unlock(b);
        lab.unlock(a);
    };
    let [mut one, mut two, mut both] = [Lab::new(), Lab::new(), Lab::new()];
    run(&mut one, |a| a, 0);
    run(&mut two, lockdep::Acquire::trylock, 100);
    run(&mut both, |a| a, 0);
    run(&mut both, lockdep::Acquire::trylock, 100);
    assert_eq!(both.v.facts(), merged(&one.v.facts(), &two.v.facts()));
}

#[test]
fn facts_told_one_by_one_are_judged_like_those_of_a_validator() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    lab.nest(&[a, b]);
    lab.nest(&[b, a]);
    let known = lab.v.facts();
    let learnt = lab.v.learnt();
    assert!(lab.v.has_findings());
    lab.findings();
    assert!(!lab.v.has_findings());
    lab.nest(&[b, a]);
    assert_eq!(lab.v.learnt(), learnt, "nothing is learnt twice");

    let mut told = Facts::new();
    for (id, name, usage, witness) in known.usages() {
        told.add_class(id.subclass, &ClassSpec::sleeping(id.key, name));
        assert!(told.add_usage(id, usage, witness));
        assert!(!told.add_usage(id, usage, witness), "it is known");
    }
    for (from, to, kind, witness) in known.dependencies() {
        assert!(told.add_order(from, to, kind, witness));
        assert!(!told.add_order(from, to, kind, witness), "it is known");
    }
    assert_eq!(told, known);
    assert_eq!(told.judge(), known.judge());
}
