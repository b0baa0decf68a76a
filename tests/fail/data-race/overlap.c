// SPDX-License-Identifier: MIT OR Apache-2.0
/* One thread writes a word, the other reads a byte of it. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static union {
	long word;
	char bytes[8];
} both;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	both.word = 1; //~ ERROR data-race
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	pr_info("%d\n", both.bytes[7]); //~ ERROR data-race
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
