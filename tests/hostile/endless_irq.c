// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* An interrupt handler that does not return. */
#include <linux/interrupt.h>
#include <linux/module.h>

static unsigned long counter;

static irqreturn_t handler(int irq, void *dev)
{
	for (;;)
		counter++;
	return IRQ_HANDLED;
}

static int __init hostile_init(void)
{
	return request_irq(7, handler, 0, "hostile", NULL);
}

static void __exit hostile_exit(void)
{
	free_irq(7, NULL);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
