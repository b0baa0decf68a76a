// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* An interrupt handler reads NULL. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int *pointer;

static irqreturn_t handler(int irq, void *dev)
{
	pr_info("%d\n", *pointer);
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
