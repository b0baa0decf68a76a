// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads take the same two locks, each in its own order: they can wait for each other for ever. abba_ordered.c repairs it. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>

static DEFINE_MUTEX(cat_lock);
static DEFINE_MUTEX(dog_lock);
static int cats = 2, dogs = 1;

static struct task_struct *feeder_task, *walker_task;

static void until_stopped(void)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static int feeder(void *unused)
{
	mutex_lock(&cat_lock);
	mutex_lock(&dog_lock);
	pr_info("abba: %d cats and %d dogs are fed\n", cats, dogs);
	mutex_unlock(&dog_lock);
	mutex_unlock(&cat_lock);
	until_stopped();
	return 0;
}

static int walker(void *unused)
{
	mutex_lock(&dog_lock);
	mutex_lock(&cat_lock);
	pr_info("abba: %d dogs are walked, %d cats come along\n", dogs, cats);
	mutex_unlock(&cat_lock);
	mutex_unlock(&dog_lock);
	until_stopped();
	return 0;
}

static int __init abba_init(void)
{
	feeder_task = kthread_run(feeder, NULL, "feeder");
	if (IS_ERR(feeder_task))
		return PTR_ERR(feeder_task);
	walker_task = kthread_run(walker, NULL, "walker");
	if (IS_ERR(walker_task)) {
		kthread_stop(feeder_task);
		return PTR_ERR(walker_task);
	}
	return 0;
}

static void __exit abba_exit(void)
{
	kthread_stop(walker_task);
	kthread_stop(feeder_task);
}

module_init(abba_init);
module_exit(abba_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Takes two locks in two orders");
