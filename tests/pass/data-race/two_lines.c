// SPDX-License-Identifier: MIT OR Apache-2.0
/* The handlers of two interrupt lines share a lock. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int events;

static irqreturn_t handler(int line, void *dev)
{
	spin_lock(&lock);
	events++;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", &events);

	if (error)
		return error;
	error = request_irq(8, handler, 0, "test", &events);
	if (error)
		free_irq(7, &events);
	return error;
}

static void __exit test_exit(void)
{
	free_irq(8, &events);
	free_irq(7, &events);
	pr_info("%d\n", events);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
