//! Vector clocks and the table of objects.

use detect::clocks::{self, Clocks, Numbers, WIDTH};
use engine::Obj;
use std::collections::BTreeMap;

fn row(clocks: &Clocks, row: usize) -> Vec<(usize, u32)> {
    (0..WIDTH).map(|i| (i, clocks.get(row, i))).filter(|x| x.1 > 0).collect()
}

#[test]
fn a_component_is_zero_until_it_is_set() {
    let mut c = Clocks::new(4);
    assert!(c.is_zero(2));
    c.set(2, 5, 9);
    c.set(2, 1, 3);
    c.set(2, WIDTH - 1, 1);
    assert_eq!(row(&c, 2), [(1, 3), (5, 9), (WIDTH - 1, 1)]);
    assert!(!c.is_zero(2) && c.is_zero(1) && c.is_zero(3));
}

#[test]
fn a_join_is_the_maximum_of_each_component() {
    let (mut a, mut b) = (Clocks::new(2), Clocks::new(2));
    a.set(0, 0, 5);
    a.set(0, 1, 1);
    b.set(1, 1, 4);
    b.set(1, 7, 2);
    clocks::join(&mut a, 0, &b, 1);
    assert_eq!(row(&a, 0), [(0, 5), (1, 4), (7, 2)]);
    assert_eq!(row(&b, 1), [(1, 4), (7, 2)]);
    clocks::join(&mut a, 0, &b, 0);
    assert_eq!(row(&a, 0), [(0, 5), (1, 4), (7, 2)]);
}

#[test]
fn a_copy_replaces_longer_and_shorter_rows() {
    let (mut a, mut b) = (Clocks::new(2), Clocks::new(2));
    a.set(0, 9, 5);
    b.set(0, 1, 4);
    clocks::copy(&mut a, 0, &b, 0);
    assert_eq!(row(&a, 0), [(1, 4)]);
    a.set(0, 9, 0);
    assert_eq!(row(&a, 0), [(1, 4)], "what a copy has cut off stays forgotten");
    clocks::copy(&mut a, 0, &b, 1);
    assert!(a.is_zero(0));
}

#[test]
fn a_reset_and_a_clear_forget() {
    let mut c = Clocks::new(2);
    c.set(0, 3, 7);
    c.set(1, 3, 8);
    c.clear(0);
    assert!(c.is_zero(0));
    assert_eq!(row(&c, 1), [(3, 8)]);
    c.reset();
    assert!(c.is_zero(1));
    c.set(1, 4, 1);
    assert_eq!(row(&c, 1), [(4, 1)]);
}

#[test]
fn rows_beyond_the_capacity_are_made_and_the_others_kept() {
    let mut c = Clocks::new(2);
    c.set(1, 2, 3);
    for r in [2, 3, 4, 17, 100] {
        c.ensure(r);
        assert!(c.is_zero(r));
        c.set(r, WIDTH - 1, r as u32);
    }
    assert_eq!(row(&c, 1), [(2, 3)]);
    assert_eq!(row(&c, 17), [(WIDTH - 1, 17)]);
    assert_eq!(row(&c, 100), [(WIDTH - 1, 100)]);
    c.ensure(1);
    assert_eq!(row(&c, 100), [(WIDTH - 1, 100)]);
}

#[test]
fn numbers_are_given_in_the_order_of_asking_and_stay() {
    let mut numbers = Numbers::new(4);
    let mut known = BTreeMap::new();
    // Far more than there is room for, with kinds and offsets that collide in their low bits.
    for i in 0..5000u64 {
        let object = Obj::new((i % 5) as u8, i / 7 * 4096);
        let next = known.len();
        let expected = *known.entry(object).or_insert(next);
        assert_eq!(numbers.number(object), expected);
    }
    assert!(known.len() > 3000);
    for (object, n) in &known {
        assert_eq!((numbers.get(*object), numbers.number(*object)), (Some(*n), *n));
    }
    assert_eq!(numbers.get(Obj::new(9, 9)), None);
}

#[test]
fn numbers_begin_again_after_a_reset() {
    let mut numbers = Numbers::new(4);
    let object = |i: u64| Obj::new(1, i);
    (0..100).for_each(|i| assert_eq!(numbers.number(object(i)), i as usize));
    for _ in 0..3 {
        numbers.reset();
        assert!((0..100).all(|i| numbers.get(object(i)).is_none()));
        assert_eq!((numbers.number(object(70)), numbers.number(object(3))), (0, 1));
        assert_eq!(numbers.get(object(70)), Some(0));
    }
}
