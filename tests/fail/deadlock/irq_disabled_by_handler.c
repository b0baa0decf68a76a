// SPDX-License-Identifier: MIT OR Apache-2.0
/* An interrupt handler disables its own line and waits for itself. */
#include <linux/interrupt.h>
#include <linux/module.h>

static irqreturn_t handler(int line, void *dev)
{
	disable_irq(line); //~ ERROR deadlock, sleep-in-atomic
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_irq(7, handler, 0, "test", NULL);
}

static void __exit test_exit(void)
{
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
