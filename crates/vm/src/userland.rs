use crate::{Parcel, Step, Vm};
use engine::Ctx;
use machine::{Name, Need, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a user process does: steps, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The process's name: `cat`, `echo`.
    pub name: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// An ordinary file, or a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// Its bytes; none: a directory.
    pub content: Option<Vec<u8>>,
    /// The permission bits.
    pub mode: u16,
    /// When it was written, in nanoseconds of virtual time.
    pub time: u64,
}

impl Plain {
    /// An empty file.
    pub fn file(time: u64) -> Plain {
        Plain { content: Some(Vec::new()), mode: 0o644, time }
    }
}

/// Device numbers that a module has reserved.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// The first.
    pub first: u32,
    /// How many.
    pub count: u32,
    /// For whom, as the module says.
    pub name: [u8; 64],
    /// Who reserved them, and where.
    pub by: (Ctx, Place),
}

/// A file of the module that a process has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The name's slot.
    pub slot: u32,
    /// Its `struct file`.
    pub file: usize,
    /// Its release function has been called.
    pub released: bool,
}

/// What a device owns until its driver lets go of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The device.
    pub device: usize,
    /// The function to be called; 0: the data are memory to be freed.
    pub action: usize,
    /// What it gets.
    pub data: usize,
}

/// Who is on which bus, in the order of registration.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Buses that modules have registered.
    pub buses: Vec<usize>,
    /// Drivers, each with its bus.
    pub drivers: Vec<(usize, usize)>,
    /// Devices, each with its bus.
    pub devices: Vec<(usize, usize)>,
    /// What devices own.
    pub owned: Vec<Owned>,
    /// How many platform devices got a number by themselves.
    pub automatic: u32,
}

impl Model {
    fn reset(&mut self) {
        self.buses.clear();
        self.drivers.clear();
        self.devices.clear();
        self.owned.clear();
        self.automatic = 0;
    }
}

/// What a step of a process has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// 0, or the error number of the system call that failed, above 0.
    pub error: i32,
    /// Which system call failed: `open`, `read`, `write`, `ioctl`.
    pub at: Where,
    /// Bytes that it put out.
    pub output: u64,
    /// The value of an `ioctl`.
    pub value: i64,
    /// What `dd` counts: whole and part blocks read, whole and part blocks written, bytes written.
    pub moved: [u64; 5],
    /// What there is to say beside the number.
    pub note: String,
}

/// The system calls of a step on a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Where {
    /// `open`, or the only one.
    #[default]
    Open,
    /// `read`
    Read,
    /// `write`
    Write,
    /// `ioctl`
    Ioctl,
}

/// The user processes of an execution and what belongs to them. What they do is the kernel's matter; this is where it
/// is kept.
pub struct Userland {
    /// The program of each process, by its number. Programs live as long as the process that runs them.
    pub programs: Vec<&'static Program>,
    /// How a program runs: given its number, its exit status.
    pub run: fn(&mut Vm, u16) -> u64,
    /// What the log says of the task that a finding ends, in a session.
    pub last_words: fn(&mut Vm, detect::Finding),
    /// What a program waits for before it begins.
    pub need: fn(&Program) -> Need,
    /// What there is to read at each process's standard input.
    pub input: Vec<Vec<u8>>,
    /// What each process has put out.
    pub output: Vec<Vec<u8>>,
    /// What each step of each process has come to.
    pub done: Vec<(u16, Done)>,
    /// Processes that have been made and whose end has not been told.
    pub unreaped: Vec<u16>,
    /// The modules of a session, those that are gone included.
    pub residents: Vec<&'static Parcel>,
    /// Modules that may be loaded.
    pub parcels: Vec<&'static Parcel>,
    /// Device numbers that are reserved.
    pub numbers: Vec<Numbers>,
    /// Files that are open.
    pub open: Vec<Opened>,
    /// Buses, drivers and devices.
    pub model: Model,
    /// Ordinary files, by their paths.
    pub files: BTreeMap<String, Plain>,
    /// Whether output is kept: in sessions, and in executions that are recorded.
    pub keeps_output: bool,
}

impl Default for Userland {
    fn default() -> Self {
        Userland {
            programs: Vec::new(),
            run: |_, _| 0,
            last_words: |_, _| {},
            need: |_| Need::Nothing,
            input: Vec::new(),
            output: Vec::new(),
            done: Vec::new(),
            unreaped: Vec::new(),
            residents: Vec::new(),
            parcels: Vec::new(),
            numbers: Vec::with_capacity(16),
            open: Vec::with_capacity(64),
            model: Model::default(),
            files: BTreeMap::new(),
            keeps_output: false,
        }
    }
}

impl Userland {
    pub(crate) fn reset(&mut self) {
        self.output.clear();
        self.done.clear();
        self.residents.clear();
        self.open.clear();
        self.numbers.clear();
        self.model.reset();
        self.files.clear();
    }
}

impl Userland {
    /// The process of this number puts out these bytes.
    pub fn put(&mut self, number: u16, bytes: &[u8]) {
        if self.keeps_output {
            let n = usize::from(number);
            if self.output.len() <= n {
                self.output.resize_with(n + 1, Vec::new);
            }
            self.output[n].extend_from_slice(bytes);
        }
    }
}

impl Vm {
    /// The processes of the scenario are there from the beginning.
    pub(crate) fn born_processes(&mut self) {
        self.userland.keeps_output = self.recording.is_on() || self.machine.config().session;
        for n in 0..self.userland.programs.len() {
            let program = self.userland.programs[n];
            let need = (self.userland.need)(program);
            self.machine.create_process(n as u16, Name::new(program.name.as_bytes()), need);
        }
    }
}
