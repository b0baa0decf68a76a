// SPDX-License-Identifier: MIT OR Apache-2.0
/* The callback of a timer leaves preemption off on one of its paths. */
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/timer.h>

static struct timer_list timer;
static int rounds;

static void expired(struct timer_list *t)
{
	preempt_disable(); //~ ERROR context-imbalance
	if (++rounds == 2)
		return;
	preempt_enable();
	mod_timer(&timer, jiffies + 1);
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
