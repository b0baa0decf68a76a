//! Algorithms of textbooks, and what becomes of them when one of their orders is too weak: each such mutation is found.

mod support;
use model::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering, Ordering::*, fence};
use model::cell::UnsafeCell;
use model::{Builder, Kind, hint, thread};
use std::ptr;
use std::sync::Arc;
use support::all;

/// Silent with these orders; with any of them relaxed a data race, but for those that are relaxed anyway.
fn every_order_is_needed<const N: usize, F>(orders: [Ordering; N], program: impl Fn([Ordering; N]) -> F)
where
    F: Fn() + Send + Sync + 'static,
{
    all(program(orders));
    for i in (0..N).filter(|i| orders[*i] != Relaxed) {
        let mut weaker = orders;
        weaker[i] = Relaxed;
        let verdict = Builder::new().explore(program(weaker));
        let found = verdict.found.unwrap_or_else(|| panic!("order {i} is not needed"));
        assert_eq!(found.kind, Kind::DataRace, "order {i}: {}", found.report);
    }
}

/// Adds one, without any order.
fn add(counter: &UnsafeCell<u32>) {
    // SAFETY: the pointer is valid; that nobody else is here is what is checked.
    counter.with_mut(|c| unsafe { *c += 1 });
}

/// Tickets are drawn, and called in their order.
struct Ticket {
    next: AtomicU32,
    called: AtomicU32,
    counter: UnsafeCell<u32>,
}

#[test]
fn a_ticket_lock() {
    every_order_is_needed([Acquire, Release], |[called, calls]| {
        move || {
            let lock = Arc::new(Ticket {
                next: AtomicU32::new(0),
                called: AtomicU32::new(0),
                counter: UnsafeCell::new(0),
            });
            let spawned = [(); 2].map(|()| {
                let lock = lock.clone();
                thread::spawn(move || {
                    let mine = lock.next.fetch_add(1, Relaxed);
                    while lock.called.load(called) != mine {
                        hint::spin_loop();
                    }
                    add(&lock.counter);
                    lock.called.store(mine + 1, calls);
                })
            });
            spawned.into_iter().for_each(|t| t.join().unwrap());
        }
    });
}

/// A waiter of a queue lock: J. Mellor-Crummey, M. Scott, "Algorithms for scalable synchronization", TOCS 1991.
struct Waiter {
    next: AtomicPtr<Waiter>,
    waits: AtomicU32,
}

#[test]
fn a_queue_lock() {
    every_order_is_needed([AcqRel, Acquire, Release, Release], |[enters, wakes, grants, leaves]| {
        move || {
            let lock = Arc::new((AtomicPtr::<Waiter>::default(), UnsafeCell::new(0)));
            let spawned = [(); 2].map(|()| {
                let lock = lock.clone();
                thread::spawn(move || {
                    let mine = Waiter { next: AtomicPtr::default(), waits: AtomicU32::new(1) };
                    let me = ptr::from_ref(&mine).cast_mut();
                    let before = lock.0.swap(me, enters);
                    if !before.is_null() {
                        // SAFETY: who is before waits for us to link, or has the lock, and does not go until it has
                        // passed it on.
                        unsafe { &*before }.next.store(me, Release);
                        while mine.waits.load(wakes) == 1 {
                            hint::spin_loop();
                        }
                    }
                    add(&lock.1);
                    if lock.0.compare_exchange(me, ptr::null_mut(), leaves, Relaxed).is_err() {
                        let mut next = mine.next.load(Acquire);
                        while next.is_null() {
                            hint::spin_loop();
                            next = mine.next.load(Acquire);
                        }
                        // SAFETY: it waits until this store.
                        unsafe { &*next }.waits.store(0, grants);
                    }
                })
            });
            spawned.into_iter().for_each(|t| t.join().unwrap());
        }
    });
}

/// A ring of one writer and one reader.
#[test]
fn a_ring() {
    const SIZE: usize = 2;
    every_order_is_needed([Acquire, Release, Acquire, Release], |[free, put, full, got]| {
        move || {
            let ring =
                Arc::new((AtomicUsize::new(0), AtomicUsize::new(0), [const { UnsafeCell::new(0) }; SIZE]));
            let writer = thread::spawn({
                let ring = ring.clone();
                move || {
                    let (head, tail, slots) = &*ring;
                    for i in 0..SIZE + 1 {
                        while i - tail.load(free) == SIZE {
                            hint::spin_loop();
                        }
                        // SAFETY: the pointer is valid.
                        slots[i % SIZE].with_mut(|slot| unsafe { *slot = i + 1 });
                        head.store(i + 1, put);
                    }
                }
            });
            let (head, tail, slots) = &*ring;
            for i in 0..SIZE + 1 {
                while head.load(full) == i {
                    hint::spin_loop();
                }
                // SAFETY: the pointer is valid.
                assert_eq!(slots[i % SIZE].with(|slot| unsafe { *slot }), i + 1);
                tail.store(i + 1, got);
            }
            writer.join().unwrap();
        }
    });
}

/// An element of a stack.
struct Element {
    value: UnsafeCell<u32>,
    next: AtomicPtr<Element>,
}

/// R. Treiber's stack, whose elements are never freed.
#[test]
fn a_stack_without_a_lock() {
    every_order_is_needed([Release, Acquire], |[push, pop]| {
        move || {
            let top = Arc::new(AtomicPtr::<Element>::default());
            let pushes = [1, 2].map(|value| {
                let top = top.clone();
                thread::spawn(move || {
                    let element = Element { value: UnsafeCell::new(0), next: AtomicPtr::default() };
                    // SAFETY: the pointer is valid.
                    element.value.with_mut(|v| unsafe { *v = value });
                    let element: &'static Element = Box::leak(Box::new(element));
                    let mut next = top.load(Relaxed);
                    loop {
                        element.next.store(next, Relaxed);
                        let me = ptr::from_ref(element).cast_mut();
                        match top.compare_exchange_weak(next, me, push, Relaxed) {
                            Ok(_) => break,
                            Err(other) => next = other,
                        }
                    }
                })
            });
            let mut next = top.load(pop);
            while !next.is_null() {
                // SAFETY: elements live for ever.
                let element = unsafe { &*next };
                // SAFETY: the pointer is valid.
                assert!([1, 2].contains(&element.value.with(|v| unsafe { *v })));
                next = element.next.load(Relaxed);
            }
            pushes.into_iter().for_each(|t| t.join().unwrap());
        }
    });
}

/// A sequence lock: readers look again if the number has changed or is odd. Its data are atomics, as its readers may
/// see half of a write; that they never believe it is an assertion.
fn sequence_lock(looks_again: bool) -> impl Fn() + Clone + Send + Sync {
    move || {
        let shared = Arc::new((AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0)));
        let writer = thread::spawn({
            let shared = shared.clone();
            move || {
                let (number, a, b) = &*shared;
                number.store(1, Relaxed);
                fence(Release);
                a.store(7, Relaxed);
                b.store(7, Relaxed);
                number.store(2, Release);
            }
        });
        let (number, a, b) = &*shared;
        loop {
            let before = number.load(Acquire);
            let seen = (a.load(Relaxed), b.load(Relaxed));
            fence(Acquire);
            if !looks_again || before.is_multiple_of(2) && number.load(Relaxed) == before {
                assert_eq!(seen.0, seen.1);
                break;
            }
            hint::spin_loop();
        }
        writer.join().unwrap();
    }
}

#[test]
fn a_sequence_lock() {
    all(sequence_lock(true));
    support::found(Kind::Panic, sequence_lock(false));
}
