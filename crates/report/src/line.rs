//! A line of the report: pieces of text with tones, whose width is known without their escape sequences.

use crate::style::{Style, Tone};
use crate::text;

/// A line that is being written.
#[derive(Clone, Default, Debug)]
pub struct Line {
    pieces: Vec<(Tone, String)>,
    width: usize,
}

impl Line {
    /// An empty line.
    pub fn new() -> Line {
        Line::default()
    }

    /// A line of plain text.
    pub fn of(s: impl AsRef<str>) -> Line {
        Line::new().plain(s)
    }

    /// Adds plain text.
    pub fn plain(self, s: impl AsRef<str>) -> Line {
        self.tone(Tone::Plain, s)
    }

    /// Adds text in a tone.
    pub fn tone(mut self, tone: Tone, s: impl AsRef<str>) -> Line {
        self.width += text::width(s.as_ref());
        self.pieces.push((tone, s.as_ref().to_string()));
        self
    }

    /// Adds another line.
    pub fn line(mut self, other: Line) -> Line {
        self.width += other.width;
        self.pieces.extend(other.pieces);
        self
    }

    /// Adds spaces up to a column.
    pub fn to(self, column: usize) -> Line {
        let gap = column.saturating_sub(self.width);
        self.plain(" ".repeat(gap))
    }

    /// The columns it fills.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes it, without spaces at its end.
    fn write(&self, colour: bool, out: &mut String) {
        let used = self.pieces.iter().rposition(|(_, s)| !s.trim_end().is_empty()).map_or(0, |i| i + 1);
        for (i, (tone, s)) in self.pieces[..used].iter().enumerate() {
            let s = if i + 1 == used { s.trim_end() } else { s };
            match colour && *tone != Tone::Plain && !s.is_empty() {
                true => *out += &format!("{}{s}{}", tone.ansi().render(), tone.ansi().render_reset()),
                false => *out += s,
            }
        }
        out.push('\n');
    }
}

/// The text of lines.
pub fn render(lines: &[Line], style: &Style) -> String {
    let mut out = String::new();
    for line in lines {
        line.write(style.colour, &mut out);
    }
    out
}

/// Text behind a heading: wrapped, each further line under the beginning of the first.
pub fn paragraph(head: Line, s: &str, style: &Style) -> Vec<Line> {
    let column = head.width();
    let room = style.room().saturating_sub(column);
    let mut lines = Vec::new();
    for part in text::wrap(&text::clean(s), room) {
        let start = if lines.is_empty() { head.clone() } else { Line::new().to(column) };
        lines.push(start.plain(part));
    }
    lines
}
