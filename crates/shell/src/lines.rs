//! Lines that somebody types, for prompts that are no shell: with editing, history and completion at a terminal, else as
//! they come from the standard input.

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Config, Context, Editor, Helper};
use std::io::{BufRead, IsTerminal};

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its end.
    Line(String),
    /// Ctrl-C.
    Interrupted,
    /// Nothing more comes.
    End,
    /// The input cannot be read; why.
    Failed(String),
}

struct Words(Vec<String>);

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line[..at].trim_start();
        let from = at - typed.len();
        let mut offered: Vec<String> = self.0.iter().filter(|w| w.starts_with(typed)).cloned().collect();
        if !offered.is_empty() {
            return Ok((from, offered));
        }
        let word = typed.rsplit(' ').next().unwrap_or_default();
        offered = self.0.iter().filter(|w| w.starts_with(word)).cloned().collect();
        Ok((at - word.len(), offered))
    }
}

impl rustyline::hint::Hinter for Words {
    type Hint = String;
}

impl rustyline::highlight::Highlighter for Words {}

impl rustyline::validate::Validator for Words {}

impl Helper for Words {}

/// The lines.
pub struct Lines(Option<Box<Editor<Words, MemHistory>>>);

impl Lines {
    /// Those of the terminal if the standard input is one.
    ///
    /// # Errors
    /// Why the terminal cannot be used.
    pub fn new() -> Result<Lines, String> {
        if !std::io::stdin().is_terminal() {
            return Ok(Lines(None));
        }
        let config = Config::builder().completion_type(rustyline::CompletionType::List).build();
        match Editor::with_history(config, MemHistory::new()) {
            Ok(editor) => Ok(Lines(Some(Box::new(editor)))),
            Err(why) => Err(format!("the terminal cannot be used: {why}")),
        }
    }

    /// Whether somebody sits at a terminal.
    pub fn is_terminal(&self) -> bool {
        self.0.is_some()
    }

    /// The next line; the tab key offers `words`.
    pub fn read(&mut self, prompt: &str, words: Vec<String>) -> Typed {
        let Some(editor) = &mut self.0 else { return piped() };
        editor.set_helper(Some(Words(words)));
        match editor.readline(prompt) {
            Ok(line) => {
                if !line.trim().is_empty() {
                    let _ = editor.add_history_entry(line.trim());
                }
                Typed::Line(line)
            }
            Err(ReadlineError::Interrupted) => Typed::Interrupted,
            Err(ReadlineError::Eof) => Typed::End,
            Err(why) => Typed::Failed(why.to_string()),
        }
    }
}

/// A line of the standard input. Bytes that are no text are replaced.
fn piped() -> Typed {
    let mut bytes = Vec::new();
    match std::io::stdin().lock().read_until(b'\n', &mut bytes) {
        Ok(0) => Typed::End,
        Ok(_) => Typed::Line(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()),
        Err(why) => Typed::Failed(why.to_string()),
    }
}
