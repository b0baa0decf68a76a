// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What spin_trylock() says is not asked for: without the lock the thread does its work all the same, and gives back
 * a lock that another holds. spin_trylock.c asks.
 *
 *     lockstep run examples/spinlock/spin_trylock_bug.c
 *     lockstep check examples/spinlock/spin_trylock_bug.c
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
	spin_trylock(&lock);
	samples++;
	spin_unlock(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init spin_trylock_bug_init(void)
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

static void __exit spin_trylock_bug_exit(void)
{
	kthread_stop(second_task);
	kthread_stop(first_task);
	pr_info("spin_trylock_bug: %d of 2 samples\n", samples);
}

module_init(spin_trylock_bug_init);
module_exit(spin_trylock_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes a spinlock to be free");
