// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The writer takes the semaphore as a reader: so does the other thread, both are let in at once, and the reader sees
 * one end of the range moved and the other not. rwsem_basic.c takes it as a writer.
 *
 *     lockstep run examples/semaphore/rwsem_read_bug.c
 *     lockstep check examples/semaphore/rwsem_read_bug.c
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

static DECLARE_RWSEM(sem);
static int low = 1, high = 2;
static struct task_struct *mover_task, *looker_task;

static int mover(void *unused)
{
	down_read(&sem);
	low += 10;
	high += 10;
	up_read(&sem);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int looker(void *unused)
{
	down_read(&sem);
	pr_info("rwsem_read_bug: from %d to %d\n", low, high);
	up_read(&sem);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init rwsem_read_bug_init(void)
{
	mover_task = kthread_run(mover, NULL, "mover");
	if (IS_ERR(mover_task))
		return PTR_ERR(mover_task);
	looker_task = kthread_run(looker, NULL, "looker");
	if (IS_ERR(looker_task)) {
		kthread_stop(mover_task);
		return PTR_ERR(looker_task);
	}
	return 0;
}

static void __exit rwsem_read_bug_exit(void)
{
	kthread_stop(looker_task);
	kthread_stop(mover_task);
}

module_init(rwsem_read_bug_init);
module_exit(rwsem_read_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Writes as a reader");
