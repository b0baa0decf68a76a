// SPDX-License-Identifier: MIT OR Apache-2.0
/* The exit function waits for a timer function when it holds no lock. */
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);
static bool going;
static void expired(struct timer_list *timer);
static DEFINE_TIMER(timer, expired);

static void expired(struct timer_list *unused)
{
	spin_lock(&lock);
	if (!going)
		mod_timer(&timer, jiffies + 1);
	spin_unlock(&lock);
}

static int __init test_init(void)
{
	mod_timer(&timer, jiffies + 1);
	return 0;
}

static void __exit test_exit(void)
{
	spin_lock_bh(&lock);
	going = true;
	spin_unlock_bh(&lock);
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
