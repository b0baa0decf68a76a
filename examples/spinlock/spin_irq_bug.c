// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The thread takes the lock that it shares with an interrupt handler in its plain form: a handler that comes in
 * between on the same CPU spins for ever. spin_irqsave.c and spin_irq.c turn interrupts off.
 *
 *     lockstep run examples/spinlock/spin_irq_bug.c --do 'irq 7'
 *     lockstep check examples/spinlock/spin_irq_bug.c
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

static int reader(void *unused)
{
	spin_lock(&lock);
	pr_info("spin_irq_bug: %d packets, %d bytes\n", packets, bytes);
	spin_unlock(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init spin_irq_bug_init(void)
{
	int error;

	error = request_irq(irq, receive, 0, "spin_irq_bug", &packets);
	if (error)
		return error;
	reader_task = kthread_run(reader, NULL, "reader");
	if (IS_ERR(reader_task)) {
		free_irq(irq, &packets);
		return PTR_ERR(reader_task);
	}
	return 0;
}

static void __exit spin_irq_bug_exit(void)
{
	kthread_stop(reader_task);
	free_irq(irq, &packets);
}

module_init(spin_irq_bug_init);
module_exit(spin_irq_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shares a plain spinlock with an interrupt handler");
