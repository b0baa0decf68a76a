//! `jobs`, `kill`, `wait`: what runs in the background.

use super::{Call, print};
use crate::errno::words;
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::stream::Sink;
use std::fmt::Write;

const SIGNALS: &[(u8, &str)] =
    &[(1, "HUP"), (2, "INT"), (3, "QUIT"), (9, "KILL"), (10, "USR1"), (12, "USR2"), (15, "TERM")];

/// How much virtual time `wait` gives a job.
const PATIENCE: u64 = 600_000_000_000;

pub fn jobs(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    shell.reap();
    let mut text = String::new();
    for job in &shell.jobs {
        let _ = writeln!(text, "[{}]   {:<23} {} &", job.number, "Running", job.text);
    }
    Ok(print(shell, call, &text))
}

pub fn wait(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if shell.recording.is_some() {
        return shell.refuse("`wait` in the background");
    }
    let mut status = 0;
    if call.operands().is_empty() {
        // What cannot end by itself is no reason to wait for the others any less.
        for job in std::mem::take(&mut shell.jobs) {
            shell.attend(job, PATIENCE)?;
        }
        shell.ended.clear();
        return Ok(Outcome::Done(0));
    }
    for word in call.operands() {
        let number = word.strip_prefix('%').and_then(|n| n.parse::<u32>().ok());
        let pid = word.parse::<u32>().ok();
        let at = shell.jobs.iter().position(|j| Some(j.number) == number || Some(j.pid) == pid);
        let gone = shell.ended.iter().position(|(n, _)| Some(*n) == number);
        status = match (at, gone) {
            (Some(at), _) => {
                let job = shell.jobs.remove(at);
                shell.attend(job, PATIENCE)?
            }
            (None, Some(at)) => shell.ended.remove(at).1,
            (None, None) if number.is_some() => {
                shell.fail(call.io, 127, &format!("bash: wait: {word}: no such job"))
            }
            (None, None) => {
                let text = format!("bash: wait: pid {word} is not a child of this shell");
                shell.fail(call.io, 127, &text)
            }
        };
    }
    Ok(Outcome::Done(status))
}

pub fn kill(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let mut signal = 15;
    let mut status = 0;
    let mut words_left = call.operands().iter().peekable();
    if let Some(first) = words_left.peek()
        && let Some(name) = first.strip_prefix('-')
    {
        words_left.next();
        let name = match name {
            "s" | "n" => words_left.next().map_or("", String::as_str),
            name => name,
        };
        if name == "l" {
            let text: String = SIGNALS.iter().map(|(n, name)| format!("{n:2}) SIG{name}\n")).collect();
            return Ok(print(shell, call, &text));
        }
        let short = name.strip_prefix("SIG").unwrap_or(name);
        let known = SIGNALS.iter().find(|(_, n)| *n == short).map(|(n, _)| *n);
        match known.or_else(|| name.parse().ok().filter(|n| *n < 65)) {
            Some(n) => signal = n,
            None => {
                let text = format!("bash: kill: {name}: invalid signal specification");
                return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
            }
        }
    }
    if words_left.peek().is_none() {
        let text = "kill: usage: kill [-SIGNAL] PID..";
        return Ok(Outcome::Done(shell.fail(call.io, 2, text)));
    }
    for word in words_left {
        let job = word.strip_prefix('%').and_then(|n| n.parse::<u32>().ok());
        let pid = match job {
            Some(n) => shell.jobs.iter().find(|j| j.number == n).map(|j| j.pid),
            None => word.parse().ok(),
        };
        let Some(pid) = pid else {
            let what =
                if word.starts_with('%') { "no such job" } else { "arguments must be process or job IDs" };
            status = shell.fail(call.io, 1, &format!("bash: kill: {word}: {what}"));
            continue;
        };
        let sent = shell.system().kill(pid, signal);
        if let Err(error) = sent {
            let why = match error {
                38 => "signals are not modelled here".to_owned(),
                other => words(other),
            };
            shell.say(&Sink::Err, &format!("bash: kill: ({pid}) - {why}\n"));
            status = 1;
        }
    }
    Ok(Outcome::Done(status))
}
