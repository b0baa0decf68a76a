// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A lock that is shared with a tasklet is taken in its plain form. An interrupt may come in between, and at its end
 * the tasklet runs on the same CPU and spins for ever. spin_bh.c turns bottom halves off.
 *
 *     lockstep run examples/spinlock/spin_bh_bug.c
 *     lockstep check examples/spinlock/spin_bh_bug.c
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
	pr_info("spin_bh_bug: %d drained\n", queued);
	queued = 0;
	spin_unlock(&lock);
}

static int filler(void *unused)
{
	spin_lock(&lock);
	queued++;
	tasklet_schedule(&drainer);
	queued++;
	spin_unlock(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init spin_bh_bug_init(void)
{
	filler_task = kthread_run(filler, NULL, "filler");
	return PTR_ERR_OR_ZERO(filler_task);
}

static void __exit spin_bh_bug_exit(void)
{
	kthread_stop(filler_task);
	tasklet_kill(&drainer);
}

module_init(spin_bh_bug_init);
module_exit(spin_bh_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Shares a plain spinlock with a tasklet");
