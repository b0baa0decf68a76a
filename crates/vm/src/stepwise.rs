//! An execution that stands still before each step, for those who lead it by hand or by a table.

use crate::Vm;
use crate::vm::Code;
use engine::strategy::Stepwise;
use engine::{Ctx, Ending, Strategy};
use std::ptr::NonNull;

impl Vm {
    /// Power-on; the machine stands still before its first step. [`Vm::advance`] goes on, [`Vm::stop`] ends it.
    pub fn begin(&mut self) {
        self.power_on();
        self.course.ask_always(true);
        self.state = Code::Paused;
    }

    /// Performs the step that `steps` names, if it names one, and stands still before the next: `None`. Otherwise the
    /// execution is over, and the machine off.
    pub fn advance(&mut self, steps: &mut Stepwise) -> Option<Ending> {
        if self.state == Code::Paused {
            self.state = Code::Runs;
        }
        let pointer: *mut (dyn Strategy + '_) = steps;
        // SAFETY: only the lifetime changes; the pointer is cleared below, before `steps` can go.
        let pointer: *mut (dyn Strategy + 'static) = unsafe { std::mem::transmute(pointer) };
        self.strategy = NonNull::new(pointer);
        let mut next: Option<Ctx> = self.schedule();
        while let Some(c) = next {
            next = self.resume(c);
        }
        self.strategy = None;
        if self.state == Code::Paused {
            if self.recording.is_on() {
                self.settle_store();
            }
            return None;
        }
        Some(self.stop())
    }

    /// Switches the machine off, wherever it stands: how the execution ended.
    pub fn stop(&mut self) -> Ending {
        if self.recording.is_on() {
            self.settle_store();
        }
        let ending = self.ending();
        self.course.ask_always(false);
        self.power_off();
        ending
    }
}
