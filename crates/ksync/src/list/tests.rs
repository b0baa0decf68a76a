use super::*;
use crate::adapter;
use proptest::prelude::*;
use std::{boxed::Box, collections::VecDeque, sync::Arc, sync::Mutex, vec::Vec};

#[derive(Debug)]
struct Item {
    number: usize,
    link: ListHead,
    other: ListHead,
}

adapter! {
    Shared = Arc<Item> { link: ListHead }
    Other = Arc<Item> { other: ListHead }
    Owned = Box<Item> { link: ListHead }
    Borrowed<'a> = &'a Item { link: ListHead }
}

fn item(number: usize) -> Item {
    Item { number, link: ListHead::new(), other: ListHead::new() }
}

fn numbers<A: Adapter<Link = ListHead, Value = Item>>(list: &List<A>) -> Vec<usize> {
    let forward: Vec<_> = list.iter().map(|item| item.number).collect();
    let mut backward: Vec<_> = list.iter().rev().map(|item| item.number).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    forward
}

const ITEMS: usize = 12;

proptest! {
    #[test]
    fn it_is_a_sequence(steps in proptest::collection::vec((0..16, 0..ITEMS, 0..ITEMS), 0..150)) {
        let items: Vec<_> = (0..ITEMS).map(|number| Arc::new(item(number))).collect();
        let (mut list, mut model) = (List::<Shared>::new(), VecDeque::<usize>::new());
        for (step, a, b) in steps {
            let (at_a, at_b) = (model.iter().position(|&n| n == a), model.iter().position(|&n| n == b));
            prop_assert_eq!(list.contains(&items[a]), at_a.is_some());
            prop_assert_eq!(items[a].link.is_linked(), at_a.is_some());
            let free = at_a.is_none();
            match (step, at_a, at_b) {
                (0, None, _) => { list.add(items[a].clone()); model.push_front(a); }
                (1, None, _) => { list.add_tail(items[a].clone()); model.push_back(a); }
                (2, None, Some(i)) => { list.add_before(&items[b], items[a].clone()); model.insert(i, a); }
                (3, None, Some(i)) => { list.add_after(&items[b], items[a].clone()); model.insert(i + 1, a); }
                (4, ..) => {
                    prop_assert_eq!(list.del(&items[a]).map(|item| item.number), at_a.map(|_| a));
                    if let Some(i) = at_a { model.remove(i); }
                }
                (5, ..) => prop_assert_eq!(list.pop_front().map(|item| item.number), model.pop_front()),
                (6, ..) => prop_assert_eq!(list.pop_back().map(|item| item.number), model.pop_back()),
                (7, None, _) => {
                    prop_assert_eq!(list.replace(&items[b], items[a].clone()).is_ok(), at_b.is_some());
                    if let Some(i) = at_b { model[i] = a; }
                }
                (8, ..) => {
                    prop_assert_eq!(list.move_to_front(&items[a]), !free);
                    if let Some(i) = at_a { model.remove(i); model.push_front(a); }
                }
                (9, ..) => {
                    prop_assert_eq!(list.move_tail(&items[a]), !free);
                    if let Some(i) = at_a { model.remove(i); model.push_back(a); }
                }
                (10, ..) => {
                    list.rotate_left();
                    if !model.is_empty() { model.rotate_left(1); }
                }
                (11, ..) => {
                    prop_assert_eq!(list.swap(&items[a], &items[b]), at_a.is_some() && at_b.is_some());
                    if let (Some(i), Some(j)) = (at_a, at_b) { model.swap(i, j); }
                }
                (12, ..) => {
                    let cut = list.cut_position(&items[a]);
                    let rest = model.split_off(at_a.map_or(0, |i| i + 1));
                    prop_assert!(numbers(&cut).iter().eq(&model));
                    prop_assert!(numbers(&list).iter().eq(&rest));
                    prop_assert!(at_a.is_none() || cut.contains(&items[a]));
                    if b % 2 == 0 {
                        list.splice(cut);
                        model.extend(rest);
                    } else {
                        list.splice_tail(cut);
                        let cut = core::mem::replace(&mut model, rest);
                        model.extend(cut);
                    }
                }
                (13, ..) => {
                    let mut taken = Vec::new();
                    list.extract_if(|item| item.number % 3 == a % 3, |item| taken.push(item.number));
                    let expected: Vec<_> = model.iter().copied().filter(|n| n % 3 == a % 3).collect();
                    prop_assert_eq!(taken, expected);
                    model.retain(|n| n % 3 != a % 3);
                }
                (14, ..) => {
                    let next = |i: usize| model.get(i + 1).copied();
                    prop_assert_eq!(list.next(&items[a]).map(|item| item.number), at_a.and_then(next));
                    let prev = |i: usize| i.checked_sub(1).map(|i| model[i]);
                    prop_assert_eq!(list.prev(&items[a]).map(|item| item.number), at_a.and_then(prev));
                }
                (15, None, _) => {
                    let place = b.min(model.len());
                    let mut cursor = list.cursor_front_mut();
                    (0..place).for_each(|_| cursor.move_next());
                    cursor.add_before(items[a].clone());
                    model.insert(place, a);
                }
                _ => {}
            }
            prop_assert!(numbers(&list).iter().eq(&model));
            prop_assert_eq!(list.first().map(|item| item.number), model.front().copied());
            prop_assert_eq!(list.last().map(|item| item.number), model.back().copied());
            prop_assert_eq!(list.is_empty(), model.is_empty());
            prop_assert_eq!(list.is_singular(), model.len() == 1);
        }
        drop(list);
        prop_assert!(items.iter().all(|item| Arc::strong_count(item) == 1 && !item.link.is_linked()));
    }
}

#[test]
fn a_cursor_goes_round() {
    let mut list: List<Owned> = (0..3).map(|number| Box::new(item(number))).collect();
    let mut cursor = list.cursor_back_mut();
    assert_eq!(cursor.get().unwrap().number, 2);
    cursor.move_next();
    assert!(cursor.get().is_none() && cursor.del().is_none());
    cursor.add_after(Box::new(item(10)));
    cursor.add_before(Box::new(item(20)));
    cursor.move_prev();
    assert_eq!(cursor.del().unwrap().number, 20);
    assert!(cursor.get().is_none());
    cursor.move_next();
    cursor.add_after(Box::new(item(11)));
    assert_eq!(numbers(&list), [10, 11, 0, 1, 2]);
}

#[test]
fn an_element_may_be_in_one_list_by_each_of_its_links() {
    let (shared, mut list, mut other) = (Arc::new(item(1)), List::<Shared>::new(), List::<Other>::new());
    list.add(shared.clone());
    other.add(shared.clone());
    assert!(list.contains(&shared) && other.contains(&shared));
    let mut third = List::<Shared>::new();
    third.add(Arc::new(item(2)));
    assert!(third.del(&shared).is_none());
    assert!(other.del(&shared).is_some());
    assert_eq!(Arc::strong_count(&shared), 2);
}

#[test]
#[should_panic(expected = "in a list already")]
fn no_element_is_in_two_lists_by_one_link() {
    let (one, mut list, mut other) = (item(1), List::<Borrowed>::new(), List::<Borrowed>::new());
    list.add(&one);
    other.add(&one);
}

#[test]
fn a_list_may_be_moved_and_its_elements_know_it() {
    let items = [item(0), item(1), item(2)];
    let list: List<Borrowed> = items.iter().collect();
    let mut moved = Box::new(list);
    assert_eq!(moved.del(&items[1]).unwrap().number, 1);
    assert_eq!(numbers(&*moved), [0, 2]);
    drop(moved);
    assert!(!items[0].link.is_linked());
    assert!(!items[0].clone_link().is_linked());
}

impl Item {
    fn clone_link(&self) -> ListHead {
        self.link.clone()
    }
}

#[test]
fn threads_that_put_one_element_into_their_lists_agree_on_one() {
    let rounds = if cfg!(miri) { 10 } else { 500 };
    for _ in 0..rounds {
        let shared = Arc::new(item(0));
        let won: usize = std::thread::scope(|s| {
            let threads: Vec<_> = (0..2)
                .map(|_| {
                    s.spawn(|| {
                        let mut list = List::<Shared>::new();
                        let add = core::panic::AssertUnwindSafe(|| list.add(shared.clone()));
                        let hook = std::panic::catch_unwind(add);
                        (hook.is_ok(), list)
                    })
                })
                .collect();
            let lists: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
            lists.iter().filter(|list| list.0).count()
        });
        assert_eq!(won, 1);
        assert_eq!(Arc::strong_count(&shared), 1);
    }
}

#[test]
fn a_list_under_a_lock_serves_threads() {
    let (list, rounds) = (Mutex::new(List::<Shared>::new()), if cfg!(miri) { 10 } else { 2_000 });
    std::thread::scope(|s| {
        for thread in 0..4 {
            let list = &list;
            s.spawn(move || {
                let own = Arc::new(item(thread));
                for round in 0..rounds {
                    list.lock().unwrap().add_tail(own.clone());
                    if round % 2 == 0 {
                        list.lock().unwrap().move_to_front(&own);
                    }
                    assert!(list.lock().unwrap().del(&own).is_some());
                }
                assert_eq!(Arc::strong_count(&own), 1);
            });
        }
    });
    assert!(list.lock().unwrap().is_empty());
}
