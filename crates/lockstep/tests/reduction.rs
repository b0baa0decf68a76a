//! `--strategy dpor`: one execution for all interleavings that do not differ.

mod support;
use support::Test;

#[track_caller]
fn searched(example: &str, says: &str) {
    let args = ["check", example, "--strategy", "dpor"];
    let ran = Test::new().example(example).args(args).any_verdict().run();
    let line: Vec<&str> = ran.stdout.split("Searched: ").skip(1).collect();
    let said = line.first().unwrap_or(&"").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.starts_with(says), "{example}: {said}");
}

#[test]
fn what_is_known_is_searched_whole() {
    searched("bank/cash_machine.c", "complete: 4 executions stand for all interleavings.");
    searched("bank/cash_machine_bug.c", "complete: 8 executions stand for all interleavings; 2 rounds");
}

#[test]
fn what_is_not_known_is_named_and_searched_within_bounds() {
    let says = "all interleavings up to 2 preemptions (193 executions), then 10,000 at random; \
                partial-order reduction does not know schedule().";
    searched("abba_ordered.c", says);
}
