//! With the features off nothing is left of them: a lock with its guard is, in machine code, the algorithm and the access.
//!
//! `cargo test -p ksync --test cost` builds `examples/probe.rs` with optimisation and compares the functions in it; it
//! needs `objdump` and says so where there is none. With one of the features on the code has to differ, or the comparison
//! would prove nothing.
#![cfg(all(target_arch = "x86_64", target_os = "linux", not(loom), not(miri)))]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The instructions of each probe, without addresses.
fn probes(features: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cost");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--offline",
            "--quiet",
            "-p",
            "ksync",
            "--example",
            "probe",
            "--features",
            features,
            "--target-dir",
        ])
        .arg(&target)
        .args(["--config", "profile.dev.opt-level=3", "--config", "profile.dev.debug=false"])
        .args([
            "--config",
            "profile.dev.debug-assertions=false",
            "--config",
            "profile.dev.overflow-checks=false",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let program = target.join("debug/examples/probe");
    let Ok(listing) = Command::new("objdump").args(["-d", "--no-show-raw-insn"]).arg(&program).output()
    else {
        eprintln!("objdump is not installed: nothing is compared");
        return None;
    };
    let listing = String::from_utf8(listing.stdout).unwrap();
    let mut probes = BTreeMap::<String, Vec<String>>::new();
    let mut current = None;
    for line in listing.lines() {
        if let Some((_, name)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
            current = name.starts_with("probe_").then(|| name.to_owned());
        } else if let (Some(name), Some((_, instruction))) = (&current, line.split_once(":\t")) {
            // Alignment and the addresses of jumps and calls, which differ by where the function stands.
            let operation = instruction.split('#').next().unwrap().trim();
            let (mnemonic, operands) = operation.split_once(' ').unwrap_or((operation, ""));
            if !["nop", "nopw", "nopl", "cs", "data16", "int3", "xchg   %ax,%ax"].contains(&mnemonic) {
                let jumps = mnemonic.starts_with('j') || mnemonic == "call";
                let operands = if jumps { "" } else { operands.trim() };
                probes.entry(name.clone()).or_default().push(format!("{mnemonic} {operands}"));
            }
        }
    }
    assert_eq!(probes.len(), 4, "the probes are in the program: {:?}", probes.keys());
    Some(probes)
}

#[test]
fn features_that_are_off_leave_nothing_behind() {
    let Some(off) = probes("") else { return };
    for algorithm in ["ticket", "queued"] {
        let [guard, alone] = ["guard", "alone"].map(|way| &off[&format!("probe_{algorithm}_{way}")]);
        // Where the value lies may differ; the instructions may not.
        let shape = |code: &[String]| {
            code.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(shape(guard), shape(alone), "{algorithm}: {guard:#?} {alone:#?}");
        assert!(
            guard.iter().filter(|line| line.starts_with("lock") || line.contains("xadd")).count() == 1,
            "{guard:#?}"
        );
    }
    let on = probes("lock_stat").unwrap();
    assert_ne!(off["probe_ticket_guard"], on["probe_ticket_guard"]);
}
