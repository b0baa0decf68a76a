// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * local_irq_enable() turns interrupts on whoever turned them off. drop() is called with interrupts off, turns them
 * off again, and on: its caller goes on in the belief that no handler can come, and holds the very lock that the
 * handler takes. irq_enable_nested.c saves and restores.
 *
 *     lockstep run examples/irq/irq_enable_nested_bug.c
 *     lockstep check examples/irq/irq_enable_nested_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#define LINE 7

static DEFINE_SPINLOCK(queue_lock);
static int waiting = 1, dropped;
static DECLARE_COMPLETION(done);

static irqreturn_t receive(int line, void *dev)
{
	spin_lock(&queue_lock);
	waiting++;
	spin_unlock(&queue_lock);
	return IRQ_HANDLED;
}

static void drop(void)
{
	local_irq_disable();
	dropped++;
	local_irq_enable();
}

static int clean(void *unused)
{
	spin_lock_irq(&queue_lock);
	if (waiting) {
		drop();
		waiting--;
	}
	spin_unlock_irq(&queue_lock);
	complete(&done);
	return 0;
}

static int __init irq_enable_nested_init(void)
{
	int error;

	error = request_irq(LINE, receive, 0, "receive", &waiting);
	if (error)
		return error;
	if (IS_ERR(kthread_run(clean, NULL, "clean")))
		complete(&done);
	return 0;
}

static void __exit irq_enable_nested_exit(void)
{
	wait_for_completion(&done);
	free_irq(LINE, &waiting);
	pr_info("irq_enable_nested_bug: %d waiting, %d dropped\n", waiting, dropped);
}

module_init(irq_enable_nested_init);
module_exit(irq_enable_nested_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Turns on interrupts that its caller turned off");
