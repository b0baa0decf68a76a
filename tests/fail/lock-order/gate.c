// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two orders under a third lock: no deadlock, and none of the two orders is the right one. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(gate);
static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);
static struct task_struct *threads[2];

static int one(void *unused)
{
	mutex_lock(&gate);
	mutex_lock(&a); //~ ERROR lock-order
	mutex_lock(&b); //~ ERROR lock-order
	mutex_unlock(&b);
	mutex_unlock(&a);
	mutex_unlock(&gate);
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static int other(void *unused)
{
	mutex_lock(&gate);
	mutex_lock(&b); //~ ERROR lock-order
	mutex_lock(&a); //~ ERROR lock-order
	mutex_unlock(&a);
	mutex_unlock(&b);
	mutex_unlock(&gate);
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static int __init test_init(void)
{
	threads[0] = kthread_run(one, NULL, "one");
	threads[1] = kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
