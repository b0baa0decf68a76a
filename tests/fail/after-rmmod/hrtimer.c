// SPDX-License-Identifier: MIT OR Apache-2.0
/* A periodic timer of high resolution outlives its module. */
#include <linux/hrtimer.h>
#include <linux/module.h>

static struct hrtimer timer;
static int beats;

static enum hrtimer_restart beat(struct hrtimer *t)
{ //~ ERROR after-rmmod
	beats++;
	hrtimer_forward_now(t, ms_to_ktime(10));
	return HRTIMER_RESTART;
}

static int __init test_init(void)
{
	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer.function = beat;
	hrtimer_start(&timer, ms_to_ktime(10), HRTIMER_MODE_REL);
	return 0;
}

static void __exit test_exit(void)
{
	hrtimer_try_to_cancel(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
