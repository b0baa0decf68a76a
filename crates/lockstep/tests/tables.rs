//! The tables of five texts on kernel concurrency, each as a module and a schedule under `tests/tables`: the execution
//! happens as the table says, and its final state comes out.
//!
//! `TNN.table` is followed in `TNN_name.c`; `TNNb.table` is another table of the same module, unless it has one of its
//! own. A line `// check: --cpus 1` in the module adds arguments. What a table tells of the machine as a whole (loads,
//! queues, migration, the four places of preemption) is no interleaving of a module's steps: [`OF_THE_MACHINE`].

mod support;
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::workspace;

/// The tables of the texts that are interleavings.
const INTERLEAVINGS: &[u32] = &[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 22, 25, 26, 29, 30, 31, 32, 34, 37, 38, 39, 41, 42, 43, 44, 45, 49,
    50, 51, 54,
];

/// The others, with what they are about.
const OF_THE_MACHINE: &[(u32, &str)] = &[
    (12, "a master that does all system calls, and is saturated"),
    (13, "each CPU schedules its own table only"),
    (14, "memory that is split among CPUs cannot be borrowed"),
    (15, "two buffer caches with one disk block"),
    (16, "one lock around the kernel, then independent regions"),
    (17, "one ready process or free page, taken by two CPUs"),
    (18, "preemption at the exit of an interrupt"),
    (19, "the quantum ends in the kernel"),
    (20, "an endless loop in user and in kernel code, with preemption and without"),
    (21, "the four places of preemption"),
    (23, "a waiter of higher priority preempts the holder of a spinlock"),
    (24, "a spinlock on one CPU without preemption"),
    (27, "insmod prints the copies of six CPUs"),
    (28, "a thread prints its CPU's copy before and after a move"),
    (33, "a shell writes the copy of the CPU that it runs on"),
    (35, "a semaphore is held across a sleep"),
    (36, "writers that come all the time starve readers"),
    (40, "two processes in the kernel at once, on one CPU"),
    (46, "one lock, a lock for each node, a lock for each element"),
    (47, "a run queue for all, and one for each CPU"),
    (48, "n threads and n locks in a ring"),
    (52, "a lock that is held from open to close"),
    (53, "preemption and true concurrency corrupt the same"),
];

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = files("table").into_iter().map(followed).collect();
    trials.push(Trial::test("each_table_of_the_texts_has_its_place", complete));
    trials.push(Trial::test("each_module_has_a_table", no_orphans));
    libtest_mimic::run(&arguments, trials).exit();
}

fn directory() -> PathBuf {
    workspace().join("tests/tables")
}

fn files(extension: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(directory()).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = all.filter(|p| p.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

/// The module in which a table is followed.
fn module(table: &Path) -> Option<PathBuf> {
    let of = |id: &str| {
        let begins = format!("{id}_");
        files("c").into_iter().find(|p| stem(p).starts_with(&begins))
    };
    let id = stem(table);
    of(id).or_else(|| of(id.trim_end_matches(|c: char| c.is_ascii_lowercase())))
}

fn check(module: &Path, table: &Path) -> (Option<i32>, String) {
    let source = fs::read_to_string(module).unwrap();
    let more = source.lines().find_map(|l| l.strip_prefix("// check: ")).unwrap_or_default();
    let here = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
    command.arg("check").arg(module).arg("--schedule").arg(table).args(more.split_whitespace());
    let output = command.current_dir(here.path()).env_remove("CC").output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// The table comes out; with another final value it does not.
fn followed(table: PathBuf) -> Trial {
    let name = stem(&table).to_owned();
    Trial::test(name, move || {
        let module = module(&table).ok_or("there is no module for this table")?;
        let (status, said) = check(&module, &table);
        if status != Some(0) {
            return Err(Failed::from(format!("status {status:?}\n{said}")));
        }
        let text = fs::read_to_string(&table).unwrap();
        let (rows, ends) = text.split_once("final: ").ok_or("the table has no final state")?;
        let wrong = match ends.split_once('=') {
            Some((name, _)) => format!("{rows}final: {name}= 77777\n"),
            None => format!("{rows}final: after-rmmod\n"),
        };
        let here = tempfile::tempdir().unwrap();
        let other = here.path().join("wrong.table");
        fs::write(&other, wrong).unwrap();
        match check(&module, &other) {
            (Some(1), said) if said.contains("and the table says") => Ok(()),
            (status, said) => Err(Failed::from(format!("another final state: status {status:?}\n{said}"))),
        }
    })
}

fn number(path: &Path) -> u32 {
    let digits: String = stem(path)[1..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

fn complete() -> Result<(), Failed> {
    let here: BTreeSet<u32> = files("table").iter().map(|p| number(p)).collect();
    assert_eq!(here, INTERLEAVINGS.iter().copied().collect());
    let all: BTreeSet<u32> = here.into_iter().chain(OF_THE_MACHINE.iter().map(|t| t.0)).collect();
    assert_eq!(all, (1..=54).collect());
    Ok(())
}

fn no_orphans() -> Result<(), Failed> {
    let used: BTreeSet<PathBuf> = files("table").iter().filter_map(|t| module(t)).collect();
    assert_eq!(used, files("c").into_iter().collect());
    Ok(())
}
