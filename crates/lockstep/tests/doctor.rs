//! `doctor` and `stubs` on a driver for a bus that nobody models.

mod support;

use support::Test;

const DRIVER: &str = r#"#include <linux/frob.h>
#include <linux/module.h>
#include <linux/slab.h>

static char *buffer;

static int frob_probe(struct frob_dev *dev, const struct frob_device_id *id)
{
	void *base;
	int error = frob_enable_device(dev);

	if (error)
		return error;
	buffer = kmalloc(64, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	base = frob_map(dev, 0);
	if (!base)
		return -EIO;
	frob_set_master(dev);
	return 0;
}

static int __init start(void)
{
	return frob_probe(NULL, NULL);
}

static void __exit stop(void)
{
	kfree(buffer);
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
"#;

fn test() -> Test {
    Test::new().file("frob.c", DRIVER)
}

#[test]
fn doctor_says_what_is_known_and_what_is_missing() {
    test()
        .args(["doctor", "frob.c"])
        .status(1)
        .stdout(
            "8 of 13 names known\nheaders that are not there: linux/frob.h\n\
             missing of linux/frob.h: frob_dev, frob_device_id, frob_enable_device, frob_map, frob_set_master\n",
        )
        .run();
}

#[test]
fn doctor_has_nothing_to_say_of_a_module_that_runs() {
    Test::new().example("counter.c").args(["doctor", "counter.c"]).stdout_contains(" names known\n").run();
}

#[test]
fn with_stand_ins_the_driver_is_checked_and_each_call_may_fail() {
    let ran = test().args(["stubs", "frob.c", "--out", "stubs"]).run();
    assert_eq!(ran.stdout, "stubs/lockstep_stubs.h\nstubs/linux/frob.h\n");
    let stand_ins = std::fs::read_to_string(ran.directory.path().join("stubs/lockstep_stubs.h")).unwrap();
    let header = std::fs::read_to_string(ran.directory.path().join("stubs/linux/frob.h")).unwrap();
    let with = || test().file("stubs/lockstep_stubs.h", &stand_ins).file("stubs/linux/frob.h", &header);
    with().args(["check", "frob.c", "-I", "stubs"]).stdout_contains("complete").run();
    // Where frob_map() fails, the buffer is not freed.
    let faults = with().args(["check", "frob.c", "-I", "stubs", "--faults", "alloc"]).status(1);
    faults.stdout_contains("error[leak]").run();
}

#[test]
fn what_is_not_there_is_an_error() {
    let none = Test::new().args(["doctor", "nothing.c"]).status(2);
    none.stderr("error: nothing.c: No such file or directory\n").run();
}
