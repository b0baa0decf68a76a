//! Semaphores, completions, wait queues and what is done once, by threads.
#![cfg(not(loom))]

mod support;

use ksync::platform::Std;
use ksync::{Completion, CpuState, Once, Platform, Semaphore, WaitQueue, wait_event, wait_event_timeout};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use support::{LONG, Pair, THREADS, TURNS, together, within};

const MILLISECOND: u64 = 1_000_000;

#[test]
fn a_semaphore_of_one_unit_excludes() {
    within(LONG, || {
        let pair = Pair::default();
        let sem: Semaphore = Semaphore::new(1);
        together(THREADS, |_| {
            for _ in 0..TURNS / 4 {
                sem.down();
                pair.add();
                sem.up();
            }
        });
        assert!(sem.try_down());
        assert_eq!(pair.get(), (THREADS * (TURNS / 4)) as u64);
    });
}

#[test]
fn a_semaphore_lets_in_as_many_as_it_has_units() {
    within(LONG, || {
        let sem: Semaphore = Semaphore::new(2);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        together(THREADS, |_| {
            for _ in 0..TURNS / 4 {
                sem.down();
                most.fetch_max(inside.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                inside.fetch_sub(1, Ordering::Relaxed);
                sem.up();
            }
        });
        assert!(most.into_inner() <= 2);
        assert!(sem.try_down() && sem.try_down() && !sem.try_down());
    });
}

#[test]
fn time_runs_out_and_no_unit_is_lost() {
    within(LONG, || {
        let sem: Semaphore = Semaphore::new(0);
        let begin = Instant::now();
        assert!(!sem.down_timeout(5 * MILLISECOND));
        assert!(begin.elapsed() >= Duration::from_millis(5));
        // Time runs out at about the time when units come: each is taken by a waiter or is there.
        let taken = AtomicU32::new(0);
        let rounds = if cfg!(miri) { 3 } else { 200 };
        for round in 0..rounds {
            thread::scope(|scope| {
                scope.spawn(|| {
                    if sem.down_timeout(round * 500) {
                        taken.fetch_add(1, Ordering::Relaxed);
                    }
                });
                sem.up();
            });
            while sem.try_down() {
                taken.fetch_add(1, Ordering::Relaxed);
            }
        }
        assert_eq!(taken.into_inner(), rounds as u32);
    });
}

/// A platform on which time runs out in the moment in which what is waited for comes: the second look at the clock shows
/// the end of all times, and before it does, something is done.
struct Late;

thread_local! {
    static LOOKS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    static COMES: std::cell::Cell<fn()> = const { std::cell::Cell::new(|| ()) };
}

/// Waits on that platform, where something comes with the end of the time.
fn late<R>(comes: fn(), wait: impl FnOnce() -> R) -> R {
    LOOKS.set(0);
    COMES.set(comes);
    wait()
}

// SAFETY: all of it is that of the threads, whose numbers are sound.
unsafe impl Platform for Late {
    const CPUS: usize = Std::CPUS;
    fn per_cpu() -> &'static [CpuState] {
        Std::per_cpu()
    }
    fn cpu() -> usize {
        Std::cpu()
    }
    fn task() -> u32 {
        Std::task()
    }
    fn preempt_disable() {
        Std::preempt_disable();
    }
    fn preempt_enable() {
        Std::preempt_enable();
    }
    fn preempt_depth() -> u32 {
        Std::preempt_depth()
    }
    fn bh_disable() {
        Std::bh_disable();
    }
    fn bh_enable() {
        Std::bh_enable();
    }
    fn bh_depth() -> u32 {
        Std::bh_depth()
    }
    fn irq_disable() {
        Std::irq_disable();
    }
    fn irq_enable() {
        Std::irq_enable();
    }
    fn irq_depth() -> u32 {
        Std::irq_depth()
    }
    fn park(word: &AtomicU32, expected: u32, until: Option<u64>) {
        Std::park(word, expected, until);
    }
    fn wake(word: *const AtomicU32, count: u32) {
        Std::wake(word, count);
    }
    fn now() -> u64 {
        LOOKS.set(LOOKS.get() + 1);
        match LOOKS.get() {
            1 => 0,
            2 => {
                COMES.get()();
                u64::MAX
            }
            _ => u64::MAX,
        }
    }
}

#[test]
fn what_comes_as_the_time_ends_is_not_lost() {
    static SEM: Semaphore<Late> = Semaphore::new(0);
    assert!(late(|| SEM.up(), || SEM.down_timeout(1)), "the unit was given to the one who waits");
    assert!(!SEM.try_down(), "and to nobody else");
    assert!(!late(|| (), || SEM.down_timeout(1)));

    static DONE: Completion<Late> = Completion::new();
    assert!(late(|| DONE.complete(), || DONE.wait_timeout(1)));
    assert!(!DONE.is_done());
    assert!(!late(|| (), || DONE.wait_timeout(1)));
}

#[test]
fn each_completion_is_for_one_waiter() {
    within(LONG, || {
        let done: Completion = Completion::new();
        assert!(!done.is_done() && !done.try_wait());
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| done.wait());
            }
            for _ in 0..THREADS {
                done.complete();
            }
        });
        assert!(!done.is_done());
        done.complete();
        assert!(done.is_done() && done.try_wait() && !done.try_wait());
    });
}

#[test]
fn complete_all_is_for_everybody_until_it_is_taken_back() {
    within(LONG, || {
        let done: Completion = Completion::new();
        thread::scope(|scope| {
            for _ in 0..THREADS * 5 {
                scope.spawn(|| done.wait());
            }
            thread::sleep(Duration::from_millis(2));
            done.complete_all();
        });
        done.wait();
        done.complete();
        assert!(done.try_wait() && done.is_done());
        done.reinit();
        assert!(!done.is_done());
        assert!(!done.wait_timeout(MILLISECOND));
    });
}

#[test]
fn what_happens_before_a_completion_is_seen_after_the_wait() {
    within(LONG, || {
        for _ in 0..if cfg!(miri) { 5 } else { 1_000 } {
            let pair = Pair::default();
            let done: Completion = Completion::new();
            thread::scope(|scope| {
                scope.spawn(|| {
                    pair.add();
                    done.complete();
                });
                done.wait();
                assert_eq!(pair.get(), 1);
            });
        }
    });
}

#[test]
fn waiters_see_the_condition_that_woke_them() {
    within(LONG, || {
        let queue: WaitQueue = WaitQueue::new();
        let turn = AtomicUsize::new(0);
        // Each thread waits for its turn and passes it on.
        together(THREADS, |thread| {
            for round in 0..TURNS / 100 {
                let mine = round * THREADS + thread;
                wait_event!(queue, turn.load(Ordering::Relaxed) == mine);
                turn.store(mine + 1, Ordering::Relaxed);
                queue.wake_up();
            }
        });
        assert_eq!(turn.into_inner(), THREADS * (TURNS / 100));
        assert!(!queue.has_sleeper());
    });
}

#[test]
fn a_wake_up_wakes_one_exclusive_waiter_and_all_others() {
    within(LONG, || {
        let queue: WaitQueue = WaitQueue::new();
        let (tickets, exclusive, shared) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let looked = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    queue.wait_exclusive(|| {
                        looked.fetch_add(1, Ordering::SeqCst);
                        tickets.load(Ordering::SeqCst) > exclusive.load(Ordering::SeqCst)
                    });
                    exclusive.fetch_add(1, Ordering::SeqCst);
                });
            }
            for _ in 0..2 {
                scope.spawn(|| {
                    wait_event!(queue, tickets.load(Ordering::SeqCst) > 0);
                    shared.fetch_add(1, Ordering::SeqCst);
                });
            }
            // All look twice, before and after they enter.
            while looked.load(Ordering::SeqCst) < 6 {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            for expected in 1..=3 {
                tickets.fetch_add(1, Ordering::SeqCst);
                queue.wake_up();
                while exclusive.load(Ordering::SeqCst) < expected {
                    thread::yield_now();
                }
                thread::sleep(Duration::from_millis(3));
                assert_eq!(exclusive.load(Ordering::SeqCst), expected, "one at a time");
                assert_eq!(looked.load(Ordering::SeqCst), 6 + expected, "the others sleep on");
            }
        });
        assert_eq!(shared.into_inner(), 2);
    });
}

/// A waiter that finds its condition true, and is chosen by a wake-up before it has left, passes that on.
#[test]
fn an_exclusive_wake_up_of_one_who_leaves_goes_to_the_next() {
    within(LONG, || {
        let queue: WaitQueue = WaitQueue::new();
        let (first_looks, second_looks, unit) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
        let see = |looks: &AtomicU32, count: u32| {
            while looks.load(Ordering::Relaxed) < count {
                thread::yield_now();
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                queue.wait_exclusive(|| {
                    if first_looks.fetch_add(1, Ordering::Relaxed) == 0 {
                        return false;
                    }
                    // On the list, and the second behind: this wake-up is for the first, which is about to leave.
                    see(&second_looks, 2);
                    unit.store(1, Ordering::Relaxed);
                    queue.wake_up();
                    true
                });
            });
            scope.spawn(|| {
                see(&first_looks, 2);
                let begin = Instant::now();
                let served = queue.wait_exclusive_timeout(20_000 * MILLISECOND, || {
                    // What the first does is done only when this one is on the list.
                    second_looks.fetch_add(1, Ordering::Relaxed) >= 2 && unit.load(Ordering::Relaxed) == 1
                });
                assert!(served && begin.elapsed() < Duration::from_secs(15), "it is woken before its time");
            });
        });
    });
}

#[test]
fn wake_up_all_wakes_more_than_it_can_note() {
    within(LONG, || {
        let queue: WaitQueue = WaitQueue::new();
        let open = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| queue.wait_exclusive(|| open.load(Ordering::Relaxed) == 1));
            }
            thread::sleep(Duration::from_millis(20));
            open.store(1, Ordering::Relaxed);
            queue.wake_up_all();
        });
    });
}

#[test]
fn a_wait_ends_when_its_time_comes() {
    let queue: WaitQueue = WaitQueue::new();
    let begin = Instant::now();
    assert!(!wait_event_timeout!(queue, false, 5 * MILLISECOND));
    assert!(begin.elapsed() >= Duration::from_millis(5));
    assert!(!queue.has_sleeper(), "who leaves is off the list");
    assert!(wait_event_timeout!(queue, true, 0));
    assert!(!queue.wait_exclusive_timeout(MILLISECOND, || false));
}

/// An exclusive wake-up that meets a waiter whose time has come goes to another.
#[test]
fn an_exclusive_wake_up_is_not_lost_to_a_timeout() {
    within(LONG, || {
        for round in 0..if cfg!(miri) { 2 } else { 300_u64 } {
            let queue: WaitQueue = WaitQueue::new();
            let unit = AtomicU32::new(0);
            let take = || unit.compare_exchange(1, 0, Ordering::Relaxed, Ordering::Relaxed).is_ok();
            thread::scope(|scope| {
                scope.spawn(|| {
                    // It takes no unit: whatever wakes it is not for it.
                    let _ = queue.wait_exclusive_timeout(round * 300, || false);
                });
                scope.spawn(|| queue.wait_exclusive(take));
                scope.spawn(|| {
                    for _ in 0..round * 10 {
                        std::hint::spin_loop();
                    }
                    unit.store(1, Ordering::Relaxed);
                    queue.wake_up_nr(1);
                    // The first may take it and enter again while its time has not come.
                    while unit.load(Ordering::Relaxed) == 1 && queue.has_sleeper() {
                        thread::yield_now();
                        if unit.load(Ordering::Relaxed) == 1 {
                            queue.wake_up_nr(1);
                        }
                    }
                });
            });
        }
    });
}

#[test]
fn a_condition_that_panics_leaves_the_queue_empty() {
    let queue: WaitQueue = WaitQueue::new();
    let mut looks = 0;
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        queue.wait(|| {
            looks += 1;
            assert!(looks < 2, "on the list");
            false
        });
    }));
    assert!(result.is_err());
    assert!(!queue.has_sleeper());
    queue.wake_up_all();
}

#[test]
fn it_is_done_once() {
    within(LONG, || {
        for _ in 0..if cfg!(miri) { 3 } else { 500 } {
            let once: Once<Vec<u32>> = Once::new();
            let made = AtomicU32::new(0);
            together(THREADS, |_| {
                let value = once.get_or_init(|| {
                    thread::yield_now();
                    made.fetch_add(1, Ordering::Relaxed);
                    vec![1, 2, 3]
                });
                assert_eq!(value, &[1, 2, 3]);
            });
            assert_eq!((made.into_inner(), once.into_inner()), (1, Some(vec![1, 2, 3])));
        }
    });
}

#[test]
fn a_panic_leaves_it_to_the_next() {
    within(LONG, || {
        let once: Once<u32> = Once::new();
        together(THREADS, |thread| {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                *once.get_or_init(|| if thread == 0 { panic!("not this one") } else { 7 })
            }));
            assert!(thread == 0 || result.is_ok_and(|value| value == 7));
        });
        assert_eq!(once.get(), Some(&7));
    });
    let once: Once = Once::new();
    once.call_once(|| ());
    once.call_once(|| unreachable!());
}

#[test]
fn a_value_that_was_made_is_dropped() {
    let value = std::sync::Arc::new(());
    let once: Once<std::sync::Arc<()>> = Once::new();
    once.get_or_init(|| value.clone());
    assert_eq!(std::sync::Arc::strong_count(&value), 2);
    drop(once);
    assert_eq!(std::sync::Arc::strong_count(&value), 1);
}
