// SPDX-License-Identifier: MIT OR Apache-2.0
/* The handler waits for a thread that waits for the thread that the handler interrupts. */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DECLARE_COMPLETION(done);
static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);

static irqreturn_t handler(int line, void *dev)
{
	spin_lock(&a); //~ ERROR deadlock
	spin_unlock(&a);
	return IRQ_HANDLED;
}

static int careful(void *unused)
{
	spin_lock_irq(&a);
	spin_lock(&b); //~ ERROR deadlock
	spin_unlock(&b);
	spin_unlock_irq(&a);
	complete(&done);
	return 0;
}

static int careless(void *unused)
{
	spin_lock(&b);
	spin_unlock(&b);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", NULL);

	if (error)
		return error;
	kthread_run(careful, NULL, "careful");
	kthread_run(careless, NULL, "careless");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
