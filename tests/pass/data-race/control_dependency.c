// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread writes only if a marked read says that the other has written and is done. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int turn;
static int value;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	value = 1;
	smp_store_release(&turn, 1);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	if (READ_ONCE(turn))
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
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
