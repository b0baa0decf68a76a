//! What is made of the table of arguments: completions and the manual page.

use crate::args::{Args, Completions, For};
use crate::command::Failure;
use crate::{exit, terminal};
use clap::CommandFactory;
use clap_complete::{generate, shells};
use clap_mangen::Man;

/// `lockstep completions`
pub fn completions(args: &Completions) -> Result<u8, Failure> {
    let mut command = Args::command();
    let mut out = Vec::new();
    match args.shell {
        For::Bash => generate(shells::Bash, &mut command, "lockstep", &mut out),
        For::Zsh => generate(shells::Zsh, &mut command, "lockstep", &mut out),
        For::Fish => generate(shells::Fish, &mut command, "lockstep", &mut out),
    }
    terminal::print(&String::from_utf8_lossy(&out))?;
    Ok(exit::NOTHING_FOUND)
}

/// `lockstep man`: one page, with a section for each command behind what holds for all.
pub fn man() -> Result<u8, Failure> {
    let mut command = Args::command();
    command.build();
    let mut out = Vec::new();
    let failed = |e: std::io::Error| Failure::Output(e.to_string());
    Man::new(command.clone()).render(&mut out).map_err(failed)?;
    for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let heading = format!(".SH \"LOCKSTEP {}\"\n", sub.get_name().to_uppercase());
        out.extend(heading.bytes());
        let page = Man::new(sub.clone());
        page.render_description_section(&mut out).map_err(failed)?;
        page.render_synopsis_section(&mut out).map_err(failed)?;
        page.render_options_section(&mut out).map_err(failed)?;
        page.render_extra_section(&mut out).map_err(failed)?;
    }
    // The sections of a command stand below its own.
    let text = String::from_utf8_lossy(&out).into_owned();
    let below = |line: &str| match line.strip_prefix(".SH ") {
        Some(title) if !title.starts_with("\"LOCKSTEP") => format!(".SS {title}\n"),
        _ => format!("{line}\n"),
    };
    let (head, rest) = text.split_at(text.find(".SH \"LOCKSTEP").unwrap_or(text.len()));
    terminal::print(&(head.to_owned() + &rest.lines().map(below).collect::<String>()))?;
    Ok(exit::NOTHING_FOUND)
}
