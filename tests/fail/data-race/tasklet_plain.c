// SPDX-License-Identifier: MIT OR Apache-2.0
/* A tasklet and the thread that schedules it count with no lock. */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int count;

static void work_fn(unsigned long n)
{
	count += n; //~ ERROR data-race
}
static DECLARE_TASKLET(work, work_fn, 2);

static int counter(void *unused)
{
	tasklet_schedule(&work);
	count++; //~ ERROR data-race
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
