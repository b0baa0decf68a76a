// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item takes itself from the queue, and waits for nobody. */
#include <linux/module.h>
#include <linux/workqueue.h>

static int count;

static void work_fn(struct work_struct *work)
{
	count++;
	cancel_work(work);
}
static DECLARE_WORK(work, work_fn);

static int __init test_init(void)
{
	schedule_work(&work);
	return 0;
}

static void __exit test_exit(void)
{
	flush_work(&work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
