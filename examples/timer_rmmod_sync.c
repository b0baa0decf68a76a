// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer that arms itself again, and an exit function that waits until it is at rest: timer_rmmod.c, repaired. */
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

static int __init timer_rmmod_sync_init(void)
{
	mod_timer(&heart, jiffies + HZ);
	return 0;
}

static void __exit timer_rmmod_sync_exit(void)
{
	timer_delete_sync(&heart);
	pr_info("timer_rmmod_sync: %lu beats\n", beats);
}

module_init(timer_rmmod_sync_init);
module_exit(timer_rmmod_sync_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Stops its timer");
