// SPDX-License-Identifier: MIT OR Apache-2.0
/* An interrupt line is freed whose request had failed. */
#include <linux/interrupt.h>
#include <linux/module.h>

static irqreturn_t handler(int line, void *dev)
{
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	if (request_irq(5000, handler, 0, "test", NULL))
		pr_info("no such line\n");
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(5000, NULL); //~ ERROR misuse
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
