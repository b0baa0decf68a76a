//! Counting the system calls of a child, to show that what must be fast makes none.

use crate::errno::check;
use crate::process::{Child, Exit, exit, fork};
use std::convert::Infallible;
use std::io;
use std::mem::{MaybeUninit, size_of};
use std::ptr;

/// An argument that nobody else gives to `getpid`, which takes none.
const MAGIC: u64 = 0x006c_6f63_6b73_7465;
/// How a stop at a system call, and not by a signal, is told apart (PTRACE_O_TRACESYSGOOD).
const AT_SYSCALL: libc::c_int = libc::SIGTRAP | 0x80;

/// Marks the place in a child of [`count_syscalls`] where counting begins, and, the second time, where it ends. A
/// harmless system call anywhere else.
pub fn mark() {
    // SAFETY: `getpid` has no preconditions and ignores its arguments.
    unsafe { libc::syscall(libc::SYS_getpid, MAGIC) };
}

/// Runs `child` in a forked process, to its end; how it ended, and how many system calls it made strictly between its
/// two calls of [`mark`]. Faults that it handles itself are its own business, but for the return from the handler,
/// which is a system call.
///
/// # Errors
/// If the operating system does not let us trace; if the child does not mark twice.
pub fn count_syscalls(child: impl FnOnce() -> Infallible) -> io::Result<(Exit, u64)> {
    let mut traced = fork(move || {
        // SAFETY: none of these has preconditions; the parent's first wait sees the stop.
        unsafe {
            if libc::ptrace(libc::PTRACE_TRACEME, 0, ptr::null_mut::<u8>(), ptr::null_mut::<u8>()) != 0 {
                exit(101);
            }
            libc::raise(libc::SIGSTOP);
        }
        child()
    })?;
    let mut marks = 0u32;
    let mut count = 0;
    let mut ready = false;
    loop {
        let Some(status) = traced.status(0) else { continue };
        if let Some(end) = Exit::of(status) {
            traced.ended(end);
            return match marks {
                2.. => Ok((end, count)),
                _ => {
                    Err(io::Error::other(format!("a traced child ended ({end:?}) after {marks} of 2 marks")))
                }
            };
        }
        let signal = libc::WSTOPSIG(status);
        let mut pass_on = 0;
        if !ready && signal == libc::SIGSTOP {
            ready = true;
            request(&traced, libc::PTRACE_SETOPTIONS, libc::PTRACE_O_TRACESYSGOOD | libc::PTRACE_O_EXITKILL)?;
        } else if signal == AT_SYSCALL {
            match entered(&traced)? {
                Some(call) if call == (libc::SYS_getpid as u64, MAGIC) => marks += 1,
                Some(_) if marks == 1 => count += 1,
                _ => {}
            }
        } else {
            pass_on = signal;
        }
        request(&traced, libc::PTRACE_SYSCALL, pass_on)?;
    }
}

fn request(child: &Child, request: libc::c_uint, data: libc::c_int) -> io::Result<()> {
    // SAFETY: neither request reads or writes our memory; the data is a number.
    check(unsafe { libc::ptrace(request, child.pid(), ptr::null_mut::<u8>(), i64::from(data)) })?;
    Ok(())
}

/// The number and the first argument of the system call that the child enters; `None` if it leaves one.
fn entered(child: &Child) -> io::Result<Option<(u64, u64)>> {
    let mut info = MaybeUninit::<libc::ptrace_syscall_info>::zeroed();
    let size = size_of::<libc::ptrace_syscall_info>();
    // SAFETY: the kernel writes at most `size` bytes to `info`.
    check(unsafe { libc::ptrace(libc::PTRACE_GET_SYSCALL_INFO, child.pid(), size, info.as_mut_ptr()) })?;
    // SAFETY: all of it is integers, zero or written by the kernel.
    let info = unsafe { info.assume_init() };
    if info.op != libc::PTRACE_SYSCALL_INFO_ENTRY {
        return Ok(None);
    }
    // SAFETY: `op` says that this is the variant.
    let entry = unsafe { info.u.entry };
    Ok(Some((entry.nr, entry.args[0])))
}
