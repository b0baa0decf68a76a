use crate::Vm;
use detect::atomic;
use machine::{Blocking, Place};

impl Vm {
    /// The running context has called `call`, a service that may sleep, from `place`.
    #[inline]
    pub fn might_sleep(&mut self, call: &'static str, place: Place) {
        if !self.machine.context(self.current).may_sleep() {
            self.judge_sleep(Some(call), Blocking::MightSleep, place);
        }
    }

    /// The running context is not allowed to sleep, and does what may.
    #[cold]
    pub(crate) fn judge_sleep(&mut self, call: Option<&'static str>, blocking: Blocking, place: Place) {
        let c = self.current;
        if let Some(finding) = atomic::sleeps(c, self.machine.context(c), call, blocking, place) {
            self.find(finding);
        }
    }
}
