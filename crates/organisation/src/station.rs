use std::collections::VecDeque;

/// A part of the kernel that serves one at a time, in the order of arrival: a lock, or the master.
#[derive(Debug)]
pub(crate) struct Station<T> {
    taken: bool,
    queue: VecDeque<T>,
    /// When the length of the queue changed last.
    since: u64,
    /// Length times nanoseconds since the figures began.
    waited: u128,
}

impl<T> Station<T> {
    pub(crate) fn new() -> Station<T> {
        Station { taken: false, queue: VecDeque::new(), since: 0, waited: 0 }
    }

    fn account(&mut self, now: u64) {
        self.waited += self.queue.len() as u128 * u128::from(now - self.since);
        self.since = now;
    }

    /// `who` comes. True: it is served at once.
    pub(crate) fn arrive(&mut self, who: T, now: u64) -> bool {
        if !self.taken {
            self.taken = true;
            return true;
        }
        self.account(now);
        self.queue.push_back(who);
        false
    }

    /// Who was served leaves: who is next.
    pub(crate) fn leave(&mut self, now: u64) -> Option<T> {
        self.account(now);
        let next = self.queue.pop_front();
        self.taken = next.is_some();
        next
    }

    /// Forgets what has been waited so far.
    pub(crate) fn begin(&mut self, now: u64) {
        self.account(now);
        self.waited = 0;
    }

    /// Length times nanoseconds since [`Station::begin`].
    pub(crate) fn waited(&mut self, now: u64) -> u128 {
        self.account(now);
        self.waited
    }
}
