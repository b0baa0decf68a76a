//! The feature `lock_stat`: `cargo test -p ksync --features lock_stat --test lock_stat`.
#![cfg(all(feature = "lock_stat", not(loom)))]

use ksync::{Mutex, RwLock, SpinLock, lock_stat};
use std::thread;
use std::time::Duration;

#[test]
fn waits_and_holds_are_measured_by_class_and_place() {
    let spin: SpinLock<u32> = SpinLock::named("spun", 0);
    let (held, guard) = (line!(), spin.lock());
    thread::scope(|scope| {
        scope.spawn(|| *spin.lock() += 1);
        while !spin.is_contended() {
            thread::yield_now();
        }
        thread::sleep(Duration::from_millis(5));
        assert!(spin.try_lock().is_none());
        drop(guard);
    });
    let counts = lock_stat::of("spun");
    assert_eq!((counts.acquisitions, counts.contentions, counts.rejections), (2, 1, 1));
    assert_eq!((counts.acquisition_bounces, counts.contention_bounces), (2, 1));
    assert!(counts.wait.total >= 4_000_000 && counts.wait.count == 1);
    assert!(
        counts.hold.max >= 5_000_000 && counts.hold.count == 2 && counts.hold.min <= counts.hold.average()
    );

    let text = lock_stat::proc_lock_stat();
    assert!(text.starts_with("lock_stat version 0.4\n"));
    let row = text.lines().find(|line| line.contains("spun:")).unwrap();
    let columns: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(columns.len(), 13, "{row}");
    assert_eq!((columns[1], columns[2], columns[7], columns[8]), ("1", "1", "2", "2"));
    let points: Vec<&str> =
        text.lines().filter(|line| line.contains("lock_stat.rs:") && line.contains("spun")).collect();
    assert_eq!(points.len(), 2, "where one waited and where the holder had taken it:\n{text}");
    let at = |line: u32| format!("lock_stat.rs:{line}:");
    assert!(points[0].contains(&at(held + 2)) && points[1].contains(&at(held)), "{points:?}");

    let text = lock_stat::lockmeter();
    let row = text.lines().position(|line| line.ends_with("  spun")).unwrap();
    let places: Vec<&str> = text.lines().skip(row + 1).take(3).collect();
    assert!(places.iter().all(|line| line.contains("lock_stat.rs:")), "{text}");
    assert!(
        places.iter().any(|line| line.contains("100.00%") && line.contains(" 0 ")),
        "one place was in vain: {text}"
    );
}

#[test]
fn readers_and_writers_have_rows_of_their_own() {
    let lock: RwLock<u32> = RwLock::named("table", 0);
    for _ in 0..3 {
        drop(lock.read());
    }
    *lock.write() += 1;
    let text = lock_stat::proc_lock_stat();
    let acquisitions = |label: &str| {
        let row = text.lines().find(|line| line.trim_start().starts_with(label)).unwrap();
        row.split_whitespace().nth(8).unwrap().to_owned()
    };
    assert_eq!((acquisitions("table-R:"), acquisitions("table-W:")), ("3".to_owned(), "1".to_owned()));
}

#[test]
fn locks_without_a_name_are_called_by_their_place() {
    let (line, mutex) = (line!(), <Mutex<u32>>::new(0));
    *mutex.lock() += 1;
    let name = format!("{}:{line}", file!());
    assert_eq!(lock_stat::of(&name).acquisitions, 1, "{}", lock_stat::proc_lock_stat());
}
