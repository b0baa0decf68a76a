// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item is taken from its queue under the lock that it takes. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(lock);

static void work_fn(struct work_struct *work)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
}

static DECLARE_WORK(item, work_fn);

static int __init test_init(void)
{
	schedule_work(&item);
	flush_work(&item);
	mutex_lock(&lock);
	/* It has run: this waits for nobody. */
	cancel_work(&item);
	mutex_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	cancel_work_sync(&item);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
