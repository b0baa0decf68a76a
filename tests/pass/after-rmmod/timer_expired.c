// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer that has expired is left alone. */
#include <linux/module.h>
#include <linux/timer.h>

static int ticks;
static void expired(struct timer_list *timer);
static DEFINE_TIMER(timer, expired);

static void expired(struct timer_list *unused)
{
	ticks++;
}

static int __init test_init(void)
{
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit test_exit(void)
{
	timer_shutdown_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
