// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item is initialised anew while it is pending. */
#include <linux/module.h>
#include <linux/workqueue.h>

static struct delayed_work work;

static void work_fn(struct work_struct *unused)
{
}

static int __init test_init(void)
{
	INIT_DELAYED_WORK(&work, work_fn);
	schedule_delayed_work(&work, HZ);
	INIT_DELAYED_WORK(&work, work_fn); //~ ERROR misuse
	return 0;
}

static void __exit test_exit(void)
{
	cancel_delayed_work_sync(&work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
