//! The system calls that a confined process may make, as a program for the kernel's seccomp.
//!
//! The program is a list of comparisons in classic BPF: wrong architecture, kill; number in the list, allow; else,
//! kill. Killing (and not refusing) is deliberate: foreign code that asks for a file or a socket is a fact that the
//! parent must learn, not an error that the code may hide. (Documentation/userspace-api/seccomp_filter.rst; struct
//! `seccomp_data` in `linux/seccomp.h`.)
//!
//! What is left lets a process compute, use memory, talk through descriptors that it has, take signals, wait, and end.
//! `tgkill` is left for itself only, which is how `abort` and `raise` end; `restart_syscall` is how the kernel goes on
//! with an interrupted wait after SIGCONT.

use crate::errno::check;
use std::io;

const ALLOWED: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_close,
    libc::SYS_poll,
    libc::SYS_ppoll,
    libc::SYS_futex,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigaction,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_clock_gettime,
    libc::SYS_gettimeofday,
    libc::SYS_sched_yield,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrandom,
];

const X86_64: u32 = 0xc000_003e;
/// Numbers from here on are the x32 forms of calls, which would slip past the comparisons.
const X32: u32 = 0x4000_0000;

/// Where `seccomp_data` has the call's number, the architecture, and the low half of the first argument.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const FIRST_ARGUMENT: u32 = 16;

const LOAD: u32 = libc::BPF_LD | libc::BPF_W | libc::BPF_ABS;
const IF_EQUAL: u32 = libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K;
const IF_GREATER_EQUAL: u32 = libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K;
const RETURN: u32 = libc::BPF_RET | libc::BPF_K;

/// One instruction; the jumps count instructions to skip.
fn instruction(code: u32, k: u32, if_true: u8, if_false: u8) -> libc::sock_filter {
    libc::sock_filter { code: code as u16, jt: if_true, jf: if_false, k }
}

/// The program for the process `pid`.
fn program(pid: u32) -> Vec<libc::sock_filter> {
    let allow = instruction(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0);
    let kill = instruction(RETURN, libc::SECCOMP_RET_KILL_PROCESS, 0, 0);
    let mut program = vec![
        instruction(LOAD, ARCHITECTURE, 0, 0),
        instruction(IF_EQUAL, X86_64, 1, 0),
        kill,
        instruction(LOAD, NUMBER, 0, 0),
        instruction(IF_GREATER_EQUAL, X32, 0, 1),
        kill,
    ];
    for &number in ALLOWED {
        program.extend([instruction(IF_EQUAL, number as u32, 0, 1), allow]);
    }
    program.extend([
        instruction(IF_EQUAL, libc::SYS_tgkill as u32, 1, 0),
        kill,
        instruction(LOAD, FIRST_ARGUMENT, 0, 0),
        instruction(IF_EQUAL, pid, 1, 0),
        kill,
        allow,
    ]);
    program
}

/// Puts the calling thread, and what it forks, under the filter for ever. Needs PR_SET_NO_NEW_PRIVS.
pub(crate) fn install() -> io::Result<()> {
    // SAFETY: has no preconditions.
    let mut program = program(unsafe { libc::getpid() } as u32);
    let filter = libc::sock_fprog { len: program.len() as u16, filter: program.as_mut_ptr() };
    // SAFETY: the kernel copies the program, which is valid for the call, and checks it.
    check(unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &filter) })?;
    Ok(())
}
