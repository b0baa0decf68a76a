//! The example prints what the manual says.

use std::path::Path;
use std::process::Command;

#[test]
fn the_manual_shows_what_the_example_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manual = std::fs::read_to_string(root.join("docs/rust.md")).unwrap();
    let shown = manual.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    // Cargo builds examples beside the directory of the tests.
    let tests = std::env::current_exe().unwrap();
    let example = tests.ancestors().nth(2).unwrap().join("examples/counter");
    let output = Command::new(example).current_dir(root).env_remove("LOCKSTEP_REPLAY").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), shown);
    assert!(output.status.success());
}
