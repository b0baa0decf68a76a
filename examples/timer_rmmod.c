// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A timer that arms itself again, deleted by an exit function that does not wait for it: its function may be at
 * work on another CPU just then, and goes on when the module is gone. timer_rmmod_sync.c repairs it.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static void beat(struct timer_list *timer);
static DEFINE_TIMER(heart, beat);
static unsigned long beats;

static void beat(struct timer_list *timer)
{
	beats++;
	mod_timer(timer, jiffies + HZ);
}

static int __init timer_rmmod_init(void)
{
	mod_timer(&heart, jiffies + HZ);
	return 0;
}

static void __exit timer_rmmod_exit(void)
{
	timer_delete(&heart);
	pr_info("timer_rmmod: the last beat\n");
}

module_init(timer_rmmod_init);
module_exit(timer_rmmod_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Leaves a timer behind");
