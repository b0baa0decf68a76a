// SPDX-License-Identifier: MIT OR Apache-2.0
/* The init function fills in what the thread reads before it starts it, and the exit function reads what the thread wrote. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *task;
static int limit, result;

static int work(void *unused)
{
	result = 2 * limit;
	while (!kthread_should_stop())
		msleep(10);
	result++;
	return 0;
}

static int __init test_init(void)
{
	task = kthread_create(work, NULL, "work");
	if (IS_ERR(task))
		return PTR_ERR(task);
	limit = 10;
	wake_up_process(task);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(task);
	pr_info("%d\n", result);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
