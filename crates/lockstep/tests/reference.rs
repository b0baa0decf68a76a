//! What is made of the table of arguments: completions and the manual page.

mod support;
use support::Test;

#[test]
fn each_shell_has_completions() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = Test::new().args(["completions", shell]).run();
        for word in ["check", "replay", "explain", "workers"] {
            assert!(ran.stdout.contains(word), "{shell} lacks {word}");
        }
    }
}

#[test]
fn the_manual_page_has_every_command_and_option() {
    let page = Test::new().args(["man"]).run().stdout.clone();
    assert!(page.contains(".TH lockstep"));
    for command in ["RUN", "CHECK", "REPLAY", "STEP", "EXPLAIN", "COMPLETIONS", "MAN"] {
        assert!(page.contains(&format!(".SH \"LOCKSTEP {command}\"")), "{command}");
    }
    for option in ["executions", "format", "irqs", "Exit codes", "Example: "] {
        assert!(page.contains(option), "{option}");
    }
}

#[test]
fn every_command_has_an_example_in_its_help() {
    for command in ["run", "check", "replay", "step", "shell", "explain", "completions", "man"] {
        let help = Test::new().args([command, "--help"]).run().stdout.clone();
        let example = help.split_once("Example: ").map_or("", |(_, example)| example);
        assert!(example.contains(&format!("lockstep {command}")), "{help}");
    }
}
