// SPDX-License-Identifier: MIT OR Apache-2.0
/* A callback takes a lock that is held on its CPU. */
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static struct hrtimer timer;

static enum hrtimer_restart beat(struct hrtimer *t)
{
	spin_lock(&lock); //~ ERROR deadlock
	spin_unlock(&lock);
	return HRTIMER_NORESTART;
}

static int __init test_init(void)
{
	hrtimer_setup(&timer, beat, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, us_to_ktime(50), HRTIMER_MODE_REL);
	spin_lock(&lock); //~ ERROR deadlock
	pr_info("held\n");
	spin_unlock(&lock); //~ ERROR deadlock
	return 0;
}

static void __exit test_exit(void)
{
	hrtimer_cancel(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
