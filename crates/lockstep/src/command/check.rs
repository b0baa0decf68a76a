use crate::args::{Check, Faults, Format, Strategy};
use crate::command::{self, Failure};
use crate::progress::Progress;
use crate::terminal;
use report::Markup;
use scenario::verdict::Searched;
use scenario::{FaultKind, Limits, Rule, StrategyChoice};
use std::path::Path;

/// `lockstep check`
pub fn check(args: &Check) -> Result<u8, Failure> {
    if let Some(table) = &args.schedule {
        return super::schedule::schedule(args, table);
    }
    let default = Limits::default();
    let limits = Limits {
        seed: args.seed,
        executions: args.executions,
        time: args.time,
        workers: args.workers.map_or(default.workers, usize::from),
        strategy: match args.strategy {
            Strategy::Portfolio => StrategyChoice::Portfolio,
            Strategy::Dfs => StrategyChoice::Dfs,
            Strategy::Random => StrategyChoice::Random(Rule::Walk),
            Strategy::Pct => StrategyChoice::Random(Rule::Pct),
            Strategy::Pos => StrategyChoice::Random(Rule::Pos),
            Strategy::Surw => StrategyChoice::Random(Rule::Surw),
            Strategy::Dpor => StrategyChoice::Dpor,
        },
        bound: args.bound,
    };
    let shows = terminal::shows_progress();
    let mut progress = Progress::new();
    let mut tell = |s: &Searched| {
        if let Some(text) = progress.tell(s).filter(|_| shows) {
            terminal::progress(&text);
        }
    };
    let mut setup = command::setup(&args.file, &args.scenario)?;
    setup.faults = faults(&args.faults);
    let searched = scenario::check(&setup, &limits, Some(Path::new("")), &mut tell);
    if shows {
        terminal::progress("");
    }
    let verdict = searched?;
    if let Some(why) = &verdict.unwritten {
        terminal::complain(&format!("warning: traces cannot be written: {why}"));
    }
    let document = |markup| report::document(markup, &verdict, &[], args.output.verbose);
    let out = match args.output.format {
        Format::Json => {
            for note in &verdict.notes {
                terminal::complain(&format!("warning: {note}"));
            }
            report::json(&verdict)
        }
        Format::Text => report::verdict(&verdict, &terminal::style(&args.output)),
        Format::Md => document(Markup::Markdown),
        Format::Svg => document(Markup::Svg),
        Format::Tex => document(Markup::Latex),
    };
    terminal::print(&out)?;
    Ok(command::verdict_code(&verdict))
}

/// The kinds of faults of the command line, each once.
fn faults(asked: &[Faults]) -> Vec<FaultKind> {
    let is_asked = |kind: &FaultKind| {
        asked.iter().any(|f| match f {
            Faults::Alloc => *kind == FaultKind::Alloc,
            Faults::Signal => *kind == FaultKind::Signal,
            Faults::Usercopy => *kind == FaultKind::Usercopy,
            Faults::All => true,
        })
    };
    FaultKind::ALL.into_iter().filter(is_asked).collect()
}
