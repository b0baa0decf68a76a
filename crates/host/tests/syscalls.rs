//! Counting system calls.

use host::fault::{self, Fault, Resume};
use host::syscalls::mark;
use host::{Exit, Shared, confine, count_syscalls, exit};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[test]
fn calls_between_the_marks_are_counted_and_no_others() {
    let counted = count_syscalls(|| {
        std::thread::yield_now();
        mark();
        for _ in 0..10 {
            std::thread::yield_now();
        }
        mark();
        std::thread::yield_now();
        exit(3)
    });
    assert_eq!(counted.unwrap(), (Exit::Code(3), 10));
}

#[test]
fn computing_and_shared_memory_make_no_system_call() {
    let shared = Shared::<[AtomicU64; 64]>::new().unwrap();
    let counted = count_syscalls(|| {
        confine(&[]).unwrap();
        mark();
        for i in 0..1_000_000u64 {
            shared[i as usize % 64].fetch_add(i, Relaxed);
        }
        mark();
        exit(0)
    });
    assert_eq!(counted.unwrap(), (Exit::Code(0), 0));
    assert_ne!(shared[5].load(Relaxed), 0);
}

#[test]
fn faults_that_the_child_handles_reach_it() {
    fn skip(fault: &Fault) -> Option<Resume> {
        // Past the two bytes of ud2.
        Some(Resume { rip: fault.pc as u64 + 2, rsp: fault.sp as u64, rbp: fault.fp as u64, rdi: 0, rsi: 0 })
    }
    let counted = count_syscalls(|| {
        // SAFETY: the handler only computes; what it leads to is the next instruction of code that knows.
        unsafe { fault::install(skip).unwrap() };
        mark();
        // SAFETY: the handler goes on after the instruction, with two registers lost.
        unsafe { std::arch::asm!("ud2", out("rdi") _, out("rsi") _) };
        mark();
        exit(0)
    });
    assert_eq!(counted.unwrap(), (Exit::Code(0), 1), "the return from the handler");
}

#[test]
fn a_child_that_marks_once_or_dies_is_an_error() {
    let once = count_syscalls(|| {
        mark();
        exit(0)
    });
    assert!(once.unwrap_err().to_string().contains("1 of 2 marks"));
    assert!(count_syscalls(|| std::process::abort()).is_err());
}
