// SPDX-License-Identifier: MIT OR Apache-2.0
/* The thread of an interrupt disables its line without waiting for itself. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int device;

static irqreturn_t work(int irq, void *dev)
{
	disable_irq_nosync(irq);
	enable_irq(irq);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_threaded_irq(7, NULL, work, IRQF_ONESHOT, "button", &device);
}

static void __exit test_exit(void)
{
	free_irq(7, &device);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
