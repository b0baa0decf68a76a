//! The prompt.

use crate::complete::{candidates, host_files};
use crate::parse::{self, Refusal};
use crate::shell::{Shared, Shell, Stop};
use crate::stream::{Io, Sink};
use crate::system::System;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Config, Context, Editor, Helper};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// The most time that passes in the machine while somebody types a line.
const LONGEST: Duration = Duration::from_secs(60);

struct Hand<'a> {
    shared: Shared<'a>,
    directory: String,
}

impl Completer for Hand<'_> {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context) -> rustyline::Result<(usize, Vec<String>)> {
        let mut system = self.shared.borrow_mut();
        Ok(candidates(&mut **system, &self.directory, &host_files, &line[..at]))
    }
}

impl rustyline::hint::Hinter for Hand<'_> {
    type Hint = String;
}

impl rustyline::highlight::Highlighter for Hand<'_> {}

impl rustyline::validate::Validator for Hand<'_> {}

impl Helper for Hand<'_> {}

/// A session at the terminal: the status of its last command. Ctrl-C ends the command in the foreground, Ctrl-D the
/// session. Lines are remembered as long as it lasts.
pub fn interactive(system: &mut dyn System) -> u8 {
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let shared: Shared = Rc::new(RefCell::new(&mut *system));
    let mut shell = Shell::new(shared.clone(), &mut out, &mut err);
    shell.terminal = true;
    let interrupt = Arc::new(AtomicBool::new(false));
    let registered = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupt.clone());
    shell.interrupt = Some(interrupt);
    let facts = shell.system().facts();
    let preemption = facts.preemption.trim_start_matches("SMP ").to_owned();
    let banner = format!(
        "Lockstep {}: {} CPUs, {preemption}. 'help' lists the commands.\n",
        facts.version, facts.cpus
    );
    shell.say(&Sink::Out, &banner);
    let config = Config::builder().completion_type(rustyline::CompletionType::List).build();
    let status = match Editor::<Hand, MemHistory>::with_history(config, MemHistory::new()) {
        Ok(mut editor) => {
            editor.set_helper(Some(Hand { shared, directory: String::new() }));
            session(&mut shell, &mut editor)
        }
        Err(why) => {
            shell.say(&Sink::Err, &format!("lockstep: the terminal cannot be used: {why}\n"));
            2
        }
    };
    if let Ok(id) = registered {
        signal_hook::low_level::unregister(id);
    }
    status
}

fn session(shell: &mut Shell, editor: &mut Editor<Hand, MemHistory>) -> u8 {
    let io = Io { input: None, out: Sink::Out, err: Sink::Err };
    let mut text = String::new();
    while !shell.halted {
        if let Some(hand) = editor.helper_mut() {
            hand.directory.clone_from(&shell.scope.directory);
        }
        let began = Instant::now();
        let line = editor.readline(if text.is_empty() { "# " } else { "> " });
        let passed = began.elapsed().min(LONGEST);
        shell.system().idle(u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX));
        // Ctrl-C while the line was typed is not for the command.
        shell.interrupted();
        shell.console();
        shell.reap();
        match line {
            Ok(line) => {
                text.push_str(&line);
                text.push('\n');
            }
            Err(ReadlineError::Interrupted) => {
                text.clear();
                shell.status = 130;
                continue;
            }
            Err(ReadlineError::Eof) => break,
            Err(why) => {
                shell.say(&Sink::Err, &format!("lockstep: cannot read from the terminal: {why}\n"));
                return 2;
            }
        }
        let list = match parse::parse(&text) {
            Ok(list) => Some(list),
            Err(Refusal::Incomplete(_)) => continue,
            Err(why) => {
                shell.say(&Sink::Err, &format!("bash: {why}\n"));
                shell.status = 2;
                None
            }
        };
        let typed = std::mem::take(&mut text);
        let typed = typed.trim();
        if !typed.is_empty() {
            let _ = editor.add_history_entry(typed);
            shell.history.push(typed.to_owned());
        }
        let Some(list) = list else { continue };
        match shell.list(&list, &io) {
            Ok(status) => shell.status = status,
            Err(Stop::Exit(status)) => return status,
            Err(Stop::Return(status)) => shell.status = status,
            Err(Stop::Interrupted) => shell.status = 130,
            Err(Stop::Refused | Stop::Break(_) | Stop::Continue(_)) => {}
        }
        shell.console();
        shell.reap();
    }
    shell.status
}
