// SPDX-License-Identifier: MIT OR Apache-2.0
/* A device's lock, taken with interrupts on, and wanted by the interrupt handler. */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int packets;

static irqreturn_t receive(int line, void *dev)
{
	spin_lock(&lock);
	packets++;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int reader(void *unused)
{
	spin_lock(&lock);
	packets = 0;
	spin_unlock(&lock);
	return 0;
}

static int __init start(void)
{
	int error = request_irq(7, receive, 0, "device", &packets);

	if (error)
		return error;
	return PTR_ERR_OR_ZERO(kthread_run(reader, NULL, "reader"));
}

static void __exit stop(void)
{
	free_irq(7, &packets);
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
