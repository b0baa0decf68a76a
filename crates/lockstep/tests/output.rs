//! Where output goes, and what happens when it cannot go there.

mod support;
use std::fs::File;
use std::process::{Command, Output, Stdio};
use support::Test;

/// `lockstep ARGS` beside a copy of an example, its standard output and standard error connected by `connect`.
fn connected(example: &str, args: &[&str], connect: impl FnOnce(&mut Command)) -> Output {
    let directory = tempfile::tempdir().unwrap();
    std::fs::copy(support::example(example), directory.path().join(example)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
    command.args(args).current_dir(directory.path()).env_remove("CC");
    connect(&mut command);
    command.output().unwrap()
}

/// A pipe that nobody reads.
fn broken() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for (args, status) in [
        (&["check", "counter.c"][..], 1),
        (&["check", "counter.c", "--format", "json"], 1),
        (&["run", "counter.c"], 1),
        (&["check", "counter.c", "--executions", "1", "--bound", "0"], 1),
    ] {
        let output = connected("counter.c", args, |c| {
            c.stdout(broken());
        });
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(status), "{args:?}");
    }
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let output = connected("hello.c", &["run", "hello.c"], |c| {
        c.stdout(full());
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("error: ") && said.contains("No space left on device"), "{said}");
    assert!(!said.contains("panicked") && !said.contains("(os error"), "{said}");
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn an_error_that_cannot_be_said_has_its_exit_code_all_the_same() {
    for stderr in [full, broken] {
        let output = connected("hello.c", &["run", "nofile.c"], |c| {
            c.stderr(stderr());
        });
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn findings_are_printed_where_traces_cannot_be_written() {
    let test =
        Test::new().example("counter.c").file(".lockstep", "in the way\n").args(["check", "counter.c"]);
    let ran = test.status(1).stdout_contains("error[data-race]").stderr_contains("warning: ").run();
    assert!(!ran.stdout.contains("see it again"), "{}", ran.stdout);
}

#[test]
fn a_check_removes_the_traces_of_the_one_before() {
    let ran = Test::new().example("counter.c").args(["check", "counter.c"]).status(1).run();
    assert_eq!(ran.traces().len(), 1);
    let repaired = std::fs::read(support::example("counter_mutex.c")).unwrap();
    let ran = ran.then().file("counter.c", repaired).args(["check", "counter.c"]).run();
    assert_eq!(ran.traces(), []);
}

#[test]
fn nothing_is_written_but_traces() {
    let ran = Test::new().example("hello.c").args(["check", "hello.c"]).run();
    let names: Vec<_> =
        std::fs::read_dir(ran.directory.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["hello.c"]);
    let ran = Test::new().example("counter.c").args(["run", "counter.c"]).status(1).run();
    assert_eq!(ran.traces(), []);
}

#[test]
fn no_temporary_files_are_left() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().display().to_string();
    Test::new().example("counter.c").env("TMPDIR", &place).args(["check", "counter.c"]).status(1).run();
    Test::new()
        .file("bad.c", "int x")
        .env("TMPDIR", &place)
        .args(["check", "bad.c"])
        .status(3)
        .stderr_contains("")
        .run();
    let left: Vec<_> = std::fs::read_dir(&temporary).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_directory_for_temporary_files_that_is_not_there_is_no_obstacle() {
    Test::new().example("hello.c").env("TMPDIR", "/nonexistent").args(["run", "hello.c"]).run();
}

#[test]
fn headers_are_kept_where_the_cache_is() {
    let cache = tempfile::tempdir().unwrap();
    let place = cache.path().display().to_string();
    for _ in 0..2 {
        Test::new().example("hello.c").env("XDG_CACHE_HOME", &place).args(["run", "hello.c"]).run();
    }
    let kept: Vec<_> = std::fs::read_dir(cache.path().join("lockstep")).unwrap().collect();
    assert_eq!(kept.len(), 1);
}

#[test]
fn a_home_that_cannot_be_written_is_no_obstacle() {
    let test = Test::new().example("hello.c").env("HOME", "/dev/null").env("XDG_CACHE_HOME", "");
    test.args(["run", "hello.c"]).run();
}

#[test]
fn reports_keep_to_the_width() {
    for width in [40, 60, 100, 200] {
        let args = ["check", "counter.c", "--width", &width.to_string()].map(str::to_owned);
        let ran = Test::new().example("counter.c").args(args).status(1).run();
        for line in ran.stdout.lines() {
            // A path or a command is never cut.
            let whole = line.contains("lockstep replay") || line.contains("Linux would say");
            assert!(whole || line.chars().count() <= width, "{} columns: {line}", line.chars().count());
        }
    }
}

#[test]
fn the_width_of_the_terminal_is_taken_from_the_environment() {
    let narrow =
        Test::new().example("counter.c").env("COLUMNS", "50").args(["check", "counter.c"]).status(1).run();
    let given = ["check", "counter.c", "--width", "50"];
    let given = Test::new().example("counter.c").args(given).status(1).run();
    assert_eq!(narrow.stdout, given.stdout);
}

#[test]
fn colours_are_printed_where_they_are_asked_for_only() {
    let check = |colour: &str| {
        let args = ["check", "counter.c", "--color", colour];
        Test::new().example("counter.c").args(args).status(1).run().stdout.clone()
    };
    assert!(!check("auto").contains('\x1b'), "standard output is no terminal");
    assert!(!check("never").contains('\x1b'));
    assert!(check("always").contains('\x1b'));
    let mut plain = String::new();
    let text = check("always");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\x1b') {
        plain += before;
        rest = after.split_once('m').unwrap().1;
    }
    plain += rest;
    assert_eq!(plain, check("never"), "colours change nothing but colours");
}

#[test]
fn progress_is_shown_on_terminals_only() {
    Test::new().example("hello.c").args(["check", "hello.c"]).stderr("").run();
}

#[test]
fn the_observed_lock_order_is_written_as_one_writes_it_above_a_lock() {
    let zoo = "mutex/lock_order.c";
    let order = "\nLock order: cat_lock -> dog_lock -> fox_lock\n";
    Test::new().example(zoo).args(["check", zoo, "-v"]).stdout_contains(order).run();
}
