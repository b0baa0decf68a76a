// SPDX-License-Identifier: MIT OR Apache-2.0
/* A line is enabled that nobody has disabled. */
#include <linux/interrupt.h>
#include <linux/module.h>

static irqreturn_t handler(int irq, void *dev)
{
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", NULL);

	if (error)
		return error;
	disable_irq(7);
	enable_irq(7);
	enable_irq(7); //~ ERROR warn
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
