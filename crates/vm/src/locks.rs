use crate::Vm;
use engine::Ctx;
use machine::{Place, Side};

impl Vm {
    /// The locks that `c` holds, or what it has off, have changed.
    #[inline(never)]
    pub(crate) fn judge_locks(&mut self, c: Ctx) {
        if self.recording.is_on() {
            let place = self.machine.context(c).place;
            let frames = self.frames(c, place);
            self.recording.acquires(c, place.pc, frames);
        }
        self.judge(|vm| vm.locks.changed(c, &vm.machine, &mut vm.findings));
    }

    /// The running context waits for what lies at `address` to be free.
    pub(crate) fn passes(&mut self, address: usize, how: (Side, u32), place: Place) {
        if !self.looks.1 {
            return;
        }
        let c = self.current;
        if self.recording.is_on() {
            let frames = self.frames(c, place);
            self.recording.acquires(c, place.pc, frames);
        }
        self.judge(|vm| vm.locks.passes(c, address, how, place, &vm.machine, &mut vm.findings));
    }

    /// `might_lock`: a lock may be taken here, whether it is or not.
    pub fn might_lock(&mut self, address: usize, side: Side, subclass: u32, place: Place) {
        self.event(place);
        self.passes(address, (side, subclass), place);
    }
}
