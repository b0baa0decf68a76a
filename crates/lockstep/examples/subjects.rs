//! Makes `docs/subjects.md` of `docs/subjects.tsv`: `cargo run -p lockstep --example subjects`.
//!
//! A row of the table has the subject, the file that implements it, its example, the command that shows it and the one
//! that finds the bug that comes of doing without; or the subject, `planned`, and what is planned.

use std::fmt::Write;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let table = std::fs::read_to_string(docs.join("subjects.tsv"))?;
    std::fs::write(docs.join("subjects.md"), render(&table))
}

/// The page of this table.
pub fn render(table: &str) -> String {
    let rows = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let (planned, built): (Vec<_>, Vec<_>) = rows.partition(|row| row.get(1) == Some(&"planned"));
    let mut page = String::from(
        "# Subjects\n\n\
         What texts about concurrency in the kernel treat, and where it is here. The commands work in the root of the\n\
         repository; each `check` that *breaks* something finds a bug and exits with status 1. This page is made by\n\
         `cargo run -p lockstep --example subjects`.\n\n\
         | subject | implemented in | example | shows it | breaks it |\n|---|---|---|---|---|\n",
    );
    for row in &built {
        let [subject, file, example, shows, breaks] = row[..] else { continue };
        let link = |path: &str| format!("[{path}](../{path})");
        let code = |command: &str| format!("`{}`", command.replace('|', "\\|"));
        let cells = [subject.to_owned(), link(file), link(example), code(shows), code(breaks)];
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    page.push_str("\n## Planned\n\n| subject | what is planned |\n|---|---|\n");
    for row in &planned {
        let _ = writeln!(page, "| {} | {} |", row[0], row.get(2).unwrap_or(&""));
    }
    page
}
