// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item is initialised anew when it has run. */
#include <linux/module.h>
#include <linux/workqueue.h>

static struct work_struct work;

static void work_fn(struct work_struct *unused)
{
}

static int __init test_init(void)
{
	INIT_WORK(&work, work_fn);
	schedule_work(&work);
	flush_work(&work);
	INIT_WORK(&work, work_fn);
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
