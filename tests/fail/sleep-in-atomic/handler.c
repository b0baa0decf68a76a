// SPDX-License-Identifier: MIT OR Apache-2.0
/* The handler of an interrupt takes a mutex. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int events;

static irqreturn_t handle(int irq, void *dev)
{
	mutex_lock(&lock); //~ ERROR sleep-in-atomic
	events++;
	mutex_unlock(&lock);
	return IRQ_HANDLED;
}

static int __init demo_init(void)
{
	return request_irq(7, handle, 0, "demo", &events);
}

static void __exit demo_exit(void)
{
	free_irq(7, &events);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
