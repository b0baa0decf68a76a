//! For a budget in executions what is reported, and every file that is written, is a function of the module, the seed
//! and the budget: not of the number of workers, nor of chance.

mod support;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use support::Test;

/// What a search says and leaves.
type Said = (String, Vec<(PathBuf, String)>);

fn search(example: &str, options: &[&str], workers: &str) -> Said {
    let mut args = vec!["check", example, "--format", "json", "--workers", workers];
    args.extend(options);
    let ran = Test::new().example(example).args(args).any_verdict().run();
    (ran.stdout.clone(), ran.traces())
}

/// All numbers of workers, and another try with the last, say the same.
#[track_caller]
fn is_the_same_for_all_workers(example: &str, options: &[&str]) -> Said {
    let one = search(example, options, "1");
    for workers in ["2", "4", "4"] {
        let other = search(example, options, workers);
        assert_eq!(one.0, other.0, "{example} {options:?} with {workers} workers");
        assert_eq!(one.1, other.1, "{example} {options:?} with {workers} workers");
    }
    one
}

#[track_caller]
fn budgets(example: &str, strategies: &[&str]) {
    for strategy in strategies {
        let budgets: &[&str] = match *strategy {
            "portfolio" => &["1", "7", "100", "1000", "5000"],
            _ => &["7", "1000", "5000"],
        };
        for budget in budgets {
            is_the_same_for_all_workers(example, &["--strategy", strategy, "--executions", budget]);
        }
    }
}

const STRATEGIES: &[&str] = &["portfolio", "dfs", "dpor", "random"];

#[test]
fn a_lost_increment_is_reported_alike_by_any_number_of_workers() {
    budgets("counter.c", STRATEGIES);
}

#[test]
fn a_deadlock_is_reported_alike_by_any_number_of_workers() {
    budgets("abba.c", STRATEGIES);
}

#[test]
fn a_deadlock_with_an_interrupt_is_reported_alike_by_any_number_of_workers() {
    budgets("irq_lock.c", STRATEGIES);
}

#[test]
fn a_clean_search_is_reported_alike_by_any_number_of_workers() {
    budgets("counter_mutex.c", STRATEGIES);
}

#[test]
fn searches_without_a_budget_are_reported_alike_by_any_number_of_workers() {
    for example in ["counter.c", "timer_rmmod.c"] {
        is_the_same_for_all_workers(example, &[]);
    }
}

#[test]
fn a_bound_is_reported_alike_by_any_number_of_workers() {
    for bound in ["0", "1", "3"] {
        is_the_same_for_all_workers(
            "irq_lock.c",
            &["--bound", bound, "--strategy", "dfs", "--executions", "3000"],
        );
    }
}

/// A module that three threads bring to `catastrophe`.
fn fatal(catastrophe: &str) -> String {
    support::module(&format!(
        "
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
static atomic_t inside;
static DECLARE_COMPLETION(done);
static int work(void *unused)
{{
	if (atomic_inc_return(&inside) == 3)
		{catastrophe}
	atomic_dec(&inside);
	complete(&done);
	return 0;
}}
static int __init start(void)
{{
	int i;

	for (i = 0; i < 3; i++)
		kthread_run(work, NULL, \"work/%d\", i);
	return 0;
}}
static void __exit stop(void)
{{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}}
module_init(start);
module_exit(stop);"
    ))
}

#[test]
fn workers_that_are_lost_change_no_report() {
    for catastrophe in [
        "for (;;)\n\t\t\tbarrier();",
        "((void (*)(void))0xdead0000)();",
        "asm volatile(\"mov $60, %eax; xor %edi, %edi; syscall\");",
    ] {
        let search = |workers: &str| {
            let args = ["check", "m.c", "--format", "json", "--executions", "2000", "--workers", workers];
            let ran = Test::new().file("m.c", fatal(catastrophe)).args(args).status(1).run();
            (ran.stdout.clone(), ran.traces())
        };
        let one = search("1");
        for workers in ["2", "3", "4"] {
            assert_eq!(search(workers), one, "{catastrophe} with {workers} workers");
        }
    }
}

#[test]
fn the_budget_is_never_exceeded_and_used_up_by_random_executions() {
    for budget in [1, 7, 100, 1025, 5000] {
        let options = ["--strategy", "random", "--executions", &budget.to_string()];
        let said = search("counter_mutex.c", &options, "2").0;
        let json: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(json["executions"], budget);
        assert_eq!(json["coverage"]["random"], budget);
        assert_eq!(json["coverage"]["exhaustive"], 0);
    }
    for strategy in ["portfolio", "dfs"] {
        let said = search("counter.c", &["--strategy", strategy, "--executions", "300"], "2").0;
        let json: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert!(json["executions"].as_u64().unwrap() <= 300, "{said}");
    }
}

/// Says that it is over when it goes, also by a panic.
struct AtEnd<'a>(&'a AtomicBool);

impl Drop for AtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

#[test]
fn the_whole_budget_is_used_up_however_busy_the_computer_is() {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Processors that are busy elsewhere make some worker late, and another.
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let _rest = AtEnd(&done);
        let options = ["--strategy", "random", "--executions", "20000"];
        let says = || search("counter_mutex.c", &options, "2").0;
        let first = says();
        let same = (0..8).all(|_| says() == first);
        assert!(same && first.contains("\"random\": 20000"), "{first}");
    });
}

/// Few enough that where a race shows first depends on chance.
const RANDOM: &[&str] = &["--strategy", "random", "--executions", "20"];

fn random(seed: &str) -> Said {
    search("counter.c", &[RANDOM, &["--seed", seed]].concat(), "2")
}

#[test]
fn the_same_seed_gives_the_same_random_search() {
    for seed in ["0", "1", "18446744073709551615"] {
        assert_eq!(random(seed), random(seed), "seed {seed}");
    }
}

#[test]
fn another_seed_gives_another_random_search() {
    let first = random("0");
    let others = (1..10).filter(|seed| random(&seed.to_string()) != first).count();
    assert!(others > 0, "ten seeds give one search");
}

#[test]
fn a_run_is_a_function_of_its_seed() {
    let run = |seed: &str| {
        let args = ["run", "counter.c", "--seed", seed];
        let ran = Test::new().example("counter.c").args(args).any_verdict().run();
        ran.stdout.clone()
    };
    assert_eq!(run("3"), run("3"));
    let first = run("0");
    assert!((1..10).any(|seed| run(&seed.to_string()) != first), "ten seeds give one run");
}

#[test]
fn text_is_reported_alike_in_every_directory() {
    let text = || {
        let ran = Test::new().example("counter.c").args(["check", "counter.c"]).status(1).run();
        ran.stdout.clone()
    };
    assert_eq!(text(), text());
}
