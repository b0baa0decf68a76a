// SPDX-License-Identifier: MIT OR Apache-2.0
/* The inner unlock enables the interrupts that the outer lock had disabled. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);

static irqreturn_t handler(int line, void *dev)
{
	spin_lock(&a); //~ ERROR deadlock
	spin_unlock(&a);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", NULL);

	if (error)
		return error;
	spin_lock_irq(&a);
	spin_lock_irq(&b);
	spin_unlock_irq(&b);
	spin_unlock_irq(&a);
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
