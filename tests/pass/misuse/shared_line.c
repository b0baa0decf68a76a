// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two handlers share an interrupt line. */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/module.h>

static int a, b;

static irqreturn_t handler(int line, void *dev)
{
	(*(int *)dev)++;
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	WARN_ON(request_irq(7, handler, IRQF_SHARED, "a", &a));
	WARN_ON(request_irq(7, handler, IRQF_SHARED, "b", &b));
	WARN_ON(request_irq(7, handler, 0, "c", NULL) != -EBUSY);
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(7, &a);
	free_irq(7, &b);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
