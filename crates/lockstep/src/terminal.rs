use crate::args::{Colour, Output};
use report::Style;
use std::io::IsTerminal;

/// Columns where nobody says otherwise.
const WIDTH: usize = 100;

/// How to print to standard output.
pub fn style(output: &Output) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
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
