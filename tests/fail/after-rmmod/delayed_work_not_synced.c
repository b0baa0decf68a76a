// SPDX-License-Identifier: MIT OR Apache-2.0
/* A work item that queues itself is canceled while it runs, and queues itself after that. */
#include <linux/module.h>
#include <linux/workqueue.h>

static int ticks;

static void tick(struct work_struct *work)
{ //~ ERROR after-rmmod
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
	cancel_delayed_work(&ticker);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
