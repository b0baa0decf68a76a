// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function stops the thread. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *task;
static int beats;

static int work(void *unused)
{
	while (!kthread_should_stop()) {
		msleep(10);
		beats++;
	}
	return 0;
}

static int __init test_init(void)
{
	task = kthread_run(work, NULL, "work");
	return PTR_ERR_OR_ZERO(task);
}

static void __exit test_exit(void)
{
	kthread_stop(task);
	pr_info("%d\n", beats);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
