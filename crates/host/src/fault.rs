//! Fault signals: what module code does that the processor refuses.
//!
//! SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP are taken on an alternate stack, so that a stack overflow, or a wild
//! stack pointer, can be told. The handler looks at the [`Fault`] and says where the thread goes on ([`Resume`]), or
//! that it cannot help, in which case the process dies by the signal. Going on is done by the return from the signal:
//! the kernel loads the registers and the old signal mask, and the next fault is caught like the first.
//!
//! While the handler runs all five are blocked; a fault of the handler's own kills the process.

use crate::errno::check;
use std::cell::Cell;
use std::io;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// What sort of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An address where nothing is mapped, or where this access is not allowed.
    Segv,
    /// A general protection fault: an address that is not canonical, or a privileged instruction. The processor does
    /// not say which address.
    Protection,
    /// A page that cannot be had.
    Bus,
    /// An integer division by zero or with too large a result.
    Fpe,
    /// An instruction that does not exist, `ud2` for one.
    Ill,
    /// A breakpoint.
    Trap,
    /// No fault: the parent wants the code that runs to end ([`crate::Child::alarm`]).
    Alarm,
}

/// A fault, as the processor told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its sort.
    pub kind: Kind,
    /// What was accessed ([`Kind::Segv`], [`Kind::Bus`]); 0 for [`Kind::Protection`]; the instruction for the others.
    pub address: usize,
    /// The instruction; the one after it for [`Kind::Trap`].
    pub pc: usize,
    /// The stack pointer.
    pub sp: usize,
    /// The frame pointer, where the code keeps one.
    pub fp: usize,
    /// Whether a [`Kind::Segv`] was a store.
    pub write: bool,
    /// Whether a [`Kind::Segv`] was the fetch of an instruction: a jump to what is no code.
    pub fetch: bool,
}

/// The registers with which the thread goes on. All others are as they were, but for a cleared direction flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resume {
    /// Instruction pointer.
    pub rip: u64,
    /// Stack pointer.
    pub rsp: u64,
    /// Frame pointer.
    pub rbp: u64,
    /// First argument.
    pub rdi: u64,
    /// Second argument.
    pub rsi: u64,
}

/// A function that judges a fault.
pub type Handler = fn(&Fault) -> Option<Resume>;

const SIGNALS: [(libc::c_int, Kind); 6] = [
    (libc::SIGUSR1, Kind::Alarm),
    (libc::SIGSEGV, Kind::Segv),
    (libc::SIGBUS, Kind::Bus),
    (libc::SIGFPE, Kind::Fpe),
    (libc::SIGILL, Kind::Ill),
    (libc::SIGTRAP, Kind::Trap),
];
const STACK: usize = 128 << 10;
const GUARD: usize = 4096;
const PAGE_FAULT: i64 = 14;
const GENERAL_PROTECTION: i64 = 13;
const WRITE: i64 = 1 << 1;
const FETCH: i64 = 1 << 4;
const DIRECTION: i64 = 1 << 10;
/// Single-stepping, which module code may have turned on.
const TRAP: i64 = 0x100;
/// Alignment checks, likewise.
const ALIGNMENT: i64 = 0x4_0000;

/// invariant: null or a [`Handler`].
static HANDLER: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());

thread_local! {
    static HAS_STACK: Cell<bool> = const { Cell::new(false) };
}

/// Sends the process's faults to `handler`, and gives the calling thread the alternate stack (128 KiB) on which it is
/// told of its own. To be called by the thread that runs module code.
///
/// # Errors
/// If the operating system refuses.
///
/// # Safety
/// * The handler interrupts whatever faulted. If that was code of ours, it may hold a lock or be in the middle of a
///   change: then the handler must return `None` and touch nothing but atomics. In no case may it allocate or take a
///   lock, unless it knows that foreign code was interrupted, which never holds one of ours.
/// * Where it returns [`Resume`], going on with these registers must be sound: the frames of the code that faulted are
///   abandoned without being unwound.
pub unsafe fn install(handler: Handler) -> io::Result<()> {
    if !HAS_STACK.get() {
        give_stack()?;
        HAS_STACK.set(true);
    }
    HANDLER.store(handler as *mut (), Ordering::Release);
    // SAFETY: zero is a `sigaction`; the mask is filled in place; `on_signal` has the type that SA_SIGINFO asks for.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let entry: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) = on_signal;
        action.sa_sigaction = entry as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        for (signal, _) in SIGNALS {
            check(libc::sigaddset(&mut action.sa_mask, signal))?;
        }
        for (signal, _) in SIGNALS {
            check(libc::sigaction(signal, &action, ptr::null_mut()))?;
        }
    }
    Ok(())
}

/// Gives the calling thread an alternate stack, with a guard, for as long as the process lives.
fn give_stack() -> io::Result<()> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: the mapping replaces no other, is used by nobody before it becomes the stack, and is never unmapped.
    unsafe {
        let start = libc::mmap(ptr::null_mut(), GUARD + STACK, access, flags, -1, 0);
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        check(libc::mprotect(start, GUARD, libc::PROT_NONE))?;
        let stack = libc::stack_t { ss_sp: start.byte_add(GUARD), ss_flags: 0, ss_size: STACK };
        check(libc::sigaltstack(&stack, ptr::null_mut()))?;
    }
    Ok(())
}

extern "C" fn on_signal(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the kernel passes both, and nobody else uses them until we return; on x86-64 the context is this type.
    let (info, context) = unsafe { (&*info, &mut *context.cast::<libc::ucontext_t>()) };
    let registers = &mut context.uc_mcontext.gregs;
    match fault(signal, info, registers).and_then(|fault| judge(&fault)) {
        Some(resume) => {
            registers[libc::REG_RIP as usize] = resume.rip as i64;
            registers[libc::REG_RSP as usize] = resume.rsp as i64;
            registers[libc::REG_RBP as usize] = resume.rbp as i64;
            registers[libc::REG_RDI as usize] = resume.rdi as i64;
            registers[libc::REG_RSI as usize] = resume.rsi as i64;
            registers[libc::REG_EFL as usize] &= !(DIRECTION | TRAP | ALIGNMENT);
        }
        // The alarm came while other code ran; it may come again.
        None if signal == libc::SIGUSR1 => {}
        // SAFETY: both may be called from a signal handler. The signal, blocked until we return, is raised again so
        // that one that the instruction will not repeat, a breakpoint for example, kills as well.
        None => unsafe {
            libc::signal(signal, libc::SIG_DFL);
            libc::raise(signal);
        },
    }
}

fn judge(fault: &Fault) -> Option<Resume> {
    let handler = HANDLER.load(Ordering::Acquire);
    // SAFETY: `install` stores the handler before it asks for signals.
    let handler = unsafe { std::mem::transmute::<*mut (), Handler>(handler) };
    handler(fault)
}

/// What the processor told; `None` if a process sent the signal.
fn fault(signal: libc::c_int, info: &libc::siginfo_t, registers: &[i64; 23]) -> Option<Fault> {
    let of = |register: libc::c_int| registers[register as usize];
    let (_, kind) = SIGNALS.into_iter().find(|(s, _)| *s == signal)?;
    if info.si_code <= 0 && kind != Kind::Alarm {
        return None;
    }
    let trap = of(libc::REG_TRAPNO);
    let error = if trap == PAGE_FAULT { of(libc::REG_ERR) } else { 0 };
    let pc = of(libc::REG_RIP) as usize;
    let kind = if trap == GENERAL_PROTECTION && kind == Kind::Segv { Kind::Protection } else { kind };
    let address = match kind {
        // SAFETY: the kernel fills in the address for these signals.
        Kind::Segv | Kind::Bus => unsafe { info.si_addr() as usize },
        Kind::Protection | Kind::Alarm => 0,
        Kind::Fpe | Kind::Ill | Kind::Trap => pc,
    };
    Some(Fault {
        kind,
        address,
        pc,
        sp: of(libc::REG_RSP) as usize,
        fp: of(libc::REG_RBP) as usize,
        write: error & WRITE != 0,
        fetch: error & FETCH != 0,
    })
}
