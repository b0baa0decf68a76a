// SPDX-License-Identifier: MIT OR Apache-2.0
/* A thread takes a lock that it shares with an interrupt handler with interrupts off: irq_lock.c, repaired. */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static int irq = 7;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "interrupt line of the device");

static DEFINE_SPINLOCK(lock);
static int packets;
static struct task_struct *reader_task;

static irqreturn_t receive(int line, void *dev)
{
	spin_lock(&lock);
	packets++;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int reader(void *unused)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	pr_info("irq_lock_irqsave: %d packets so far\n", packets);
	spin_unlock_irqrestore(&lock, flags);

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int __init irq_lock_irqsave_init(void)
{
	int error;

	error = request_irq(irq, receive, 0, "irq_lock_irqsave", &packets);
	if (error)
		return error;
	reader_task = kthread_run(reader, NULL, "reader");
	if (IS_ERR(reader_task)) {
		free_irq(irq, &packets);
		return PTR_ERR(reader_task);
	}
	return 0;
}

static void __exit irq_lock_irqsave_exit(void)
{
	kthread_stop(reader_task);
	free_irq(irq, &packets);
}

module_init(irq_lock_irqsave_init);
module_exit(irq_lock_irqsave_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shares a spinlock with an interrupt handler");
