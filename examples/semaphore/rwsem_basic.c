// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A reader-writer semaphore: many readers or one writer. Who reads sees both ends of the range of one and the same
 * write. Holders may sleep.
 *
 *     lockstep run examples/semaphore/rwsem_basic.c
 *     lockstep check examples/semaphore/rwsem_basic.c
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
	up_write(&sem);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int looker(void *unused)
{
	down_read(&sem);
	pr_info("rwsem_basic: from %d to %d\n", low, high);
	up_read(&sem);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init rwsem_basic_init(void)
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

static void __exit rwsem_basic_exit(void)
{
	kthread_stop(looker_task);
	kthread_stop(mover_task);
}

module_init(rwsem_basic_init);
module_exit(rwsem_basic_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Reads and writes a range under a rw semaphore");
