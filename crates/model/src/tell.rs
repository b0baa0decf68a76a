//! From a recorded execution to the story of what was found in it, with the lines of the source.

use crate::object::{At, NOBODY};
use crate::runner::Runner;
use crate::schedule::Schedule;
use crate::search::REPLAY;
use crate::verdict::{Found, Kind};
use crate::world::{Finding, Happened, World};
use detect::Code;
use report::Style;
use scenario::story::{
    AccessWord, Actor, ActorKind, CallResult, Guilty, HeldLock, Role, Row, Source, Story, Told, Waiting, What,
};
use std::path::PathBuf;

/// The last events that are told.
const ROWS: usize = 60;
/// Columns of the report.
const WIDTH: usize = 100;

pub(crate) fn kind(finding: &Finding) -> Kind {
    match finding {
        Finding::Race { .. } => Kind::DataRace,
        Finding::Panic { .. } => Kind::Panic,
        Finding::Deadlock { .. } => Kind::Deadlock,
        Finding::Hang { .. } => Kind::Hang,
        Finding::Endless { .. } => Kind::Livelock,
    }
}

/// The guilty places, sorted: with the kind, what makes two findings the same.
pub(crate) fn places(world: &World, finding: &Finding) -> Vec<String> {
    let of = |threads: &[u8]| threads.iter().map(|t| world.threads[usize::from(*t)].at.to_string()).collect();
    let mut places: Vec<String> = match finding {
        Finding::Race { earlier, later, .. } => vec![earlier.at.to_string(), later.at.to_string()],
        Finding::Panic { at, .. } => {
            at.iter().map(|(file, line, column)| format!("{file}:{line}:{column}")).collect()
        }
        Finding::Deadlock { cycle } => of(cycle),
        Finding::Hang { threads } => of(threads),
        Finding::Endless { .. } => Vec::new(),
    };
    places.sort();
    places
}

/// What was found in the execution that has just ended.
pub(crate) fn found(runner: &Runner, schedule: &Schedule) -> Found {
    let world = &runner.world;
    let finding = world.finding.clone().unwrap_or(Finding::Hang { threads: Vec::new() });
    let mut teller = Teller { world, files: Vec::new(), cast: Vec::new() };
    let story = teller.story(&finding, schedule.deviations.len());
    let title = teller.title(&finding, &story);
    let style = Style { width: WIDTH, colour: false, verbose: false };
    let notes = [("see it again", format!("{REPLAY}='{schedule}'"))];
    Found {
        kind: kind(&finding),
        places: places(world, &finding),
        schedule: schedule.to_string(),
        turns: schedule.deviations.len(),
        report: report::told(kind(&finding).name(), &title, &story, &notes, &style),
        title,
    }
}

struct Teller<'a> {
    world: &'a World,
    files: Vec<(String, Vec<String>)>,
    /// Who takes part, in the order of appearance.
    cast: Vec<u8>,
}

impl Teller<'_> {
    fn actor(&mut self, thread: u8) -> usize {
        self.cast.iter().position(|t| *t == thread).unwrap_or_else(|| {
            self.cast.push(thread);
            self.cast.len() - 1
        })
    }

    fn name(&self, thread: u8) -> String {
        let given = self.world.threads.get(usize::from(thread)).and_then(|t| t.name.clone());
        given.unwrap_or_else(|| match thread {
            0 => "main".to_owned(),
            n => format!("thread {n}"),
        })
    }

    /// The line, without the white space before it.
    fn text(&mut self, file: &str, line: u32) -> String {
        if !self.files.iter().any(|f| f.0 == file) {
            self.files.push((file.to_owned(), read(file)));
        }
        let lines = self.files.iter().find(|f| f.0 == file);
        lines.and_then(|f| f.1.get(line.checked_sub(1)? as usize)).cloned().unwrap_or_default()
    }

    fn source(&mut self, at: At) -> Source {
        self.source_at(at.file(), at.line(), at.column())
    }

    fn source_at(&mut self, file: &str, line: u32, column: u32) -> Source {
        let text = self.text(file, line).trim().to_owned();
        Source { file: shortened(file), line, column, function: String::new(), text }
    }

    /// What the source calls an object: the expression whose method was called where it was used first.
    fn object(&mut self, object: u32) -> String {
        let Some(first) = self.world.objects.get(object as usize).map(|o| o.first) else {
            return String::new();
        };
        let line = self.text(first.file(), first.line());
        let before: String = line.chars().take(first.column().saturating_sub(1) as usize).collect();
        let before = before.strip_suffix('.').unwrap_or("");
        let part = |c: char| c.is_alphanumeric() || "_.:[]".contains(c);
        let name = before.rsplit(|c: char| !part(c)).next().unwrap_or_default();
        let name = name.trim_start_matches(['.', ':', ']']);
        match name.strip_prefix("self.").unwrap_or(name) {
            "" => format!("object {object}"),
            name => name.to_owned(),
        }
    }

    fn held(&mut self, thread: u8) -> Vec<HeldLock> {
        let held: Vec<(u32, At, bool)> = self
            .world
            .held(thread)
            .map(|(o, at)| (o, at, self.world.objects[o as usize].owner == NOBODY))
            .collect();
        held.into_iter()
            .map(|(o, at, shared)| HeldLock { name: self.object(o), taken: self.source(at), shared })
            .collect()
    }

    fn what(&mut self, happened: Happened) -> Option<What> {
        let says = |text: &str| Some(What::Says(text.to_owned()));
        match happened {
            Happened::Loads(o, value, size) => {
                Some(What::Read { variable: self.object(o), value, size: size.into() })
            }
            Happened::Stores(o, before, after, size) => {
                let variable = self.object(o);
                Some(What::Write { variable, before, value: Some(after), size: size.into() })
            }
            Happened::Fails(value, size) => {
                let signed = (value << (64 - 8 * u32::from(size))) as i64 >> (64 - 8 * u32::from(size));
                let value =
                    if (-65_536..0).contains(&signed) { signed.to_string() } else { value.to_string() };
                Some(What::Says(format!("fails: it is {value}")))
            }
            Happened::FailsWeakly => says("fails for no reason"),
            Happened::Takes(o) => Some(What::Call {
                name: "lock".to_owned(),
                object: self.object(o),
                result: CallResult::Taken,
            }),
            Happened::DoesNotTake(NOBODY) => says("not taken"),
            Happened::DoesNotTake(owner) => {
                Some(What::Says(format!("not taken: {} has it", self.name(owner))))
            }
            Happened::Gives(o) => Some(What::Call {
                name: "lock".to_owned(),
                object: self.object(o),
                result: CallResult::Released,
            }),
            Happened::Sleeps => says("gives the mutex back and sleeps"),
            Happened::Wakes(NOBODY) => says("wakes nobody"),
            Happened::Wakes(woken) => Some(What::Says(format!("wakes {}", self.name(woken)))),
            Happened::WakesAll(0) => says("wakes nobody"),
            Happened::WakesAll(1) => says("wakes one"),
            Happened::WakesAll(n) => Some(What::Says(format!("wakes {n}"))),
            Happened::Parks => says("goes on"),
            Happened::Unparks(whom) => Some(What::Says(format!("unparks {}", self.name(whom)))),
            Happened::Reads => says("reads"),
            Happened::Writes => says("writes"),
            Happened::Once(true) => says("begins"),
            Happened::Once(false) => says("is done"),
            Happened::Joins | Happened::Ends => None,
        }
    }

    fn rows(&mut self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let events = &self.world.events;
        for event in &events[events.len().saturating_sub(ROWS)..] {
            let Some(what) = self.what(event.what) else { continue };
            let (actor, source) = (self.actor(event.thread), self.source(event.at));
            let row = Row { actor, source, what, inside: false, guilty: None };
            // An access within a closure is one when it begins and one when it ends.
            let again = |r: &Row| r.actor == row.actor && r.source == row.source && r.what == row.what;
            let plain = matches!(event.what, Happened::Reads | Happened::Writes);
            if !(plain && rows.last().is_some_and(again)) {
                rows.push(row);
            }
        }
        rows
    }

    fn guilty(&mut self, role: Role, thread: u8, at: At) -> Guilty {
        let (actor, source) = (self.actor(thread), self.source(at));
        Guilty { role, actor, stack: vec![source.clone()], source, access: None, held: Vec::new() }
    }

    /// The place at which a thread waits, and what it says there.
    fn waits(&mut self, thread: u8, what: What, rows: &mut Vec<Row>) -> Guilty {
        let at = self.world.threads[usize::from(thread)].at;
        let guilty = self.guilty(Role::Here, thread, at);
        rows.push(Row {
            actor: guilty.actor,
            source: guilty.source.clone(),
            what,
            inside: false,
            guilty: None,
        });
        guilty
    }

    fn story(&mut self, finding: &Finding, turns: usize) -> Story {
        let mut rows = self.rows();
        let (defect, places) = match finding {
            Finding::Race { earlier, earlier_writes, later, later_writes, object } => {
                let sides = [(earlier, *earlier_writes, Role::Earlier), (later, *later_writes, Role::Here)];
                let places = sides.map(|(side, write, role)| {
                    let mut guilty = self.guilty(role, side.thread, side.at);
                    guilty.access = Some(AccessWord { write, marked: false, asserts: false, size: 0 });
                    if role == Role::Here {
                        guilty.held = self.held(side.thread);
                    }
                    guilty
                });
                (Told::DataRace { variable: self.object(*object), address: 0 }, places.to_vec())
            }
            Finding::Panic { thread, at, .. } => {
                let actor = self.actor(*thread);
                let source = at.as_ref().map_or(Source::default(), |(f, l, c)| self.source_at(f, *l, *c));
                let what = What::Says("panics".to_owned());
                rows.push(Row { actor, source: source.clone(), what, inside: false, guilty: Some(1) });
                let stack = vec![source.clone()];
                (
                    Told::Bug,
                    vec![Guilty { role: Role::Here, actor, source, access: None, stack, held: Vec::new() }],
                )
            }
            Finding::Deadlock { cycle } => self.deadlock(cycle, &mut rows),
            Finding::Hang { threads } => {
                let what = What::Says("waits for ever".to_owned());
                let places = threads.iter().map(|t| self.waits(*t, what.clone(), &mut rows)).collect();
                (Told::Hang { waits_at: String::new() }, places)
            }
            Finding::Endless { thread, at } => {
                let guilty = self.guilty(Role::Here, *thread, at);
                (Told::SoftLockup, vec![guilty])
            }
        };
        mark(&mut rows, &places);
        let actors = (0..self.cast.len()).map(|i| Actor {
            name: self.name(self.cast[i]),
            kind: ActorKind::Thread,
            function: String::new(),
            comm: String::new(),
            pid: 0,
            cpu: 0,
        });
        Story {
            code: Code::Bug,
            defect,
            actors: actors.collect(),
            places,
            rows,
            preemptions: turns as u32,
            interrupts: 0,
            migrations: 0,
            faults: 0,
            outcomes: None,
        }
    }

    fn deadlock(&mut self, cycle: &[u8], rows: &mut Vec<Row>) -> (Told, Vec<Guilty>) {
        let mut links = Vec::new();
        let mut places = Vec::new();
        for (i, thread) in cycle.iter().enumerate() {
            let next = self.actor(cycle[(i + 1) % cycle.len()]);
            let waits_for = match self.world.awaited(*thread) {
                Some((object, _)) => self.object(object),
                None => "join()".to_owned(),
            };
            let result = CallResult::Waits(Some(next));
            let what = What::Call { name: "lock".to_owned(), object: waits_for.clone(), result };
            let mut guilty = self.waits(*thread, what, rows);
            guilty.role = Role::Waits;
            let holds = self.held(*thread);
            let (actor, at) = (guilty.actor, guilty.source.clone());
            links.push(Waiting { actor, waits_for, at, holds, interrupted: false });
            places.push(guilty);
        }
        (Told::Deadlock { cycle: links }, places)
    }

    fn title(&self, finding: &Finding, story: &Story) -> String {
        match finding {
            Finding::Panic { thread, message, .. } => {
                let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("`{}` panics: {message}", self.name(*thread))
            }
            Finding::Hang { threads } => {
                let names: Vec<String> = threads.iter().map(|t| format!("`{}`", self.name(*t))).collect();
                let wait = if names.len() == 1 { "waits" } else { "wait" };
                let who = if names.len() == 1 { "it" } else { "them" };
                format!("{} {wait} for ever: nobody is left who could wake {who}", names.join(" and "))
            }
            Finding::Endless { thread, .. } => format!(
                "`{}` goes on and on; a loop that waits has to say so by `hint::spin_loop` or `thread::yield_now`",
                self.name(*thread)
            ),
            _ => report::summary(story),
        }
    }
}

/// The rows of guilty places: for each the last one that fits, before that of the place behind it.
fn mark(rows: &mut [Row], places: &[Guilty]) {
    let mut end = rows.len();
    for (n, place) in places.iter().enumerate().rev() {
        let fits = |r: &Row| r.actor == place.actor && r.source == place.source && r.guilty.is_none();
        if let Some(i) = rows[..end].iter().rposition(fits) {
            rows[i].guilty = Some(n + 1);
            end = i;
        }
    }
}

/// The path without the parts that it enters and leaves again.
fn shortened(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/') {
        match (part, parts.last()) {
            ("..", Some(last)) if !matches!(*last, "" | "..") => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The lines of a file. The compiler names it relative to the root of the workspace, and a test runs in that of its crate.
fn read(file: &str) -> Vec<String> {
    let here = std::env::current_dir().unwrap_or_default();
    let candidates = here.ancestors().map(|above| above.join(file));
    let text =
        std::iter::once(PathBuf::from(file)).chain(candidates).find_map(|p| std::fs::read_to_string(p).ok());
    text.unwrap_or_default().lines().map(str::to_owned).collect()
}
