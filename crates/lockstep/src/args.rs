use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Runs real Linux kernel modules on a small simulated multiprocessor in this process, and searches every way their
/// tasks, interrupts and timers may interleave.
#[derive(Parser, Debug)]
#[command(name = "lockstep", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 nothing found, 1 findings, 2 bad invocation, 3 the module does not build, load or \
    initialise, 4 an error of lockstep's."
)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(flatten)]
    pub machine: Machine,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A machine that is booted without a module.
#[derive(Group, Debug)]
pub struct Machine {
    /// Parameters of the kernel's command line, as a boot loader would give them: `nr_cpus=N`, `maxcpus=N`
    #[arg(long, value_name = "PARAMETERS", value_parser = boot_parameters)]
    pub append: Option<Append>,
    /// CPUs of the machine
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub cpus: u16,
    /// When a task that could go on may lose its CPU
    #[arg(long, value_enum, default_value_t = Preempt::Full)]
    pub preempt: Preempt,
    /// The seed of the schedule
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
}

#[derive(Parser, Debug)]
pub struct Shell {
    #[command(flatten)]
    pub machine: Machine,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Insert the module, let it run for ten seconds of virtual time, remove it; print what dmesg would
    #[command(after_help = "Example: lockstep run hello.c who=you times=3")]
    Run(Run),
    /// Search the interleavings of the module and print each bug with its schedule
    #[command(
        after_help = "Example: lockstep check ring.c size=16 --do 'echo 1 > /proc/ring' --do 'cat /proc/ring'"
    )]
    Check(Check),
    /// Do the execution of a trace again, step by step
    #[command(after_help = "Example: lockstep replay .lockstep/counter/data-race-1.trace")]
    Replay(Replay),
    /// Lead one execution by hand: say at each step who moves, go back, save it; not at a terminal, do the lines of the
    /// standard input
    #[command(after_help = "Example: lockstep step counter.c; at its prompt, `help` lists what may be said")]
    Step(Step),
    /// Boot a machine and give a prompt on it; not at a terminal, do the commands of the standard input
    #[command(after_help = "Example: echo 'insmod hello.c; dmesg' | lockstep shell")]
    Shell(Shell),
    /// Run unmodified programs of Linux 6.1's source and compare what they find with what they find on Linux
    #[command(
        after_help = "Example: apt-get install linux-source-6.1; lockstep conform --linux-src /usr/src"
    )]
    Conform(Conform),
    /// Say how far a driver is from being run here: which names of the kernel it uses, and which of them are missing
    #[command(after_help = "Example: lockstep doctor drivers/frob")]
    Doctor(Doctor),
    /// Write stand-ins for the names that a driver uses and that are missing, as headers for `-I`
    #[command(after_help = "Example: lockstep stubs frob.c --out stubs; lockstep check frob.c -I stubs")]
    Stubs(Stubs),
    /// Simulate four ways to organise the operating system of a multiprocessor, and print how much work each does
    #[command(
        after_help = "Example: lockstep organisations --syscalls 10% --cpus 1..64 --format svg > curves.svg"
    )]
    Organisations(Organisations),
    /// Say what a kind of finding means, with an example and the usual repair
    #[command(after_help = "Example: lockstep explain data-race")]
    Explain(Explain),
    /// Print a script that completes this command in a shell
    #[command(
        after_help = "Example: lockstep completions bash > ~/.local/share/bash-completion/completions/lockstep"
    )]
    Completions(Completions),
    /// Print the manual page
    #[command(after_help = "Example: lockstep man | man -l -")]
    Man,
}

#[derive(Group, Debug)]
pub struct Scenario {
    /// Parameters of the module
    #[arg(value_name = "PARAM=VALUE")]
    pub params: Vec<String>,
    /// CPUs of the machine
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub cpus: u16,
    /// When a task that could go on may lose its CPU
    #[arg(long, value_enum, default_value_t = Preempt::Full)]
    pub preempt: Preempt,
    /// What a user process does, beside all others: `echo TEXT > PATH`, `cat PATH`, `dd if=PATH bs=B count=N`, `ioctl
    /// PATH CMD [ARG]`, `irq N`, `sleep S`, `unplug DEV`, `rmmod`, with semicolons between steps; `{mod}` is the
    /// module's name. May be given several times
    #[arg(long = "do", value_name = "STEPS")]
    pub programs: Vec<String>,
    /// How often each interrupt line may fire
    #[arg(long, value_name = "K", default_value_t = 1)]
    pub irqs: u32,
    /// What is told: kinds of findings (`data-race,lock-order`), or all but some (`-leak,-data-race`); a detector of which
    /// nothing is told costs nothing
    #[arg(long, value_name = "KINDS", value_delimiter = ',', allow_hyphen_values = true, value_parser = kind)]
    pub detect: Vec<(detect::Code, bool)>,
    /// Judge races as the kernel's KCSAN does by default: a plain store of a word counts as marked, and what changes no
    /// value is not told
    #[arg(long)]
    pub kcsan_compat: bool,
    /// The C compiler (default: $CC, gcc, clang, cc)
    #[arg(long, value_name = "COMMAND")]
    pub cc: Option<String>,
    /// A directory to look for headers in that we do not have. May be given several times
    #[arg(short = 'I', value_name = "DIRECTORY")]
    pub include: Vec<PathBuf>,
    /// How much the compiler may change: 0 keeps every access of the source, 2 shows what a release build does
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Optimise::Zero)]
    pub opt: Optimise,
}

#[derive(Group, Debug)]
pub struct Output {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
    /// Columns to fit reports into (default: those of the terminal)
    #[arg(long, value_name = "COLUMNS")]
    pub width: Option<usize>,
    /// Say more
    #[arg(short, long)]
    pub verbose: bool,
}

#[derive(Parser, Debug)]
pub struct Run {
    /// The module: a C file, or an object file that was compiled with our flags
    #[arg(required_unless_present = "script")]
    pub file: Option<PathBuf>,
    /// Boot a machine without a module and do the commands of this file, as `lockstep shell < FILE` does
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub script: Option<PathBuf>,
    #[command(flatten)]
    pub scenario: Scenario,
    /// The seed of the schedule
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Parser, Debug)]
pub struct Check {
    /// The module: a C file, or an object file that was compiled with our flags
    pub file: PathBuf,
    #[command(flatten)]
    pub scenario: Scenario,
    /// The seed of random executions
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// At most this many executions (default: 10000 that differ; unless these are all, 10000 within bounds and 10000 at random)
    #[arg(long, value_name = "N", value_parser = above_zero)]
    pub executions: Option<u64>,
    /// What may go wrong besides, a few times in an execution: allocations fail, a signal comes while a process waits,
    /// user copies fail. May be given several times, or with commas
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub faults: Vec<Faults>,
    /// At most this many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time: Option<f64>,
    /// Worker processes (default: one for each CPU of this computer)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,
    /// Which executions
    #[arg(long, value_enum, default_value_t = Strategy::Portfolio)]
    pub strategy: Strategy,
    /// The highest bound of preemptions and interrupts that the exhaustive part reaches
    #[arg(long, value_name = "N")]
    pub bound: Option<u32>,
    /// Search nothing: do the one execution that this table says, and compare what comes out (docs/schedules.md)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["executions", "time", "strategy", "bound", "seed", "workers"])]
    pub schedule: Option<PathBuf>,
    /// Write the execution of `--schedule` to this file, for `lockstep replay`
    #[arg(long, value_name = "FILE", requires = "schedule")]
    pub save_trace: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Parser, Debug)]
pub struct Step {
    /// The module: a C file, or an object file that was compiled with our flags
    pub file: PathBuf,
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Parser, Debug)]
pub struct Replay {
    /// The trace that `check` wrote
    pub trace: PathBuf,
    /// Stand still before each step and give the prompt of `lockstep step`, where the trace says what is the default
    #[arg(long)]
    pub step: bool,
    /// The same, from where somebody comes to this line (`20`, `counter.c:20`), function or context
    #[arg(long, value_name = "PLACE")]
    pub until: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Parser, Debug)]
pub struct Organisations {
    /// The share of a process's time that is system calls
    #[arg(long, value_name = "PERCENT", default_value = "10%", value_parser = percent)]
    pub syscalls: Percent,
    /// Numbers of CPUs, at most 1024
    #[arg(long, value_name = "FIRST..LAST", default_value = "1..64", value_parser = span)]
    pub cpus: Span,
    /// All calls are equally long, and so are the times between them
    #[arg(long)]
    pub fixed: bool,
    /// The seed of the times
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// How to print
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
}

#[derive(Parser, Debug)]
pub struct Conform {
    /// The source of Linux 6.1: its directory, its archive (.tar.xz), or where either lies
    #[arg(long, value_name = "PATH")]
    pub linux_src: PathBuf,
}

#[derive(Parser, Debug)]
pub struct Doctor {
    /// C files, or directories with C files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

#[derive(Parser, Debug)]
pub struct Stubs {
    /// C files, or directories with C files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The directory to write them to; what is there stays as it is
    #[arg(long, value_name = "DIRECTORY")]
    pub out: PathBuf,
}

#[derive(Parser, Debug)]
pub struct Explain {
    /// The code in a finding's title, as `data-race`
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(report::explain::codes()))]
    pub code: String,
}

#[derive(Parser, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: For,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum For {
    Bash,
    Zsh,
    Fish,
}

/// What the kernel's command line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Append {
    /// CPUs of the machine, if it says so.
    pub cpus: Option<u16>,
}

impl Machine {
    /// CPUs of the machine.
    pub fn cpus(&self) -> u16 {
        self.append.and_then(|a| a.cpus).unwrap_or(self.cpus)
    }
}

/// A share in parts of 10,000.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Percent(pub u32);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} %", f64::from(self.0) / 100.0)
    }
}

fn percent(text: &str) -> Result<Percent, String> {
    let number = text.trim_end().strip_suffix('%').unwrap_or(text).trim_end();
    let parts = number.parse().ok().map(|p: f64| (p * 100.0).round()).filter(|p| (1.0..=9_999.0).contains(p));
    parts.map(|p| Percent(p as u32)).ok_or_else(|| "give a share from 0.01% to 99.99%".to_owned())
}

/// Numbers from the first to the last, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub first: u32,
    pub last: u32,
}

fn span(text: &str) -> Result<Span, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let number = |t: &str| t.trim().parse().ok().filter(|n| (1..=1024).contains(n));
    match (number(first), number(last.trim_start_matches('='))) {
        (Some(first), Some(last)) if first <= last => Ok(Span { first, last }),
        _ => {
            Err("give one number of CPUs or a first and a last one, such as 1..64, from 1 to 1024".to_owned())
        }
    }
}

fn boot_parameters(text: &str) -> Result<Append, String> {
    let mut append = Append { cpus: None };
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((name @ ("nr_cpus" | "maxcpus"), n)) => {
                let n = n.parse().ok().filter(|n| (1..=64).contains(n));
                let n = n.ok_or_else(|| format!("`{word}`: give {name}= a number from 1 to 64"))?;
                append.cpus = Some(append.cpus.map_or(n, |m| m.min(n)));
            }
            _ => return Err(format!("`{word}` is not modelled; nr_cpus=N and maxcpus=N are")),
        }
    }
    Ok(append)
}

/// A kind of finding, and whether it is told: `leak`, `-leak`.
fn kind(text: &str) -> Result<(detect::Code, bool), String> {
    let (name, told) = text.strip_prefix('-').map_or((text, true), |name| (name, false));
    let code = detect::Code::ALL.into_iter().find(|c| c.name() == name);
    let all = || detect::Code::ALL.map(detect::Code::name).join(", ");
    code.map(|code| (code, told)).ok_or_else(|| format!("no finding is called `{name}`; there are {}", all()))
}

fn above_zero(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "give a number from 1 up".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if s > 0.0 && s <= 1e9 => Ok(s),
        _ => Err("give a number of seconds above 0".to_owned()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Preempt {
    /// Wherever preemption is not disabled
    Full,
    /// At calls that may sleep, and at cond_resched()
    Voluntary,
    /// At cond_resched() only
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Optimise {
    #[value(name = "0")]
    Zero,
    #[value(name = "1")]
    One,
    #[value(name = "2")]
    Two,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Faults {
    /// Allocations, and whatever needs one, fail
    Alloc,
    /// A signal comes while a process waits interruptibly
    Signal,
    /// Copies from and to user space fail
    Usercopy,
    /// All of them
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Strategy {
    /// Executions that differ; where these are not known or too many, within rising bounds, then at random
    Portfolio,
    /// Exhaustive within rising bounds
    Dfs,
    /// At random: at each point everybody is equally likely
    Random,
    /// At random: priorities that change at a few points
    Pct,
    /// At random: a priority for each step
    Pos,
    /// At random: everybody in proportion to what is left to do
    Surw,
    /// Executions that differ, with all of the budget; as `portfolio` where the module does what this does not know
    Dpor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Shape {
    /// Tables, for people
    Text,
    /// The curves, a line for each number of CPUs
    Csv,
    /// The curves as one JSON object
    Json,
    /// The curves as a picture
    Svg,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// Markdown, as GitHub shows it
    Md,
    /// One picture, with a lane for each context
    Svg,
    /// A fragment of LaTeX, for input
    Tex,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Colour {
    /// On a terminal
    Auto,
    /// Never
    Never,
    /// Always
    Always,
}
