mod check;
mod conform;
mod doctor;
mod explain;
mod organisations;
mod reference;
mod replay;
mod run;
mod schedule;
mod shell;
mod step;

use crate::args::{Args, Command, Optimise, Preempt, Scenario};
use crate::{exit, terminal};
use machine::Preemption;
use module::{ErrorKind, Opt};
use scenario::{Error, Setup, steps};
use std::path::Path;

/// Why a command did not come to its end.
pub enum Failure {
    /// The work could not be done.
    Work(Error),
    /// The result could not be written.
    Output(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Work(error)
    }
}

impl From<String> for Failure {
    fn from(why: String) -> Failure {
        Failure::Output(why)
    }
}

/// Does what the command line asks for; the exit code.
pub fn perform(args: Args) -> u8 {
    let result = match args.command {
        Some(Command::Run(run)) => run::run(&run),
        Some(Command::Check(check)) => check::check(&check),
        Some(Command::Replay(replay)) => replay::replay(&replay),
        Some(Command::Step(step)) => step::step(&step),
        Some(Command::Shell(args)) => shell::shell(&args.machine),
        Some(Command::Conform(conform)) => conform::conform(&conform),
        Some(Command::Doctor(args)) => doctor::doctor(&args),
        Some(Command::Stubs(args)) => doctor::stubs(&args),
        Some(Command::Organisations(args)) => organisations::organisations(&args),
        Some(Command::Explain(explain)) => explain::explain(&explain),
        Some(Command::Completions(completions)) => reference::completions(&completions),
        Some(Command::Man) => reference::man(),
        None => shell::shell(&args.machine),
    };
    match result {
        Ok(code) => code,
        Err(Failure::Work(error)) => {
            terminal::complain(&format!("error: {error}"));
            code(&error)
        }
        Err(Failure::Output(why)) => {
            terminal::complain(&format!("error: cannot write to standard output: {why}"));
            exit::INTERNAL
        }
    }
}

/// Whose fault it is.
fn code(error: &Error) -> u8 {
    match error {
        Error::User(e) => match e.kind() {
            ErrorKind::NoSuchFile | ErrorKind::NoCompiler => exit::INVOCATION,
            ErrorKind::Host => exit::INTERNAL,
            _ => exit::MODULE,
        },
        Error::Trace { .. } | Error::Steps(_) | Error::Script { .. } | Error::Schedule { .. } => {
            exit::INVOCATION
        }
        Error::Parameter { .. } | Error::Init { .. } => exit::MODULE,
        Error::Internal(_) => exit::INTERNAL,
    }
}

/// The preemption model of the command line.
fn preemption(preempt: Preempt) -> Preemption {
    match preempt {
        Preempt::Full => Preemption::Full,
        Preempt::Voluntary => Preemption::Voluntary,
        Preempt::None => Preemption::None,
    }
}

/// What `uname -v` says of it.
fn preemption_words(preempt: Preempt) -> &'static str {
    match preempt {
        Preempt::Full => "PREEMPT",
        Preempt::Voluntary => "PREEMPT_VOLUNTARY",
        Preempt::None => "",
    }
}

/// What is told: what is named, or all but what is named with a hyphen.
fn switches(kinds: &[(detect::Code, bool)]) -> detect::Switches {
    let some = kinds.iter().any(|(_, told)| *told);
    let first = if some { detect::Switches::none() } else { detect::Switches::default() };
    kinds.iter().fold(first, |s, (code, told)| if *told { s.with(*code) } else { s.without(*code) })
}

/// What is run or searched.
fn setup(file: &Path, scenario: &Scenario) -> Result<Setup, Error> {
    let stem = file.file_stem().map_or(String::new(), |s| s.to_string_lossy().replace('-', "_"));
    let programs = scenario.programs.iter().map(|text| steps::parse(text, &stem));
    Ok(Setup {
        file: file.to_owned(),
        params: scenario.params.clone(),
        cpus: scenario.cpus,
        preemption: preemption(scenario.preempt),
        irqs: scenario.irqs,
        faults: Vec::new(),
        opt: match scenario.opt {
            Optimise::Zero => Opt::O0,
            Optimise::One => Opt::O1Kept,
            Optimise::Two => Opt::O2,
        },
        compiler: scenario.cc.clone(),
        switches: switches(&scenario.detect),
        kcsan: scenario.kcsan_compat,
        include: scenario.include.clone(),
        programs: programs.collect::<Result<_, _>>()?,
    })
}

/// The exit code of a verdict.
fn verdict_code(verdict: &scenario::verdict::Verdict) -> u8 {
    if verdict.findings.is_empty() { exit::NOTHING_FOUND } else { exit::FINDINGS }
}
