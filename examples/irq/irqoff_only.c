// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A critical region that stops both sorts of visitors: the interrupts of this CPU are off, and a spinlock holds up
 * the other CPUs. spin_lock_irqsave() does both, and its counterpart puts the interrupts back as they were.
 *
 *     lockstep run examples/irq/irqoff_only.c --cpus 2
 *     lockstep check examples/irq/irqoff_only.c --cpus 2
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(items_lock);
static int free_items = 1;
static DECLARE_COMPLETION(done);

static int give_back(void *unused)
{
	unsigned long flags;

	spin_lock_irqsave(&items_lock, flags);
	free_items++;
	spin_unlock_irqrestore(&items_lock, flags);
	complete(&done);
	return 0;
}

static int __init irqoff_only_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(give_back, NULL, "give_back/%d", i)))
			complete(&done);
	return 0;
}

static void __exit irqoff_only_exit(void)
{
	int i;

	for (i = 0; i < 2; i++)
		wait_for_completion(&done);
	pr_info("irqoff_only: %d of 3 items are free\n", free_items);
}

module_init(irqoff_only_init);
module_exit(irqoff_only_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Stops its own CPU and the others");
