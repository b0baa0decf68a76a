//! The state of a shell, and what all commands need of it.

use crate::arithmetic::Variables;
use crate::plan::{Job, Recording};
use crate::stream::{Io, Sink};
use crate::system::{Errno, Kind, Record, System};
use crate::tree::Node;
use std::cell::{RefCell, RefMut};
use std::collections::BTreeMap;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its value.
    pub value: String,
    /// Whether commands see it.
    pub exported: bool,
}

/// Why what runs does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// `exit`
    Exit(u8),
    /// `break N`
    Break(u32),
    /// `continue N`
    Continue(u32),
    /// `return`
    Return(u8),
    /// Ctrl-C
    Interrupted,
    /// Something that is not supported, which has been told.
    Refused,
}

/// What `( )` and `$( )` leave as it was.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    pub variables: BTreeMap<String, Variable>,
    pub functions: BTreeMap<String, Rc<Node>>,
    /// `$0`
    pub name: String,
    /// `$1`, `$2`, ..
    pub arguments: Vec<String>,
    /// The current directory.
    pub directory: String,
    /// `set -e`
    pub errexit: bool,
    /// `set -x`
    pub trace: bool,
    /// `set -u`
    pub nounset: bool,
}

/// The machine, as the shell and the completion of its lines share it.
pub(crate) type Shared<'a> = Rc<RefCell<&'a mut (dyn System + 'a)>>;

/// A shell.
pub struct Shell<'a> {
    pub(crate) shared: Shared<'a>,
    out: &'a mut (dyn Write + 'a),
    err: &'a mut (dyn Write + 'a),
    pub(crate) scope: Scope,
    /// `$?`
    pub(crate) status: u8,
    /// How many conditions are being evaluated, in which `set -e` is not heeded.
    pub(crate) conditions: u32,
    /// How deep functions, subshells and `sh -c` are nested.
    pub(crate) depth: u32,
    pub(crate) jobs: Vec<Job>,
    /// Jobs that have ended and that `wait` has not asked for: number and status.
    pub(crate) ended: Vec<(u32, u8)>,
    /// `$!`
    pub(crate) last_background: Option<u32>,
    /// The process of the group that is put into the background.
    pub(crate) recording: Option<Recording>,
    /// `taskset`
    pub(crate) affinity: Vec<u16>,
    /// Whether somebody sits at it.
    pub(crate) terminal: bool,
    /// Set by Ctrl-C.
    pub(crate) interrupt: Option<Arc<AtomicBool>>,
    /// The files that `insmod` was given, by the names of their modules.
    pub(crate) seen: BTreeMap<String, String>,
    /// The lines that were typed.
    pub(crate) history: Vec<String>,
    /// Records of the kernel log below this number are cleared.
    pub(crate) cleared: u64,
    /// Records of a level below this come to the console: `dmesg -n`.
    pub(crate) console_level: u8,
    /// The next record that the console has not shown.
    console_next: u64,
    /// Whether the machine has stopped.
    pub(crate) halted: bool,
}

impl<'a> Shell<'a> {
    pub(crate) fn new(
        shared: Shared<'a>,
        out: &'a mut (dyn Write + 'a),
        err: &'a mut (dyn Write + 'a),
    ) -> Self {
        let mut scope = Scope { name: "bash".to_owned(), directory: "/".to_owned(), ..Scope::default() };
        for (name, value) in [
            ("HOME", "/"),
            ("HOSTNAME", "lockstep"),
            ("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
            ("PWD", "/"),
            ("SHELL", "/bin/bash"),
            ("USER", "root"),
        ] {
            scope.variables.insert(name.to_owned(), Variable { value: value.to_owned(), exported: true });
        }
        Self {
            shared,
            out,
            err,
            scope,
            status: 0,
            conditions: 0,
            depth: 0,
            jobs: Vec::new(),
            ended: Vec::new(),
            last_background: None,
            recording: None,
            affinity: Vec::new(),
            terminal: false,
            interrupt: None,
            seen: BTreeMap::new(),
            history: Vec::new(),
            cleared: 0,
            console_level: 4,
            console_next: 0,
            halted: false,
        }
    }

    /// The machine.
    pub(crate) fn system(&self) -> RefMut<'_, &'a mut (dyn System + 'a)> {
        self.shared.borrow_mut()
    }

    /// Writes to a stream.
    pub(crate) fn write(&mut self, sink: &Sink, bytes: &[u8]) {
        // A reader that has gone is no fault of the machine's.
        let _ = match sink {
            Sink::Out => self.out.write_all(bytes).and_then(|()| self.out.flush()),
            Sink::Err => {
                let _ = self.out.flush();
                self.err.write_all(bytes).and_then(|()| self.err.flush())
            }
            Sink::Null => Ok(()),
            Sink::Buffer(buffer) => {
                buffer.borrow_mut().extend_from_slice(bytes);
                Ok(())
            }
            Sink::File(file) => {
                file.text.borrow_mut().extend_from_slice(bytes);
                Ok(())
            }
        };
    }

    /// Writes text to a stream.
    pub(crate) fn say(&mut self, sink: &Sink, text: &str) {
        self.write(sink, text.as_bytes());
    }

    /// Writes a line to standard error, and gives a status.
    pub(crate) fn fail(&mut self, io: &Io, status: u8, line: &str) -> u8 {
        let err = io.err.clone();
        self.say(&err, &format!("{line}\n"));
        status
    }

    /// Says that something is not supported.
    pub(crate) fn refuse<T>(&mut self, what: &str) -> Result<T, Stop> {
        self.say(&Sink::Err, &format!("bash: not supported: {what}\n"));
        self.status = 2;
        Err(Stop::Refused)
    }

    /// Whether Ctrl-C was pressed; asking forgets it.
    pub(crate) fn interrupted(&self) -> bool {
        self.interrupt.as_ref().is_some_and(|flag| flag.swap(false, Ordering::Relaxed))
    }

    /// A path from the root: without `.` and `..`, and without a slash at its end.
    pub(crate) fn absolute(&self, path: &str) -> String {
        absolute(&self.scope.directory, path)
    }

    /// What a path is, links followed.
    pub(crate) fn resolve(&self, path: &str) -> Result<(String, crate::system::Entry), Errno> {
        let mut path = self.absolute(path);
        for _ in 0..40 {
            let entry = self.system().stat(&path)?;
            match entry.kind {
                Kind::Link(ref to) => {
                    let parent = path.rsplit_once('/').map_or("/", |(parent, _)| parent);
                    path = absolute(parent, to);
                }
                _ => return Ok((path, entry)),
            }
        }
        Err(40)
    }

    /// The records of the kernel log that are not cleared.
    pub(crate) fn log(&self) -> Vec<Record> {
        let cleared = self.cleared;
        self.system().log().into_iter().filter(|r| r.sequence >= cleared).collect()
    }

    /// Shows what has come to the console, and what was found.
    pub(crate) fn console(&mut self) {
        let log = self.system().log();
        for record in &log {
            if record.sequence >= self.console_next && record.level < self.console_level {
                let text = crate::command::dmesg::line(record);
                self.say(&Sink::Err, &text);
            }
        }
        if let Some(last) = log.last() {
            self.console_next = self.console_next.max(last.sequence + 1);
        }
        let findings = self.system().findings();
        for finding in findings {
            let end = if finding.ends_with('\n') { "" } else { "\n" };
            self.say(&Sink::Err, &format!("{finding}{end}"));
        }
        let why = self.system().halted();
        if let Some(why) = why
            && !self.halted
        {
            self.halted = true;
            self.say(&Sink::Err, &format!("{why}\n"));
        }
    }
}

impl Variables for Shell<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let scope = &self.scope;
        match name {
            "?" => Some(self.status.to_string()),
            "$" => Some(self.system().facts().shell.to_string()),
            "!" => self.last_background.map(|pid| pid.to_string()),
            "#" => Some(scope.arguments.len().to_string()),
            "0" => Some(scope.name.clone()),
            "@" | "*" => Some(scope.arguments.join(" ")),
            "-" => {
                let options = [(scope.errexit, 'e'), (scope.nounset, 'u'), (scope.trace, 'x')];
                Some(options.iter().filter(|(on, _)| *on).map(|(_, letter)| *letter).collect())
            }
            _ => match name.parse::<usize>() {
                Ok(n) => scope.arguments.get(n.wrapping_sub(1)).cloned(),
                Err(_) => scope.variables.get(name).map(|v| v.value.clone()),
            },
        }
    }

    fn set(&mut self, name: &str, value: String) {
        self.scope.variables.entry(name.to_owned()).or_default().value = value;
    }
}

/// A path from the root: without `.` and `..`, and without a slash at its end.
pub(crate) fn absolute(directory: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") };
    let mut parts = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
