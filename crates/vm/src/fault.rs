use crate::Vm;
use machine::{Fault, Op, Place};

impl Vm {
    /// Whether what the running context has asked for at `place` goes wrong, where the search looks for that.
    #[inline]
    pub fn fails(&mut self, fault: Fault, place: Place) -> bool {
        place.pc != 0 && self.machine.may_fail(fault) && self.operate(Op::Fault(fault), place, false) != 0
    }
}
