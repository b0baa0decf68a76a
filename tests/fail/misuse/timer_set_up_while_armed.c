// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer is set up while it is armed. */
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void expired(struct timer_list *unused)
{
}

static int __init test_init(void)
{
	timer_setup(&timer, expired, 0);
	mod_timer(&timer, jiffies + 10);
	timer_setup(&timer, expired, 0); //~ ERROR misuse
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
