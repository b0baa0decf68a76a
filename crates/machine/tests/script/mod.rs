//! A machine without C: what a context runs is a list of steps.
//!
//! [`Script`] says what machine it is and what each function does; [`Script::boot`] gives a [`Sim`] whose `insmod`
//! has returned and whose threads are about to begin, to be stepped by hand; [`Script::search`] and
//! [`Script::walk`] run whole executions and show each at its end.
#![allow(dead_code, reason = "each test file uses the part it needs")]

use engine::strategy::{Bounds, Dfs, Random, Replay, Subtree};
use engine::{Course, Ctx, Deviation, Ending, Footprint, Mode, Nature, Obj, Strategy, Turn, World};
use machine::{
    Access, AccessKind, Action, Atomic, Completion, Config, Flags, Flavour, INSMOD, Irq, Kind, Kthread,
};
use machine::{
    Machine, Misuse, Mutex, Name, Op, Order, Phase, Place, Preemption, Progress, Rmw, RwLock, RwSem, Sched,
    Semaphore, Side, Sleep, Spin, TaskState,
};
use machine::{Timer, task_address};
use region::{Bytes, Memory, layout};
use std::rc::Rc;

const TEXT: usize = layout::MODULES.start;
const DATA: usize = TEXT + 0x1_0000;
const FIRST_THREAD: usize = 100;
const INIT: usize = 90;
const EXIT: usize = 91;

/// Statically initialised objects of the module.
pub const SPIN: [usize; 3] = [DATA, DATA + 64, DATA + 128];
pub const MUTEX: [usize; 3] = [DATA + 256, DATA + 320, DATA + 384];
pub const DONE: [usize; 2] = [DATA + 512, DATA + 576];
pub const QUEUE: [usize; 2] = [DATA + 640, DATA + 704];
pub const RWLOCK: [usize; 2] = [DATA + 928, DATA + 936];
pub const RWSEM: [usize; 2] = [DATA + 944, DATA + 952];
/// Semaphores with so many units as their place here.
pub const SEM: [usize; 3] = [DATA + 960, DATA + 976, DATA + 992];
pub const TIMER: [usize; 3] = [DATA + 768, DATA + 832, DATA + 896];
/// Timers of high resolution; the second runs in the softirq.
pub const HRTIMER: [usize; 2] = [DATA + 0x1200, DATA + 0x1240];
pub const IRQ_WORK: [usize; 1] = [DATA + 0x1300];
pub const WW_MUTEX: [usize; 2] = [DATA + 0x1340, DATA + 0x1380];
pub const SRCU: [usize; 2] = [DATA + 0x1280, DATA + 0x12c0];
pub const TASKLET: [usize; 2] = [DATA + 0x1000, DATA + 0x1040];
pub const WORK: [usize; 3] = [DATA + 0x1080, DATA + 0x10c0, DATA + 0x1100];
/// Workqueues: at most one item at once, and two.
pub const ORDERED: usize = DATA + 0x1140;
pub const PAIR: usize = DATA + 0x1180;
/// Variables of the module, 8 bytes each.
pub const X: usize = DATA + 1024;
pub const Y: usize = DATA + 1032;

/// The thread that the script names in this place; `insmod` makes them in this order.
pub const fn thread(nth: u16) -> Ctx {
    Ctx(1 + nth)
}

/// The address of a function of the script.
pub fn function(number: usize) -> usize {
    TEXT + 16 + 256 * number
}

/// What a context does next.
#[derive(Clone, Copy)]
pub enum Step {
    /// An operation; its value becomes the context's last value.
    Op(Op),
    /// `spin_unlock_irqrestore` with the flags of the innermost `spin_lock_irqsave`.
    Restore(usize),
    /// `kthread_create` of a function; the last value is the task's address, or 0.
    Create(usize),
    /// `wake_up_process` of the task whose address is the last value.
    WakeLast,
    /// `mod_timer` so many jiffies from now.
    Arm(usize, u64),
    /// `request_irq`, `request_threaded_irq`
    Request(Action),
    /// `schedule_timeout` of so many jiffies.
    ScheduleTimeout(u64),
    /// Anything that is no operation; its value becomes the last value.
    Do(fn(&mut Machine<Bytes>, Ctx) -> u64),
    /// The register takes the value of a variable.
    Load(usize),
    /// The variable takes the register plus a constant.
    Store(usize, u64),
    /// If the last value is not 0, the next so many steps are left out.
    SkipIf(usize),
    /// Go back by so many steps, this one not counted.
    Back(usize),
    /// The function returns this.
    Return(u64),
}

impl<T: Into<Op>> From<T> for Step {
    fn from(op: T) -> Step {
        Step::Op(op.into())
    }
}

pub fn lock(a: usize) -> Step {
    Spin::Lock(a, Flavour::Plain).into()
}

pub fn unlock(a: usize) -> Step {
    Spin::Unlock(a, Flavour::Plain, 0).into()
}

pub fn lock_irqsave(a: usize) -> Step {
    Spin::Lock(a, Flavour::IrqSave).into()
}

pub fn restore(a: usize) -> Step {
    Step::Restore(a)
}

pub fn lock_bh(a: usize) -> Step {
    Spin::Lock(a, Flavour::Bh).into()
}

pub fn unlock_bh(a: usize) -> Step {
    Spin::Unlock(a, Flavour::Bh, 0).into()
}

pub fn mutex_lock(a: usize) -> Step {
    Mutex::Lock(a).into()
}

pub fn mutex_unlock(a: usize) -> Step {
    Mutex::Unlock(a).into()
}

pub fn complete(a: usize) -> Step {
    Completion::Complete(a).into()
}

pub fn wait(a: usize) -> Step {
    Completion::Wait(a, TaskState::Uninterruptible, u64::MAX).into()
}

pub fn down(a: usize) -> Step {
    Semaphore::Down(a, TaskState::Uninterruptible, u64::MAX).into()
}

pub fn up(a: usize) -> Step {
    Semaphore::Up(a).into()
}

pub fn read_lock(a: usize) -> Step {
    RwLock::Lock(a, Side::Read, Flavour::Plain).into()
}

pub fn read_unlock(a: usize) -> Step {
    RwLock::Unlock(a, Side::Read, Flavour::Plain, 0).into()
}

pub fn write_lock(a: usize) -> Step {
    RwLock::Lock(a, Side::Write, Flavour::Plain).into()
}

pub fn write_unlock(a: usize) -> Step {
    RwLock::Unlock(a, Side::Write, Flavour::Plain, 0).into()
}

pub fn down_read(a: usize) -> Step {
    RwSem::Lock(a, Side::Read, TaskState::Uninterruptible).into()
}

pub fn up_read(a: usize) -> Step {
    RwSem::Unlock(a, Side::Read).into()
}

pub fn down_write(a: usize) -> Step {
    RwSem::Lock(a, Side::Write, TaskState::Uninterruptible).into()
}

pub fn up_write(a: usize) -> Step {
    RwSem::Unlock(a, Side::Write).into()
}

pub fn request(irq: u32, handler: usize) -> Step {
    Step::Request(Action::new(irq, function(handler), 0, 7, 0, 0))
}

pub fn free(irq: u32) -> Step {
    Irq::Free(irq, 7).into()
}

/// A step that others can observe and that does nothing.
pub fn nop() -> Step {
    Sched::Relax.into()
}

pub fn resched() -> Step {
    Sched::Yield.into()
}

pub fn should_stop() -> Step {
    Kthread::ShouldStop.into()
}

pub fn wake(c: Ctx) -> Step {
    Kthread::Wake(task_address(c)).into()
}

pub fn stop(c: Ctx) -> Step {
    Kthread::Stop(task_address(c)).into()
}

/// `set_current_state(TASK_INTERRUPTIBLE)`
pub fn interruptible() -> Step {
    Step::Do(|m, c| {
        m.memory.store(task_address(c), 4, 1);
        0
    })
}

pub fn schedule() -> Step {
    Sched::Schedule(u64::MAX).into()
}

pub fn msleep(ms: u64) -> Step {
    Sleep::For(ms * 1_000_000).into()
}

/// A plain load that is a scheduling point.
pub fn read(a: usize) -> Step {
    access(a, AccessKind::Read)
}

/// A plain store that is a scheduling point.
pub fn write(a: usize) -> Step {
    access(a, AccessKind::Write)
}

pub fn access(address: usize, kind: AccessKind) -> Step {
    Access { address, size: 8, kind }.op().into_step()
}

/// `atomic_inc_return`, as the value before it
pub fn atomic_inc(address: usize) -> Step {
    Atomic { address, size: 8, rmw: Rmw::Add, order: Order::Full, operand: 1, other: 0 }.into()
}

trait IntoStep {
    fn into_step(self) -> Step;
}

impl IntoStep for Op {
    fn into_step(self) -> Step {
        Step::Op(self)
    }
}

/// `x++` in two scheduling points.
pub fn increment(a: usize) -> [Step; 4] {
    [read(a), Step::Load(a), write(a), Step::Store(a, 1)]
}

/// A machine and its module.
#[derive(Clone)]
pub struct Script {
    config: Config,
    functions: Vec<(usize, Vec<Step>)>,
    timers: Vec<(usize, usize)>,
    hrtimers: Vec<(usize, usize)>,
    irq_works: Vec<(usize, usize)>,
    tasklets: Vec<(usize, usize)>,
    works: Vec<(usize, usize)>,
    init: Vec<Step>,
    threads: usize,
    autostart: bool,
}

impl Script {
    /// Four CPUs, full preemption, a module that does nothing.
    pub fn new() -> Script {
        Script {
            config: Config::default(),
            functions: Vec::new(),
            timers: Vec::new(),
            hrtimers: Vec::new(),
            irq_works: Vec::new(),
            tasklets: Vec::new(),
            works: Vec::new(),
            init: Vec::new(),
            threads: 0,
            autostart: true,
        }
    }

    pub fn config(mut self, change: impl FnOnce(&mut Config)) -> Script {
        change(&mut self.config);
        self
    }

    pub fn cpus(self, cpus: u16) -> Script {
        self.config(|c| c.cpus = cpus)
    }

    pub fn preemption(self, model: Preemption) -> Script {
        self.config(|c| c.preemption = model)
    }

    /// How often each line may fire.
    pub fn irqs(self, irqs: u32) -> Script {
        self.config(|c| c.irqs = irqs)
    }

    /// What `module_init` does before it starts the threads.
    pub fn init(mut self, steps: impl Into<Vec<Step>>) -> Script {
        self.init = steps.into();
        self
    }

    /// What `module_exit` does; without it the module cannot be unloaded.
    pub fn exit(self, steps: impl Into<Vec<Step>>) -> Script {
        self.function(EXIT, steps)
    }

    /// A function by number: an interrupt handler, a timer callback, a thread that is made by hand.
    pub fn function(mut self, number: usize, steps: impl Into<Vec<Step>>) -> Script {
        self.functions.push((number, steps.into()));
        self
    }

    /// A kthread, made and woken by `module_init`.
    pub fn thread(mut self, steps: impl Into<Vec<Step>>) -> Script {
        self.functions.push((FIRST_THREAD + self.threads, steps.into()));
        self.threads += 1;
        self
    }

    /// A statically initialised timer with this function.
    pub fn timer(mut self, address: usize, function: usize) -> Script {
        self.timers.push((address, function));
        self
    }

    /// A statically initialised `irq_work` with this function.
    pub fn irq_work(mut self, address: usize, function: usize) -> Script {
        self.irq_works.push((address, function));
        self
    }

    /// A timer of high resolution with this function.
    pub fn hrtimer(mut self, address: usize, function: usize) -> Script {
        self.hrtimers.push((address, function));
        self
    }

    /// A statically initialised tasklet with this function.
    pub fn tasklet(mut self, address: usize, function: usize) -> Script {
        self.tasklets.push((address, function));
        self
    }

    /// A statically initialised work item with this function.
    pub fn work(mut self, address: usize, function: usize) -> Script {
        self.works.push((address, function));
        self
    }

    /// The machine right after power-on.
    pub fn power_on(&self) -> Sim {
        let mut functions = self.functions.clone();
        let mut init = self.init.clone();
        for nth in 0..self.threads {
            init.extend([Step::Create(FIRST_THREAD + nth), Step::WakeLast]);
        }
        functions.push((INIT, init));
        let mut memory = Bytes::new(layout::BASE, DATA + 0x1_0000 - layout::BASE);
        let objects = |kind: Kind, at: &[usize], memory: &mut Bytes| {
            at.iter().for_each(|a| memory.store(*a, 4, kind.magic().into()).expect("data is mapped"));
        };
        objects(Kind::Spinlock, &SPIN, &mut memory);
        objects(Kind::Mutex, &MUTEX, &mut memory);
        objects(Kind::Completion, &DONE, &mut memory);
        objects(Kind::Timer, &TIMER, &mut memory);
        objects(Kind::Hrtimer, &HRTIMER, &mut memory);
        let soft = HRTIMER[1] + machine::layout::hrtimer::MODE;
        memory.store(soft, 4, machine::layout::HRTIMER_MODE_SOFT.into()).expect("data is mapped");
        for (timer, f) in &self.hrtimers {
            let at = timer + machine::layout::hrtimer::FUNCTION;
            memory.store(at, 8, function(*f) as u64).expect("data is mapped");
        }
        objects(Kind::Work, &WORK, &mut memory);
        objects(Kind::Workqueue, &[ORDERED, PAIR], &mut memory);
        for (queue, max) in [(ORDERED, 1), (PAIR, 2)] {
            use machine::layout::workqueue_struct::{FLAGS, MAX_ACTIVE};
            memory.store(queue + FLAGS, 4, machine::layout::WQ_UNBOUND.into()).expect("data is mapped");
            memory.store(queue + MAX_ACTIVE, 4, max).expect("data is mapped");
        }
        for (address, f) in &self.works {
            let at = address + machine::layout::work_struct::FUNCTION;
            memory.store(at, 8, function(*f) as u64).expect("data is mapped");
        }
        objects(Kind::Tasklet, &TASKLET, &mut memory);
        objects(Kind::WaitQueue, &QUEUE, &mut memory);
        objects(Kind::Srcu, &SRCU, &mut memory);
        objects(Kind::WwMutex, &WW_MUTEX, &mut memory);
        objects(Kind::IrqWork, &IRQ_WORK, &mut memory);
        for (work, f) in &self.irq_works {
            let at = work + machine::layout::irq_work::FUNCTION;
            memory.store(at, 8, function(*f) as u64).expect("data is mapped");
        }
        objects(Kind::RwLock, &RWLOCK, &mut memory);
        objects(Kind::RwSem, &RWSEM, &mut memory);
        objects(Kind::Semaphore, &SEM, &mut memory);
        for (units, at) in (0..).zip(SEM) {
            memory.store(at + machine::layout::semaphore::COUNT, 4, units).expect("data is mapped");
        }
        for (address, f) in &self.timers {
            memory.store(address + 16, 8, function(*f) as u64).expect("data is mapped");
        }
        for (address, f) in &self.tasklets {
            let at = address + machine::layout::tasklet_struct::FUNCTION;
            memory.store(at, 8, function(*f) as u64).expect("data is mapped");
        }
        let mut machine = Machine::new(self.config, memory);
        let exit = if functions.iter().any(|f| f.0 == EXIT) { function(EXIT) } else { 0 };
        machine.power_on(TEXT, DATA + 0x1_0000, function(INIT), exit);
        Sim {
            machine,
            functions: Rc::new(functions),
            frames: vec![Frame::default(); engine::CONTEXTS],
            log: Vec::new(),
            misuses: Vec::new(),
            calls: Vec::new(),
            footprints: Vec::new(),
        }
    }

    /// The machine after `insmod` has returned; its threads are woken and have not begun.
    pub fn boot(&self) -> Sim {
        let mut sim = self.power_on();
        while sim.can(INSMOD) {
            sim.perform(INSMOD, 0);
        }
        sim
    }

    /// Shows every execution there is; the number of them.
    ///
    /// # Panics
    /// If there are more than `limit`.
    pub fn search(&self, limit: u64, look: impl FnMut(&Sim, &Course, Ending)) -> u64 {
        let mut dfs = Dfs::new(Bounds::NONE, None, &Subtree::default(), limit);
        self.explore(&mut dfs, look);
        assert!(dfs.coverage().complete, "{limit} executions are not all");
        dfs.coverage().executions
    }

    /// Every execution with at most `level` preemptions and arrivals of each interrupt.
    pub fn search_within(&self, level: u32, limit: u64, look: impl FnMut(&Sim, &Course, Ending)) -> u64 {
        let mut dfs = Dfs::new(Bounds::level(level), None, &Subtree::default(), limit);
        self.explore(&mut dfs, look);
        assert!(dfs.coverage().finished, "{limit} executions are not all");
        dfs.coverage().executions
    }

    /// Random executions.
    pub fn walk(&self, seed: u64, executions: u64, look: impl FnMut(&Sim, &Course, Ending)) {
        self.explore(&mut Random::new(seed, 0..executions), look);
    }

    /// The execution of these deviations.
    pub fn replay(&self, deviations: &[Deviation], look: impl FnMut(&Sim, &Course, Ending)) {
        let mut replay = Replay::new(deviations);
        self.explore(&mut replay, look);
        assert!(replay.left_out().is_empty(), "the replay leaves out {:?}", replay.left_out());
    }

    /// The executions of a strategy.
    pub fn explore(&self, strategy: &mut dyn Strategy, mut look: impl FnMut(&Sim, &Course, Ending)) {
        let mut course = Course::default();
        while strategy.next().is_some() {
            let mut sim = self.power_on();
            let ending = sim.run(&mut course, strategy, |_| {});
            strategy.ended(ending, &sim.machine);
            look(&sim, &course, ending);
        }
    }
}

#[derive(Clone, Default)]
struct Frame {
    function: usize,
    at: usize,
    value: u64,
    register: u64,
    flags: Vec<u64>,
}

/// A machine whose contexts run scripts.
pub struct Sim {
    pub machine: Machine<Bytes>,
    functions: Rc<Vec<(usize, Vec<Step>)>>,
    frames: Vec<Frame>,
    /// What each operation returned, in order.
    pub log: Vec<(Ctx, Op, u64)>,
    /// The rules that were broken.
    pub misuses: Vec<(Ctx, Misuse)>,
    /// The functions that were called, by number.
    pub calls: Vec<(Ctx, usize)>,
    /// What each step touched.
    pub footprints: Vec<(Ctx, Footprint)>,
}

impl Sim {
    /// Whether the context can move.
    pub fn can(&self, c: Ctx) -> bool {
        !self.machine.picks(c).is_empty()
    }

    /// Performs the next operation of `c` in its least way; a thread that has yet to begin begins first.
    pub fn go(&mut self, c: Ctx) {
        if self.machine.declared(c) == Some(Op::Kthread(Kthread::Begin)) {
            self.go_as(c, 0);
        }
        let alt = self.machine.picks(c).least();
        self.go_as(c, alt);
    }

    /// Performs an alternative of the next operation of `c`.
    pub fn go_as(&mut self, c: Ctx, alt: u8) {
        let picks = self.machine.picks(c);
        assert!(picks.contains(alt), "{c:?} has {picks:?}, not {alt}: {:?}", self.machine.declared(c));
        self.perform(c, alt);
    }

    /// Lets `c` move until it cannot, or has ended.
    pub fn go_on(&mut self, c: Ctx) {
        for _ in 0..1000 {
            if !self.can(c) {
                return;
            }
            let alt = self.machine.picks(c).least();
            self.perform(c, alt);
        }
        panic!("{c:?} goes on for ever");
    }

    /// The values of the operations of `c`.
    pub fn values(&self, c: Ctx) -> Vec<u64> {
        self.log.iter().filter(|e| e.0 == c).map(|e| e.2).collect()
    }

    /// What the last operation of `c` returned.
    pub fn value(&self, c: Ctx) -> u64 {
        *self.values(c).last().expect("the context has performed something")
    }

    pub fn load(&self, address: usize) -> u64 {
        self.machine.memory.load(address, 8).expect("data is mapped")
    }

    /// Who holds the lock.
    pub fn owner(&self, address: usize) -> Option<Ctx> {
        self.machine.lock_owner(address)
    }

    /// How often a function was called.
    pub fn count(&self, function: usize) -> usize {
        self.calls.iter().filter(|c| c.1 == function).count()
    }

    pub fn is_dead(&self, c: Ctx) -> bool {
        self.machine.context(c).phase == Phase::Dead
    }

    /// How the last step touched `object`.
    pub fn touched(&self, object: Obj) -> Vec<Mode> {
        let (_, fp) = self.footprints.last().expect("there was a step");
        fp.iter().filter(|(o, _)| *o == object).map(|(_, m)| m).collect()
    }

    /// One step, and the code that follows it up to the context's next operation.
    pub fn perform(&mut self, c: Ctx, alt: u8) {
        let declared = self.machine.declared(c);
        let fp = self.machine.perform(c, alt);
        self.footprints.push((c, fp));
        match self.machine.progress() {
            Progress::Returns(value) => self.returns(c, declared, value),
            Progress::Misused(misuse, value) => {
                self.misuses.push((c, misuse));
                self.returns(c, declared, value);
            }
            Progress::Calls(call) => {
                let number = (call.function - TEXT) / 256;
                self.calls.push((c, number));
                let at = self.functions.iter().position(|f| f.0 == number).expect("the function is scripted");
                self.frames[c.index()] = Frame { function: at, ..Frame::default() };
                self.continues(c);
            }
            Progress::Then(_) | Progress::Ends => {}
        }
    }

    fn returns(&mut self, c: Ctx, op: Option<Op>, value: u64) {
        let op = op.expect("what is performed was declared");
        self.log.push((c, op, value));
        let frame = &mut self.frames[c.index()];
        frame.value = value;
        match op {
            Op::Spin(Spin::Lock(_, Flavour::IrqSave)) => frame.flags.push(value),
            Op::Spin(Spin::Wait(..)) if self.saves(c) => self.frames[c.index()].flags.push(value),
            _ => {}
        }
        self.continues(c);
    }

    fn saves(&self, c: Ctx) -> bool {
        let frame = &self.frames[c.index()];
        let step = &self.functions[frame.function].1[frame.at - 1];
        matches!(step, Step::Op(Op::Spin(Spin::Lock(_, Flavour::IrqSave))))
    }

    fn continues(&mut self, c: Ctx) {
        let functions = Rc::clone(&self.functions);
        loop {
            let m = &mut self.machine;
            let frame = &mut self.frames[c.index()];
            let (number, steps) = &functions[frame.function];
            let place = Place { pc: function(*number) + 1 + frame.at, ..Place::default() };
            let step = steps.get(frame.at).copied().unwrap_or(Step::Return(0));
            frame.at += 1;
            let op: Op = match step {
                Step::Op(op) => op,
                Step::Restore(a) => {
                    let flags = frame.flags.pop().expect("flags were saved");
                    Spin::Unlock(a, Flavour::IrqSave, flags).into()
                }
                Step::Create(f) => {
                    let made = m.create_kthread(c, function(f), 0, Name::new(b"thread"), 0);
                    frame.value = made.map_or(0, |t| task_address(t) as u64);
                    continue;
                }
                Step::WakeLast => Kthread::Wake(frame.value as usize).into(),
                Step::Request(action) => Irq::Request(m.prepare_action(action)).into(),
                Step::Arm(timer, jiffies) => Timer::Modify(timer, m.jiffies() + jiffies).into(),
                Step::ScheduleTimeout(jiffies) => Sched::Schedule(m.jiffies_from_now(jiffies)).into(),
                Step::Do(f) => {
                    frame.value = f(m, c);
                    continue;
                }
                Step::Load(a) => {
                    frame.register = m.memory.load(a, 8).expect("data is mapped");
                    continue;
                }
                Step::Store(a, k) => {
                    m.memory.store(a, 8, frame.register + k).expect("data is mapped");
                    continue;
                }
                Step::SkipIf(n) => {
                    if frame.value != 0 {
                        frame.at += n;
                    }
                    continue;
                }
                Step::Back(n) => {
                    frame.at -= n + 1;
                    continue;
                }
                Step::Return(value) => {
                    m.returned(c, value);
                    return;
                }
            };
            m.declare(c, op, place);
            return;
        }
    }

    /// One execution from the present state on; `look` sees the machine after every step.
    pub fn run(
        &mut self,
        course: &mut Course,
        strategy: &mut dyn Strategy,
        mut look: impl FnMut(&Sim),
    ) -> Ending {
        course.reset();
        course.ask_always(strategy.asks_always());
        for _ in 0..20_000 {
            let (c, alt) = match course.turn(&self.machine, strategy) {
                Turn::Go(c, alt) => (c, alt),
                Turn::Stuck => return Ending::Finished,
                Turn::Deadlock => return Ending::Deadlock,
                Turn::Abandoned | Turn::Paused => return Ending::Abandoned,
            };
            let nature = self.machine.nature(c, alt);
            if matches!(nature, Nature::Clock | Nature::Interrupt) && self.machine.is_over() {
                return Ending::Finished;
            }
            course.moves(&self.machine, c, alt);
            self.perform(c, alt);
            if matches!(self.machine.progress(), Progress::Calls(call) if self.machine.module_gone(call.function))
            {
                return Ending::Stopped;
            }
            let (_, fp) = *self.footprints.last().expect("there was a step");
            course.performed(c, alt, &fp, strategy);
            look(self);
        }
        Ending::Budget
    }

    /// Switches the machine off and on again, with the module's bytes as they were at first.
    pub fn switch_on_again(&mut self, script: &Script) {
        let Sim { machine, .. } = script.power_on();
        self.machine.memory = machine.memory;
        let exit = if self.functions.iter().any(|f| f.0 == EXIT) { function(EXIT) } else { 0 };
        self.machine.power_on(TEXT, DATA + 0x1_0000, function(INIT), exit);
        (self.log, self.misuses, self.calls, self.footprints) = Default::default();
    }

    /// The realistic schedule of a timed run, from the present state on.
    pub fn run_fair(&mut self) -> Ending {
        self.run(&mut Course::default(), &mut engine::strategy::Fair::new(0), |_| {})
    }

    /// The default schedule from the present state on.
    pub fn run_default(&mut self) -> Ending {
        self.run(&mut Course::default(), &mut engine::strategy::Default::default(), |_| {})
    }
}

/// Turns masks on and off.
pub fn flags(f: Flags) -> Step {
    f.into()
}
