//! A machine to be used from a prompt: the worker's side, which answers questions about one long execution.

use crate::lead::{Bid, Led};
use crate::worker::Worker;
use detect::{Code, Defect};
use engine::strategy::Fair;
use engine::{Ctx, Strategy};
use kernel::{builtin, sysfs, tmpfs};
use machine::{Level, NodeKind, Phase, is_task, process, process_of};
use serde::{Deserialize, Serialize};
use vm::{Done, Parcel, Pause, Program, Step};

/// What the parent asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Power on, with the schedule of this seed.
    PowerOn {
        /// The seed.
        seed: u64,
    },
    /// Here is a module.
    Admit(Box<Parcel>),
    /// Make a process.
    Spawn {
        /// Its name.
        name: String,
        /// What it does.
        steps: Vec<Step>,
        /// What there is to read at its standard input.
        input: Vec<u8>,
        /// The CPUs that it may be on; none named: all.
        cpus: Vec<u16>,
    },
    /// Run until the process ends or so much time has passed.
    Run {
        /// The process.
        number: Option<u16>,
        /// Nanoseconds.
        ns: u64,
    },
    /// What has the process put out?
    Output(u16),
    /// What is at this path?
    Look(String),
    /// Which tasks are there?
    Tasks,
    /// The log from this record on.
    Log(usize),
    /// What was found?
    Findings,
    /// A step of an execution that somebody leads, or a question about it.
    Lead(Box<Bid>),
}

/// What the machine answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// It is done.
    Done,
    /// The module's number.
    Admitted(usize),
    /// The process's number.
    Spawned(Option<u16>),
    /// It stands still again.
    Ran(End),
    /// Bytes.
    Bytes(Vec<u8>),
    /// What is at the path.
    Listing(Result<Listing, i32>),
    /// The tasks.
    Tasks(Vec<Row>),
    /// Records: time, level, text.
    Log(Vec<(u64, u8, String)>),
    /// What was found.
    Findings(Vec<Found>),
    /// It has stopped for good.
    Halted(String),
    /// To [`Ask::Lead`].
    Led(Box<Led>),
}

/// Why it stands still.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum End {
    /// The process has ended.
    Ended {
        /// What its steps have come to.
        done: Vec<Done>,
        /// What it put out and nobody has taken.
        output: Vec<u8>,
        /// It was killed by an oops.
        killed: bool,
    },
    /// The time has passed.
    Runs,
    /// Nothing can move.
    Stuck,
}

/// A file, and what lies in it if it is a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The file itself.
    pub own: Item,
    /// For a directory: what lies in it, by name.
    pub items: Vec<Item>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// The last part of its path.
    pub name: String,
    /// It is a directory.
    pub directory: bool,
    /// For a device, its major and minor numbers.
    pub device: Option<(u32, u32)>,
    /// For a link, where it leads.
    pub link: Option<String>,
    /// Permission bits.
    pub mode: u16,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub time: u64,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its pid.
    pub pid: u32,
    /// For a process, its number.
    pub process: Option<u16>,
    /// Its name.
    pub name: String,
    /// R, S or D.
    pub state: char,
    /// Its CPU.
    pub cpu: u16,
    /// When it was made.
    pub since: u64,
}

/// A finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Its kind.
    pub(crate) code: Code,
    /// The guilty places.
    pub(crate) places: Vec<usize>,
}

impl Worker {
    /// The answer, and the time.
    pub(crate) fn answer(&mut self, ask: Ask) -> (Answer, u64) {
        let answer = match ask {
            Ask::PowerOn { seed } => self.power_on(seed),
            Ask::Admit(parcel) => {
                self.vm.userland.parcels.push(Box::leak(parcel));
                Answer::Admitted(self.vm.userland.parcels.len() - 1)
            }
            Ask::Spawn { name, steps, input, cpus } => {
                let program: &'static Program = Box::leak(Box::new(Program { name, steps }));
                let number = self.vm.spawn(program);
                if let Some(n) = number {
                    let inputs = &mut self.vm.userland.input;
                    inputs.resize_with(inputs.len().max(usize::from(n) + 1), Vec::new);
                    inputs[usize::from(n)] = input;
                    if !cpus.is_empty() {
                        self.vm.machine.confine(process(n), cpus.iter().fold(0, |mask, cpu| mask | 1 << cpu));
                    }
                }
                Answer::Spawned(number)
            }
            Ask::Run { number, ns } => self.run(number, ns),
            Ask::Output(number) => Answer::Bytes(self.take_output(number)),
            Ask::Look(path) => Answer::Listing(self.look(&path)),
            Ask::Tasks => Answer::Tasks(self.tasks()),
            Ask::Log(from) => {
                let records = self.log().into_iter().skip(from).map(|l| (l.time, l.level, l.text));
                Answer::Log(records.collect())
            }
            Ask::Findings => Answer::Findings(self.found()),
            Ask::Lead(bid) => Answer::Led(Box::new(self.led(*bid))),
        };
        (answer, self.vm.machine.now())
    }

    fn power_on(&mut self, seed: u64) -> Answer {
        self.vm.userland.last_words = kernel::oops::say;
        let fair: &'static mut dyn Strategy = Box::leak(Box::new(Fair::new(seed)));
        self.vm.begin_session(fair);
        Answer::Done
    }

    fn run(&mut self, number: Option<u16>, ns: u64) -> Answer {
        let c = number.map_or(Ctx::NONE, process);
        let mut pause = Pause::Ended;
        if ns > 0 && (number.is_none() || self.vm.machine.context(c).is_alive()) {
            let steps = vec![Step::Sleep(ns)];
            let program: &'static Program = Box::leak(Box::new(Program { name: "alarm".to_owned(), steps }));
            let alarm = self.vm.alarm(program);
            pause = self.vm.go_on([c, alarm]);
            self.vm.cancel(alarm);
        }
        if pause == Pause::Halted {
            return Answer::Halted("BUG: soft lockup: a loop in a module never ends".to_owned());
        }
        let Some(number) = number else { return Answer::Ran(End::Runs) };
        if self.vm.machine.context(c).is_alive() {
            return Answer::Ran(if pause == Pause::Stuck { End::Stuck } else { End::Runs });
        }
        let killed = self.vm.was_buried(c);
        let userland = &mut self.vm.userland;
        userland.unreaped.retain(|n| *n != number);
        let mut done = Vec::new();
        userland.done.retain(|(n, d)| {
            if *n == number {
                done.push(d.clone());
            }
            *n != number
        });
        Answer::Ran(End::Ended { done, output: self.take_output(number), killed })
    }

    fn take_output(&mut self, number: u16) -> Vec<u8> {
        self.vm.userland.output.get_mut(usize::from(number)).map(std::mem::take).unwrap_or_default()
    }

    fn found(&mut self) -> Vec<Found> {
        let list = self.vm.findings.list();
        let found = list[self.told.min(list.len())..].iter().map(|f| {
            let mut places = match f.defect {
                Defect::DataRace { earlier, later, .. } => vec![earlier.pc, later.pc],
                _ => vec![f.place.pc],
            };
            places.retain(|pc| *pc != 0);
            places.dedup();
            Found { code: f.code(), places }
        });
        let found = found.collect();
        self.told = list.len();
        found
    }

    fn tasks(&self) -> Vec<Row> {
        let m = &self.vm.machine;
        let hidden = process(machine::PROCESS_COUNT - 1);
        let alive =
            m.appeared().iter().filter(|c| is_task(**c) && **c != hidden && m.context(**c).is_alive());
        let row = |c: &Ctx| {
            let context = m.context(*c);
            let state = match context.phase {
                Phase::Declared(_) if context.asleep => {
                    let uninterruptible =
                        matches!(m.declared(*c), Some(machine::Op::Mutex(_) | machine::Op::Sleep(_)));
                    if uninterruptible && process_of(*c).is_none() { 'D' } else { 'S' }
                }
                _ => 'R',
            };
            Row {
                pid: m.pid(*c),
                process: process_of(*c),
                name: context.name.as_str().to_owned(),
                state,
                cpu: context.cpu,
                since: context.born,
            }
        };
        let mut rows: Vec<Row> = alive.map(row).collect();
        rows.sort_by_key(|r| r.pid);
        debug_assert!(rows.iter().all(|r| r.pid > 0) && Level::Task < Level::Softirq);
        rows
    }

    fn look(&self, path: &str) -> Result<Listing, i32> {
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        let all = self.files();
        let through = sysfs::resolve(self.vm, path);
        let through = through.as_ref().and_then(|p| std::str::from_utf8(p.bytes()).ok());
        let path = through.unwrap_or(path);
        let own = all.iter().find(|(p, _)| p == path).map(|(_, item)| item.clone()).ok_or(2)?;
        let mut items: Vec<Item> = match own.directory {
            true => {
                let inside = |(p, _): &&(String, Item)| p != "/" && tmpfs::parent(p) == path;
                all.iter().filter(inside).map(|(_, item)| item.clone()).collect()
            }
            false => Vec::new(),
        };
        items.sort();
        items.dedup_by(|a, b| a.name == b.name);
        Ok(Listing { own, items })
    }

    /// Every file, with its path.
    fn files(&self) -> Vec<(String, Item)> {
        let vm = &self.vm;
        let item = |path: &str, directory: bool, mode: u16| Item {
            name: if path == "/" { "/" } else { path.rsplit('/').next().unwrap_or("") }.to_owned(),
            directory,
            device: None,
            link: None,
            mode,
            size: 0,
            time: 0,
        };
        let mut files: Vec<(String, Item)> = Vec::new();
        let mut add = |path: &str, item: Item| files.push((path.to_owned(), item));
        for path in tmpfs::DIRECTORIES.iter().chain(&[
            "/sys/devices",
            "/sys/devices/system",
            "/sys/devices/system/cpu",
        ]) {
            add(path, item(path, true, 0o755));
        }
        for path in builtin::FILES {
            add(path, item(path, false, 0o444));
        }
        for (minor, name) in [(3, "null"), (5, "zero")] {
            let path = format!("/dev/{name}");
            add(&path, Item { device: Some((1, minor)), ..item(&path, false, 0o666) });
        }
        for name in builtin::names(vm) {
            let root = format!("/sys/module/{name}");
            add(&root, item(&root, true, 0o755));
            let holders = format!("{root}/holders");
            add(&holders, item(&holders, true, 0o755));
            let Some((parcel, _)) = builtin::resident(vm, &name) else { continue };
            for file in builtin::files_of(parcel) {
                let path = format!("{root}/{file}");
                let knob = file.strip_prefix("parameters/");
                if knob.is_some() {
                    let directory = format!("{root}/parameters");
                    add(&directory, item(&directory, true, 0o755));
                }
                let mode =
                    parcel.knobs.iter().find(|k| Some(k.name.as_str()) == knob).map_or(0o444, |k| k.mode);
                add(&path, item(&path, false, mode));
            }
        }
        for n in vm.machine.nodes().iter().filter(|n| n.live && n.kind != NodeKind::Numbers) {
            let path = String::from_utf8_lossy(vm.machine.path(n)).into_owned();
            let device = (n.kind == NodeKind::Device).then_some((n.device >> 20, n.device & 0xf_ffff));
            let link = (n.kind == NodeKind::Link).then(|| sysfs::leads_to(vm, n)).flatten();
            let size = if kernel::sysfs::is_attribute(n.form) { 4096 } else { 0 };
            add(&path, Item { device, link, size, ..item(&path, n.kind == NodeKind::Directory, n.mode) });
        }
        for (path, plain) in &vm.userland.files {
            let size = plain.content.as_ref().map_or(0, |c| c.len() as u64);
            add(path, Item { size, time: plain.time, ..item(path, plain.content.is_none(), plain.mode) });
        }
        files
    }
}
