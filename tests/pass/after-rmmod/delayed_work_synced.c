// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item that queues itself is canceled, and waited for. */
#include <linux/module.h>
#include <linux/workqueue.h>

static int ticks;

static void tick(struct work_struct *work)
{
	ticks++;
	schedule_delayed_work(to_delayed_work(work), HZ / 10);
}
static DECLARE_DELAYED_WORK(ticker, tick);

static int __init test_init(void)
{
	schedule_delayed_work(&ticker, HZ / 10);
	return 0;
}

static void __exit test_exit(void)
{
	cancel_delayed_work_sync(&ticker);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
