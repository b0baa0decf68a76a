// SPDX-License-Identifier: MIT OR Apache-2.0
/* The lock that the tasklet takes is held while the tasklet is waited for. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int count;

static void work_fn(struct tasklet_struct *unused)
{
	spin_lock(&lock);
	count++;
	spin_unlock(&lock);
}
static DECLARE_TASKLET(work, work_fn);

static int stopper(void *unused)
{
	spin_lock_bh(&lock);
	tasklet_disable(&work); //~ ERROR deadlock, sleep-in-atomic
	spin_unlock_bh(&lock);
	tasklet_enable(&work);
	return 0;
}

static int __init test_init(void)
{
	tasklet_schedule(&work);
	kthread_run(stopper, NULL, "stopper");
	return 0;
}

static void __exit test_exit(void)
{
	tasklet_kill(&work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
