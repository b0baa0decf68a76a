use crate::vm::Code;
use crate::{Recorded, Vm};
use detect::{Detector, Finding};
use engine::{Ctx, Ending, Nature, StackSpan, Strategy, Turn, World};
use machine::{
    Access, AccessKind, Blocking, Event, FREE, Misuse, Op, Order, PROGRAM, Place, Progress, Side, What,
    is_task,
};
use region::layout;

/// An operation weighs as much as so many accesses in the budget.
const STEP_WEIGHT: u64 = 10;

/// How often the budget is looked at where nothing but steps happens.
const STEPS_A_CHECK: u64 = 1 << 12;

/// The parent is told that the worker gets on whenever so many events have happened.
const EVENTS_A_BEAT: u64 = 1 << 14;

impl Vm {
    /// The running context performs `op`, called from `place`; what it returns. Other contexts may run before and,
    /// if it has to wait, meanwhile.
    ///
    /// If the execution ends, this does not return.
    #[inline]
    pub fn op(&mut self, op: impl Into<Op>, place: Place) -> u64 {
        self.operate(op.into(), place, true)
    }

    /// The same; an operation that only looks is where a polling loop may wait only if it `polls`.
    #[inline(never)]
    pub(crate) fn operate(&mut self, op: Op, place: Place, polls: bool) -> u64 {
        let c = self.current;
        if !self.begins_event(c, place) {
            return self.leave();
        }
        if let Some(address) = op.object() {
            self.look_at(c, address, place);
            if let Some(address) = op.flushes() {
                self.passes(address, (Side::Write, 0), place);
            }
        }
        if !self.machine.context(c).may_sleep() {
            self.op_in_atomic(&op, place);
        }
        self.machine.declare(c, op, place);
        if op.looks() {
            if polls {
                self.poll(c, place);
            }
        } else {
            self.awaits.impure(c);
        }
        let value = self.others_move(c);
        if let Some(address) = op.object() {
            // The object may have been freed while the context waited.
            self.look_at(c, address, place);
        }
        value
    }

    /// [`Vm::operate`] for accesses, which are most operations: they have no object, and are legal everywhere.
    #[inline(always)]
    pub(crate) fn operate_access(&mut self, access: Access, place: Place, polls: bool) {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
            return;
        }
        self.machine.declare(c, access.op(), place);
        if access.kind.writes() {
            self.awaits.impure(c);
        } else if polls {
            self.poll(c, place);
        }
        self.others_move(c);
    }

    /// `c` has declared its operation: others move until it has been performed; what it returned.
    #[inline(always)]
    fn others_move(&mut self, c: Ctx) -> u64 {
        match self.schedule() {
            Some(next) if next == c => self.value,
            next => {
                self.next = next;
                self.switch_from(c)
            }
        }
    }

    #[inline]
    fn op_in_atomic(&mut self, op: &Op, place: Place) {
        let blocking = op.blocking();
        if blocking != Blocking::Never {
            self.judge_sleep(None, blocking, place);
        }
    }

    /// A primitive looks at its object: that must be memory, and alive.
    #[inline(always)]
    fn look_at(&mut self, c: Ctx, address: usize, place: Place) {
        let access = Access { address, size: 8, kind: AccessKind::MarkedWrite };
        let finding = match detect::oops::access(c, &access, place) {
            Some(finding) => Some(finding),
            None => self.heap.access(c, &access, place),
        };
        if let Some(finding) = finding {
            self.find(finding);
            self.leave();
        }
    }

    /// Performs steps until the code of a context has to run: that context. None: the execution is over.
    pub(crate) fn schedule(&mut self) -> Option<Ctx> {
        loop {
            if self.state != Code::Runs {
                return None;
            }
            // SAFETY: `execute` put a strategy there that outlives the execution.
            let strategy = unsafe { self.strategy?.as_mut() };
            let (c, alt) = match self.course.turn(&self.machine, strategy) {
                Turn::Go(c, alt) => (c, alt),
                Turn::Stuck => return self.over(Ending::Finished),
                Turn::Deadlock => return self.deadlock(),
                Turn::Abandoned => return self.over(Ending::Abandoned),
                Turn::Paused => {
                    self.state = Code::Paused;
                    return None;
                }
            };
            let nature = self.machine.nature(c, alt);
            if matches!(nature, Nature::Clock | Nature::Interrupt) && self.machine.is_over() {
                return self.over(Ending::Finished);
            }
            if let Some(next) = self.step(c, alt, strategy) {
                return Some(next);
            }
        }
    }

    fn step(&mut self, c: Ctx, alt: u8, strategy: &mut dyn Strategy) -> Option<Ctx> {
        if let (Some(blackbox), Some(last)) = (self.blackbox, self.course.deviations().last())
            && last.at == self.course.position()
        {
            blackbox.deviate(last);
        }
        self.course.moves(&self.machine, c, alt);
        let declared = if self.recording.is_on() { self.machine.declared(c) } else { None };
        let mut footprint = engine::Footprint::EMPTY;
        self.machine.step(c, alt, &mut footprint);
        self.course.performed(c, alt, &footprint, strategy);
        if self.looks.0 {
            self.race.synchronise(c, &footprint);
        }
        if self.turns && is_task(c) && self.task != c {
            let before = std::mem::replace(&mut self.task, c);
            if before != Ctx::NONE {
                self.race.follows(c, before);
            }
        }
        if self.looks.1 && self.locks.lags(c, &self.machine) {
            self.judge_locks(c);
        }
        for (object, mode) in footprint.iter() {
            match mode {
                engine::Mode::Read => self.awaits.read(c, object),
                _ => {
                    self.awaits.impure(c);
                    self.awaits.written(object);
                }
            }
        }
        if self.course.total().is_multiple_of(STEPS_A_CHECK)
            && self.weight() >= self.budget
            && self.state == Code::Runs
        {
            // Steps that no code of the module stands behind can go on for ever, too.
            self.endless(c, self.machine.context(c).place);
            return None;
        }
        let progress = self.machine.progress();
        if let Some(op) = declared {
            self.record_step(c, alt, op, progress);
        }
        match progress {
            Progress::Returns(value) => {
                self.value = value;
                Some(c)
            }
            Progress::Then(_) => {
                self.awaits.impure(c);
                None
            }
            Progress::Ends => {
                self.fibers[c.index()].kill();
                if self.until.contains(&c) && self.state == Code::Runs {
                    self.state = Code::Paused;
                }
                None
            }
            Progress::Calls(call) => {
                self.calls[c.index()] = call;
                if self.looks.1 {
                    self.judge(|vm| vm.locks.begins(c, call.function, &vm.machine, &mut vm.findings));
                }
                if matches!(call.function, PROGRAM | FREE) || self.may_call(c, call.function) {
                    self.start(c)
                } else {
                    None
                }
            }
            Progress::Misused(misuse, value) => {
                let context = self.machine.context(c);
                let event =
                    Event { context: c, cpu: context.cpu, place: context.place, what: What::Broke(misuse) };
                self.judge(|vm| vm.misuses.event(&event, &vm.machine, &mut vm.findings));
                self.value = value;
                (self.state == Code::Runs).then_some(c)
            }
        }
    }

    pub(crate) fn may_call(&mut self, c: Ctx, function: usize) -> bool {
        let place = Place { pc: function + 1, ..Place::default() };
        if self.machine.module_gone(function) {
            let defect = detect::Defect::Misuse(Misuse::ModuleGone { address: function });
            self.find(Finding { defect, context: c, place });
            return false;
        }
        if !self.loaded.text.contains(&function) {
            let fault = detect::finding::Fault::Page { write: false, fetch: true };
            // The guilty one is who gave us the address.
            let place = Place { pc: self.machine.context(c).origin, ..Place::default() };
            self.find(Finding {
                defect: detect::Defect::Oops { address: function, fault },
                context: c,
                place,
            });
            return false;
        }
        true
    }

    /// Readies the fiber of `c` for the call that it has to make.
    fn start(&mut self, c: Ctx) -> Option<Ctx> {
        self.stack_bases[c.index()] = crate::call::first_frame(c);
        if self.recording.is_on() && !matches!(self.calls[c.index()].function, PROGRAM | FREE) {
            let what = What::Called(self.calls[c.index()].function);
            self.record(c, Place::default(), what);
        }
        let span = layout::stack(c.index());
        self.machine.memory.guard_stack(c.index()).expect("the guard of a stack can be protected");
        if !self.started.contains(&c) {
            self.started.push(c);
        }
        // SAFETY: every context has a stack of its own in the region, mapped for ever, with a guard below it; the
        // fibers lie in a boxed slice and do not move.
        unsafe {
            let span = StackSpan::new(span.start, span.end);
            self.fibers[c.index()].start(span, crate::call::run, c.0.into());
        }
        Some(c)
    }

    /// Counts an event of module code and makes the checks that every one needs. False: the execution is over.
    #[inline(always)]
    pub(crate) fn begins_event(&mut self, c: Ctx, place: Place) -> bool {
        self.events += 1;
        self.blocks = 0;
        if self.events.is_multiple_of(EVENTS_A_BEAT)
            && let Some(blackbox) = self.blackbox
        {
            blackbox.beat();
        }
        self.reached.note(place.pc);
        if self.recording.is_on() {
            self.settle_store();
        }
        if let Some(finding) = detect::oops::stack(c, place, self.stack_top) {
            self.find(finding);
        }
        if self.machine.module_gone(place.pc) {
            let defect = detect::Defect::Misuse(Misuse::ModuleGone { address: place.pc });
            self.find(Finding { defect, context: c, place });
        }
        if self.events + STEP_WEIGHT * self.course.total() >= self.budget && self.state == Code::Runs {
            self.endless(c, place);
        }
        self.state == Code::Runs
    }

    /// What the events and operations so far weigh in the budget.
    pub(crate) fn weight(&self) -> u64 {
        self.events + STEP_WEIGHT * self.course.total()
    }

    #[cold]
    fn endless(&mut self, c: Ctx, place: Place) {
        self.find(Finding { defect: detect::Defect::SoftLockup, context: c, place });
        self.state = Code::Budget;
    }

    /// The running context entered a basic block of its code.
    #[inline(always)]
    pub fn block(&mut self, place: impl FnOnce(&Vm) -> Place) {
        self.blocks += 1;
        if self.blocks > self.block_limit {
            let place = place(self);
            self.endless(self.current, place);
            self.leave();
        }
    }

    /// The function that `c` was called to run.
    pub fn entry(&self, c: Ctx) -> usize {
        self.calls[c.index()].function
    }

    /// A detector looks; what it finds is noted.
    #[cold]
    pub(crate) fn judge(&mut self, look: impl FnOnce(&mut Vm)) {
        let known = self.findings.list().len();
        look(self);
        for i in known..self.findings.list().len() {
            let finding = self.findings.list()[i];
            if self.recording.is_on() {
                self.note_strike(finding);
            }
        }
        if self.findings.is_fatal() && self.state == Code::Runs {
            self.state = Code::Fatal;
        }
    }

    /// Notes a finding; the execution ends if it is fatal.
    #[cold]
    pub fn find(&mut self, finding: Finding) {
        if self.recording.is_on() {
            self.note_strike(finding);
        }
        self.findings.add(finding);
        if finding.is_fatal() && self.state == Code::Runs {
            self.state = Code::Fatal;
            self.struck = Some(finding);
        }
    }

    fn note_strike(&mut self, finding: Finding) {
        if self.findings.switches().is_off(finding.code()) {
            return;
        }
        let frames = self.frames(finding.context, finding.place);
        let held = self.held_locks(finding.context);
        self.recording.strikes(finding, frames, held);
    }

    /// The oldest locks that a context holds.
    fn held_locks(&self, c: Ctx) -> [machine::Held; 4] {
        let mut held = [machine::Held::default(); 4];
        for (slot, h) in held.iter_mut().zip(self.machine.held(c)) {
            *slot = *h;
        }
        held
    }

    /// Leaves the running context for ever: the execution is over.
    #[cold]
    pub fn leave(&mut self) -> u64 {
        self.next = None;
        self.switch_from(self.current)
    }

    /// The code of the running context ends here, as if its function returned this value. Does not return.
    pub fn exit(&mut self, value: u64, place: Place) {
        if self.begins_event(self.current, place) {
            self.exit = Some(value);
        }
        self.leave();
    }

    #[inline]
    fn switch_from(&mut self, c: Ctx) -> u64 {
        let this = self.shared();
        // SAFETY: the code that runs is that of `c`, on its fiber; `this` is the process's one machine, which others
        // use meanwhile.
        unsafe {
            (*this).fibers[c.index()].suspend();
            (*this).value
        }
    }

    #[cold]
    fn over(&mut self, ending: Ending) -> Option<Ctx> {
        self.state = Code::Over(ending);
        None
    }

    #[cold]
    fn deadlock(&mut self) -> Option<Ctx> {
        if let Some(finding) = detect::deadlock::finding(self.course.cycle(), &self.machine) {
            self.find(finding);
        }
        self.over(Ending::Deadlock)
    }

    fn poll(&mut self, c: Ctx, place: Place) {
        let registers = self.saved_registers();
        let len = self.stack_bytes(place.sp).len();
        // SAFETY: as in `stack_bytes`; the bytes are the context's stack, which `awaits` does not touch.
        let stack = unsafe { std::slice::from_raw_parts(place.sp as *const u8, len) };
        if let Some(reads) = self.awaits.visit(c, place.pc, place.sp, stack, registers) {
            self.machine.await_change(c, reads);
            self.awaits.impure(c);
        }
    }

    /// A memory barrier of the running context: no step, but an order.
    pub fn barrier(&mut self, order: Order, place: Place) {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
        }
        self.race.barrier(c, order);
    }

    /// The running context enters or leaves a section of a sequence counter.
    pub fn section(&mut self, section: detect::Section) {
        self.race.section(self.current, section);
    }

    /// `data_race()` begins or ends in the running context.
    pub fn ignore_races(&mut self, on: bool) {
        self.race.ignore(self.current, on);
    }

    fn record_step(&mut self, c: Ctx, alt: u8, op: Op, progress: Progress) {
        let value = match progress {
            Progress::Returns(v) | Progress::Misused(_, v) => Some(v),
            Progress::Ends | Progress::Calls(_) => Some(0),
            Progress::Then(Op::Flags(machine::Flags::Resume(v))) => Some(v),
            Progress::Then(_) => None,
        };
        let i = self.record(c, self.machine.context(c).place, What::Performed(op, value));
        if let Some(r) = i.and_then(|i| self.recording.last_mut(i)) {
            r.alt = alt;
        }
    }

    pub(crate) fn record(&mut self, c: Ctx, place: Place, what: What) -> Option<usize> {
        let context = self.machine.context(c);
        let held = self.held_locks(c);
        let event = Event { context: c, cpu: context.cpu, place, what };
        let frames = self.frames(c, place);
        let time = self.machine.now();
        let steps = self.course.steps(c);
        self.recording.push(Recorded { event, after: None, frames, held, time, steps, alt: 0 })
    }
}
