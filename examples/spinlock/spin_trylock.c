// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The forms that do not spin: 1 if the lock is taken, 0 if somebody else has it. Bottom halves or interrupts are off
 * only after a success. What is not done for want of the lock must not matter: here, a sample.
 *
 *     lockstep run examples/spinlock/spin_trylock.c
 *     lockstep check examples/spinlock/spin_trylock.c
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int samples;
static struct task_struct *first_task, *second_task;

static int sample(void *unused)
{
	unsigned long flags;

	if (spin_trylock(&lock)) {
		samples++;
		spin_unlock(&lock);
	}
	if (spin_trylock_bh(&lock)) {
		samples++;
		spin_unlock_bh(&lock);
	}
	if (spin_trylock_irqsave(&lock, flags)) {
		samples++;
		spin_unlock_irqrestore(&lock, flags);
	}

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init spin_trylock_init(void)
{
	first_task = kthread_run(sample, NULL, "first");
	if (IS_ERR(first_task))
		return PTR_ERR(first_task);
	second_task = kthread_run(sample, NULL, "second");
	if (IS_ERR(second_task)) {
		kthread_stop(first_task);
		return PTR_ERR(second_task);
	}
	return 0;
}

static void __exit spin_trylock_exit(void)
{
	kthread_stop(second_task);
	kthread_stop(first_task);
	pr_info("spin_trylock: %d of 6 samples\n", samples);
}

module_init(spin_trylock_init);
module_exit(spin_trylock_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes a spinlock if it is free");
