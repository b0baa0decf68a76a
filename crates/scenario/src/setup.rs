use detect::Switches;
use engine::strategy::Rule;
use machine::{Config, Preemption};
use module::Opt;
use std::path::PathBuf;
use vm::Program;

/// What a worker is told when it is made: the machine, and what happens on it. Programs live as long as the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conditions {
    /// The machine.
    pub(crate) config: Config,
    /// What is told.
    pub(crate) switches: Switches,
    /// Races are judged by KCSAN's default rules.
    pub(crate) kcsan: bool,
    /// The user processes.
    pub(crate) programs: &'static [&'static Program],
}

/// Programs that live as long as the process.
pub(crate) fn keep_programs(programs: &[Program]) -> &'static [&'static Program] {
    let kept: Vec<&'static Program> = programs.iter().map(|p| &*Box::leak(Box::new(p.clone()))).collect();
    kept.leak()
}

/// What is run or searched: a module with its parameters on a machine.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The `.c` or `.o` file.
    pub file: PathBuf,
    /// Parameters of the module, as `name=value`.
    pub params: Vec<String>,
    /// How many CPUs the machine has.
    pub cpus: u16,
    /// The preemption model.
    pub preemption: Preemption,
    /// How often each interrupt line may fire.
    pub irqs: u32,
    /// What may go wrong.
    pub faults: Vec<FaultKind>,
    /// What user processes do, each beside the others and the module.
    pub programs: Vec<Program>,
    /// How much the compiler may change.
    pub opt: Opt,
    /// The compiler to use instead of the usual one.
    pub compiler: Option<String>,
    /// Which kinds of findings are told.
    pub switches: Switches,
    /// Races are judged by KCSAN's default rules, and those that change no value are not told.
    pub kcsan: bool,
    /// Directories to look for headers in that we do not have.
    pub include: Vec<PathBuf>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            file: PathBuf::new(),
            params: Vec::new(),
            cpus: 4,
            preemption: Preemption::Full,
            irqs: 1,
            faults: Vec::new(),
            programs: Vec::new(),
            opt: Opt::O0,
            compiler: None,
            switches: Switches::default(),
            kcsan: false,
            include: Vec::new(),
        }
    }
}

/// What a search lets go wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FaultKind {
    /// Allocations, and what needs one, fail.
    Alloc,
    /// A signal comes while a process waits.
    Signal,
    /// Copies from and to user space fail.
    Usercopy,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [FaultKind; 3] = [FaultKind::Alloc, FaultKind::Signal, FaultKind::Usercopy];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::Alloc => "alloc",
            FaultKind::Signal => "signal",
            FaultKind::Usercopy => "usercopy",
        }
    }

    /// The kind of this name.
    pub fn of(name: &str) -> Option<FaultKind> {
        FaultKind::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// Which executions a search does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StrategyChoice {
    /// Executions that differ; if these are too many, or not known, exhaustive within rising bounds, then at random by
    /// every rule in turn.
    #[default]
    Portfolio,
    /// Exhaustive within rising bounds only.
    Dfs,
    /// At random only, drawn by this rule.
    Random(Rule),
    /// The same, with (nearly) all of the budget for executions that differ (partial-order reduction).
    Dpor,
}

/// How far a search goes.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The seed of random executions.
    pub seed: u64,
    /// At most this many executions; none: 10,000 that differ, 10,000 within bounds and 10,000 at random.
    pub executions: Option<u64>,
    /// At most this long, in seconds.
    pub time: Option<f64>,
    /// How many worker processes.
    pub workers: usize,
    /// Which executions.
    pub strategy: StrategyChoice,
    /// The highest bound of preemptions and interrupts, where the search is not to go on.
    pub bound: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, |n| n.get());
        Limits {
            seed: 0,
            executions: None,
            time: None,
            workers,
            strategy: StrategyChoice::Portfolio,
            bound: None,
        }
    }
}
