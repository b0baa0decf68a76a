// SPDX-License-Identifier: MIT OR Apache-2.0
/* The handler leaves the work to its thread, and the line is masked until that is done. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int device;
static int taken;
static int done;

static irqreturn_t handler(int irq, void *dev)
{
	taken++;
	return IRQ_WAKE_THREAD;
}

static irqreturn_t work(int irq, void *dev)
{
	done += taken;
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	return request_threaded_irq(7, handler, work, IRQF_ONESHOT, "button", &device);
}

static void __exit test_exit(void)
{
	free_irq(7, &device);
	pr_info("%d %d\n", taken, done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
