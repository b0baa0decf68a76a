//! Grace periods under the checker loom, with fences on both sides.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p ksync --lib --target-dir target/loom`
//!
//! A place is the number of a cell; freeing what was in it is a write to that cell, which loom reports if a reader's access
//! to it is not ordered before. There is one writer at a time, because the lock of writers is not loom's.

#[path = "grace.rs"]
mod grace;
#[path = "record.rs"]
mod record;

use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::sync::atomic::{AtomicUsize, Ordering, fence};
use loom::thread;
use std::sync::Arc;
use std::vec::Vec;

use grace::{FENCE, NEST, PERIOD, Periods};
use record::Records;

struct Shared {
    periods: Periods,
    records: Records,
    place: AtomicUsize,
    values: [UnsafeCell<u32>; 3],
}

// SAFETY: loom reports it if it is not.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

const ALIVE: u32 = 7;

impl Shared {
    fn read(&self) -> u32 {
        let record = self.records.take();
        self.periods.enter(record);
        let at = self.place.load(Ordering::Acquire);
        self.periods.enter(record);
        // SAFETY: loom reports accesses that nothing orders.
        let value = self.values[at].with(|value| unsafe { *value });
        Periods::leave(record);
        Periods::leave(record);
        self.records.give_back(record);
        value
    }

    fn replace(&self, by: usize) {
        let old = self.place.swap(by, Ordering::AcqRel);
        self.periods.pass(&self.records, || fence(Ordering::SeqCst), |word| word & NEST == 0);
        // SAFETY: as above.
        self.values[old].with_mut(|value| unsafe { *value = 0 });
    }
}

fn explore(preemptions: usize, readers: usize, sections: usize, replacements: usize) {
    let mut model = Builder::new();
    model.max_branches = 100_000;
    model.preemption_bound = Some(preemptions);
    model.check(move || {
        let shared = Arc::new(Shared {
            periods: Periods::new(PERIOD | FENCE | 1, PERIOD),
            records: Records::new(),
            place: AtomicUsize::new(0),
            values: [(); 3].map(|()| UnsafeCell::new(ALIVE)),
        });
        let threads: Vec<_> = (0..readers)
            .map(|_| {
                let shared = shared.clone();
                thread::spawn(move || (0..sections).for_each(|_| assert_eq!(shared.read(), ALIVE)))
            })
            .collect();
        (1..=replacements).for_each(|by| shared.replace(by));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn nothing_is_freed_that_a_reader_may_see() {
    explore(3, 1, 2, 1);
}

#[test]
fn a_second_grace_period_waits_for_a_reader_that_was_late_for_the_first() {
    explore(3, 1, 1, 2);
}

#[test]
fn nothing_is_freed_that_one_of_two_readers_may_see() {
    explore(2, 2, 1, 1);
}
