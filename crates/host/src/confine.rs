use crate::errno::check;
use crate::filter;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// What a worker gives up before it runs foreign code, for ever:
///
/// * every open descriptor but those in `keep` (whoever owned one of the others must not use it any more);
/// * core dumps, files that grow, more descriptors, more processes, privileges of programs that it would execute;
/// * all system calls but those for memory, kept descriptors, signals, time and its own end. Any other kills it by
///   SIGSYS.
///
/// Reading a file, asking whether a descriptor is a terminal, and making a thread are among what is lost, and so is the
/// backtrace of a panic. Writing to a kept regular file fails with EFBIG.
///
/// # Errors
/// If the operating system refuses a part; the process must not run foreign code then.
pub fn confine(keep: &[BorrowedFd<'_>]) -> io::Result<()> {
    let mut kept: Vec<u32> = keep.iter().map(|fd| fd.as_raw_fd() as u32).collect();
    kept.sort_unstable();
    kept.dedup();
    // SAFETY: has no preconditions but its constant arguments.
    check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) })?;
    close_others(&kept)?;
    limit(libc::RLIMIT_CORE, 0)?;
    limit(libc::RLIMIT_FSIZE, 0)?;
    limit(libc::RLIMIT_NPROC, 0)?;
    limit(libc::RLIMIT_NOFILE, kept.last().map_or(0, |&fd| u64::from(fd) + 1))?;
    // SAFETY: ignoring runs no code of ours.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
    filter::install()
}

/// Closes all descriptors but `kept`, which ascend.
fn close_others(kept: &[u32]) -> io::Result<()> {
    let mut first = 0;
    for &fd in kept {
        if first < fd {
            close_range(first, fd - 1)?;
        }
        first = fd + 1;
    }
    close_range(first, u32::MAX)
}

fn close_range(first: u32, last: u32) -> io::Result<()> {
    // SAFETY: the documentation of `confine` says that the descriptors are gone.
    check(unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) })?;
    Ok(())
}

/// Lowers a limit, soft and hard.
fn limit(resource: libc::__rlimit_resource_t, value: u64) -> io::Result<()> {
    let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: `limit` is valid for the call.
    check(unsafe { libc::setrlimit(resource, &limit) })?;
    Ok(())
}
