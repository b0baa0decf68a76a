// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock that an interrupt takes is held with interrupts on, before the line is requested. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(ring);

static irqreturn_t handler(int irq, void *dev)
{
	spin_lock(&ring); //~ ERROR irq-lock
	spin_unlock(&ring);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	/* The line is not requested yet: nothing can come. */
	spin_lock(&ring); //~ ERROR irq-lock
	spin_unlock(&ring);
	return request_irq(7, handler, 0, "ring", &ring);
}

static void __exit test_exit(void)
{
	free_irq(7, &ring);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
