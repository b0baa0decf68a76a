//! `check --schedule`: one execution as a table says, and whether it comes out as the table says.

use crate::commands::{fill_text, keep, verdict_of};
use crate::crew::Hand;
use crate::follow::{Followed, Mismatch, Variable};
use crate::order::{Key, Order, Reply};
use crate::story::{Story, Told};
use crate::table::{Final, Table};
use crate::verdict::{LogLine, Verdict};
use crate::{Built, Error, Setup, Trace, build, steps};
use detect::Code;
use module::TracePc;
use serde::Serialize;
use std::path::Path;

/// A statement about the end of the execution, and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The variable, or the code of a finding.
    pub name: String,
    /// The value that the table wants; nothing for a finding.
    pub wanted: Option<String>,
    /// The value that came out; for a finding that it was not found: nothing.
    pub got: Option<String>,
    /// They are the same.
    pub holds: bool,
}

/// How a table was followed.
pub struct Scheduled {
    /// The kernel log.
    pub log: Vec<LogLine>,
    /// The execution as the table tells it.
    pub story: Story,
    /// Why the table could not be followed, if it could not.
    pub mismatch: Option<Mismatch>,
    /// What holds at the end.
    pub values: Vec<Value>,
    /// What was found on the way.
    pub verdict: Verdict,
    /// The execution, to be replayed.
    pub trace: Trace,
}

impl Scheduled {
    /// Whether the table could be followed, and everything that it says of the end holds.
    pub fn holds(&self) -> bool {
        self.mismatch.is_none() && self.values.iter().all(|v| v.holds)
    }
}

/// Follows the table in `path`.
///
/// # Errors
/// Everything that can be wrong with what the user gave, and errors of ours.
pub fn schedule(setup: &Setup, path: &Path) -> Result<Scheduled, Error> {
    let fail = |what: String| Error::Schedule { path: path.to_owned(), what };
    let mut table = Table::read(path).map_err(fail)?;
    let mut setup = setup.clone();
    name_processes(&mut table, &mut setup).map_err(fail)?;
    let setup = &setup;
    let built = keep(build(setup, TracePc::Off)?);
    let mut finals = Vec::new();
    for wanted in &table.finals {
        match wanted {
            Final::Value(name, number) => {
                let mut variable = built.variable_named(name).map_err(fail)?;
                variable.signed |= number.text.starts_with('-');
                finals.push(variable);
            }
            Final::Found(code) => known(code).map_err(fail)?,
        }
    }
    let order = Order::Table { table: Box::new(table.clone()), finals };
    let mut hand = Hand::hire(built, setup.conditions(false), false)?;
    let followed = match hand.ask(&order)? {
        Ok(Reply::Followed(followed)) => *followed,
        Ok(Reply::Failed(why)) => return Err(Error::Internal(why)),
        Ok(_) => return Err(Error::internal("a worker answers another question")),
        Err(lost) => {
            return Err(fail(format!(
                "the module's process was {} while the table was followed; `lockstep check` without a table tells more",
                lost.how(lost)
            )));
        }
    };
    Ok(told(setup, built, &table, followed))
}

/// Columns that are the steps of a process: it is one of the scenario's, or joins them.
fn name_processes(table: &mut Table, setup: &mut Setup) -> Result<(), String> {
    let stem = setup.file.file_stem().map_or(String::new(), |s| s.to_string_lossy().replace('-', "_"));
    let mut taken = Vec::new();
    for column in &mut table.columns {
        let one_word = !column.head.contains(char::is_whitespace);
        let other = ["irq ", "timer ", "tasklet ", "softirq"].iter().any(|k| column.head.starts_with(k));
        if one_word || other {
            continue;
        }
        let program =
            steps::parse(&column.head, &stem).map_err(|e| format!("the column `{}`: {e}", column.head))?;
        let known = (0..setup.programs.len()).find(|n| setup.programs[*n] == program && !taken.contains(n));
        let n = known.unwrap_or_else(|| {
            setup.programs.push(program);
            setup.programs.len() - 1
        });
        taken.push(n);
        column.process = Some(n as u16);
    }
    Ok(())
}

fn known(code: &str) -> Result<(), String> {
    match Code::ALL.iter().any(|c| c.name() == code) {
        true => Ok(()),
        false => {
            let names: Vec<&str> = Code::ALL.iter().map(|c| c.name()).collect();
            Err(format!("`final: {code}` is no kind of finding; they are {}", names.join(", ")))
        }
    }
}

impl Built {
    /// The variable of the module's data that reports call by this name.
    fn variable_named(&self, name: &str) -> Result<Variable, String> {
        let (path, cpu) = match name.strip_suffix(']').and_then(|n| n.split_once(" [CPU ")) {
            Some((path, cpu)) => (path, cpu.trim().parse::<u16>().ok().filter(|cpu| *cpu < self.cpus)),
            None => (name, None),
        };
        let base = path.split(['.', '[']).next().unwrap_or(path);
        let symbols = self.symbols.as_ref();
        for g in self.image.globals.iter().filter(|g| g.name == base) {
            for offset in 0..g.size.min(1 << 16) {
                for size in [8, 4, 2, 1] {
                    let at = g.addr + offset;
                    let fits = symbols.and_then(|s| s.variable(at, size)).is_some_and(|n| n == path);
                    let Some(signed) = symbols.and_then(|s| s.is_signed(at, size)).filter(|_| fits) else {
                        continue;
                    };
                    let address = match (cpu, self.image.percpu) {
                        (Some(cpu), Some(area)) => area.copy(cpu) + (at - area.template),
                        _ => at,
                    };
                    return Ok(Variable { address, size: size as u32, signed });
                }
            }
            let size = [8, 4, 2, 1].into_iter().find(|n| *n == g.size);
            // A pointer is a number without a sign.
            if let Some(size) = size.filter(|_| path == base) {
                return Ok(Variable { address: g.addr, size: size as u32, signed: false });
            }
        }
        let names: Vec<&str> =
            self.image.globals.iter().map(|g| g.name.as_str()).filter(|n| !n.starts_with("__")).collect();
        Err(format!(
            "`final:` names `{name}`, which is no number in the module's data; there are {}",
            names.join(", ")
        ))
    }
}

fn told(setup: &Setup, built: &Built, table: &Table, followed: Followed) -> Scheduled {
    let codes: Vec<&str> = followed.account.stories.iter().map(|(k, _)| k.code.name()).collect();
    let mut values = followed.values.iter();
    let ends = table.finals.iter().map(|wanted| match wanted {
        Final::Value(name, number) => {
            let (text, bits) = values.next().cloned().unwrap_or_default();
            let size = built.variable_named(name).map_or(8, |v| v.size);
            let holds = number.is(bits, size);
            Value { name: name.clone(), wanted: Some(number.text.clone()), got: Some(text), holds }
        }
        Final::Found(code) => {
            let holds = codes.contains(&code.as_str());
            Value { name: code.clone(), wanted: None, got: None, holds }
        }
    });
    let values: Vec<Value> = ends.collect();
    // No row of it is guilty of anything.
    let mut story = Story {
        code: Code::Bug,
        defect: Told::Bug,
        actors: followed.actors,
        places: Vec::new(),
        rows: followed.rows,
        preemptions: 0,
        interrupts: 0,
        migrations: 0,
        faults: 0,
        outcomes: None,
    };
    fill_text(&mut story);
    let key = Key { code: Code::Warn, spots: Vec::new() };
    let mut trace = Trace::new(setup, &key, &followed.promoted, &followed.account);
    trace.finding.clear();
    let stories = followed.account.stories.into_iter().map(|(_, s)| s).collect();
    Scheduled {
        log: followed.account.log,
        story,
        mismatch: followed.mismatch,
        values,
        verdict: verdict_of(setup, built, stories),
        trace,
    }
}
