// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A quick change and a long look at what came of it: downgrade_write() turns the writer into a reader without
 * letting another writer in between, and other readers come in meanwhile.
 *
 *     lockstep run examples/semaphore/rwsem_downgrade.c
 *     lockstep check examples/semaphore/rwsem_downgrade.c
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
	down_write(&sem);
	low += 10;
	high += 10;
	downgrade_write(&sem);
	pr_info("rwsem_downgrade: moved to %d to %d\n", low, high);
	up_read(&sem);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int looker(void *unused)
{
	down_read(&sem);
	pr_info("rwsem_downgrade: from %d to %d\n", low, high);
	up_read(&sem);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init rwsem_downgrade_init(void)
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

static void __exit rwsem_downgrade_exit(void)
{
	kthread_stop(looker_task);
	kthread_stop(mover_task);
}

module_init(rwsem_downgrade_init);
module_exit(rwsem_downgrade_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Turns a writer into a reader");
