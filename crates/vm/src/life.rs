use crate::Vm;
use crate::userland::Numbers;
use crate::vm::Code;
use detect::{Defect, Detector, Finding};
use engine::{Ctx, Ending, Resumed, Strategy};
use machine::{INSMOD, Stage};
use std::ptr::NonNull;

impl Vm {
    /// One execution, from power-on to power-off. What was found is in [`Vm::findings`].
    pub fn execute(&mut self, strategy: &mut dyn Strategy) -> Ending {
        self.power_on();
        self.course.ask_always(strategy.asks_always());
        let pointer: *mut (dyn Strategy + '_) = strategy;
        // SAFETY: only the lifetime changes; the pointer is cleared below, before `strategy` can go.
        let pointer: *mut (dyn Strategy + 'static) = unsafe { std::mem::transmute(pointer) };
        self.strategy = NonNull::new(pointer);
        let mut next = self.schedule();
        while let Some(c) = next {
            next = self.resume(c);
        }
        self.strategy = None;
        if self.recording.is_on() {
            self.settle_store();
        }
        let ending = self.ending();
        self.power_off();
        ending
    }

    pub(crate) fn power_on(&mut self) {
        if let Some(blackbox) = self.blackbox {
            blackbox.begin();
        }
        self.events = 0;
        self.blocks = 0;
        self.exit = None;
        self.state = Code::Runs;
        self.findings.reset();
        self.log.reset();
        self.recording.reset();
        self.course.reset();
        self.task = Ctx::NONE;
        self.race.reset();
        self.locks.begin();
        self.heap.reset();
        self.awaits.reset();
        if let Some(snapshot) = &self.snapshot {
            self.machine.memory.restore(snapshot);
        }
        let l = &self.loaded;
        self.machine.power_on(l.span.start, l.span.end, l.init, l.exit);
        self.userland.reset();
        self.born_processes();
    }

    /// Power-on of a session: nothing is loaded, and any address of a module may be called.
    pub(crate) fn power_on_session(&mut self) {
        self.loaded.text = region::layout::MODULES.range();
        self.power_on();
    }

    /// Runs the fiber of `c` until it comes back.
    fn switch_to(&mut self, c: Ctx) -> Resumed {
        let this = self.shared();
        // SAFETY: `this` is the process's one machine; the fiber's code uses it through `vm()` until it comes back.
        unsafe {
            (*this).current = c;
            (*this).stack_top = (*this).stack_bases[c.index()];
            let resumed = (*this).fibers[c.index()].resume();
            (*this).current = Ctx::NONE;
            resumed
        }
    }

    /// Runs the code of `c` up to where another context has to go on.
    pub(crate) fn resume(&mut self, c: Ctx) -> Option<Ctx> {
        match self.switch_to(c) {
            Resumed::Suspended => match self.exit.take() {
                Some(value) => self.ended(c, value),
                None => self.next.take(),
            },
            Resumed::Returned(value) => self.ended(c, value),
            Resumed::Diverted => {
                self.state = Code::Fatal;
                None
            }
        }
    }

    /// The code of `c` has ended with this value.
    fn ended(&mut self, c: Ctx, value: u64) -> Option<Ctx> {
        if self.recording.is_on() {
            self.settle_store();
        }
        if c == INSMOD && value as i32 > 0 {
            self.say_suspicious(value as i32);
        }
        self.judge_return(c);
        self.locks.ends(c);
        self.machine.returned(c, value);
        self.schedule()
    }

    /// What the kernel says of an init function that returns a positive value.
    fn say_suspicious(&mut self, value: i32) {
        let name = self.name.clone();
        let line = format!(
            "do_init_module: '{name}'->init suspiciously returned {value}, it should follow 0/-E convention"
        );
        self.log.begin().extend_from_slice(line.as_bytes());
        self.log.end(self.machine.now(), 4, INSMOD);
        self.log.begin().extend_from_slice(b"do_init_module: loading module anyway...");
        self.log.end(self.machine.now(), 4, INSMOD);
    }

    pub(crate) fn ending(&mut self) -> Ending {
        match self.state {
            Code::Over(Ending::Finished) => {
                self.judge_end();
                Ending::Finished
            }
            Code::Over(ending) => ending,
            Code::Budget => Ending::Budget,
            Code::Fatal | Code::Runs | Code::Paused => Ending::Stopped,
        }
    }

    /// Nothing can move any more: is that well?
    fn judge_end(&mut self) {
        if self.course.any_cycle(&self.machine) {
            if let Some(finding) = detect::deadlock::finding(self.course.cycle(), &self.machine) {
                self.find(finding);
            }
            return;
        }
        self.judge(|vm| vm.leftovers.ended(&vm.machine, &mut vm.findings));
        self.judge(|vm| vm.leaks.ended(&vm.machine, &mut vm.findings));
        self.judge(Vm::judge_numbers);
    }

    /// Device numbers that the module has reserved and that nothing serves stay reserved when it is gone. Those that
    /// something serves are told as that.
    fn judge_numbers(&mut self) {
        if !matches!(self.machine.stage(), Stage::Gone | Stage::Failed(_) | Stage::GaveUp(_)) {
            return;
        }
        for i in 0..self.userland.numbers.len() {
            let Numbers { first, by: (context, place), .. } = self.userland.numbers[i];
            let served = self
                .machine
                .nodes()
                .iter()
                .any(|n| n.live && n.kind == machine::NodeKind::Numbers && n.device == first);
            if !served && self.machine.is_of_module(place.pc) {
                self.findings.add(Finding { defect: Defect::Reserved { first }, context, place });
            }
        }
    }

    pub(crate) fn power_off(&mut self) {
        while let Some(c) = self.started.pop() {
            self.fibers[c.index()].kill();
        }
    }
}
