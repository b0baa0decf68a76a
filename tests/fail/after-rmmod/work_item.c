// SPDX-License-Identifier: MIT OR Apache-2.0
/* The work item that the handler queues is never waited for. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/workqueue.h>

static atomic_t runs;

static void work_fn(struct work_struct *unused)
{ //~ ERROR after-rmmod
	atomic_inc(&runs);
}
static DECLARE_WORK(work, work_fn);

static irqreturn_t handler(int irq, void *dev)
{
	schedule_work(&work);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_irq(7, handler, 0, "device", &work);
}

static void __exit test_exit(void)
{
	free_irq(7, &work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
