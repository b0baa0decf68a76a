//! `sh`, `sudo`, `taskset`, `watch`: what runs other commands.

use super::{Call, missing};
use crate::options::{Opt, opt};
use crate::parse;
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};

pub const TASKSET: &[Opt] = &[
    opt('c', "cpu-list", "", "CPUS is a list: 0,2-3; otherwise it is a mask: 0xd"),
    opt('p', "pid", "", "refused: a process that runs stays where it may be"),
];
pub const WATCH: &[Opt] = &[
    opt('d', "differences", "", "means nothing here"),
    opt('n', "interval", "SECONDS", "every so many seconds of virtual time; 2 if not given"),
    opt('t', "no-title", "", "without the first line"),
];

pub fn sudo(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    // Builtins are no programs, but `sudo echo` is one of those that are both.
    shell.call(call.operands(), call.io).map(Outcome::Done)
}

pub fn sh(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let Some(text) = call.options.argument('c').map(str::to_owned) else {
        let text = format!("{}: only `{} -c TEXT` is supported", call.name(), call.name());
        return Ok(Outcome::Done(shell.fail(call.io, 2, &text)));
    };
    let list = match parse::parse(&text) {
        Ok(list) => list,
        Err(why) => {
            let text = format!("{}: -c: {why}", call.name());
            return Ok(Outcome::Done(shell.fail(call.io, 2, &text)));
        }
    };
    let kept = shell.scope.clone();
    let mut words = call.operands().iter().cloned();
    shell.scope.name = words.next().unwrap_or_else(|| call.name().to_owned());
    shell.scope.arguments = words.collect();
    let result = shell.subshell(&list, call.io);
    shell.scope = kept;
    result.map(Outcome::Done)
}

pub fn taskset(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.options.has('p') {
        let text = "taskset: -p is not supported: use `taskset -c CPUS COMMAND`";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    }
    let [cpus, command @ ..] = call.operands() else { return Ok(missing(shell, call)) };
    if command.is_empty() {
        return Ok(missing(shell, call));
    }
    let there = shell.system().facts().cpus;
    let wanted = if call.options.has('c') { list(cpus) } else { mask(cpus) };
    let Some(wanted) = wanted else {
        let what = if call.options.has('c') { "CPU list" } else { "CPU mask" };
        let text = format!("taskset: failed to parse {what}: {cpus}");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    };
    let wanted: Vec<u16> = wanted.into_iter().filter(|c| *c < there).collect();
    if wanted.is_empty() {
        let text = "taskset: failed to set pid 0's affinity: Invalid argument";
        return Ok(Outcome::Done(shell.fail(call.io, 1, text)));
    }
    let kept = std::mem::replace(&mut shell.affinity, wanted);
    let result = shell.call(command, call.io);
    shell.affinity = kept;
    result.map(Outcome::Done)
}

/// `0,2-3`
fn list(text: &str) -> Option<Vec<u16>> {
    let mut all = Vec::new();
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (from.parse::<u16>().ok()?, to.parse::<u16>().ok()?);
        if from > to {
            return None;
        }
        all.extend(from..=to);
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// `0xd`, `d`
fn mask(text: &str) -> Option<Vec<u16>> {
    let bits = u128::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16).ok()?;
    Some((0..128).filter(|i| bits >> i & 1 == 1).collect())
}

/// How often `watch` runs its command in a script.
const ROUNDS: u32 = 3;

pub fn watch(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    if call.operands().is_empty() {
        return Ok(missing(shell, call));
    }
    if shell.recording.is_some() {
        return shell.refuse("`watch` in the background");
    }
    let interval = call.options.argument('n').unwrap_or("2");
    let Some(ns) = super::system::duration(interval).filter(|ns| *ns > 0) else {
        let text = format!("watch: failed to parse argument: '{interval}'");
        return Ok(Outcome::Done(shell.fail(call.io, 1, &text)));
    };
    let text = call.operands().join(" ");
    // As the real one does, the words together are a text for the shell.
    let list = match parse::parse(&text) {
        Ok(list) => list,
        Err(why) => return Ok(Outcome::Done(shell.fail(call.io, 2, &format!("watch: {why}")))),
    };
    let tenths = ns / 100_000_000;
    let mut round = 0;
    loop {
        if shell.terminal {
            shell.say(&call.io.out, "\x1b[H\x1b[2J");
        }
        if !call.options.has('t') {
            shell.say(&call.io.out, &format!("Every {}.{}s: {text}\n\n", tenths / 10, tenths % 10));
        }
        let status = shell.subshell(&list, call.io)?;
        round += 1;
        if !shell.terminal && round == ROUNDS {
            return Ok(Outcome::Done(status));
        }
        shell.pass(ns)?;
    }
}

impl Shell<'_> {
    /// Lets virtual time pass. At a terminal as much passes on the clock of the wall, and Ctrl-C ends it.
    pub(crate) fn pass(&mut self, ns: u64) -> Result<(), Stop> {
        let mut left = ns;
        while left > 0 {
            let slice = if self.terminal { left.min(50_000_000) } else { left };
            if self.terminal {
                std::thread::sleep(std::time::Duration::from_nanos(slice));
            }
            self.system().idle(slice);
            left -= slice;
            if self.interrupted() {
                return Err(Stop::Interrupted);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_are_a_list_or_a_mask() {
        assert_eq!(list("0,2-3"), Some(vec![0, 2, 3]));
        assert_eq!(list("3-1"), None);
        assert_eq!(list(""), None);
        assert_eq!(mask("0xd"), Some(vec![0, 2, 3]));
        assert_eq!(mask("zz"), None);
    }
}
