//! What the shell needs of the machine that it is the prompt of. The kernel is on the other side of [`System`]: only
//! values cross, so the machine may live in another process.

use serde::{Deserialize, Serialize};
use vm::Step;

/// An error number as Linux has it, greater than zero: 2 is `ENOENT`.
pub type Errno = i32;

/// A running machine. Times are nanoseconds of virtual time.
///
/// The machine moves in [`System::run`] and [`System::idle`] only; every other function sees it standing still. At a
/// terminal Ctrl-C is the shell's: a machine that lives in another process ignores SIGINT.
pub trait System {
    /// What does not change while the machine is on.
    fn facts(&self) -> Facts;

    /// Virtual time since power-on.
    fn now(&self) -> u64;

    /// Makes a process, a child of the shell, which does its steps beside everything else: the pid.
    fn spawn(&mut self, process: Process) -> u32;

    /// Lets the machine run until the process has ended, nothing can move it, or `ns` have passed. With 0 the machine
    /// stands still, and what the process has come to is told.
    fn run(&mut self, pid: u32, ns: u64) -> Progress;

    /// Takes what the process has written to its standard output since this was last called. What it still holds when
    /// the process ends is in [`Exit::output`].
    fn output(&mut self, pid: u32) -> Vec<u8>;

    /// Lets `ns` pass: everything that sleeps, waits or runs goes on.
    fn idle(&mut self, ns: u64);

    /// Sends a signal to a process; `ESRCH` if there is none, `ENOSYS` if the machine does not model it.
    fn kill(&mut self, pid: u32, signal: u8) -> Result<(), Errno>;

    /// A directory of the kernel's file systems, `.` and `..` left out, in the order of names.
    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Errno>;

    /// One file of the kernel's file systems. Its name is the last component of the path; links are not followed.
    fn stat(&mut self, path: &str) -> Result<Entry, Errno>;

    /// Every task, in the order of pids: kernel threads, the shell, the processes that have not ended.
    fn tasks(&mut self) -> Vec<Task>;

    /// The kernel log, oldest record first.
    fn log(&mut self) -> Vec<Record>;

    /// What `modinfo FILE` tells of a module that need not be loaded: names and values, in modinfo's order. An error is
    /// what stands after `modinfo: ERROR: `.
    fn modinfo(&mut self, file: &str) -> Result<Vec<(String, String)>, String>;

    /// Takes the reports of what was found in the module since this was last called, as a person reads them.
    fn findings(&mut self) -> Vec<String>;

    /// Why the machine has stopped for good (a panic), if it has. The session ends with it.
    fn halted(&self) -> Option<String>;
}

/// What does not change while a machine is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How many CPUs there are, all of them online.
    pub cpus: u16,
    /// What `uname -v` says after the number of the build: `SMP PREEMPT`.
    pub preemption: String,
    /// What `uname -r` says: `6.1.0-lockstep`.
    pub release: String,
    /// The version of Lockstep.
    pub version: String,
    /// The pid of the shell.
    pub shell: u32,
}

/// A process to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// The command line. The task's name (`comm`) is the last component of the first word, at most 15 bytes.
    pub argv: Vec<String>,
    /// What it does, in order.
    pub steps: Vec<Step>,
    /// What there is to read at its standard input.
    pub input: Vec<u8>,
    /// The CPUs that it may be on; none named: all.
    pub cpus: Vec<u16>,
}

/// What a process has come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// It has ended; it is told once, and the pid is free.
    Ended(Exit),
    /// It has not ended, and may go on.
    Runs,
    /// It waits for something that nothing in the machine will do unless another process does.
    Stuck,
}

/// How a process ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// What it wrote to its standard output and [`System::output`] has not taken.
    pub output: Vec<u8>,
    /// The steps that it did, in order; those after a signal are missing.
    pub done: Vec<Done>,
    /// The signal that ended it: 9 after an oops in its system call.
    pub signal: Option<u8>,
}

/// How one step ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// 0, or the error number of the system call that failed.
    pub error: Errno,
    /// Which system call failed, where the tools' texts differ by it.
    pub at: Call,
    /// The bytes that this step added to the process's standard output.
    pub output: u64,
    /// The value of an `ioctl`, or 0.
    pub value: i64,
    /// What a [`Step::Copy`] moved.
    pub moved: Moved,
    /// What is to be said on standard error in place of the tool's own words for the error, or beside no error: why a
    /// module does not compile, or which symbol is not there. An `insmod` that ends with `ENOENT` and says nothing here
    /// did not find the file.
    pub note: String,
}

/// The system calls of a step on a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Call {
    /// `open`, or the step's only system call.
    #[default]
    Open,
    /// `read`
    Read,
    /// `write`
    Write,
    /// `close`
    Close,
    /// `ioctl`
    Ioctl,
}

/// What `dd` counts: blocks read and written, whole and in part, and bytes written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// `read` calls that gave a whole block.
    pub whole_in: u64,
    /// `read` calls that gave less.
    pub part_in: u64,
    /// `write` calls that took a whole block.
    pub whole_out: u64,
    /// `write` calls that were given or took less.
    pub part_out: u64,
    /// Bytes written.
    pub bytes: u64,
}

/// A file of the kernel's file systems. Everything belongs to root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The last component of its path; `/` for the root.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Permission bits: 0o644.
    pub mode: u16,
    /// Bytes; 0 for files that are made as they are read.
    pub size: u64,
    /// When it was made or last written.
    pub time: u64,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A character device: major and minor.
    Char(u32, u32),
    /// A symbolic link, and what it says.
    Link(String),
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number.
    pub pid: u32,
    /// Its parent's: 2 (`kthreadd`) for a kernel thread.
    pub ppid: u32,
    /// `comm`: at most 15 bytes.
    pub name: String,
    /// The command line of a user process; empty for a kernel thread.
    pub argv: Vec<String>,
    /// R running, S sleeping, D uninterruptible, I idle kernel thread, Z zombie, T stopped.
    pub state: char,
    /// The CPU that it is or was last on.
    pub cpu: u16,
    /// When it was made.
    pub start: u64,
    /// CPU time that it has had.
    pub busy: u64,
    /// -20 to 19.
    pub nice: i8,
}

impl Task {
    /// Whether it is a thread of the kernel, which `ps` shows in brackets.
    pub fn is_kernel(&self) -> bool {
        self.argv.is_empty()
    }
}

/// A record of the kernel log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its number since power-on; the numbers of a log have no gaps.
    pub sequence: u64,
    /// When it was written.
    pub time: u64,
    /// 0 (emergency) to 7 (debug).
    pub level: u8,
    /// What it says, without a newline at its end.
    pub text: String,
}
