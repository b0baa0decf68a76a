//! The structure of the workspace: each crate uses only the floors below its own, unsafe code lives in few crates,
//! and sources name no place of the computer they were written on.

mod support;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::workspace;

/// The floor of each crate.
const FLOORS: &[(&str, u32)] = &[
    ("lockdep", 0),
    ("engine", 1),
    ("host", 1),
    ("region", 1),
    ("ksync", 2),
    ("machine", 2),
    ("organisation", 2),
    ("detect", 3),
    ("vm", 4),
    ("module", 5),
    ("kernel", 6),
    ("abi", 7),
    ("scenario", 8),
    ("report", 9),
    ("shell", 9),
    ("lockstep", 10),
    ("model", 10),
];

/// The crates that may hold unsafe code.
const UNSAFE: &[&str] = &["abi", "engine", "host", "ksync", "model", "module", "region", "vm"];

/// The members of the workspace, as Cargo sees them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

fn floors() -> BTreeMap<&'static str, u32> {
    FLOORS.iter().copied().collect()
}

/// The members of the workspace that a package depends on, those of its tests left out.
fn members_used(package: &Value) -> Vec<&str> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let used = dependencies.filter(|d| d["path"].is_string() && d["kind"] != "dev");
    used.map(name).collect()
}

#[test]
fn every_crate_has_a_floor() {
    for package in packages() {
        assert!(floors().contains_key(name(&package)), "the floor of {} is not known", name(&package));
    }
}

#[test]
fn each_crate_uses_only_crates_of_lower_floors() {
    let floors = floors();
    for package in packages() {
        let user = name(&package);
        for used in members_used(&package) {
            assert!(
                floors[used] < floors[user],
                "{user} on floor {} uses {used} on floor {}",
                floors[user],
                floors[used]
            );
        }
    }
}

#[test]
fn nothing_uses_the_primitives_for_real_hardware() {
    for package in packages() {
        assert!(!members_used(&package).contains(&"ksync"), "{} uses ksync", name(&package));
    }
}

#[test]
fn every_dependency_has_a_licence_of_the_workspace() {
    for package in packages() {
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{}", name(&package));
    }
}

#[test]
fn crates_without_unsafe_code_forbid_it() {
    for package in packages() {
        let name = name(&package);
        if UNSAFE.contains(&name) {
            continue;
        }
        for target in package["targets"].as_array().unwrap() {
            let kinds = target["kind"].as_array().unwrap();
            if !kinds.iter().any(|k| k == "lib" || k == "bin") {
                continue;
            }
            let root = target["src_path"].as_str().unwrap();
            let text = std::fs::read_to_string(root).unwrap();
            assert!(
                text.lines().any(|l| l == "#![forbid(unsafe_code)]"),
                "{root} does not forbid unsafe code"
            );
        }
    }
}

#[test]
fn crates_take_their_lints_from_the_workspace() {
    for package in packages() {
        let manifest = std::fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} has lints of its own", name(&package));
    }
}

/// Every file of ours: sources, headers, tests, manifests and texts; nothing that is hidden or that Cargo has made.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&workspace(), &mut found);
    assert!(found.len() > 100, "the sources are not where they were looked for");
    found
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        found.push(path.to_owned());
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if !name.starts_with('.') && name != "target" {
            walk(&path, found);
        }
    }
}

#[test]
fn sources_name_no_place_of_the_computer_they_were_written_on() {
    // In two parts, lest this file name them.
    let words = [["/wo", "rk/"], ["/tmp/", "lockstep"], ["issue", " #"]].map(|parts| parts.concat());
    for path in sources() {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for (i, line) in text.lines().enumerate() {
            for word in &words {
                let place = format!("{}:{}", path.display(), i + 1);
                assert!(!line.contains(word.as_str()), "{place} contains `{word}`: {line}");
            }
        }
    }
}

#[test]
fn sources_are_utf8_and_end_with_a_newline() {
    for path in sources() {
        let known = ["rs", "c", "h", "toml", "md"];
        if !path.extension().is_some_and(|e| known.iter().any(|k| e == *k)) {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{} is not UTF-8", path.display()));
        assert!(text.is_empty() || text.ends_with('\n'), "{} does not end with a newline", path.display());
        assert!(!text.contains('\r'), "{} has carriage returns", path.display());
    }
}
