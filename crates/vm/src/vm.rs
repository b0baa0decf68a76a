use crate::awaits::Awaits;
use crate::{Blackbox, Log, Promotion, Reached, Recording, Userland};
use detect::{Finding, Findings, HeapCheck, Leaks, Leftovers, LockOrder, Misuses, RaceCheck, Switches};
use engine::{CONTEXTS, Course, Ctx, Fiber, Strategy};
use machine::{Call, Config, Machine, PerCpu, Preemption};
use region::{Region, Snapshot};
use std::ops::Range;
use std::ptr::NonNull;

/// The addresses of a module that was placed in the region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Everything, from the first byte to one past the last.
    pub span: Range<usize>,
    /// Executable bytes.
    pub text: Range<usize>,
    /// Writable bytes, restored before each execution.
    pub data: Range<usize>,
    /// The init function; 0: none.
    pub init: usize,
    /// The exit function; 0: none.
    pub exit: usize,
    /// The per-CPU variables, if it has any.
    pub percpu: Option<PerCpu>,
}

/// Why an execution stopped before its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// It has not.
    Runs,
    /// A finding ends it.
    Fatal,
    /// The budget of events is used up.
    Budget,
    /// A session stands still.
    Paused,
    /// Nothing is left to do, or nothing can move.
    Over(engine::Ending),
}

/// A function of the module, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its first address.
    pub start: usize,
    /// How many bytes it has.
    pub size: usize,
    /// Its name.
    pub name: String,
}

/// Everything one process needs to run executions, one after the other.
pub struct Vm {
    /// The simulated machine.
    pub machine: Machine<Region>,
    /// The schedule of the present execution.
    pub course: Course,
    /// What was found in the present execution.
    pub findings: Findings,
    /// The kernel log of the present execution.
    pub log: Log,
    /// Which accesses are scheduling points.
    pub promotion: Promotion,
    /// Which calls into us module code has made in any execution.
    pub reached: Reached,
    /// What happened, if it is to be told.
    pub recording: Recording,
    /// Loads, stores, calls and operations so far.
    pub events: u64,
    /// How many events an execution may have.
    pub budget: u64,
    /// Basic blocks since the last event, where the module was compiled to count them.
    pub blocks: u64,
    /// How many blocks without an event are a loop without end.
    pub block_limit: u64,
    /// A kthread was refused because there are too many, in any execution so far.
    pub full: bool,
    /// The module's functions.
    pub functions: Vec<Function>,
    /// The module's name.
    pub name: String,
    /// The module's variables, by rising address.
    pub variables: Vec<Range<usize>>,
    /// The user processes and what belongs to them.
    pub userland: Userland,
    /// In which order locks are taken.
    pub locks: LockOrder,
    /// Which costly detectors look: that of races, that of locks.
    pub(crate) looks: (bool, bool),
    pub(crate) race: RaceCheck,
    pub(crate) heap: HeapCheck,
    pub(crate) misuses: Misuses,
    pub(crate) leftovers: Leftovers,
    pub(crate) leaks: Leaks,
    pub(crate) awaits: Awaits,
    pub(crate) fibers: Box<[Fiber]>,
    pub(crate) started: Vec<Ctx>,
    pub(crate) calls: Box<[Call; CONTEXTS]>,
    pub(crate) current: Ctx,
    /// The task that moved last.
    pub(crate) task: Ctx,
    /// There is one CPU, and no task is preempted.
    pub(crate) turns: bool,
    pub(crate) stack_top: usize,
    pub(crate) stack_bases: Box<[usize; CONTEXTS]>,
    pub(crate) next: Option<Ctx>,
    pub(crate) exit: Option<u64>,
    pub(crate) value: u64,
    pub(crate) state: Code,
    pub(crate) loaded: Loaded,
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) struck: Option<Finding>,
    pub(crate) until: [Ctx; 2],
    pub(crate) buried: Vec<Ctx>,
    pub(crate) strategy: Option<NonNull<dyn Strategy>>,
    pub(crate) blackbox: Option<&'static Blackbox>,
}

/// How many events an execution may have before it counts as endless.
pub const EVENT_BUDGET: u64 = 1_000_000;

impl Vm {
    /// A machine of this configuration on the mapped region, with nothing loaded.
    ///
    /// # Errors
    /// If the shadow memory cannot be mapped.
    pub fn new(config: Config, region: Region) -> std::io::Result<Vm> {
        Ok(Vm {
            machine: Machine::new(config, region),
            course: Course::default(),
            findings: Findings::default(),
            log: Log::default(),
            promotion: Promotion::default(),
            reached: Reached::default(),
            recording: Recording::default(),
            events: 0,
            budget: EVENT_BUDGET,
            blocks: 0,
            block_limit: u64::MAX,
            full: false,
            functions: Vec::new(),
            name: String::new(),
            variables: Vec::new(),
            userland: Userland::default(),
            locks: LockOrder::default(),
            looks: (true, true),
            race: RaceCheck::new()?,
            heap: HeapCheck::new()?,
            misuses: Misuses,
            leftovers: Leftovers,
            leaks: Leaks,
            awaits: Awaits::default(),
            fibers: (0..CONTEXTS).map(|_| Fiber::default()).collect(),
            started: Vec::with_capacity(CONTEXTS),
            calls: Box::new([Call { function: 0, arguments: [0; 2] }; CONTEXTS]),
            current: Ctx::NONE,
            task: Ctx::NONE,
            turns: config.cpus == 1 && config.preemption != Preemption::Full,
            stack_top: 0,
            stack_bases: Box::new([0; CONTEXTS]),
            next: None,
            exit: None,
            value: 0,
            state: Code::Runs,
            loaded: Loaded::default(),
            snapshot: None,
            struck: None,
            until: [Ctx::NONE; 2],
            buried: Vec::new(),
            strategy: None,
            blackbox: None,
        })
    }

    /// The module whose bytes lie in the region at these addresses is the one to run. Its data are remembered as
    /// they are at this moment.
    pub fn load(&mut self, loaded: Loaded) {
        self.snapshot = Some(self.machine.memory.snapshot(loaded.data.clone()));
        self.promotion = Promotion::of(loaded.text.clone());
        self.reached = Reached::of(loaded.text.clone());
        if let Some(area) = loaded.percpu {
            self.machine.add_static_percpu(area);
        }
        self.loaded = loaded;
    }

    /// Which kinds of findings are told; a detector of which none is told does not look. Races are judged by KCSAN's
    /// default rules or, as a rule, by the strict ones.
    pub fn detect(&mut self, switches: Switches, kcsan: bool) {
        let locks = [detect::Code::LockOrder, detect::Code::IrqLock, detect::Code::WaitContext];
        let told = |code: &detect::Code| !switches.is_off(*code);
        self.findings.switch(switches);
        self.race.compat(kcsan);
        self.looks = (told(&detect::Code::DataRace), locks.iter().any(told));
    }

    /// Choices are written to `blackbox` as they are made.
    pub fn attach(&mut self, blackbox: &'static Blackbox) {
        self.blackbox = Some(blackbox);
    }

    /// The context whose code runs.
    pub fn current(&self) -> Ctx {
        self.current
    }

    /// The module that is loaded.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }
}
