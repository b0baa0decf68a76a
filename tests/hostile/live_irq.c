// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 after-rmmod|oops
/* The module goes without giving back its interrupt line. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int count;

static irqreturn_t handler(int irq, void *dev)
{
	count++;
	return IRQ_HANDLED;
}

static int __init hostile_init(void)
{
	return request_irq(7, handler, 0, "hostile", NULL);
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
