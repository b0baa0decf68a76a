// SPDX-License-Identifier: MIT OR Apache-2.0
/* The author knows that it races. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static long value;
static volatile long sink;
static DECLARE_COMPLETION(done);

static int first(void *unused)
{
	WRITE_ONCE(value, 1);
	complete(&done);
	return 0;
}

static int second(void *unused)
{
	sink = data_race(value);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(first, NULL, "first");
	kthread_run(second, NULL, "second");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
