// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 after-rmmod|3
/* The init function fails and leaves a timer behind. */
#include <linux/module.h>
#include <linux/timer.h>

static int count;

static void expired(struct timer_list *timer)
{
	count++;
}
static DEFINE_TIMER(timer, expired);

static int __init hostile_init(void)
{
	mod_timer(&timer, jiffies + 10);
	return -ENODEV;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
