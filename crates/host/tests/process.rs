//! Children: how they end, and that none is left.

use host::{Exit, Shared, exit, fork};
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

fn sleep_for_ever() -> ! {
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// Whether there is such a process, be it a zombie.
fn exists(pid: i32) -> bool {
    // SAFETY: signal 0 only asks.
    unsafe { libc::kill(pid, 0) == 0 }
}

fn soon(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while !holds() {
        if start.elapsed() > Duration::from_secs(10) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    true
}

#[test]
fn exit_codes_and_signals_are_told_apart() {
    assert_eq!(fork(|| exit(7)).unwrap().wait(), Exit::Code(7));
    // SAFETY: raising a signal has no preconditions.
    let mut child = fork(|| unsafe {
        libc::raise(libc::SIGTERM);
        exit(0)
    })
    .unwrap();
    assert_eq!(child.wait(), Exit::Signal(libc::SIGTERM));
    assert_eq!(
        (child.wait(), child.try_wait()),
        (Exit::Signal(libc::SIGTERM), Some(Exit::Signal(libc::SIGTERM)))
    );
}

#[test]
fn a_panic_ends_the_child_only() {
    let mut child = fork(|| {
        std::panic::set_hook(Box::new(|_| {}));
        panic!("not in the parent")
    })
    .unwrap();
    assert_eq!(child.wait(), Exit::Code(101));
}

#[test]
fn a_running_child_is_killed() {
    let mut child = fork(|| sleep_for_ever()).unwrap();
    assert_eq!(child.try_wait(), None);
    child.kill();
    assert_eq!(child.wait(), Exit::Signal(libc::SIGKILL));
    child.kill();
}

#[test]
fn a_dropped_child_leaves_no_zombie() {
    let running = fork(|| sleep_for_ever()).unwrap();
    let ended = fork(|| exit(0)).unwrap();
    let pids = [running.pid(), ended.pid()];
    assert!(pids.into_iter().all(exists));
    drop((running, ended));
    assert!(!pids.into_iter().any(exists));
}

#[test]
fn a_child_dies_with_its_parent() {
    let grandchild = Shared::<AtomicI32>::new().unwrap();
    let mut child = fork(|| {
        let child = fork(|| sleep_for_ever()).unwrap();
        grandchild.store(child.pid(), Relaxed);
        exit(0)
    })
    .unwrap();
    assert_eq!(child.wait(), Exit::Code(0));
    let pid = grandchild.load(Relaxed);
    assert!(pid > 0);
    let dead = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
        // Whoever adopted it may be slow to reap it.
        stat.map_or(true, |s| s.rsplit(") ").next().is_some_and(|s| s.starts_with(['Z', 'X'])))
    };
    assert!(soon(dead), "the grandchild lives on");
}

#[test]
fn children_are_reaped_where_sigchld_was_ignored() {
    let mut child = fork(|| {
        // SAFETY: ignoring a signal runs no code.
        unsafe { libc::signal(libc::SIGCHLD, libc::SIG_IGN) };
        match fork(|| exit(5)).unwrap().wait() {
            Exit::Code(code) => exit(code),
            Exit::Signal(_) => exit(1),
        }
    })
    .unwrap();
    assert_eq!(child.wait(), Exit::Code(5));
}

#[test]
fn shared_memory_is_seen_by_both() {
    let shared = Shared::<[(AtomicU64, AtomicU64); 1000]>::new().unwrap();
    let mut child = fork(|| {
        while shared[0].0.load(Relaxed) == 0 {
            std::hint::spin_loop();
        }
        shared[999].1.store(shared[0].0.load(Relaxed) + 1, Relaxed);
        exit(0)
    })
    .unwrap();
    assert_eq!(shared[999].1.load(Relaxed), 0);
    shared[0].0.store(41, Relaxed);
    assert_eq!(child.wait(), Exit::Code(0));
    assert_eq!(shared[999].1.load(Relaxed), 42);
    let leaked: &'static [(AtomicU64, AtomicU64); 1000] = shared.leak();
    assert_eq!(leaked[999].1.load(Relaxed), 42);
}
