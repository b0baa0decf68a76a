//! Walks `tests/names/names.tsv`: every name that texts about concurrency in the kernel use, each in the form they give
//! and in the one of today.
//!
//! A row's status says what is expected. `works`: the use compiles, links and loads, or the commands print what the last
//! column says. `removed`: it works, too, and a note says what replaced it; or the error does. `wrong`, `private`,
//! `refused`: the error says what the last column does. `listing` and `elsewhere` have no use, but a reason. A use is
//! commands of the prompt (with `shell`), what stands at file level (after `file:`), or a statement.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use support::{Test, workspace};

struct Row {
    name: String,
    status: String,
    with: String,
    code: String,
    says: String,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(workspace().join("tests/names/names.tsv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, _kind, status, with, code, says] = fields[..] else { panic!("six columns: {line}") };
        let [name, status, with, code, says] = [name, status, with, code, says].map(str::to_owned);
        Row { name, status, with, code, says: says.replace("\\t", "\t") }
    };
    text.lines().skip(1).map(row).collect()
}

impl Row {
    fn is_c(&self) -> bool {
        self.with != "shell" && self.code != "-"
    }

    /// The use as one line of a module, as the `n`-th of it.
    fn line(&self, n: usize) -> String {
        match self.code.strip_prefix("file:") {
            Some(code) => code.trim().to_owned(),
            None => format!("void use_{n}(void) {{ {} }}", self.code),
        }
    }

    /// A module with this use alone.
    fn alone(&self) -> String {
        let include = if self.with == "-" { String::new() } else { format!("#include <{}>\n", self.with) };
        format!("{include}{}\n", self.line(0))
    }
}

#[test]
fn every_row_is_whole() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(seen.insert(row.name.clone()), "{} stands twice", row.name);
        let used = row.code != "-";
        let says = row.says != "-";
        let whole = match row.status.as_str() {
            "works" => used && (says || row.with != "shell"),
            "removed" | "wrong" | "private" | "refused" => used && says,
            "listing" | "elsewhere" => !used && row.says.split(' ').count() >= 4,
            status => panic!("{}: there is no status {status}", row.name),
        };
        assert!(whole, "{} ({}) lacks its use or what is said", row.name, row.status);
    }
    assert!(seen.len() >= 399, "{} names", seen.len());
}

/// One module for each header: all that works with it, and what was removed and works with a note.
#[test]
fn what_is_there_compiles_links_and_loads() {
    let rows = rows();
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.is_c() && matches!(r.status.as_str(), "works" | "removed")) {
        groups.entry(&row.with).or_default().push(row);
    }
    assert!(groups.len() >= 35, "{} headers", groups.len());
    for (header, rows) in groups {
        let uses: Vec<String> = rows.iter().enumerate().map(|(n, row)| row.line(n)).collect();
        let text = format!("#include <{header}>\n{}\n", uses.join("\n"));
        let mut test = Test::new().module("uses.c", &text).args(["run", "uses.c"]);
        for row in rows.iter().filter(|r| r.status == "removed") {
            test = test.stdout_contains(&row.says);
        }
        test.run();
    }
}

/// A module for each: one error says all, and it is the right one.
#[test]
fn what_is_wrong_or_private_is_told_the_right_name_or_the_reason() {
    let refused = |row: &&Row| matches!(row.status.as_str(), "wrong" | "private" | "refused");
    for row in rows().iter().filter(|r| r.is_c()).filter(refused) {
        let test = Test::new().module("use.c", &row.alone()).args(["run", "use.c"]);
        let ran = test.status(3).stderr_contains(&row.says).run();
        let errors = ran.stderr.matches("error: ").count();
        assert!(errors <= 1, "{}: {}", row.name, ran.stderr);
    }
}

#[test]
fn commands_and_files_are_there_at_the_prompt() {
    let fails = "static int __init start(void) { return -1; }\nmodule_init(start);";
    for row in rows().iter().filter(|r| r.with == "shell") {
        let script = format!("{}\ntrue\n", row.code);
        let test = Test::new().example("hello.c").module("fails.c", fails).file("use.sh", script);
        let ran = test.args(["run", "--script", "use.sh"]).stderr_contains("").run();
        let said = if row.status == "works" && row.name != "insmod: Operation not permitted" {
            assert_eq!(ran.stderr, "", "{}", row.name);
            &ran.stdout
        } else {
            &ran.stderr
        };
        assert!(said.contains(&row.says), "{}: `{}` is not in\n{said}", row.name, row.says);
    }
}
