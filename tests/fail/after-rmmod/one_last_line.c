// SPDX-License-Identifier: MIT OR Apache-2.0
/* The thread says that it is done, and prints one more line. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int lines;

static int work(void *unused)
{
	complete(&done);
	pr_info("%d lines\n", ++lines); //~ ERROR after-rmmod
	return 0;
}

static int __init test_init(void)
{
	kthread_run(work, NULL, "work");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
