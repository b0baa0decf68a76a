use crate::errno::{check, retry};
use crate::poll::{Deadline, wait_any};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::Duration;

/// The longest message, in bytes.
pub const MESSAGE_LIMIT: usize = 64 << 20;
const HEADER: usize = size_of::<u32>();
const CHUNK: usize = 64 << 10;

/// The writing end of a pipe.
#[derive(Debug)]
pub struct Sender(OwnedFd);

/// The reading end of a pipe, and as much of the next message as has arrived.
#[derive(Debug)]
pub struct Receiver {
    pipe: OwnedFd,
    partial: Vec<u8>,
}

/// What waiting for a message led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A message.
    Message(Vec<u8>),
    /// All senders are gone, or one of them wrote what is no message: nothing more will come.
    End,
    /// The time is over. What has arrived of a message is kept.
    Timeout,
}

/// A pipe that carries messages: byte strings, kept apart by their lengths. A process that keeps both ends never sees
/// the end of it: drop the one you do not use after forking.
///
/// SIGPIPE is ignored from then on, so that sending to nobody is an error and not a death.
///
/// # Errors
/// If the operating system refuses.
pub fn pipe() -> io::Result<(Receiver, Sender)> {
    // SAFETY: ignoring runs no code of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    let mut ends = [-1; 2];
    // SAFETY: `ends` has room for two descriptors.
    check(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
    // SAFETY: the two descriptors were just opened and belong to nobody.
    let [read, write] = ends.map(|end| unsafe { OwnedFd::from_raw_fd(end) });
    Ok((Receiver { pipe: read, partial: Vec::new() }, Sender(write)))
}

impl Sender {
    /// Sends one message and waits until the pipe has taken it. Two processes must not send on one pipe at a time.
    ///
    /// # Errors
    /// `InvalidInput` beyond [`MESSAGE_LIMIT`]; `BrokenPipe` if nobody listens any more.
    pub fn send(&self, message: &[u8]) -> io::Result<()> {
        let len = u32::try_from(message.len()).ok().filter(|_| message.len() <= MESSAGE_LIMIT);
        let Some(len) = len else { return Err(io::ErrorKind::InvalidInput.into()) };
        self.write(&len.to_le_bytes())?;
        self.write(message)
    }

    fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let fd = self.0.as_raw_fd();
            // SAFETY: the bytes are readable for the call.
            let n = retry(|| unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) as i64 })?;
            bytes = &bytes[n as usize..];
        }
        Ok(())
    }
}

impl Receiver {
    /// Waits for the next message. `None`: all senders are gone, or one of them wrote what is no message.
    pub fn receive(&mut self) -> Option<Vec<u8>> {
        match self.receive_before(Deadline::never()) {
            Received::Message(message) => Some(message),
            Received::End | Received::Timeout => None,
        }
    }

    /// Waits for the next message, but not longer than `timeout`.
    pub fn receive_timeout(&mut self, timeout: Duration) -> Received {
        self.receive_before(Deadline::after(timeout))
    }

    fn receive_before(&mut self, deadline: Deadline) -> Received {
        loop {
            let missing = self.missing();
            if missing == 0 {
                let message = self.partial.split_off(HEADER);
                self.partial.clear();
                return Received::Message(message);
            }
            if missing > MESSAGE_LIMIT {
                return Received::End;
            }
            // A read after this takes what is there and does not wait for more.
            if deadline.is_some() && wait_any(&[self], deadline.left()).is_none() {
                return Received::Timeout;
            }
            if !self.read(missing.min(CHUNK)) {
                return Received::End;
            }
        }
    }

    /// How many bytes of the message are still to come, as far as is known.
    fn missing(&self) -> usize {
        match self.partial.first_chunk::<HEADER>() {
            None => HEADER - self.partial.len(),
            Some(len) => HEADER + u32::from_le_bytes(*len) as usize - self.partial.len(),
        }
    }

    /// Adds up to `n` bytes. False: there are no more.
    fn read(&mut self, n: usize) -> bool {
        let old = self.partial.len();
        self.partial.resize(old + n, 0);
        let (fd, room) = (self.pipe.as_raw_fd(), &mut self.partial[old..]);
        // SAFETY: `room` is writable for the call.
        let n = retry(|| unsafe { libc::read(fd, room.as_mut_ptr().cast(), room.len()) as i64 });
        let n = n.unwrap_or(0) as usize;
        self.partial.truncate(old + n);
        n > 0
    }
}

impl AsFd for Sender {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl AsFd for Receiver {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }
}
