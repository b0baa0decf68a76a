//! The last lines: how much was found, and in what.

use crate::line::{self, Line};
use crate::number::{count, many};
use crate::scene;
use crate::style::{Style, Tone};
use scenario::verdict::{NeverRan, Outcome, Searched, Verdict};

/// What was searched, honestly.
pub fn lines(v: &Verdict, style: &Style) -> Vec<Line> {
    let s = &v.searched;
    let mut out = Vec::new();
    let file = scene::base(&v.file);
    let file = if file.is_empty() { &v.module } else { file };
    match (v.findings.len(), v.outcome) {
        (0, Outcome::Incomplete) => {
            let text = format!("No finding in {file} so far: the search was cut short.");
            out.extend(line::paragraph(Line::new(), &text, style));
        }
        (0, _) => out.extend(toned(Tone::Bold, &format!("No finding in {file}."), style)),
        (n, _) => out.extend(toned(Tone::Bold, &format!("{}.", many(n as u64, "finding")), style)),
    }
    out.extend(entry("Searched: ", &searched(s), style));
    out.extend(entry("Machine: ", &machine(v), style));
    if !v.faults.is_empty() {
        out.extend(entry("Faults: ", &format!("{}.", v.faults.join(", ")), style));
    }
    for (n, steps) in v.processes.iter().enumerate() {
        let head = if n == 0 { "Processes: " } else { "           " };
        out.extend(entry(head, &format!("--do '{}'", steps.replace('\'', "\"")), style));
    }
    for g in &s.gave_up_at {
        let leaves = match g.leaves.as_slice() {
            [] => "leaves nothing".to_string(),
            leaves => format!("leaves {}", scene::list(leaves)),
        };
        let text = format!("line {}, `{}`: {leaves}.", g.source.line, crate::text::code(&g.source.text));
        out.extend(entry("init fails at ", &text, style));
    }
    if style.verbose {
        if let Some(what) = s.untold.as_ref().filter(|_| !s.reduction_asked) {
            let text = format!("partial-order reduction does not know {what}.");
            out.extend(entry("Not reduced: ", &text, style));
        }
        for (n, order) in v.lock_orders.iter().enumerate() {
            out.extend(entry(if n == 0 { "Lock order: " } else { "            " }, order, style));
        }
    }
    match s.never_ran.as_slice() {
        [] if s.all_ran => out.extend(entry("", "Every function of the module ran.", style)),
        [] => {}
        never => {
            for (n, text) in unreached(never).iter().enumerate() {
                out.extend(entry(if n == 0 { "Never ran: " } else { "           " }, text, style));
            }
        }
    }
    if s.endless > 0 {
        let text = format!(
            "{} used up the budget of events; what would follow is not searched.",
            many(s.endless, "execution")
        );
        out.extend(entry("Endless: ", &text, style));
    }
    if s.kthreads_refused {
        let text = "kthreads, because there were too many: kthread_create() returned -ENOMEM.";
        out.extend(entry("Refused: ", text, style));
    }
    out
}

/// The functions that never ran: a line for each that a step would reach, then the others.
fn unreached(never: &[NeverRan]) -> Vec<String> {
    let call = |f: &NeverRan| format!("{}()", f.function.trim_end_matches("()"));
    let shell = |steps: &str| format!("--do '{}'", steps.replace('\'', "\""));
    let mut texts: Vec<String> = never
        .iter()
        .filter_map(|f| Some(format!("{} (try {})", call(f), shell(f.steps.as_deref()?))))
        .collect();
    let others: Vec<String> = never.iter().filter(|f| f.steps.is_none()).map(call).collect();
    if !others.is_empty() {
        texts.push(format!("{}.", others.join(", ")));
    }
    texts
}

fn toned(tone: Tone, s: &str, style: &Style) -> Vec<Line> {
    let parts = crate::text::wrap(&crate::text::clean(s), style.room());
    parts.into_iter().map(|p| Line::new().tone(tone, p)).collect()
}

fn entry(head: &str, text: &str, style: &Style) -> Vec<Line> {
    line::paragraph(Line::of(head), text, style)
}

fn searched(s: &Searched) -> String {
    let rounds = if s.rounds > 1 { rounds(s) } else { String::new() };
    if let Some(n) = s.differing.filter(|_| s.complete) {
        return match n {
            1 => format!("complete: no two interleavings differ{rounds}."),
            n => format!("complete: all {} interleavings that differ{rounds}.", count(n)),
        };
    }
    if s.complete {
        return match s.executions {
            1 => format!("complete: there is one interleaving{rounds}."),
            n => format!("complete: all {} interleavings{rounds}.", count(n)),
        };
    }
    let within = |b: u32| match b {
        0 => "without a preemption".to_string(),
        b => format!("up to {}", many(u64::from(b), "preemption")),
    };
    let done = many(s.exhaustive, "execution");
    let bounded = match (s.bound, s.share) {
        (Some(b), Some(n)) => {
            let (bound, next) = (within(b), b + 1);
            Some(format!("all interleavings {bound} and {} of those up to {next} ({done})", percent(n)))
        }
        (Some(b), None) => Some(format!("all interleavings {} ({done})", within(b))),
        (None, Some(n)) => Some(format!("{} of the interleavings {} ({done})", percent(n), within(0))),
        // The last round, which found more races at once, has not come so far.
        (None, None) if s.exhaustive > 0 => Some(format!("{done} in order")),
        (None, None) => None,
    };
    // Where it ended early because of what it does not know, what it did is not worth a word.
    let reduced = (s.reduced > 0 && s.untold.is_none()).then(|| match s.reduced {
        1 => "1 execution".to_string(),
        n => format!("{} interleavings that differ", count(n)),
    });
    let parts = [reduced, bounded, (s.random > 0).then(|| format!("{} at random", count(s.random)))];
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    if let (Some(what), Some(last)) = (s.untold.as_ref().filter(|_| s.reduction_asked), parts.last_mut()) {
        last.push_str(&format!("; partial-order reduction does not know {what}"));
    }
    match parts.is_empty() {
        true => format!("{}{rounds}.", many(s.executions, "execution")),
        false => format!("{}{rounds}.", parts.join(", then ")),
    }
}

/// An estimate in hundredths of a percent.
fn percent(n: u32) -> String {
    match n {
        0..100 => "less than 1 %".to_string(),
        n => format!("about {} %", (n / 100).min(99)),
    }
}

fn rounds(s: &Searched) -> String {
    let accesses = if s.promoted == 1 { "access" } else { "accesses" };
    let rounds = many(u64::from(s.rounds), "round");
    format!("; {rounds}, with {} racing {accesses} promoted", count(u64::from(s.promoted)))
}

fn machine(v: &Verdict) -> String {
    format!("{}, preemption {}.", many(u64::from(v.cpus), "CPU"), v.preemption)
}
