//! `check --schedule`: what a table may say, and what is said of one that does not fit.

mod support;
use serde_json::Value;
use support::Test;

const COUNTER: &str = "\
  bump/0             | bump/1
---------------------+--------------------
  read counter = 0   |
                     | read counter = 0
  write counter = 1  |
                     | write counter = 1
final: counter = 1, data-race
";

fn table(text: &str) -> Test {
    let args = ["check", "counter.c", "rounds=1", "--schedule", "x.table"];
    Test::new().example("counter.c").file("x.table", text).args(args)
}

#[test]
fn a_table_is_followed_and_its_end_compared() {
    let ran = table(COUNTER).stdout_contains("final  counter = 1  as the table says").run();
    assert!(ran.stdout.contains("data-race  as the table says"), "{}", ran.stdout);
    assert!(ran.stdout.contains("] counter: 1 of 2"), "{}", ran.stdout);
    assert!(ran.stdout.contains("error[data-race]"), "{}", ran.stdout);
}

#[test]
fn the_order_of_cells_decides() {
    let text =
        "bump/0 | bump/1\n| write counter = 1\nread counter = 1 |\nwrite counter = 2\nfinal: counter = 2\n";
    table(text).run();
}

#[test]
fn the_table_of_a_report_can_be_followed() {
    let ran = Test::new().example("counter.c").args(["check", "counter.c"]).status(1).run();
    let from = ran.stdout.find("      bump/0 (pid").unwrap();
    let to = ran.stdout.find("\n\n  what comes out").unwrap();
    let text = ran.stdout[from..to].to_owned();
    let test = ran.then().file("x.table", text).args(["check", "counter.c", "--schedule", "x.table"]);
    test.stdout_contains("one increment is gone").run();
}

#[test]
fn the_table_of_a_deadlock_can_be_followed() {
    let ran = Test::new().example("abba.c").args(["check", "abba.c"]).status(1).run();
    let from = ran.stdout.find("      feeder/0 (pid 101, ").unwrap();
    let to = ran.stdout.find("\n\n  see it again").unwrap();
    let text = ran.stdout[from..to].to_owned() + "\nfinal: deadlock\n";
    ran.then().file("x.table", text).args(["check", "abba.c", "--schedule", "x.table"]).run();
}

#[test]
fn a_line_is_all_that_happens_on_it() {
    let text = "bump/0 | bump/1\n20 |\n| counter.c:20\nfinal: counter = 2\n";
    table(text).run();
    let text = "bump/0 | bump/1\nbump:20 read counter = 0 |\n| 20 \nfinal: counter = 1\n";
    table(text).run();
}

#[test]
fn another_end_is_told() {
    let text = COUNTER.replace("final: counter = 1", "final: counter = 2");
    table(&text).status(1).stdout_contains("final  counter = 1  and the table says 2").run();
    let text = COUNTER.replace("data-race", "deadlock");
    table(&text).status(1).stdout_contains("final  no deadlock  and the table says that there is one").run();
}

#[test]
fn another_value_is_told_with_its_row() {
    let text = COUNTER.replace("| write counter = 1", "| write counter = 2");
    table(&text)
        .status(1)
        .stdout_contains("error: x.table:6: bump/1: `write counter = 2`: it writes counter = 1")
        .run();
}

#[test]
fn a_step_that_never_comes_is_told_with_what_the_context_did() {
    let text = COUNTER.replace("write counter = 1  |", "read counter = 1 |");
    let test =
        table(&text).status(1).stdout_contains("x.table:5: bump/0: `read counter = 1`: bump/0 ends without");
    test.stdout_contains("on the way to it: write counter (counter.c:20)").run();
}

#[test]
fn a_context_that_is_held_is_told() {
    let text = "\
        feeder/0 | walker/0\n\
        takes cat_lock |\n\
        | takes cat_lock\n\
        releases cat_lock |\n";
    let args = ["check", "abba_ordered.c", "--schedule", "x.table"];
    let test = Test::new().example("abba_ordered.c").file("x.table", text).args(args).status(1);
    let test = test.stdout_contains("it cannot move: it would do mutex_lock(&cat_lock)");
    test.stdout_contains("feeder/0 stands before its own row, line 4").run();
}

#[test]
fn a_context_that_is_not_there_is_told_with_those_that_are() {
    let test = table(&COUNTER.replace("bump/1", "jump/1")).status(1);
    test.stdout_contains("there is no context of this name; there are insmod").run();
}

#[test]
fn what_cannot_be_read_is_a_bad_invocation() {
    table("bump/0\nraed counter\n")
        .status(2)
        .stderr_contains("x.table: line 2: `raed counter` is not understood")
        .run();
    table("bump/0\n20\nfinal: cuonter = 1").status(2).stderr_contains("`cuonter`, which is no number").run();
    table("bump/0\n20\nfinal: dedlock")
        .status(2)
        .stderr_contains("is no kind of finding; they are oops, ")
        .run();
    table("bump/0 | cta /proc/x\n").status(2).stderr_contains("the column `cta /proc/x`").run();
    let args = ["check", "counter.c", "--schedule", "nothing.table"];
    Test::new()
        .example("counter.c")
        .args(args)
        .status(2)
        .stderr_contains("nothing.table: no such file")
        .run();
}

#[test]
fn json_says_whether_it_holds() {
    let ran = table(COUNTER).args(["--format", "json"]).run();
    let json: Value = ran.json();
    assert_eq!((&json["followed"], &json["holds"]), (&Value::Bool(true), &Value::Bool(true)));
    assert_eq!(json["values"][0]["got"], "1");
    assert_eq!(json["findings"][0]["code"], "data-race");
}
