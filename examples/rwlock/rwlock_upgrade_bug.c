// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A reader that wants to write takes the lock for writing while it holds it for reading, and waits for itself: a
 * rwlock knows no upgrade. rwlock_upgrade.c lets go first, and looks again.
 *
 *     lockstep run examples/rwlock/rwlock_upgrade_bug.c
 *     lockstep check examples/rwlock/rwlock_upgrade_bug.c
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static rwlock_t lock;
static int limit = 3;
static struct task_struct *raiser_task;

static int raiser(void *unused)
{
	read_lock(&lock);
	if (limit < 5) {
		write_lock(&lock);
		limit = 5;
		write_unlock(&lock);
	}
	read_unlock(&lock);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init rwlock_upgrade_bug_init(void)
{
	rwlock_init(&lock);
	raiser_task = kthread_run(raiser, NULL, "raiser");
	return PTR_ERR_OR_ZERO(raiser_task);
}

static void __exit rwlock_upgrade_bug_exit(void)
{
	kthread_stop(raiser_task);
	pr_info("rwlock_upgrade_bug: the limit is %d\n", limit);
}

module_init(rwlock_upgrade_bug_init);
module_exit(rwlock_upgrade_bug_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Waits as a writer for itself as a reader");
