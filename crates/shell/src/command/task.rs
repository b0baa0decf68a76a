//! `ps` and `pidof`.

use super::Call;
use crate::command::system::calendar;
use crate::plan::Outcome;
use crate::shell::{Shell, Stop};
use crate::system::Task;

/// A column of `ps`.
struct Column {
    title: &'static str,
    /// Its width; 0: it is the last one.
    width: usize,
    side: Side,
    text: fn(&Task, u64) -> String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

const fn column(title: &'static str, width: usize, side: Side, text: fn(&Task, u64) -> String) -> Column {
    Column { title, width, side, text }
}

fn name(t: &Task, _: u64) -> String {
    t.name.clone()
}

fn command(t: &Task, _: u64) -> String {
    if t.is_kernel() { format!("[{}]", t.name) } else { t.argv.join(" ") }
}

fn terminal(t: &Task, _: u64) -> String {
    if t.is_kernel() || t.pid == 1 { "?".to_owned() } else { "pts/0".to_owned() }
}

fn root(_: &Task, _: u64) -> String {
    "root".to_owned()
}

fn time(t: &Task, _: u64) -> String {
    let s = t.busy / 1_000_000_000;
    format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

/// The share of one CPU that it has had since it was made, in tenths of a percent.
fn share(t: &Task, now: u64) -> u64 {
    let lived = u128::from(now.saturating_sub(t.start));
    (u128::from(t.busy) * 1000).checked_div(lived).unwrap_or(0).min(999) as u64
}

fn started(t: &Task, _: u64) -> String {
    calendar(t.start).clock()[..5].to_owned()
}

fn state(t: &Task, _: u64) -> String {
    let nice = match t.nice {
        ..0 => "<",
        0 => "",
        1.. => "N",
    };
    format!("{}{nice}", t.state)
}

fn nothing(_: &Task, _: u64) -> String {
    "0".to_owned()
}

const PID: Column = column("PID", 7, Side::Right, |t, _| t.pid.to_string());
const PPID: Column = column("PPID", 7, Side::Right, |t, _| t.ppid.to_string());
const UID: Column = column("UID", 8, Side::Left, root);
const TTY: Column = column("TTY", 8, Side::Left, terminal);
const TIME: Column = column("TIME", 8, Side::Right, time);
const C: Column = column("C", 2, Side::Right, |t, now| (share(t, now) / 10).to_string());
const STIME: Column = column("STIME", 5, Side::Right, started);
const PSR: Column = column("PSR", 3, Side::Right, |t, _| t.cpu.to_string());
const COMM: Column = column("CMD", 0, Side::Left, name);
const CMD: Column = column("CMD", 0, Side::Left, command);

/// The columns that `-o` knows, and what they are called there.
const KNOWN: &[(&[&str], Column)] = &[
    (&["pid"], PID),
    (&["ppid"], PPID),
    (&["user", "uid"], column("USER", 8, Side::Left, root)),
    (&["tty", "tt"], column("TT", 8, Side::Left, terminal)),
    (&["time", "cputime"], TIME),
    (&["stime", "start"], STIME),
    (&["psr", "cpu"], PSR),
    (&["comm", "ucmd"], column("COMMAND", 15, Side::Left, name)),
    (&["cmd", "args", "command"], column("CMD", 27, Side::Left, command)),
    (&["stat"], column("STAT", 4, Side::Left, state)),
    (&["s", "state"], column("S", 1, Side::Left, |t, _| t.state.to_string())),
    (&["ni", "nice"], column("NI", 3, Side::Right, |t, _| t.nice.to_string())),
    (&["pcpu", "%cpu"], column("%CPU", 4, Side::Right, percent)),
];

fn percent(t: &Task, now: u64) -> String {
    let tenths = share(t, now);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn sum(t: &Task, _: u64) -> String {
    let s = t.busy / 1_000_000_000;
    format!("{}:{:02}", s / 60, s % 60)
}

/// What `ps` was asked for.
#[derive(Default)]
struct Request {
    all: bool,
    full: bool,
    extra: bool,
    user: bool,
    pids: Vec<u32>,
    columns: Vec<&'static Column>,
}

pub fn ps(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let request = match request(call.operands()) {
        Ok(request) => request,
        Err(why) => return Ok(Outcome::Done(shell.fail(call.io, 1, &why))),
    };
    let tasks = shell.system().tasks();
    let now = shell.system().now();
    let own = shell.system().facts().shell;
    let wanted = tasks.iter().filter(|t| match request.pids.as_slice() {
        [] => request.all || t.pid == own || (t.ppid == own && !t.is_kernel()),
        pids => pids.contains(&t.pid),
    });
    const USER: &[Column] = &[
        column("USER", 8, Side::Left, root),
        PID,
        column("%CPU", 4, Side::Right, percent),
        column("%MEM", 4, Side::Right, |_, _| "0.0".to_owned()),
        column("VSZ", 6, Side::Right, nothing),
        column("RSS", 5, Side::Right, nothing),
        TTY,
        column("STAT", 4, Side::Left, state),
        column("START", 5, Side::Right, started),
        column("TIME", 6, Side::Right, sum),
        column("COMMAND", 0, Side::Left, command),
    ];
    const SZ: Column = column("SZ", 5, Side::Right, nothing);
    const RSS: Column = column("RSS", 5, Side::Right, nothing);
    const FULL: &[Column] = &[UID, PID, PPID, C, STIME, TTY, TIME, CMD];
    const EXTRA: &[Column] = &[UID, PID, PPID, C, SZ, RSS, PSR, STIME, TTY, TIME, CMD];
    const PLAIN: &[Column] = &[PID, TTY, TIME, COMM];
    let columns: Vec<&Column> = match &request {
        r if !r.columns.is_empty() => r.columns.clone(),
        Request { user: true, .. } => USER.iter().collect(),
        Request { extra: true, .. } => EXTRA.iter().collect(),
        Request { full: true, .. } => FULL.iter().collect(),
        _ => PLAIN.iter().collect(),
    };
    let line = |cell: &dyn Fn(&Column) -> String| {
        let cells: Vec<String> = columns
            .iter()
            .map(|c| {
                let (text, width) = (cell(c), c.width);
                match c.side {
                    Side::Left => format!("{text:<width$}"),
                    Side::Right => format!("{text:>width$}"),
                }
            })
            .collect();
        cells.join(" ").trim_end().to_owned() + "\n"
    };
    let mut text = line(&|c| c.title.to_owned());
    let mut found = false;
    for task in wanted {
        found = true;
        text.push_str(&line(&|c| (c.text)(task, now)));
    }
    shell.say(&call.io.out, &text);
    Ok(Outcome::Done(u8::from(!found)))
}

fn request(words: &[String]) -> Result<Request, String> {
    let mut request = Request::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (dashed, letters) = word.strip_prefix('-').map_or((false, word.as_str()), |l| (true, l));
        if letters.starts_with(|c: char| c.is_ascii_digit()) {
            request.pids.extend(letters.parse::<u32>());
            continue;
        }
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            let mut argument = || {
                let own: String = rest.by_ref().collect();
                let own = if own.is_empty() { words.next().cloned().unwrap_or_default() } else { own };
                own.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>()
            };
            match letter {
                'e' | 'A' | 'a' | 'x' => request.all |= letter != 'a' || !dashed,
                'f' => request.full = true,
                'F' => request.extra = true,
                'u' if !dashed => request.user = true,
                'w' | 'T' => {}
                'p' => {
                    for word in argument() {
                        request.pids.push(word.parse().map_err(|_| "error: process ID list syntax error")?);
                    }
                }
                'o' => {
                    for word in argument() {
                        let known = KNOWN.iter().find(|(names, _)| names.contains(&word.as_str()));
                        let (_, column) = known.ok_or_else(|| {
                            let names: Vec<&str> = KNOWN.iter().map(|(names, _)| names[0]).collect();
                            format!("error: unknown format specifier \"{word}\"; known: {}", names.join(","))
                        })?;
                        request.columns.push(column);
                    }
                }
                other => {
                    return Err(format!(
                        "error: unsupported option -- '{other}'; -e, -f, -F, -p PIDS, -o COLUMNS and `aux` are"
                    ));
                }
            }
        }
    }
    Ok(request)
}

pub fn pidof(shell: &mut Shell, call: &Call) -> Result<Outcome, Stop> {
    let tasks = shell.system().tasks();
    let named = tasks.iter().rev().filter(|t| call.operands().contains(&t.name));
    let pids: Vec<String> = named.map(|t| t.pid.to_string()).collect();
    if pids.is_empty() {
        return Ok(Outcome::Done(1));
    }
    shell.say(&call.io.out, &format!("{}\n", pids.join(" ")));
    Ok(Outcome::Done(0))
}
