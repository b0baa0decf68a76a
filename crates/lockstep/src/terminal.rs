use crate::args::{Colour, Output};
use report::Style;
use std::io::{IsTerminal, Write};

/// Columns where nobody says otherwise.
const WIDTH: usize = 100;

/// How to print to standard output.
pub fn style(output: &Output) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let columns =
        columns.or_else(|| terminal_size::terminal_size().filter(|_| terminal).map(|(w, _)| w.0.into()));
    let colour = match output.color {
        Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none(),
        Colour::Never => false,
        Colour::Always => true,
    };
    Style {
        width: output.width.or(columns).unwrap_or(WIDTH).clamp(40, 1000),
        colour,
        verbose: output.verbose,
    }
}

/// Whether progress may be shown on standard error.
pub fn shows_progress() -> bool {
    std::io::stderr().is_terminal()
}

/// Writes to standard output. A reader that has gone away is no error.
///
/// # Errors
/// What the operating system says, without its number.
pub fn print(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(e.to_string().split(" (os error").next().unwrap_or("output error").to_owned())
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error, if that is possible.
pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Replaces the progress line on standard error.
pub fn progress(text: &str) {
    let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
}
