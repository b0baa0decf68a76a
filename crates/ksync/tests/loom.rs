//! The locks under the checker loom: every interleaving of a few threads, under the memory model of C11.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p ksync --release --test loom --target-dir target/loom`
//!
//! Two threads are explored with three preemptions, three with two, or with one where those that
//! spin for one word would take too long. The protected value is loom's own cell, which
//! notices two accesses that nothing orders.
#![cfg(loom)]

use ksync::platform::Loom;
use ksync::{
    BigReaderLock, Completion, Mcs, Mutex, NoGuard, Once, Queued, RawLock, RwLock, RwSemaphore, Semaphore,
    SeqCount, SpinLock, Ticket, WaitQueue,
};
use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicU32, Ordering};
use loom::thread;

/// A counter whose accesses loom sees.
struct Count(UnsafeCell<u32>);

// SAFETY: loom reports it if it is not.
unsafe impl Sync for Count {}
// SAFETY: as above.
unsafe impl Send for Count {}

impl Count {
    fn new() -> Count {
        Count(UnsafeCell::new(0))
    }

    fn add(&self) {
        // SAFETY: loom reports accesses that nothing orders.
        self.0.with_mut(|count| unsafe { *count += 1 });
    }

    fn get(&self) -> u32 {
        // SAFETY: as above.
        self.0.with(|count| unsafe { *count })
    }
}

thread_local! {
    /// The bound of preemptions, if it is not the usual one.
    static BOUND: std::cell::Cell<Option<usize>> = const { std::cell::Cell::new(None) };
}

/// Runs every interleaving of threads that all do the same to a shared state, and then looks at that.
fn explore<S: Send + Sync + 'static>(
    threads: usize,
    make: impl Fn() -> S + Send + Sync + 'static,
    action: impl Fn(&S, usize) + Send + Sync + Copy + 'static,
    end: impl Fn(&S) + Send + Sync + 'static,
) {
    let mut model = Builder::new();
    model.max_branches = 100_000;
    model.preemption_bound = Some(BOUND.get().unwrap_or(if threads > 2 { 2 } else { 3 }));
    model.check(move || {
        Loom::start(0);
        let state = Arc::new(make());
        let others: Vec<_> = (1..threads)
            .map(|number| {
                let state = state.clone();
                thread::spawn(move || {
                    Loom::start(number);
                    action(&state, number);
                })
            })
            .collect();
        action(&state, 0);
        others.into_iter().for_each(|thread| thread.join().unwrap());
        end(&state);
    });
}

fn excludes<R: RawLock + Send + Sync + 'static>(threads: usize, turns: u32) {
    explore(
        threads,
        || SpinLock::<Count, NoGuard, R>::new(Count::new()),
        move |lock, _| (0..turns).for_each(|_| lock.lock().add()),
        move |lock| assert_eq!(lock.lock().get(), threads as u32 * turns),
    );
}

fn tries_exclude<R: RawLock + Send + Sync + 'static>() {
    explore(
        2,
        || (SpinLock::<Count, NoGuard, R>::new(Count::new()), AtomicU32::new(0)),
        |(lock, taken), number| {
            if number == 0 {
                lock.lock().add();
                taken.fetch_add(1, Ordering::Relaxed);
            } else if let Some(guard) = lock.try_lock() {
                guard.add();
                taken.fetch_add(1, Ordering::Relaxed);
            }
        },
        |(lock, taken)| assert_eq!(lock.lock().get(), taken.load(Ordering::Relaxed)),
    );
}

#[test]
fn ticket() {
    excludes::<Ticket>(2, 2);
}

#[test]
fn ticket_of_three() {
    BOUND.set(Some(1));
    excludes::<Ticket>(3, 1);
}

#[test]
fn ticket_attempts() {
    tries_exclude::<Ticket>();
}

#[test]
fn mcs() {
    excludes::<Mcs>(2, 2);
    excludes::<Mcs>(3, 1);
    tries_exclude::<Mcs>();
}

#[test]
fn queued() {
    excludes::<Queued>(2, 2);
    tries_exclude::<Queued>();
}

#[test]
fn queued_of_three() {
    excludes::<Queued>(3, 1);
}

#[test]
fn queue_of_two() {
    Loom::set_always_queues(true);
    excludes::<Queued>(3, 1);
}

#[test]
fn rwlock_writers() {
    explore(
        2,
        || RwLock::<Count, NoGuard>::new(Count::new()),
        |lock, _| {
            lock.write().add();
            lock.write().add();
        },
        |lock| assert_eq!(lock.read().get(), 4),
    );
}

#[test]
fn rwlock_reader_and_writer() {
    explore(
        2,
        || RwLock::<Count, NoGuard>::new(Count::new()),
        |lock, number| {
            if number == 0 {
                lock.write().add();
            } else {
                assert!(lock.read().get() <= 1);
                assert!(lock.try_read().is_none_or(|count| count.get() <= 1));
            }
        },
        |lock| assert_eq!(lock.write().get(), 1),
    );
}

#[test]
fn rwlock_of_three() {
    explore(
        3,
        || RwLock::<Count, NoGuard>::new(Count::new()),
        |lock, number| {
            if number < 2 {
                lock.write().add();
            } else {
                assert!(lock.read().get() <= 2);
            }
        },
        |lock| assert_eq!(lock.read().get(), 2),
    );
}

#[test]
fn big_reader_lock() {
    explore(
        2,
        || BigReaderLock::<Count, NoGuard>::new(Count::new()),
        |lock, number| {
            if number == 0 {
                lock.write().add();
            } else {
                assert!(lock.read().get() <= 1);
                assert!(lock.read().get() <= 1);
            }
        },
        |lock| assert_eq!(lock.write().get(), 1),
    );
}

#[test]
fn mutex() {
    explore(
        2,
        || <Mutex<Count>>::new(Count::new()),
        |mutex, _| mutex.lock().add(),
        |mutex| assert_eq!(mutex.lock().get(), 2),
    );
}

#[test]
fn mutex_twice() {
    explore(
        2,
        || <Mutex<Count>>::new(Count::new()),
        |mutex, number| (0..=number).for_each(|_| mutex.lock().add()),
        |mutex| assert_eq!(mutex.lock().get(), 3),
    );
}

#[test]
fn rw_semaphore_writers() {
    explore(
        2,
        || <RwSemaphore<Count>>::new(Count::new()),
        |sem, _| sem.write().add(),
        |sem| assert_eq!(sem.read().get(), 2),
    );
}

#[test]
fn rw_semaphore_reader_and_writer() {
    explore(
        2,
        || <RwSemaphore<Count>>::new(Count::new()),
        |sem, number| {
            if number == 0 {
                sem.write().add();
            } else {
                assert!(sem.read().get() <= 1);
            }
        },
        |sem| assert_eq!(sem.write().get(), 1),
    );
}

#[test]
fn rw_semaphore_downgrade() {
    explore(
        2,
        || <RwSemaphore<Count>>::new(Count::new()),
        |sem, number| {
            if number == 0 {
                let write = sem.write();
                write.add();
                assert_eq!(write.downgrade().get(), 1);
            } else {
                assert!(sem.read().get() <= 1);
            }
        },
        |sem| assert_eq!(sem.write().get(), 1),
    );
}

#[test]
fn semaphore() {
    explore(
        2,
        || (<Semaphore>::new(1), Count::new()),
        |(sem, count), _| {
            sem.down();
            count.add();
            sem.up();
        },
        |(sem, count)| {
            assert!(sem.try_down());
            assert_eq!(count.get(), 2);
        },
    );
}

#[test]
fn completion() {
    explore(
        2,
        || (<Completion>::new(), Count::new()),
        |(done, count), number| {
            if number == 0 {
                count.add();
                done.complete();
            } else {
                done.wait();
                assert_eq!(count.get(), 1);
            }
        },
        |(done, _)| assert!(!done.is_done()),
    );
}

#[test]
fn completion_for_all() {
    BOUND.set(Some(1));
    explore(
        3,
        || (<Completion>::new(), Count::new()),
        |(done, count), number| {
            if number == 0 {
                count.add();
                done.complete_all();
            } else {
                done.wait();
                assert_eq!(count.get(), 1);
            }
        },
        |(done, _)| assert!(done.is_done()),
    );
}

#[test]
fn wait_queue() {
    explore(
        2,
        || (<WaitQueue>::new(), AtomicU32::new(0)),
        |(queue, ready), number| {
            if number == 0 {
                ready.store(1, Ordering::Relaxed);
                queue.wake_up();
            } else {
                queue.wait(|| ready.load(Ordering::Relaxed) == 1);
            }
        },
        |(queue, _)| assert!(!queue.has_sleeper()),
    );
}

#[test]
fn wait_queue_of_two_exclusive() {
    BOUND.set(Some(1));
    explore(
        3,
        || (<WaitQueue>::new(), AtomicU32::new(0)),
        |(queue, tickets), number| {
            if number == 0 {
                for _ in 0..2 {
                    tickets.fetch_add(1, Ordering::Relaxed);
                    queue.wake_up();
                }
            } else {
                let take = |tickets: u32| tickets.checked_sub(1);
                queue.wait_exclusive(|| {
                    tickets.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
                });
            }
        },
        |(queue, _)| assert!(!queue.has_sleeper()),
    );
}

#[test]
fn once() {
    explore(
        3,
        <Once<u32>>::new,
        |once, number| {
            let value = *once.get_or_init(|| number as u32 + 1);
            assert_eq!(Some(&value), once.get());
        },
        |once| assert!(once.get().is_some()),
    );
}

#[test]
fn once_orders_what_was_done() {
    explore(
        2,
        || (<Once>::new(), Count::new()),
        |(once, count), _| {
            once.call_once(|| count.add());
            assert_eq!(count.get(), 1);
        },
        |(_, count)| assert_eq!(count.get(), 1),
    );
}

#[test]
fn sequence_count() {
    explore(
        2,
        || (SeqCount::new(), AtomicU32::new(0), AtomicU32::new(0)),
        |(count, low, high), number| {
            if number == 0 {
                for turn in 1..=2 {
                    count.write_begin();
                    low.store(turn, Ordering::Relaxed);
                    high.store(turn, Ordering::Relaxed);
                    count.write_end();
                }
            } else {
                // Not for ever: what counts is that what is accepted is of one piece.
                for _ in 0..2 {
                    let start = count.read_begin();
                    let pair = (low.load(Ordering::Relaxed), high.load(Ordering::Relaxed));
                    if !count.read_retry(start) {
                        assert_eq!(pair.0, pair.1);
                        assert_eq!(pair.0, start / 2, "the value of the count that was read");
                        break;
                    }
                }
            }
        },
        |_| (),
    );
}
