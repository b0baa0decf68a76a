//! `lockstep` and `lockstep shell`: the machine behind the prompt, as the shell asks it.

use crate::args::Machine;
use crate::command::{Failure, preemption};
use kernel::info::version;
use scenario::{Item, Session, Setup, State};
use shell::system::{
    Call, Done, Entry, Errno, Exit, Facts, Kind, Moved, Process, Progress, Record, System, Task,
};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Read};
use std::path::Path;
use vm::Where;

const ENOENT: Errno = 2;
const ESRCH: Errno = 3;
const ENOTDIR: Errno = 20;
const ENOSYS: Errno = 38;
/// The pid of the shell: below those of all processes that it makes.
const SHELL: u32 = 77;

/// A process that the shell has made.
struct Made {
    number: u16,
    argv: Vec<String>,
    said: Vec<(usize, String)>,
}

/// The machine of this session.
struct Desk {
    session: Session,
    facts: Facts,
    made: BTreeMap<u32, Made>,
    log: Vec<Record>,
    output: BTreeMap<u32, usize>,
}

/// Boots a machine.
fn boot(machine: &Machine) -> Result<Desk, Failure> {
    let setup = Setup { cpus: machine.cpus(), preemption: preemption(machine.preempt), ..Setup::default() };
    let session = Session::boot(&setup, machine.seed)?;
    let facts = Facts {
        cpus: machine.cpus(),
        preemption: version::build(crate::command::preemption_words(machine.preempt))
            .trim_start_matches("#1 ")
            .to_owned(),
        release: version::RELEASE.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        shell: SHELL,
    };
    Ok(Desk { session, facts, made: BTreeMap::new(), log: Vec::new(), output: BTreeMap::new() })
}

/// `lockstep`, `lockstep shell`: a prompt at a terminal, else the commands of the standard input.
pub fn shell(machine: &Machine) -> Result<u8, Failure> {
    if std::io::stdin().is_terminal() {
        return Ok(shell::interactive(&mut boot(machine)?));
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|e| Failure::Output(format!("cannot read the standard input: {e}")))?;
    run_text(machine, &text)
}

/// `lockstep run --script FILE`
pub fn script(machine: &Machine, file: &Path) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| scenario::Error::Script {
        path: file.to_owned(),
        what: e.to_string().split(" (os error").next().unwrap_or("?").to_owned(),
    })?;
    run_text(machine, &text)
}

fn run_text(machine: &Machine, text: &str) -> Result<u8, Failure> {
    let mut desk = boot(machine)?;
    Ok(shell::script(&mut desk, text, &mut std::io::stdout().lock(), &mut std::io::stderr().lock()))
}

fn entry(item: &Item) -> Entry {
    let kind = match (item.directory, item.device) {
        _ if item.link.is_some() => Kind::Link(item.link.clone().unwrap_or_default()),
        (true, _) => Kind::Directory,
        (false, Some((major, minor))) => Kind::Char(major, minor),
        (false, None) => Kind::File,
    };
    Entry { name: item.name.clone(), kind, mode: item.mode, size: item.size, time: item.time }
}

fn done(d: vm::Done, note: Option<String>) -> Done {
    let [whole_in, part_in, whole_out, part_out, bytes] = d.moved;
    Done {
        error: d.error,
        at: match d.at {
            Where::Open => Call::Open,
            Where::Read => Call::Read,
            Where::Write => Call::Write,
            Where::Ioctl => Call::Ioctl,
        },
        output: d.output,
        value: d.value,
        moved: Moved { whole_in, part_in, whole_out, part_out, bytes },
        note: note.unwrap_or(d.note),
    }
}

impl System for Desk {
    fn facts(&self) -> Facts {
        self.facts.clone()
    }

    fn now(&self) -> u64 {
        self.session.now()
    }

    fn spawn(&mut self, process: Process) -> u32 {
        let name = process.argv.first().map_or("sh", |a| a.rsplit('/').next().unwrap_or(a)).to_owned();
        let (number, said) = self.session.spawn(&name, process.steps, process.input, process.cpus);
        let Some(number) = number else { return 0 };
        let pid = 357 + u32::from(number);
        self.made.insert(pid, Made { number, argv: process.argv, said });
        self.output.insert(pid, 0);
        pid
    }

    fn run(&mut self, pid: u32, ns: u64) -> Progress {
        let Some(made) = self.made.get(&pid) else { return Progress::Stuck };
        match self.session.run(made.number, ns) {
            State::Runs => Progress::Runs,
            State::Stuck => Progress::Stuck,
            State::Ended { done: steps, output, killed } => {
                let said = self.made.remove(&pid).map_or(Vec::new(), |m| m.said);
                let note = |i: usize| said.iter().find(|(n, _)| *n == i).map(|(_, text)| text.clone());
                let done = steps.into_iter().enumerate().map(|(i, d)| done(d, note(i))).collect();
                Progress::Ended(Exit { output, done, signal: killed.then_some(9) })
            }
        }
    }

    fn output(&mut self, pid: u32) -> Vec<u8> {
        match self.made.get(&pid) {
            Some(made) => self.session.output(made.number),
            None => Vec::new(),
        }
    }

    fn idle(&mut self, ns: u64) {
        self.session.idle(ns);
    }

    fn kill(&mut self, pid: u32, _: u8) -> Result<(), Errno> {
        Err(if self.made.contains_key(&pid) { ENOSYS } else { ESRCH })
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Errno> {
        let listing = self.session.look(path)?;
        if !listing.own.directory {
            return Err(ENOTDIR);
        }
        Ok(listing.items.iter().map(entry).collect())
    }

    fn stat(&mut self, path: &str) -> Result<Entry, Errno> {
        if path.is_empty() {
            return Err(ENOENT);
        }
        Ok(entry(&self.session.look(path)?.own))
    }

    fn tasks(&mut self) -> Vec<Task> {
        let task = |pid, ppid, name: &str, argv: Vec<String>, state, cpu, start| Task {
            pid,
            ppid,
            name: name.to_owned(),
            argv,
            state,
            cpu,
            start,
            busy: 0,
            nice: 0,
        };
        let mut tasks = vec![
            task(1, 0, "init", vec!["/sbin/init".to_owned()], 'S', 0, 0),
            task(2, 0, "kthreadd", Vec::new(), 'S', 0, 0),
            task(SHELL, 1, "sh", vec!["-sh".to_owned()], 'S', 0, 0),
        ];
        for row in self.session.tasks() {
            let made = row.process.and_then(|n| self.made.values().find(|m| m.number == n));
            let (ppid, argv) = made.map_or((2, Vec::new()), |m| (SHELL, m.argv.clone()));
            tasks.push(task(row.pid, ppid, &row.name, argv, row.state, row.cpu, row.since));
        }
        tasks
    }

    fn log(&mut self) -> Vec<Record> {
        let from = self.log.len();
        for (time, level, text) in self.session.log(from) {
            let sequence = self.log.len() as u64;
            self.log.push(Record { sequence, time, level, text });
        }
        self.log.clone()
    }

    fn modinfo(&mut self, file: &str) -> Result<Vec<(String, String)>, String> {
        self.session.modinfo(file)
    }

    fn findings(&mut self) -> Vec<String> {
        self.session.findings()
    }

    fn halted(&self) -> Option<String> {
        self.session.halted().map(str::to_owned)
    }
}
