// SPDX-License-Identifier: MIT OR Apache-2.0
/* A handler reads; the writer leaves interrupts on. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(lock);
static int value;
static int seen;

static irqreturn_t handler(int irq, void *device)
{
	read_lock(&lock); //~ ERROR deadlock
	seen = value;
	read_unlock(&lock);
	return IRQ_HANDLED;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", &value);

	if (error)
		return error;
	write_lock(&lock);
	value++;
	write_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	free_irq(7, &value);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
