use crate::args::{Format, Replay};
use crate::command::{self, Failure};
use crate::terminal;
use report::Markup;

/// `lockstep replay`
pub fn replay(args: &Replay) -> Result<u8, Failure> {
    if args.step || args.until.is_some() {
        return super::step::along(&args.trace, &args.output, args.until.as_deref());
    }
    let replayed = scenario::replay(&args.trace)?;
    let style = terminal::style(&args.output);
    let mut out = String::new();
    let document = |markup| report::document(markup, &replayed.verdict, &replayed.log, true);
    match args.output.format {
        Format::Json => out = report::json(&replayed.verdict),
        Format::Md => out = document(Markup::Markdown),
        Format::Svg => out = document(Markup::Svg),
        Format::Tex => out = document(Markup::Latex),
        Format::Text => {
            out += &report::log(&replayed.log, &style);
            for finding in &replayed.verdict.findings {
                let gap = if out.is_empty() { "" } else { "\n" };
                out += &format!("{gap}{}", report::replayed(finding, &replayed.verdict, &style));
            }
            if replayed.verdict.findings.is_empty() {
                out += "Nothing was found in this execution.\n";
            }
        }
    }
    terminal::print(&out)?;
    let turns = replayed.trace.deviations.len();
    let followed = match (replayed.left_out, turns) {
        (0, _) => None,
        (_, 1) => Some("the trace's one turn could not be followed".to_owned()),
        (n, _) => Some(format!("{n} of the trace's {turns} turns could not be followed")),
    };
    if let Some(followed) = followed {
        terminal::complain(&format!("warning: {followed}: the module has changed since it was written"));
    }
    let wanted = replayed.trace.finding.split(' ').next().unwrap_or_default();
    if !wanted.is_empty() && replayed.verdict.findings.iter().all(|f| f.code.name() != wanted) {
        let finding = &replayed.trace.finding;
        let shown = "which this execution does not show";
        terminal::complain(&format!("warning: the trace was written for `{finding}`, {shown}"));
    }
    Ok(command::verdict_code(&replayed.verdict))
}
