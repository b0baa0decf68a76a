//! Sequence locks and CPUs' own values, by threads.
#![cfg(not(loom))]

mod support;

use ksync::platform::Std;
use ksync::{LocalLock, NoGuard, Platform, SeqCount, SeqLock, plain};
use std::sync::atomic::{AtomicBool, Ordering};
use support::{LONG, THREADS, TURNS, together, within};

plain! {
    /// Words and a tail that makes no word.
    struct Sample {
        a: u64,
        b: u64,
        c: [u8; 8],
        d: u32,
        e: u32,
    }
}

#[test]
fn readers_see_values_of_one_piece() {
    within(LONG, || {
        let lock: SeqLock<[u64; 4]> = SeqLock::new([0; 4]);
        let done = AtomicBool::new(false);
        together(THREADS, |thread| {
            if thread == 0 {
                for turn in 1..=TURNS as u64 {
                    lock.write([turn; 4]);
                }
                done.store(true, Ordering::Relaxed);
            }
            let mut last = 0;
            while !done.load(Ordering::Relaxed) {
                let value = lock.read();
                assert!(value.iter().all(|word| *word == value[0]), "{value:?} is of two writes");
                assert!(value[0] >= last, "an older value after a younger one");
                last = value[0];
            }
        });
        assert_eq!(lock.read(), [TURNS as u64; 4]);
    });
}

#[test]
fn writers_exclude_each_other() {
    let lock: SeqLock<Sample> = SeqLock::new(Sample { a: 0, b: 0, c: [0; 8], d: 0, e: 0 });
    within(LONG, || {
        together(THREADS, |_| {
            for _ in 0..TURNS {
                lock.update(|sample| {
                    sample.a += 1;
                    sample.e = sample.e.wrapping_add(1);
                });
            }
        });
    });
    let sample = lock.read();
    assert_eq!((sample.a, sample.e as usize), ((THREADS * TURNS) as u64, THREADS * TURNS));
    assert_eq!((sample.b, sample.c, sample.d), (0, [0; 8], 0));
}

#[test]
fn values_of_any_length_come_back() {
    fn round<T: ksync::Plain + PartialEq + std::fmt::Debug>(a: T, b: T) {
        let lock: SeqLock<T> = SeqLock::new(a);
        assert_eq!(lock.read(), a);
        lock.write(b);
        assert_eq!(lock.read(), b);
        assert_eq!(lock.into_inner(), b);
    }
    round((), ());
    round(1_u8, 2);
    round([1_u8, 2, 3], [4, 5, 6]);
    round('a', 'ß');
    round([1_u16; 7], [9; 7]);
    round(u128::MAX, 1);
    round([true, false, true, true, false], [false; 5]);
}

#[test]
fn a_change_that_panics_leaves_the_value() {
    let lock: SeqLock<u64> = SeqLock::new(1);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        lock.update(|value| {
            *value = 2;
            panic!("half-way");
        })
    }));
    assert!(result.is_err());
    assert_eq!(lock.read(), 1);
    lock.write(3);
    assert_eq!(lock.read(), 3);
}

#[test]
fn a_reader_that_meets_a_writer_retries() {
    let count = SeqCount::new();
    let start = count.read_begin();
    assert!(!count.read_retry(start));
    count.write_begin();
    assert!(count.read_retry(start));
    count.write_end();
    assert!(count.read_retry(start));
    let start = count.read_begin();
    count.invalidate();
    assert!(count.read_retry(start));
    assert!(!count.read_retry(count.read_begin()));
}

#[test]
fn each_cpu_has_its_own_value() {
    static COUNTS: LocalLock<u64, 64> = LocalLock::new([0; 64]);
    within(LONG, || {
        together(THREADS, |_| {
            for _ in 0..TURNS {
                *COUNTS.lock() += 1;
            }
        });
    });
    let guard = COUNTS.lock();
    assert_eq!(Std::preempt_depth(), 2);
    assert!(COUNTS.try_lock().is_none(), "the same CPU uses it already");
    let again = std::panic::catch_unwind(|| drop(COUNTS.lock()));
    assert!(again.is_err());
    drop(guard);
    assert_eq!(Std::preempt_depth(), 0);
}

#[test]
fn the_values_of_all_cpus_add_up() {
    let mut counts: LocalLock<u64, 512, NoGuard> = LocalLock::new([0; 512]);
    together(THREADS, |_| {
        for _ in 0..TURNS {
            *counts.lock() += 1;
        }
    });
    assert_eq!(counts.iter_mut().map(|count| *count).sum::<u64>(), (THREADS * TURNS) as u64);
}
