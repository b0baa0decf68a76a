// SPDX-License-Identifier: MIT OR Apache-2.0
/* The interrupt line is requested when what its handler uses is there. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/slab.h>

static int *events;

static irqreturn_t handler(int line, void *dev)
{
	(*events)++;
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	int error;

	events = kzalloc(sizeof(*events), GFP_KERNEL);
	if (!events)
		return -ENOMEM;
	error = request_irq(7, handler, 0, "test", NULL);
	if (error)
		kfree(events);
	return error;
}

static void __exit test_exit(void)
{
	free_irq(7, NULL);
	kfree(events);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
