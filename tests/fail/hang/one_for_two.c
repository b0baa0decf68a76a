// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads wait, and one completion is given. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(start);
static struct completion done;

static int work(void *unused)
{
	wait_for_completion(&start); //~ ERROR hang
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	init_completion(&done);
	kthread_run(work, NULL, "work/0");
	kthread_run(work, NULL, "work/1");
	complete(&start);
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
