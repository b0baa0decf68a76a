//! Lock order, nesting and recursion.

use crate::lab::{CIRCULAR, Lab, RECURSIVE};
use lockdep::Defect;

#[test]
fn a_circle_of_five_is_found_where_it_closes() {
    let mut lab = Lab::new();
    let m: Vec<_> = ["a", "b", "c", "d", "e"].iter().map(|n| lab.mutex(n)).collect();
    for i in 0..4 {
        lab.nest(&[m[i], m[i + 1]]);
    }
    lab.silent();
    lab.nest(&[m[4], m[0]]);
    let Defect::Circular(circle) = lab.defect() else { panic!() };
    let names: Vec<_> = circle.links.iter().map(|l| format!("{}>{}", l.held.name, l.class.name)).collect();
    assert_eq!(names, ["d>e", "c>d", "b>c", "a>b", "e>a"]);
}

#[test]
fn the_shortest_circle_is_told() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
    lab.nest(&[a, b]);
    lab.nest(&[b, c]);
    lab.nest(&[a, c]);
    lab.nest(&[c, a]);
    let Defect::Circular(circle) = lab.defect() else { panic!() };
    assert_eq!(circle.links.len(), 2);
}

#[test]
fn consistent_order_is_silent_in_every_subset() {
    let mut lab = Lab::new();
    let m: Vec<_> = ["a", "b", "c", "d"].iter().map(|n| lab.mutex(n)).collect();
    for subset in 1_usize..16 {
        let taken: Vec<_> = (0..4).filter(|i| subset >> i & 1 == 1).map(|i| m[i]).collect();
        lab.nest(&taken);
    }
    lab.silent();
}

#[test]
fn release_out_of_order_is_silent_and_keeps_the_chain_right() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
    lab.lock(a);
    lab.lock(b);
    lab.unlock(a);
    lab.lock(c);
    lab.unlock(b);
    lab.lock(a);
    lab.unlock(a);
    lab.unlock(c);
    // a -> b -> c and c -> a.
    lab.expect(&[CIRCULAR]);
}

#[test]
fn hand_over_hand_in_one_direction_is_silent() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
    for _ in 0..3 {
        lab.lock(a);
        lab.lock(b);
        lab.unlock(a);
        lab.lock(c);
        lab.unlock(b);
        lab.unlock(c);
    }
    lab.silent();
}

#[test]
fn a_trylock_may_be_out_of_order_but_what_it_holds_counts() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
    lab.nest(&[a, b]);
    lab.lock(b);
    lab.take(a, lockdep::Acquire::trylock);
    lab.silent();
    lab.lock(c);
    lab.unlock(c);
    lab.unlock(a);
    lab.unlock(b);
    lab.silent();
    lab.nest(&[c, b]);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn lock_sync_orders_without_holding() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    lab.lock(a);
    lab.take(b, lockdep::Acquire::sync);
    assert_eq!(lab.task.depth(), 1);
    lab.unlock(a);
    lab.nest(&[b, a]);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn a_work_item_flushed_under_a_lock_it_takes() {
    let mut lab = Lab::new();
    let m = lab.mutex("m");
    let work = lab.v.map(0x9000, &lockdep::ClassSpec::pseudo(lockdep::Key(9), "(work_completion)(&work)"));
    // The worker runs the function, which takes the mutex.
    lab.nest(&[work, m]);
    // flush_work under the mutex.
    lab.nest(&[m, work]);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn recursion_is_by_class_and_subclasses_are_classes() {
    let mut lab = Lab::new();
    let a1 = lab.mutex("a");
    let a2 = lab.second(a1);
    lab.lock(a1);
    lab.take(a2, |a| a.nested(1));
    lab.silent();
    lab.unlock(a2);
    lab.lock(a2);
    lab.expect(&[RECURSIVE]);
    // The task goes on: the second release is as good as the first.
    lab.unlock(a2);
    lab.unlock(a1);
    lab.silent();
}

#[test]
fn inverse_order_of_subclasses_is_a_circle() {
    let mut lab = Lab::new();
    let a1 = lab.mutex("a");
    let a2 = lab.second(a1);
    lab.lock(a1);
    lab.take(a2, |a| a.nested(1));
    lab.unlock(a2);
    lab.unlock(a1);
    lab.take(a1, |a| a.nested(1));
    lab.lock(a2);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn a_default_subclass_is_the_class_of_plain_calls() {
    let mut lab = Lab::new();
    let a1 = lab.mutex("a");
    let a2 = lab.second(a1).with_subclass(7);
    lab.nest(&[a1, a2]);
    lab.silent();
    lab.nest(&[a2, a1]);
    let finding = lab.only();
    assert_eq!(finding.held[0].class.label().to_string(), "a/7");
}

#[test]
fn a_nest_lock_must_be_taken_before_the_first_of_the_class() {
    let mut lab = Lab::new();
    let outer = lab.mutex("outer");
    let x1 = lab.mutex("x");
    let x2 = lab.second(x1);
    lab.lock(outer);
    lab.take(x1, |a| a.nest_lock(outer));
    lab.take(x2, |a| a.nest_lock(outer));
    lab.unlock(x2);
    lab.unlock(x1);
    lab.unlock(outer);
    lab.silent();
    lab.lock(x1);
    lab.lock(outer);
    lab.take(x2, |a| a.nest_lock(outer));
    let headlines = lab.headlines();
    assert!(headlines.contains(&RECURSIVE.to_owned()), "{headlines:?}");
}

#[test]
fn the_same_chain_without_its_nest_lock_is_judged_anew() {
    let mut lab = Lab::new();
    let outer = lab.mutex("outer");
    let x1 = lab.mutex("x");
    let x2 = lab.second(x1);
    lab.lock(outer);
    lab.take(x1, |a| a.nest_lock(outer));
    lab.take(x2, |a| a.nest_lock(outer));
    lab.unlock(x2);
    lab.silent();
    lab.lock(x2);
    lab.expect(&[RECURSIVE]);
}

#[test]
fn a_thousand_locks_under_one_nest_lock_are_one_chain() {
    let mut lab = Lab::new();
    let outer = lab.mutex("outer");
    let x = lab.mutex("x");
    lab.lock(outer);
    let many: Vec<_> = (0..1000).map(|i| x.at(0x10_0000 + i * 64)).collect();
    for map in &many {
        lab.take(*map, |a| a.nest_lock(outer));
    }
    assert_eq!(lab.v.chains(), 2);
    many.iter().for_each(|map| lab.unlock(*map));
    lab.unlock(outer);
    lab.silent();
}

#[test]
fn a_lock_before_a_nested_one_still_orders_what_follows() {
    let mut lab = Lab::new();
    let outer = lab.mutex("outer");
    let [x1, a, c] = ["x", "a", "c"].map(|n| lab.mutex(n));
    let x2 = lab.second(x1);
    lab.lock(outer);
    lab.take(x1, |r| r.nest_lock(outer));
    lab.lock(a);
    lab.take(x2, |r| r.nest_lock(outer));
    lab.lock(c);
    for map in [c, x2, a, x1, outer] {
        lab.unlock(map);
    }
    lab.nest(&[c, a]);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn every_circle_is_reported_and_each_once() {
    let mut lab = Lab::new();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|n| lab.mutex(n));
    for _ in 0..3 {
        lab.nest(&[a, b]);
        lab.nest(&[b, a]);
        lab.nest(&[c, d]);
        lab.nest(&[d, c]);
    }
    lab.expect(&[CIRCULAR, CIRCULAR]);
}

#[test]
fn a_finding_comes_again_only_with_a_lesser_order() {
    let mut lab = Lab::new();
    let a1 = lab.mutex("a");
    let a2 = lab.second(a1);
    for (order, found) in [(50, 1), (60, 0), (40, 1), (45, 0)] {
        lab.v.at(order);
        for map in [a1, a2] {
            lab.v.acquire(&mut lab.task, lockdep::Acquire::exclusive(map, lockdep::Site(map.address)));
        }
        let findings = lab.findings();
        assert_eq!(findings.len(), found, "at {order}");
        assert!(findings.iter().all(|f| f.order == order));
        lab.task.reset(lockdep::Context(1));
    }
}

#[test]
fn a_novalidate_class_is_held_but_never_judged() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    let spec = lockdep::ClassSpec::sleeping(lockdep::Key(77), "device").kind(lockdep::LockKind::NoValidate);
    let dev = lab.v.map(0x7700, &spec);
    lab.nest(&[a, dev]);
    lab.nest(&[dev, a]);
    lab.lock(dev);
    let second = lab.second(dev);
    lab.lock(second);
    assert_eq!(lab.task.depth(), 2);
    lab.silent();
}
