use super::*;
use crate::AtomicT;
use crate::primitive::AtomicU64;
use proptest::prelude::*;
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::vec::Vec;
use std::{string::String, string::ToString};

/// A value that shows, by what it holds, that it was freed.
struct Canary(AtomicU64);

const ALIVE: u64 = 0x5eed;

impl Canary {
    fn new() -> Canary {
        Canary(AtomicU64::new(ALIVE))
    }
    fn sings(&self) -> bool {
        self.0.load(Ordering::Relaxed) == ALIVE
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

const ROUNDS: usize = if cfg!(miri) { 15 } else { 3_000 };

#[test]
fn readers_never_see_a_freed_value() {
    let (place, stop) = (RcuPtr::new(Canary::new()), AtomicT::new(0));
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                while stop.read() == 0 {
                    let reading = read_lock();
                    let canary = place.load(&reading).unwrap();
                    let nested = read_lock();
                    assert!(canary.sings());
                    drop(nested);
                    std::thread::yield_now();
                    assert!(canary.sings());
                }
            });
        }
        for round in 0..ROUNDS {
            let old = place.replace(Some(Box::new(Canary::new()))).unwrap();
            if round % 2 == 0 {
                assert!(old.wait().sings());
            }
        }
        stop.set(1);
    });
    barrier();
}

#[test]
fn a_grace_period_waits_for_readers_that_began_before_it_and_not_for_those_that_come_and_go() {
    let (begun, ended, done) = (Barrier::new(2), AtomicT::new(0), AtomicT::new(0));
    std::thread::scope(|s| {
        s.spawn(|| {
            let reading = read_lock();
            begun.wait();
            std::thread::sleep(std::time::Duration::from_millis(20));
            ended.set(1);
            drop(reading);
            while done.read() == 0 {
                let _later = read_lock();
                std::thread::yield_now();
            }
        });
        begun.wait();
        synchronize();
        assert_eq!(ended.read(), 1);
        done.set(1);
    });
}

#[test]
fn who_reads_cannot_wait_for_himself() {
    let caught = |f: fn()| {
        let payload = std::panic::catch_unwind(f).unwrap_err();
        payload
            .downcast_ref::<&str>()
            .map(|s| s.to_string())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap()
    };
    let reading = read_lock();
    assert!(read_lock_held());
    assert!(caught(synchronize).contains("drop the guard first"));
    assert!(caught(barrier).contains("drop the guard first"));
    drop(reading);
    assert!(!read_lock_held());
    let reader = qsbr::Reader::register();
    assert!(caught(qsbr::synchronize).contains("use Reader::offline"));
    assert!(caught(qsbr::barrier).contains("use Reader::offline"));
    drop(reader);
    qsbr::synchronize();
}

#[test]
fn guards_may_be_dropped_in_any_order() {
    let (a, b, c) = (read_lock(), read_lock(), read_lock());
    drop(a);
    drop(c);
    assert!(read_lock_held());
    drop(b);
    assert!(!read_lock_held());
    synchronize();
}

#[test]
fn functions_are_called_in_order_and_a_panic_does_not_stop_them() {
    let (tell, told) = mpsc::channel();
    for i in 0..20 {
        let tell = tell.clone();
        call(move || {
            tell.send(i).unwrap();
            assert!(i != 7, "on purpose");
        });
    }
    barrier();
    assert!(told.try_iter().eq(0..20));
}

#[test]
fn a_function_may_call_again_and_may_not_wait_for_itself() {
    let (tell, told) = mpsc::channel();
    call(move || {
        let panicked = std::panic::catch_unwind(barrier).is_err();
        call(move || tell.send(panicked).unwrap());
    });
    assert!(told.recv().unwrap());
}

#[test]
fn a_mark_tells_whether_a_whole_grace_period_has_passed() {
    let before = get_state();
    synchronize();
    assert!(poll_state(before));
    let after = get_state();
    assert_ne!(before, after);
    cond_synchronize(after);
    assert!(poll_state(after));
    // While somebody reads, no grace period ends that has not begun.
    let reading = read_lock();
    let during = get_state();
    std::thread::sleep(std::time::Duration::from_millis(2));
    assert!(!poll_state(during));
    drop(reading);
}

#[test]
fn threads_that_wait_at_once_all_come_through() {
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..ROUNDS / 5 {
                    synchronize();
                    let _reading = read_lock();
                }
            });
        }
    });
}

#[test]
fn records_are_used_again() {
    for _ in 0..8 {
        std::thread::spawn(|| drop(read_lock())).join().unwrap();
    }
    let before = RECORDS.iter().count();
    for _ in 0..8 {
        std::thread::spawn(|| drop(read_lock())).join().unwrap();
    }
    // Tests in other threads may register meanwhile, but not as many.
    assert!(RECORDS.iter().count() <= before + 16);
}

#[test]
fn a_guard_in_a_variable_of_the_thread_reads_until_it_is_dropped() {
    thread_local! {
        static KEPT: Cell<Option<ReadGuard>> = const { Cell::new(None) };
    }
    std::thread::spawn(|| {
        KEPT.with(|_| ());
        KEPT.set(Some(read_lock()));
    })
    .join()
    .unwrap();
    synchronize();
}

#[test]
fn retired_values_are_freed_once_and_values_in_place_with_it() {
    let alive = Arc::new(());
    let place = RcuPtr::<Arc<()>>::new(alive.clone());
    drop(place.replace(Some(Box::new(alive.clone()))));
    let waited = place.replace(Some(Box::new(alive.clone()))).unwrap().wait();
    barrier();
    assert_eq!(Arc::strong_count(&alive), 3);
    drop(waited);
    drop(place);
    assert_eq!(Arc::strong_count(&alive), 1);
    let mut place = RcuPtr::<Arc<()>>::new(alive.clone());
    assert!(Arc::ptr_eq(place.get_mut().unwrap(), &alive));
    assert!(Arc::ptr_eq(&place.into_inner().unwrap(), &alive));
    assert_eq!(Arc::strong_count(&alive), 1);
}

#[test]
fn only_the_very_same_value_is_exchanged() {
    let place = RcuPtr::<u32>::new(5);
    let other = 5;
    assert_eq!(place.compare_exchange(Some(&other), Some(Box::new(6))).unwrap_err().as_deref(), Some(&6));
    assert!(place.compare_exchange(None, None).is_err());
    let reading = read_lock();
    let current = place.load(&reading);
    drop(place.compare_exchange(current, None).unwrap());
    assert!(place.load(&reading).is_none());
    assert!(place.compare_exchange(None, Some(Box::new(7))).unwrap().is_none());
    assert_eq!(place.load(&reading), Some(&7));
}

#[test]
fn no_update_is_lost() {
    let (place, each) = (RcuPtr::<usize>::new(0), ROUNDS / 3);
    std::thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                for _ in 0..each {
                    drop(place.update(&read_lock(), |old| Some(Box::new(old.unwrap() + 1))));
                }
            });
        }
    });
    assert_eq!(*place.load(&read_lock()).unwrap(), 3 * each);
    barrier();
}

#[test]
fn quiescent_readers_never_see_a_freed_value() {
    let (place, stop) = (RcuPtr::<Canary, qsbr::Qsbr>::new(Canary::new()), AtomicT::new(0));
    std::thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                let mut reader = qsbr::Reader::register();
                let mut turn = 0;
                while stop.read() == 0 {
                    for _ in 0..3 {
                        let reading = reader.read_lock();
                        let canary = place.load(&reading).unwrap();
                        assert!(canary.sings());
                        std::thread::yield_now();
                        assert!(canary.sings());
                    }
                    turn += 1;
                    if turn % 7 == 0 {
                        reader.offline(std::thread::yield_now)
                    } else {
                        reader.quiescent_state()
                    }
                }
            });
        }
        for round in 0..ROUNDS {
            let old = place.replace(Some(Box::new(Canary::new()))).unwrap();
            if round % 2 == 0 {
                assert!(old.wait().sings());
            }
        }
        stop.set(1);
    });
    qsbr::barrier();
}

#[test]
fn a_quiescent_grace_period_waits_for_each_reader() {
    let log = Mutex::new(Vec::new());
    let (begun, replaced) = (Barrier::new(2), Barrier::new(2));
    std::thread::scope(|s| {
        s.spawn(|| {
            let mut reader = qsbr::Reader::register();
            begun.wait();
            replaced.wait();
            std::thread::sleep(std::time::Duration::from_millis(20));
            log.lock().unwrap().push("reader");
            reader.quiescent_state();
            reader.offline(|| begun.wait());
        });
        begun.wait();
        replaced.wait();
        qsbr::synchronize();
        log.lock().unwrap().push("writer");
        begun.wait();
    });
    assert_eq!(*log.lock().unwrap(), ["reader", "writer"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 3 } else { 64 }))]
    #[test]
    fn alone_it_is_a_variable(steps in proptest::collection::vec((0..5, any::<u8>()), 0..30)) {
        let (place, mut model) = (RcuPtr::<u8>::null(), None);
        for (step, value) in steps {
            match step {
                0 => {
                    prop_assert_eq!(place.replace(Some(Box::new(value))).is_some(), model.is_some());
                    model = Some(value);
                }
                1 => {
                    prop_assert_eq!(place.replace(None).map(|old| *old.wait()), model);
                    model = None;
                }
                2 => {
                    let next = |old: Option<u8>| old.map(|old| old.wrapping_add(value));
                    place.update(&read_lock(), |old| next(old.copied()).map(Box::new));
                    model = next(model);
                }
                _ => {}
            }
            prop_assert_eq!(place.load(&read_lock()).copied(), model);
        }
    }
}
