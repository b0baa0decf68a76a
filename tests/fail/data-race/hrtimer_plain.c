// SPDX-License-Identifier: MIT OR Apache-2.0
/* A callback and the function that starts it count. */
#include <linux/hrtimer.h>
#include <linux/module.h>

static struct hrtimer timer;
static int beats;

static enum hrtimer_restart beat(struct hrtimer *t)
{
	beats++; //~ ERROR data-race
	return HRTIMER_NORESTART;
}

static int __init test_init(void)
{
	hrtimer_setup(&timer, beat, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, us_to_ktime(50), HRTIMER_MODE_REL);
	beats++; //~ ERROR data-race
	return 0;
}

static void __exit test_exit(void)
{
	hrtimer_cancel(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
