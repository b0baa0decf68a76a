// SPDX-License-Identifier: MIT OR Apache-2.0
// check: --cpus 1
/* The init function keeps the timer function of its CPU away. */
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/timer.h>

static int ticks;

static void expired(struct timer_list *timer)
{
	ticks++;
}
static DEFINE_TIMER(timer, expired);

static int __init test_init(void)
{
	local_bh_disable();
	mod_timer(&timer, jiffies + 1);
	ticks = 5;
	local_bh_enable();
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&timer);
	pr_info("%d\n", ticks);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
