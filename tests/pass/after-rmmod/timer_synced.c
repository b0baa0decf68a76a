// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function deletes the timer and waits for its function. */
#include <linux/module.h>
#include <linux/timer.h>

static int ticks;
static void expired(struct timer_list *timer);
static DEFINE_TIMER(timer, expired);

static void expired(struct timer_list *unused)
{
	ticks++;
	mod_timer(&timer, jiffies + 1);
}

static int __init test_init(void)
{
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
