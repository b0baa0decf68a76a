//! What the tests share.
#![allow(dead_code, reason = "each test uses a part")]

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Fewer turns where each is slow.
pub const TURNS: usize = if cfg!(miri) { 20 } else { 5_000 };

/// Threads that contend.
pub const THREADS: usize = if cfg!(miri) { 3 } else { 4 };

/// A counter that is two words, changed by separate loads and stores: who comes in between tears it, and ThreadSanitizer
/// and Miri see the race.
#[derive(Default)]
pub struct Pair(UnsafeCell<[u64; 2]>);

// SAFETY: it is the business of the lock under test that this is true.
unsafe impl Sync for Pair {}

impl Pair {
    /// Adds one to both words. The lock under test keeps everybody else out.
    pub fn add(&self) {
        let pair = self.0.get();
        // SAFETY: as above; volatile, so that the window between load and store is there.
        unsafe {
            let [a, b] = pair.read_volatile();
            assert_eq!(a, b, "somebody else was between the two words");
            (&raw mut (*pair)[0]).write_volatile(a + 1);
            std::hint::spin_loop();
            (&raw mut (*pair)[1]).write_volatile(b + 1);
        }
    }

    /// The value of both words. The lock under test keeps writers out.
    pub fn get(&self) -> u64 {
        // SAFETY: as above.
        let [a, b] = unsafe { self.0.get().read_volatile() };
        assert_eq!(a, b, "a writer was between the two words");
        a
    }
}

/// Does the same in several threads at once.
pub fn together(threads: usize, action: impl Fn(usize) + Sync) {
    thread::scope(|scope| {
        for thread in 0..threads {
            let action = &action;
            scope.spawn(move || action(thread));
        }
    });
}

/// Ends the process if a test takes this long: a lost wake-up is a failure and not a hang.
pub fn within(limit: Duration, action: impl FnOnce()) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let begin = std::time::Instant::now();
            while !done.load(Ordering::Relaxed) {
                if begin.elapsed() > limit {
                    eprintln!("nothing ends after {limit:?}: a wake-up is lost");
                    std::process::abort();
                }
                thread::park_timeout(Duration::from_millis(5));
            }
        });
        struct Done<'a>(&'a AtomicBool);
        impl Drop for Done<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let _done = Done(&done);
        action();
    });
}

/// A limit that is far from any time that a test takes.
pub const LONG: Duration = Duration::from_secs(if cfg!(miri) { 600 } else { 60 });
