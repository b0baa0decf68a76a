// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread is parked by who holds the lock that it waits for. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static struct task_struct *worker;

static int work(void *unused)
{
	mutex_lock(&lock); //~ ERROR deadlock
	mutex_unlock(&lock);
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		schedule_timeout_interruptible(HZ);
	}
	return 0;
}

static int __init test_init(void)
{
	worker = kthread_run(work, NULL, "worker");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	mutex_lock(&lock);
	kthread_park(worker); //~ ERROR deadlock
	mutex_unlock(&lock);
	kthread_unpark(worker);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(worker);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
