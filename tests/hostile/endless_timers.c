// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A timer that arms itself at once; the exit function ends it. */
#include <linux/module.h>
#include <linux/timer.h>

static void expired(struct timer_list *timer)
{
	mod_timer(timer, jiffies);
}
static DEFINE_TIMER(timer, expired);

static int __init hostile_init(void)
{
	mod_timer(&timer, jiffies);
	return 0;
}

static void __exit hostile_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
