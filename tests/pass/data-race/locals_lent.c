// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread lends a local variable to another and waits until it is given back. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int *lent;
static DECLARE_COMPLETION(given);
static DECLARE_COMPLETION(back);
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	int local = 1;

	lent = &local;
	complete(&given);
	wait_for_completion(&back);
	WARN_ON(local != 2);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	wait_for_completion(&given);
	*lent += 1;
	complete(&back);
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
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
