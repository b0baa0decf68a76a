// SPDX-License-Identifier: MIT OR Apache-2.0
/* Timers expire in their order, jiffies never go back, and a sleep is not shorter than it says. */
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static DECLARE_COMPLETION(done);
static int expired;

static void first(struct timer_list *timer)
{
	WARN_ON(expired++ != 0);
}

static void second(struct timer_list *timer)
{
	WARN_ON(expired++ != 1);
	complete(&done);
}

static DEFINE_TIMER(early, first);
static DEFINE_TIMER(late, second);

static int __init test_init(void)
{
	unsigned long before = jiffies;

	local_bh_disable();
	mod_timer(&early, before + 10);
	mod_timer(&late, before + 20);
	WARN_ON(!timer_pending(&late));
	local_bh_enable();
	wait_for_completion(&done);
	WARN_ON(time_before(jiffies, before + 20));
	WARN_ON(timer_pending(&late));
	before = jiffies;
	msleep(100);
	WARN_ON(time_before(jiffies, before + msecs_to_jiffies(100)));
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&early);
	timer_delete_sync(&late);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
