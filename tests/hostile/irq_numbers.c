// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Lines that do not exist are requested and disabled. */
#include <linux/interrupt.h>
#include <linux/module.h>

static irqreturn_t handler(int irq, void *dev)
{
	return IRQ_HANDLED;
}

static void attack(void)
{
	if (request_irq(-1, handler, 0, "hostile", NULL) != -EINVAL)
		pr_err("-1 is no line\n");
	if (request_irq(1000000, handler, 0, "hostile", NULL) != -EINVAL)
		pr_err("1000000 is no line\n");
	if (request_irq(5, NULL, 0, "hostile", NULL) != -EINVAL)
		pr_err("NULL is no handler\n");
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
