// SPDX-License-Identifier: MIT OR Apache-2.0
/* An irq_work is waited for. */
#include <linux/irq_work.h>
#include <linux/module.h>

static struct irq_work work;
static int count;

static void add(struct irq_work *work)
{
	count++;
}

static int __init test_init(void)
{
	init_irq_work(&work, add);
	irq_work_queue(&work);
	irq_work_sync(&work);
	count++;
	return 0;
}

static void __exit test_exit(void)
{
	irq_work_sync(&work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
