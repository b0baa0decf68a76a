// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function waits for a thread that forgot to say that it is done. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int fail = 1;

static int work(void *unused)
{
	if (fail)
		return -EIO;
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(work, NULL, "work");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done); //~ ERROR hang
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
