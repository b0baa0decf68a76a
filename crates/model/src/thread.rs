//! Threads of an execution.

use crate::object::At;
use crate::op::{Op, Yield};
use crate::runner;
use std::panic::Location;
use std::sync::{Arc, Mutex};

/// A thread's number: the main thread has 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ThreadId(u8);

/// A thread that can be unparked.
#[derive(Clone, Debug)]
pub struct Thread(u8);

impl Thread {
    /// Lets it go on from [`park`], the present one or the next.
    #[track_caller]
    pub fn unpark(&self) {
        runner::operate(Op::Unpark(self.0), Location::caller());
    }

    /// Its number.
    pub fn id(&self) -> ThreadId {
        ThreadId(self.0)
    }
}

/// A thread that can be waited for.
#[derive(Debug)]
pub struct JoinHandle<T> {
    thread: Thread,
    /// A lock of the host's, never contended: it makes the handle one that can be sent.
    result: Arc<Mutex<Option<T>>>,
}

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended: what it returned.
    ///
    /// # Errors
    /// Never: a thread that panics ends the execution.
    #[track_caller]
    pub fn join(self) -> std::thread::Result<T> {
        runner::operate(Op::Join(self.thread.0), Location::caller());
        let result = self.result.lock().ok().and_then(|mut r| r.take());
        result.ok_or_else(|| Box::new("the execution is over") as _)
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Whether it has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        runner::operate(Op::IsFinished(self.thread.0), Location::caller()).1
    }
}

/// Makes threads with a name, which reports show.
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// A thread without a name.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// The name.
    #[must_use]
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// Makes the thread.
    ///
    /// # Errors
    /// If there are 32 threads already.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> std::io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.make(f, Location::caller())
            .ok_or_else(|| std::io::Error::other("an execution has at most 32 threads"))
    }

    fn make<F, T>(self, f: F, at: At) -> Option<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let result = Arc::new(Mutex::new(None));
        let place = result.clone();
        let body = Box::new(move || {
            let value = f();
            if let Ok(mut place) = place.lock() {
                *place = Some(value);
            }
        });
        let thread = Thread(runner::spawn(self.name, body, at)?);
        Some(JoinHandle { thread, result })
    }
}

/// Makes a thread, which begins at once.
///
/// # Panics
/// If there are 32 threads already.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().make(f, Location::caller()).expect("an execution has at most 32 threads")
}

/// The thread that asks.
pub fn current() -> Thread {
    Thread(runner::with(|_, me| me))
}

/// Waits until somebody has unparked this thread since it was parked last. It never returns without that.
#[track_caller]
pub fn park() {
    runner::operate(Op::Park, Location::caller());
}

/// Lets the others go first. In a loop that waits this is [`hint::spin_loop`](crate::hint::spin_loop), but it may also
/// be without a reason.
#[track_caller]
pub fn yield_now() {
    runner::operate(Op::Yield(Yield::Polite), Location::caller());
}
