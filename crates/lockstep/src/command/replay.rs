use crate::args::{Format, Replay};
use crate::{command, terminal};
use scenario::Error;

/// `lockstep replay`
pub fn replay(args: &Replay) -> Result<u8, Error> {
    let replayed = scenario::replay(&args.trace)?;
    let style = terminal::style(&args.output);
    match args.output.format {
        Format::Json => print!("{}", report::json(&replayed.verdict)),
        Format::Text => {
            print!("{}", report::log(&replayed.log, &style));
            for (i, finding) in replayed.verdict.findings.iter().enumerate() {
                let gap = if i == 0 && replayed.log.is_empty() { "" } else { "\n" };
                print!("{gap}{}", report::replayed(finding, &replayed.verdict, &style));
            }
            if replayed.verdict.findings.is_empty() {
                println!("Nothing was found in this execution.");
            }
        }
    }
    if replayed.left_out > 0 {
        let n = replayed.trace.deviations.len();
        let turns = if n == 1 { "turn" } else { "turns" };
        eprintln!(
            "warning: {} of the trace's {n} {turns} could not be followed: the module has changed since it was written",
            replayed.left_out
        );
    }
    let wanted = replayed.trace.finding.split(' ').next().unwrap_or_default();
    if !wanted.is_empty() && replayed.verdict.findings.iter().all(|f| f.code.name() != wanted) {
        eprintln!(
            "warning: the trace was written for `{}`, which this execution does not show",
            replayed.trace.finding
        );
    }
    Ok(command::verdict_code(&replayed.verdict))
}
