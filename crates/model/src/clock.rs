//! Vector clocks of a fixed width.

/// The most threads of one execution.
pub(crate) const THREADS: usize = 32;

/// What happened before some moment: for each thread, up to which of its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock([u32; THREADS]);

impl Clock {
    /// Nothing.
    pub(crate) const ZERO: Clock = Clock([0; THREADS]);

    /// What happened before either.
    #[inline]
    pub(crate) fn join(&mut self, other: &Clock) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a = (*a).max(*b);
        }
    }

    /// Up to which time of this thread.
    #[inline(always)]
    pub(crate) fn of(&self, thread: usize) -> u32 {
        self.0[thread]
    }

    /// The thread's next time begins.
    #[inline(always)]
    pub(crate) fn tick(&mut self, thread: usize) {
        self.0[thread] += 1;
    }
}
