//! Exit codes and messages: for each way to fail one clear message on standard error, and nothing else there.

mod support;
use support::Test;

const WITH_PARAMETERS: &str = "
static int n; module_param(n, int, 0444);
static bool b; module_param(b, bool, 0444);
static int a[3], an; module_param_array(a, int, &an, 0444);
static char s[5]; module_param_string(s, s, sizeof(s), 0444);
static int __init start(void) { pr_info(\"n is %d\\n\", n); return n; }
static void __exit stop(void) { }
module_init(start);
module_exit(stop);";

/// A module whose init function has this body.
fn init(body: &str) -> String {
    format!("static int __init start(void)\n{{\n{body}\n}}\nmodule_init(start);")
}

mod nothing_found {
    use super::*;

    #[test]
    fn a_clean_check_exits_with_0() {
        Test::new()
            .example("hello.c")
            .args(["check", "hello.c"])
            .stdout_contains("No finding in hello.c.")
            .run();
    }

    #[test]
    fn a_clean_run_exits_with_0() {
        Test::new().example("hello.c").args(["run", "hello.c"]).stdout_contains("Hello, world!").run();
    }

    #[test]
    fn a_search_that_is_cut_short_without_a_finding_exits_with_0() {
        Test::new().example("counter_mutex.c").args(["check", "counter_mutex.c", "--executions", "3"]).run();
    }

    #[test]
    fn help_and_version_exit_with_0_and_go_to_standard_output() {
        Test::new().args(["--help"]).stdout_contains("Usage: lockstep").run();
        Test::new().args(["help", "check"]).stdout_contains("Usage: lockstep check").run();
        let version = format!("lockstep {}\n", env!("CARGO_PKG_VERSION"));
        Test::new().args(["--version"]).stdout(&version).run();
    }

    #[test]
    fn help_names_each_exit_code() {
        Test::new().args(["--help"]).stdout_contains("Exit codes: 0 ").stdout_contains(" 4 ").run();
    }
}

mod licences {
    use super::*;

    const MODULE: &str = "static struct class *class;
static int __init start(void) { class = class_create(\"x\"); return PTR_ERR_OR_ZERO(class); }
static void __exit stop(void) { class_destroy(class); }
module_init(start);
module_exit(stop);
MODULE_LICENSE(\"LICENCE\");
";

    #[test]
    fn what_is_for_the_gpl_is_refused_to_other_licences() {
        let module = |licence: &str| {
            let text = MODULE.replace("LICENCE", licence);
            format!("#include <linux/device.h>\n#include <linux/err.h>\n#include <linux/module.h>\n{text}")
        };
        for licence in ["GPL", "GPL v2", "Dual MIT/GPL", "Dual BSD/GPL"] {
            Test::new().file("own.c", module(licence)).args(["check", "own.c"]).run();
        }
        for licence in ["Proprietary", "MIT", "gpl"] {
            let test = Test::new().file("own.c", module(licence)).args(["check", "own.c"]).status(3);
            test.stderr_contains(
                "own: Unknown symbol class_create (err -2): exported to modules with a licence",
            )
            .stderr_contains("MODULE_LICENSE(\"GPL\")")
            .run();
        }
    }
}

mod findings {
    use super::*;

    #[test]
    fn a_check_that_finds_something_exits_with_1() {
        Test::new()
            .example("counter.c")
            .args(["check", "counter.c"])
            .status(1)
            .stdout_contains("data-race")
            .run();
    }

    #[test]
    fn a_run_that_finds_something_exits_with_1() {
        Test::new()
            .example("counter.c")
            .args(["run", "counter.c"])
            .status(1)
            .stdout_contains("data-race")
            .run();
    }

    #[test]
    fn a_replay_that_shows_something_exits_with_1() {
        let ran = Test::new().example("abba.c").args(["check", "abba.c"]).status(1).run();
        let trace = ".lockstep/abba/deadlock-1.trace";
        ran.then().args(["replay", trace]).status(1).stdout_contains("deadlock").run();
    }

    #[test]
    fn a_wild_pointer_is_a_finding_and_no_crash() {
        let body = init("\t*(volatile int *)8 = 1;\n\treturn 0;");
        for command in ["run", "check"] {
            Test::new()
                .module("wild.c", &body)
                .args([command, "wild.c"])
                .status(1)
                .stdout_contains("oops")
                .run();
        }
    }

    #[test]
    fn a_module_that_ends_its_process_is_a_finding() {
        let body = init("\tasm volatile(\"mov $60, %eax; xor %edi, %edi; syscall\");\n\treturn 0;");
        for command in ["run", "check"] {
            Test::new()
                .module("kill.c", &body)
                .args([command, "kill.c"])
                .status(1)
                .stdout_contains("oops")
                .run();
        }
    }

    #[test]
    fn a_loop_without_end_is_a_finding() {
        let body = init("\tfor (;;)\n\t\tbarrier();\n\treturn 0;");
        Test::new()
            .module("loop.c", &body)
            .args(["check", "loop.c"])
            .status(1)
            .stdout_contains("soft-lockup")
            .run();
    }
}

mod bad_invocation {
    use super::*;

    /// `lockstep ARGS` in a directory with `hello.c` exits with 2 and says `message`.
    #[track_caller]
    fn refused(args: &[&str], message: &str) {
        let test = Test::new().example("hello.c").file("sub/x.c", "").file("letter", "Dear Sir,\n");
        test.args(args.iter().copied()).status(2).stdout("").stderr_contains(message).run();
    }

    #[test]
    fn an_unknown_option() {
        refused(&["check", "--chck", "hello.c"], "error: unexpected argument '--chck' found");
    }

    #[test]
    fn an_unknown_command() {
        refused(&["chekc", "hello.c"], "error: unrecognized subcommand 'chekc'");
        refused(&["chekc", "hello.c"], "'check'");
    }

    #[test]
    fn no_module() {
        refused(&["check"], "<FILE>");
    }

    #[test]
    fn a_file_that_is_not_there() {
        for command in ["run", "check"] {
            Test::new().args([command, "nofile.c"]).status(2).stderr("error: nofile.c: no such file\n").run();
        }
        Test::new().args(["replay", "no.trace"]).status(2).stderr("error: no.trace: no such file\n").run();
    }

    #[test]
    fn a_directory_instead_of_a_module() {
        for command in ["run", "check"] {
            refused(&[command, "sub"], "error: sub: is a directory, not a module\n");
        }
    }

    #[test]
    fn a_directory_instead_of_a_trace() {
        refused(&["replay", "sub"], "error: sub: is a directory, not a trace\n");
    }

    #[test]
    fn a_file_that_is_neither_source_nor_object() {
        refused(&["run", "letter"], "error: letter: ");
        refused(&["run", "/dev/null"], "error: /dev/null: ");
    }

    #[test]
    fn a_compiler_that_is_not_there() {
        refused(&["check", "--cc", "/nonexistent", "hello.c"], "error: /nonexistent: ");
    }

    #[test]
    fn a_compiler_in_the_environment_that_is_not_there() {
        let test = Test::new().example("hello.c").env("CC", "/nonexistent");
        test.args(["check", "hello.c"]).status(2).stderr_contains("error: /nonexistent: ").run();
    }

    #[test]
    fn no_compiler_at_all_says_what_to_install() {
        let test = Test::new().example("hello.c").env("PATH", "/nonexistent").args(["check", "hello.c"]);
        test.status(2).stderr_contains("no C compiler").stderr_contains("Install gcc").run();
    }

    #[test]
    fn a_program_that_is_no_compiler() {
        refused(&["check", "--cc", "true", "hello.c"], "error: true: is neither gcc nor clang");
    }

    #[test]
    fn an_empty_variable_for_the_compiler_is_none() {
        Test::new().example("hello.c").env("CC", "").args(["run", "hello.c"]).run();
    }

    #[test]
    fn values_of_options() {
        for (option, value) in [
            ("--cpus", "0"),
            ("--cpus", "65"),
            ("--cpus", "many"),
            ("--executions", "0"),
            ("--executions", "ten"),
            ("--executions", "99999999999999999999"),
            ("--time", "0"),
            ("--time", "soon"),
            ("--time", "inf"),
            ("--time", "nan"),
            ("--preempt", "ful"),
            ("--opt", "3"),
            ("--workers", "0"),
            ("--strategy", "luck"),
            ("--format", "xml"),
            ("--color", "red"),
            ("--seed", "x"),
            ("--irqs", "x"),
            ("--bound", "x"),
        ] {
            refused(
                &["check", option, value, "hello.c"],
                &format!("error: invalid value '{value}' for '{option} <"),
            );
        }
    }

    #[test]
    fn a_name_close_to_a_known_value_is_proposed() {
        refused(&["check", "--preempt", "ful", "hello.c"], "'full'");
    }

    #[test]
    fn a_time_that_is_none_says_what_it_takes() {
        refused(&["check", "--time", "0", "hello.c"], "a number of seconds above 0");
    }

    #[test]
    fn a_file_that_is_no_trace() {
        let message = "error: letter: line 1: not a trace, which begins with `lockstep trace 1`\n";
        refused(&["replay", "letter"], message);
        refused(&["replay", "hello.c"], "not a trace");
    }

    #[test]
    fn a_trace_that_is_not_text() {
        let test = Test::new().file("x.trace", [0x7f, b'E', b'L', b'F', 0xff, 0]).args(["replay", "x.trace"]);
        test.status(2).stderr("error: x.trace: not a trace: it is not text\n").run();
    }

    #[test]
    fn a_trace_of_another_version() {
        let test = Test::new().file("x.trace", "lockstep trace 9\nfile a.c\n").args(["replay", "x.trace"]);
        test.status(2).stderr_contains("is of another version").run();
    }

    #[test]
    fn a_file_whose_name_begins_with_a_dash_is_a_file() {
        let text = std::fs::read(support::example("hello.c")).unwrap();
        Test::new().file("-x.c", text).args(["run", "--", "-x.c"]).stdout_contains("Hello").run();
    }

    #[test]
    fn a_damaged_trace_names_its_line() {
        let text = "lockstep trace 1\nfile hello.c\ncpus many\n";
        let test = Test::new().example("hello.c").file("x.trace", text).args(["replay", "x.trace"]);
        test.status(2).stderr("error: x.trace: line 3: `cpus many` is not understood\n").run();
    }

    #[test]
    fn a_trace_whose_module_is_gone() {
        let text = "lockstep trace 1\nfile gone.c\n";
        let test = Test::new().file("x.trace", text).args(["replay", "x.trace"]);
        let message = "error: x.trace: its module gone.c is not there; it is named relative to the directory in which \
            check ran\n";
        test.status(2).stderr(message).run();
    }
}

mod bad_module {
    use super::*;

    /// The module does not get as far as running: exit code 3 and exactly this on standard error.
    #[track_caller]
    fn refused(body: &str, params: &[&str], message: &str) {
        for command in ["run", "check"] {
            let test =
                Test::new().module("bad.c", body).args([command, "bad.c"]).args(params.iter().copied());
            test.status(3).stdout("").stderr(&format!("error: {message}\n")).run();
        }
    }

    #[test]
    fn a_syntax_error() {
        refused(&init("\treturn 0"), &[], "bad.c:4:10: expected ';' before '}' token");
    }

    #[test]
    fn each_mistake_is_told_once() {
        let body = init("\tpr_inf(\"a\");\n\tpr_inf(\"b\");\n\treturn undefined;");
        refused(
            &body,
            &[],
            "bad.c:4:2: `pr_inf` is unknown; did you mean `pr_info` (linux/printk.h)?\n\
             bad.c:6:9: `undefined` is unknown",
        );
    }

    #[test]
    fn an_unknown_identifier_with_a_near_one() {
        let message = "bad.c:4:2: `mutex_lokc` is unknown; did you mean `mutex_lock` (linux/mutex.h)?";
        refused(&init("\tmutex_lokc(0);\n\treturn 0;"), &[], message);
    }

    #[test]
    fn a_known_name_without_its_header() {
        let message = "bad.c:4:2: `mutex_lock` needs #include <linux/mutex.h>";
        refused(&init("\tmutex_lock(0);\n\treturn 0;"), &[], message);
    }

    #[test]
    fn an_unknown_header() {
        let message = "bad.c:2:10: there is no linux/mutx.h; did you mean linux/mutex.h?";
        refused("#include <linux/mutx.h>", &[], message);
    }

    #[test]
    fn a_header_of_the_c_library() {
        let message = "bad.c:2:10: stdio.h belongs to the C library, which a kernel module cannot use";
        refused("#include <stdio.h>", &[], message);
    }

    #[test]
    fn an_unknown_symbol_with_a_near_one() {
        let body = format!("extern void mutex_lok(void *);\n{}", init("\tmutex_lok(0);\n\treturn 0;"));
        let message = "bad: Unknown symbol mutex_lok (err -2): did you mean `mutex_lock` (linux/mutex.h)?";
        refused(&body, &[], message);
    }

    #[test]
    fn an_unknown_symbol_without_a_near_one() {
        let body = format!("extern int xyzzy_plugh(void);\n{}", init("\treturn xyzzy_plugh();"));
        refused(&body, &[], "bad: Unknown symbol xyzzy_plugh (err -2)");
    }

    #[test]
    fn values_of_parameters() {
        for (param, named) in [
            ("n=abc", "`abc' invalid for parameter `n'"),
            ("n=", "`' invalid for parameter `n'"),
            ("n=99999999999", "`99999999999' invalid for parameter `n'"),
            ("b=maybe", "`maybe' invalid for parameter `b'"),
            ("a=1,2,3,4", "`1,2,3,4' invalid for parameter `a'"),
            ("a=1,x", "`1,x' invalid for parameter `a'"),
            ("s=hello", "`hello' too large for parameter `s'"),
        ] {
            for command in ["run", "check"] {
                let test = Test::new().module("bad.c", WITH_PARAMETERS).args([command, "bad.c", param]);
                test.status(3).stdout("").stderr_contains(&format!("error: bad: {named}")).run();
            }
        }
    }

    #[test]
    fn values_that_parameters_take() {
        for param in ["n=0x0", "n=00", "b", "b=y", "b=0", "a=1,2,3", "a=1", "s=four", "s="] {
            Test::new().module("bad.c", WITH_PARAMETERS).args(["run", "bad.c", param]).run();
        }
    }

    #[test]
    fn an_array_that_is_too_long_says_how_much_it_takes() {
        let test = Test::new().module("bad.c", WITH_PARAMETERS).args(["run", "bad.c", "a=1,2,3,4"]);
        test.status(3).stderr_contains("at most 3 ").run();
    }

    #[test]
    fn init_that_fails_says_so_in_the_words_of_insmod() {
        let message = "error: could not insert module bad.ko: Invalid argument";
        for command in ["run", "check"] {
            let test = Test::new().module("bad.c", WITH_PARAMETERS).args([command, "bad.c", "n=-22"]);
            test.status(3).stderr_contains(message).run();
        }
    }

    #[test]
    fn what_a_failing_init_printed_is_shown() {
        let test = Test::new().module("bad.c", WITH_PARAMETERS).args(["run", "bad.c", "n=-22"]);
        test.status(3).stdout("[    0.000000] n is -22\n").stderr_contains("Invalid argument").run();
        let test = Test::new().module("bad.c", WITH_PARAMETERS).args(["check", "bad.c", "n=-22"]);
        test.status(3).stderr_contains("n is -22").run();
    }

    #[test]
    fn an_object_file_that_is_none() {
        let test = Test::new().file("bad.o", "not an object\n").args(["run", "bad.o"]).status(3);
        test.stderr(
            "error: bad.o: is not an ELF object file (compile it with `gcc -c`, or give the .c file)\n",
        )
        .run();
    }
}
