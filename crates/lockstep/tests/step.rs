//! `lockstep step`: a script leads an execution, goes back, saves it, and says nothing foolish to nonsense.

mod support;
use proptest::prelude::*;
use std::io::Write;
use std::process::{Command, Stdio};
use support::{Test, workspace};
use tempfile::TempDir;

struct Led {
    directory: TempDir,
    stdout: String,
    stderr: String,
    status: i32,
}

/// Runs `lockstep ARGS` on copies of all that lies directly under `examples/`, with these lines to read.
fn lead_in(directory: TempDir, args: &[&str], lines: &[u8]) -> Led {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(args)
        .current_dir(directory.path())
        .env_remove("CC")
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that ends before it has read everything is no error.
    let _ = child.stdin.take().unwrap().write_all(lines);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(!stderr.contains("panicked"), "{stderr}");
    Led { directory, stdout, stderr, status: output.status.code().unwrap() }
}

fn lead(args: &[&str], lines: &str) -> Led {
    let directory = TempDir::new().unwrap();
    for entry in std::fs::read_dir(workspace().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "c") {
            std::fs::copy(&path, directory.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    lead_in(directory, args, lines.as_bytes())
}

/// What stands between the last two prompts.
fn last(led: &Led) -> &str {
    let text = led.stdout.trim_end();
    text.rfind("\n(").map_or(text, |at| &text[at + 1..])
}

#[test]
fn the_session_of_the_manual_is_what_happens() {
    let manual = std::fs::read_to_string(workspace().join("docs/step.md")).unwrap();
    let session = manual.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let (command, rest) = session.split_once('\n').unwrap();
    let args: Vec<&str> = command.strip_prefix("$ lockstep ").unwrap().split(' ').collect();
    let typed = |line: &str| {
        let (n, line) = line.strip_prefix('(')?.split_once(") ")?;
        n.parse::<u32>().ok().map(|_| format!("{line}\n"))
    };
    let lines: String = rest.lines().filter_map(typed).collect();
    assert!(lines.contains("undo") && lines.contains("save"), "{lines}");
    let led = lead(&args, &lines);
    assert_eq!(led.stdout, rest);
    assert_eq!((led.stderr.as_str(), led.status), ("", 1));
}

#[test]
fn who_waits_is_told_for_what_and_for_whom() {
    let script = "until walker/0\nline feeder\nfeeder\nwalker 2\nfeeder\nwalker\n";
    let led = lead(&["step", "abba.c", "--width", "140"], &format!("{script}list\n"));
    assert!(led.stdout.contains("waits for dog_lock, which walker/0 holds since line 39"), "{}", led.stdout);
    assert!(led.stdout.contains("error[deadlock]"), "{}", led.stdout);
    assert!(last(&led).contains("The execution is over: it ends in a deadlock."), "{}", led.stdout);
    assert_eq!((led.stderr.as_str(), led.status), ("", 1));
}

#[test]
fn who_cannot_move_is_not_moved() {
    let led = lead(&["step", "abba.c"], "until walker/0\nline feeder\nfeeder\nfeeder\nwalker 2\nwalker\n");
    let said =
        "error: line 6: walker/0 cannot move: it waits for dog_lock, which feeder/0 holds since line 29\n";
    assert_eq!((led.stderr.as_str(), led.status), (said, 2));
}

#[test]
fn what_is_saved_is_replayed() {
    let lost = "until bump/1\nuntil 20\nbump/0\nbump/1 9\nfinish\nfinish\nsave lost.trace\n";
    let led = lead(&["step", "counter.c", "rounds=1"], lost);
    assert!(led.stdout.contains("error[data-race]"), "{}", led.stdout);
    let wanted = "[    0.000000] counter: 1 of 2\n";
    let led = lead_in(led.directory, &["replay", "lost.trace"], b"");
    assert!(led.stdout.starts_with(wanted), "{}", led.stdout);
    assert_eq!((led.stderr.as_str(), led.status), ("", 1));
}

#[test]
fn what_was_undone_is_not_saved() {
    let script = "until bump/1\nuntil 20\nbump/0\nbump/1 9\nundo 10\nfinish\nfinish\nfinish\nsave whole.trace\ndmesg\n";
    let led = lead(&["step", "counter.c", "rounds=1"], script);
    assert!(last(&led).ends_with("] counter: 2 of 2"), "{}", led.stdout);
    let led = lead_in(led.directory, &["replay", "whole.trace"], b"");
    assert!(led.stdout.starts_with("[    0.000000] counter: 2 of 2\n"), "{}", led.stdout);
}

#[test]
fn a_step_taken_back_and_made_again_comes_to_the_same() {
    let there = "until bump/1\nn 6\nbump/1 3\n";
    let back = lead(&["step", "counter.c"], &format!("{there}undo 5\nn 2\nbump/1 3\nlist\n"));
    let straight = lead(&["step", "counter.c"], &format!("{there}list\n"));
    assert_eq!(last(&back), last(&straight));
}

#[test]
fn all_steps_can_be_taken_back() {
    let led = lead(&["step", "counter.c"], "finish\nrestart\nundo\n");
    assert!(led.stdout.ends_with("begin counter_init()\n(0) undo\n"), "{}", led.stdout);
    assert_eq!((led.stderr.as_str(), led.status), ("error: line 3: there is no step to take back\n", 2));
}

#[test]
fn an_interrupt_chooses_its_cpu() {
    let script = "until reader\nuntil 33\nirq 7 alt 1\nirq 7\n";
    let led = lead(&["step", "irq_lock.c"], script);
    assert!(led.stdout.contains("irq 7    receive()  interrupts reader/0"), "{}", led.stdout);
    assert!(led.stdout.contains("error[deadlock]"), "{}", led.stdout);
    let led = lead(&["step", "irq_lock.c"], "until reader\nuntil 33\nirq 7 alt 0\nirq 7\n");
    assert!(led.stdout.contains("waits for lock, which reader/0 holds since line 31"), "{}", led.stdout);
    assert_eq!((led.stderr.as_str(), led.status), ("", 0));
}

#[test]
fn a_place_that_is_never_reached_leaves_the_execution_where_it_is() {
    let led = lead(
        &["step", "counter_mutex.c"],
        "n 3\nuntil 4000\nuntil nobody\nuntil nobody/7\nuntil nobody ends\nlist\n",
    );
    assert!(last(&led).starts_with("(3) list\n"), "{}", led.stdout);
    assert_eq!(led.stderr.matches("it stands where it stood").count(), 4, "{}", led.stderr);
}

#[test]
fn a_loop_without_end_ends_the_execution_and_not_the_prompt() {
    let body = "static int __init start(void) { for (;;) ; return 0; }\nmodule_init(start);";
    let test = Test::new().module("m.c", body);
    let path = test.directory().join("m.c").display().to_string();
    let led = lead_in(TempDir::new().unwrap(), &["step", &path], b"n\nundo\nn\nlist\n");
    assert_eq!(led.stdout.matches("error[soft-lockup]").count(), 2, "{}{}", led.stdout, led.stderr);
    assert_eq!((led.stderr.as_str(), led.status), ("", 1));
}

#[test]
fn nonsense_is_answered_line_by_line() {
    let script = "bump/9\n0\n99999999999999999999\nn -1\nundo x\nuntil\nsave\nsave /nowhere/x.trace\ninsmod alt 7\n\
        insmod 0\nshow nobody\nhelp me\n# a remark\nquit\nbump/9\n";
    let led = lead(&["step", "counter.c"], script);
    let said: Vec<&str> = led.stderr.lines().collect();
    assert_eq!(said.len(), 12, "{}", led.stderr);
    assert!(said[0].contains("`bump/9` is no command and nobody's name; there are insmod"), "{}", said[0]);
    assert_eq!(said[7], "error: line 8: /nowhere/x.trace cannot be written: No such file or directory");
    assert_eq!(said[8], "error: line 9: insmod has no alternative 7; it has 0");
    assert_eq!(led.status, 2);
}

#[test]
fn what_the_module_prints_is_shown_when_it_prints_it() {
    let led = lead(&["step", "hello.c"], "next\nfinish\n");
    let (before, after) = led.stdout.split_once("(1) finish\n").unwrap();
    assert!(!before.contains("Hello") && after.contains("] hello: Hello, world!\n"), "{}", led.stdout);
}

#[test]
fn a_prompt_has_no_other_form_than_text() {
    let test = Test::new().file("x.trace", "lockstep trace 1\nfile x.c\n");
    test.args(["replay", "x.trace", "--step", "--format", "json"])
        .status(2)
        .stderr_contains("--format")
        .run();
}

#[test]
fn every_command_is_in_the_help() {
    let led = lead(&["step", "counter.c"], "help\n");
    for word in
        ["next", "line", "until", "finish", "undo", "restart", "show", "list", "dmesg", "save", "quit"]
    {
        assert!(led.stdout.contains(&format!("\n  {word}")), "{word}: {}", led.stdout);
    }
}

#[test]
fn a_trace_is_stepped_along() {
    let led = lead(&["check", "counter.c"], "");
    assert_eq!(led.status, 1);
    let trace = ".lockstep/counter/data-race-1.trace";
    let led = lead_in(
        led.directory,
        &["replay", trace, "--until", "20"],
        b"finish\nfinish\nfinish\nfinish\ndmesg\n",
    );
    assert!(led.stdout.contains("error[data-race]"), "{}", led.stdout);
    assert!(last(&led).ends_with("counter: 19 of 20"), "{}", led.stdout);
    let led = lead_in(led.directory, &["replay", trace, "--step"], b"show\n");
    assert!(led.stdout.starts_with("  step 0, 0.000000 s\n"), "{}", led.stdout);
}

#[test]
fn a_table_that_was_followed_is_saved_as_a_trace() {
    let table = "bump/0 | bump/1\nread counter = 0 |\n | read counter = 0\n | write counter = 1\nwrite counter = 1 |\n\
        final: counter = 1\n";
    let test = Test::new().example("counter.c").file("lost.table", table);
    let args = ["check", "counter.c", "rounds=1", "--schedule", "lost.table", "--save-trace", "lost.trace"];
    let ran = test.args(args).run();
    ran.then().args(["replay", "lost.trace"]).status(1).stdout_contains("] counter: 1 of 2\n").run();
}

#[test]
fn a_trace_is_saved_of_tables_only() {
    let test = Test::new().example("counter.c").args(["check", "counter.c", "--save-trace", "x.trace"]);
    test.status(2).stderr_contains("--schedule").run();
}

#[test]
fn a_trace_that_cannot_be_written_is_an_error() {
    let test = Test::new().example("counter.c").file("x.table", "bump/0\nread counter\n");
    let args = ["check", "counter.c", "--schedule", "x.table", "--save-trace", "no/x.trace"];
    test.args(args).status(2).stderr_contains("no/x.trace: cannot be written: No such file").run();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_input_is_survived(lines in proptest::collection::vec(prop_oneof![
        "[a-z0-9/: ]{0,12}",
        "[1-5]",
        Just("n 7".to_owned()), Just("undo 3".to_owned()), Just("line".to_owned()), Just("until 20".to_owned()),
        Just("bump/1 4".to_owned()), Just("show 2".to_owned()), Just("finish".to_owned()),
        Just("\u{0}é\u{1b}[2J".to_owned()),
    ], 0..25)) {
        let led = lead(&["step", "counter.c", "rounds=2"], &lines.join("\n"));
        prop_assert!(matches!(led.status, 0..=2), "{}", led.stderr);
        prop_assert!(!led.stdout.contains("\x1b"), "an escape sequence");
    }
}
