use machine::Preemption;
use module::Opt;
use std::path::PathBuf;

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
    /// How much the compiler may change.
    pub opt: Opt,
    /// The compiler to use instead of the usual one.
    pub compiler: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            file: PathBuf::new(),
            params: Vec::new(),
            cpus: 4,
            preemption: Preemption::Full,
            irqs: 1,
            opt: Opt::O0,
            compiler: None,
        }
    }
}

/// Which executions a search does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StrategyChoice {
    /// Exhaustive within rising bounds, then at random.
    #[default]
    Portfolio,
    /// Exhaustive within rising bounds only.
    Dfs,
    /// At random only.
    Random,
}

/// How far a search goes.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The seed of random executions.
    pub seed: u64,
    /// At most this many executions; none: 10,000 within bounds and 10,000 at random.
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
