// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two devices share a line, and each is freed by its name. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int devices[2];

static irqreturn_t handler(int irq, void *dev)
{
	int *device = dev;

	(*device)++;
	return device == &devices[0] ? IRQ_NONE : IRQ_HANDLED;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, IRQF_SHARED, "one", &devices[0]);

	if (error)
		return error;
	error = request_irq(7, handler, IRQF_SHARED, "two", &devices[1]);
	if (error)
		free_irq(7, &devices[0]);
	return error;
}

static void __exit test_exit(void)
{
	free_irq(7, &devices[0]);
	free_irq(7, &devices[1]);
	pr_info("%d %d\n", devices[0], devices[1]);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
