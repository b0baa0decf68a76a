use crate::Vm;
use detect::preemptible;
use machine::{Affinity, Op, Place};

impl Vm {
    /// The CPU of the running context, which asks from `place`. If it may be moved meanwhile it is asked whether.
    #[inline]
    pub fn this_cpu(&mut self, place: Place) -> u16 {
        match self.machine.may_depart(self.current) {
            true => self.operate(Op::Affinity(Affinity::Ask), place, false) as u16,
            false => self.machine.context(self.current).cpu,
        }
    }

    /// The same by `call`, which expects that the context stays there.
    #[inline]
    pub fn own_cpu(&mut self, call: &'static str, place: Place) -> u16 {
        self.stays(call, place);
        self.this_cpu(place)
    }

    /// The running context calls `call`, which expects that it stays on its CPU.
    #[inline]
    pub fn stays(&mut self, call: &'static str, place: Place) {
        let c = self.current;
        if let Some(finding) = preemptible::uses(c, self.machine.context(c), call, place) {
            self.find(finding);
        }
    }
}
