use crate::errno::{check, retry};
use std::convert::Infallible;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It exited with this code.
    Code(i32),
    /// This signal killed it.
    Signal(i32),
}

impl Exit {
    /// Of a status that `waitpid` gave, unless the process only stopped.
    pub(crate) fn of(status: libc::c_int) -> Option<Exit> {
        if libc::WIFEXITED(status) {
            Some(Exit::Code(libc::WEXITSTATUS(status)))
        } else if libc::WIFSIGNALED(status) {
            Some(Exit::Signal(libc::WTERMSIG(status)))
        } else {
            None
        }
    }
}

/// A child process. Dropping it kills and reaps it.
///
/// invariant: `pid` names our child as long as `exit` is `None`: nobody else reaps it.
#[derive(Debug)]
pub struct Child {
    pid: libc::pid_t,
    exit: Option<Exit>,
}

/// Forks. The child runs `child`, which ends it; if that panics, the child exits with code 101. The child dies (by
/// SIGKILL) when the *thread* that forked it ends.
///
/// Only the calling thread goes on in the child: a lock that another thread holds stays locked there for ever.
///
/// # Errors
/// If the operating system refuses.
pub fn fork(child: impl FnOnce() -> Infallible) -> io::Result<Child> {
    keep_zombies()?;
    // SAFETY: has no preconditions.
    let parent = unsafe { libc::getpid() };
    // SAFETY: the child goes on with a copy of this process. What another thread had in hand lies behind locks, which
    // stay locked; glibc makes its own allocator usable in the child.
    match check(unsafe { libc::fork() })? {
        0 => {
            // SAFETY: neither has preconditions.
            let (tied, now) =
                unsafe { (libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL), libc::getppid()) };
            // A parent that died before the request is never told of: the child would live for ever.
            if tied != 0 || now != parent {
                exit(101);
            }
            let Err(_) = catch_unwind(AssertUnwindSafe(child));
            exit(101)
        }
        pid => Ok(Child { pid, exit: None }),
    }
}

/// Ends the process at once: no destructors, no `atexit` functions, nothing flushed.
pub fn exit(code: i32) -> ! {
    // SAFETY: has no preconditions.
    unsafe { libc::_exit(code) }
}

/// A process that inherited "ignore" for SIGCHLD would not learn how its children end.
fn keep_zombies() -> io::Result<()> {
    // SAFETY: zero is a `sigaction`; the pointers are valid for the call, which changes nothing.
    let action = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        check(libc::sigaction(libc::SIGCHLD, std::ptr::null(), &mut action))?;
        action
    };
    if action.sa_sigaction == libc::SIG_IGN || action.sa_flags & libc::SA_NOCLDWAIT != 0 {
        // SAFETY: the default action runs no code of ours.
        unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
    }
    Ok(())
}

impl Child {
    /// Its process id.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Kills it, by SIGKILL; it is still to be waited for. Nothing happens if it has ended.
    pub fn kill(&self) {
        if self.exit.is_none() {
            // SAFETY: `pid` is our own child (the invariant of this type), so no stranger is hit.
            unsafe { libc::kill(self.pid, libc::SIGKILL) };
        }
    }

    /// Sends it [`crate::fault::Kind::Alarm`].
    pub fn alarm(&self) {
        if self.exit.is_none() {
            // SAFETY: `pid` is our own child (the invariant of this type), so no stranger is hit.
            unsafe { libc::kill(self.pid, libc::SIGUSR1) };
        }
    }

    /// How it ended, if it has.
    pub fn try_wait(&mut self) -> Option<Exit> {
        if self.exit.is_none() {
            self.exit = self.status(libc::WNOHANG).and_then(Exit::of);
        }
        self.exit
    }

    /// Waits until it ends.
    pub fn wait(&mut self) -> Exit {
        loop {
            match self.exit {
                Some(exit) => return exit,
                None => self.exit = self.status(0).and_then(Exit::of),
            }
        }
    }

    /// What `waitpid` says, if anything happened. Once the status is an end, `ended` must be told of it.
    pub(crate) fn status(&mut self, flags: libc::c_int) -> Option<libc::c_int> {
        let mut status = 0;
        // SAFETY: `status` is valid for the call.
        let pid = retry(|| unsafe { libc::waitpid(self.pid, &mut status, flags) });
        match pid.expect("a child is reaped by its owner only") {
            0 => None,
            _ => Some(status),
        }
    }

    pub(crate) fn ended(&mut self, exit: Exit) {
        self.exit = Some(exit);
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
        self.wait();
    }
}
