//! `lockstep step`: a prompt on one execution that stands still before each step.

mod grammar;

use crate::args::{Format, Output, Step};
use crate::command::{self, Failure};
use crate::{exit, terminal};
use grammar::{COMMANDS, Command};
use report::Style;
use scenario::{Standing, Until, Walk};
use shell::{Lines, Typed};
use std::path::Path;

/// `lockstep step`
pub fn step(args: &Step) -> Result<u8, Failure> {
    if let Some(code) = refused(&args.output) {
        return Ok(code);
    }
    lead(Walk::begin(&command::setup(&args.file, &args.scenario)?)?, &args.output, None)
}

/// `lockstep replay --step`
pub fn along(trace: &Path, output: &Output, until: Option<&str>) -> Result<u8, Failure> {
    if let Some(code) = refused(output) {
        return Ok(code);
    }
    let until = until.map(|place| format!("until {place}"));
    lead(Walk::along(trace)?, output, until)
}

/// The exit code where a prompt is asked for in another form than text.
fn refused(output: &Output) -> Option<u8> {
    (output.format != Format::Text).then(|| {
        terminal::complain("error: a prompt has no other form than text; leave `--format` out");
        exit::INVOCATION
    })
}

/// Who leads, and what was typed.
struct Leader {
    walk: Walk,
    style: Style,
    lines: Lines,
    /// The contexts by the numbers under which they are called, from 1.
    numbers: Vec<u16>,
    /// Some line was not understood, or could not be done.
    refused: bool,
    typed: usize,
}

fn lead(walk: Walk, output: &Output, first: Option<String>) -> Result<u8, Failure> {
    let lines = Lines::new().map_err(Failure::Output)?;
    let style = terminal::style(output);
    let mut leader = Leader { walk, style, lines, numbers: Vec::new(), refused: false, typed: 0 };
    for note in leader.walk.notes() {
        terminal::complain(&format!("note: {note}"));
    }
    if leader.lines.is_terminal() {
        terminal::print(
            "A number or a name makes a step, an empty line the default one. `help` lists more.\n",
        )?;
    }
    leader.list()?;
    let mut first = first;
    loop {
        let line = match first.take() {
            Some(line) => line,
            None => match leader.read()? {
                Some(line) => line,
                None => break,
            },
        };
        let done = match grammar::parse(&line) {
            Ok(Command::Quit) => break,
            Ok(command) => leader.perform(command)?,
            Err(why) => Err(why),
        };
        if let Err(why) = done {
            leader.complain(&why);
        }
    }
    // At a terminal somebody has seen what was refused.
    Ok(match (leader.refused && !leader.lines.is_terminal(), leader.walk.has_found()) {
        (true, _) => exit::INVOCATION,
        (false, true) => exit::FINDINGS,
        (false, false) => exit::NOTHING_FOUND,
    })
}

type Done = Result<Result<(), String>, Failure>;

impl Leader {
    fn prompt(&self) -> String {
        format!("({}) ", self.walk.steps())
    }

    /// The next line; nothing: no more comes. A script's lines are shown, as if they had been typed.
    fn read(&mut self) -> Result<Option<String>, Failure> {
        let prompt = self.prompt();
        let words = COMMANDS.iter().filter_map(|(usage, _)| usage.split(' ').next());
        let words = words.filter(|w| *w != "WHO").map(str::to_owned);
        let names = self.walk.point().standing.iter().map(|s| s.name.clone());
        loop {
            self.typed += 1;
            match self.lines.read(&prompt, words.clone().chain(names.clone()).collect()) {
                Typed::Line(line) => {
                    if !self.lines.is_terminal() {
                        terminal::print(&format!(
                            "{prompt}{}\n",
                            line.trim().replace(char::is_control, "?")
                        ))?;
                    }
                    return Ok(Some(line));
                }
                Typed::Interrupted => {}
                Typed::End => return Ok(None),
                Typed::Failed(why) => {
                    return Err(Failure::Output(format!("cannot read the standard input: {why}")));
                }
            }
        }
    }

    fn complain(&mut self, why: &str) {
        self.refused = true;
        match self.lines.is_terminal() {
            true => terminal::complain(&format!("error: {why}")),
            false => terminal::complain(&format!("error: line {}: {why}", self.typed)),
        }
    }

    /// Does a command; a text where that is not possible.
    fn perform(&mut self, command: Command) -> Done {
        match command {
            Command::Nothing | Command::Quit => Ok(Ok(())),
            Command::Next(n) => self.go(None, Until::Steps(n)),
            Command::Who(text) => match self.whom(&text) {
                Ok((standing, alt, n)) => self.go(Some((standing, alt)), Until::Steps(n)),
                Err(why) => Ok(Err(why)),
            },
            Command::Line(who) => match who.map(|text| self.whom(&text)).transpose() {
                Ok(who) => self.go(who.map(|(s, alt, _)| (s, alt)), Until::LineEnds),
                Err(why) => Ok(Err(why)),
            },
            Command::Until(until) => self.go(None, until),
            Command::UntilNamed(name) => {
                let known = self.walk.point().standing.iter().any(|s| s.name == name);
                let until =
                    match known || name.contains(['/', ' ']) || matches!(name.as_str(), "insmod" | "rmmod") {
                        true => Until::Moves(name),
                        false => Until::Function(name),
                    };
                self.go(None, until)
            }
            Command::Undo(n) => {
                if self.walk.undo(n)? == 0 {
                    return Ok(Err("there is no step to take back".to_owned()));
                }
                self.list().map(Ok)
            }
            Command::Restart => {
                self.walk.undo(usize::MAX)?;
                self.list().map(Ok)
            }
            Command::Show(None) => self.show(None).map(Ok),
            Command::Show(Some(name)) => match self.named(&name).cloned() {
                Some(standing) => self.show(Some(&standing)).map(Ok),
                None => Ok(Err(self.nobody(&name))),
            },
            Command::List => self.list().map(Ok),
            Command::Dmesg => {
                let log = self.walk.log()?;
                let text = report::log(&log, &self.style);
                terminal::print(if text.is_empty() { "The log is empty.\n" } else { &text })?;
                Ok(Ok(()))
            }
            Command::Save(path) => self.save(&path),
            Command::Help => {
                let width = COMMANDS.iter().map(|c| c.0.len()).max().unwrap_or(0);
                let lines: String = COMMANDS.iter().map(|(u, d)| format!("  {u:width$}  {d}\n")).collect();
                terminal::print(&lines)?;
                Ok(Ok(()))
            }
        }
    }

    fn go(&mut self, first: Option<(Standing, u8)>, until: Until) -> Done {
        if self.walk.point().over.is_some() {
            return Ok(Err(
                "the execution is over; `undo` takes steps back, `restart` all of them".to_owned()
            ));
        }
        let wanted = until.clone();
        let advance = match self.walk.go(first.as_ref().map(|(s, alt)| (s, *alt)), until)? {
            Ok(advance) => advance,
            Err(why) => return Ok(Err(why)),
        };
        let mut out = report::step::happened(&advance.story, &self.style);
        out += &report::log(&advance.log, &self.style);
        for finding in &advance.verdict.findings {
            out += &format!("\n{}\n", report::finding(finding, &advance.verdict, &self.style));
        }
        terminal::print(&out)?;
        self.list()?;
        let found = !advance.verdict.findings.is_empty();
        let over = self.walk.point().over.is_some();
        Ok(match wanted {
            Until::Steps(n) if advance.missed && !found && !over && (advance.steps as u64) < u64::from(n) => {
                Err(format!("it cannot go on after {}", steps(advance.steps)))
            }
            _ => Ok(()),
        })
    }

    fn list(&mut self) -> Result<(), Failure> {
        let mut numbers = Vec::new();
        for standing in &self.walk.point().standing {
            let known = self.numbers.iter().position(|c| *c == standing.context);
            let i = known.unwrap_or_else(|| {
                self.numbers.push(standing.context);
                self.numbers.len() - 1
            });
            numbers.push(i + 1);
        }
        let text = report::step::point(self.walk.point(), self.walk.steps(), &numbers, &self.style);
        Ok(terminal::print(&text)?)
    }

    fn show(&mut self, whom: Option<&Standing>) -> Result<(), Failure> {
        let look = self.walk.look(whom)?;
        Ok(terminal::print(&report::step::look(&look, &self.style))?)
    }

    /// A trace that is not written leaves nothing half done.
    fn save(&mut self, path: &Path) -> Done {
        let trace = self.walk.trace()?;
        match std::fs::write(path, trace.text()) {
            Ok(()) => {
                let turns = match trace.deviations.len() {
                    1 => "1 turn".to_owned(),
                    n => format!("{n} turns"),
                };
                let said = format!("Saved: {turns}. See it again: lockstep replay {}\n", path.display());
                terminal::print(&said)?;
                Ok(Ok(()))
            }
            Err(why) => {
                let why = why.to_string();
                Ok(Err(format!("{} cannot be written: {}", path.display(), plain(&why))))
            }
        }
    }

    /// Who is called this: by number, by name, or as the first of its kind.
    fn named(&self, name: &str) -> Option<&Standing> {
        let standing = &self.walk.point().standing;
        if let Ok(n) = name.parse::<usize>() {
            let c = n.checked_sub(1).and_then(|i| self.numbers.get(i))?;
            return standing.iter().find(|s| s.context == *c);
        }
        let first = format!("{name}/0");
        let called = |wanted: &str| standing.iter().find(|s| s.name == wanted);
        called(name).or_else(|| called(&first))
    }

    fn nobody(&self, name: &str) -> String {
        let names: Vec<&str> = self.walk.point().standing.iter().map(|s| s.name.as_str()).collect();
        match names.is_empty() {
            true => "the execution is over; `undo` takes steps back, `restart` all of them".to_owned(),
            false => {
                let name: String = name.replace(char::is_control, "?").chars().take(40).collect();
                format!(
                    "`{name}` is no command and nobody's name; there are {}; `help` lists commands",
                    names.join(", ")
                )
            }
        }
    }

    /// `bump/1`, `bump/1 5`, `irq 7 alt 2`: who, by which alternative, how often.
    fn whom(&self, text: &str) -> Result<(Standing, u8, u32), String> {
        let split = |text: &str| {
            text.rsplit_once(char::is_whitespace).map(|(a, b)| (a.trim().to_owned(), b.to_owned()))
        };
        let (mut who, mut alt, mut n) = (self.named(text), None, 1);
        if who.is_none()
            && let Some((name, last)) = split(text)
        {
            match (split(&name), last.parse::<u32>()) {
                (Some((name, word)), Ok(k)) if word == "alt" => {
                    who = self.named(&name);
                    alt = Some(k);
                }
                (_, Ok(k)) if k > 0 => {
                    who = self.named(&name);
                    n = k;
                }
                _ => {}
            }
        }
        let Some(who) = who else { return Err(self.nobody(text)) };
        if who.alternatives.is_empty() {
            let why = if who.why.is_empty() { String::new() } else { format!(": it {}", who.why) };
            return Err(format!("{} cannot move{why}", who.name));
        }
        let default = who.default.or(who.alternatives.first().copied()).unwrap_or(0);
        let alt = match alt {
            None => default,
            Some(alt) => match u8::try_from(alt).ok().filter(|a| who.alternatives.contains(a)) {
                Some(alt) => alt,
                None => {
                    let all: Vec<String> = who.alternatives.iter().map(u8::to_string).collect();
                    return Err(format!("{} has no alternative {alt}; it has {}", who.name, all.join(", ")));
                }
            },
        };
        Ok((who.clone(), alt, n))
    }
}

fn steps(n: usize) -> String {
    if n == 1 { "1 step".to_owned() } else { format!("{n} steps") }
}

/// What the operating system says, without its number.
fn plain(why: &str) -> &str {
    why.split(" (os error").next().unwrap_or("it is refused")
}
