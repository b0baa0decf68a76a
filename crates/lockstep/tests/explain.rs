//! `lockstep explain`: every example has the finding that it is about.

mod support;
use support::Test;

const CODES: [&str; 23] = [
    "active-object-freed",
    "after-rmmod",
    "bug",
    "context-imbalance",
    "data-race",
    "deadlock",
    "hang",
    "held-lock-freed",
    "invalid-free",
    "irq-lock",
    "lock-held-at-exit",
    "lock-order",
    "misuse",
    "oops",
    "out-of-bounds",
    "preemptible",
    "sleep-in-atomic",
    "soft-lockup",
    "stack-overflow",
    "use-after-free",
    "user-copy-overflow",
    "wait-context",
    "warn",
];

#[test]
fn each_example_has_its_finding() {
    for code in CODES {
        let text = Test::new().args(["explain", code]).run().stdout.clone();
        let (_, example) = text.split_once("```c\n").unwrap();
        let (example, _) = example.split_once("```\n").unwrap();
        let test = Test::new().file("example.c", example);
        let ran =
            test.args(["check", "example.c", "--executions", "500", "--format", "json"]).any_verdict().run();
        let json = ran.json();
        let found: Vec<&str> =
            json["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
        assert!(found.contains(&code), "{code}: {}", ran.stdout);
    }
}

#[test]
fn a_code_that_is_none_is_refused_with_those_that_are() {
    let ran = Test::new().args(["explain", "race"]).status(2).stderr_contains("possible values").run();
    for code in CODES {
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
    }
}
