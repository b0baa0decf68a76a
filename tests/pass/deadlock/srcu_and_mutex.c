// SPDX-License-Identifier: MIT OR Apache-2.0
/* Readers that sleep are waited for without the mutex that they take. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/srcu.h>

DEFINE_STATIC_SRCU(srcu);
static DEFINE_MUTEX(lock);
static struct task_struct *reader;

static int read_it(void *unused)
{
	int index = srcu_read_lock(&srcu);

	mutex_lock(&lock);
	mutex_unlock(&lock);
	srcu_read_unlock(&srcu, index);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	reader = kthread_run(read_it, NULL, "reader");
	if (IS_ERR(reader))
		return PTR_ERR(reader);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	synchronize_srcu(&srcu);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(reader);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
