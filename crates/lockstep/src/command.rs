mod check;
mod replay;
mod run;

use crate::args::{Args, Command, Optimise, Preempt, Scenario};
use crate::{exit, terminal};
use machine::Preemption;
use module::{ErrorKind, Opt};
use scenario::{Error, Setup, steps};

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
        Command::Run(run) => run::run(&run),
        Command::Check(check) => check::check(&check),
        Command::Replay(replay) => replay::replay(&replay),
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
        Error::Trace { .. } | Error::Steps(_) => exit::INVOCATION,
        Error::Parameter { .. } | Error::Init { .. } => exit::MODULE,
        Error::Internal(_) => exit::INTERNAL,
    }
}

/// What is run or searched.
fn setup(scenario: &Scenario) -> Result<Setup, Error> {
    let stem = scenario.file.file_stem().map_or(String::new(), |s| s.to_string_lossy().replace('-', "_"));
    let programs = scenario.programs.iter().map(|text| steps::parse(text, &stem));
    Ok(Setup {
        file: scenario.file.clone(),
        params: scenario.params.clone(),
        cpus: scenario.cpus,
        preemption: match scenario.preempt {
            Preempt::Full => Preemption::Full,
            Preempt::Voluntary => Preemption::Voluntary,
            Preempt::None => Preemption::None,
        },
        irqs: scenario.irqs,
        opt: match scenario.opt {
            Optimise::Zero => Opt::O0,
            Optimise::One => Opt::O1Kept,
            Optimise::Two => Opt::O2,
        },
        compiler: scenario.cc.clone(),
        programs: programs.collect::<Result<_, _>>()?,
    })
}

/// The exit code of a verdict.
fn verdict_code(verdict: &scenario::verdict::Verdict) -> u8 {
    if verdict.findings.is_empty() { exit::NOTHING_FOUND } else { exit::FINDINGS }
}
