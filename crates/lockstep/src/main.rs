//! The command line of Lockstep.
#![forbid(unsafe_code)]

mod args;
mod command;
mod exit;
mod progress;
mod terminal;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; clap prints them to standard output.
            let _ = error.print();
            return if error.use_stderr() { exit::INVOCATION.into() } else { exit::NOTHING_FOUND.into() };
        }
    };
    command::perform(args).into()
}
