use crate::args::{Format, Run};
use crate::{command, terminal};
use scenario::Error;

/// `lockstep run`
pub fn run(args: &Run) -> Result<u8, Error> {
    let ran = scenario::run(&command::setup(&args.scenario), args.seed)?;
    let style = terminal::style(&args.output);
    match args.output.format {
        Format::Json => print!("{}", report::json(&ran.verdict)),
        Format::Text => {
            print!("{}", report::log(&ran.log, &style));
            for (i, finding) in ran.verdict.findings.iter().enumerate() {
                let gap = if i == 0 && ran.log.is_empty() { "" } else { "\n" };
                print!("{gap}{}", report::finding(finding, &ran.verdict, &style));
            }
        }
    }
    match ran.failed {
        Some(error) => Err(error),
        None => Ok(command::verdict_code(&ran.verdict)),
    }
}
