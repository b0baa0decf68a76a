// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function does not delete the timer. */
#include <linux/module.h>
#include <linux/timer.h>

static int ticks;

static void expired(struct timer_list *timer)
{ //~ ERROR after-rmmod
	ticks++;
}
static DEFINE_TIMER(timer, expired);

static int __init test_init(void)
{
	return 0;
}

static void __exit test_exit(void)
{
	mod_timer(&timer, jiffies + HZ);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
