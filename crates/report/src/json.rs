//! The verdict for programs. The schema is part of the interface: keys keep their names, meaning and order.

use scenario::story::{Source, Story};
use scenario::verdict::{Found, GaveUp, NeverRan, Outcome, Searched, Verdict};
use scenario::{Mismatch, Scheduled, Value};
use serde::Serialize;

/// The version of the schema.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    outcome: Outcome,
    executions: u64,
    complete: bool,
    coverage: Coverage<'a>,
    findings: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Coverage<'a> {
    bound: Option<u32>,
    share: Option<f64>,
    differing: Option<u64>,
    untold: Option<&'a str>,
    reduced: u64,
    exhaustive: u64,
    random: u64,
    rounds: u32,
    promoted: u32,
    endless: u64,
    kthreads_refused: bool,
    never_ran: Vec<&'a str>,
    to_run: Vec<ToRun<'a>>,
    #[serde(skip_serializing_if = "<[GaveUp]>::is_empty")]
    gave_up_at: &'a [GaveUp],
}

/// What a user process may do to reach a function that never ran.
#[derive(Serialize)]
struct ToRun<'a> {
    function: &'a str,
    steps: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'static str,
    headline: String,
    summary: String,
    locations: Vec<Location>,
    trace: Option<String>,
    execution: u64,
    story: &'a Story,
}

#[derive(Serialize)]
struct Location {
    file: String,
    line: u32,
    function: String,
}

/// The verdict as one pretty-printed object with a newline at its end. It holds no times and no host's paths but
/// those it was given, so that equal searches give equal bytes.
pub fn json(v: &Verdict) -> String {
    let document = Document {
        schema: SCHEMA,
        outcome: v.outcome,
        executions: v.searched.executions,
        complete: v.searched.complete,
        coverage: coverage(&v.searched),
        findings: v.findings.iter().map(|f| item(f, v)).collect(),
    };
    let mut out = serde_json::to_string_pretty(&document).expect("every key is a string");
    out.push('\n');
    out
}

/// How a table was followed.
#[derive(Serialize)]
struct Schedule<'a> {
    schema: u32,
    followed: bool,
    holds: bool,
    mismatch: Option<&'a Mismatch>,
    values: &'a [Value],
    findings: Vec<Item<'a>>,
}

/// What came of a table, in the same manner.
pub fn scheduled(s: &Scheduled) -> String {
    let document = Schedule {
        schema: SCHEMA,
        followed: s.mismatch.is_none(),
        holds: s.holds(),
        mismatch: s.mismatch.as_ref(),
        values: &s.values,
        findings: s.verdict.findings.iter().map(|f| item(f, &s.verdict)).collect(),
    };
    let mut out = serde_json::to_string_pretty(&document).expect("every key is a string");
    out.push('\n');
    out
}

fn coverage(s: &Searched) -> Coverage<'_> {
    Coverage {
        bound: s.bound,
        share: s.share.map(|n| f64::from(n) / 10_000.0),
        differing: s.differing,
        untold: s.untold.as_deref(),
        reduced: s.reduced,
        exhaustive: s.exhaustive,
        random: s.random,
        rounds: s.rounds,
        promoted: s.promoted,
        endless: s.endless,
        kthreads_refused: s.kthreads_refused,
        never_ran: s.never_ran.iter().map(|f| f.function.as_str()).collect(),
        to_run: s.never_ran.iter().filter_map(to_run).collect(),
        gave_up_at: &s.gave_up_at,
    }
}

fn to_run(f: &NeverRan) -> Option<ToRun<'_>> {
    Some(ToRun { function: &f.function, steps: f.steps.as_deref()? })
}

fn item<'a>(f: &'a Found, v: &Verdict) -> Item<'a> {
    let known = |s: &&Source| !s.file.is_empty() || !s.function.is_empty();
    Item {
        code: f.code.name(),
        headline: crate::headline::in_module(&f.story, &v.module),
        summary: crate::summary::summary(&f.story),
        locations: f.story.places.iter().map(|g| &g.source).filter(known).map(location).collect(),
        trace: f.trace.as_ref().map(|p| p.to_string_lossy().into_owned()),
        execution: f.execution,
        story: &f.story,
    }
}

fn location(s: &Source) -> Location {
    Location { file: s.file.clone(), line: s.line, function: s.function.clone() }
}
