//! How a report looks: its width, whether it is coloured, how much of it there is.

use anstyle::AnsiColor;

/// How a report is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Columns of the terminal. Less than 40 counts as 40.
    pub width: usize,
    /// Whether escape sequences for colours may be used.
    pub colour: bool,
    /// Whether everything is shown: every step, every caller, every held lock.
    pub verbose: bool,
}

impl Style {
    /// The columns that lines may fill.
    pub(crate) fn room(&self) -> usize {
        self.width.max(40)
    }
}

/// What a piece of text is, for the eye.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    /// Nothing special.
    Plain,
    /// A finding that is an error; the underline of its place.
    Error,
    /// A finding that is a warning.
    Warning,
    /// A title or a name at the head of a column.
    Bold,
    /// Line numbers and the rules beside them.
    Rule,
    /// What is there but matters less.
    Faint,
    /// A time stamp of the log.
    Stamp,
}

impl Tone {
    /// The escape sequences of the tone.
    pub(crate) fn ansi(self) -> anstyle::Style {
        let style = anstyle::Style::new();
        match self {
            Tone::Plain => style,
            Tone::Error => style.bold().fg_color(Some(AnsiColor::Red.into())),
            Tone::Warning => style.bold().fg_color(Some(AnsiColor::Yellow.into())),
            Tone::Bold => style.bold(),
            Tone::Rule => style.bold().fg_color(Some(AnsiColor::Blue.into())),
            Tone::Faint => style.dimmed(),
            Tone::Stamp => style.fg_color(Some(AnsiColor::Green.into())),
        }
    }
}
