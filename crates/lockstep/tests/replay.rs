//! A trace does the execution again in another process: the same finding, at the same places.

mod support;
use proptest::prelude::*;
use serde_json::Value;
use support::{Ran, Test};

const FAULTY: &[&str] = &["counter.c", "abba.c", "irq_lock.c", "timer_rmmod.c"];

fn checked(example: &str) -> Ran {
    Test::new().example(example).args(["check", example, "--format", "json"]).status(1).run()
}

/// The code and the places of each finding.
fn findings(json: &Value) -> Vec<(Value, Value)> {
    let findings = json["findings"].as_array().unwrap().iter();
    findings.map(|f| (f["code"].clone(), f["locations"].clone())).collect()
}

fn traces(json: &Value) -> Vec<String> {
    json["findings"].as_array().unwrap().iter().map(|f| f["trace"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_finding_of_every_faulty_example_replays() {
    for example in FAULTY {
        let mut ran = checked(example);
        let found = ran.json();
        for (finding, trace) in findings(&found).into_iter().zip(traces(&found)) {
            ran = ran.then().args(["replay", &trace, "--format", "json"]).status(1).run();
            let again = findings(&ran.json());
            assert!(again.contains(&finding), "{example}: {trace} shows {again:?} instead of {finding:?}");
        }
    }
}

#[test]
fn a_replay_shows_the_same_table_as_the_check() {
    let table = |text: &str| {
        let from = text.find("  How ").unwrap();
        // The outcomes of many executions stand in a check only.
        let ends = ["  what comes out", "  see it again"].map(|end| text[from..].find(end));
        let to = from + ends.into_iter().flatten().min().unwrap();
        text[from..to].to_owned()
    };
    for example in ["counter.c", "abba.c", "irq_lock.c"] {
        let checked = Test::new().example(example).args(["check", example]).status(1).run();
        let shown = table(&checked.stdout);
        let trace = checked.traces()[0].0.display().to_string();
        let replayed = checked.then().args(["replay", &trace]).status(1).run();
        assert_eq!(table(&replayed.stdout), shown);
    }
}

#[test]
fn a_replay_is_the_same_each_time() {
    let ran = checked("counter.c");
    let trace = traces(&ran.json()).remove(0);
    let first = ran.then().args(["replay", &trace]).status(1).run();
    let text = first.stdout.clone();
    first.then().args(["replay", &trace]).status(1).stdout(&text).run();
}

#[test]
fn a_replay_shows_the_log_of_its_execution() {
    let ran = checked("counter.c");
    let trace = traces(&ran.json()).remove(0);
    ran.then().args(["replay", &trace]).status(1).stdout_contains("] counter: 19 of 20\n").run();
}

#[test]
fn a_replay_leaves_the_trace_as_it_is() {
    let ran = checked("abba.c");
    let before = ran.traces();
    let ran = ran.then().args(["replay", ".lockstep/abba/deadlock-1.trace"]).status(1).run();
    assert_eq!(ran.traces(), before);
}

#[test]
fn a_module_checked_by_its_absolute_path_replays_from_another_directory() {
    for example in FAULTY {
        let test = Test::new().example(example).working_in("here");
        let file = test.directory().join(example).display().to_string();
        let ran = test.args(["check", &file, "--format", "json"]).status(1).run();
        let found = ran.json();
        let trace = ran.directory.path().join("here").join(&traces(&found)[0]).display().to_string();
        let ran = ran.then().working_in("there").args(["replay", &trace, "--format", "json"]).status(1).run();
        assert!(findings(&ran.json()).contains(&findings(&found)[0]));
    }
}

#[test]
fn a_module_checked_by_a_relative_path_replays_from_another_directory() {
    let ran = checked("abba.c");
    let found = findings(&ran.json());
    let trace = ran.directory.path().join(".lockstep/abba/deadlock-1.trace").display().to_string();
    let ran = ran.then().working_in("there").args(["replay", &trace, "--format", "json"]).status(1).run();
    let again: Vec<Value> = findings(&ran.json()).into_iter().map(|f| f.0).collect();
    assert_eq!(again, [found[0].0.clone()]);
}

#[test]
fn the_scenario_travels_in_the_trace() {
    let args = ["check", "counter.c", "rounds=3", "--cpus", "2", "--preempt", "voluntary"];
    let ran = Test::new().example("counter.c").args(args).status(1).run();
    let (path, text) = ran.traces().remove(0);
    for line in ["file counter.c", "param rounds=3", "cpus 2", "preempt voluntary"] {
        assert!(text.lines().any(|l| l == line), "no line `{line}` in\n{text}");
    }
    ran.then().args(["replay", &path.display().to_string()]).status(1).stdout_contains(" of 6\n").run();
}

#[test]
fn values_with_blanks_and_newlines_travel_in_the_trace() {
    let body = "
static char *who; module_param(who, charp, 0444);
static int __init start(void) { WARN_ON(strcmp(who, \" a\\nb \")); WARN_ON(1); return 0; }
module_init(start);";
    let body = format!("#include <linux/bug.h>\n#include <linux/string.h>{body}");
    let ran = Test::new().module("m.c", &body).args(["check", "m.c", "who= a\nb "]).status(1).run();
    let ran = ran.then().args(["replay", ".lockstep/m/warn-1.trace", "--format", "json"]).status(1).run();
    assert_eq!(findings(&ran.json()).len(), 1, "{}", ran.stdout);
}

#[test]
fn a_file_with_a_newline_in_its_name_replays() {
    let text = std::fs::read(support::example("abba.c")).unwrap();
    let ran = Test::new().file("two\nlines.c", text).args(["check", "two\nlines.c"]).status(1).run();
    let trace = ran.traces()[0].0.display().to_string();
    ran.then().args(["replay", &trace]).status(1).stdout_contains("deadlock").run();
}

#[test]
fn remarks_and_empty_lines_of_a_trace_are_skipped() {
    let ran = checked("abba.c");
    let (path, text) = ran.traces().remove(0);
    let text = text.replace("cpus 4\n", "\n# four of them\n  cpus 4  \n\n");
    let test = ran.then().file(path.to_str().unwrap(), text);
    test.args(["replay", path.to_str().unwrap()]).status(1).run();
}

#[test]
fn a_trace_of_a_changed_module_says_how_much_of_it_could_not_be_followed() {
    let ran = checked("abba.c");
    let hello = std::fs::read(support::example("hello.c")).unwrap();
    let test = ran.then().file("abba.c", hello).args(["replay", ".lockstep/abba/deadlock-1.trace"]);
    let test = test.status(0).stdout_contains("Nothing was found").stderr_contains("could not be followed");
    test.stderr_contains("`deadlock abba.c:29:2 abba.c:40:2`, which this execution does not show").run();
}

#[test]
fn turns_that_cannot_be_followed_are_counted() {
    let ran = checked("counter.c");
    let (path, text) = ran.traces().remove(0);
    let (path, text) = (path.display().to_string(), text + "at bump/0#4000 -> bump/1\n");
    let test = ran.then().file(&path, text).args(["replay", &path]).status(1);
    test.stderr_contains("warning: 1 of the trace's 3 turns could not be followed").run();
}

#[test]
fn a_trace_without_turns_is_the_default_schedule() {
    let text = "lockstep trace 1\nfile counter_mutex.c\n";
    let test = Test::new().example("counter_mutex.c").file("x.trace", text).args(["replay", "x.trace"]);
    test.stdout_contains("] counter: 20 of 20\n").run();
}

#[test]
fn a_repaired_module_shows_nothing_on_the_trace_of_its_faulty_form() {
    let ran = checked("counter.c");
    let repaired = std::fs::read(support::example("counter_mutex.c")).unwrap();
    let test = ran.then().file("counter.c", repaired).args(["replay", ".lockstep/counter/data-race-1.trace"]);
    test.status(0).stdout_contains("] counter: 20 of 20\n").stderr_contains("could not be followed").run();
}

/// A change of a trace: at a place in percent, so many bytes go, and these come.
fn edits() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
    let words = prop_oneof![
        "[a-z0-9:#/ .>-]{0,6}",
        Just("\n".to_owned()),
        Just("-> irq 7/alt 1".to_owned()),
        Just("\nat start#0 -> rmmod\n".to_owned()),
        Just("\ncontext 300 nobody\nat feeder/0#1 -> nobody\n".to_owned()),
        Just("\nat feeder/0#1 -> walker/0/alt 63\n".to_owned()),
        Just("\nirqs 4000000000\n".to_owned()),
        Just("\ncpus 1\n".to_owned()),
        Just("\npromoted 4000000000:1 abba.c\n".to_owned()),
        Just("é\u{0}\u{7f}".to_owned()),
        Just("65535".to_owned()),
        Just("18446744073709551616".to_owned()),
    ];
    proptest::collection::vec((0..=100usize, 0..20usize, words), 1..4)
}

fn edited(text: &str, edits: &[(usize, usize, String)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (percent, gone, come) in edits {
        let at = bytes.len() * percent / 100;
        let end = (at + gone).min(bytes.len());
        bytes.splice(at..end, come.bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whatever stands in a trace: a verdict, or one message about bad input.
fn replays_or_refuses(example: &str, text: &str) {
    let directory = tempfile::tempdir().unwrap();
    std::fs::copy(support::example(example), directory.path().join(example)).unwrap();
    std::fs::write(directory.path().join("x.trace"), text).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(["replay", "x.trace"])
        .current_dir(directory.path())
        .env_remove("CC")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // 3: an edit of a `param`, `cc` or `file` line can make a module that does not build.
    assert!(matches!(output.status.code(), Some(0..=3)), "{:?}\n{said}\n{text}", output.status);
    assert!(!said.contains("panicked") && !said.contains("internal error"), "{said}\n{text}");
}

#[test]
fn a_damaged_trace_is_followed_or_refused() {
    for example in ["abba.c", "irq_lock.c", "counter.c"] {
        let text = checked(example).traces().remove(0).1;
        let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = proptest::test_runner::TestRunner::new_with_rng(
            config,
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let outcome = runner.run(&edits(), |edits| {
            replays_or_refuses(example, &edited(&text, &edits));
            Ok(())
        });
        outcome.unwrap_or_else(|e| panic!("{example}: {e}"));
    }
}

#[test]
fn turns_in_any_order_are_followed_or_left_out() {
    let text = checked("timer_rmmod.c").traces().remove(0).1;
    let (head, turns): (Vec<&str>, Vec<&str>) = text.lines().partition(|l| !l.starts_with("at "));
    for skipped in 0..turns.len() {
        let mut some: Vec<&str> = turns.clone();
        some.remove(skipped);
        some.reverse();
        replays_or_refuses("timer_rmmod.c", &format!("{}\n{}\n", head.join("\n"), some.join("\n")));
    }
}
