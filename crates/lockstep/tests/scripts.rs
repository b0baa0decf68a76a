//! The scripts of `examples/shell`, as `lockstep run --script` does them: what a terminal shows is in the `.out` file beside
//! each. `LOCKSTEP_BLESS=1 cargo test --test scripts` writes these files instead of comparing them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The exit status and all that is printed, errors in their places.
fn shown(script: &str) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let examples = workspace().join("examples").canonicalize().unwrap();
    std::os::unix::fs::symlink(examples, directory.path().join("examples")).unwrap();
    let screen = directory.path().join("screen");
    let file = File::options().append(true).create(true).open(&screen).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(["run", "--script", script])
        .current_dir(&directory)
        .env_remove("CC")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .stdout(file.try_clone().unwrap())
        .stderr(file)
        .status()
        .unwrap();
    (status.code(), fs::read_to_string(screen).unwrap())
}

#[test]
fn each_script_shows_what_its_file_says() {
    let bless = std::env::var_os("LOCKSTEP_BLESS").is_some_and(|v| v == "1");
    let mut scripts: Vec<PathBuf> =
        fs::read_dir(workspace().join("examples/shell")).unwrap().map(|e| e.unwrap().path()).collect();
    scripts.retain(|p| p.extension().is_some_and(|e| e == "sh"));
    scripts.sort();
    assert!(!scripts.is_empty(), "there are no scripts");
    for path in scripts {
        let name = format!("examples/shell/{}", path.file_name().unwrap().display());
        let (status, text) = shown(&name);
        assert!(matches!(status, Some(0 | 1)), "{name} ends with {status:?}:\n{text}");
        let wanted = path.with_extension("out");
        if bless {
            fs::write(&wanted, &text).unwrap();
            continue;
        }
        let wanted = fs::read_to_string(&wanted).unwrap_or_else(|_| panic!("{name} has no .out file"));
        assert_eq!(text, wanted, "{name}");
    }
}
