//! Faults of foreign code, caught and told.

use host::fault::{self, Fault, Kind, Resume};
use host::{Exit, Shared, exit, fork};
use std::arch::asm;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// What a child wants done, and what it saw. Only its own copy counts.
static FAULTS: AtomicU64 = AtomicU64::new(0);
static STACK_TOP: AtomicU64 = AtomicU64::new(0);
static REFUSES: AtomicBool = AtomicBool::new(false);
static LANDING: AtomicU64 = AtomicU64::new(0);

/// Kind, address, write, fetch of the last fault; pc and sp.
type Seen = [AtomicU64; 6];
static SEEN: std::sync::OnceLock<&'static Seen> = std::sync::OnceLock::new();

fn judge(fault: &Fault) -> Option<Resume> {
    if REFUSES.load(Relaxed) {
        return None;
    }
    FAULTS.fetch_add(1, Relaxed);
    let values = [
        fault.kind as u64,
        fault.address as u64,
        u64::from(fault.write),
        u64::from(fault.fetch),
        fault.pc as u64,
        fault.sp as u64,
    ];
    for (to, value) in SEEN.get()?.iter().zip(values) {
        to.store(value, Relaxed);
    }
    let rsp = STACK_TOP.load(Relaxed) - 8;
    Some(Resume { rip: LANDING.load(Relaxed), rsp, rbp: 0, rdi: 40, rsi: 2 })
}

extern "C" fn end(a: u64, b: u64) -> ! {
    exit((a + b) as i32)
}

/// Faults again until it was caught five times.
extern "C" fn fault_again(a: u64, b: u64) -> ! {
    if FAULTS.load(Relaxed) < 5 {
        dereference_null();
    }
    end(a, b)
}

/// Wants the direction flag clear and the stack to be the one that was given.
extern "C" fn look_around(_: u64, _: u64) -> ! {
    let flags: u64;
    // SAFETY: reads the flags.
    unsafe { asm!("pushfq", "pop {}", out(reg) flags) };
    let here = &raw const flags as u64;
    let top = STACK_TOP.load(Relaxed);
    exit(if flags & 0x400 == 0 && here < top && here > top - (1 << 16) { 42 } else { 1 })
}

fn dereference_null() {
    // SAFETY: none, on purpose; this process exists to fault.
    unsafe { asm!("mov rax, qword ptr [{}]", in(reg) 0x18usize, out("rax") _) };
}

/// Runs `wrong` in a child whose handler leads to `landing`.
fn run(landing: extern "C" fn(u64, u64) -> !, wrong: fn()) -> (Exit, Vec<u64>) {
    let seen = Shared::<Seen>::new().unwrap().leak();
    let mut child = fork(|| {
        SEEN.set(seen).unwrap();
        let stack = vec![0u8; 1 << 17].leak();
        STACK_TOP.store((stack.as_ptr_range().end as u64) & !0xf, Relaxed);
        LANDING.store(landing as usize as u64, Relaxed);
        // SAFETY: the handler uses atomics only, and where it leads to never returns.
        unsafe { fault::install(judge).unwrap() };
        wrong();
        exit(99)
    })
    .unwrap();
    (child.wait(), seen.iter().map(|v| v.load(Relaxed)).collect())
}

#[test]
fn a_load_from_null_is_caught_and_goes_on_elsewhere() {
    let (exit, seen) = run(end, dereference_null);
    assert_eq!(exit, Exit::Code(42));
    assert_eq!(seen[..4], [Kind::Segv as u64, 0x18, 0, 0]);
}

#[test]
fn a_store_is_told_from_a_load() {
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe { asm!("mov dword ptr [{}], 1", in(reg) 0x1000usize) });
    assert_eq!(exit, Exit::Code(42));
    assert_eq!(seen[..4], [Kind::Segv as u64, 0x1000, 1, 0]);
}

#[test]
fn a_jump_to_nowhere_is_a_fetch() {
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe { asm!("call {}", in(reg) 0x2345usize) });
    assert_eq!(exit, Exit::Code(42));
    assert_eq!(seen[..5], [Kind::Segv as u64, 0x2345, 0, 1, 0x2345]);
}

#[test]
fn an_address_that_is_not_canonical_is_a_protection_fault() {
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe { asm!("mov rax, [{}]", in(reg) 1usize << 60, out("rax") _) });
    assert_eq!(exit, Exit::Code(42));
    assert_eq!(seen[..4], [Kind::Protection as u64, 0, 0, 0]);
}

#[test]
fn a_division_by_zero_is_caught() {
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe {
        asm!("xor edx, edx", "div {0:e}", in(reg) 0, inout("eax") 1 => _, out("edx") _);
    });
    assert_eq!(exit, Exit::Code(42));
    assert_eq!((seen[0], seen[1]), (Kind::Fpe as u64, seen[4]));
}

#[test]
fn an_invalid_instruction_and_a_breakpoint_are_caught() {
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe { asm!("ud2") });
    assert_eq!((exit, seen[0]), (Exit::Code(42), Kind::Ill as u64));
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe { asm!("int3") });
    assert_eq!((exit, seen[0]), (Exit::Code(42), Kind::Trap as u64));
}

#[test]
fn faults_are_caught_again_and_again() {
    assert_eq!(run(fault_again, dereference_null).0, Exit::Code(42));
}

#[test]
fn the_landing_finds_its_stack_and_a_clear_direction_flag() {
    // SAFETY: none, on purpose.
    let (exit, _) =
        run(look_around, || unsafe { asm!("std", "mov rax, [{}]", in(reg) 8usize, out("rax") _) });
    assert_eq!(exit, Exit::Code(42));
}

#[test]
fn a_wild_stack_pointer_is_survived() {
    // SAFETY: none, on purpose.
    let (exit, seen) = run(end, || unsafe { asm!("mov rsp, {}", "push 1", in(reg) 0x4000usize) });
    assert_eq!(exit, Exit::Code(42));
    assert_eq!((seen[1], seen[2], seen[5]), (0x3ff8, 1, 0x4000));
}

#[test]
fn what_the_handler_refuses_kills_by_its_signal() {
    fn refused(wrong: fn()) -> Exit {
        let mut child = fork(|| {
            REFUSES.store(true, Relaxed);
            // SAFETY: the handler uses one atomic.
            unsafe { fault::install(judge).unwrap() };
            wrong();
            exit(99)
        });
        child.as_mut().unwrap().wait()
    }
    assert_eq!(refused(dereference_null), Exit::Signal(libc::SIGSEGV));
    // SAFETY: none, on purpose.
    assert_eq!(refused(|| unsafe { asm!("int3") }), Exit::Signal(libc::SIGTRAP));
    // SAFETY: none, on purpose.
    assert_eq!(refused(|| unsafe { asm!("ud2") }), Exit::Signal(libc::SIGILL));
}

#[test]
fn a_signal_that_somebody_sent_is_no_fault() {
    // SAFETY: raising a signal has no preconditions.
    let (exit, seen) = run(end, || unsafe {
        libc::raise(libc::SIGSEGV);
    });
    assert_eq!((exit, seen[4]), (Exit::Signal(libc::SIGSEGV), 0));
}
