// SPDX-License-Identifier: MIT OR Apache-2.0
/* A timer function takes a lock that the init function holds with bottom halves on. */
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);
static void expired(struct timer_list *timer);
static DEFINE_TIMER(timer, expired);

static void expired(struct timer_list *unused)
{
	spin_lock(&lock); //~ ERROR deadlock
	spin_unlock(&lock);
}

static int __init test_init(void)
{
	mod_timer(&timer, jiffies + 1);
	spin_lock(&lock);
	spin_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
