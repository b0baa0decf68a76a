//! The userland of the machine: a prompt on the running kernel, as one has it on Linux.
//!
//! A command that touches the kernel (`insmod`, `cat /proc/modules`, `echo 1 > /proc/x`) is a process of the machine,
//! whose steps run beside everything else; one that does not (`grep`, `sort`) is a function from text to text. Either
//! way it prints what the real tool prints and ends with the real tool's status.
//!
//! | part | file |
//! |---|---|
//! | what is needed of the machine | `system` |
//! | from text to commands, and what is refused | `parse`, `tree` |
//! | what words come to | `expand`, `glob`, `arithmetic` |
//! | what commands do | `interpret`, and a file of `command` each |
//! | the prompt, and what the tab key offers | `interactive`, `complete` |
//! | lines for prompts that are no shell | `lines` |
//! | processes, in the foreground and in the background | `plan` |
//!
//! Time is virtual. A script takes no account of the host's: what it prints is a function of the machine and the
//! text. At a terminal the time that passes between two commands on the clock of the wall passes in the machine too, but
//! not more than a minute at once, so that threads and timers are seen to go on. A pipeline is done command by command, each with all that the one before it wrote.
#![forbid(unsafe_code)]

pub mod arithmetic;
pub mod command;
mod complete;
pub mod errno;
mod expand;
pub mod glob;
mod interactive;
mod interpret;
mod lines;
pub mod options;
pub mod parse;
mod plan;
mod shell;
mod stream;
pub mod system;
pub mod tree;

pub use interactive::interactive;
pub use lines::{Lines, Typed};

use shell::{Shared, Shell, Stop};
use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use stream::{Io, Sink};
use system::System;

/// Runs a text of commands: the status of the last one. A text that is not understood is not begun; its status is 2.
pub fn script(system: &mut dyn System, text: &str, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let shared: Shared = Rc::new(RefCell::new(&mut *system));
    let mut shell = Shell::new(shared, out, err);
    let list = match parse::parse(text) {
        Ok(list) => list,
        Err(why) => {
            shell.say(&Sink::Err, &format!("bash: {why}\n"));
            return 2;
        }
    };
    let io = Io { input: None, out: Sink::Out, err: Sink::Err };
    let mut status = 0;
    for node in list {
        let result = shell.list(&vec![node], &io);
        shell.console();
        shell.reap();
        status = match result {
            Ok(status) => status,
            Err(Stop::Exit(status) | Stop::Return(status)) => return status,
            Err(Stop::Refused) => return shell.status.max(1),
            Err(Stop::Interrupted) => return 130,
            Err(Stop::Break(_) | Stop::Continue(_)) => 0,
        };
        shell.status = status;
        if shell.halted {
            return status.max(1);
        }
    }
    status
}
