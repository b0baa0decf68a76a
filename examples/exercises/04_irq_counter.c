// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 4. A thread and the handler of an interrupt share a lock. On which CPU does the handler run when it waits
 * for ever? Take the lock in the form that keeps the handler out.
 *
 *     lockstep run examples/exercises/04_irq_counter.c
 *     lockstep check examples/exercises/04_irq_counter.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#define LINE 7

static DEFINE_SPINLOCK(lock);
static int bytes;
static DECLARE_COMPLETION(done);

static irqreturn_t receive(int line, void *dev)
{
	spin_lock(&lock);
	bytes += 64;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int drain(void *unused)
{
	/* TODO: what if the interrupt comes while this thread holds the lock? */
	spin_lock(&lock);
	bytes = 0;
	spin_unlock(&lock);
	complete(&done);
	return 0;
}

static int __init irq_counter_init(void)
{
	int error = request_irq(LINE, receive, 0, "receive", &bytes);

	if (error)
		return error;
	if (IS_ERR(kthread_run(drain, NULL, "drain")))
		complete(&done);
	return 0;
}

static void __exit irq_counter_exit(void)
{
	wait_for_completion(&done);
	free_irq(LINE, &bytes);
}

module_init(irq_counter_init);
module_exit(irq_counter_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Counts received bytes");
