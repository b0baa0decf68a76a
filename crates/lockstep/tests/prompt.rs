//! The machine behind the prompt: modules in and out, processes on their files, oopses that kill a task and not the
//! machine, and the same lines for the same script.

mod support;
use std::io::Write;
use std::process::{Command, Stdio};
use support::module;

const NUMBER: &str = r#"
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

static int number;
module_param(number, int, 0644);

static int show(struct seq_file *m, void *v)
{
	seq_printf(m, "%d\n", number);
	return 0;
}

static int number_open(struct inode *inode, struct file *file)
{
	return single_open(file, show, NULL);
}

static ssize_t number_write(struct file *file, const char __user *buffer, size_t n, loff_t *position)
{
	int error = kstrtoint_from_user(buffer, n, 0, &number);

	return error ? error : n;
}

static const struct proc_ops ops = {
	.proc_open = number_open,
	.proc_read = seq_read,
	.proc_write = number_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static int __init number_init(void)
{
	pr_info("hello from %s\n", current->comm);
	return proc_create("number", 0644, NULL, &ops) ? 0 : -ENOMEM;
}
module_init(number_init);

static void __exit number_exit(void)
{
	remove_proc_entry("number", NULL);
	pr_info("goodbye\n");
}
module_exit(number_exit);
"#;

struct Session {
    directory: tempfile::TempDir,
}

/// What a script printed, and its exit status.
struct Printed {
    out: String,
    err: String,
    status: i32,
}

impl Session {
    fn with(modules: &[(&str, &str)]) -> Session {
        let directory = tempfile::tempdir().unwrap();
        for (name, body) in modules {
            std::fs::write(directory.path().join(name), module(body)).unwrap();
        }
        Session { directory }
    }

    fn run(&self, script: &str) -> Printed {
        self.run_with(&["shell"], script)
    }

    fn run_with(&self, args: &[&str], script: &str) -> Printed {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lockstep"))
            .args(args)
            .current_dir(self.directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Printed {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            status: output.status.code().unwrap(),
        }
    }
}

#[test]
fn a_module_comes_serves_and_goes() {
    let session = Session::with(&[("number.c", NUMBER)]);
    let printed = session.run(
        "insmod number.c number=3\ncat /proc/number\necho 42 > /proc/number\ncat /proc/number\n\
         cat /sys/module/number/parameters/number\nlsmod\nrmmod number\nlsmod\ndmesg\ncat /proc/number\n",
    );
    let unstamped = |line: &str| line.split_once("] ").map_or(line, |(_, text)| text).to_owned();
    assert_eq!(
        printed.out.lines().map(unstamped).collect::<Vec<_>>(),
        [
            "3",
            "42",
            "42",
            "Module                  Size  Used by",
            "number                 12288  0",
            "Module                  Size  Used by",
            "number: loading out-of-tree module taints kernel.",
            "hello from insmod",
            "goodbye",
        ]
    );
    assert_eq!(printed.err, "cat: /proc/number: No such file or directory\n");
    assert_eq!(printed.status, 1);
}

#[test]
fn what_a_write_refuses_is_said_as_on_linux() {
    let session = Session::with(&[("number.c", NUMBER)]);
    let printed = session.run("insmod number.c\necho x > /proc/number\necho $?\n");
    assert_eq!((printed.out.as_str(), printed.status), ("1\n", 0));
    assert_eq!(printed.err, "bash: echo: write error: Invalid argument\n");
}

#[test]
fn parameters_are_those_of_linux() {
    let session = Session::with(&[("number.c", NUMBER)]);
    let printed =
        session.run("insmod number.c number=abc nosuch=1\ninsmod number.c nosuch=1\ndmesg | tail -n 2\n");
    assert!(printed.err.contains("`abc' invalid for parameter `number'"), "{}", printed.err);
    assert!(printed.out.contains("number: unknown parameter 'nosuch' ignored"), "{}", printed.out);
}

#[test]
fn the_second_insmod_is_refused() {
    let session = Session::with(&[("number.c", NUMBER)]);
    let printed = session.run("insmod number.c\ninsmod number.c\n");
    assert_eq!(printed.err, "insmod: ERROR: could not insert module number.c: File exists\n");
    assert_eq!(printed.status, 1);
}

#[test]
fn an_oops_kills_the_task_and_not_the_machine() {
    let oops = "static int __init f(void)\n{\n\treturn *(int *)16;\n}\nmodule_init(f);\n";
    let session = Session::with(&[("oops.c", oops), ("number.c", NUMBER)]);
    let printed = session.run("insmod oops.c\necho $?\ninsmod number.c\ncat /proc/number\ndmesg\n");
    assert!(printed.out.starts_with("137\n0\n"), "{}", printed.out);
    assert!(printed.out.contains("BUG: kernel NULL pointer dereference, address: 0000000000000010"));
    assert!(printed.out.contains("RIP: 0010:f+0x"), "{}", printed.out);
    assert!(printed.err.starts_with("Killed\n"), "{}", printed.err);
}

#[test]
fn modules_use_what_others_export() {
    let giver = "int give(void)\n{\n\treturn 7;\n}\nEXPORT_SYMBOL(give);\nstatic int __init g(void)\n{\n\treturn 0;\n}\n\
        module_init(g);\nstatic void __exit e(void)\n{\n}\nmodule_exit(e);\n";
    let taker = "extern int give(void);\nstatic int __init t(void)\n{\n\tpr_info(\"given %d\\n\", give());\n\treturn 0;\n}\n\
        module_init(t);\n";
    let session = Session::with(&[("giver.c", giver), ("taker.c", taker)]);
    let printed = session.run("insmod taker.c\ninsmod giver.c\ninsmod taker.c\ndmesg | tail -n 1\n");
    assert!(printed.err.contains("give"), "{}", printed.err);
    assert!(printed.out.ends_with("given 7\n"), "{}{}", printed.out, printed.err);
}

#[test]
fn threads_move_while_the_shell_sleeps_and_a_seed_repeats_it() {
    let tick = "#include <linux/kthread.h>\n#include <linux/delay.h>\nstatic struct task_struct *t;\n\
        static int tick(void *data)\n{\n\twhile (!kthread_should_stop()) {\n\
        \t\tpr_info(\"on %d\\n\", raw_smp_processor_id());\n\t\tssleep(1);\n\t}\n\treturn 0;\n}\n\
        static int __init i(void)\n{\n\tt = kthread_run(tick, NULL, \"tick\");\n\treturn 0;\n}\nmodule_init(i);\n\
        static void __exit e(void)\n{\n\tkthread_stop(t);\n}\nmodule_exit(e);\n";
    let session = Session::with(&[("tick.c", tick)]);
    let script = "insmod tick.c\nsleep 20\nps -e | grep -c tick\nrmmod tick\ndmesg | grep on\n";
    let printed = session.run(script);
    let lines: Vec<&str> = printed.out.lines().collect();
    assert_eq!(lines[0], "1");
    let cpus: Vec<&str> = lines[1..].iter().filter_map(|l| l.rsplit(' ').next()).collect();
    assert!((19..=21).contains(&cpus.len()), "{}", printed.out);
    assert!(cpus.iter().any(|c| *c != cpus[0]), "it never moves: {}", printed.out);
    assert_eq!(session.run(script).out, printed.out);
}

#[test]
fn a_deadlocked_insmod_stays_and_the_machine_goes_on() {
    let dead = "#include <linux/spinlock.h>\nstatic DEFINE_SPINLOCK(lock);\nstatic int __init f(void)\n{\n\
        \tspin_lock(&lock);\n\tspin_lock(&lock);\n\treturn 0;\n}\nmodule_init(f);\n";
    let session = Session::with(&[("dead.c", dead)]);
    let printed = session.run("insmod dead.c\nps -e | grep -c insmod\n");
    assert_eq!(printed.out, "1\n");
    assert!(printed.err.contains("has not ended after 600 s"), "{}", printed.err);
    assert!(printed.err.contains("deadlock at dead.c:"), "{}", printed.err);
}

#[test]
fn a_script_in_a_file_prints_the_same() {
    let session = Session::with(&[("number.c", NUMBER)]);
    let script = "insmod number.c\ncat /proc/number\nnproc\n";
    std::fs::write(session.directory.path().join("s.sh"), script).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(["run", "--cpus", "6", "--script", "s.sh"])
        .current_dir(session.directory.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "0\n6\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn boot_parameters_limit_the_cpus() {
    let session = Session::with(&[]);
    for args in [&["--append", "nr_cpus=2"][..], &["shell", "--append", "maxcpus=2"]] {
        let printed = session.run_with(args, "nproc\n");
        assert_eq!((printed.out.as_str(), printed.status), ("2\n", 0), "{args:?}: {}", printed.err);
    }
    let refused = session.run_with(&["shell", "--append", "nr_cpus=none"], "nproc\n");
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("give nr_cpus= a number from 1 to 64"), "{}", refused.err);
}
