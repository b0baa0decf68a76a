//! `docs/subjects.md`: every subject has its file, its example and its commands, and the page is that of the table.

mod support;

#[path = "../examples/subjects.rs"]
#[allow(dead_code, reason = "its main is for the command line")]
mod page;

use std::collections::BTreeSet;
use support::workspace;

fn read(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn the_page_is_that_of_the_table() {
    let remedy = "run `cargo run -p lockstep --example subjects`";
    assert!(page::render(&read("docs/subjects.tsv")) == read("docs/subjects.md"), "{remedy}");
}

#[test]
fn every_subject_has_a_file_an_example_and_two_commands() {
    let table = read("docs/subjects.tsv");
    let mut seen = BTreeSet::new();
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let [subject, file, example, shows, breaks] = row[..] else { panic!("five columns: {line}") };
        assert!(!subject.is_empty() && seen.insert(subject), "{subject} stands twice");
        if file == "planned" {
            assert!(example.split(' ').count() > 1 && shows.is_empty() && breaks.is_empty(), "{line}");
            continue;
        }
        for path in [file, example] {
            assert!(workspace().join(path).is_file(), "{subject}: there is no file `{path}`");
        }
        if file.starts_with("crates/organisation/") {
            // They are about no module: what breaks is how much a machine does.
            assert!([shows, breaks].iter().all(|c| c.starts_with("lockstep organisations ")), "{line}");
            continue;
        }
        for command in [shows, breaks] {
            assert!(command.starts_with("lockstep "), "{subject}: `{command}`");
            let is_path = |word: &&str| word.starts_with("examples/") || word.starts_with("tests/");
            let paths: Vec<&str> = command.split(' ').filter(is_path).collect();
            assert!(!paths.is_empty(), "{subject}: `{command}` names no file");
            for path in paths {
                assert!(workspace().join(path).is_file(), "{subject}: there is no file `{path}`");
            }
        }
        assert!(breaks.starts_with("lockstep check "), "{subject}: `{breaks}`");
    }
    assert!(seen.len() >= 105, "{} subjects", seen.len());
}
