//! Readers, recursive and not.

use crate::lab::{CIRCULAR, Lab, RECURSIVE};
use lockdep::{Acquire, Map, Mode};

fn read(lab: &mut Lab, map: Map) {
    lab.take(map, |a| a.mode(Mode::Recursive));
}

fn down_read(lab: &mut Lab, map: Map) {
    lab.take(map, |a| a.mode(Mode::Shared));
}

#[test]
fn recursive_readers_may_recurse_and_cross() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.spin(n));
    for (x, y) in [(a, b), (b, a)] {
        read(&mut lab, x);
        read(&mut lab, y);
        read(&mut lab, x);
        lab.unlock(x);
        lab.unlock(y);
        lab.unlock(x);
    }
    lab.silent();
}

#[test]
fn non_recursive_readers_may_not() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    for (x, y) in [(a, b), (b, a)] {
        down_read(&mut lab, x);
        down_read(&mut lab, y);
        lab.unlock(y);
        lab.unlock(x);
    }
    lab.expect(&[CIRCULAR]);
}

#[test]
fn a_recursive_reader_inside_a_non_recursive_one_is_legal_and_not_the_inverse() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    down_read(&mut lab, a);
    read(&mut lab, a);
    lab.unlock(a);
    lab.unlock(a);
    lab.silent();
    read(&mut lab, a);
    down_read(&mut lab, a);
    lab.expect(&[RECURSIVE]);
}

#[test]
fn order_passes_through_a_recursive_reader_by_its_neighbours() {
    let mut lab = Lab::new();
    let [a, b, c] = ["a", "b", "c"].map(|n| lab.mutex(n));
    lab.lock(a);
    read(&mut lab, b);
    lab.lock(c);
    for map in [c, b, a] {
        lab.unlock(map);
    }
    lab.silent();
    lab.nest(&[c, a]);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn a_writer_makes_a_known_reader_edge_a_circle() {
    let mut lab = Lab::new();
    let [a, b] = ["a", "b"].map(|n| lab.mutex(n));
    read(&mut lab, a);
    lab.lock(b);
    lab.unlock(b);
    lab.unlock(a);
    lab.lock(b);
    read(&mut lab, a);
    lab.unlock(a);
    lab.silent();
    lab.lock(a);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn a_class_reached_first_by_a_weak_path_is_reached_again_by_a_strong_one() {
    let mut lab = Lab::new();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|n| lab.mutex(n));
    // b -> c weakly in one step, strongly in two; c -> a needs the strong one.
    lab.lock(b);
    read(&mut lab, c);
    lab.unlock(c);
    lab.unlock(b);
    lab.nest(&[b, d]);
    lab.nest(&[d, c]);
    down_read(&mut lab, c);
    lab.lock(a);
    lab.unlock(a);
    lab.unlock(c);
    lab.silent();
    lab.nest(&[a, b]);
    lab.expect(&[CIRCULAR]);
}

#[test]
fn rcu_is_held_but_in_no_order() {
    let mut lab = Lab::new();
    let rcu = lab.v.map(1, &lockdep::ClassSpec::rcu(lockdep::Key(1), "rcu_read_lock"));
    let s = lab.spin("s");
    for (x, y) in [(rcu, s), (s, rcu)] {
        for map in [x, y] {
            let site = lab.site();
            let request = if map == rcu { Acquire::rcu(map, site) } else { Acquire::exclusive(map, site) };
            lab.v.acquire(&mut lab.task, request);
        }
        assert!(lab.task.holds(rcu).is_some());
        lab.unlock(y);
        lab.unlock(x);
    }
    lab.silent();
}

#[test]
fn a_downgraded_lock_is_held_by_a_reader() {
    let mut lab = Lab::new();
    let a = lab.mutex("a");
    lab.lock(a);
    let site = lab.site();
    lab.v.downgrade(&mut lab.task, a, site);
    assert_eq!(lab.task.holds(a), Some(Mode::Shared));
    lab.silent();
    lab.v.downgrade(&mut lab.task, a, site);
    lab.expect(&["downgrading a read lock"]);
}
