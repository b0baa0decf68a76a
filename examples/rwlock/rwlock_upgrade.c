// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A reader that wants to write gives the lock back, takes it for writing, and looks again, since another may have
 * come in between: rwlock_upgrade_bug.c, repaired.
 *
 *     lockstep run examples/rwlock/rwlock_upgrade.c
 *     lockstep check examples/rwlock/rwlock_upgrade.c
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
	bool low;

	read_lock(&lock);
	low = limit < 5;
	read_unlock(&lock);

	if (low) {
		write_lock(&lock);
		if (limit < 5)
			limit = 5;
		write_unlock(&lock);
	}

	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init rwlock_upgrade_init(void)
{
	rwlock_init(&lock);
	raiser_task = kthread_run(raiser, NULL, "raiser");
	return PTR_ERR_OR_ZERO(raiser_task);
}

static void __exit rwlock_upgrade_exit(void)
{
	kthread_stop(raiser_task);
	pr_info("rwlock_upgrade: the limit is %d\n", limit);
}

module_init(rwlock_upgrade_init);
module_exit(rwlock_upgrade_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Writes after it has read");
