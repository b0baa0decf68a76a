// SPDX-License-Identifier: MIT OR Apache-2.0
/* The line fires again while the thread of the interrupt reads what the handler counts. */
// check: --irqs 2
#include <linux/interrupt.h>
#include <linux/module.h>

static int device;
static int taken;
static int done;

static irqreturn_t handler(int irq, void *dev)
{
	taken++; //~ ERROR data-race
	return IRQ_WAKE_THREAD;
}

static irqreturn_t work(int irq, void *dev)
{
	done += taken; //~ ERROR data-race
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_threaded_irq(7, handler, work, 0, "button", &device);
}

static void __exit test_exit(void)
{
	free_irq(7, &device);
	pr_info("%d %d\n", taken, done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
