// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 oops|misuse|use-after-free
/* A task_struct is overwritten with rubbish while its thread runs. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int wait(void *unused)
{
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static struct task_struct *task;

static int __init hostile_init(void)
{
	task = kthread_run(wait, NULL, "wait");
	if (!IS_ERR(task))
		memset(task, 0x41, sizeof(*task));
	return 0;
}

static void __exit hostile_exit(void)
{
	if (!IS_ERR(task))
		kthread_stop(task);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
