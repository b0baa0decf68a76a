// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function stops a thread under a mutex that the thread takes. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static struct task_struct *task;

static int work(void *unused)
{
	while (!kthread_should_stop()) {
		mutex_lock(&lock); //~ ERROR deadlock
		mutex_unlock(&lock);
		msleep(10);
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
	mutex_lock(&lock);
	kthread_stop(task); //~ ERROR deadlock
	mutex_unlock(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
