//! Traces: an execution as a text file.
//!
//! ```text
//! lockstep trace 1
//! file examples/counter.c
//! param n=10
//! cpus 4
//! preempt full
//! irqs 1
//! opt 0
//! finding data-race counter.c:17:9 counter.c:17:9
//! promoted 17:9 examples/counter.c
//! context 1 bump/0
//! context 2 bump/1
//! at bump/0#7 store counter.c:17 -> bump/1
//! ```
//!
//! `then`: the schedule so far is that of an execution of its own, which comes before; what is known about locks is kept.
//!
//! `at C#N WHAT -> D`: when context C has performed N steps and is about to do WHAT (a remark), D moves instead of what
//! the default schedule would choose; `D/alt K` if it takes alternative K. Lines that are empty or begin with `#` are
//! remarks.

use crate::order::{Account, Key, Spot, Turned};
use crate::setup::FaultKind;
use crate::{Error, Setup};
use detect::Code;
use engine::{Ctx, Deviation, Position};
use machine::Preemption;
use module::Opt;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A schedule and the scenario that it belongs to.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The scenario.
    pub setup: Setup,
    /// What it shows, as one line.
    pub finding: String,
    /// Places that are scheduling points.
    pub promoted: Vec<(String, u32, u32)>,
    /// Contexts by number.
    pub names: Vec<(u16, String)>,
    /// The schedule.
    pub deviations: Vec<Deviation>,
    /// The schedules of executions that come before, for what is known about locks.
    pub before: Vec<Vec<Deviation>>,
    remarks: Vec<String>,
}

/// The name of a preemption model on the command line.
pub(crate) fn preemption_name(p: Preemption) -> &'static str {
    match p {
        Preemption::Full => "full",
        Preemption::Voluntary => "voluntary",
        Preemption::None => "none",
    }
}

/// A value on one line that neither begins nor ends with a blank.
fn escape(text: &str) -> String {
    let inner = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    let body = inner.trim_matches(' ');
    let before = inner.len() - inner.trim_start_matches(' ').len();
    let after = if body.is_empty() { 0 } else { inner.len() - inner.trim_end_matches(' ').len() };
    format!("{}{body}{}", "\\s".repeat(before), "\\s".repeat(after))
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        out.push(match c {
            '\\' => match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                's' => ' ',
                '\\' => '\\',
                _ => return None,
            },
            c => c,
        });
    }
    Some(out)
}

const START: u16 = u16::MAX;

impl Trace {
    pub(crate) fn new(setup: &Setup, key: &Key, promoted: &[Spot], account: &Account) -> Trace {
        let mut finding = key.code.name().to_owned();
        for s in &key.spots {
            let _ = write!(finding, " {}:{}:{}", s.file, s.line, s.column);
        }
        Trace {
            setup: setup.clone(),
            finding: escape(&finding),
            promoted: promoted.iter().map(|s| (s.file.clone(), s.line, s.column)).collect(),
            names: account.names.clone(),
            deviations: account.schedule.iter().map(|t: &Turned| t.deviation).collect(),
            before: Vec::new(),
            remarks: account.schedule.iter().map(|t| t.about.clone()).collect(),
        }
    }

    /// The same after other executions.
    pub(crate) fn after(self, before: Vec<Vec<Deviation>>) -> Trace {
        Trace { before, ..self }
    }

    pub(crate) fn spots(&self) -> Vec<Spot> {
        let spot = |(file, line, column): &(String, u32, u32)| Spot {
            file: file.clone(),
            line: *line,
            column: *column,
        };
        self.promoted.iter().map(spot).collect()
    }

    fn name(&self, c: Ctx) -> String {
        if c.0 == START {
            return "start".to_owned();
        }
        self.names.iter().find(|n| n.0 == c.0).map_or_else(|| format!("c{}", c.0), |n| n.1.clone())
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut out = String::from("lockstep trace 1\n");
        let s = &self.setup;
        let _ = writeln!(out, "file {}", escape(&s.file.to_string_lossy()));
        for p in &s.params {
            let _ = writeln!(out, "param {}", escape(p));
        }
        let _ = writeln!(out, "cpus {}\npreempt {}\nirqs {}", s.cpus, preemption_name(s.preemption), s.irqs);
        if !s.faults.is_empty() {
            let kinds: Vec<&str> = s.faults.iter().map(|f| f.name()).collect();
            let _ = writeln!(out, "faults {}", kinds.join(" "));
        }
        let off: Vec<&str> = s.switches.off().map(Code::name).collect();
        if !off.is_empty() {
            let _ = writeln!(out, "without {}", off.join(" "));
        }
        if s.kcsan {
            out += "kcsan-compat\n";
        }
        let opt = match s.opt {
            Opt::O0 => "0",
            Opt::O1Kept => "1",
            Opt::O2 => "2",
        };
        let _ = writeln!(out, "opt {opt}");
        for program in &s.programs {
            let _ = writeln!(out, "do {}", escape(&crate::steps::text(program)));
        }
        if let Some(cc) = &s.compiler {
            let _ = writeln!(out, "cc {}", escape(cc));
        }
        for directory in &s.include {
            let _ = writeln!(out, "include {}", escape(&directory.display().to_string()));
        }
        let _ = writeln!(out, "finding {}", self.finding);
        for (file, line, column) in &self.promoted {
            let _ = writeln!(out, "promoted {line}:{column} {}", escape(file));
        }
        for (n, name) in &self.names {
            let _ = writeln!(out, "context {n} {name}");
        }
        for earlier in &self.before {
            earlier.iter().for_each(|d| self.turn(&mut out, d, ""));
            out += "then\n";
        }
        for (i, d) in self.deviations.iter().enumerate() {
            let about = self
                .remarks
                .get(i)
                .filter(|r| !r.is_empty())
                .map_or(String::new(), |r| format!("{} ", escape(r)));
            self.turn(&mut out, d, &about);
        }
        out
    }

    fn turn(&self, out: &mut String, d: &Deviation, about: &str) {
        let (from, to) = (self.name(d.at.context), self.name(d.context));
        let _ = write!(out, "at {from}#{} {about}-> {to}", d.at.steps);
        let _ = if d.alt != 0 { writeln!(out, "/alt {}", d.alt) } else { writeln!(out) };
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read or is no trace; the message names the line.
    pub fn read(path: &Path) -> Result<Trace, Error> {
        let fail = |what: String| Error::Trace { path: path.to_owned(), what };
        let text = std::fs::read_to_string(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => fail("no such file".to_owned()),
            std::io::ErrorKind::InvalidData => fail("not a trace: it is not text".to_owned()),
            std::io::ErrorKind::IsADirectory => fail("is a directory, not a trace".to_owned()),
            _ => fail(Error::plain(&e)),
        })?;
        Trace::parse(&text).map_err(fail)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong, with the number of the line.
    pub fn parse(text: &str) -> Result<Trace, String> {
        let mut trace = Trace {
            setup: Setup::default(),
            finding: String::new(),
            promoted: Vec::new(),
            names: Vec::new(),
            deviations: Vec::new(),
            before: Vec::new(),
            remarks: Vec::new(),
        };
        let mut lines = text.lines().enumerate().map(|(i, l)| (i + 1, l.trim()));
        match lines.next() {
            Some((_, "lockstep trace 1")) => {}
            Some((_, other)) if other.starts_with("lockstep trace") => {
                return Err(format!(
                    "line 1: `{other}` is of another version; this program reads `lockstep trace 1`"
                ));
            }
            _ => return Err("line 1: not a trace, which begins with `lockstep trace 1`".to_owned()),
        }
        for (n, line) in lines {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            trace.line(word, rest.trim()).ok_or_else(|| format!("line {n}: `{line}` is not understood"))?;
        }
        if trace.setup.file.as_os_str().is_empty() {
            return Err("there is no line `file PATH`".to_owned());
        }
        Ok(trace)
    }

    fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        match word {
            "file" if !rest.is_empty() => self.setup.file = PathBuf::from(unescape(rest)?),
            "param" => self.setup.params.push(unescape(rest)?),
            "cpus" => {
                self.setup.cpus =
                    rest.parse().ok().filter(|n| (1..=machine::Config::MAX_CPUS).contains(n))?;
            }
            "preempt" => {
                self.setup.preemption = match rest {
                    "full" => Preemption::Full,
                    "voluntary" => Preemption::Voluntary,
                    "none" => Preemption::None,
                    _ => return None,
                }
            }
            "irqs" => self.setup.irqs = rest.parse().ok()?,
            "faults" => {
                let kinds = rest.split_whitespace().map(FaultKind::of);
                self.setup.faults = kinds.collect::<Option<_>>()?;
            }
            "without" => {
                for name in rest.split_whitespace() {
                    let code = Code::ALL.into_iter().find(|c| c.name() == name)?;
                    self.setup.switches = self.setup.switches.without(code);
                }
            }
            "kcsan-compat" => self.setup.kcsan = true,
            "opt" => {
                self.setup.opt = match rest {
                    "0" => Opt::O0,
                    "1" => Opt::O1Kept,
                    "2" => Opt::O2,
                    _ => return None,
                }
            }
            "cc" => self.setup.compiler = Some(unescape(rest)?),
            "include" => self.setup.include.push(unescape(rest)?.into()),
            "do" => self.setup.programs.push(crate::steps::parse(&unescape(rest)?, "{mod}").ok()?),
            "finding" => self.finding = rest.to_owned(),
            "promoted" => {
                let (at, file) = rest.split_once(' ')?;
                let (line, column) = at.split_once(':')?;
                self.promoted.push((unescape(file)?, line.parse().ok()?, column.parse().ok()?));
            }
            "context" => {
                let (n, name) = rest.split_once(' ')?;
                let n = n.parse().ok().filter(|n: &u16| usize::from(*n) < engine::CONTEXTS)?;
                self.names.push((n, name.to_owned()));
            }
            "then" => {
                self.before.push(std::mem::take(&mut self.deviations));
                self.remarks.clear();
            }
            "at" => {
                let (from, to) = rest.rsplit_once("-> ")?;
                let (context, rest) = from.split_once('#')?;
                let (steps, remark) = rest.split_once(' ').unwrap_or((rest, ""));
                let (to, alt) = to.split_once("/alt ").unwrap_or((to, "0"));
                let alt = alt.trim().parse().ok().filter(|a: &u8| *a < 64)?;
                let at = Position { context: self.number(context)?, steps: steps.parse().ok()? };
                self.deviations.push(Deviation { at, context: self.number(to.trim())?, alt });
                self.remarks.push(remark.trim().to_owned());
            }
            _ => return None,
        }
        Some(())
    }

    fn number(&self, name: &str) -> Option<Ctx> {
        if name == "start" {
            return Some(Ctx(START));
        }
        let numbered =
            || name.strip_prefix('c')?.parse().ok().filter(|n: &u16| usize::from(*n) < engine::CONTEXTS);
        self.names.iter().find(|n| n.1 == name).map(|n| Ctx(n.0)).or_else(|| numbered().map(Ctx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "lockstep trace 1\nfile a b/counter.c\nparam n=10\ncpus 2\npreempt none\nirqs 3\nfaults alloc signal\nopt 0\ndo echo 'a b' > /proc/x; cat /proc/x\n\
        finding data-race counter.c:17:9\npromoted 17:9 a b/counter.c\ncontext 1 bump/0\ncontext 321 irq 7\n\
        at start#0 -> bump/0\nat bump/0#7 store counter.c:17 -> irq 7/alt 2\n";

    #[test]
    fn text_and_back() {
        let trace = Trace::parse(TEXT).unwrap();
        assert_eq!(trace.text(), TEXT);
        assert_eq!(trace.deviations.len(), 2);
        assert_eq!(trace.deviations[1].context, Ctx(321));
        assert_eq!(trace.deviations[1].alt, 2);
    }

    #[test]
    fn errors_name_the_line() {
        let broken = TEXT.replace("cpus 2", "cpus 99");
        assert_eq!(Trace::parse(&broken).unwrap_err(), "line 4: `cpus 99` is not understood");
        assert!(Trace::parse("").unwrap_err().contains("not a trace"));
        assert!(Trace::parse("lockstep trace 2\n").unwrap_err().contains("another version"));
        assert!(Trace::parse("lockstep trace 1\n").unwrap_err().contains("file PATH"));
    }

    #[test]
    fn damaged_text_never_panics() {
        for i in 0..TEXT.len() {
            let _ = Trace::parse(&TEXT[..i]);
            let mut bytes = TEXT.as_bytes().to_vec();
            for b in [b' ', b'#', b'-', 0xff, b'9', b'\n'] {
                bytes[i] = b;
                let _ = Trace::parse(&String::from_utf8_lossy(&bytes));
            }
        }
    }
}
