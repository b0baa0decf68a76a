// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread that ends only when it is told to is stopped once; another never ran. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *task, *never;

static int work(void *unused)
{
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static int __init test_init(void)
{
	never = kthread_create(work, NULL, "never");
	task = kthread_run(work, NULL, "work");
	return PTR_ERR_OR_ZERO(task);
}

static void __exit test_exit(void)
{
	kthread_stop(task);
	if (!IS_ERR(never))
		kthread_stop(never);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
