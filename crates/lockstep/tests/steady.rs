//! In its steady state an execution makes no system call and allocates nothing.

mod support;
use scenario::Setup;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The system's allocator, counted. The measured worker is a fork of this process and counts in its own copy.
struct Counted;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

fn allocations() -> u64 {
    ALLOCATIONS.load(Relaxed)
}

// SAFETY: every call goes to the system's allocator as it is; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`; `pointer` came from `System`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller keeps the contract of `realloc`; `pointer` came from `System`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

const EXECUTIONS: u64 = 100_000;

#[track_caller]
fn is_free(example: &str) {
    let setup = Setup { file: support::example(example), ..Setup::default() };
    let steady = scenario::steady(&setup, EXECUTIONS, allocations).unwrap();
    assert_eq!(steady.executions, EXECUTIONS);
    assert_eq!(steady.system_calls, 0, "system calls of {EXECUTIONS} executions of {example}");
    assert_eq!(steady.probed, 0, "allocations of {EXECUTIONS} executions of {example}");
}

#[test]
fn the_probe_sees_allocations() {
    let before = allocations();
    drop(std::hint::black_box(vec![0u8; 100]));
    assert!(allocations() > before);
}

#[test]
fn a_racing_module_costs_no_system_call_and_no_allocation() {
    is_free("counter.c");
}

#[test]
fn a_correct_module_costs_no_system_call_and_no_allocation() {
    is_free("counter_mutex.c");
}

#[test]
fn deadlocks_cost_no_system_call_and_no_allocation() {
    is_free("abba.c");
}

#[test]
fn interrupts_cost_no_system_call_and_no_allocation() {
    is_free("irq_lock.c");
}

#[test]
fn timers_cost_no_system_call_and_no_allocation() {
    is_free("timer_rmmod_sync.c");
}

#[test]
fn logs_cost_no_system_call_and_no_allocation() {
    is_free("hello.c");
}

#[test]
fn a_measurement_counts_what_executions_do() {
    let setup = Setup { file: support::example("counter.c"), ..Setup::default() };
    let steady = scenario::steady(&setup, 100, allocations).unwrap();
    assert!(steady.steps >= 100 * 20, "each of 20 increments is a step: {steady:?}");
    assert!(steady.points > 0 && steady.switches > 0 && steady.nanoseconds > 0, "{steady:?}");
}
