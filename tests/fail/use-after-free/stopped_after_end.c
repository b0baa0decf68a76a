// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread is stopped that may have ended by itself. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *task;

static int work(void *unused)
{
	pr_info("working\n");
	return 0;
}

static int __init test_init(void)
{
	task = kthread_run(work, NULL, "work");
	return PTR_ERR_OR_ZERO(task);
}

static void __exit test_exit(void)
{
	kthread_stop(task); //~ ERROR use-after-free
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
