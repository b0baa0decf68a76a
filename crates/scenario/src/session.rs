//! A machine to be used from a prompt: the parent's side. It builds modules, gives processes their steps, and asks; the
//! machine itself is one long execution in a worker (`desk.rs`), which moves only while it is asked to.

use crate::crew::{Hand, Lost};
use crate::desk::{Answer, Ask, End, Found, Listing, Row};
use crate::order::{Order, Reply};
use crate::setup::Conditions;
use crate::{Built, Error, KernelExports, Setup, build};
use detect::Code;
use machine::Config;
use module::{Export, Exports, TracePc};
use region::layout::MODULES;
use std::path::{Path, PathBuf};
use std::time::Duration;
use vm::{Done, Step};

/// A running machine and the modules that were built for it.
pub struct Session {
    setup: Setup,
    hand: Hand,
    modules: Vec<&'static Built>,
    next: usize,
    tainted: bool,
    halted: Option<String>,
    now: u64,
}

/// How far a process is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It has ended: what its steps have come to, what they put out, and whether an oops killed it.
    Ended {
        /// One for each step that was done.
        done: Vec<Done>,
        /// What it put out since its output was taken last.
        output: Vec<u8>,
        /// It was killed in the kernel.
        killed: bool,
    },
    /// It may go on.
    Runs,
    /// It waits for what nothing in the machine will do by itself.
    Stuck,
}

/// The longest that a machine may take between two answers, of this computer's time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The kernel's symbols, and those of the modules that are loaded.
struct Symbols<'a> {
    kernel: KernelExports,
    modules: &'a [&'static Built],
    gpl: bool,
}

impl Exports for Symbols<'_> {
    fn find(&self, name: &str) -> Option<Export> {
        let of = |built: &&'static Built| {
            let export = built.image.exports.iter().find(|e| e.name == name && (self.gpl || !e.gpl_only))?;
            Some(match built.image.function_at(export.addr) {
                Some(_) => Export::Function(export.addr),
                None => Export::Data(export.addr),
            })
        };
        self.kernel.find(name).or_else(|| self.modules.iter().rev().find_map(of))
    }

    fn is_withheld(&self, name: &str) -> bool {
        let of = |built: &&'static Built| built.image.exports.iter().any(|e| e.name == name && e.gpl_only);
        self.kernel.is_withheld(name) || !self.gpl && self.modules.iter().any(of)
    }

    fn names(&self) -> Vec<(&'static str, &'static str)> {
        self.kernel.names()
    }
}

impl Session {
    /// Boots a machine of this setup; its file is not used.
    ///
    /// # Errors
    /// If no worker can be made.
    pub fn boot(setup: &Setup, seed: u64) -> Result<Session, Error> {
        let config = Config {
            cpus: setup.cpus,
            preemption: setup.preemption,
            irqs: 0,
            timed: true,
            moves: true,
            session: true,
            horizon: u64::MAX,
            ..Config::default()
        };
        let bare: &'static Built = Box::leak(Box::new(Built::bare(setup.cpus)));
        let hand = Hand::hire(
            bare,
            Conditions { config, switches: Default::default(), kcsan: false, programs: &[] },
            false,
        )?;
        let mut session = Session {
            setup: setup.clone(),
            hand,
            modules: Vec::new(),
            next: MODULES.start,
            tainted: false,
            halted: None,
            now: 0,
        };
        session.ask(Ask::PowerOn { seed });
        Ok(session)
    }

    fn ask(&mut self, ask: Ask) -> Option<Answer> {
        if self.halted.is_some() {
            return None;
        }
        let answer = self.hand.ask_patiently(&Order::Session(Box::new(ask)), PATIENCE);
        match answer {
            Ok(Ok(Reply::Session(answer))) => {
                let (answer, now) = *answer;
                self.now = now;
                if let Answer::Halted(why) = answer {
                    self.halted = Some(why);
                    return None;
                }
                return Some(answer);
            }
            Ok(Ok(Reply::Failed(why))) => self.halted = Some(format!("internal error: {why}")),
            Ok(Ok(_)) => {
                self.halted = Some("internal error: the machine answers another question".to_owned())
            }
            Ok(Err(Lost::Stuck)) => {
                self.halted = Some("a loop in a module never ends, and nothing can interrupt it".to_owned());
            }
            Ok(Err(lost)) => self.halted = Some(format!("the machine was {}", lost.how(lost))),
            Err(e) => self.halted = Some(e.to_string()),
        }
        None
    }

    /// Why the machine has stopped for good, if it has.
    pub fn halted(&self) -> Option<&str> {
        self.halted.as_deref()
    }

    /// Nanoseconds of virtual time since power-on.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Makes a process that does these steps: its number. A module that is to be inserted is built here; what is wrong with
    /// it comes back beside the number, by step. It reads `input`, and may be on `cpus` only, if any are named.
    pub fn spawn(
        &mut self,
        name: &str,
        steps: Vec<Step>,
        input: Vec<u8>,
        cpus: Vec<u16>,
    ) -> (Option<u16>, Vec<(usize, String)>) {
        let mut said = Vec::new();
        let mut built = Vec::new();
        for (i, step) in steps.into_iter().enumerate() {
            built.push(match step {
                Step::Insmod { file, params } => match self.admit(&file, &params) {
                    Ok(number) => Step::Insmod { file: number.to_string(), params: Vec::new() },
                    Err(why) => {
                        said.push((i, why));
                        Step::Insmod { file: String::new(), params: Vec::new() }
                    }
                },
                step => step,
            });
        }
        match self.ask(Ask::Spawn { name: name.to_owned(), steps: built, input, cpus }) {
            Some(Answer::Spawned(number)) => (number, said),
            _ => (None, said),
        }
    }

    /// The file that `insmod` means: the source in place of an object that nobody has built.
    fn source(file: &str) -> PathBuf {
        let path = PathBuf::from(file);
        let c = path.with_extension("c");
        if path.extension().is_some_and(|e| e == "ko") && !path.exists() && c.exists() { c } else { path }
    }

    /// Builds a module and hands it to the machine: its number there.
    fn admit(&mut self, file: &str, params: &[String]) -> Result<usize, String> {
        let setup = Setup { file: Session::source(file), params: params.to_vec(), ..self.setup.clone() };
        let base = self.next;
        let modules = self.modules.clone();
        let exports = |gpl: bool| Symbols { kernel: KernelExports::of(gpl), modules: &modules, gpl };
        let built = build::build_at(&setup, TracePc::Off, base, &exports).map_err(|e| e.to_string())?;
        let built: &'static Built = Box::leak(Box::new(built));
        let taint = !std::mem::replace(&mut self.tainted, true);
        let parcel = built.parcel(taint);
        self.next = parcel.end() + 4096;
        self.modules.push(built);
        match self.ask(Ask::Admit(Box::new(parcel))) {
            Some(Answer::Admitted(number)) => Ok(number),
            _ => Err(self.halted.clone().unwrap_or_default()),
        }
    }

    /// Lets the machine run until the process of this number has ended, or `ns` have passed; with 0 it only tells.
    pub fn run(&mut self, number: u16, ns: u64) -> State {
        match self.ask(Ask::Run { number: Some(number), ns }) {
            Some(Answer::Ran(End::Ended { done, output, killed })) => State::Ended { done, output, killed },
            Some(Answer::Ran(End::Runs)) => State::Runs,
            _ => State::Stuck,
        }
    }

    /// Lets `ns` pass.
    pub fn idle(&mut self, ns: u64) {
        self.ask(Ask::Run { number: None, ns });
    }

    /// Takes what a process has put out.
    pub fn output(&mut self, number: u16) -> Vec<u8> {
        match self.ask(Ask::Output(number)) {
            Some(Answer::Bytes(bytes)) => bytes,
            _ => Vec::new(),
        }
    }

    /// What a path is, and what lies in it if it is a directory; the error number if there is nothing.
    pub fn look(&mut self, path: &str) -> Result<Listing, i32> {
        match self.ask(Ask::Look(path.to_owned())) {
            Some(Answer::Listing(listing)) => listing,
            _ => Err(5),
        }
    }

    /// Every task that the machine has, its kernel threads and its processes.
    pub fn tasks(&mut self) -> Vec<Row> {
        match self.ask(Ask::Tasks) {
            Some(Answer::Tasks(tasks)) => tasks,
            _ => Vec::new(),
        }
    }

    /// The log's records from number `from` on: time, level, text.
    pub fn log(&mut self, from: usize) -> Vec<(u64, u8, String)> {
        match self.ask(Ask::Log(from)) {
            Some(Answer::Log(records)) => records,
            _ => Vec::new(),
        }
    }

    /// What was found in modules since this was asked last, a few lines each.
    pub fn findings(&mut self) -> Vec<String> {
        match self.ask(Ask::Findings) {
            Some(Answer::Findings(found)) => found.iter().map(|f| self.words(f)).collect(),
            _ => Vec::new(),
        }
    }

    /// The place of an address in a module, and the file that the module was built from.
    fn place(&self, pc: usize) -> Option<(String, PathBuf)> {
        let built =
            self.modules.iter().find(|b| (b.image.base..b.image.base + b.image.bytes.len()).contains(&pc))?;
        let place = built.place(pc.wrapping_sub(1))?;
        Some((format!("{}:{}", crate::names::short(&place.file), place.line), built.file.clone()))
    }

    fn words(&self, found: &Found) -> String {
        let places: Vec<_> = found.places.iter().filter_map(|pc| self.place(*pc)).collect();
        let at: Vec<&str> = places.iter().map(|p| p.0.as_str()).collect();
        let what = Code::name(found.code);
        let how = match places.first() {
            Some((_, file)) => format!("; `lockstep check {}` shows how it happens", file.display()),
            None => String::new(),
        };
        match at.is_empty() {
            true => format!("lockstep: {what}{how}"),
            false => format!("lockstep: {what} at {}{how}", at.join(" and ")),
        }
    }

    /// What `modinfo FILE` tells.
    ///
    /// # Errors
    /// Why it cannot, in words.
    pub fn modinfo(&self, file: &str) -> Result<Vec<(String, String)>, String> {
        let path = Session::source(file);
        let setup = Setup { file: path.clone(), ..self.setup.clone() };
        let exports = |_: bool| Symbols { kernel: KernelExports::of(true), modules: &[], gpl: true };
        let built =
            build::build_at(&setup, TracePc::Off, MODULES.start, &exports).map_err(|e| e.to_string())?;
        Ok(facts(&built, &path))
    }
}

/// The lines of modinfo, in its order.
fn facts(built: &Built, path: &Path) -> Vec<(String, String)> {
    let info = &built.image.modinfo;
    let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut lines = vec![("filename".to_owned(), whole.display().to_string())];
    let mut line = |name: &str, value: &str| lines.push((name.to_owned(), value.to_owned()));
    info.aliases.iter().for_each(|a| line("alias", a));
    info.version.iter().for_each(|v| line("version", v));
    info.description.iter().for_each(|d| line("description", d));
    info.authors.iter().for_each(|a| line("author", a));
    info.license.iter().for_each(|l| line("license", l));
    line("depends", "");
    line("name", &built.image.name);
    line("vermagic", "6.1.0-lockstep SMP preempt mod_unload ");
    for p in &built.image.params {
        let kind = info.parameter_types.get(&p.name).map_or(String::new(), |t| format!(" ({t})"));
        let text = info.parameter_texts.get(&p.name).map_or("", String::as_str);
        line("parm", &format!("{}:{text}{kind}", p.name));
    }
    lines
}
