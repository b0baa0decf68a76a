//! Makes `docs/interface.md`: `cargo run -p lockstep --example interface`; with `--check` it compares.
//!
//! What is there comes from the headers. `docs/interface/names.tsv` holds the names that public modules use most, with the number
//! of modules and Linux's header; `reasons.tsv` says of a header, or of the beginning of its path, why its names are
//! missing; `notes.tsv` says of names since when Linux has them, until when, from where they may be called, and what else
//! there is to know.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let docs = docs();
    let page = render(&Tables::read(&docs));
    let file = docs.join("interface.md");
    if std::env::args().any(|a| a == "--check") {
        let same = std::fs::read_to_string(&file)? == page;
        let remedy =
            "docs/interface.md is not that of the headers: run `cargo run -p lockstep --example interface`";
        return if same { Ok(()) } else { Err(std::io::Error::other(remedy)) };
    }
    std::fs::write(file, page)
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// What the tables say.
pub struct Tables {
    /// Name, modules that use it, Linux's header.
    pub names: Vec<(String, u32, String)>,
    /// Header or the beginning of it, reason.
    pub reasons: Vec<(String, String)>,
    /// Name; since, until, context, note.
    pub notes: BTreeMap<String, [String; 4]>,
}

fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect())
}

impl Tables {
    /// Reads them from `docs/interface`.
    pub fn read(docs: &Path) -> Tables {
        let file =
            |name: &str| std::fs::read_to_string(docs.join("interface").join(name)).unwrap_or_default();
        let field = |row: &[String], i: usize| row.get(i).cloned().unwrap_or_default();
        let names = rows(&file("names.tsv"))
            .map(|r| (field(&r, 0), field(&r, 1).parse().unwrap_or(0), field(&r, 2)))
            .collect();
        let reasons = rows(&file("reasons.tsv")).map(|r| (field(&r, 0), field(&r, 1))).collect();
        let notes = rows(&file("notes.tsv"))
            .map(|r| (field(&r, 0), [field(&r, 1), field(&r, 2), field(&r, 3), field(&r, 4)]))
            .collect();
        Tables { names, reasons, notes }
    }

    /// Why names of this header are missing: what the longest beginning says.
    pub fn reason(&self, name: &str, header: &str) -> Option<&str> {
        let own = self.reasons.iter().find(|(begins, _)| begins == name);
        let of_header = self
            .reasons
            .iter()
            .filter(|(begins, _)| begins.contains('/') && header.starts_with(begins.as_str()));
        own.or_else(|| of_header.max_by_key(|(begins, _)| begins.len())).map(|(_, reason)| reason.as_str())
    }
}

/// Names that the headers have for themselves.
fn is_public(name: &str) -> bool {
    !name.starts_with('_') && !name.starts_with("LOCKSTEP")
}

/// The page.
pub fn render(tables: &Tables) -> String {
    let declared = module::declared_names();
    let mut headers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, header) in declared.iter().filter(|(name, _)| is_public(name)) {
        headers.entry(header).or_default().push(name);
    }
    let known = |name: &str| declared.binary_search_by_key(&name, |(n, _)| *n).is_ok();
    let (there, missing): (Vec<_>, Vec<_>) = tables.names.iter().partition(|(name, ..)| known(name));
    let count: usize = headers.values().map(Vec::len).sum();
    let mut page = format!(
        "# The kernel's interface here\n\n\
         {count} names in {} headers. Of the {} names that public modules use most, {} are there. This page is made by\n\
         `cargo run -p lockstep --example interface` of the headers and of the tables under `docs/interface/`.\n\n\
         ## What to know of some\n\n\
         Where nothing is said, a name is that of Linux 6.1, from any version to any version. *May sleep* means: not under a\n\
         spinlock, not with interrupts, bottom halves or preemption off, not in an interrupt.\n\n\
         | name | since | until | context | notes |\n|---|---|---|---|---|\n",
        headers.len(),
        tables.names.len(),
        there.len(),
    );
    // Writing to a string cannot fail.
    for (name, [since, until, context, note]) in tables.notes.iter().filter(|(name, _)| known(name)) {
        let _ = writeln!(page, "| `{name}` | {since} | {until} | {context} | {note} |");
    }
    page += "\n## What is missing\n\n\
         Names that public modules use, with the number of modules, and why they are not there.\n\n\
         | header | names | reason |\n|---|---|---|\n";
    let mut groups: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (name, uses, header) in &missing {
        let reason = tables.reason(name, header).unwrap_or("");
        groups.entry((header, reason)).or_default().push(format!("`{name}` ({uses})"));
    }
    for ((header, reason), names) in groups {
        let _ = writeln!(page, "| {header} | {} | {reason} |", names.join(", "));
    }
    page += "\n## What is there\n\n| header | names |\n|---|---|\n";
    for (header, names) in headers {
        let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
        let _ = writeln!(page, "| {header} | {} |", names.join(", "));
    }
    page
}
