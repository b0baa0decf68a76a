use crate::args::{Check, Format, Strategy};
use crate::{command, terminal};
use scenario::{Error, Limits, StrategyChoice};
use std::path::Path;

/// `lockstep check`
pub fn check(args: &Check) -> Result<u8, Error> {
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
            eprint!("\r{n} executions");
        }
    };
    let verdict =
        scenario::check(&command::setup(&args.scenario), &limits, Some(Path::new("")), &mut progress)?;
    if shows {
        eprint!("\r\x1b[K");
    }
    match args.output.format {
        Format::Json => {
            for note in &verdict.notes {
                eprintln!("warning: {note}");
            }
            print!("{}", report::json(&verdict));
        }
        Format::Text => print!("{}", report::verdict(&verdict, &terminal::style(&args.output))),
    }
    Ok(command::verdict_code(&verdict))
}
