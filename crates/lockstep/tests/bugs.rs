//! The classic programs under `examples/bugs`: how soon the default search finds what is wrong with each, and for how many
//! seeds. Takes minutes: `cargo test -p lockstep --test bugs -- --ignored --nocapture`

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const EXECUTIONS: u64 = 10_000;
const SEEDS: u64 = 100;
const ENOUGH: u64 = 95;

fn programs() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/bugs");
    let files = std::fs::read_dir(directory).unwrap().map(|e| e.unwrap().path());
    let mut programs: Vec<PathBuf> = files.filter(|p| p.extension().is_some_and(|e| e == "c")).collect();
    programs.sort();
    programs
}

/// What a search of this seed says; the number of CPUs is the program's own.
fn checked(program: &Path, seed: u64) -> Value {
    let source = std::fs::read_to_string(program).unwrap();
    let cpus = source.lines().find_map(|l| l.split_once("--cpus ")?.1.split(' ').next());
    let directory = tempfile::TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
    command.arg("check").arg(program).args(["--format", "json", "--cpus", cpus.unwrap_or("4")]);
    command.args(["--executions", &EXECUTIONS.to_string(), "--seed", &seed.to_string()]);
    let output = command.current_dir(&directory).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// In which execution the bug showed first.
fn found_in(verdict: &Value) -> Option<u64> {
    verdict["findings"].as_array().unwrap().iter().filter_map(|f| f["execution"].as_u64()).min()
}

#[test]
#[ignore = "does some programs with a hundred seeds"]
fn classic_bugs_are_found_soon_whatever_the_seed() {
    let mut poor = Vec::new();
    println!("{:24} {:>9} {:>9}  found by", "program", "execution", "seeds");
    for program in programs() {
        let name = program.file_stem().unwrap().to_str().unwrap().to_owned();
        let first = checked(&program, 0);
        if !name.ends_with("_bug") {
            assert_eq!(found_in(&first), None, "{name}: nothing is wrong with it");
            continue;
        }
        let part = |key: &str| first["coverage"][key].as_u64().unwrap();
        let (reduced, ordered) = (part("reduced"), part("reduced") + part("exhaustive"));
        // What is not drawn is the same for each seed.
        let (found, by) = match found_in(&first) {
            Some(n) if n < reduced => (SEEDS, "what differs"),
            Some(n) if n < ordered => (SEEDS, "bounds"),
            first => {
                let others = (1..SEEDS).filter(|s| found_in(&checked(&program, *s)).is_some());
                (others.count() as u64 + u64::from(first.is_some()), "chance")
            }
        };
        let execution = found_in(&first).map_or("-".to_owned(), |n| (n + 1).to_string());
        println!("{name:24} {execution:>9} {found:>5}/{SEEDS}  {by}");
        if found < ENOUGH {
            poor.push(name);
        }
    }
    assert!(poor.is_empty(), "found for fewer than {ENOUGH} of {SEEDS} seeds: {poor:?}");
}
