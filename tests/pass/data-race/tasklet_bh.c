// SPDX-License-Identifier: MIT OR Apache-2.0
/* A tasklet and the thread that schedules it count under one lock, which the thread takes with bottom halves off. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int count;

static void work_fn(unsigned long n)
{
	spin_lock(&lock);
	count += n;
	spin_unlock(&lock);
}
static DECLARE_TASKLET(work, work_fn, 2);

static int counter(void *unused)
{
	tasklet_schedule(&work);
	spin_lock_bh(&lock);
	count++;
	spin_unlock_bh(&lock);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(counter, NULL, "counter");
	return 0;
}

static void __exit test_exit(void)
{
	tasklet_kill(&work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
