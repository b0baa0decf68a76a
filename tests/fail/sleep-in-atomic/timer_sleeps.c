// SPDX-License-Identifier: MIT OR Apache-2.0
/* The callback of a timer runs in a softirq, and sleeps. */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void expired(struct timer_list *t)
{
	msleep(1); //~ ERROR sleep-in-atomic
}

static int __init demo_init(void)
{
	timer_setup(&timer, expired, 0);
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit demo_exit(void)
{
	del_timer_sync(&timer);
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
