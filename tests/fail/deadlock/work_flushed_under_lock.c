// SPDX-License-Identifier: MIT OR Apache-2.0
/* The lock that the work item takes is held while the item is waited for. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(lock);
static int count;

static void work_fn(struct work_struct *work)
{
	mutex_lock(&lock); //~ ERROR deadlock
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
	mutex_lock(&lock);
	flush_work(&work); //~ ERROR deadlock
	mutex_unlock(&lock);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
