// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The writer takes the lock for reading, and is let in together with the readers. rwlock_basic.c takes it for
 * writing.
 *
 *     lockstep run examples/rwlock/rwlock_read_bug.c
 *     lockstep check examples/rwlock/rwlock_read_bug.c
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(lock);
static int x = 1, y = 1;
static struct task_struct *mover_task, *looker_tasks[2];

static int mover(void *unused)
{
	read_lock(&lock);
	x++;
	y++;
	read_unlock(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int looker(void *unused)
{
	read_lock(&lock);
	if (x != y)
		pr_info("rwlock_read_bug: %d is not %d\n", x, y);
	read_unlock(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init rwlock_read_bug_init(void)
{
	int i;

	mover_task = kthread_run(mover, NULL, "mover");
	if (IS_ERR(mover_task))
		return PTR_ERR(mover_task);
	for (i = 0; i < 2; i++) {
		looker_tasks[i] = kthread_run(looker, NULL, "looker/%d", i);
		if (IS_ERR(looker_tasks[i]))
			goto failed;
	}
	return 0;

failed:
	if (i)
		kthread_stop(looker_tasks[0]);
	kthread_stop(mover_task);
	return PTR_ERR(looker_tasks[i]);
}

static void __exit rwlock_read_bug_exit(void)
{
	kthread_stop(looker_tasks[1]);
	kthread_stop(looker_tasks[0]);
	kthread_stop(mover_task);
	pr_info("rwlock_read_bug: at %d, %d\n", x, y);
}

module_init(rwlock_read_bug_init);
module_exit(rwlock_read_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Writes as a reader");
