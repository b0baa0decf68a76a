// SPDX-License-Identifier: MIT OR Apache-2.0
/* The tasklet is killed while the line may still schedule it. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static atomic_t runs;

static void work_fn(struct tasklet_struct *unused)
{ //~ ERROR after-rmmod
	atomic_inc(&runs);
}
static DECLARE_TASKLET(work, work_fn);

static irqreturn_t handler(int irq, void *dev)
{
	tasklet_schedule(&work);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_irq(7, handler, 0, "device", &work);
}

static void __exit test_exit(void)
{
	tasklet_kill(&work);
	free_irq(7, &work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
