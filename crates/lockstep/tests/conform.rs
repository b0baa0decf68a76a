//! Runs the programs of Linux's source that `lockstep conform` knows, where that source is: at the path in
//! `LINUX_SRC`, or under /usr/src.

mod support;

use std::path::Path;
use support::Test;

/// What the table says of a program: compiled, loaded, cases.
fn row<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let line = table.lines().find(|l| l.starts_with(name)).unwrap_or_default();
    line.split_whitespace().skip(1).take(3).collect()
}

#[test]
fn programs_of_linux_find_what_they_find_on_linux() {
    let source = std::env::var("LINUX_SRC").unwrap_or_else(|_| "/usr/src".to_owned());
    let there = Path::new(&source).join("lib/list-test.c").exists()
        || std::fs::read_dir(&source).is_ok_and(|entries| {
            entries.flatten().any(|e| e.file_name().to_string_lossy().starts_with("linux-source-6.1"))
        });
    if !there {
        eprintln!("{source} holds no source of Linux 6.1: nothing is compared");
        return;
    }
    let ran = Test::new().args(["conform", "--linux-src", &source]).run();
    assert_eq!(row(&ran.stdout, "list-test"), ["yes", "yes", "57/57"]);
}

#[test]
fn a_directory_without_source_is_refused() {
    let test = Test::new().args(["conform", "--linux-src", "."]).status(2);
    test.stderr(
        "error: .: no source of Linux: neither lib/list-test.c nor an archive linux-*.tar.* is there\n",
    )
    .run();
}

/// A tree in which one program is broken.
#[test]
fn a_program_that_fails_is_told() {
    let broken = "#include <kunit/test.h>\n\
        static void sums(struct kunit *test) { KUNIT_EXPECT_EQ(test, 1 + 1, 3); }\n\
        static struct kunit_case cases[] = { KUNIT_CASE(sums), {} };\n\
        static struct kunit_suite suite = { .name = \"broken\", .test_cases = cases };\n\
        kunit_test_suites(&suite);\nMODULE_LICENSE(\"GPL\");\n";
    let test = Test::new().file("linux/lib/list-test.c", broken).args(["conform", "--linux-src", "linux"]);
    let ran = test.status(1).run();
    assert_eq!(row(&ran.stdout, "list-test"), ["yes", "yes", "0/1"]);
    assert!(ran.stdout.contains("lockstep: warn at list-test.c:2"), "{}", ran.stdout);
}
