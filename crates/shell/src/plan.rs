//! What a command comes to: the steps of a process, and what is made of how they ended.
//!
//! In the foreground the process is made at once and waited for. In the background the plans of a whole group of
//! commands become one process that does all their steps in order, beside everything else; each plan is finished with
//! its part of what the process did.

use crate::shell::{Shell, Stop};
use crate::stream::{Io, Sink};
use crate::system::{Exit, Process, Progress};
use vm::Step;

/// What is made of a process that has ended: the command's status.
pub type Finish = Box<dyn FnOnce(&mut Shell, &Exit, &Io) -> u8>;

/// Where what the process writes to its standard output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// To the command's output, as it comes.
    Through,
    /// To [`Finish`].
    Held,
}

/// What a command comes to.
pub enum Outcome {
    /// It has ended, with this status.
    Done(u8),
    /// There is something for the kernel to do first.
    Steps(Plan),
}

/// Steps, and what to make of them.
pub struct Plan {
    /// What the process does.
    pub steps: Vec<Step>,
    /// What there is at its standard input.
    pub input: Vec<u8>,
    /// Where its output goes.
    pub flow: Flow,
    /// What is made of its end.
    pub finish: Finish,
}

impl Plan {
    /// Steps, and what to make of them.
    pub fn outcome(steps: Vec<Step>, finish: impl FnOnce(&mut Shell, &Exit, &Io) -> u8 + 'static) -> Outcome {
        Outcome::Steps(Plan { steps, input: Vec::new(), flow: Flow::Held, finish: Box::new(finish) })
    }
}

/// A plan of a process that runs, and how many of its steps it is.
pub struct Part {
    steps: usize,
    flow: Flow,
    finish: Finish,
    io: Io,
}

/// A process that has not ended, or that nobody has waited for.
pub struct Job {
    /// Its number between brackets.
    pub number: u32,
    /// Its pid.
    pub pid: u32,
    /// The command's text.
    pub text: String,
    parts: Vec<Part>,
    output: Vec<u8>,
}

/// The process of a group of commands that runs in the background, as it is put together.
#[derive(Default)]
pub struct Recording {
    steps: Vec<Step>,
    input: Vec<u8>,
    parts: Vec<Part>,
    /// Whether something was planned since this was last set to no.
    pub planned: bool,
}

/// How much virtual time passes between looks at Ctrl-C, which only a terminal has.
const SLICE: u64 = 10_000_000;

/// How much virtual time a process in the foreground may take, what it sleeps not counted.
const PATIENCE: u64 = 600_000_000_000;

/// Of a process that is left in the background, as after Ctrl-Z.
const LEFT: u8 = 148;

impl Shell<'_> {
    /// Does what a command came to.
    pub(crate) fn perform(&mut self, outcome: Outcome, argv: &[String], io: &Io) -> Result<u8, Stop> {
        let plan = match outcome {
            Outcome::Done(status) => return Ok(status),
            Outcome::Steps(plan) => plan,
        };
        if plan.steps.is_empty() {
            return Ok((plan.finish)(self, &Exit::default(), io));
        }
        let part = Part { steps: plan.steps.len(), flow: plan.flow, finish: plan.finish, io: io.clone() };
        if let Some(recording) = &mut self.recording {
            let wanted = |s: &Sink| match s {
                Sink::Buffer(_) => true,
                Sink::File(f) => !f.taken.get(),
                Sink::Out | Sink::Err | Sink::Null => false,
            };
            if wanted(&io.out) || wanted(&io.err) {
                return self.refuse("in the background the output of a command is not there for another one");
            }
            recording.steps.extend(plan.steps);
            recording.input.extend(plan.input);
            recording.parts.push(part);
            recording.planned = true;
            return Ok(0);
        }
        let sleeps = plan.steps.iter().map(|s| if let Step::Sleep(ns) = s { *ns } else { 0 });
        let patience = sleeps.fold(PATIENCE, u64::saturating_add);
        let process = Process {
            argv: argv.to_vec(),
            steps: plan.steps,
            input: plan.input,
            cpus: self.affinity.clone(),
        };
        let pid = self.system().spawn(process);
        let job = Job { number: 0, pid, text: argv.join(" "), parts: vec![part], output: Vec::new() };
        self.attend(job, patience)
    }

    /// Makes what was recorded a process in the background.
    pub(crate) fn begin(&mut self, recording: Recording, text: &str) {
        let name = text.split_whitespace().next().unwrap_or("bash");
        let simple =
            recording.parts.len() == 1 && crate::command::find(name).is_some_and(|c| !c.is_builtin());
        let argv = match simple {
            true => text.split_whitespace().map(str::to_owned).collect(),
            false => vec!["bash".to_owned()],
        };
        let process =
            Process { argv, steps: recording.steps, input: recording.input, cpus: self.affinity.clone() };
        let pid = self.system().spawn(process);
        self.last_background = Some(pid);
        let job = Job { number: 0, pid, text: text.to_owned(), parts: recording.parts, output: Vec::new() };
        let number = self.keep(job);
        if self.terminal {
            self.say(&Sink::Err, &format!("[{number}] {pid}\n"));
        }
    }

    fn keep(&mut self, mut job: Job) -> u32 {
        job.number = self.jobs.iter().map(|j| j.number).max().unwrap_or(0) + 1;
        let number = job.number;
        self.jobs.push(job);
        number
    }

    /// Waits for a process.
    pub(crate) fn attend(&mut self, mut job: Job, patience: u64) -> Result<u8, Stop> {
        let slice = if self.terminal { SLICE } else { patience };
        let mut spent = 0;
        loop {
            let progress = self.system().run(job.pid, slice);
            spent += slice;
            let output = self.system().output(job.pid);
            self.pour(&mut job, output);
            let why = match progress {
                Progress::Ended(exit) => return Ok(self.finish(job, exit)),
                _ if self.interrupted() => {
                    let killed = self.system().kill(job.pid, 2).is_ok();
                    self.say(&Sink::Err, "\n");
                    if !killed {
                        let pid = job.pid;
                        let number = self.keep(job);
                        self.say(&Sink::Err, &format!("[{number}] {pid} goes on in the background\n"));
                    }
                    return Err(Stop::Interrupted);
                }
                Progress::Runs if spent < patience => {
                    if spent % (100 * SLICE) == 0 {
                        self.console();
                    }
                    continue;
                }
                Progress::Runs => format!("has not ended after {} s", patience / 1_000_000_000),
                Progress::Stuck => "waits for something that nothing here will do by itself".to_owned(),
            };
            let (pid, text) = (job.pid, job.text.clone());
            let number = self.keep(job);
            self.say(&Sink::Err, &format!("{text}: {why}; it stays in the background as [{number}] {pid}\n"));
            return Ok(LEFT);
        }
    }

    /// What a process has written: through to where its part's output goes, or held for its end.
    fn pour(&mut self, job: &mut Job, output: Vec<u8>) {
        match job.parts.as_slice() {
            [Part { flow: Flow::Through, io, .. }] => {
                let out = io.out.clone();
                self.write(&out, &output);
            }
            _ => job.output.extend(output),
        }
    }

    /// Finishes each part with its share of what the process did; the status of the last.
    fn finish(&mut self, mut job: Job, mut exit: Exit) -> u8 {
        self.pour(&mut job, std::mem::take(&mut exit.output));
        let (mut output, mut done) = (job.output.as_slice(), exit.done.as_slice());
        let mut status = 0;
        let several = job.parts.len() > 1;
        for part in job.parts {
            let (mine, rest) = done.split_at(part.steps.min(done.len()));
            done = rest;
            let length: u64 = mine.iter().map(|d| d.output).sum();
            let (text, rest) =
                output.split_at(usize::try_from(length).unwrap_or(usize::MAX).min(output.len()));
            output = rest;
            if several && part.flow == Flow::Through {
                self.write(&part.io.out, text);
            }
            if mine.len() < part.steps {
                // A signal came between.
                break;
            }
            let share = Exit { output: text.to_vec(), done: mine.to_vec(), signal: None };
            status = (part.finish)(self, &share, &part.io);
        }
        match exit.signal {
            None => status,
            Some(signal) => {
                let words = match signal {
                    2 => "",
                    6 => "Aborted\n",
                    9 => "Killed\n",
                    11 => "Segmentation fault\n",
                    15 => "Terminated\n",
                    _ => "Ended by a signal\n",
                };
                self.say(&Sink::Err, words);
                128 + signal
            }
        }
    }

    /// Finishes the jobs that have ended meanwhile; at a terminal says so.
    pub(crate) fn reap(&mut self) {
        for mut job in std::mem::take(&mut self.jobs) {
            let progress = self.system().run(job.pid, 0);
            let output = self.system().output(job.pid);
            self.pour(&mut job, output);
            match progress {
                Progress::Ended(exit) => {
                    let (number, text) = (job.number, job.text.clone());
                    let status = self.finish(job, exit);
                    if self.terminal {
                        let state = if status == 0 { "Done".to_owned() } else { format!("Exit {status}") };
                        self.say(&Sink::Err, &format!("[{number}]+  {state:<23} {text}\n"));
                    }
                    self.ended.push((number, status));
                }
                Progress::Runs | Progress::Stuck => self.jobs.push(job),
            }
        }
    }
}
