use super::*;
use crate::adapter;
use proptest::prelude::*;
use std::{boxed::Box, sync::Arc, sync::Mutex, vec::Vec};

#[derive(Debug)]
struct Item {
    key: u32,
    number: usize,
    /// How many elements there are in the subtree, and the sum of their numbers.
    known: Mutex<(usize, usize)>,
    node: RbNode,
}

adapter! {
    Shared = Arc<Item> { node: RbNode }
    Owned = Box<Item> { node: RbNode }
    Borrowed<'a> = &'a Item { node: RbNode }
}

macro_rules! keyed {
    ($($adapter:ty)*) => {$(
        impl Keyed for $adapter {
            type Key = u32;
            fn key(item: &Item) -> &u32 {
                &item.key
            }
        }
    )*};
}
keyed!(Shared Owned Borrowed<'_>);

struct Sums;

fn sums(item: &Item, left: Option<&Item>, right: Option<&Item>) -> (usize, usize) {
    let children = [left, right].into_iter().flatten();
    children.map(|child| *child.known.lock().unwrap()).fold((1, item.number), |a, b| (a.0 + b.0, a.1 + b.1))
}

impl Augment<Item> for Sums {
    fn update(item: &Item, left: Option<&Item>, right: Option<&Item>) -> bool {
        let known = sums(item, left, right);
        core::mem::replace(&mut *item.known.lock().unwrap(), known) != known
    }
}

fn item(key: u32, number: usize) -> Item {
    Item { key, number, known: Mutex::new((0, 0)), node: RbNode::new() }
}

/// Checks the colours below a place, and returns how many black ones each path passes.
fn black_height<A: Adapter<Link = RbNode, Value = Item>>(
    place: Option<Place<'_, A>>,
    sums_too: bool,
) -> usize {
    let Some(place) = place else { return 0 };
    let (left, right) = (place.left(), place.right());
    let red = place.get().node.is_red();
    for child in [left, right].into_iter().flatten() {
        assert!(!(red && child.get().node.is_red()), "a red one has a red child");
        assert!(child.parent().is_some_and(|parent| core::ptr::eq(parent.get(), place.get())));
    }
    let height = black_height(left, sums_too);
    assert_eq!(height, black_height(right, sums_too), "paths differ");
    if sums_too {
        let expected = sums(place.get(), left.map(Place::get), right.map(Place::get));
        assert_eq!(*place.get().known.lock().unwrap(), expected);
    }
    height + usize::from(!red)
}

fn check<A: Adapter<Link = RbNode, Value = Item>, G: Augment<Item>>(tree: &RbTree<A, G>) -> Vec<usize> {
    if let Some(root) = tree.root() {
        assert!(!root.get().node.is_red() && root.parent().is_none());
    }
    black_height(tree.root(), G::ENABLED);
    let forward: Vec<_> = tree.iter().map(|item| item.number).collect();
    let mut backward: Vec<_> = tree.iter().rev().map(|item| item.number).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    assert_eq!(tree.first().map(|item| item.number), forward.first().copied());
    assert_eq!(tree.last().map(|item| item.number), forward.last().copied());
    forward
}

const ITEMS: usize = 40;
const KEYS: u32 = 25;

fn behaves<G: Augment<Item>>(steps: Vec<(i32, usize, u32)>) -> Result<(), TestCaseError> {
    let items: Vec<_> = (0..ITEMS).map(|number| Arc::new(item(number as u32 * 7 % KEYS, number))).collect();
    let number = |item: Arc<Item>| item.number;
    let (mut tree, mut model) = (RbTree::<Shared, G>::new(), Vec::<usize>::new());
    for (step, a, key) in steps {
        let key_of = |n: usize| items[n].key;
        let at_a = model.iter().position(|&n| n == a);
        let behind = model.partition_point(|&n| key_of(n) <= key_of(a));
        let from = model.partition_point(|&n| key_of(n) < key);
        let first = model.get(from).copied().filter(|&n| key_of(n) == key);
        prop_assert_eq!(tree.contains(&items[a]), at_a.is_some());
        match (step, at_a) {
            (0..=2, None) => {
                tree.add(items[a].clone());
                model.insert(behind, a);
            }
            (3, None) => {
                let there = model.iter().any(|&n| key_of(n) == key_of(a));
                prop_assert_eq!(tree.find_add(items[a].clone()).is_err(), there);
                if !there {
                    model.insert(behind, a);
                }
            }
            (4, None) => {
                tree.add_by(items[a].clone(), |new, there| new.key < there.key);
                model.insert(behind, a);
            }
            (5, _) => {
                prop_assert_eq!(tree.erase(&items[a]).map(number), at_a.map(|_| a));
                model.retain(|&n| n != a);
            }
            (6, _) => {
                prop_assert_eq!(tree.remove(&key).map(number), first);
                model.retain(|&n| Some(n) != first);
            }
            (7, _) => {
                let expected = (!model.is_empty()).then(|| model.remove(0));
                prop_assert_eq!(tree.pop_first().map(number), expected);
            }
            (8, None) => {
                let old = model.iter().position(|&n| key_of(n) == key_of(a));
                let place = &items[old.map_or(a, |i| model[i])];
                prop_assert_eq!(tree.replace_node(place, items[a].clone()).is_ok(), old.is_some());
                if let Some(i) = old {
                    model[i] = a;
                }
            }
            (9, _) => {
                prop_assert_eq!(tree.find(&key).map(|item| item.number), first);
                let by = tree.find_by(|item| item.key.cmp(&key)).map(|item| item.key);
                prop_assert_eq!(by, first.map(key_of));
                prop_assert_eq!(tree.lower_bound(&key).map(|item| item.number), model.get(from).copied());
                let above = model.iter().copied().find(|&n| key_of(n) > key);
                prop_assert_eq!(tree.upper_bound(&key).map(|item| item.number), above);
                prop_assert!(tree.iter_from(&key).map(|item| item.number).eq(model[from..].iter().copied()));
                prop_assert!(
                    tree.iter_from(&key)
                        .rev()
                        .map(|item| item.number)
                        .eq(model[from..].iter().rev().copied())
                );
            }
            (10, _) => {
                let next = |i: usize| model.get(i + 1).copied();
                prop_assert_eq!(tree.next(&items[a]).map(|item| item.number), at_a.and_then(next));
                let prev = |i: usize| i.checked_sub(1).map(|i| model[i]);
                prop_assert_eq!(tree.prev(&items[a]).map(|item| item.number), at_a.and_then(prev));
            }
            (11, _) => {
                let due = model.first().copied().filter(|&n| key_of(n) <= key);
                prop_assert_eq!(tree.pop_first_until(&key).map(number), due);
                model.retain(|&n| Some(n) != due);
            }
            _ => {}
        }
        prop_assert_eq!(check(&tree), model.clone());
        let (mut seen, mut count) = (std::collections::BTreeSet::new(), 0);
        for item in tree.postorder() {
            let link = &item.node;
            for child in &link.children {
                // SAFETY: it is in the tree.
                let child = child.get().map(|child| core::ptr::from_ref(unsafe { at(child) }));
                prop_assert!(child.is_none_or(|child| seen.contains(&child)));
            }
            seen.insert(core::ptr::from_ref(link));
            count += 1;
        }
        prop_assert_eq!(count, model.len());
    }
    drop(tree);
    prop_assert!(items.iter().all(|item| Arc::strong_count(item) == 1 && !item.node.is_linked()));
    Ok(())
}

proptest! {
    #[test]
    fn it_is_a_sorted_sequence(steps in proptest::collection::vec((0..12, 0..ITEMS, 0..KEYS), 0..200)) {
        behaves::<NoAugment>(steps)?;
    }

    #[test]
    fn what_elements_know_stays_true(steps in proptest::collection::vec((0..12, 0..ITEMS, 0..KEYS), 0..200)) {
        behaves::<Sums>(steps)?;
    }
}

#[test]
fn many_elements_in_any_order_stay_balanced() {
    let count = if cfg!(miri) { 60 } else { 2_000 };
    for multiplier in [1, 7, 1_999, 2_147_483_647_u32] {
        let mut tree: RbTree<Owned, Sums> =
            (0..count).map(|i| Box::new(item((i as u32).wrapping_mul(multiplier), i))).collect();
        check(&tree);
        for i in (0..count).step_by(2) {
            let key = (i as u32).wrapping_mul(multiplier);
            assert_eq!(tree.remove(&key).unwrap().key, key);
            if i % 128 == 0 {
                check(&tree);
            }
        }
        assert_eq!(check(&tree).len(), count / 2);
    }
}

#[test]
fn what_an_element_is_augmented_by_may_change() {
    struct Task {
        key: u32,
        weight: Mutex<u32>,
        total: Mutex<u32>,
        node: RbNode,
    }
    struct Total;
    impl Augment<Task> for Total {
        fn update(task: &Task, left: Option<&Task>, right: Option<&Task>) -> bool {
            let children = [left, right].into_iter().flatten().map(|child| *child.total.lock().unwrap());
            let total = children.sum::<u32>() + *task.weight.lock().unwrap();
            core::mem::replace(&mut *task.total.lock().unwrap(), total) != total
        }
    }
    adapter!(Tasks = Arc<Task> { node: RbNode });
    impl Keyed for Tasks {
        type Key = u32;
        fn key(task: &Task) -> &u32 {
            &task.key
        }
    }
    let tasks: Vec<_> = (0..20)
        .map(|key| Arc::new(Task { key, weight: Mutex::new(1), total: Mutex::new(0), node: RbNode::new() }))
        .collect();
    let mut tree: RbTree<Tasks, Total> = tasks.iter().cloned().collect();
    *tasks[13].weight.lock().unwrap() = 100;
    assert!(tree.augment(&tasks[13]));
    assert_eq!(*tree.root().unwrap().get().total.lock().unwrap(), 119);
    tree.erase(&tasks[13]);
    assert!(!tree.augment(&tasks[13]));
}

#[test]
fn a_key_that_has_changed_does_no_harm() {
    struct Changing {
        key: core::sync::atomic::AtomicU32,
        node: RbNode,
    }
    adapter!(All<'a> = &'a Changing { node: RbNode });
    let of = |item: &Changing| item.key.load(Relaxed);
    let items: Vec<_> = (0..30)
        .map(|key| Changing { key: core::sync::atomic::AtomicU32::new(key), node: RbNode::new() })
        .collect();
    let mut tree = RbTree::<All>::new();
    for item in &items {
        tree.add_by(item, |new, there| of(new) < of(there));
    }
    for (i, item) in items.iter().enumerate() {
        item.key.store((i as u32 * 11) % 30, Relaxed);
    }
    for item in items.iter().step_by(3) {
        assert!(tree.erase(item).is_some());
        tree.add_by(item, |new, there| of(new) < of(there));
    }
    assert_eq!(tree.iter().count(), 30);
}

#[test]
fn a_panic_in_what_the_user_gives_leaves_a_tree_that_can_be_used() {
    static LEFT_UNTIL_PANIC: core::sync::atomic::AtomicUsize =
        core::sync::atomic::AtomicUsize::new(usize::MAX);
    struct Panics;
    impl Augment<Item> for Panics {
        fn update(_: &Item, _: Option<&Item>, _: Option<&Item>) -> bool {
            assert!(LEFT_UNTIL_PANIC.fetch_sub(1, Relaxed) != 0, "on purpose");
            true
        }
    }
    let items: Vec<_> = (0..24).map(|number| item(number as u32 * 5 % 24, number)).collect();
    for calls in 0..40 {
        let mut tree = RbTree::<Borrowed, Panics>::new();
        LEFT_UNTIL_PANIC.store(usize::MAX, Relaxed);
        items.iter().take(16).for_each(|item| tree.add(item));
        LEFT_UNTIL_PANIC.store(calls, Relaxed);
        let _ = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
            items.iter().skip(16).for_each(|item| tree.add(item));
            items.iter().take(10).for_each(|item| _ = tree.erase(item));
        }));
        LEFT_UNTIL_PANIC.store(usize::MAX, Relaxed);
        for item in &items {
            tree.erase(item);
        }
        // At most the one that was on its way out when the panic came is not in the tree and not given back.
        assert!(tree.is_empty());
        drop(tree);
        for item in &items {
            item.node.owner.release();
        }
    }
}

#[test]
fn a_tree_under_a_lock_serves_threads() {
    let (tree, rounds) = (Mutex::new(RbTree::<Shared, Sums>::new()), if cfg!(miri) { 8 } else { 2_000 });
    std::thread::scope(|s| {
        for thread in 0..4 {
            let tree = &tree;
            s.spawn(move || {
                let own: Vec<_> = (0..5).map(|i| Arc::new(item((i * 4 + thread) as u32, thread))).collect();
                for _ in 0..rounds {
                    own.iter().for_each(|item| tree.lock().unwrap().add(item.clone()));
                    own.iter().for_each(|item| assert!(tree.lock().unwrap().erase(item).is_some()));
                }
            });
        }
    });
    assert!(tree.lock().unwrap().is_empty());
}
