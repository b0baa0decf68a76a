//! The kernel's locking self-test, case by case.
//!
//! `tests/data/locking-selftest.tsv` lists the cases of Linux 6.1 with what the
//! booted kernel said to each: whether it reported, and the first headline. For
//! each case there is a program of events, found by the case's name; every row
//! must find its program, and the validator must say what the kernel said.

mod bench;
mod irq;
mod order;
mod wait;
mod ww;

use bench::Bench;
use libtest_mimic::{Arguments, Failed, Trial};
use lockdep::Who;

const TABLE: &str = include_str!("../data/locking-selftest.tsv");

fn check(case: &str, expected: &str, headline: &str) -> Result<(), Failed> {
    let mut bench = Bench::new();
    let programs = [ww::run, wait::run, order::run, irq::run];
    if !programs.iter().any(|run| run(case, &mut bench)) {
        return Err(format!("no program for {case}").into());
    }
    let findings = bench.findings();
    let first = findings.first().map(|f| f.headline(&Who::default()));
    let wanted = match expected {
        "clean" => None,
        "report" => Some(headline),
        other => return Err(format!("unknown verdict {other}").into()),
    };
    if first.as_deref() == wanted {
        Ok(())
    } else {
        Err(format!("wanted {wanted:?}, got {first:?}: {findings:#?}").into())
    }
}

fn main() {
    let rows = TABLE.lines().skip(1).map(|row| {
        let mut columns = row.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        (column(), column(), column(), column())
    });
    let mut trials: Vec<Trial> = rows
        .map(|(test, case, expected, headline)| {
            Trial::test(case, move || check(case, expected, headline)).with_kind(test)
        })
        .collect();
    let count = trials.len();
    trials.push(Trial::test("the_table_has_391_rows", move || {
        if count == 391 { Ok(()) } else { Err(format!("{count} rows").into()) }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
