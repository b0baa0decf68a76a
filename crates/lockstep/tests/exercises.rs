//! The exercises of `examples/exercises`: each has a place that says TODO and something to be found, and in the solution
//! beside it neither. The command is the one in the comment at the head.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn exercises() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/exercises")
}

/// The exit status of the `lockstep check` that a program's comment names, and what it prints.
fn checked(source: &str) -> (Option<i32>, String) {
    let line = source.lines().find_map(|l| l.trim_start_matches(" *").trim().strip_prefix("lockstep check "));
    let line = line.unwrap_or_else(|| panic!("no line `lockstep check` in\n{source}"));
    let words = shlex::split(line).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join(&words[0]);
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    fs::write(program, source).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .arg("check")
        .args(words)
        .args(["--executions", "2000", "--workers", "1"])
        .current_dir(&directory)
        .env_remove("CC")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_obvious_repair_makes_each_exercise_clean() {
    let mut names: Vec<String> = fs::read_dir(exercises())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter_map(|n| n.strip_suffix(".c").map(str::to_owned))
        .filter(|n| !n.ends_with("_solution"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 12, "{names:?}");
    for (n, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{n:02}_")), "{name} is not number {n}");
        let read = |end: &str| fs::read_to_string(exercises().join(format!("{name}{end}.c"))).unwrap();
        let (exercise, solution) = (read(""), read("_solution"));
        assert!(exercise.contains("/* TODO: ") && !solution.contains("TODO"), "{name}");
        let (status, report) = checked(&exercise);
        assert_eq!(status, Some(1), "{name}:\n{report}");
        let (status, report) = checked(&solution);
        assert_eq!(status, Some(0), "{name}_solution:\n{report}");
    }
}
