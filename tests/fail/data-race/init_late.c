// SPDX-License-Identifier: MIT OR Apache-2.0
/* The init function fills in what the thread that it has started reads. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int limit;

static int work(void *unused)
{
	pr_info("up to %d\n", limit); //~ ERROR data-race
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(work, NULL, "work");
	limit = 10; //~ ERROR data-race
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
