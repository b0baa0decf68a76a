// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A critical region between local_irq_disable() and local_irq_enable(). On this CPU neither an interrupt nor another
 * task gets in; what another CPU does, it does not stop. With --cpus 1 nothing is found, with two an update of the
 * count is lost. irqoff_only.c adds the spinlock that stops the other CPU.
 *
 *     lockstep run examples/irq/irqoff_only_bug.c --cpus 2
 *     lockstep check examples/irq/irqoff_only_bug.c --cpus 2
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int free_items = 1;
static DECLARE_COMPLETION(done);

static int give_back(void *unused)
{
	local_irq_disable();
	free_items++;
	local_irq_enable();
	complete(&done);
	return 0;
}

static int __init irqoff_only_bug_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(give_back, NULL, "give_back/%d", i)))
			complete(&done);
	return 0;
}

static void __exit irqoff_only_bug_exit(void)
{
	int i;

	for (i = 0; i < 2; i++)
		wait_for_completion(&done);
	pr_info("irqoff_only_bug: %d of 3 items are free\n", free_items);
}

module_init(irqoff_only_bug_init);
module_exit(irqoff_only_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Turns off the interrupts of its own CPU only");
