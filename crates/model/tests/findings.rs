//! Each kind of finding: a program that has it, and its twin that has not.

mod support;
use model::atomic::{AtomicBool, AtomicU32, Ordering, Ordering::*, fence};
use model::cell::{Cell, UnsafeCell};
use model::sync::{Condvar, Mutex, RwLock};
use model::{Builder, Kind, hint, thread};
use std::sync::Arc;
use support::{all, found};

/// A message is written and a flag set; who sees the flag reads the message.
fn message(
    store: Ordering,
    load: Ordering,
    fences: [Option<Ordering>; 2],
) -> impl Fn() + Clone + Send + Sync {
    move || {
        let shared = Arc::new((Cell::new(0), AtomicBool::new(false)));
        let writer = thread::spawn({
            let shared = shared.clone();
            move || {
                shared.0.set(42);
                fences[0].into_iter().for_each(fence);
                shared.1.store(true, store);
            }
        });
        if shared.1.load(load) {
            fences[1].into_iter().for_each(fence);
            assert_eq!(shared.0.get(), 42);
        }
        writer.join().unwrap();
    }
}

#[test]
fn a_release_that_is_acquired_orders() {
    all(message(Release, Acquire, [None; 2]));
    all(message(SeqCst, SeqCst, [None; 2]));
    all(message(Relaxed, Acquire, [Some(Release), None]));
    all(message(Release, Relaxed, [None, Some(Acquire)]));
    all(message(Relaxed, Relaxed, [Some(Release), Some(Acquire)]));
    all(message(Relaxed, Relaxed, [Some(SeqCst), Some(AcqRel)]));
}

#[test]
fn a_missing_release_or_acquire_is_a_data_race() {
    for (store, load) in [(Relaxed, Acquire), (Release, Relaxed), (Relaxed, Relaxed)] {
        let race = found(Kind::DataRace, message(store, load, [None; 2]));
        assert!(race.title.contains("`shared.0`"), "{}", race.report);
        assert_eq!(race.places.len(), 2);
    }
    found(Kind::DataRace, message(Relaxed, Relaxed, [Some(Release), None]));
    found(Kind::DataRace, message(Relaxed, Relaxed, [None, Some(Acquire)]));
    found(Kind::DataRace, message(Relaxed, Relaxed, [Some(Acquire), Some(Release)]));
}

/// What one thread releases, another changes, and a third acquires.
fn sequence(update: bool) -> impl Fn() + Clone + Send + Sync {
    move || {
        let shared = Arc::new((Cell::new(0), AtomicU32::new(0)));
        let writer = thread::spawn({
            let shared = shared.clone();
            move || {
                shared.0.set(42);
                shared.1.store(1, Release);
            }
        });
        let between = thread::spawn({
            let shared = shared.clone();
            move || match update {
                true => _ = shared.1.compare_exchange(1, 2, Relaxed, Relaxed),
                false if shared.1.load(Relaxed) == 1 => shared.1.store(2, Relaxed),
                false => {}
            }
        });
        if shared.1.load(Acquire) == 2 {
            assert_eq!(shared.0.get(), 42);
        }
        writer.join().unwrap();
        between.join().unwrap();
    }
}

#[test]
fn an_update_goes_on_with_a_release_sequence_and_a_store_ends_it() {
    all(sequence(true));
    found(Kind::DataRace, sequence(false));
}

#[test]
fn two_writes_race_and_two_reads_do_not() {
    let both = |write: bool| {
        move || {
            let x = Arc::new(UnsafeCell::new(0));
            let access = |x: Arc<UnsafeCell<i32>>| {
                move || match write {
                    // SAFETY: the pointer is valid; that the accesses race is what the checker finds.
                    true => x.with_mut(|p| unsafe { *p += 1 }),
                    // SAFETY: as above.
                    false => _ = x.with(|p| unsafe { *p }),
                }
            };
            let spawned = [(); 2].map(|()| thread::spawn(access(x.clone())));
            spawned.into_iter().for_each(|t| t.join().unwrap());
        }
    };
    let race = found(Kind::DataRace, both(true));
    assert_eq!(race.title, "two threads write `x` with nothing to order them");
    assert_eq!(race.turns, 0);
    all(both(false));
}

#[test]
fn a_write_that_goes_on_after_the_release_is_a_race() {
    let write = |early: bool| {
        move || {
            let shared = Arc::new((UnsafeCell::new(0), AtomicBool::new(false)));
            let writer = thread::spawn({
                let shared = shared.clone();
                move || {
                    shared.0.with_mut(|p| {
                        if early {
                            shared.1.store(true, Release);
                        }
                        // SAFETY: the pointer is valid.
                        unsafe { *p = 1 }
                    });
                    shared.1.store(true, Release);
                }
            });
            if shared.1.load(Acquire) {
                // SAFETY: the pointer is valid.
                shared.0.with(|p| unsafe { *p });
            }
            writer.join().unwrap();
        }
    };
    found(Kind::DataRace, write(true));
    all(write(false));
}

/// One that loom does not find: a load that comes before a later store of its own thread, seen from another.
#[test]
fn a_load_sees_a_store_of_a_thread_that_has_loaded_before() {
    let panic = found(Kind::Panic, || {
        let x = Arc::new(AtomicU32::new(0));
        let other = thread::spawn({
            let x = x.clone();
            move || {
                x.load(Relaxed);
                x.store(1, Relaxed);
            }
        });
        assert_eq!(x.load(Relaxed), 0);
        other.join().unwrap();
    });
    assert!(panic.title.starts_with("`main` panics: assertion `left == right` failed"), "{}", panic.title);
}

#[test]
fn a_panic_of_any_thread_is_found_with_its_place() {
    let panic = found(Kind::Panic, || {
        let child = thread::Builder::new().name("child".to_owned()).spawn(|| {
            let numbers = [1, 2, 3];
            numbers[std::hint::black_box(3)]
        });
        child.unwrap().join().unwrap();
    });
    assert!(panic.title.starts_with("`child` panics: index out of bounds"), "{}", panic.title);
    assert!(panic.report.contains("child panics here"), "{}", panic.report);
    assert!(panic.places[0].contains("tests/findings.rs"), "{:?}", panic.places);
}

fn two_locks(orders: [[usize; 2]; 2]) -> impl Fn() + Clone + Send + Sync {
    move || {
        let locks = Arc::new([const { Mutex::new(0) }; 2]);
        let spawned = orders.map(|[first, second]| {
            let locks = locks.clone();
            thread::spawn(move || {
                let mut a = locks[first].lock().unwrap();
                let mut b = locks[second].lock().unwrap();
                *a += 1;
                *b += 1;
            })
        });
        spawned.into_iter().for_each(|t| t.join().unwrap());
    }
}

#[test]
fn two_locks_in_two_orders_are_a_deadlock() {
    let deadlock = found(Kind::Deadlock, two_locks([[0, 1], [1, 0]]));
    assert_eq!(deadlock.title, "`thread 1` and `thread 2` wait for each other for ever");
    assert!(deadlock.report.contains("waits for thread 1"), "{}", deadlock.report);
    all(two_locks([[0, 1], [0, 1]]));
}

#[test]
fn a_lock_taken_twice_is_a_deadlock_of_one() {
    let deadlock = found(Kind::Deadlock, || {
        let lock = Mutex::new(());
        let _one = lock.lock().unwrap();
        let _two = lock.lock().unwrap();
    });
    assert_eq!(deadlock.title, "`main` waits for `lock`, which it holds itself");
}

#[test]
fn a_reader_that_becomes_a_writer_is_a_deadlock() {
    let upgrade = |drops: bool| {
        move || {
            let lock = RwLock::new(0);
            let seen = lock.read().unwrap();
            let value = *seen;
            if drops {
                drop(seen);
                *lock.write().unwrap() = value + 1;
            } else {
                *lock.write().unwrap() = value + 1;
                drop(seen);
            }
        }
    };
    found(Kind::Deadlock, upgrade(false));
    all(upgrade(true));
}

#[test]
fn threads_that_join_each_other_are_a_deadlock() {
    found(Kind::Deadlock, || {
        let handle = Arc::new(Mutex::new(None));
        let (mine, held) = (handle.clone(), Arc::new(Mutex::new(())));
        let lock = held.clone();
        let child = thread::spawn(move || drop(lock.lock().unwrap()));
        *mine.lock().unwrap() = Some(child);
        let _guard = held.lock().unwrap();
        let child = handle.lock().unwrap().take().unwrap();
        child.join().unwrap();
    });
}

fn consumer(looks_under_the_lock: bool) -> impl Fn() + Clone + Send + Sync {
    move || {
        let shared = Arc::new((Mutex::new(()), Condvar::new(), AtomicBool::new(false)));
        let producer = thread::spawn({
            let shared = shared.clone();
            move || {
                let guard = looks_under_the_lock.then(|| shared.0.lock().unwrap());
                shared.2.store(true, SeqCst);
                drop(guard);
                shared.1.notify_one();
            }
        });
        let mut guard = shared.0.lock().unwrap();
        while !shared.2.load(SeqCst) {
            guard = shared.1.wait(guard).unwrap();
        }
        drop(guard);
        producer.join().unwrap();
    }
}

#[test]
fn a_wake_up_that_comes_before_the_sleep_is_lost() {
    let hang = found(Kind::Hang, consumer(false));
    assert_eq!(hang.title, "`main` waits for ever: nobody is left who could wake it");
    assert!(hang.report.contains("wakes nobody"), "{}", hang.report);
    all(consumer(true));
}

#[test]
fn whom_a_notification_wakes_is_a_choice() {
    // Two wait for different things, and one wake-up is for the second.
    let wrong = |everybody: bool| {
        move || {
            let shared = Arc::new((Mutex::new([false; 2]), Condvar::new()));
            let waiters = [0, 1].map(|i| {
                let shared = shared.clone();
                thread::spawn(move || {
                    let mut may = shared.0.lock().unwrap();
                    while !may[i] {
                        may = shared.1.wait(may).unwrap();
                    }
                })
            });
            for i in [0, 1] {
                shared.0.lock().unwrap()[i] = true;
                match everybody {
                    true => shared.1.notify_all(),
                    false => shared.1.notify_one(),
                }
            }
            waiters.into_iter().for_each(|t| t.join().unwrap());
        }
    };
    found(Kind::Hang, wrong(false));
    all(wrong(true));
}

#[test]
fn who_is_parked_and_never_unparked_hangs() {
    let parks = |unparks: bool| {
        move || {
            let child = thread::spawn(thread::park);
            if unparks {
                child.thread().unpark();
            }
            child.join().unwrap();
        }
    };
    found(Kind::Hang, parks(false));
    all(parks(true));
}

#[test]
fn two_unparks_are_one() {
    let parks = |times: usize| {
        move || {
            let child = thread::spawn(move || (0..times).for_each(|_| thread::park()));
            child.thread().unpark();
            child.thread().unpark();
            child.join().unwrap();
        }
    };
    found(Kind::Hang, parks(2));
    all(parks(1));
}

#[test]
fn a_loop_that_waits_for_nobody_hangs() {
    let waits = |sets: bool| {
        move || {
            let x = Arc::new(AtomicBool::new(false));
            let child = thread::spawn({
                let x = x.clone();
                move || {
                    while !x.load(Acquire) {
                        hint::spin_loop();
                    }
                }
            });
            if sets {
                x.store(true, Release);
            }
            child.join().unwrap();
        }
    };
    found(Kind::Hang, waits(false));
    all(waits(true));
}

#[test]
fn a_loop_that_does_not_say_that_it_waits_never_ends() {
    let livelock = found(Kind::Livelock, || {
        let x = AtomicBool::new(false);
        while !x.load(Relaxed) {}
    });
    assert!(livelock.title.contains("hint::spin_loop"), "{}", livelock.title);
}

#[test]
fn threads_that_give_way_to_each_other_for_ever_are_a_livelock() {
    let polite = Builder::new().steps(500).explore(|| {
        let turn = Arc::new(AtomicU32::new(0));
        let spawned = [0, 1].map(|me: u32| {
            let turn = turn.clone();
            thread::spawn(move || {
                while turn.load(SeqCst) != 2 {
                    turn.store(1 - me, SeqCst);
                    thread::yield_now();
                }
            })
        });
        spawned.into_iter().for_each(|t| t.join().unwrap());
    });
    assert_eq!(polite.found.unwrap().kind, Kind::Livelock);
}

/// Peterson's lock is right under sequential consistency; without the turn it is none.
fn peterson(turns: bool) -> impl Fn() + Clone + Send + Sync {
    move || {
        let shared = Arc::new(([const { AtomicBool::new(false) }; 2], AtomicU32::new(0), UnsafeCell::new(0)));
        let side = |me: usize| {
            let shared = shared.clone();
            move || {
                let (wants, turn, counter) = &*shared;
                if turns {
                    wants[me].store(true, SeqCst);
                    turn.store(1 - me as u32, SeqCst);
                    while wants[1 - me].load(SeqCst) && turn.load(SeqCst) == 1 - me as u32 {
                        hint::spin_loop();
                    }
                } else {
                    while wants[1 - me].load(SeqCst) {
                        hint::spin_loop();
                    }
                    wants[me].store(true, SeqCst);
                }
                // SAFETY: the pointer is valid; that nobody else is here is what is checked.
                counter.with_mut(|c| unsafe { *c += 1 });
                wants[me].store(false, SeqCst);
            }
        };
        let spawned = [thread::spawn(side(0)), thread::spawn(side(1))];
        spawned.into_iter().for_each(|t| t.join().unwrap());
    }
}

#[test]
fn peterson_s_lock_excludes_and_its_naive_form_does_not() {
    all(peterson(true));
    found(Kind::DataRace, peterson(false));
}

/// A spinlock of compare-and-exchange, whose release may be forgotten.
fn spinlock(release: Ordering) -> impl Fn() + Clone + Send + Sync {
    move || {
        let shared = Arc::new((AtomicBool::new(false), UnsafeCell::new(0)));
        let spawned = [(); 2].map(|()| {
            let shared = shared.clone();
            thread::spawn(move || {
                while shared.0.compare_exchange_weak(false, true, Acquire, Relaxed).is_err() {
                    hint::spin_loop();
                }
                // SAFETY: the pointer is valid.
                shared.1.with_mut(|c| unsafe { *c += 1 });
                shared.0.store(false, release);
            })
        });
        spawned.into_iter().for_each(|t| t.join().unwrap());
        // SAFETY: the pointer is valid.
        assert_eq!(shared.1.with(|c| unsafe { *c }), 2);
    }
}

#[test]
fn a_spinlock_without_a_release_is_found() {
    all(spinlock(Release));
    found(Kind::DataRace, spinlock(Relaxed));
}

#[test]
fn weak_exchanges_fail_where_they_may() {
    let once = || {
        let x = AtomicU32::new(0);
        assert!(x.compare_exchange_weak(0, 1, SeqCst, SeqCst).is_ok());
    };
    all(once);
    let verdict = Builder::new().weak_failures(1).explore(once);
    let weak = verdict.found.expect("it fails for no reason");
    assert!(weak.report.contains("fails for no reason"), "{}", weak.report);
    let verdict = Builder::new().weak_failures(2).explore(spinlock(Release));
    assert!(verdict.complete, "{verdict}");
    let verdict = Builder::new().weak_failures(3).explore(|| {
        let x = AtomicU32::new(0);
        assert_eq!(x.fetch_update(SeqCst, SeqCst, |v| Some(v + 1)), Ok(0));
    });
    assert_eq!((verdict.executions, verdict.complete), (4, true));
}

#[test]
fn random_executions_find_what_is_frequent() {
    let verdict = Builder::new().random(1).executions(200).explore(spinlock(Relaxed));
    assert_eq!(verdict.found.unwrap().kind, Kind::DataRace);
    let verdict = Builder::new().random(1).executions(200).explore(spinlock(Release));
    assert_eq!((verdict.executions, verdict.complete), (200, false));
    assert!(verdict.to_string().contains("200 random interleavings"));
}

#[test]
#[should_panic(expected = "error[panic]: `main` panics: no")]
fn a_check_panics_with_the_report() {
    model::check(|| panic!("no"));
}
