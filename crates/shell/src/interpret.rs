//! What the nodes of a text do.

use crate::arithmetic::Variables;
use crate::command;
use crate::glob;
use crate::plan::{Plan, Recording};
use crate::shell::{Shell, Stop, Variable};
use crate::stream::{File, Input, Io, Sink};
use crate::system::Call;
use crate::tree::{Append, Compound, List, Node, Redirect, Stream, Word};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use vm::Step;

/// How deep functions, subshells and compound commands may nest.
const DEEPEST: u32 = 100;

/// How often a loop of a script may go round. At a terminal Ctrl-C ends it.
const ROUNDS: u64 = 1_000_000;

impl Shell<'_> {
    /// Commands, one after the other.
    pub(crate) fn list(&mut self, list: &List, io: &Io) -> Result<u8, Stop> {
        let mut status = 0;
        for node in list {
            status = self.node(node, io)?;
            self.status = status;
            let and_or = matches!(node, Node::And(..) | Node::Or(..) | Node::Not(_));
            if status != 0 && self.scope.errexit && self.conditions == 0 && !and_or {
                return Err(Stop::Exit(status));
            }
        }
        Ok(status)
    }

    fn node(&mut self, node: &Node, io: &Io) -> Result<u8, Stop> {
        if self.halted {
            return Err(Stop::Exit(1));
        }
        if self.interrupted() {
            return Err(Stop::Interrupted);
        }
        self.depth += 1;
        let result = if self.depth > DEEPEST {
            self.refuse(&format!("commands that nest deeper than {DEEPEST}"))
        } else {
            self.inner(node, io)
        };
        self.depth -= 1;
        result
    }

    fn inner(&mut self, node: &Node, io: &Io) -> Result<u8, Stop> {
        match node {
            Node::Simple { assignments, words, redirects } => self.simple(assignments, words, redirects, io),
            Node::Pipe(stages) => {
                let mut input = io.input.clone();
                let (last, first) = stages.split_last().ok_or(Stop::Refused)?;
                // A variable that is set in a pipeline is not seen after it.
                let kept = self.scope.clone();
                for stage in first {
                    let buffer = Rc::new(RefCell::new(Vec::new()));
                    let inner = Io { input, out: Sink::Buffer(buffer.clone()), err: io.err.clone() };
                    match self.node(stage, &inner) {
                        Ok(_) | Err(Stop::Exit(_)) => {}
                        Err(stop) => return Err(stop),
                    }
                    input = Some(Input::new(buffer.take()));
                }
                let result = self.node(last, &Io { input, ..io.clone() });
                self.scope = kept;
                match result {
                    Err(Stop::Exit(status)) => Ok(status),
                    other => other,
                }
            }
            Node::And(a, b) => match self.condition(std::slice::from_ref(&**a), io)? {
                0 => self.node(b, io),
                status => Ok(status),
            },
            Node::Or(a, b) => match self.condition(std::slice::from_ref(&**a), io)? {
                0 => Ok(0),
                _ => self.node(b, io),
            },
            Node::Not(a) => Ok(u8::from(self.condition(std::slice::from_ref(&**a), io)? == 0)),
            Node::Background(a, text) => {
                if self.recording.is_some() {
                    return self.refuse("`&` within what is in the background already");
                }
                self.recording = Some(Recording::default());
                let kept = self.scope.clone();
                // The input of what is in the background is empty.
                let result = self.node(a, &Io { input: Some(Input::default()), ..io.clone() });
                self.scope = kept;
                let recording = self.recording.take().unwrap_or_default();
                match result {
                    Ok(_) | Err(Stop::Exit(_)) => {}
                    Err(stop) => return Err(stop),
                }
                self.begin(recording, text);
                Ok(0)
            }
            Node::Compound(compound, redirects) => {
                let Some((inner, files)) = self.redirect(redirects, io, "bash")? else { return Ok(1) };
                let result = self.compound(compound, &inner);
                let written = self.commit(&files, &["bash".to_owned()], io)?;
                result.map(|status| if status == 0 { written } else { status })
            }
            Node::Function(name, body) => {
                self.scope.functions.insert(name.clone(), body.clone());
                Ok(0)
            }
        }
    }

    /// Commands of whose status something depends.
    fn condition(&mut self, list: &[Node], io: &Io) -> Result<u8, Stop> {
        if let Some(r) = &mut self.recording {
            r.planned = false;
        }
        self.conditions += 1;
        let mut result = Ok(0);
        for node in list {
            result = self.node(node, io);
            match result {
                Ok(status) => self.status = status,
                Err(_) => break,
            }
        }
        self.conditions -= 1;
        if result.is_ok() && self.recording.as_ref().is_some_and(|r| r.planned) {
            return self.refuse(
                "in the background a command cannot depend on how another one ended; leave out `&`, or the condition",
            );
        }
        result
    }

    /// Commands whose variables and directory nobody else sees.
    pub(crate) fn subshell(&mut self, list: &List, io: &Io) -> Result<u8, Stop> {
        let kept = self.scope.clone();
        let result = self.list(list, io);
        self.scope = kept;
        match result {
            Err(Stop::Exit(status) | Stop::Return(status)) if !self.halted => Ok(status),
            other => other,
        }
    }

    fn compound(&mut self, compound: &Compound, io: &Io) -> Result<u8, Stop> {
        match compound {
            Compound::Group(list) => self.list(list, io),
            Compound::Subshell(list) => self.subshell(list, io),
            Compound::If(arms, otherwise) => {
                for (condition, body) in arms {
                    if self.condition(condition, io)? == 0 {
                        return self.list(body, io);
                    }
                }
                self.list(otherwise, io)
            }
            Compound::For(name, words, body) => {
                let words = match words {
                    Some(words) => self.words(words, io)?,
                    None => self.scope.arguments.clone(),
                };
                let mut status = 0;
                for word in words {
                    self.set(name, word);
                    match self.round(body, io, &mut status)? {
                        Round::On => {}
                        Round::Out => break,
                    }
                }
                Ok(status)
            }
            Compound::Count([first, condition, step], body) => {
                self.calculate(first, io)?;
                let mut status = 0;
                for _ in 0..ROUNDS {
                    if !condition.is_empty() && self.calculate(condition, io)? == 0 {
                        return Ok(status);
                    }
                    if let Round::Out = self.round(body, io, &mut status)? {
                        return Ok(status);
                    }
                    self.calculate(step, io)?;
                }
                self.refuse(&format!("more than {ROUNDS} rounds of a loop"))
            }
            Compound::While(condition, body) => self.until(condition, body, io, |status| status != 0),
            Compound::Until(condition, body) => self.until(condition, body, io, |status| status == 0),
            Compound::Case(word, arms) => {
                let word = self.one(word, io)?;
                for (patterns, body) in arms {
                    for pattern in patterns {
                        let pattern = self.as_pattern(pattern, io)?;
                        if glob::fits(&pattern, &word) {
                            return self.list(body, io);
                        }
                    }
                }
                Ok(0)
            }
            Compound::Arithmetic(text) => Ok(u8::from(self.calculate(text, io)? == 0)),
        }
    }

    fn until(&mut self, condition: &List, body: &List, io: &Io, end: fn(u8) -> bool) -> Result<u8, Stop> {
        let mut status = 0;
        for _ in 0..ROUNDS {
            if end(self.condition(condition, io)?) {
                return Ok(status);
            }
            if let Round::Out = self.round(body, io, &mut status)? {
                return Ok(status);
            }
        }
        self.refuse(&format!("more than {ROUNDS} rounds of a loop"))
    }

    /// One round of a loop.
    fn round(&mut self, body: &List, io: &Io, status: &mut u8) -> Result<Round, Stop> {
        if self.interrupted() {
            return Err(Stop::Interrupted);
        }
        match self.list(body, io) {
            Ok(s) => {
                *status = s;
                Ok(Round::On)
            }
            Err(Stop::Break(1)) => Ok(Round::Out),
            Err(Stop::Continue(1)) => Ok(Round::On),
            Err(Stop::Break(n)) => Err(Stop::Break(n - 1)),
            Err(Stop::Continue(n)) => Err(Stop::Continue(n - 1)),
            Err(stop) => Err(stop),
        }
    }

    fn simple(
        &mut self,
        assignments: &[(String, Word)],
        words: &[Word],
        redirects: &[Redirect],
        io: &Io,
    ) -> Result<u8, Stop> {
        let before = self.status;
        let argv = self.words(words, io)?;
        let mut values = Vec::new();
        for (name, word) in assignments {
            values.push((name.clone(), self.one(word, io)?));
        }
        if self.scope.trace {
            let mut shown: Vec<String> = values.iter().map(|(n, v)| format!("{n}={v}")).collect();
            shown.extend(argv.iter().map(|w| quote(w)));
            self.say(&Sink::Err, &format!("+ {}\n", shown.join(" ")));
        }
        let name = argv.first().map_or("bash", String::as_str);
        let Some((inner, files)) = self.redirect(redirects, io, name)? else { return Ok(1) };
        if argv.is_empty() {
            for (name, value) in values {
                self.set(&name, value);
            }
            let substituted = words.is_empty() && self.status != before;
            let written = self.commit(&files, &["bash".to_owned()], io)?;
            return Ok(if substituted { self.status } else { written });
        }
        // Variables before a command are the command's.
        let kept: Vec<_> =
            values.iter().map(|(n, _)| (n.clone(), self.scope.variables.get(n).cloned())).collect();
        for (name, value) in values {
            self.scope.variables.insert(name, Variable { value, exported: true });
        }
        let result = self.call(&argv, &inner);
        for (name, old) in kept {
            match old {
                Some(old) => self.scope.variables.insert(name, old),
                None => self.scope.variables.remove(&name),
            };
        }
        let status = result?;
        let written = self.commit(&files, &argv, io)?;
        Ok(if written == 0 { status } else { written })
    }

    /// A command with its arguments.
    pub(crate) fn call(&mut self, argv: &[String], io: &Io) -> Result<u8, Stop> {
        let Some(name) = argv.first() else { return Ok(0) };
        if let Some(body) = self.scope.functions.get(name).cloned() {
            let kept = std::mem::replace(&mut self.scope.arguments, argv[1..].to_vec());
            let result = self.node(&body, io);
            self.scope.arguments = kept;
            return match result {
                Err(Stop::Return(status)) => Ok(status),
                other => other,
            };
        }
        let base = name.rsplit('/').next().unwrap_or(name);
        let in_path =
            ["/bin", "/sbin", "/usr/bin", "/usr/sbin"].iter().any(|d| *name == format!("{d}/{base}"));
        let known = if name.contains('/') && !in_path { None } else { command::find(base) };
        match known {
            Some(command) => {
                let outcome = command::invoke(self, command, argv, io)?;
                self.perform(outcome, argv, io)
            }
            None => Ok(self.unknown(name, io)),
        }
    }

    fn unknown(&mut self, name: &str, io: &Io) -> u8 {
        if name.contains('/') {
            let (status, words) = match self.resolve(name) {
                Ok(_) => (126, "Permission denied"),
                Err(_) => (127, "No such file or directory"),
            };
            return self.fail(io, status, &format!("bash: {name}: {words}"));
        }
        let hint = match command::nearest(name) {
            Some(other) => format!("; did you mean `{other}`?"),
            None => String::new(),
        };
        self.fail(io, 127, &format!("bash: {name}: command not found{hint}"))
    }

    /// The streams of a command, and the files among them; none if one could not be opened, which is told.
    #[allow(clippy::type_complexity)]
    fn redirect(
        &mut self,
        redirects: &[Redirect],
        io: &Io,
        name: &str,
    ) -> Result<Option<(Io, Vec<Rc<File>>)>, Stop> {
        let mut inner = io.clone();
        let mut files = Vec::new();
        for redirect in redirects {
            match redirect {
                Redirect::Text(word) => {
                    let text = self.one(word, io)?;
                    inner.input = Some(Input::new(text.into_bytes()));
                }
                Redirect::Input(word) => {
                    let shown = self.one(word, io)?;
                    let Some(text) = self.input(&shown, name, &inner)? else { return Ok(None) };
                    inner.input = Some(Input::new(text));
                }
                Redirect::File(stream, word, append) => {
                    let Some(sink) = self.open(word, *append, io, &mut files)? else { return Ok(None) };
                    match stream {
                        Stream::Output => inner.out = sink,
                        Stream::Error => inner.err = sink,
                    }
                }
                Redirect::Both(word, append) => {
                    let Some(sink) = self.open(word, *append, io, &mut files)? else { return Ok(None) };
                    inner.out = sink.clone();
                    inner.err = sink;
                }
                Redirect::Same(Stream::Output, Stream::Error) => inner.out = inner.err.clone(),
                Redirect::Same(Stream::Error, Stream::Output) => inner.err = inner.out.clone(),
                Redirect::Same(..) => {}
            }
        }
        Ok(Some((inner, files)))
    }

    fn open(
        &mut self,
        word: &Word,
        append: Append,
        io: &Io,
        files: &mut Vec<Rc<File>>,
    ) -> Result<Option<Sink>, Stop> {
        let shown = self.one(word, io)?;
        let path = self.absolute(&shown);
        if path == "/dev/null" {
            return Ok(Some(Sink::Null));
        }
        let found = self.system().stat(&path);
        let problem = match found {
            _ if shown.is_empty() => Some(2),
            Ok(entry) if entry.kind == crate::system::Kind::Directory => Some(21),
            Ok(_) => None,
            Err(_) => {
                let parent = path.rsplit_once('/').map_or("/", |(p, _)| if p.is_empty() { "/" } else { p });
                self.resolve(parent).err()
            }
        };
        if let Some(error) = problem {
            self.fail(io, 1, &format!("bash: {shown}: {}", crate::errno::words(error)));
            return Ok(None);
        }
        let file = Rc::new(File {
            path,
            append: append == Append::Yes,
            text: RefCell::default(),
            taken: Cell::new(false),
        });
        files.push(file.clone());
        Ok(Some(Sink::File(file)))
    }

    /// The whole of a file, read by a process of this name; none if it cannot be read, which is told.
    fn input(&mut self, shown: &str, name: &str, io: &Io) -> Result<Option<Vec<u8>>, Stop> {
        if self.recording.is_some() {
            return self.refuse("`<` in the background");
        }
        let path = self.absolute(shown);
        if path == "/dev/null" {
            return Ok(Some(Vec::new()));
        }
        let buffer = Rc::new(RefCell::new(Vec::new()));
        let (told, kept) = (shown.to_owned(), buffer.clone());
        let outcome = Plan::outcome(vec![Step::Read { path }], move |shell, exit, io| {
            *kept.borrow_mut() = exit.output.clone();
            match exit.done.first().map_or(0, |d| d.error) {
                0 => 0,
                error => shell.fail(io, 1, &format!("bash: {told}: {}", crate::errno::words(error))),
            }
        });
        let status = self.perform(outcome, &[name.to_owned()], io)?;
        Ok((status == 0).then(|| buffer.take()))
    }

    /// Writes the files that a command's output went to: a status.
    fn commit(&mut self, files: &[Rc<File>], argv: &[String], io: &Io) -> Result<u8, Stop> {
        let mut status = 0;
        for file in files.iter().filter(|f| !f.taken.get()) {
            let name = argv[0].clone();
            let builtin = command::find(&name).is_none_or(|c| c.is_builtin());
            let step = Step::Write { path: file.path.clone(), bytes: file.text.take(), append: file.append };
            let path = file.path.clone();
            let outcome = Plan::outcome(vec![step], move |shell, exit, io| {
                let Some(done) = exit.done.first() else { return 1 };
                let words = crate::errno::words(done.error);
                match (done.error, done.at) {
                    (0, _) => 0,
                    (_, Call::Open) => shell.fail(io, 1, &format!("bash: {path}: {words}")),
                    _ if builtin && name != "bash" => {
                        shell.fail(io, 1, &format!("bash: {name}: write error: {words}"))
                    }
                    _ => shell.fail(io, 1, &format!("{name}: write error: {words}")),
                }
            });
            // A builtin is done by the shell itself, and its name is what a module sees.
            let argv = if builtin { vec!["bash".to_owned()] } else { argv.to_vec() };
            // What goes wrong with the file is told where the shell's own errors are.
            let told = Io { out: Sink::Null, ..io.clone() };
            let written = self.perform(outcome, &argv, &told)?;
            status = if status == 0 { written } else { status };
        }
        Ok(status)
    }
}

enum Round {
    On,
    Out,
}

/// A word as it would have to be typed.
pub(crate) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./=:,+%@^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_they_must_be() {
        assert_eq!(quote("/proc/x"), "/proc/x");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("it's"), "'it'\\''s'");
    }
}
