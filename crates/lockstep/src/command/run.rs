use crate::args::{Format, Machine, Run, Scenario};
use crate::command::{self, Failure};
use crate::terminal;
use report::Markup;
use scenario::Process;

/// `lockstep run`
pub fn run(args: &Run) -> Result<u8, Failure> {
    if let Some(script) = &args.script {
        let Scenario { cpus, preempt, .. } = args.scenario;
        return command::shell::script(&Machine { append: None, cpus, preempt, seed: args.seed }, script);
    }
    let file = args.file.clone().unwrap_or_default();
    let ran = scenario::run(&command::setup(&file, &args.scenario)?, args.seed)?;
    let style = terminal::style(&args.output);
    let mut out = String::new();
    let document = |markup| report::document(markup, &ran.verdict, &ran.log, args.output.verbose);
    match args.output.format {
        Format::Json => out = report::json(&ran.verdict),
        Format::Md => out = document(Markup::Markdown),
        Format::Svg => out = document(Markup::Svg),
        Format::Tex => out = document(Markup::Latex),
        Format::Text => {
            let output = processes(&ran.processes);
            terminal::print(&output)?;
            out += &report::log(&ran.log, &style);
            for finding in &ran.verdict.findings {
                let gap = if out.is_empty() { "" } else { "\n" };
                out += &format!("{gap}{}", report::finding(finding, &ran.verdict, &style));
            }
        }
    }
    terminal::print(&out)?;
    match ran.failed {
        Some(error) => Err(error.into()),
        None => Ok(command::verdict_code(&ran.verdict)),
    }
}

/// What user processes put out, each behind its steps if there are several. What they complain of goes to standard error.
fn processes(processes: &[Process]) -> String {
    let mut out = String::new();
    for process in processes {
        for complaint in &process.complaints {
            terminal::complain(complaint);
        }
        if processes.len() > 1 {
            out += &format!("$ {}\n", process.steps);
        }
        out += &String::from_utf8_lossy(&process.output);
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}
