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
            for finding in &replayed.verdict.findings {
                print!("\n{}", report::replayed(finding, &replayed.verdict, &style));
            }
            if replayed.verdict.findings.is_empty() {
                println!("Nothing was found in this execution.");
            }
        }
    }
    if replayed.left_out > 0 {
        let n = replayed.trace.deviations.len();
        eprintln!(
            "warning: {} of the trace's {n} turns could not be followed: the module has changed since it was written",
            replayed.left_out
        );
    }
    Ok(command::verdict_code(&replayed.verdict))
}
