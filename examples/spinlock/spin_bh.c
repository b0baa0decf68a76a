// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A lock that is shared with a tasklet is taken with bottom halves off: the tasklet waits until they are on, and
 * interrupts go on meanwhile.
 *
 *     lockstep run examples/spinlock/spin_bh.c
 *     lockstep check examples/spinlock/spin_bh.c
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static void drain(struct tasklet_struct *unused);
static DECLARE_TASKLET(drainer, drain);
static DEFINE_SPINLOCK(lock);
static int queued;
static struct task_struct *filler_task;

/* A tasklet runs in softirq, on the CPU that scheduled it, as soon as bottom halves are on there. */
static void drain(struct tasklet_struct *unused)
{
	spin_lock(&lock);
	pr_info("spin_bh: %d drained\n", queued);
	queued = 0;
	spin_unlock(&lock);
}

static int filler(void *unused)
{
	spin_lock_bh(&lock);
	queued++;
	tasklet_schedule(&drainer);
	queued++;
	spin_unlock_bh(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init spin_bh_init(void)
{
	filler_task = kthread_run(filler, NULL, "filler");
	return PTR_ERR_OR_ZERO(filler_task);
}

static void __exit spin_bh_exit(void)
{
	kthread_stop(filler_task);
	tasklet_kill(&drainer);
}

module_init(spin_bh_init);
module_exit(spin_bh_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shares a spinlock with a tasklet");
