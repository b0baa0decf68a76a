// SPDX-License-Identifier: MIT OR Apache-2.0
/* A byte of a word that another loads whole. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static union {
	unsigned char bytes[4];
	unsigned int word;
} mixed;
static volatile unsigned int sink;
static DECLARE_COMPLETION(done);

static int first(void *unused)
{
	mixed.bytes[2] = 1; //~ ERROR data-race
	complete(&done);
	return 0;
}

static int second(void *unused)
{
	sink = mixed.word; //~ ERROR data-race
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
