use crate::Receiver;
use crate::errno::check;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::time::{Duration, Instant};

/// A moment until which to wait, or none.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(crate) fn never() -> Deadline {
        Deadline(None)
    }

    /// A time so long that it has no end is for ever.
    pub(crate) fn after(time: Duration) -> Deadline {
        Deadline(Instant::now().checked_add(time))
    }

    pub(crate) fn is_some(self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn left(self) -> Option<Duration> {
        self.0.map(|end| end.saturating_duration_since(Instant::now()))
    }
}

/// Waits until one of `receivers` has bytes or has ended, and returns the index of the first such; `None` when
/// `timeout` (`None`: for ever) is over. With no receivers it only waits.
///
/// # Panics
/// If the operating system refuses to wait, for want of memory.
pub fn wait_any(receivers: &[&Receiver], timeout: Option<Duration>) -> Option<usize> {
    let polled = |r: &&Receiver| libc::pollfd { fd: r.as_fd().as_raw_fd(), events: libc::POLLIN, revents: 0 };
    let mut polls: Vec<libc::pollfd> = receivers.iter().map(polled).collect();
    let deadline = timeout.map_or(Deadline::never(), Deadline::after);
    loop {
        let left = deadline.left();
        // Rounded up: waking early would mean to go round at full speed. A long wait is cut and continued.
        let millis = left.map_or(-1, |t| t.as_nanos().div_ceil(1_000_000).min(1 << 30) as i32);
        // SAFETY: `polls` is valid for the call and has the length that is said.
        match check(unsafe { libc::poll(polls.as_mut_ptr(), polls.len() as libc::nfds_t, millis) }) {
            Ok(0) if deadline.left().is_none_or(|t| !t.is_zero()) => {}
            Ok(_) => return polls.iter().position(|p| p.revents != 0),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => panic!("poll failed: {error}"),
        }
    }
}
