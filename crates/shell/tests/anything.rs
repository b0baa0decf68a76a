//! Whatever is typed, the shell goes on: it prints, it refuses, it never falls over.

mod support;

use proptest::prelude::*;
use support::Memory;

/// Words and signs of which texts are made that nearly mean something.
const PIECES: &[&str] = &[
    "a",
    "$x",
    "${x:-1}",
    "${x#*}",
    "${x/a/b}",
    "${x:1:-2}",
    "x=1",
    "x=$x$x",
    "$((x+1))",
    "$((",
    "))",
    "$(",
    ")",
    "(",
    "{",
    "}",
    "`",
    "'",
    "\"",
    "\\",
    "*",
    "?",
    "[",
    "]",
    "{1..3}",
    "{a,b}",
    ";",
    ";;",
    "&",
    "&&",
    "||",
    "|",
    "!",
    "\n",
    " ",
    " ",
    " ",
    "<",
    ">",
    ">>",
    "2>&1",
    "<<E\n",
    "E\n",
    "<<<",
    "#",
    "~",
    "if ",
    "then ",
    "elif ",
    "else ",
    "fi ",
    "for i in 1 2; do ",
    "for ((i=0;i<3;i++)); do ",
    "done ",
    "case a in a) ",
    "esac ",
    "f() { ",
    "f ",
    "break ",
    "continue ",
    "return ",
    "exit ",
    "cat ",
    "echo ",
    "grep ",
    "ls ",
    "dd ",
    "ps ",
    "dmesg ",
    "test ",
    "[ ",
    "printf ",
    "insmod ",
    "hello.c ",
    "rmmod ",
    "chmod ",
    "u+x ",
    "sleep ",
    "9",
    "wait ",
    "kill ",
    "sort ",
    "cut ",
    "tr ",
    "head ",
    "tail ",
    "watch ",
    "seq ",
    "set ",
    "read ",
    "shift ",
    "taskset ",
    "sh -c ",
    "sudo ",
    "dmesg -w ",
    "-n ",
    "-e ",
    "-1",
    "%d",
    "%*s",
    "/proc/value ",
    "/dev/empty ",
    "/tmp/x ",
    "if=/proc/value ",
    "bs=0 ",
    "ä",
    "\0",
    "-",
    "=",
    ",",
    ":",
    "0x",
    "@",
];

fn run(text: &str) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut memory = Memory::new();
    let status = shell::script(&mut memory, text, &mut out, &mut err);
    // What was refused or went wrong was said.
    assert!(status != 2 || !err.is_empty() || !out.is_empty() || text.contains("exit") || text.contains("2"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_known_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        run(&pieces.concat());
    }

    #[test]
    fn texts_of_any_kind(text in any::<String>()) {
        run(&text);
    }

    #[test]
    fn commands_with_any_words(
        name in prop::sample::select(shell::command::COMMANDS.iter().map(|c| c.name).collect::<Vec<_>>()),
        words in prop::collection::vec("[-+%a-z0-9=:/.,{}$]{0,8}", 0..5),
    ) {
        let words: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
        run(&format!("echo text | {name} {}", words.join(" ")));
    }
}
