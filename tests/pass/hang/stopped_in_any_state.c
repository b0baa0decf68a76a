// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread is stopped before it ran, while it sleeps, and while it waits. */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static struct task_struct *tasks[3];

static int sleeper(void *unused)
{
	while (!kthread_should_stop())
		msleep_interruptible(1000);
	return 1;
}

static int waiter(void *unused)
{
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return 2;
}

static int __init test_init(void)
{
	tasks[0] = kthread_create(sleeper, NULL, "never");
	tasks[1] = kthread_run(sleeper, NULL, "sleeper");
	tasks[2] = kthread_run(waiter, NULL, "waiter");
	return 0;
}

static void __exit test_exit(void)
{
	WARN_ON(kthread_stop(tasks[0]) != -EINTR);
	kthread_stop(tasks[1]);
	kthread_stop(tasks[2]);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
