// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function frees the interrupt line. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int events;

static irqreturn_t handler(int line, void *dev)
{
	events++;
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_irq(7, handler, 0, "test", NULL);
}

static void __exit test_exit(void)
{
	free_irq(7, NULL);
	pr_info("%d\n", events);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
