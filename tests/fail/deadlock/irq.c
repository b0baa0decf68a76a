// SPDX-License-Identifier: MIT OR Apache-2.0
/* An interrupt handler takes a lock that a thread holds with interrupts on. */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DECLARE_COMPLETION(done);

static irqreturn_t handler(int line, void *dev)
{
	spin_lock(&lock); //~ ERROR deadlock
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int work(void *unused)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	int error = request_irq(7, handler, 0, "test", NULL);

	if (!error)
		kthread_run(work, NULL, "work");
	return error;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	free_irq(7, NULL);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
