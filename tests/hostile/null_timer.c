// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A timer whose function is NULL is armed, which Linux ignores as it does after timer_shutdown(). */
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static int __init hostile_init(void)
{
	timer_setup(&timer, NULL, 0);
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit hostile_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
