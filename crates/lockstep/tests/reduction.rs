//! `--strategy dpor`: one execution for all interleavings that do not differ.

mod support;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::Test;

#[track_caller]
fn searched(example: &str, says: &str) {
    let args = ["check", example, "--strategy", "dpor"];
    let ran = Test::new().example(example).args(args).any_verdict().run();
    let line: Vec<&str> = ran.stdout.split("Searched: ").skip(1).collect();
    let said = line.first().unwrap_or(&"").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.starts_with(says), "{example}: {said}");
}

#[test]
fn what_is_known_is_searched_whole() {
    searched("bank/cash_machine.c", "complete: all 4 interleavings that differ.");
    searched("bank/cash_machine_bug.c", "complete: all 8 interleavings that differ; 2 rounds");
}

#[test]
fn what_is_not_known_is_named_and_searched_within_bounds() {
    let says = "all interleavings up to 4 preemptions and about 36 % of those up to 5 (10,000 executions), then \
                10,000 at random; partial-order reduction does not know schedule().";
    searched("abba_ordered.c", says);
}

/// The programs under `directory`, however deep.
fn programs(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.extension() {
            _ if path.is_dir() => found.extend(programs(&path)),
            Some(e) if e == "c" => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

/// What a check finds, as kinds and headlines; `None` if it is no verdict, or not the whole search that was asked for.
fn found(program: &Path, options: &[&str], whole: bool) -> Option<BTreeSet<String>> {
    let directory = tempfile::TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
    command.arg("check").arg(program).args(["--format", "json"]).args(options);
    let output = command.current_dir(&directory).output().unwrap();
    let verdict: Value = serde_json::from_slice(&output.stdout).ok()?;
    if whole && verdict["complete"] != true {
        return None;
    }
    let findings = verdict["findings"].as_array().unwrap();
    Some(findings.iter().map(|f| format!("{} {}", f["code"], f["headline"])).collect())
}

/// Takes minutes: `cargo test -p lockstep --test reduction -- --ignored --nocapture`
#[test]
#[ignore = "checks every program twice"]
fn both_searches_find_the_same_in_every_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut compared = 0;
    for part in ["examples", "tests/pass", "tests/fail"] {
        for program in programs(&root.join(part)) {
            let reduced = ["--strategy", "dpor", "--executions", "30000"];
            let Some(reduced) = found(&program, &reduced, true) else { continue };
            let Some(default) = found(&program, &[], false) else { continue };
            assert_eq!(reduced, default, "{}", program.display());
            compared += 1;
        }
    }
    println!("{compared} programs are searched whole, and the same is found in them");
    assert!(compared > 200, "only {compared} programs are searched whole");
}
