// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A lock that an interrupt handler takes too is taken with interrupts off, or the handler would wait for whom it has
 * interrupted. spin_lock_irqsave() keeps in flags how it was before, so that it may be called by those who have
 * interrupts off already. spin_irq.c knows that they are on.
 *
 *     lockstep run examples/spinlock/spin_irqsave.c --do 'irq 7'
 *     lockstep check examples/spinlock/spin_irqsave.c
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static int irq = 7;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "interrupt line of the device");

static DEFINE_SPINLOCK(lock);
static int packets, bytes;
static struct task_struct *reader_task;

/* An interrupt handler runs with interrupts off on its CPU, and needs no more than the plain form. */
static irqreturn_t receive(int line, void *device)
{
	spin_lock(&lock);
	packets++;
	bytes += 60;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void look(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	pr_info("spin_irqsave: %d packets, %d bytes\n", packets, bytes);
	spin_unlock_irqrestore(&lock, flags);
}

static int reader(void *unused)
{
	look();

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init spin_irqsave_init(void)
{
	int error;

	error = request_irq(irq, receive, 0, "spin_irqsave", &packets);
	if (error)
		return error;
	reader_task = kthread_run(reader, NULL, "reader");
	if (IS_ERR(reader_task)) {
		free_irq(irq, &packets);
		return PTR_ERR(reader_task);
	}
	return 0;
}

static void __exit spin_irqsave_exit(void)
{
	kthread_stop(reader_task);
	free_irq(irq, &packets);
}

module_init(spin_irqsave_init);
module_exit(spin_irqsave_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shares a spinlock with an interrupt handler");
