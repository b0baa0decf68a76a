// SPDX-License-Identifier: MIT OR Apache-2.0
/* A soft callback takes a lock that is held with bottom halves off. */
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static struct hrtimer timer;

static enum hrtimer_restart beat(struct hrtimer *t)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return HRTIMER_NORESTART;
}

static int __init test_init(void)
{
	hrtimer_setup(&timer, beat, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	hrtimer_start(&timer, us_to_ktime(50), HRTIMER_MODE_REL_SOFT);
	spin_lock_bh(&lock);
	pr_info("held\n");
	spin_unlock_bh(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	hrtimer_cancel(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
