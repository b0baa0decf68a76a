use crate::args::{Check, Format};
use crate::command::{self, Failure};
use crate::{exit, terminal};
use report::Markup;
use std::path::Path;

/// `lockstep check --schedule`
pub fn schedule(args: &Check, table: &Path) -> Result<u8, Failure> {
    let scheduled = scenario::schedule(&command::setup(&args.file, &args.scenario)?, table)?;
    if let Some(path) = &args.save_trace {
        let failed = |e: std::io::Error| scenario::Error::Trace {
            path: path.clone(),
            what: format!("cannot be written: {}", e.to_string().split(" (os error").next().unwrap_or("?")),
        };
        std::fs::write(path, scheduled.trace.text()).map_err(failed)?;
    }
    let style = terminal::style(&args.output);
    let document = |markup| report::document(markup, &scheduled.verdict, &[], args.output.verbose);
    let out = match args.output.format {
        Format::Json => report::scheduled_json(&scheduled),
        Format::Md => document(Markup::Markdown),
        Format::Svg => document(Markup::Svg),
        Format::Tex => document(Markup::Latex),
        Format::Text => {
            let mut out = report::log(&scheduled.log, &style);
            let gap = if out.is_empty() { "" } else { "\n" };
            out += &format!("{gap}{}", report::scheduled(&scheduled, &table.display().to_string(), &style));
            for finding in &scheduled.verdict.findings {
                out += &format!("\n{}", report::replayed(finding, &scheduled.verdict, &style));
            }
            out
        }
    };
    terminal::print(&out)?;
    Ok(if scheduled.holds() { exit::NOTHING_FOUND } else { exit::FINDINGS })
}
