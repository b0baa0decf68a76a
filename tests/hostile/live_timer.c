// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 after-rmmod
/* The module goes without deleting its timer. */
#include <linux/module.h>
#include <linux/timer.h>

static int count;

static void expired(struct timer_list *timer)
{
	count++;
	mod_timer(timer, jiffies + 10);
}
static DEFINE_TIMER(timer, expired);

static void attack(void)
{
	mod_timer(&timer, jiffies + 10);
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
