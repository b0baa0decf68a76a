// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * down_trylock() never waits: it returns 0 if it has taken the semaphore, otherwise 1, the other way round than
 * spin_trylock(). down_timeout() waits so long and no longer, and returns -ETIME when nothing came.
 *
 *     lockstep run examples/semaphore/semaphore_trylock.c
 *     lockstep check examples/semaphore/semaphore_trylock.c
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/semaphore.h>

static DEFINE_SEMAPHORE(sem, 1);
static int served;
static struct task_struct *waiter_task, *taker_task;

static int waiter(void *unused)
{
	if (!down_timeout(&sem, HZ)) {
		served++;
		up(&sem);
	}

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int taker(void *unused)
{
	if (!down_trylock(&sem)) {
		served++;
		up(&sem);
	} else {
		pr_info("semaphore_trylock: taken, something else to do\n");
	}

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init semaphore_trylock_init(void)
{
	waiter_task = kthread_run(waiter, NULL, "waiter");
	if (IS_ERR(waiter_task))
		return PTR_ERR(waiter_task);
	taker_task = kthread_run(taker, NULL, "taker");
	if (IS_ERR(taker_task)) {
		kthread_stop(waiter_task);
		return PTR_ERR(taker_task);
	}
	return 0;
}

static void __exit semaphore_trylock_exit(void)
{
	kthread_stop(taker_task);
	kthread_stop(waiter_task);
	pr_info("semaphore_trylock: %d served\n", served);
}

module_init(semaphore_trylock_init);
module_exit(semaphore_trylock_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes a semaphore without waiting");
