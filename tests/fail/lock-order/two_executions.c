// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two orders that no execution shows both. */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);
static atomic_t early;
static struct task_struct *thread;

static int worker(void *unused)
{
	/* Only one of the two orders is seen in an execution. */
	if (atomic_read(&early)) {
		mutex_lock(&a); //~ ERROR lock-order
		mutex_lock(&b); //~ ERROR lock-order
		mutex_unlock(&b);
		mutex_unlock(&a);
	} else {
		mutex_lock(&b); //~ ERROR lock-order
		mutex_lock(&a); //~ ERROR lock-order
		mutex_unlock(&a);
		mutex_unlock(&b);
	}
	while (!kthread_should_stop())
		msleep(10);
	return 0;
}

static int __init test_init(void)
{
	thread = kthread_run(worker, NULL, "worker");
	atomic_set(&early, 1);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(thread);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
