//! How many interleavings there are of programs whose number is known.

mod support;
use model::atomic::{AtomicU32, Ordering::SeqCst};
use model::sync::{Mutex, Once, RwLock};
use model::{Builder, thread};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::all;

/// This many threads, each with this many steps.
fn steps(threads: usize, each: usize) -> u64 {
    all(move || {
        let x = Arc::new(AtomicU32::new(0));
        let spawned: Vec<_> = (0..threads)
            .map(|_| {
                let x = x.clone();
                thread::spawn(move || (0..each).for_each(|_| _ = x.fetch_add(1, SeqCst)))
            })
            .collect();
        spawned.into_iter().for_each(|t| t.join().unwrap());
        assert_eq!(x.load(SeqCst), (threads * each) as u32);
    })
}

/// Multinomial coefficients: the orders in which steps may come, those of one thread in theirs.
#[test]
fn independent_threads_come_in_all_orders() {
    assert_eq!(steps(1, 5), 1);
    assert_eq!(steps(2, 1), 2);
    assert_eq!(steps(2, 2), 6);
    assert_eq!(steps(2, 3), 20);
    assert_eq!(steps(2, 6), 924);
    assert_eq!(steps(3, 1), 6);
    assert_eq!(steps(3, 2), 90);
    assert_eq!(steps(3, 3), 1680);
    assert_eq!(steps(4, 2), 2520);
}

/// A critical section cannot be entered before it is left: only whole sections are permuted.
#[test]
fn sections_under_a_mutex_are_permuted() {
    let sections = |threads: usize| {
        all(move || {
            let x = Arc::new(Mutex::new(0));
            let spawned: Vec<_> = (0..threads)
                .map(|_| {
                    let x = x.clone();
                    thread::spawn(move || *x.lock().unwrap() += 1)
                })
                .collect();
            spawned.into_iter().for_each(|t| t.join().unwrap());
            assert_eq!(x.lock().map(|x| *x).unwrap(), threads);
        })
    };
    assert_eq!((sections(2), sections(3), sections(4)), (2, 6, 24));
}

/// Two readers overlap in C(4, 2) ways.
#[test]
fn readers_overlap_and_writers_do_not() {
    let sections = |writes: [bool; 2]| {
        all(move || {
            let x = Arc::new(RwLock::new(0));
            let spawned = writes.map(|write| {
                let x = x.clone();
                thread::spawn(move || match write {
                    true => *x.write().unwrap() += 1,
                    false => drop(x.read().unwrap()),
                })
            });
            spawned.into_iter().for_each(|t| t.join().unwrap());
        })
    };
    assert_eq!(sections([false, false]), 6);
    assert_eq!(sections([false, true]), 2);
    assert_eq!(sections([true, true]), 2);
}

/// The second either comes when all is done, or waits for the last step of the first: `Once` and `Done` of one, `Once` of
/// the other.
#[test]
fn what_is_done_once_is_waited_for() {
    let n = all(|| {
        static DONE: Once = Once::new();
        let count = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let spawned = [(); 2].map(|()| {
            let count = count.clone();
            thread::spawn(move || DONE.call_once(|| _ = count.fetch_add(1, SeqCst)))
        });
        spawned.into_iter().for_each(|t| t.join().unwrap());
        assert_eq!(count.load(SeqCst), 1);
    });
    assert_eq!(n, 2);
}

/// The outcomes of a program with two results, over all interleavings.
fn outcomes(f: fn() -> (u32, u32)) -> BTreeSet<(u32, u32)> {
    let seen = Arc::new(std::sync::Mutex::new(BTreeSet::new()));
    let place = seen.clone();
    all(move || _ = place.lock().unwrap().insert(f()));
    let seen = seen.lock().unwrap();
    seen.clone()
}

/// Dekker's question: under sequential consistency not both read 0.
#[test]
fn store_buffering_has_three_outcomes() {
    let seen = outcomes(|| {
        let x = Arc::new([const { AtomicU32::new(0) }; 2]);
        let side = |mine: usize| {
            let x = x.clone();
            move || {
                x[mine].store(1, SeqCst);
                x[1 - mine].load(SeqCst)
            }
        };
        let (a, b) = (thread::spawn(side(0)), thread::spawn(side(1)));
        (a.join().unwrap(), b.join().unwrap())
    });
    assert_eq!(seen, [(0, 1), (1, 0), (1, 1)].into());
}

#[test]
fn an_increment_of_two_steps_gives_one_or_two() {
    let seen = outcomes(|| {
        let x = Arc::new(AtomicU32::new(0));
        let add = |x: Arc<AtomicU32>| move || x.store(x.load(SeqCst) + 1, SeqCst);
        let spawned = [(); 2].map(|()| thread::spawn(add(x.clone())));
        spawned.into_iter().for_each(|t| t.join().unwrap());
        (x.load(SeqCst), 0)
    });
    assert_eq!(seen, [(1, 0), (2, 0)].into());
}

/// A loop that waits adds no interleavings: the loop's load comes before or after the store, and after the first failure
/// only after it.
#[test]
fn a_loop_that_waits_ends() {
    let n = all(|| {
        let x = Arc::new(AtomicU32::new(0));
        let waits = thread::spawn({
            let x = x.clone();
            move || {
                while x.load(SeqCst) == 0 {
                    model::hint::spin_loop();
                }
            }
        });
        x.store(1, SeqCst);
        waits.join().unwrap();
    });
    assert_eq!(n, 2);
}

#[test]
fn bounds_count_what_lies_within_them() {
    let within = |bound| {
        let verdict = Builder::new().preemptions(bound).explore(|| {
            let x = Arc::new(AtomicU32::new(0));
            let spawned = [(); 2].map(|()| {
                let x = x.clone();
                thread::spawn(move || (0..3).for_each(|_| _ = x.fetch_add(1, SeqCst)))
            });
            spawned.into_iter().for_each(|t| t.join().unwrap());
        });
        (verdict.executions, verdict.complete)
    };
    // A word of three a and three b in r runs has r - 2 preemptions: the last change is from a thread that has ended. Of
    // such words there are 2, 4, 8, 4 and 2.
    let all: Vec<(u64, bool)> = (0..=5).map(within).collect();
    assert_eq!(all, [(2, false), (6, false), (14, false), (18, false), (20, true), (20, true)]);
}

#[test]
fn a_budget_cuts_a_search_short() {
    let verdict = Builder::new().every().executions(5).explore(|| {
        let x = Arc::new(AtomicU32::new(0));
        let y = x.clone();
        let spawned = thread::spawn(move || (0..9).for_each(|_| _ = y.fetch_add(1, SeqCst)));
        (0..9).for_each(|_| _ = x.fetch_add(1, SeqCst));
        spawned.join().unwrap();
    });
    assert_eq!((verdict.executions, verdict.complete), (5, false));
    assert!(verdict.to_string().contains("the first 5 interleavings; there are more"));
}
