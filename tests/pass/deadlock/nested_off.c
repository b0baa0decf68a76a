// SPDX-License-Identifier: MIT OR Apache-2.0
/* Interrupts are disabled and saved twice, and come back as they were. */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);

static irqreturn_t handler(int line, void *dev)
{
	spin_lock(&a);
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock(&a);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	unsigned long outer, inner;
	int error = request_irq(7, handler, 0, "test", NULL);

	if (error)
		return error;
	spin_lock_irqsave(&a, outer);
	spin_lock_irqsave(&b, inner);
	spin_unlock_irqrestore(&b, inner);
	WARN_ON(!irqs_disabled());
	spin_unlock_irqrestore(&a, outer);
	WARN_ON(irqs_disabled());
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
