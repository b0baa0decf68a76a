//! `lockstep run`: one execution in virtual time, and what dmesg would print.

mod support;
use support::{Ran, Test};

fn run(body: &str) -> Ran {
    Test::new().module("m.c", body).args(["run", "m.c"]).run()
}

/// The lines of the log: the time in seconds and the text.
#[track_caller]
fn log(ran: &Ran) -> Vec<(f64, String)> {
    let line = |line: &str| {
        let (stamp, text) = line.strip_prefix('[')?.split_once("] ")?;
        Some((stamp.trim().parse().ok()?, text.to_owned()))
    };
    ran.stdout.lines().map(|l| line(l).unwrap_or_else(|| panic!("`{l}` has no stamp"))).collect()
}

fn texts(ran: &Ran) -> Vec<String> {
    log(ran).into_iter().map(|l| l.1).collect()
}

/// The log without the stamps of a module whose init function has this body.
fn printed(declarations: &str, statements: &str) -> Vec<String> {
    texts(&run(&init(declarations, statements)))
}

fn init(declarations: &str, statements: &str) -> String {
    format!(
        "{declarations}\nstatic int __init start(void)\n{{\n{statements}\n\treturn 0;\n}}\nmodule_init(start);"
    )
}

/// The time of the line with this text.
#[track_caller]
fn time_of(log: &[(f64, String)], text: &str) -> f64 {
    log.iter().find(|l| l.1 == text).unwrap_or_else(|| panic!("no `{text}` in {log:?}")).0
}

/// `expected` seconds and at most a millisecond of work.
#[track_caller]
fn about(time: f64, expected: f64) {
    assert!((expected - 1e-7..expected + 0.001).contains(&time), "{time} is not about {expected}");
}

mod hello {
    use super::*;

    #[test]
    fn parameters_reach_the_module_and_the_log_is_that_of_dmesg() {
        let ran = Test::new().example("hello.c").args(["run", "hello.c", "times=2", "who=you"]).run();
        insta::assert_snapshot!(ran.stdout, @r"
        [    0.000000] hello: Hello, you!
        [    0.000001] hello: Hello, you!
        [    0.000001] hello: Goodbye, you.
        ");
    }

    #[test]
    fn an_unknown_parameter_is_ignored_with_a_note() {
        let ran = Test::new().example("hello.c").args(["run", "hello.c", "x=1"]).run();
        assert_eq!(
            texts(&ran),
            ["hello: unknown parameter 'x' ignored", "hello: Hello, world!", "hello: Goodbye, world."]
        );
    }

    #[test]
    fn a_value_may_hold_blanks_and_signs_of_equality() {
        let ran = Test::new().example("hello.c").args(["run", "hello.c", "who=a = b"]).run();
        assert_eq!(texts(&ran), ["hello: Hello, a = b!", "hello: Goodbye, a = b."]);
    }

    #[test]
    fn a_dash_and_an_underscore_are_one_in_names_of_parameters() {
        let body = init("static int a_b; module_param(a_b, int, 0444);", "\tpr_info(\"%d\\n\", a_b);");
        let ran = Test::new().module("m.c", &body).args(["run", "m.c", "a-b=7"]).run();
        assert_eq!(texts(&ran), ["7"]);
    }

    #[test]
    fn an_object_file_runs_like_its_source() {
        let compiler = module::Compiler::find(None).unwrap();
        let object = compiler.compile(&support::example("hello.c"), &module::Options::default()).unwrap();
        let ran = Test::new().file("hello.o", object.bytes).args(["run", "hello.o", "who=you"]).run();
        assert_eq!(texts(&ran), ["hello: Hello, you!", "hello: Goodbye, you."]);
    }
}

mod printk {
    use super::*;

    #[test]
    fn formats_print_as_in_linux() {
        let cases: &[(&str, &str)] = &[
            (r#""|%d|%i|", 42, -42"#, "|42|-42|"),
            (r#""|%5d|%-5d|%05d|", 42, 42, 42"#, "|   42|42   |00042|"),
            (r#""|%5d|%-5d|%05d|", -42, -42, -42"#, "|  -42|-42  |-0042|"),
            (r#""|%+d|%+d|% d|% d|", 42, -42, 42, -42"#, "|+42|-42| 42|-42|"),
            (r#""|%.4d|%8.4d|%-8.4d|", 42, 42, 42"#, "|0042|    0042|0042    |"),
            (r#""|%2d|%1d|", 1234, 1234"#, "|1234|1234|"),
            (r#""|%d|%d|", INT_MAX, INT_MIN"#, "|2147483647|-2147483648|"),
            (r#""|%u|%u|", 42, -1"#, "|42|4294967295|"),
            (r#""|%x|%X|%#x|%#X|", 0xbeef, 0xbeef, 0xbeef, 0xbeef"#, "|beef|BEEF|0xbeef|0XBEEF|"),
            (
                r#""|%08x|%#010x|%#10x|%-#10x|", 0xbeef, 0xbeef, 0xbeef, 0xbeef"#,
                "|0000beef|0x0000beef|    0xbeef|0xbeef    |",
            ),
            (r#""|%x|%#x|", 0, 0"#, "|0|0x0|"),
            (r#""|%o|%#o|%#o|", 8, 8, 0"#, "|10|010|0|"),
            (r#""|%ld|%lu|%lx|", -1L, -1L, -1L"#, "|-1|18446744073709551615|ffffffffffffffff|"),
            (
                r#""|%lld|%llu|%llx|", LLONG_MIN, ULLONG_MAX, 1ULL << 40"#,
                "|-9223372036854775808|18446744073709551615|10000000000|",
            ),
            (r#""|%zu|%zd|%zx|", sizeof(int), (ssize_t)-5, sizeof(long)"#, "|4|-5|8|"),
            (r#""|%hd|%hu|%hx|", 70000, 70000, 70000"#, "|4464|4464|1170|"),
            (r#""|%hhd|%hhu|%hhx|", 200, 200, 300"#, "|-56|200|2c|"),
            (r#""|%s|%8s|%-8s|", "abc", "abc", "abc""#, "|abc|     abc|abc     |"),
            (r#""|%.3s|%.9s|%.0s|%6.2s|", "abcdef", "abc", "abc", "abc""#, "|abc|abc||    ab|"),
            (r#""|%*d|%*d|%-*d|", 5, 42, -5, 42, 5, 42"#, "|   42|42   |42   |"),
            (r#""|%.*s|%*.*s|", 2, "abc", 5, 1, "abc""#, "|ab|    a|"),
            (r#""|%c|%3c|%-3c|", 'x', 'y', 'z'"#, "|x|  y|z  |"),
            (r#""100%%|%d%%|", 50"#, "100%|50%|"),
            (r#""|%s|%s|", (char *)NULL, "nil""#, "|(null)|nil|"),
            (r#""|%px|", (void *)0xbeef"#, "|000000000000beef|"),
            (r#""|%p|", (void *)NULL"#, "|0000000000000000|"),
            (r#""|%p|", (void *)ERR_PTR(-EINVAL)"#, "|ffffffffffffffea|"),
            (
                r#""|%pe|%pe|%pe|", ERR_PTR(-ENOMEM), ERR_PTR(-EINVAL), ERR_PTR(-4000)"#,
                "|-ENOMEM|-EINVAL|-4000|",
            ),
            (r#""|%10pe|%-10pe|", ERR_PTR(-EIO), ERR_PTR(-EIO)"#, "|      -EIO|-EIO      |"),
            (
                r#""|%pe|%pe|%pe|", ERR_PTR(-EPIPE), ERR_PTR(-ENXIO), ERR_PTR(-ERESTARTSYS)"#,
                "|-EPIPE|-ENXIO|-ERESTARTSYS|",
            ),
            (r#""%d %d %d %d %d %d %d %d %d", 1, 2, 3, 4, 5, 6, 7, 8, 9"#, "1 2 3 4 5 6 7 8 9"),
            (r#""%d %s %lld %c", 1, "two", 3LL, '4'"#, "1 two 3 4"),
            (r#""%s", """#, ""),
        ];
        let statements: String = cases
            .iter()
            .map(|(arguments, _)| {
                let (format, rest) = arguments.split_at(arguments[1..].find('"').unwrap() + 1);
                format!("\tpr_info({format}\\n{rest});\n")
            })
            .collect();
        let headers = "#include <linux/err.h>\n#include <linux/kernel.h>\n#include <linux/limits.h>";
        let ran = run(&init(headers, &statements));
        let printed: Vec<&str> = ran.stdout.lines().map(|l| l.split_once(']').unwrap().1).collect();
        let mut wrong = Vec::new();
        for ((arguments, wanted), printed) in cases.iter().zip(&printed) {
            if printed.strip_prefix(' ').unwrap_or(printed) != *wanted {
                wrong.push(format!("printk({arguments}) prints `{printed}` instead of ` {wanted}`"));
            }
        }
        assert!(wrong.is_empty() && printed.len() == cases.len(), "{}\n{}", wrong.join("\n"), ran.stdout);
    }

    #[test]
    fn a_pointer_is_printed_as_a_stable_hash() {
        let statements = "\tpr_info(\"%p\\n\", &x);\n\tpr_info(\"%p\\n\", &x);\n\tpr_info(\"%px\\n\", &x);";
        let texts = printed("static int x;", statements);
        assert_eq!(texts[0], texts[1]);
        assert_ne!(texts[0], texts[2]);
        for text in &texts {
            assert!(text.len() == 16 && text.chars().all(|c| c.is_ascii_hexdigit()), "{text}");
        }
        assert!(texts[0].starts_with("00000000"), "a hash has 32 bits: {}", texts[0]);
    }

    #[test]
    fn a_function_is_printed_by_its_name() {
        let texts = printed("", "\tpr_info(\"%ps\\n\", start);\n\tpr_info(\"%pS\\n\", start);");
        assert_eq!(texts[0], "start [m]");
        assert!(texts[1].starts_with("start+0x0/0x") && texts[1].ends_with(" [m]"), "{}", texts[1]);
    }

    #[test]
    fn pr_fmt_stands_before_every_line() {
        let body = "\
#include <linux/printk.h>
static int __init start(void) { pr_info(\"a\\n\"); pr_err(\"b\\n\"); printk(\"c\\n\"); return 0; }
module_init(start);";
        let text = format!("#define pr_fmt(fmt) KBUILD_MODNAME \": \" fmt\n{}", support::module(body));
        let ran = Test::new().file("my-module.c", text).args(["run", "my-module.c"]).run();
        assert_eq!(texts(&ran), ["my_module: a", "my_module: b", "c"]);
    }

    #[test]
    fn pr_cont_goes_on_with_the_line() {
        let statements = "\tpr_info(\"a\");\n\tpr_cont(\" b\");\n\tpr_cont(\" c\\n\");\n\tpr_info(\"d\\n\");";
        assert_eq!(printed("", statements), ["a b c", "d"]);
    }

    #[test]
    fn a_line_without_its_newline_ends_with_the_next_record() {
        assert_eq!(printed("", "\tpr_info(\"a\");\n\tpr_info(\"b\\n\");"), ["a", "b"]);
    }

    #[test]
    fn pr_cont_after_a_whole_line_begins_a_line() {
        assert_eq!(printed("", "\tpr_info(\"a\\n\");\n\tpr_cont(\"b\\n\");"), ["a", "b"]);
    }

    #[test]
    fn each_line_of_a_record_has_the_stamp() {
        assert_eq!(printed("", "\tpr_info(\"a\\nb\\n\");"), ["a", "b"]);
    }

    #[test]
    fn every_level_is_printed_and_none_shows() {
        let levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info"];
        let statements: String = levels.iter().map(|l| format!("\tpr_{l}(\"{l}\\n\");\n")).collect();
        assert_eq!(printed("", &statements), levels);
    }

    #[test]
    fn pr_debug_prints_nothing_unless_debug_is_defined() {
        assert_eq!(printed("", "\tpr_debug(\"a\\n\");\n\tpr_info(\"b\\n\");"), ["b"]);
        let text = format!("#define DEBUG\n{}", support::module(&init("", "\tpr_debug(\"a\\n\");")));
        let ran = Test::new().file("m.c", text).args(["run", "m.c"]).run();
        assert_eq!(texts(&ran), ["a"]);
    }

    #[test]
    fn pr_info_once_prints_once() {
        let statements = "\tint i;\n\n\tfor (i = 0; i < 3; i++)\n\t\tpr_info_once(\"once\\n\");";
        assert_eq!(printed("", statements), ["once"]);
    }

    #[test]
    fn printk_returns_the_length_of_the_text() {
        let statements = "\tint n = printk(\"four\");\n\n\tpr_info(\"%d\\n\", n);";
        assert_eq!(printed("", statements), ["four", "4"]);
    }

    #[test]
    fn what_a_terminal_would_obey_is_made_visible() {
        let texts = printed("", "\tpr_info(\"a\\x1b[31mb\\x07\\tc\\n\");");
        assert_eq!(texts, ["a\\x1b[31mb\\x07\tc"]);
    }

    #[test]
    fn colours_come_only_where_they_are_asked_for() {
        let body = init("", "\tpr_err(\"red\\n\");");
        for (colour, shows) in [("never", false), ("always", true), ("auto", false)] {
            let test = Test::new().module("m.c", &body).args(["run", "m.c", "--color", colour]);
            assert_eq!(test.run().stdout.contains('\x1b'), shows, "{colour}");
        }
    }

    #[test]
    fn a_long_log_is_kept_whole() {
        let statements = "\tint i;\n\n\tfor (i = 0; i < 5000; i++)\n\t\tpr_info(\"line %d\\n\", i);";
        let texts = printed("", statements);
        assert_eq!(texts.len(), 5000);
        assert_eq!(texts[4999], "line 4999");
    }
}

mod time {
    use super::*;

    const SLEEPER: &str = "
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
static unsigned long begin;
static unsigned int since(void) { return jiffies_to_msecs(jiffies - begin); }
static int early(void *unused)
{
	msleep(100);
	pr_info(\"early after %u ms\\n\", since());
	return 0;
}
static int late(void *unused)
{
	ssleep(2);
	pr_info(\"late after %u ms\\n\", since());
	return 0;
}
static int __init start(void)
{
	begin = jiffies;
	kthread_run(late, NULL, \"late\");
	kthread_run(early, NULL, \"early\");
	pr_info(\"loaded\\n\");
	return 0;
}
static void __exit stop(void) { pr_info(\"unloaded after %u ms\\n\", since()); }
module_init(start);
module_exit(stop);";

    #[test]
    fn threads_that_sleep_wake_in_the_order_of_virtual_time() {
        let log = log(&run(SLEEPER));
        let texts: Vec<&str> = log.iter().map(|l| l.1.as_str()).collect();
        assert_eq!(texts[0], "loaded");
        let order = ["early", "late", "unloaded"];
        for (text, word) in texts[1..].iter().zip(order) {
            assert!(text.starts_with(word), "{texts:?}");
        }
        assert!(log.is_sorted_by(|a, b| a.0 <= b.0), "{log:?}");
    }

    #[test]
    fn stamps_and_jiffies_move_together() {
        for (time, text) in log(&run(SLEEPER)) {
            let Some(ms) = text.split(' ').rev().nth(1).and_then(|ms| ms.parse::<f64>().ok()) else {
                continue;
            };
            assert!((time * 1000.0 - ms).abs() <= 8.0, "{text} at {time}");
        }
    }

    #[test]
    fn a_sleep_lasts_at_least_as_long_as_it_says_and_two_ticks_more_at_most() {
        let log = log(&run(SLEEPER));
        for (word, least) in [("early", 0.100), ("late", 2.0)] {
            let (time, _) = log.iter().find(|l| l.1.starts_with(word)).unwrap();
            assert!((least..least + 0.0081).contains(time), "{word} wakes at {time}");
        }
    }

    #[test]
    fn the_module_is_removed_after_ten_seconds_if_something_is_armed() {
        let log = log(&Test::new().example("timer_rmmod_sync.c").args(["run", "timer_rmmod_sync.c"]).run());
        about(log[0].0, 10.0);
        assert_eq!(log[0].1, "timer_rmmod_sync: 10 beats");
    }

    #[test]
    fn the_module_is_removed_at_once_if_nothing_is_left_to_do() {
        let log = log(&Test::new().example("hello.c").args(["run", "hello.c"]).run());
        about(log[1].0, 0.0);
    }

    #[test]
    fn ten_seconds_of_virtual_time_take_no_time() {
        let begin = std::time::Instant::now();
        run(SLEEPER);
        assert!(begin.elapsed().as_secs_f64() < 5.0);
    }

    #[test]
    fn timers_fire_when_they_expire() {
        let body = "
#include <linux/jiffies.h>
#include <linux/timer.h>
static void ring(struct timer_list *t);
static DEFINE_TIMER(one, ring);
static DEFINE_TIMER(two, ring);
static struct timer_list three;
static void ring(struct timer_list *t)
{
	pr_info(\"%s\\n\", t == &one ? \"one\" : t == &two ? \"two\" : \"three\");
}
static int __init start(void)
{
	timer_setup(&three, ring, 0);
	three.expires = jiffies + 3 * HZ;
	add_timer(&three);
	mod_timer(&two, jiffies + 2 * HZ);
	mod_timer(&one, jiffies + 5 * HZ);
	mod_timer(&one, jiffies + msecs_to_jiffies(500));
	return 0;
}
static void __exit stop(void)
{
	timer_delete_sync(&one);
	timer_delete_sync(&two);
	timer_delete_sync(&three);
}
module_init(start);
module_exit(stop);";
        let log = log(&run(body));
        assert_eq!(log.len(), 3, "{log:?}");
        about(time_of(&log, "one"), 0.5);
        about(time_of(&log, "two"), 2.0);
        about(time_of(&log, "three"), 3.0);
    }

    #[test]
    fn a_timer_that_arms_itself_again_fires_each_time() {
        let body = "
#include <linux/jiffies.h>
#include <linux/timer.h>
static int beats;
static void beat(struct timer_list *t);
static DEFINE_TIMER(heart, beat);
static void beat(struct timer_list *t)
{
	pr_info(\"beat %d\\n\", ++beats);
	mod_timer(t, jiffies + HZ);
}
static int __init start(void) { mod_timer(&heart, jiffies + HZ); return 0; }
static void __exit stop(void) { timer_delete_sync(&heart); }
module_init(start);
module_exit(stop);";
        let log = log(&run(body));
        for second in 1..=9 {
            about(time_of(&log, &format!("beat {second}")), second.into());
        }
    }

    #[test]
    fn a_timer_that_was_deleted_does_not_fire() {
        let body = "
#include <linux/timer.h>
static void ring(struct timer_list *t) { pr_info(\"rings\\n\"); }
static DEFINE_TIMER(bell, ring);
static int __init start(void)
{
	mod_timer(&bell, jiffies + HZ);
	pr_info(\"%d %d\\n\", timer_pending(&bell), timer_delete(&bell));
	pr_info(\"%d %d\\n\", timer_pending(&bell), timer_delete(&bell));
	return 0;
}
static void __exit stop(void) { }
module_init(start);
module_exit(stop);";
        let texts = texts(&run(body));
        assert!(texts.len() == 2 && !texts.contains(&"rings".to_owned()), "{texts:?}");
    }

    #[test]
    fn a_delay_lets_time_pass() {
        let statements =
            "\tpr_info(\"a\\n\");\n\tmdelay(50);\n\tpr_info(\"b\\n\");\n\tudelay(300);\n\tpr_info(\"c\\n\");";
        let log = log(&run(&init("#include <linux/delay.h>", statements)));
        about(time_of(&log, "b") - time_of(&log, "a"), 0.050);
        about(time_of(&log, "c") - time_of(&log, "b"), 0.000_3);
    }

    #[test]
    fn schedule_timeout_returns_what_is_left() {
        let statements = "
	pr_info(\"%ld\\n\", schedule_timeout_interruptible(HZ / 2));
	pr_info(\"%ld\\n\", schedule_timeout_uninterruptible(HZ));";
        let log = log(&run(&init("#include <linux/jiffies.h>\n#include <linux/sched.h>", statements)));
        assert_eq!((log[0].1.as_str(), log[1].1.as_str()), ("0", "0"));
        assert!((0.5..0.51).contains(&log[0].0), "{log:?}");
        assert!((1.5..1.52).contains(&log[1].0), "{log:?}");
    }

    #[test]
    fn waiting_for_a_completion_ends_at_its_timeout() {
        let declarations =
            "#include <linux/completion.h>\n#include <linux/jiffies.h>\nstatic DECLARE_COMPLETION(never);";
        let statements = "\tpr_info(\"%lu\\n\", wait_for_completion_timeout(&never, HZ));";
        let log = log(&run(&init(declarations, statements)));
        assert_eq!(log[0].1, "0");
        assert!((1.0..1.009).contains(&log[0].0), "{log:?}");
    }

    #[test]
    fn jiffies_begin_five_minutes_before_they_wrap() {
        let statements = "\tpr_info(\"%lu\\n\", jiffies - INITIAL_JIFFIES);\n\tpr_info(\"%d\\n\", HZ);";
        let texts = printed("#include <linux/jiffies.h>", statements);
        assert_eq!(texts[0], "0");
        assert!(["100", "250", "300", "1000"].contains(&texts[1].as_str()), "{texts:?}");
    }
}

mod interrupts {
    use super::*;

    const DEVICE: &str = "
#include <linux/interrupt.h>
static int cookie;
static irqreturn_t handler(int irq, void *dev)
{
	pr_info(\"irq %d %s\\n\", irq, dev == &cookie ? \"of ours\" : \"of others\");
	return IRQ_HANDLED;
}
static int __init start(void)
{
	pr_info(\"request\\n\");
	return request_irq(5, handler, 0, \"device\", &cookie);
}
static void __exit stop(void)
{
	free_irq(5, &cookie);
	pr_info(\"freed\\n\");
}
module_init(start);
module_exit(stop);";

    #[test]
    fn an_interrupt_fires_once_a_millisecond_after_its_request() {
        let log = log(&run(DEVICE));
        let texts: Vec<&str> = log.iter().map(|l| l.1.as_str()).collect();
        assert_eq!(texts, ["request", "irq 5 of ours", "freed"]);
        about(log[1].0 - log[0].0, 0.001);
    }

    #[test]
    fn no_interrupt_fires_where_none_are_asked_for() {
        let ran = Test::new().module("m.c", DEVICE).args(["run", "m.c", "--irqs", "0"]).run();
        assert_eq!(texts(&ran), ["request", "freed"]);
    }
}

mod seeds {
    use super::*;

    #[test]
    fn a_correct_module_prints_its_result_under_every_seed() {
        for seed in 0..20 {
            let test = Test::new().example("counter_mutex.c").args(["run", "counter_mutex.c", "--seed"]);
            test.args([seed.to_string()]).stdout_contains("] counter: 20 of 20\n").run();
        }
    }

    #[test]
    fn the_number_of_cpus_is_what_the_module_sees() {
        let body = init(
            "#include <linux/smp.h>\n#include <linux/cpumask.h>",
            "\tpr_info(\"%u\\n\", num_online_cpus());",
        );
        for cpus in ["1", "4", "64"] {
            let ran = Test::new().module("m.c", &body).args(["run", "m.c", "--cpus", cpus]).run();
            assert_eq!(texts(&ran), [cpus]);
        }
    }
}

mod cpus {
    use super::*;

    const WANDERER: &str = "#include <linux/delay.h>
#include <linux/kthread.h>

static struct task_struct *free, *bound;

static int thread(void *name)
{
	while (!kthread_should_stop()) {
		pr_info(\"%s %d\\n\", (char *)name, raw_smp_processor_id());
		msleep(1000);
	}
	return 0;
}

static int __init start(void)
{
	free = kthread_run(thread, \"free\", \"free\");
	bound = kthread_run_on_cpu(thread, \"bound\", 2, \"bound/%u\");
	return 0;
}

static void __exit stop(void)
{
	kthread_stop(free);
	kthread_stop(bound);
}

module_init(start);
module_exit(stop);
MODULE_LICENSE(\"GPL\");";

    fn cpus_of(name: &str, seed: &str) -> Vec<String> {
        let ran = Test::new().module("m.c", WANDERER).args(["run", "m.c", "--seed", seed]).run();
        let own = |text: &String| text.strip_prefix(name).map(|cpu| cpu.trim().to_owned());
        texts(&ran).iter().filter_map(own).collect()
    }

    #[test]
    fn a_thread_that_sleeps_is_seen_on_several_cpus_and_a_bound_one_on_its_own() {
        let mut seen = cpus_of("free", "1");
        assert!(seen.len() >= 10, "{seen:?}");
        seen.dedup();
        assert!((2..10).contains(&seen.len()), "it stays for a while and moves now and then: {seen:?}");
        let mut bound = cpus_of("bound", "1");
        bound.dedup();
        assert_eq!(bound, ["2"]);
    }

    #[test]
    fn where_it_moves_is_a_matter_of_the_seed() {
        assert_eq!(cpus_of("free", "7"), cpus_of("free", "7"));
        assert!((0..8).any(|seed| cpus_of("free", &seed.to_string()) != cpus_of("free", "7")));
    }
}

mod processes {
    use super::*;

    fn proc_log(args: &[&str]) -> Test {
        let test = Test::new().example("proc/proc_log.c");
        test.args(["run", "proc/proc_log.c"].iter().chain(args).map(|a| (*a).to_owned()))
    }

    const NUMBER: &str = r#"
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
static int show(struct seq_file *m, void *v) { seq_puts(m, "forty-two\n"); return 0; }
static int begin(struct inode *inode, struct file *file) { return single_open(file, show, NULL); }
static ssize_t set(struct file *file, const char __user *buffer, size_t n, loff_t *at) { return -EINVAL; }
static const struct proc_ops ops = {
	.proc_open = begin, .proc_read = seq_read, .proc_write = set, .proc_lseek = seq_lseek, .proc_release = single_release,
};
static int __init start(void) { return proc_create("number", 0644, NULL, &ops) ? 0 : -ENOMEM; }
module_init(start);
static void __exit end(void) { remove_proc_entry("number", NULL); pr_info("goodbye\n"); }
module_exit(end);"#;

    fn number(processes: &[&str]) -> Test {
        let processes = processes.iter().flat_map(|p| ["--do".to_owned(), (*p).to_owned()]);
        Test::new()
            .module("m.c", NUMBER)
            .args(["run".to_owned(), "m.c".to_owned()].into_iter().chain(processes))
    }

    #[test]
    fn what_cat_reads_is_printed() {
        let ran = number(&["cat /proc/number"]).run();
        assert!(ran.stdout.starts_with("forty-two\n["), "{}", ran.stdout);
        assert!(ran.stdout.ends_with("goodbye\n"), "{}", ran.stdout);
    }

    #[test]
    fn several_processes_are_told_apart() {
        let ran = number(&["cat /proc/number", "sleep 1; cat /proc/number"]).run();
        let wanted = "$ cat /proc/number\nforty-two\n$ sleep 1; cat /proc/number\nforty-two\n[";
        assert!(ran.stdout.starts_with(wanted), "{}", ran.stdout);
    }

    #[test]
    fn what_fails_is_said_as_a_shell_says_it() {
        let test = number(&["echo 5 > /proc/number; cat /proc/nothing"]);
        let said =
            "bash: echo: write error: Invalid argument\ncat: /proc/nothing: No such file or directory\n";
        test.stderr(said).run();
    }

    #[test]
    fn a_process_without_output_prints_nothing() {
        let ran = proc_log(&["--do", "cat /proc/hello2"]).run();
        assert!(ran.stdout.lines().all(|l| l.starts_with('[')), "{}", ran.stdout);
    }
}
