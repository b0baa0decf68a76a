// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --cpus 1
/* A thread disables interrupts on a machine that has one CPU. */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int events;
static DECLARE_COMPLETION(done);

static irqreturn_t handler(int line, void *dev)
{
	events++;
	return IRQ_HANDLED;
}

static int work(void *unused)
{
	local_irq_disable();
	events = 0;
	local_irq_enable();
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
