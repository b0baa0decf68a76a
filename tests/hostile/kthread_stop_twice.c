// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 use-after-free
/* A thread is stopped twice. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *task;

static int wait(void *unused)
{
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static int __init hostile_init(void)
{
	task = kthread_run(wait, NULL, "wait");
	return PTR_ERR_OR_ZERO(task);
}

static void __exit hostile_exit(void)
{
	kthread_stop(task);
	kthread_stop(task);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
