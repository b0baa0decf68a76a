//! `lockstep organisations`: its tables, its curves, and what it refuses.

use std::process::{Command, Output};

fn organisations(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .arg("organisations")
        .args(args)
        .output()
        .expect("lockstep starts")
}

fn text(args: &[&str]) -> String {
    let out = organisations(args);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("text")
}

#[test]
fn the_table_shows_the_knee_and_where_the_time_goes() {
    insta::assert_snapshot!(text(&["--syscalls", "10%", "--cpus", "1..20", "--fixed"]));
}

#[test]
fn the_curves_are_the_same_in_every_format() {
    let csv = text(&["--cpus", "3..5", "--format", "csv"]);
    let rows: Vec<Vec<f64>> =
        csv.lines().skip(1).map(|l| l.split(',').map(|n| n.parse().expect("a number")).collect()).collect();
    let json: serde_json::Value =
        serde_json::from_str(&text(&["--cpus", "3..5", "--format", "json"])).expect("an object");
    assert_eq!(rows.len(), 3);
    for (i, row) in rows.iter().enumerate() {
        for (column, name) in ["cpus", "own", "master", "big_lock", "regions"].iter().enumerate() {
            let value = json[name][i].as_f64().expect("a number");
            assert!((value - row[column]).abs() < 1e-4, "{name}, row {i}: {value} and {}", row[column]);
        }
    }
    let svg = text(&["--cpus", "3..5", "--format", "svg"]);
    assert!(svg.starts_with("<svg") && svg.matches("<polyline").count() >= 4, "{svg}");
}

#[test]
fn what_is_no_share_and_no_range_is_refused() {
    for (args, says) in [
        (["--syscalls", "0"], "give a share"),
        (["--syscalls", "100%"], "give a share"),
        (["--syscalls", "ten"], "give a share"),
        (["--cpus", "5..2"], "give one number of CPUs"),
        (["--cpus", "0"], "give one number of CPUs"),
        (["--cpus", "1..4096"], "give one number of CPUs"),
    ] {
        let out = organisations(&args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(2) && said.contains(says), "{args:?}: {said}");
    }
}
