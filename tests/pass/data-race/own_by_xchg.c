// SPDX-License-Identifier: MIT OR Apache-2.0
/* Whoever exchanges the ticket first writes. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int taken;
static int value;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	if (!xchg(&taken, 1))
		value = 1;
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	if (!xchg(&taken, 1))
		value = 2;
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("%d\n", value);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
