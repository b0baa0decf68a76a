//! `--format json`: the schema is part of the interface.

mod support;
use serde_json::{Map, Value};
use support::{Ran, Test};

fn checked(example: &str, options: &[&str]) -> Ran {
    let test = Test::new().example(example).args(["check", example, "--format", "json"]);
    test.args(options.iter().copied()).any_verdict().run()
}

#[track_caller]
fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("{value} is no object"))
}

/// The value has exactly these keys.
#[track_caller]
fn keys(value: &Value, wanted: &[&str]) {
    let mut keys: Vec<&str> = object(value).keys().map(String::as_str).collect();
    let mut wanted = wanted.to_vec();
    keys.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
}

/// Everything that holds of each document.
#[track_caller]
fn is_of_the_schema(ran: &Ran) -> Value {
    assert!(ran.stdout.ends_with("}\n") && !ran.stdout.ends_with("\n\n"), "no single newline at the end");
    let json = ran.json();
    keys(&json, &["schema", "outcome", "executions", "complete", "coverage", "findings"]);
    assert_eq!(json["schema"], 1);
    assert!(matches!(json["outcome"].as_str(), Some("clean" | "findings" | "incomplete")));
    assert!(json["executions"].is_u64());
    assert!(json["complete"].is_boolean());
    coverage(&json["coverage"]);
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(json["outcome"] == "findings", !findings.is_empty());
    findings.iter().for_each(finding);
    json
}

#[track_caller]
fn coverage(value: &Value) {
    let search =
        ["bound", "share", "differing", "untold", "reduced", "exhaustive", "random", "rounds", "promoted"];
    let wanted = [&search[..], &["endless", "kthreads_refused", "never_ran", "to_run"]].concat();
    keys(value, &wanted);
    assert!(value["bound"].is_u64() || value["bound"].is_null());
    assert!(value["share"].is_f64() || value["share"].is_null());
    assert!(value["differing"].is_u64() || value["differing"].is_null());
    assert!(value["untold"].is_string() || value["untold"].is_null());
    for number in ["reduced", "exhaustive", "random", "rounds", "promoted", "endless"] {
        assert!(value[number].is_u64(), "{number}");
    }
    assert!(value["kthreads_refused"].is_boolean());
    assert!(value["never_ran"].as_array().unwrap().iter().all(Value::is_string));
    value["to_run"].as_array().unwrap().iter().for_each(|f| keys(f, &["function", "steps"]));
}

#[track_caller]
fn finding(value: &Value) {
    keys(value, &["code", "headline", "summary", "locations", "trace", "execution", "story"]);
    let counts = ["preemptions", "interrupts", "migrations", "faults"];
    let story = [&["code", "defect", "actors", "places", "rows", "outcomes"][..], &counts].concat();
    keys(&value["story"], &story);
    assert_eq!(value["story"]["code"], value["code"]);
    let code = value["code"].as_str().unwrap();
    assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
    for text in ["headline", "summary"] {
        let text = value[text].as_str().unwrap();
        assert!(!text.is_empty() && !text.contains('\x1b'), "{text:?}");
    }
    assert!(value["trace"].is_string() || value["trace"].is_null());
    for location in value["locations"].as_array().unwrap() {
        keys(location, &["file", "line", "function"]);
        assert!(
            location["file"].is_string() && location["line"].is_u64() && location["function"].is_string()
        );
    }
}

#[test]
fn the_schema_holds_for_every_example() {
    for entry in std::fs::read_dir(support::workspace().join("examples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".c") {
            is_of_the_schema(&checked(&name, &["--executions", "500"]));
        }
    }
}

#[test]
fn keys_stand_in_a_fixed_order() {
    let text = checked("counter.c", &[]).stdout.clone();
    let order = ["schema", "outcome", "executions", "complete", "coverage", "findings", "code", "headline"];
    let places: Vec<usize> = order.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn a_data_race_has_its_code_and_its_places() {
    let json = is_of_the_schema(&checked("counter.c", &[]));
    assert_eq!(json["outcome"], "findings");
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "data-race");
    assert_eq!(finding["headline"], "BUG: KCSAN: data-race in bump [counter] / bump [counter]");
    assert_eq!(finding["trace"], ".lockstep/counter/data-race-1.trace");
    for location in finding["locations"].as_array().unwrap() {
        assert_eq!(location["file"], "counter.c");
        assert_eq!(location["line"], 20);
        assert_eq!(location["function"], "bump");
    }
}

#[test]
fn every_finding_says_where_it_is() {
    for example in ["counter.c", "abba.c", "irq_lock.c", "timer_rmmod.c"] {
        let json = checked(example, &[]).json();
        for finding in json["findings"].as_array().unwrap() {
            let locations = finding["locations"].as_array().unwrap();
            assert!(locations.iter().any(|l| l["file"] == example), "{example}: {finding}");
        }
    }
}

#[test]
fn a_search_of_everything_is_clean_and_complete() {
    let json = is_of_the_schema(&checked("hello.c", &[]));
    assert_eq!(json["outcome"], "clean");
    assert_eq!(json["complete"], true);
    assert_eq!(json["executions"], 1);
    assert_eq!(json["findings"], Value::Array(Vec::new()));
}

#[test]
fn a_search_that_was_cut_short_is_incomplete() {
    let json = is_of_the_schema(&checked("counter_mutex.c", &["--strategy", "dfs", "--executions", "3"]));
    assert_eq!(json["outcome"], "incomplete");
    assert_eq!(json["complete"], false);
}

#[test]
fn a_search_that_did_all_that_was_asked_for_is_clean_but_not_complete() {
    let json = is_of_the_schema(&checked("counter_mutex.c", &[]));
    assert_eq!(json["outcome"], "clean");
    assert_eq!(json["complete"], false);
    assert_eq!(json["coverage"]["bound"], 2);
    assert!(json["coverage"]["share"].as_f64().is_some_and(|share| share > 0.0 && share < 1.0));
    let part = |name: &str| json["coverage"][name].as_u64().unwrap();
    assert_eq!(json["executions"], part("reduced") + part("exhaustive") + part("random"));
    assert_eq!((part("reduced"), json["coverage"]["differing"].as_u64()), (10_000, None));
}

#[test]
fn a_search_of_everything_that_differs_is_complete() {
    let json = is_of_the_schema(&checked("bank/cash_machine.c", &[]));
    assert_eq!(json["complete"], true);
    assert_eq!(json["coverage"]["differing"], json["executions"]);
    assert_eq!(json["coverage"]["untold"], Value::Null);
}

#[test]
fn what_partial_order_reduction_does_not_know_is_named() {
    let json = is_of_the_schema(&checked("timer_rmmod.c", &[]));
    assert_eq!(json["coverage"]["untold"], "time");
    assert_eq!(json["coverage"]["differing"], Value::Null);
}

#[test]
fn functions_that_never_ran_are_named() {
    let body = "
static int secret;
static noinline void never(void) { secret++; }
static int __init start(void) { if (secret) never(); return 0; }
module_init(start);";
    let test = Test::new().module("idle.c", body).args(["check", "idle.c", "--format", "json"]);
    assert_eq!(is_of_the_schema(&test.run())["coverage"]["never_ran"], serde_json::json!(["never"]));
}

#[test]
fn run_and_replay_write_the_same_schema() {
    let ran = checked("abba.c", &[]);
    let trace = ran.json()["findings"][0]["trace"].as_str().unwrap().to_owned();
    let ran = ran.then().args(["replay", &trace, "--format", "json"]).status(1).run();
    is_of_the_schema(&ran);
    is_of_the_schema(&ran.then().args(["run", "abba.c", "--format", "json"]).any_verdict().run());
}

#[test]
fn run_and_replay_count_their_one_execution() {
    let ran = checked("abba.c", &[]);
    let ran =
        ran.then().args(["replay", ".lockstep/abba/deadlock-1.trace", "--format", "json"]).status(1).run();
    assert_eq!(ran.json()["executions"], 1);
    let ran = ran.then().args(["run", "abba.c", "--format", "json"]).any_verdict().run();
    assert_eq!(ran.json()["executions"], 1);
}

#[test]
fn file_names_with_quotes_and_unicode_stay_what_they_are() {
    for name in ["zähler.c", "a \"quoted\" name.c", "back\\slash.c", "計数.c", "tab\tname.c", "it's.c"] {
        let text = std::fs::read(support::example("counter.c")).unwrap();
        let test = Test::new().file(name, text).args(["check", name, "--format", "json"]).status(1);
        let ran = test.run();
        let json = is_of_the_schema(&ran);
        assert_eq!(json["findings"][0]["locations"][0]["file"], name);
        let trace = json["findings"][0]["trace"].as_str().unwrap().to_owned();
        assert!(ran.directory.path().join(&trace).is_file(), "{trace}");
        let again = ran.then().args(["replay", &trace, "--format", "json"]).status(1).run();
        assert_eq!(is_of_the_schema(&again)["findings"][0]["locations"][0]["file"], name);
    }
}

#[test]
fn names_with_quotes_and_unicode_in_findings_stay_what_they_are() {
    let body = "
#include <linux/kthread.h>
static int count;
static int work(void *unused) { count++; return 0; }
static int __init start(void)
{
	kthread_run(work, NULL, \"\\\"Zähler\\\"\\t%d\", 1);
	kthread_run(work, NULL, \"\\\\n\\x01\");
	return 0;
}
static void __exit stop(void) { }
module_init(start);
module_exit(stop);";
    let test = Test::new().module("quoted.c", body).args(["check", "quoted.c", "--format", "json"]);
    let json = is_of_the_schema(&test.status(1).run());
    let codes: Vec<&Value> = json["findings"].as_array().unwrap().iter().map(|f| &f["code"]).collect();
    assert!(codes.iter().any(|c| *c == "data-race"), "{codes:?}");
}

#[test]
fn colours_never_reach_json() {
    let ran = checked("counter.c", &["--color", "always"]);
    assert!(!ran.stdout.contains('\x1b'));
    is_of_the_schema(&ran);
}

#[test]
fn a_note_about_a_parameter_stays_out_of_standard_output() {
    let test = Test::new().example("hello.c").args(["check", "hello.c", "x=1", "--format", "json"]);
    is_of_the_schema(&test.stderr_contains("unknown parameter 'x' ignored").run());
}

#[test]
fn a_removed_name_is_noted_beside_the_verdict() {
    let source = "#include <linux/semaphore.h>\n\nstatic DECLARE_MUTEX(lock);\n\
                  static int __init start(void)\n{\n\tdown(&lock);\n\tup(&lock);\n\treturn 0;\n}\n\
                  module_init(start);\n";
    let note = "m.c:4: DECLARE_MUTEX was removed in 2.6.37: use DEFINE_SEMAPHORE(name, 1), or DEFINE_MUTEX";
    let test = Test::new().module("m.c", source).args(["check", "m.c", "--format", "json"]);
    is_of_the_schema(&test.stderr_contains(note).run());
    Test::new().module("m.c", source).args(["run", "m.c"]).stdout_contains(note).run();
}
