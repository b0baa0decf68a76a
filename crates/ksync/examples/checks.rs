//! The checks that need more than the stable compiler, and say so where it is missing.
//!
//! | command | what it does | needs |
//! |---|---|---|
//! | `cargo run -p ksync --example checks -- miri` | the tests by threads under Miri: data races, invalid accesses, weak memory | a nightly compiler with `miri` |
//! | `cargo run -p ksync --example checks -- tsan` | the tests by threads under ThreadSanitizer | a nightly compiler with `rust-src` |
//! | `cargo run -p ksync --example checks -- bare` | builds the crate without an operating system | the target `x86_64-unknown-none`, or a nightly compiler with `rust-src` |
//! | `cargo run -p ksync --example checks -- loom` | every interleaving of a few threads, under loom | nothing |
//!
//! Exits with 0 if the check passes, with 1 if it fails, and with 77 if the computer lacks what it needs.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// The tests by threads of the locks.
const TESTS: [&str; 5] = ["mutex", "rwlock", "seqlock", "spinlock", "waiting"];

/// What the computer lacks, and how to get it.
struct Lacking(&'static str);

fn main() -> ExitCode {
    let checks: Vec<String> = std::env::args().skip(1).collect();
    let [check] = checks.as_slice() else {
        eprintln!("name one of miri, tsan, bare and loom");
        return ExitCode::FAILURE;
    };
    let command = match check.as_str() {
        "miri" => miri(),
        "tsan" => tsan(),
        "bare" => bare(),
        "loom" => Ok(loom()),
        other => {
            eprintln!("`{other}` is no check; name one of miri, tsan, bare and loom");
            return ExitCode::FAILURE;
        }
    };
    match command {
        Err(Lacking(what)) => {
            println!("not checked: {what}");
            ExitCode::from(77)
        }
        Ok(mut command) => {
            let status = command.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo can be run");
            if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
    }
}

/// Where a check builds.
fn target(check: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join(check)
}

fn tests(command: &mut Command) {
    for test in TESTS {
        command.args(["--test", test]);
    }
}

/// Whether a component of the nightly compiler is installed.
fn nightly(component: &str) -> bool {
    let listed = Command::new("rustup").args(["+nightly", "component", "list", "--installed"]).output();
    listed.is_ok_and(|listed| {
        String::from_utf8_lossy(&listed.stdout).lines().any(|line| line.starts_with(component))
    })
}

fn miri() -> Result<Command, Lacking> {
    if !nightly("miri") {
        return Err(Lacking("there is no Miri; `rustup +nightly component add miri` installs it"));
    }
    let mut command = Command::new("rustup");
    command
        .args(["run", "nightly", "cargo", "miri", "test", "-p", "ksync", "--target-dir"])
        .arg(target("miri"));
    tests(&mut command);
    command.env("MIRIFLAGS", "-Zmiri-disable-isolation -Zmiri-strict-provenance");
    Ok(command)
}

fn tsan() -> Result<Command, Lacking> {
    if !nightly("rust-src") {
        return Err(Lacking(
            "there is no source of std; `rustup +nightly component add rust-src` installs it",
        ));
    }
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "test", "-p", "ksync", "-Zbuild-std"]);
    command.args(["--target", "x86_64-unknown-linux-gnu", "--target-dir"]).arg(target("tsan"));
    tests(&mut command);
    // With the workspace's `panic = "abort"` std would be built twice.
    command.args(["--config", "profile.dev.panic='unwind'"]);
    command.env("RUSTFLAGS", "-Zsanitizer=thread");
    Ok(command)
}

fn bare() -> Result<Command, Lacking> {
    let triple = "x86_64-unknown-none";
    let library = Command::new("rustc").args(["--print", "target-libdir", "--target", triple]).output();
    let library = library.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    let installed = library.is_some_and(|path| PathBuf::from(path.trim()).is_dir());
    let mut command = Command::new("rustup");
    if installed {
        command = Command::new(env!("CARGO"));
        command.arg("build");
    } else if nightly("rust-src") {
        command.args(["run", "nightly", "cargo", "build", "-Zbuild-std=core,alloc"]);
    } else {
        return Err(Lacking(
            "there is no target x86_64-unknown-none; `rustup target add x86_64-unknown-none` installs it",
        ));
    }
    command.args(["-p", "ksync", "--no-default-features", "--features", "lockdep,lock_stat"]);
    command.args(["--target", triple, "--target-dir"]).arg(target("bare"));
    Ok(command)
}

fn loom() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["test", "-p", "ksync", "--test", "loom", "--test", "loom_structures", "--target-dir"])
        .arg(target("loom"));
    command.env("RUSTFLAGS", "--cfg loom");
    command
}
