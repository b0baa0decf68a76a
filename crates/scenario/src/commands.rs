//! What the command line calls.

use crate::crew::Hand;
use crate::order::{Account, Order, Reply, Spot, Turned};
use crate::outcomes::Results;
use crate::search::{Harvest, Hit, Search};
use crate::setup::{Conditions, FaultKind, keep_programs};
use crate::story::{Fault, Source, Story, Told};
use crate::trace::preemption_name;
use crate::verdict::{Found, GaveUp, LogLine, Outcome, Searched, Verdict};
use crate::{Built, Error, Limits, Setup, Trace, build, drive, lock_order, unreached};
use machine::{Config, Faults};
use module::TracePc;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many faults strike in one execution at most.
const FAULTS: u32 = 2;

/// How often a search moves tasks to other CPUs in one execution.
const MIGRATIONS: u32 = 2;

impl Setup {
    pub(crate) fn conditions(&self, timed: bool) -> Conditions {
        let unloads = |p: &vm::Program| p.steps.iter().any(|s| matches!(s, vm::Step::Rmmod(_)));
        let config = Config {
            cpus: self.cpus,
            preemption: self.preemption,
            irqs: self.irqs,
            timed,
            moves: timed,
            faults: Faults {
                allocations: !timed && self.faults.contains(&FaultKind::Alloc),
                user_copies: !timed && self.faults.contains(&FaultKind::Usercopy),
                signals: !timed && self.faults.contains(&FaultKind::Signal),
                most: FAULTS,
            },
            migrations: if timed { 0 } else { MIGRATIONS },
            rmmod_beside: !timed && !self.programs.is_empty() && !self.programs.iter().any(unloads),
            ..Config::default()
        };
        let programs = keep_programs(&self.programs);
        Conditions { config, switches: self.switches, kcsan: self.kcsan, programs }
    }
}

/// Workers are forked with the module in memory, which therefore lives as long as the process.
pub(crate) fn keep(built: Built) -> &'static Built {
    Box::leak(Box::new(built))
}

fn account(hand: &mut Hand, order: &Order) -> Result<Option<Account>, Error> {
    match hand.ask(order)? {
        Ok(Reply::Account(account)) => Ok(Some(*account)),
        Ok(Reply::Failed(why)) => Err(Error::Internal(why)),
        Ok(_) => Err(Error::internal("a worker answers another question")),
        Err(_) => Ok(None),
    }
}

fn init_failed(module: &str, value: i32, log: &[LogLine]) -> Error {
    let lines: String = log.iter().map(|l| format!("\n  {}", l.text.trim_end())).collect();
    let log = if log.is_empty() { String::new() } else { format!("; it printed:{lines}") };
    Error::Init { module: module.to_owned(), value, reason: Error::reason(value), log }
}

/// What `run` has seen.
pub struct Ran {
    /// The kernel log.
    pub log: Vec<LogLine>,
    /// What was found on the way.
    pub verdict: Verdict,
    /// What init returned, if it failed.
    pub failed: Option<Error>,
    /// The processes, in the order in which they were given.
    pub processes: Vec<Process>,
}

/// What a user process has done in the execution that `run` has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its steps, as one writes them.
    pub steps: String,
    /// What it put out.
    pub output: Vec<u8>,
    /// What its commands complain of, a line each.
    pub complaints: Vec<String>,
}

/// The processes of a scenario that was run.
fn processes(setup: &Setup, told: &Account) -> Vec<Process> {
    let process = |(n, program): (usize, &vm::Program)| {
        let own = told.failures.iter().filter(|f| usize::from(f.0) == n);
        let complaint = |(_, step, at, error): &(u16, usize, vm::Where, i32)| {
            crate::steps::complaint(program.steps.get(*step)?, *at, &Error::reason(-error))
        };
        Process {
            steps: crate::steps::text(program),
            output: told.output.get(n).cloned().unwrap_or_default(),
            complaints: own.filter_map(complaint).collect(),
        }
    };
    setup.programs.iter().enumerate().map(process).collect()
}

/// Runs the module once on a realistic schedule, in virtual time: insmod, ten seconds, rmmod.
///
/// # Errors
/// Everything that can be wrong with what the user gave, and errors of ours.
pub fn run(setup: &Setup, seed: u64) -> Result<Ran, Error> {
    let built = keep(build(setup, TracePc::Off)?);
    let mut hand = Hand::hire(built, setup.conditions(true), false)?;
    let told = match account(&mut hand, &Order::Run { seed })? {
        Some(told) => told,
        None => {
            let counted = keep(build(setup, TracePc::On)?);
            let mut hand = Hand::hire(counted, setup.conditions(true), true)?;
            match account(&mut hand, &Order::Run { seed })? {
                Some(told) => told,
                None => {
                    let verdict = killed_verdict(setup, built);
                    return Ok(Ran { log: Vec::new(), verdict, failed: None, processes: Vec::new() });
                }
            }
        }
    };
    let failed = told.failed.map(|value| init_failed(&built.image.name, value, &[]));
    let processes = processes(setup, &told);
    let note = |text: &String| LogLine { time: 0, level: 4, text: text.clone() };
    let log: Vec<LogLine> = built.notes.iter().map(note).chain(told.log).collect();
    let stories = told.stories.into_iter().map(|(_, story)| (story, 0, None)).collect();
    let harvest = Harvest::default();
    let mut verdict = verdict(setup, built, harvest, stories);
    verdict.searched.executions = 1;
    Ok(Ran { log, verdict, failed, processes })
}

fn verdict(
    setup: &Setup,
    built: &Built,
    harvest: Harvest,
    stories: Vec<(Story, u64, Option<PathBuf>)>,
) -> Verdict {
    let mut findings: Vec<Found> = stories
        .into_iter()
        .map(|(mut story, execution, trace)| {
            fill_text(&mut story);
            Found { code: story.code, story, execution, trace }
        })
        .collect();
    // Races of which something comes stand before those of which nothing was seen to come.
    findings.sort_by_key(|f| {
        let harmless = f.code == detect::Code::DataRace && f.story.outcomes.is_none();
        (f.code, harmless, f.execution)
    });
    let outcome = match (findings.is_empty(), harvest.cut_short) {
        (false, _) => Outcome::Findings,
        (true, true) => Outcome::Incomplete,
        (true, false) => Outcome::Clean,
    };
    Verdict {
        module: built.image.name.clone(),
        file: setup.file.display().to_string(),
        cpus: setup.cpus,
        preemption: preemption_name(setup.preemption),
        faults: setup.faults.iter().map(|f| f.name()).collect(),
        processes: setup.programs.iter().map(crate::steps::text).collect(),
        outcome,
        searched: harvest.searched,
        notes: built.notes.clone(),
        lock_orders: Vec::new(),
        unwritten: None,
        findings,
    }
}

/// The verdict on one execution that shows these.
pub(crate) fn verdict_of(setup: &Setup, built: &Built, stories: Vec<Story>) -> Verdict {
    let stories = stories.into_iter().map(|story| (story, 0, None)).collect();
    let mut verdict = verdict(setup, built, Harvest::default(), stories);
    verdict.searched.executions = 1;
    verdict
}

/// Searches the interleavings of the module. Traces are written under `.lockstep/MODULE/` of `directory`, if one is
/// given. `progress` is told from time to time what is searched so far.
///
/// # Errors
/// Everything that can be wrong with what the user gave, and errors of ours.
pub fn check(
    setup: &Setup,
    limits: &Limits,
    directory: Option<&Path>,
    progress: &mut dyn FnMut(&Searched),
) -> Result<Verdict, Error> {
    let built = keep(build(setup, TracePc::Off)?);
    let mut counted: Option<&'static Built> = None;
    let mut counting = || match counted {
        Some(built) => Ok(built),
        None => {
            counted = Some(keep(build(setup, TracePc::On)?));
            counted.ok_or_else(|| Error::internal("no build"))
        }
    };
    let mut setup = setup.clone();
    let numbers = drive::commands(&setup, built);
    if setup.programs.is_empty() {
        setup.programs = drive::programs(built, setup.conditions(false), &numbers)?;
    }
    let setup = &setup;
    let conditions = setup.conditions(false);
    let harvest = Search::new(built, conditions, limits, &mut counting, progress)?.run()?;
    let mut plain = Hand::hire(built, conditions, false)?;
    if let Some(value) = harvest.failed.filter(|_| harvest.hits.is_empty()) {
        let order = Order::Follow { deviations: Vec::new(), promoted: Vec::new(), before: Vec::new() };
        let log = account(&mut plain, &order)?.map_or(Vec::new(), |a| a.log);
        return Err(init_failed(&built.image.name, value, &log));
    }
    let ran = harvest.ran.clone();
    let failed = harvest.failed;
    let gave_up_at = gave_up(&harvest);
    if let Some(directory) = directory {
        remove_traces(directory, built);
    }
    let mut unwritten = None;
    let mut stories = Vec::new();
    let mut results = Results::new(built, conditions);
    for hit in harvest.hits.iter().filter(|h| !is_shown(h, &harvest)) {
        let told = match &hit.brief.killed {
            Some(how) => Some(killed(setup, hit, how)),
            None => tell(setup, hit, &harvest, &mut plain, built, &mut counting)?,
        };
        if let Some((mut story, trace)) = told {
            if stories.iter().any(|s: &(Story, u64, _)| are_one_statement(&s.0, &story)) {
                continue;
            }
            if setup.kcsan && changes_nothing(&story) {
                continue;
            }
            story.outcomes = results.of(&story, &harvest.promoted, &mut plain)?;
            let n = stories.iter().filter(|s: &&(Story, u64, _)| s.0.code == story.code).count() + 1;
            let path = directory.and_then(|directory| {
                let written = write_trace(directory, built, &story, n, &trace);
                written.inspect_err(|e| unwritten = Some(e.to_string())).ok()
            });
            stories.push((story, hit.execution, path));
        }
    }
    drop_races_of_frees(&mut stories);
    let mut verdict = verdict(setup, built, harvest, stories);
    let (never, all) = never_ran(built, &ran);
    verdict.searched.never_ran = unreached::with_steps(never, built, conditions, &numbers)?;
    verdict.searched.all_ran = all;
    verdict.searched.gave_up_at = gave_up_at;
    verdict.lock_orders = lock_order::observed(&mut plain)?;
    if let Some(value) = failed {
        let reason = Error::reason(value);
        verdict.notes.push(format!("init of {} fails with {value}: {reason}", built.image.name));
    }
    verdict.unwritten = unwritten;
    Ok(verdict)
}

/// Whether a deadlock of the same locks was met, which tells all.
fn is_shown(hit: &Hit, harvest: &Harvest) -> bool {
    use detect::Code::{Deadlock, IrqLock, LockOrder};
    let same = |h: &Hit| h.brief.key.code == Deadlock && h.brief.classes == hit.brief.classes;
    matches!(hit.brief.key.code, IrqLock | LockOrder)
        && !hit.brief.classes.is_empty()
        && harvest.hits.iter().any(same)
}

/// Whether the stores of a race leave the values as they were (`CONFIG_KCSAN_REPORT_VALUE_CHANGE_ONLY`).
fn changes_nothing(story: &Story) -> bool {
    use crate::story::What;
    let mut stores = story.rows.iter().filter_map(|r| match &r.what {
        What::Write { before, value: Some(value), .. } if r.guilty.is_some() => Some(before == value),
        _ => None,
    });
    let race = matches!(story.defect, Told::DataRace { .. });
    race && stores.next().is_some_and(|same| same && stores.all(|same| same))
}

/// Whether both are races of one statement with itself, on one variable: its load and its store are told once.
fn are_one_statement(a: &Story, b: &Story) -> bool {
    let statement = |s: &Story| {
        let Told::DataRace { variable, .. } = &s.defect else { return None };
        let variable = variable.split(['[', ' ']).next().unwrap_or("").to_owned();
        let line = |g: &crate::story::Guilty| (g.source.file.clone(), g.source.line);
        let first = s.places.first().map(line)?;
        s.places.iter().all(|g| line(g) == first).then_some((variable, first))
    };
    statement(a).is_some_and(|x| statement(b) == Some(x))
}

/// The steps of init that were made to fail, with the text of their lines.
fn gave_up(harvest: &Harvest) -> Vec<GaveUp> {
    let told = |(spot, leaves): (&Spot, &BTreeSet<String>)| {
        let Spot { file, line, column } = spot.clone();
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let text = text.lines().nth((line as usize).wrapping_sub(1)).unwrap_or("").trim().to_owned();
        let source = Source { file, line, column, text, ..Source::default() };
        GaveUp { source, leaves: leaves.iter().cloned().collect() }
    };
    harvest.gave_up_at.iter().map(told).collect()
}

/// A race with `kfree` that is told as a use after free is not told again.
fn drop_races_of_frees(stories: &mut Vec<(Story, u64, Option<PathBuf>)>) {
    let line = |g: &crate::story::Guilty| (g.source.file.clone(), g.source.line);
    let freed: Vec<Vec<_>> = stories
        .iter()
        .filter(|s| s.0.code == detect::Code::UseAfterFree)
        .map(|s| s.0.places.iter().map(line).collect())
        .collect();
    stories.retain(|s| {
        let told = |lines: &Vec<_>| s.0.places.iter().map(line).all(|l| lines.contains(&l));
        s.0.code != detect::Code::DataRace || !freed.iter().any(told)
    });
}

/// The module's functions that never ran, as far as that can be seen, and whether all are known to have run.
fn never_ran(built: &Built, ran: &BTreeSet<u32>) -> (Vec<String>, bool) {
    let functions = built.image.functions.iter().enumerate();
    let quiet: Vec<_> = functions.filter(|(i, _)| !ran.contains(&(*i as u32))).collect();
    let (never, unknown): (Vec<_>, Vec<_>) = quiet.into_iter().partition(|(i, _)| built.is_observable(*i));
    let name = |f: &module::Function| match f.name.as_str() {
        // init_module and cleanup_module are other names of functions that stand in the list themselves.
        "init_module" | "cleanup_module" => None,
        name if name.starts_with("tsan.") || name.starts_with("_sub_I") => None,
        // Inline functions of our headers are none of the module's.
        _ if built.place(f.addr).is_some_and(|p| p.file.starts_with("include/")) => None,
        name => Some(name.to_owned()),
    };
    let names: Vec<String> = never.iter().filter_map(|(_, f)| name(f)).collect();
    let all = names.is_empty() && unknown.iter().all(|(_, f)| name(f).is_none());
    (names, all)
}

fn tell(
    setup: &Setup,
    hit: &Hit,
    harvest: &Harvest,
    plain: &mut Hand,
    built: &'static Built,
    counting: &mut dyn FnMut() -> Result<&'static Built, Error>,
) -> Result<Option<(Story, Trace)>, Error> {
    let conditions = setup.conditions(false);
    let promoted = if hit.brief.races.is_empty() { &hit.promoted } else { &harvest.promoted };
    let key = hit.brief.key.clone();
    let base = hit.brief.deviations.clone();
    let mut orders =
        vec![(promoted.clone(), true), (hit.promoted.clone(), true), (hit.promoted.clone(), false)];
    orders.dedup();
    for (promoted, shrink) in orders {
        let order = Order::Tell {
            key: key.clone(),
            deviations: base.clone(),
            promoted: promoted.clone(),
            shrink,
            locks: hit.brief.locks.clone(),
        };
        let told = if hit.counting {
            let mut hand = Hand::hire(counting()?, conditions, true)?;
            account(&mut hand, &order)?
        } else {
            match account(plain, &order)? {
                Some(told) => Some(told),
                None => {
                    *plain = Hand::hire(built, conditions, false)?;
                    let mut hand = Hand::hire(counting()?, conditions, true)?;
                    account(&mut hand, &order)?
                }
            }
        };
        let Some(told) = told else { continue };
        let found = told.stories.iter().find(|(k, _)| *k == key).map(|(_, s)| s.clone());
        if let Some(story) = found {
            let before = hit.brief.locks.as_ref().map_or(Vec::new(), |l| l.before.clone());
            let trace = Trace::new(setup, &key, &promoted, &told).after(before);
            return Ok(Some((story, trace)));
        }
    }
    Err(Error::Internal(format!("the finding `{}` does not show again", crate::search::key_text(&key))))
}

/// The verdict on one execution that killed its workers.
fn killed_verdict(setup: &Setup, built: &Built) -> Verdict {
    let key = crate::order::Key { code: detect::Code::Oops, spots: Vec::new() };
    let how = "killed".to_owned();
    let brief = crate::order::Brief {
        key,
        index: 0,
        deviations: Vec::new(),
        switches: 0,
        races: Vec::new(),
        killed: Some(how.clone()),
        locks: None,
        classes: Vec::new(),
    };
    let hit = Hit { brief, execution: 0, promoted: Vec::new(), counting: true };
    let story = killed(setup, &hit, &how).0;
    let mut verdict = verdict(setup, built, Harvest::default(), vec![(story, 0, None)]);
    verdict.searched.executions = 1;
    verdict
}

/// The story of an execution that killed its worker: only its schedule is known.
fn killed(setup: &Setup, hit: &Hit, how: &str) -> (Story, Trace) {
    let defect = Told::Oops { fault: Fault::Killed, address: 0, how: how.to_owned(), user: false };
    let story = Story {
        code: hit.brief.key.code,
        defect,
        actors: Vec::new(),
        places: Vec::new(),
        rows: Vec::new(),
        preemptions: 0,
        interrupts: 0,
        migrations: 0,
        faults: 0,
        outcomes: None,
    };
    let turn = |d: &engine::Deviation| Turned { deviation: *d, about: String::new() };
    let mut contexts: Vec<u16> = hit
        .brief
        .deviations
        .iter()
        .flat_map(|d| [d.at.context.0, d.context.0])
        .filter(|c| *c != u16::MAX)
        .collect();
    contexts.sort_unstable();
    contexts.dedup();
    let told = Account {
        schedule: hit.brief.deviations.iter().map(turn).collect(),
        names: contexts.into_iter().map(|c| (c, format!("context-{c}"))).collect(),
        ..Account::default()
    };
    let trace = Trace::new(setup, &hit.brief.key, &hit.promoted, &told);
    (story, trace)
}

/// Removes the traces of an earlier search: they may show what is repaired.
fn remove_traces(directory: &Path, built: &Built) {
    let Ok(entries) = std::fs::read_dir(directory.join(".lockstep").join(&built.image.name)) else { return };
    for entry in entries.flatten().filter(|e| e.path().extension().is_some_and(|x| x == "trace")) {
        // What cannot be removed is overwritten, or told when it is written.
        let _ = std::fs::remove_file(entry.path());
    }
}

fn write_trace(
    directory: &Path,
    built: &Built,
    story: &Story,
    n: usize,
    trace: &Trace,
) -> Result<PathBuf, Error> {
    let relative = PathBuf::from(".lockstep").join(&built.image.name);
    let name = format!("{}-{n}.trace", story.code.name());
    let full = directory.join(&relative);
    let failed = |e: std::io::Error| Error::Trace { path: full.join(&name), what: Error::plain(&e) };
    std::fs::create_dir_all(&full).map_err(failed)?;
    std::fs::write(full.join(&name), trace.text()).map_err(failed)?;
    Ok(relative.join(name))
}

/// A trace names its module relative to the directory in which `check` ran, which is the one that holds `.lockstep`. If
/// the module is not where we are, we go there.
pub(crate) fn enter_directory(trace: &Path, module: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(trace).map_err(Error::internal)?;
    let home =
        absolute.ancestors().find(|a| a.file_name().is_some_and(|n| n == ".lockstep")).and_then(Path::parent);
    match home {
        Some(home) if !module.exists() && home.join(module).exists() => {
            std::env::set_current_dir(home).map_err(Error::internal)
        }
        _ if !module.exists() => Err(Error::Trace {
            path: trace.to_owned(),
            what: format!(
                "its module {} is not there; it is named relative to the directory in which check ran",
                module.display()
            ),
        }),
        _ => Ok(()),
    }
}

/// What `replay` has seen.
pub struct Replayed {
    /// The kernel log.
    pub log: Vec<LogLine>,
    /// What was found.
    pub verdict: Verdict,
    /// Deviations of the trace that could not be followed.
    pub left_out: usize,
    /// The scenario.
    pub trace: Trace,
}

/// Follows a trace.
///
/// # Errors
/// If the trace cannot be read, or its module not be built.
pub fn replay(path: &Path) -> Result<Replayed, Error> {
    let trace = Trace::read(path)?;
    let setup = &trace.setup;
    enter_directory(path, &setup.file)?;
    let built = keep(build(setup, TracePc::Off)?);
    let order = Order::Follow {
        deviations: trace.deviations.clone(),
        promoted: trace.spots(),
        before: trace.before.clone(),
    };
    let mut hand = Hand::hire(built, setup.conditions(false), false)?;
    let told = match account(&mut hand, &order)? {
        Some(told) => told,
        None => {
            let counted = keep(build(setup, TracePc::On)?);
            let mut hand = Hand::hire(counted, setup.conditions(false), true)?;
            match account(&mut hand, &order)? {
                Some(told) => told,
                None => {
                    let verdict = killed_verdict(setup, built);
                    return Ok(Replayed { log: Vec::new(), verdict, left_out: 0, trace });
                }
            }
        }
    };
    let stories = told.stories.into_iter().map(|(_, s)| (s, 0, Some(path.to_owned()))).collect();
    let mut verdict = verdict(setup, built, Harvest::default(), stories);
    verdict.searched.executions = 1;
    Ok(Replayed { log: told.log, verdict, left_out: told.left_out, trace })
}

/// Reads the text of the source lines that a story shows.
pub(crate) fn fill_text(story: &mut Story) {
    let rows = story.rows.iter_mut().map(|row| &mut row.source);
    let places = story.places.iter_mut().flat_map(|place| {
        let held = place.held.iter_mut().map(|h| &mut h.taken);
        std::iter::once(&mut place.source).chain(&mut place.stack).chain(held)
    });
    let cycle = match &mut story.defect {
        Told::Deadlock { cycle } => cycle.as_mut_slice(),
        _ => &mut [],
    };
    let waiting = cycle.iter_mut().flat_map(|waiting| {
        std::iter::once(&mut waiting.at).chain(waiting.holds.iter_mut().map(|h| &mut h.taken))
    });
    fill_sources(rows.chain(places).chain(waiting));
}

/// Reads the text of lines of source.
pub(crate) fn fill_sources<'a>(sources: impl Iterator<Item = &'a mut Source>) {
    let mut files: Vec<(String, Vec<String>)> = Vec::new();
    for source in sources.filter(|s| s.line > 0 && !s.file.is_empty()) {
        if !files.iter().any(|f| f.0 == source.file) {
            let text = std::fs::read_to_string(&source.file).unwrap_or_default();
            files.push((source.file.clone(), text.lines().map(|l| l.trim().to_owned()).collect()));
        }
        let lines = files.iter().find(|f| f.0 == source.file);
        source.text = lines.and_then(|f| f.1.get(source.line as usize - 1)).cloned().unwrap_or_default();
    }
}
