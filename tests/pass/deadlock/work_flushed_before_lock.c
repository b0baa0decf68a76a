// SPDX-License-Identifier: MIT OR Apache-2.0
/* The work item is waited for before the lock that it takes is taken. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(lock);
static int count;

static void work_fn(struct work_struct *work)
{
	mutex_lock(&lock);
	count++;
	mutex_unlock(&lock);
}
static DECLARE_WORK(work, work_fn);

static int __init test_init(void)
{
	return 0;
}

static void __exit test_exit(void)
{
	schedule_work(&work);
	flush_work(&work);
	mutex_lock(&lock);
	count = 0;
	mutex_unlock(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
