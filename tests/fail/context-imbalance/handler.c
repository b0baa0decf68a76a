// SPDX-License-Identifier: MIT OR Apache-2.0
/* spin_unlock_irq() turns interrupts on in a handler, whatever they were before. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int events;

static irqreturn_t handle(int irq, void *dev)
{ //~ ERROR context-imbalance
	spin_lock_irq(&lock);
	events++;
	spin_unlock_irq(&lock);
	return IRQ_HANDLED;
}

static int __init demo_init(void)
{
	return request_irq(7, handle, 0, "demo", &events);
}

static void __exit demo_exit(void)
{
	free_irq(7, &events);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
