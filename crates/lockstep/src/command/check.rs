use crate::args::{Check, Format, Strategy};
use crate::command::{self, Failure};
use crate::terminal;
use scenario::{Limits, StrategyChoice};
use std::path::Path;

/// `lockstep check`
pub fn check(args: &Check) -> Result<u8, Failure> {
    let default = Limits::default();
    let limits = Limits {
        seed: args.seed,
        executions: args.executions,
        time: args.time,
        workers: args.workers.map_or(default.workers, usize::from),
        strategy: match args.strategy {
            Strategy::Portfolio => StrategyChoice::Portfolio,
            Strategy::Dfs => StrategyChoice::Dfs,
            Strategy::Random => StrategyChoice::Random,
        },
        bound: args.bound,
    };
    let shows = terminal::shows_progress();
    let mut progress = |n: u64| {
        if shows {
            terminal::progress(&format!("{n} executions"));
        }
    };
    let verdict = scenario::check(
        &command::setup(&args.file, &args.scenario)?,
        &limits,
        Some(Path::new("")),
        &mut progress,
    )?;
    if shows {
        terminal::progress("");
    }
    if let Some(why) = &verdict.unwritten {
        terminal::complain(&format!("warning: traces cannot be written: {why}"));
    }
    let out = match args.output.format {
        Format::Json => {
            for note in &verdict.notes {
                terminal::complain(&format!("warning: {note}"));
            }
            report::json(&verdict)
        }
        Format::Text => report::verdict(&verdict, &terminal::style(&args.output)),
    };
    terminal::print(&out)?;
    Ok(command::verdict_code(&verdict))
}
