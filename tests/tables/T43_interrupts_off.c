// SPDX-License-Identifier: MIT OR Apache-2.0
/* Both switch interrupts off, each on its own CPU, while a device interrupts. */
// check: --irqs 2
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int count;
static int came;

static irqreturn_t receive(int line, void *dev)
{
	came++;
	return IRQ_HANDLED;
}

static int t1(void *unused)
{
	local_irq_disable();
	count++;
	local_irq_enable();
	return 0;
}

static int t2(void *unused)
{
	local_irq_disable();
	count++;
	local_irq_enable();
	return 0;
}

static int __init start(void)
{
	int error = request_irq(7, receive, 0, "device", &came);

	if (error)
		return error;
	if (IS_ERR(kthread_run(t1, NULL, "t1")) || IS_ERR(kthread_run(t2, NULL, "t2")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
	free_irq(7, &came);
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
