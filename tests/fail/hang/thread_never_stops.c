// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function stops a thread that does not look whether it should. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);
static struct task_struct *task;

static int work(void *unused)
{
	wait_for_completion(&never);
	return 0;
}

static int __init test_init(void)
{
	task = kthread_run(work, NULL, "work");
	return PTR_ERR_OR_ZERO(task);
}

static void __exit test_exit(void)
{
	kthread_stop(task); //~ ERROR hang
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
