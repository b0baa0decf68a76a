//! The rules for closures, and what keeps executions the same.

mod support;
use model::atomic::{AtomicU32, Ordering::*};
use model::sync::{Arc, Mutex};
use model::{Builder, Kind, cell, thread};
use support::{all, found};

#[test]
fn statics_and_captured_atomics_begin_anew() {
    static STATIC: AtomicU32 = AtomicU32::new(7);
    let captured = std::sync::Arc::new(AtomicU32::new(5));
    let shared = captured.clone();
    all(move || {
        let theirs = shared.clone();
        let child = thread::spawn(move || {
            STATIC.fetch_add(1, SeqCst);
            theirs.fetch_add(1, SeqCst);
        });
        STATIC.fetch_add(1, SeqCst);
        shared.fetch_add(1, SeqCst);
        child.join().unwrap();
        assert_eq!((STATIC.load(SeqCst), shared.load(SeqCst)), (9, 7));
    });
    drop(captured);
}

#[test]
fn a_lock_that_was_held_when_an_execution_ended_is_free_in_the_next() {
    static LOCK: Mutex<()> = Mutex::new(());
    let verdict = Builder::new().explore(|| {
        std::mem::forget(LOCK.lock().unwrap());
        assert!(thread::current().id() < thread::spawn(|| ()).thread().id());
    });
    assert!(verdict.complete, "{verdict}");
    all(|| drop(LOCK.lock().unwrap()));
}

#[test]
fn a_search_says_the_same_each_time() {
    let program = || {
        let x = std::sync::Arc::new(AtomicU32::new(0));
        let grandchildren = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || {
                let y = x.clone();
                let child = thread::spawn(move || y.store(y.load(SeqCst) + 1, SeqCst));
                x.store(x.load(SeqCst) + 1, SeqCst);
                child.join().unwrap();
            })
        });
        grandchildren.into_iter().for_each(|t| t.join().unwrap());
        assert_ne!(x.load(SeqCst), 1);
    };
    let one = Builder::new().explore(program);
    let two = Builder::new().explore(program);
    assert_eq!(one.to_string(), two.to_string());
    let schedule = found(Kind::Panic, program).schedule;
    assert_eq!(schedule.split('/').next().unwrap().split('.').count(), 4, "{schedule}");
}

#[test]
fn a_schedule_that_cannot_be_followed_is_told() {
    let verdict = Builder::new().replay("0/0#7>1").explore(|| ());
    assert!(verdict.to_string().contains("1 of its turns could not be followed"), "{verdict}");
    assert!(Builder::new().replay("/").explore(|| ()).to_string().contains("nothing was found"));
}

#[test]
#[should_panic(expected = "is no part of a schedule")]
fn a_schedule_that_is_none_is_refused() {
    Builder::new().replay("bump/1").explore(|| ());
}

#[test]
#[should_panic(expected = "used outside of `model::check`")]
fn nothing_works_outside_of_an_execution() {
    AtomicU32::new(0).load(Relaxed);
}

#[test]
fn a_search_within_an_execution_is_refused() {
    let panic = found(Kind::Panic, || model::check(|| ()));
    assert!(panic.title.contains("cannot be begun within"), "{}", panic.title);
}

#[test]
fn there_are_at_most_32_threads() {
    let make = |n: usize| move || (0..n).for_each(|_| _ = thread::spawn(|| ()));
    all(make(31));
    assert!(found(Kind::Panic, make(32)).title.contains("at most 32 threads"));
}

/// A value whose destructor reads what the threads have written.
struct Owned(cell::Cell<u32>);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.get();
    }
}

#[test]
fn the_last_owner_of_a_counted_pointer_sees_what_the_others_did() {
    all(|| {
        let owned = Arc::new(Owned(cell::Cell::new(0)));
        let child = thread::spawn({
            let owned = owned.clone();
            move || owned.0.set(1)
        });
        drop(owned);
        drop(child);
    });
}

#[test]
fn orders_that_make_no_sense_are_refused_as_by_std() {
    for wrong in [
        (|| _ = AtomicU32::new(0).load(Release)) as fn(),
        || _ = AtomicU32::new(0).load(AcqRel),
        || AtomicU32::new(0).store(1, Acquire),
        || _ = AtomicU32::new(0).compare_exchange(0, 1, SeqCst, Release),
        || model::atomic::fence(Relaxed),
    ] {
        assert!(found(Kind::Panic, wrong).title.contains("there is no such thing as a"));
    }
}

#[test]
fn handles_say_whether_a_thread_has_ended() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new([false; 2]));
    let place = seen.clone();
    all(move || {
        let child = thread::spawn(|| AtomicU32::new(0).load(Relaxed));
        place.lock().unwrap()[usize::from(child.is_finished())] = true;
        assert_eq!(child.join().unwrap(), 0);
    });
    assert_eq!(*seen.lock().unwrap(), [true; 2]);
}
